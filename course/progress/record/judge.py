"""Is a record whole? Anyone can ask, offline: the file is all it takes. What is wrong is named, line and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course.model.errors import WorldNotReady
from course.model.record import Finding, Judged
from course.progress.chain import FIRST_PREVIOUS, broken, entry_of, hash_of, kind_of
from course.progress.record.keys import fingerprint, fits, is_public
from course.progress.record.lines import FORMAT, KINDS, is_opening, lab_of, listed, signature_line
from course.progress.record.order import differences

LARGEST = 1_000_000
"""Bytes; a record of thirty labs has about 30,000."""


@dataclass(frozen=True)
class _Line:
    number: int
    raw: bytes

    @cached_property
    def entry(self) -> dict[str, Any]:
        """The line decoded, {} where it is torn or no entry."""
        return entry_of(self.raw) or {}

    @property
    def kind(self) -> str:
        return kind_of(self.entry)

    @property
    def day(self) -> str:
        day = self.entry.get("day")
        return day if isinstance(day, str) else ""


def judge(data: bytes, name: str) -> Judged:
    """Judge the bytes of a file; `name` is how sentences call it. Raises WorldNotReady where it is no record, or a newer one."""
    lines = [_Line(number, raw) for number, raw in enumerate(_split(data), 1)]
    ours = [line for line in lines if line.kind in KINDS]
    if not ours:
        raise WorldNotReady(f"{name} is no record of this course: none of its lines is one of a record.")
    formats = [line.entry.get("format") for line in ours if line.kind in ("record", "head")]
    newer = [number for number in formats if type(number) is int and number > FORMAT]
    if newer and FORMAT not in formats:
        raise WorldNotReady(
            f"{name} was written by a newer version of the course (format {max(newer)}; this one reads format {FORMAT}). "
            "Update the course, then verify it again."
        )
    return _Judge(lines).judged()


def _split(data: bytes) -> list[bytes]:
    """The lines, without their ends; a copy whose line ends a Windows program changed throughout is read as it was."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if lines and all(line.endswith(b"\r") for line in lines):
        lines = [line[:-1] for line in lines]
    return lines


