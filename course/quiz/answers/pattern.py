"""The language of a rubric's patterns: which words, near each other, say a point.

A pattern is a line of terms. It is met where an answer has all of them near each other:

    execution_role pull|download|fetch      both, in one sentence, in any order
    load_balancer                           a phrase; articles and possessives between its words do not count
    deploy*                                 any word that begins so
    @replace                                any name of a set in content/synonyms.toml, [words]
    ~server|host                            denied here: "no servers", "you do not patch hosts", "without a host"
    gone|~survive                           "is gone" or "does not survive": a sign inside stands for its word alone
    ?s3                                     claimed or denied, either way
    !lambda                                 nowhere in the same sentence
    !~pull                                  not denied in the same sentence
    base > first                            the second after the first

Words are compared without case, plural and verb endings, so `replace` finds "replaced" and "replacing"; numbers as figures (`two`
finds 2). A name that stands in `same` of content/synonyms.toml finds its other names: `alb` finds "application load balancer". A term
without a sign must be claimed: what is denied ("it is not the task role that pulls"), told as a misconception ("people think
…"), taken back or only listed does not count. A `:` word in front widens or narrows where all must stand:
`clause:` between two marks of punctuation · `wide:` in a sentence and the next one · `answer:` anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from course.catalog.synonyms import families, same_as
from course.model.question import OpenQuestion
from course.quiz.answers.words import SKIPPED, normal, stem

Window = Literal["clause", "sentence", "wide", "answer"]
Stand = Literal["claimed", "denied", "either", "absent", "undenied"]
SIGNS: dict[str, Stand] = {"!~": "undenied", "~": "denied", "?": "either", "!": "absent"}
ABSENT = ("absent", "undenied")
_WINDOW = re.compile(r"(clause|sentence|wide|answer):\s*(.*)", re.DOTALL)
_NAME = re.compile(r"\w[\w.\-/']*\*?(?:_\w[\w.\-/']*\*?)*")


@dataclass(frozen=True)
class Term:
    """One thing that must occur, must be denied, or must be absent."""

    names: tuple[tuple[Stand, tuple[str, ...]], ...]
    """Alternatives: how each must stand, and the stems of its phrase; a word that ends in `*` is the beginning of one."""
    stand: Stand = "claimed"
    after: bool = False
    """Whether it must come after the term before it."""


@dataclass(frozen=True)
class Pattern:
    """Terms that must all be found near each other."""

    text: str
    terms: tuple[Term, ...]
    window: Window = "sentence"


@lru_cache(maxsize=8192)
def parse(text: str) -> Pattern:
    """A pattern from its line. Raises ValueError, with what is wrong, for a line that makes no sense."""
    window: Window = "sentence"
    found = _WINDOW.fullmatch(text.strip())
    if found:
        window, rest = found.group(1), found.group(2)  # type: ignore[assignment]
    else:
        rest = text
    terms: list[Term] = []
    after = False
    for part in rest.split():
        if part == ">":
            if after or not terms:
                raise ValueError(f"the sign > in {text!r} stands between no two terms")
            after = True
            continue
        terms.append(_term(part, after, text))
        after = False
    if after:
        raise ValueError(f"the pattern {text!r} ends with >")
    if all(term.stand in ABSENT for term in terms):
        raise ValueError(f"the pattern {text!r} asks for nothing")
    if terms[0].stand in ABSENT:
        raise ValueError(f"the pattern {text!r} begins with what must be absent; put it last")
    return Pattern(text, tuple(terms), window)


def problems(question: OpenQuestion) -> Iterator[str]:
    """What is wrong with the patterns of a question, in sentences for authors."""
    for point in question.rubric:
        for text in (*point.match, *point.against):
            try:
                parse(text)
            except ValueError as error:
                yield f"{error} (point: {point.says})"


def vocabulary(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every stem that the patterns name whole."""
    return frozenset(
        word for p in patterns for term in p.terms for _, name in term.names for word in name if not word.endswith("*")
    )


def _term(part: str, after: bool, whole: str) -> Term:
    sign = next((sign for sign in SIGNS if part.startswith(sign)), "")
    stand = SIGNS.get(sign, "claimed")
    names: dict[tuple[Stand, tuple[str, ...]], None] = {}
    for choice in part[len(sign) :].split("|"):
        own = choice[:1] if choice[:1] in ("~", "?") and not sign else ""
        for name in _spelt(choice[len(own) :], whole):
            names[(SIGNS.get(own, stand), _stems(name))] = None
            if " " in name and "*" not in name:  # loadbalancer, stopTimeout
                names[(SIGNS.get(own, stand), (stem(normal(name.replace(" ", ""))),))] = None
    return Term(tuple((how, name) for how, name in names if name), stand, after)


def _spelt(choice: str, whole: str) -> Iterator[str]:
    if choice.startswith("@"):
        names = families().get(choice[1:])
        if names is None:
            raise ValueError(f"the pattern {whole!r} names {choice}, which is not in content/synonyms.toml")
        for name in names:
            yield name
            yield from same_as(name)
        return
    if not _NAME.fullmatch(choice):
        raise ValueError(f"the pattern {whole!r} has a term that is no word: {choice!r}")
    name = choice.replace("_", " ")
    yield name
    yield from same_as(name)


def _stems(name: str) -> tuple[str, ...]:
    found = []
    for word in re.findall(r"[^\W_]+(?:'\w+)?\*?", name):
        if word.endswith("*"):
            found.append(normal(word[:-1]) + "*")
        elif (plain := normal(word)) not in SKIPPED:
            found.append(stem(plain))
    return tuple(found)
