"""The ledger: a line in the sandbox's folder for each thing that the runtime made in the engine, and for each that it removed.

Labels find what there is; the ledger tells people what was made when, and finds the two kinds of thing that bear no
label: cgroups, and tags of images that were pulled.
"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

NAME = "runtime-ledger.jsonl"


class Ledger:
    """One file, appended to. From any thread. What cannot be written is not held up for: labels decide."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], dict[str, str]] = {}
        for entry in self._read():
            self._note(entry)

    def _read(self) -> list[dict[str, str]]:
        try:
            text = self.path.read_text("utf-8", errors="replace")
        except OSError:
            return []
        found = []
        for line in text.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # half a line: the process ended while it wrote
            if isinstance(entry, dict) and {"did", "what", "id"} <= entry.keys():
                found.append(entry)
        return found

    def _note(self, entry: dict[str, str]) -> None:
        key = (entry["what"], entry["id"])
        if entry["did"] == "made":
            self._open[key] = entry
        else:
            self._open.pop(key, None)

    def made(self, what: str, id: str, name: str = "", task: str = "") -> None:
        """`what`: container, network, volume, cgroup or image."""
        self._write({"did": "made", "what": what, "id": id, "name": name, "task": task})

    def removed(self, what: str, id: str) -> None:
        """It is gone."""
        self._write({"did": "removed", "what": what, "id": id})

    def standing(self, what: str) -> list[str]:
        """Ids of what was made and not removed, oldest first."""
        with self._lock:
            return [id for kind, id in self._open if kind == what]

    def fold(self) -> None:
        """Begin the file anew with what still stands."""
        with self._lock:
            text = "".join(json.dumps(entry) + "\n" for entry in self._open.values())
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.write_text(text, "utf-8")
            except OSError:
                pass

    def _write(self, entry: dict[str, str]) -> None:
        entry = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}
        with self._lock:
            self._note(entry)
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")
            except OSError:
                pass