class _Judge:
    """One file's judgement. The head and its signature are found first; whether they hold decides who is believed."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.signature = self._found_signature()
        self.head = self._found_head()

    def judged(self) -> Judged:
        seal, head_holds = self._seal()
        said = listed(self.head.entry) if self.head and head_holds else None
        findings = [*seal, *(self._by_chain() if said is None else self._by_head(said))]
        body = [line for line in self.lines if line not in (self.head, self.signature)]
        if not findings:
            findings += self._by_form(body)
        if findings or self.signature is None:
            return Judged(findings=tuple(sorted(set(findings), key=lambda f: (f.line, f.says))))
        opening = body[0].entry
        return Judged(
            findings=(),
            labs=tuple(lab for line in body if (lab := lab_of(line.entry))),
            course=opening["course"],
            name=opening["name"],
            log_entries=opening["log"]["entries"],
            log_problems=tuple(opening["log"]["problems"]),
            key=self.signature.entry["key"],
            countersignatures=len(self.signature.entry["countersignatures"]),
        )

    def _found_signature(self) -> _Line | None:
        """The last line of that kind; or the last line of all, where it is of no kind and stands after a head."""
        found = [line for line in self.lines if line.kind == "signature"]
        if found:
            return found[-1]
        last = self.lines[-1]
        heads = [line for line in self.lines[:-1] if line.kind == "head"]
        return last if heads and last.kind not in KINDS else None

    def _found_head(self) -> _Line | None:
        """The line that was signed; or one of its kind; or what stands in its place before the signature."""
        signed = self.signature.entry.get("previous") if self.signature else None
        heads = [line for line in self.lines if line.kind == "head"]
        exact = [line for line in heads if hash_of(line.raw) == signed]
        if exact or heads:
            return (exact or heads[::-1])[0]
        before = self.lines[self.signature.number - 2] if self.signature and self.signature.number > 1 else None
        return before if before and before.kind not in ("record", "passed_lab") else None

    def _seal(self) -> tuple[list[Finding], bool]:
        """What is wrong with head and signature, and whether the head may be believed on the other lines."""
        head, signature = self.head, self.signature
        if head is None:
            says = "The signed head was cut off or taken out: nothing tells how many lines there were."
            return [Finding(0, "", says)], False
        if signature is None:
            return [
                Finding(0, "", f"The signature was cut off: nothing vouches for line {head.number}, the head.")
            ], True
        ours, theirs = head.entry.get("key"), signature.entry.get("key")
        value = signature.entry.get("signature")
        at = f"Line {signature.number}, the signature,"
        if not fits(ours, head.raw, value):
            if theirs != ours and fits(theirs, head.raw, value):
                says = (
                    f"{at} was made with another key ({_called(theirs)}) than the one the head names ({_called(ours)})."
                )
                return [Finding(signature.number, "", says)], True
            if signature.entry.get("previous") == hash_of(head.raw):
                return [Finding(signature.number, "", f"{at} was changed: it does not fit the head.")], True
            if signature.kind == "signature" and is_public(theirs):
                return [
                    Finding(head.number, "", f"Line {head.number}, the head, was changed after it was signed.")
                ], False
            return [Finding(signature.number, "", f"{at} was changed: it is none any more.")], True
        if theirs != ours and is_public(theirs):
            says = f"{at} was changed: it names another key ({_called(theirs)}) than the head ({_called(ours)})."
            return [Finding(signature.number, "", says)], True
        if not self._as_written(head, signature):
            return [Finding(signature.number, "", f"{at} was changed after it was written.")], True
        return [], True

    def _as_written(self, head: _Line, signature: _Line) -> bool:
        """Whether the signature's line is, to the byte, the one that belongs to the head."""
        entry, said = signature.entry, listed(head.entry)
        more = entry.get("countersignatures")
        if said is None or not isinstance(more, list):
            return False
        return signature.raw == signature_line(len(said) + 2, head.raw, head.entry["key"], entry["signature"], more)

    def _by_head(self, said: list[tuple[str, str]]) -> Iterator[Finding]:
        """The lines held against those that the head names."""
        ends = [line for line in (self.head, self.signature) if line is not None]
        wanted = [digest for _, digest in said] + [hash_of(line.raw) for line in ends]
        days = [day for day, _ in said] + [""] * len(ends)
        there = [hash_of(line.raw) for line in self.lines]
        found = differences(wanted, there, [line.entry.get("seq", 0) - 1 for line in self.lines])
        for at, place in found.changed:
            yield self._finding(at, days[place], "was changed after it was signed")
        for at, place in found.moved:
            yield self._finding(at, days[place], f"was moved: it was line {place + 1}")
        for at, place in found.repeated:
            yield self._finding(at, days[place], f"stands twice: it was line {place + 1} only")
        for at in found.added:
            yield self._finding(at, self.lines[at].day, "was added: the signed head does not know it")
        for place in found.dropped:
            yield Finding(place + 1, days[place], f"{_of(days[place], place + 1)} was dropped.")

    def _finding(self, at: int, day: str, says: str) -> Finding:
        return Finding(at + 1, day, f"{_of(day, at + 1)} {says}.")

    def _by_chain(self) -> Iterator[Finding]:
        """Without a head to believe: what the chain alone shows."""
        body = [line for line in self.lines if line not in (self.head, self.signature)]
        days = {line.entry["seq"]: line.day for line in body if line.day}
        for says in broken([line.raw for line in body], "the file"):
            named = [int(number) for number in re.findall(r"(?:ntry|ntries|Line) (\d+)", says)]
            where = "; ".join(f"entry {number} is {days[number]}" for number in named if number in days)
            yield Finding(named[0], days.get(named[0], ""), f"{says} ({where})" if where else says)

    def _by_form(self, body: Sequence[_Line]) -> Iterator[Finding]:
        """A record whose signature holds, but which no version 1 of the course wrote."""
        previous = FIRST_PREVIOUS
        for number, line in enumerate([*body, *(end for end in (self.head, self.signature) if end)], 1):
            entry = line.entry
            fine = {
                "record": number == 1 and is_opening(entry),
                "passed_lab": number > 1 and lab_of(entry) is not None,
                "head": listed(entry) is not None,
                "signature": True,
            }.get(line.kind, False)
            if not fine or entry["seq"] != number or entry.get("previous") != previous:
                yield Finding(number, line.day, f"{_of(line.day, number)} is not as this course writes it.")
            previous = hash_of(line.raw)
        if not body:
            yield Finding(1, "", "The record holds nothing: its first line is missing.")


def _of(day: str, number: int) -> str:
    """`Line 4 (day08_clusters)`."""
    return f"Line {number} ({day})" if day else f"Line {number}"


def _called(key: object) -> str:
    return fingerprint(str(key)) if is_public(key) else "no key at all"
