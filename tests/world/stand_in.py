"""A second moto server stands in for a real account: a profile whose endpoint_url leads to it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class StandIn:
    """The learner's own AWS files, and the server behind them."""

    process: subprocess.Popen[bytes]
    port: int
    config: Path
    credentials: Path
    account: str = "123456789012"

    def stop(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait()


def start(folder: Path) -> StandIn:
    """Start a stock moto server and write `config` and `credentials` with a profile `work` below `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    folder.mkdir(parents=True, exist_ok=True)
    config, credentials = folder / "config", folder / "credentials"
    config.write_text(f"[profile work]\nregion = eu-north-1\nendpoint_url = http://127.0.0.1:{port}\n")
    credentials.write_text("[work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n")
    return StandIn(process, port, config, credentials)
