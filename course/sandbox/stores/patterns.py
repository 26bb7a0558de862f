"""The filter-pattern language of CloudWatch Logs: terms, "phrases", -without, ?any, %regex%, and { $.json = conditions }."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from course.sandbox.stores.json_patterns import Invalid, read_conditions

__all__ = ["Invalid", "Pattern", "read"]

Test = Callable[[str], bool]

_TERM = re.compile(r'([-?]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|(\S+))\s*')
_PLAIN = re.compile(r"[\w]+")


@dataclass(frozen=True)
class Pattern:
    """A pattern, ready to be asked."""

    needles: tuple[str, ...]
    """A message can only match if it holds one of these; empty where no text is needed."""
    test: Test | None
    """Whether a message that holds a needle matches; None where holding it is enough."""
    json: bool = False
    """The message is read as JSON: slow, and a needle may hide behind a \\u escape."""

    def matches(self, message: str) -> bool:
        """Whether a message matches."""
        if (
            self.needles
            and not any(needle in message for needle in self.needles)
            and not (self.json and "\\u" in message)
        ):
            return False
        return self.test is None or self.test(message)


@lru_cache(256)
def read(text: str) -> Pattern:
    """The pattern that `text` writes down. Invalid, with a sentence for the client, when it writes none."""
    text = text.strip()
    if not text:
        return Pattern((), None)
    if text.startswith("{"):
        needles, test = read_conditions(text)
        return Pattern(needles, test, json=True)
    if text.startswith("["):
        raise Invalid("The sandbox does not offer space-delimited filter patterns ([a, b, …]) yet; use terms or JSON.")
    return _terms(text)


def _terms(text: str) -> Pattern:
    every: list[Test] = []
    some: list[Test] = []
    wanted: list[str] = []
    optional: list[str] = []
    at = 0
    while at < len(text):
        match = _TERM.match(text, at)
        if match is None or (match[4] and '"' in match[4]):
            raise Invalid(f"Invalid filter pattern: a quotation mark is not closed at character {at + 1}")
        at = match.end()
        sign, phrase, regex, word = match.groups()
        literal = re.sub(r"\\(.)", r"\1", phrase) if phrase is not None else word
        if word is not None and not _PLAIN.fullmatch(word):
            raise Invalid(f"Invalid character(s) in term '{word}': put such terms in double quotation marks, \"…\"")
        test = _holds(literal) if regex is None else _regex(regex)
        if sign == "-":
            every.append(_not(test))
        elif sign == "?":
            some.append(test)
            optional.append(literal if regex is None else "")
        else:
            every.append(test)
            wanted += [literal] if regex is None and literal else []
    if not every:
        needles = tuple(optional) if all(optional) else ()
        return Pattern(needles, None if needles else lambda message: any(test(message) for test in some))
    # CloudWatch Logs ignores ?terms beside other terms
    needles = (max(wanted, key=len),) if wanted else ()
    if len(every) == len(wanted) == 1:
        return Pattern(needles, None)
    return Pattern(needles, lambda message: all(test(message) for test in every))


def _holds(literal: str) -> Test:
    return lambda message: literal in message


def _not(test: Test) -> Test:
    return lambda message: not test(message)


def _regex(text: str) -> Test:
    if "(" in text or ")" in text:
        raise Invalid("Invalid filter pattern: parentheses are not supported in a regular expression")
    try:
        search = re.compile(text).search
    except re.error as error:
        raise Invalid(f"Invalid filter pattern: the regular expression is not valid ({error})") from error
    return lambda message: search(message) is not None
