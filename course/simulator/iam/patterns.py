"""Wildcards of IAM: `*` any characters, `?` one. IAM user guide, "IAM JSON policy elements: Resource" and "Action"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

VARIABLE = re.compile(r"\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
"""`${key}` or `${key, 'default'}`."""
_STAR, _MARK = "\ue000", "\ue001"
"""A star and a question mark that came out of a variable and stand for themselves."""
LITERAL_VARIABLES = {"*": _STAR, "?": _MARK, "$": "$"}
"""`${*}`, `${?}`, `${$}` are these characters themselves."""
_PARTS = {"*": ".*", "?": ".", _STAR: r"\*", _MARK: r"\?"}


@lru_cache(maxsize=4096)
def _regex(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    parts = (_PARTS.get(character) or re.escape(character) for character in pattern)
    return re.compile("".join(parts), (re.IGNORECASE if ignore_case else 0) | re.DOTALL)


def like(pattern: str, value: str, *, ignore_case: bool = False) -> bool:
    """Whether the whole value fits the pattern."""
    return _regex(pattern, ignore_case).fullmatch(value) is not None


def action_fits(pattern: str, action: str) -> bool:
    """`ecs:Run*` fits `ecs:RunTask`, in any case."""
    return like(pattern, action, ignore_case=True)


def resource_fits(pattern: str, resource: str) -> bool:
    """Part by part up to the account, so that `arn:aws:s3:::*` stays in its service; behind that `*` spans `:` and `/` too.

    An ARN with fewer than six parts is completed with `*`: "Incomplete ARN" of the same page.
    """
    if pattern == "*":
        return True
    wanted, given = pattern.split(":", 5), resource.split(":", 5)
    if len(given) == 6 and wanted[0] == "arn":
        wanted += ["*"] * (6 - len(wanted))
        return all(like(one, other) for one, other in zip(wanted, given, strict=True))
    return like(pattern, resource)


def filled(text: str, context: Mapping[str, object]) -> str | None:
    """The text with its policy variables replaced; None where one has no single value, and then it fits nothing."""
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        name, default = found[1], found[2]
        if name in LITERAL_VARIABLES:
            return LITERAL_VARIABLES[name]
        given = context.get(name.casefold(), default)
        if given is None or isinstance(given, list | tuple | set | frozenset):
            missing = True
            return ""
        return str(given).replace("*", _STAR).replace("?", _MARK)  # a name that holds a star is no pattern

    done = VARIABLE.sub(value, text) if "${" in text else text
    return None if missing else done


def literal(text: str) -> str:
    """What `filled` gave, where no wildcards are meant."""
    return text.replace(_STAR, "*").replace(_MARK, "?")
