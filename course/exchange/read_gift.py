"""GIFT into questions, with the escapes and the meanings that Moodle's importer gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.exchange.incoming import LONGEST, Incoming, Table
from course.exchange.markdown import clean, escaped, text_of
from course.exchange.read_table import spoken

_HIDDEN = {"\\": "\x01", ":": "\x02", "#": "\x03", "=": "\x04", "{": "\x05", "}": "\x06", "~": "\x07", "n": "\x0e"}
"""Escaped character → what stands for it while the signs of the format are read; none of these is left in clean text."""
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_FORMAT = re.compile(r"\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(
    r"</?(p|br|b|i|u|em|strong|code|pre|ul|ol|li|span|div|a|sub|sup|img|h\d|table)\b[^<>]{0,200}>", re.IGNORECASE
)


class _Unfit(ValueError):
    """A question that a deck cannot hold."""


def read(text: str, incoming: Incoming) -> None:
    """Every question: blocks of lines with an empty line between them."""
    for line, given_id, block in _blocks(clean(text)):
        if block.startswith("$CATEGORY:"):
            continue
        try:
            table = _question(line, block, incoming)
        except _Unfit as why:
            incoming.left.append((line, str(why)))
            continue
        except ValueError as error:
            incoming.problem(line, str(error)[:200], "mend it, or escape signs of the text with a backslash")
            continue
        incoming.question(line, given_id, table)


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """The line on which each block begins, the id in the comment above it, its text with the escapes hidden."""
    lines, begun, given_id = [], 0, ""
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip().startswith("//"):
            given = _ID.search(line)
            given_id = given[1] if given else given_id
        elif line.strip():
            begun = begun or number
            lines.append(line)
        elif lines:
            yield begun, given_id, _ESCAPE.sub(lambda found: _HIDDEN[found[1]], "\n".join(lines)).strip()
            lines, begun, given_id = [], 0, ""


def _question(line: int, block: str, incoming: Incoming) -> Table:
    if block.startswith("::") and (end := block.find("::", 2)) > 0:
        block = block[end + 2 :].strip()
    opened, closed = block.find("{"), block.find("}")
    if opened < 0 and closed < 0:
        raise _Unfit("a text that asks nothing")
    if opened < 0 or closed < opened:
        raise ValueError("its braces do not match")
    before, inside, after = block[:opened], block[opened + 1 : closed].strip(), block[closed + 1 :].strip()
    form = _form(before)
    asked = before[_head(before) :] + (f"_____ {after}" if after else "")
    inside, _, general = inside.partition("####")
    base: Table = {"ask": _md(asked, form), "explain": _md(general, form)}
    return {**base, **_answers(line, inside.strip(), form, base, incoming)}


def _answers(line: int, inside: str, form: str, base: Table, incoming: Incoming) -> Table:
    if not inside:
        if not base["explain"]:
            raise _Unfit("an essay without an answer to learn from")
        return {**spoken({"ask": base["ask"]}, base["explain"]), "explain": ""}
    if inside.startswith("#"):
        return _number(line, inside[1:], form, incoming)
    if inside.startswith(">"):
        return _ordering(inside, form)
    if "~" in inside:
        return _choice(inside, form)
    if "=" in inside and "->" in inside:
        return _matching(inside, form)
    said, *feedback = inside.split("#", 2)
    if said.strip() in ("T", "TRUE", "F", "FALSE"):
        true = said.strip().startswith("T")
        wrong, right = (_md(text, form) for text in [*feedback, "", ""][:2])
        return {"kind": "single", "options": [_option("True", true, right if true else wrong),
                                              _option("False", not true, wrong if true else right)]}  # fmt: skip
    return _short(line, inside, form, incoming)


def _choice(inside: str, form: str) -> Table:
    options, rights = [], 0
    one = "=" in inside
    for part in re.split(r"(?=[~=])", inside):
        if not part.strip():
            continue
        if part[0] not in "~=":
            raise ValueError("an option begins with neither = nor ~")
        weight, text, why = _weighed(part[1:], 100.0 if part[0] == "=" else 0.0)
        right = weight == 100 if one else weight > 0
        rights += right
        options.append(_option(_md(text, form), right, _md(why, form)))
    if one and rights > 1:
        raise _Unfit("several right options of which one is enough")
    return {"kind": "single" if one else "multiple", "options": options}


def _option(text: str, right: bool, why: str) -> Table:
    return {"text": text, "why": why, "right": True} if right else {"text": text, "why": why}


def _short(line: int, inside: str, form: str, incoming: Incoming) -> Table:
    accept, near = [], []
    for part in filter(str.strip, inside.split("=")):
        weight, text, why = _weighed(part, 100.0)
        said = text.translate(_SHOWN).strip()
        if said == "*":
            continue
        if "*" in said.replace("\\*", ""):
            incoming.less.append((line, "that * stands for any text: here it is a star"))
        said = said.replace("\\*", "*")
        if weight == 100:
            accept.append(said)
        else:
            near.append({"text": said, "why": _md(why, form) or "Not quite it."})
    return {"kind": "short", "accept": accept, "near": near} if near else {"kind": "short", "accept": accept}


def _number(line: int, inside: str, form: str, incoming: Incoming) -> Table:
    rights, wrong = [], []
    for part in filter(str.strip, inside.partition("~")[0].split("=")):
        weight, text, why = _weighed(part, 100.0)
        said = text.translate(_SHOWN).strip()
        low, dots, high = said.partition("..")
        value, _, off = said.partition(":")
        if dots:
            middle, off_by = (float(low) + float(high)) / 2, abs(float(high) - float(low)) / 2
        else:
            middle, off_by = float(value), float(off or 0)
        if weight == 100:
            rights.append((middle, off_by))
        elif weight == 0:
            wrong.append({"value": middle, "why": _md(why, form)})
        else:
            incoming.less.append((line, f"the {weight:g}% for {middle:g}"))
    if len(rights) != 1:
        raise ValueError(f"{len(rights)} numbers are right; one is needed")
    made: Table = {"kind": "number", "answer": rights[0][0], "unit": "", "tolerance": rights[0][1]}
    return {**made, "wrong": wrong} if wrong else made


def _ordering(inside: str, form: str) -> Table:
    """`>3 ALL VERTICAL …`, then a line for each item: Moodle's ordering questions."""
    lines = [line for line in inside.split("\n")[1:] if line.strip()]
    return {"kind": "ordering", "items": [{"text": _md(line, form), "why": ""} for line in lines]}


