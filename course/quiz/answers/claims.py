"""What an answer claims, denies or only mentions: the scope of negations, reported misconceptions, and bare lists of words."""

from __future__ import annotations

from course.quiz.answers.words import Words

CLAIMED, DENIED, REPORTED, LISTED = range(4)
"""How a word stands in the answer: claimed, denied, told as what others think (or taken back), in a list without a claim."""

DENIERS = frozenset("not no never without nor neither nothing nobody nowhere lack lacks lacking cannot hardly".split())
_AFTER_DENIERS = {("instead", "of"), ("rather", "than"), ("opposed", "to"), ("free", "of"), ("none", "of")}
_NO_DENIAL = frozenset("only just merely least simply necessarily matter doubt problem long wonder forget".split())
"""After a denier these make no denial: "not only", "no matter"."""
BREAKERS = frozenset(
    "but because since so while although though whereas however unless until till before except when if once otherwise "
    "after as".split()
)
"""Words that end the scope of a denial."""
_SUBJECTS = frozenset("i you he she it we they there aws ecs amazon fargate everything each every".split())
_EMPTY = frozenset("help work true right correct case possible solve fix good answer so do".split())
"""After a denier near the end of a clause these deny the clause as a whole: "more tasks would not help"."""
_THINKERS = frozenset(
    "people some many others folks beginners juniors most someone candidates everybody everyone colleagues".split()
)
_THINK = frozenset("think believ assum say claim expect".split())
_WRONG = frozenset("myth misconception misunderstanding fallacy untrue false".split())
_NOT_A_CLAIM = frozenset("no per vs etc".split())
_GLUE = frozenset(
    "a an the is are be was were been has have had do does did can could may might must should would will need needs to of "
    "in on at by for from with into over under up down out off as than that this which who what when where why how if so "
    "because since but or nor and it its they them you your i my we our he she not never then until till after before "
    "while during each every all any some only via through between instead rather use uses used using get gets got give "
    "gives run runs make makes keep keeps put go goes come comes let lets take takes want say says see without your same "
    "own one more no there".split()
)
"""Words that join others to a claim."""


def standing(words: Words) -> list[int]:
    """For each word how it stands: CLAIMED, DENIED, REPORTED or LISTED."""
    found = [CLAIMED] * len(words.norms)
    for first, last in _sentences(words):
        _deny(words, found, first, last)
        _report(words, found, first, last)
    _questions(words, found)
    _lists(words, found)
    return found


def _sentences(words: Words) -> list[tuple[int, int]]:
    """First word and one past the last of each sentence."""
    spans: list[tuple[int, int]] = []
    for at, sentence in enumerate(words.sentences):
        if spans and words.sentences[spans[-1][0]] == sentence:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


def _deny(words: Words, found: list[int], first: int, last: int) -> None:
    norms, clauses = words.norms, words.clauses
    inside = False
    for at in range(first, last):
        if inside and at > first:
            new = clauses[at] != clauses[at - 1] and not _goes_on(words, at, last)
            follows = words.stems[at + 1] if at + 1 < last else ""
            joined = (norms[at] == "and" and follows in _SUBJECTS) or (norms[at] == "there" and follows == "be")
            inside = not (new or joined or norms[at] in BREAKERS)
        pair = (norms[at], norms[at + 1]) if at + 1 < last else (norms[at], "")
        here = norms[at] in DENIERS and clauses[at] == clauses[min(at + 1, last - 1)]
        only = norms[at] in ("not", "no") and pair[1] in _NO_DENIAL
        if pair in _AFTER_DENIERS or (here and not only):
            inside = True
            if norms[at] == "not" and _closes(words, at, last):
                for back in range(at - 1, first - 1, -1):
                    if clauses[back] != clauses[at] or norms[back] in BREAKERS:
                        break
                    found[back] = DENIED
        elif inside:
            found[at] = DENIED


def _goes_on(words: Words, at: int, last: int) -> bool:
    """Whether a comma stands inside a list: "no hosts to patch, scale or replace"."""
    clause = words.clauses[at]
    length = 0
    for place in range(at, min(at + 9, last)):
        if words.clauses[place] != clause:
            clause, length = words.clauses[place], 0
        if words.norms[place] in ("or", "nor"):
            return length <= 3
        length += 1
        if length > 3:
            return False
    return False


def _closes(words: Words, at: int, last: int) -> bool:
    """Whether this "not" denies what was said before it in its clause."""
    rest = [n for n in range(at + 1, min(at + 4, last)) if words.clauses[n] == words.clauses[at]]
    return any(words.stems[n] in _EMPTY for n in rest[:3]) and (
        len(rest) < 3 or at + 4 >= last or words.clauses[min(at + 4, last - 1)] != words.clauses[at]
    )


def _report(words: Words, found: list[int], first: int, last: int) -> None:
    norms, stems, clauses = words.norms, words.stems, words.clauses
    for at in range(first, last):
        near = norms[max(first, at - 3) : at]
        thinks = stems[at] in _THINK and (
            any(word in _THINKERS for word in near)
            or (norms[at] == "thought" and "i" in near)
            or near[-2:] == ["used", "to"]
        )
        mistake = norms[at] in ("mistake", "error") and any(
            word in ("common", "classic", "usual", "typical") for word in near
        )
        if thinks or norms[at] in _WRONG or mistake:
            own = clauses[at]
            for on in range(at + 1, last):
                if norms[on] in ("but", "however", "fact", "reality") or (
                    clauses[on] != own and norms[on] in ("it", "they")
                ):
                    break
                found[on] = REPORTED
            if not thinks:
                for back in range(at - 1, first - 1, -1):
                    if clauses[back] != own:
                        break
                    found[back] = REPORTED
        taken_back = norms[at : at + 2] in (["no", "wait"], ["no", "sorry"], ["scratch", "that"], ["wait", "no"])
        if taken_back:
            for back in range(first, at):
                found[back] = REPORTED


def _questions(words: Words, found: list[int]) -> None:
    """A question that the next sentence answers with no is no claim."""
    spans = _sentences(words)
    for (first, last), (after, _) in zip(spans, spans[1:], strict=False):
        if words.stops[words.sentences[first]] == "?" and words.norms[after] in ("no", "nope"):
            found[first:last] = [REPORTED] * (last - first)


def _lists(words: Words, found: list[int]) -> None:
    """Words without anything that joins them to a claim cover nothing, however many they are."""
    spans = _sentences(words)
    joined = [
        sum(word in _GLUE and word not in _NOT_A_CLAIM for word in words.norms[first:last])
        + words.marks[words.sentences[first]]
        for first, last in spans
    ]
    bare = sum(joined) < 0.08 * len(words.norms)
    for (first, last), joins in zip(spans, joined, strict=True):
        if bare and last - first > 3 or last - first >= 10 and joins == 0:
            found[first:last] = [LISTED] * (last - first)
