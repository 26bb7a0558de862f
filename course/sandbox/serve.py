"""The background process: `python -m course.sandbox.serve --home … --port … --instance …`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from course.home import Home
from course.sandbox import balancer_routes, place, real, registry_place, registry_routes, runtime_routes
from course.sandbox.app import Sandbox
from course.sandbox.container_runtime import ContainerRuntime
from course.sandbox.control import Control
from course.sandbox.data_plane import DataPlane
from course.sandbox.engine import Engine
from course.sandbox.launch import listening_socket
from course.sandbox.listener_ports import ListenerPorts
from course.sandbox.logfile import BoundedLog
from course.sandbox.memory import Memory
from course.sandbox.web_server import web_server


def main(argv: list[str] | None = None) -> int:
    """Serve until told to stop. Exit status 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m course.sandbox.serve")
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--instance", required=True)
    asked = parser.parse_args(argv)
    folder = Home(asked.home).sandbox
    sys.stdout = sys.stderr = BoundedLog(folder / place.LOG_FILE)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format="%(asctime)s %(name)s %(message)s",
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of calls is normal here
    try:
        bound = listening_socket(asked.port)
    except OSError as error:
        print(f"port {asked.port}: {error.strerror}", file=sys.stderr)
        return 1

    memory = Memory(folder, asked.port)
    ports = ListenerPorts(folder)
    engine = Engine(memory, ports)
    registry = registry_place.open_socket(folder)
    plane = DataPlane(engine, str(asked.home), asked.port, registry, ports)
    runtime = ContainerRuntime(engine, Home(asked.home), asked.port, registry.getsockname()[1], plane.settle)

    def end(*_: object) -> None:
        runtime.stop()
        plane.stop()
        place.drop_record(folder, asked.instance)
        with suppress(OSError):
            memory.journal.sync()
        os._exit(0)  # every state that must last was written before its call was answered

    def end_soon() -> None:
        threading.Timer(0.05, end).start()

    signal.signal(signal.SIGTERM, end)
    control = Control(engine, asked.instance, asked.port, stop=end_soon)
    control.routes |= runtime_routes.routes(engine, runtime) | balancer_routes.routes(plane)
    control.routes |= registry_routes.routes(engine)
    real.join(engine, plane, runtime)
    server = web_server(Sandbox(engine, control), bound)
    place.write_record(folder, place.Record(asked.instance, os.getpid(), asked.port))
    threading.Thread(target=engine.load, name="load", daemon=True).start()
    threading.Thread(target=_end_when_orphaned, args=(folder, end), name="orphan", daemon=True).start()
    server.run()
    return 0


def _end_when_orphaned(folder: Path, end: Callable[[], None]) -> None:
    """A home folder that was deleted by hand takes its sandbox along: nothing else could ever find it again."""
    while folder.is_dir():
        time.sleep(5)
    end()


if __name__ == "__main__":
    sys.exit(main())
