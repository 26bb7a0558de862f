"""Requests whose end two servers might see at different places, and what a load balancer does with them.

Classifications and mitigations: Classic Load Balancers user guide, "Configure desync mitigation mode", and the documentation of
HTTP Desync Guardian, which Application Load Balancers use. What llhttp already refuses (two Content-Length headers, a carriage
return in a header, a bad version) is answered with 400 in every mode; AWS lets two equal lengths pass in the mode defensive.
"""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """How suspicious a request is. What is severe does not come this far."""

    COMPLIANT = 0
    ACCEPTABLE = 1
    AMBIGUOUS = 2


FRAMING = (b"content-length", b"transfer-encoding")


def resembles_framing(name: bytes) -> bool:
    """Whether some servers would take a header for one that says where the body ends."""
    return name.replace(b"_", b"-") in FRAMING


def blocked(verdict: Verdict, mode: str) -> bool:
    """Whether a request is answered with 400 in this desync mitigation mode."""
    return mode == "strictest" and verdict > Verdict.COMPLIANT


def closes(verdict: Verdict, mode: str) -> bool:
    """Whether both connections end with the answer, so that nothing that was smuggled in is ever answered."""
    return mode != "monitor" and verdict is Verdict.AMBIGUOUS
