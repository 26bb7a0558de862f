"""Reads the labelled answers to open questions that a grader is measured by."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ANSWERS = Path(__file__).parent / "answers"

Kind = Literal["good", "partial", "wrong", "outdated", "off-topic", "keyword-salad"]
Split = Literal["tune", "eval"]
Label = Literal["covered", "missed", "contradicted", "said", "not_said"]


@dataclass(frozen=True, kw_only=True)
class LabelledAnswer:
    """One answer, with a human's verdict on every point of its question's rubric."""

    id: str
    question: str
    """The id of an open question of the bank."""
    kind: Kind
    """How the answer was meant; the labels alone decide."""
    split: Split
    text: str
    labels: tuple[Label, ...]
    """In the rubric's order: covered, missed or contradicted; of a must-not point, said or not_said."""


def tables(split: Split) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and [[question]] table of every question of one half."""
    for path in sorted(ANSWERS.glob(f"*-{split}.toml")):
        for table in tomllib.loads(path.read_text("utf-8"))["question"]:
            yield path.name, table


def answers(split: Split) -> list[LabelledAnswer]:
    """One half of the set: `tune` to work with, `eval` only to measure."""
    return [
        LabelledAnswer(
            id=raw["id"],
            question=table["id"],
            kind=raw["kind"],
            split=raw["split"],
            text=raw["text"].strip(),
            labels=tuple(raw["labels"]),
        )
        for _, table in tables(split)
        for raw in table["answer"]
    ]