def _matching(inside: str, form: str) -> Table:
    pairs, extra = [], []
    for part in filter(str.strip, inside.split("=")):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise ValueError("a line of the matching has no ->")
        if left.strip():
            pairs.append({"left": _md(left, form), "right": _md(right, form), "why": ""})
        else:
            extra.append(_md(right, form))
    return {"kind": "matching", "pairs": pairs, "extra": extra} if extra else {"kind": "matching", "pairs": pairs}


def _weighed(part: str, default: float) -> tuple[float, str, str]:
    """Weight in percent, text and feedback of an answer."""
    part = part.strip()
    found = _WEIGHT.match(part)
    text, _, why = (part[found.end() :] if found else part).partition("#")
    return float(found[1]) if found else default, text, why


def _form(text: str) -> str:
    found = _FORMAT.match(text)
    return found[1].lower() if found else "moodle"


def _head(text: str) -> int:
    found = _FORMAT.match(text)
    return found.end() if found else 0


def _md(text: str, form: str) -> str:
    """A text of the file as Markdown; its own format, where it names one, comes before the question's."""
    form = _form(text) if _FORMAT.match(text) else form
    said = text[_head(text) :].translate(_SHOWN).strip()
    if form == "markdown" or len(said) > LONGEST:
        return said
    return escaped(text_of(said) if form == "html" or (form == "moodle" and _TAG.search(said)) else said)
