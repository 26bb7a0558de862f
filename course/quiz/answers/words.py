"""An answer as words that can be compared, each with its place in the learner's own text, its sentence and its clause."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

NUMBERS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(13)),
        strict=True,
    )
) | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100"}
IRREGULAR = {
    **dict.fromkeys(("ran", "running", "runs"), "run"),
    **dict.fromkeys(("went", "gone", "goes", "going"), "go"),
    **dict.fromkeys(("gave", "given"), "giv"),
    **dict.fromkeys(("kept",), "keep"),
    **dict.fromkeys(("paid",), "pay"),
    **dict.fromkeys(("built",), "build"),
    **dict.fromkeys(("sent",), "send"),
    **dict.fromkeys(("chose", "chosen"), "choos"),
    **dict.fromkeys(("wrote", "written"), "writ"),
    **dict.fromkeys(("took", "taken"), "tak"),
    **dict.fromkeys(("held",), "hold"),
    **dict.fromkeys(("lost", "loses"), "los"),
    **dict.fromkeys(("dying", "dies", "died"), "die"),
    **dict.fromkeys(("made",), "mak"),
    **dict.fromkeys(("came",), "com"),
    **dict.fromkeys(("got", "gotten"), "get"),
    **dict.fromkeys(("brought",), "bring"),
    **dict.fromkeys(("grown", "grew"), "grow"),
    **dict.fromkeys(("shrunk", "shrank"), "shrink"),
    **dict.fromkeys(("knew", "known"), "know"),
    **dict.fromkeys(("said", "says"), "say"),
    **dict.fromkeys(("told",), "tell"),
    **dict.fromkeys(("thought",), "think"),
    **dict.fromkeys(("found",), "find"),
    **dict.fromkeys(("left",), "leav"),
    **dict.fromkeys(("has", "had", "having"), "hav"),
    **dict.fromkeys(("is", "are", "was", "were", "been", "being", "am"), "be"),
    **dict.fromkeys(("does", "did", "done", "doing"), "do"),
    **dict.fromkeys(("never",), "never"),
}
KEPT = frozenset(
    "nothing something anything everything during string need speed feed this plus always status less".split()
)
"""Words whose ending is no ending."""
SKIPPED = frozenset("a an the your our my its their very really simply also basically actually even quite".split())
"""Words that say nothing here and never stand between the words of a phrase."""
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W\d_]+)*")
_SPLIT = re.compile(r"\d+(?=(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?|gb|gib|mb|mib|k|x|tasks?)$)")
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?…]+(?=[\s\"'”’)\]]|$)|\n[ \t]*\n|\n(?=\s*(?:[-*•–—]|\d+[.)])\s)"
)
_BREAK = re.compile(r"[,;:()\[\]→⇒]|[-=]>|\s[-–—]+\s|—|…|\s=\s")
_SHORT_NOT = re.compile(r"(?:do|does|did|is|are|was|were|ca|wo|would|should|could|has|have|had|must|need)nt")


@dataclass(slots=True)
class Words:
    """Parallel lists over the words of an answer, without SKIPPED ones."""

    text: str
    norms: list[str] = field(default_factory=list)
    """In lower case, with contractions taken apart: don't → not."""
    stems: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Place of its first character in `text`; `ends` is one past the last."""
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    """Number of the sentence it stands in."""
    clauses: list[int] = field(default_factory=list)
    """Number of the stretch between two marks of punctuation it stands in, counted over the whole answer."""
    stops: list[str] = field(default_factory=list)
    """For each sentence the mark it ends with, "" where none does."""
    marks: list[int] = field(default_factory=list)
    """For each sentence how many signs of structure it has that a bare list of words has not: `: ; ( → = +` or a bullet."""


def stem(word: str) -> str:
    """A word without its ending, so that replace, replaced and replacing are one. Crude, and the same for pattern and answer."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3 or word in KEPT or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and not word.endswith("eed") and re.search("[aeiouy]", rest):
            word = rest
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def normal(word: str) -> str:
    """One word in the form in which words are compared, before its ending goes."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.casefold()
    for quote in "’ʼ`´":
        word = word.replace(quote, "'")
    if word.endswith("n't") or word == "cannot" or _SHORT_NOT.fullmatch(word):
        return "not"
    word = word.partition("'")[0] or word
    return NUMBERS.get(word, word)


def words_of(text: str) -> Words:
    """The answer's words. Places are those of `text` as it is given, whatever signs and scripts it holds."""
    found = Words(text)
    ends = [(m.start(), m.end(), m.group().strip()[:1]) for m in _END.finditer(text)] + [(len(text), len(text), "")]
    breaks = [m.start() for m in _BREAK.finditer(text)]
    sentence = clause = at_end = at_break = 0
    found.stops.append(ends[0][2])
    found.marks.append(0)
    for match in _WORD.finditer(text):
        start = match.start()
        moved = False
        while start >= ends[at_end][1] and at_end < len(ends) - 1:
            at_end += 1
            moved = True
        if moved:
            sentence += 1
            clause += 1
            found.stops.append(ends[at_end][2])
            found.marks.append(0)
        before = at_break
        while at_break < len(breaks) and breaks[at_break] < start:
            found.marks[sentence] += text[breaks[at_break] : breaks[at_break] + 1] not in ","
            at_break += 1
        if at_break != before and not moved:
            clause += 1
        for piece, begin, end in _pieces(match.group(), start):
            norm = normal(piece)
            if norm in SKIPPED:
                continue
            found.norms.append(norm)
            found.stems.append(stem(norm))
            found.starts.append(begin)
            found.ends.append(end)
            found.sentences.append(sentence)
            found.clauses.append(clause)
    return found


def _pieces(word: str, start: int) -> list[tuple[str, int, int]]:
    """30s is a number and a unit."""
    number = _SPLIT.match(word) if word[0].isdigit() else None
    if number is None:
        return [(word, start, start + len(word))]
    middle = start + number.end()
    return [(number.group(), start, middle), (word[number.end() :], middle, start + len(word))]
