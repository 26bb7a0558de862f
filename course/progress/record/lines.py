"""The form of a record, version 1: a line for the whole, a line for each passed lab, the head, and its signature.

JSON lines, each canonical (`chain.canonical`), each with its place (`seq`) and the SHA-256 of the line before (`previous`):

    record      course, format, name, log {entries, problems}
    passed_lab  the fields of `PassedLab`
    head        format, key, and of every line above it its day and SHA-256: how many there are, and in what order
    signature   key, the Ed25519 signature over the head's bytes, countersignatures

The head is what is signed. `countersignatures` stands outside it, so that a class server can add one later; version 1 leaves
it empty. Nothing in a record comes from the clock or from chance, so the same log gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, get_args

from course.model.record import PassedIn, PassedLab
from course.progress.chain import FIRST_PREVIOUS, canonical, hash_of
from course.progress.record.keys import SigningKey

FORMAT = 1
KINDS = ("record", "passed_lab", "head", "signature")
_FRAME = {"seq", "previous", "kind"}
_TYPES = {"str": str, "int": int, "bool": bool, "PassedIn": str}


def record(
    labs: Sequence[PassedLab], key: SigningKey, *, course: str, name: str, log_entries: int, log_problems: Sequence[str]
) -> bytes:
    """The whole file."""
    log = {"entries": log_entries, "problems": list(log_problems)}
    bodies: list[dict[str, Any]] = [
        {"kind": "record", "course": course, "format": FORMAT, "name": name, "log": log},
        *({"kind": "passed_lab", **asdict(lab)} for lab in labs),
    ]
    lines: list[bytes] = []
    for body in bodies:
        lines.append(_chained(lines, body))
    said = [{"day": body.get("day", ""), "sha256": hash_of(line)} for body, line in zip(bodies, lines, strict=True)]
    head = _chained(lines, {"kind": "head", "format": FORMAT, "key": key.public, "lines": said})
    lines.append(head)
    lines.append(signature_line(len(lines) + 1, head, key.public, key.sign(head)))
    return b"".join(line + b"\n" for line in lines)


def _chained(lines: Sequence[bytes], body: dict[str, Any]) -> bytes:
    previous = hash_of(lines[-1]) if lines else FIRST_PREVIOUS
    return canonical({**body, "seq": len(lines) + 1, "previous": previous})


def signature_line(seq: int, head: bytes, key: str, signature: str, countersignatures: Sequence[Any] = ()) -> bytes:
    """The last line; its `previous` says which head was signed, so that a changed head is told from a changed signature."""
    return canonical(
        {
            "kind": "signature",
            "seq": seq,
            "previous": hash_of(head),
            "key": key,
            "signature": signature,
            "countersignatures": list(countersignatures),
        }
    )


def lab_of(entry: dict[str, Any]) -> PassedLab | None:
    """The lab of a decoded line, None where a key or a type is not as version 1 writes it."""
    body = {key: value for key, value in entry.items() if key not in _FRAME}
    wanted = {field.name: _TYPES[str(field.type)] for field in fields(PassedLab)}
    if body.keys() != wanted.keys() or any(type(body[key]) is not kind for key, kind in wanted.items()):
        return None
    return PassedLab(**body) if body["world"] in get_args(PassedIn) else None


def is_opening(entry: dict[str, Any]) -> bool:
    """Whether a decoded line is a first line as version 1 writes it."""
    log = entry.get("log")
    return (
        entry.keys() == _FRAME | {"course", "format", "name", "log"}
        and type(entry["course"]) is str
        and type(entry["name"]) is str
        and isinstance(log, dict)
        and log.keys() == {"entries", "problems"}
        and type(log["entries"]) is int
        and isinstance(log["problems"], list)
        and all(type(problem) is str for problem in log["problems"])
    )


def listed(entry: dict[str, Any]) -> list[tuple[str, str]] | None:
    """(day, SHA-256) of every line that a decoded head names, None where it is no head as version 1 writes it."""
    said = entry.get("lines")
    if entry.keys() != _FRAME | {"format", "key", "lines"} or not isinstance(said, list):
        return None
    found = [
        (line["day"], line["sha256"])
        for line in said
        if isinstance(line, dict)
        and line.keys() == {"day", "sha256"}
        and all(isinstance(value, str) for value in line.values())
    ]
    return found if len(found) == len(said) else None
