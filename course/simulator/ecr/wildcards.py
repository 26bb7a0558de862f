"""ECR's wildcards: `*` stands for any characters, also none, and everything else for itself."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern describes: `prod*` describes `prod`, `prod1`, `production-team1`."""
    return _compiled(pattern).fullmatch(text) is not None
