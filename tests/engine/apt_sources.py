"""Which Debian mirror this machine's apt uses, read from its own configuration."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ETC = Path("/etc/apt")


@dataclass(frozen=True)
class Source:
    """One line's worth of apt source: where, which suite, which components."""

    uri: str
    suite: str
    components: tuple[str, ...]

    def line(self) -> str:
        """As sources.list has it."""
        return f"deb {self.uri} {self.suite} {' '.join(self.components)}"


def sources(etc: Path = ETC) -> list[Source]:
    """Every source of binary packages of this machine, in both of apt's notations."""
    found: list[Source] = []
    for file in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]:
        if file.is_file():
            found += _lines(file.read_text())
    for file in sorted((etc / "sources.list.d").glob("*.sources")):
        found += _stanzas(file.read_text())
    return found


def of_release(suite: str, etc: Path = ETC) -> list[Source]:
    """The sources of one Debian release and of its updates; the release itself comes first. Empty: this is no such Debian."""
    names = {suite: 0, f"{suite}-updates": 1, f"{suite}-security": 2}
    kept = [source for source in sources(etc) if source.suite in names and "main" in source.components]
    main_host = next((source.uri for source in kept if source.suite == suite), None)
    return sorted(kept, key=lambda source: names[source.suite]) if main_host else []


def connection() -> str:
    """apt's settings for proxies and certificates, as lines for a file in apt.conf.d."""
    asked = subprocess.run(["apt-config", "dump", "Acquire::"], capture_output=True, text=True, check=True)
    wanted = re.compile(r"Acquire::(https?::(Proxy|CAInfo|Verify)|Retries)", re.IGNORECASE)
    return "".join(f"{line}\n" for line in asked.stdout.splitlines() if wanted.match(line))


def _lines(text: str) -> list[Source]:
    pattern = re.compile(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(\S.*?)\s*(?:#.*)?$")
    matches = (pattern.match(line.strip()) for line in text.splitlines())
    return [Source(match[1], match[2], tuple(match[3].split())) for match in matches if match]


def _stanzas(text: str) -> list[Source]:
    found = []
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        fields = {key.strip().lower(): value.split() for key, _, value in (line.partition(":") for line in lines)}
        if "deb" not in fields.get("types", []) or fields.get("enabled") == ["no"]:
            continue
        for uri in fields.get("uris", []):
            found += [Source(uri, suite, tuple(fields.get("components", []))) for suite in fields.get("suites", [])]
    return found
