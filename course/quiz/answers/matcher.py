"""The built-in grader of open answers: every point of a rubric judged by its patterns. Same answer, same verdict, everywhere."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from course.model.question import OpenQuestion, RubricPoint
from course.model.quiz import PointVerdict, Verdict
from course.quiz.answers.claims import CLAIMED, DENIED, REPORTED, standing
from course.quiz.answers.pattern import ABSENT, Pattern, Term, parse, vocabulary
from course.quiz.answers.spelling import meant
from course.quiz.answers.words import Words, words_of

REACH = 26
"""Words that may lie between the first term of a pattern and another one, so that a sentence without an end says not everything."""
LONGEST_QUOTE = 280
"""Characters of the learner's words that are quoted at most."""
_STANDS = {
    "claimed": (CLAIMED,),
    "denied": (DENIED,),
    "either": (CLAIMED, DENIED),
    "absent": (CLAIMED, DENIED, REPORTED),
    "undenied": (DENIED, REPORTED),
}
Hit = tuple[int, int]
"""Number of the first word, and of the last."""
Compiled = tuple[tuple[tuple[Pattern, ...], tuple[Pattern, ...]], ...]


def judge(question: OpenQuestion, text: str) -> list[PointVerdict]:
    """How an answer stands to each point of the rubric, in its order, with the learner's own words that led to it."""
    compiled, known = _compiled(question.rubric)
    answer = Answer(text, known)
    return [_point(answer, point, *patterns) for point, patterns in zip(question.rubric, compiled, strict=True)]


@lru_cache(maxsize=512)
def _compiled(rubric: tuple[RubricPoint, ...]) -> tuple[Compiled, frozenset[str]]:
    """Patterns of each point (those that say it, those that speak against it), and all their words. What does not parse is
    left out: `ecs-course dev check` names it."""
    compiled = tuple((_parsed(point.match), _parsed(point.against)) for point in rubric)
    return compiled, vocabulary(p for pair in compiled for side in pair for p in side)


def _parsed(texts: tuple[str, ...]) -> tuple[Pattern, ...]:
    found = []
    for text in texts:
        try:
            found.append(parse(text))
        except ValueError:
            continue
    return tuple(found)


def _point(
    answer: Answer, point: RubricPoint, match: tuple[Pattern, ...], against: tuple[Pattern, ...]
) -> PointVerdict:
    verdict: Verdict
    says, denies = answer.first(match), answer.first(against)
    if point.must_not:
        verdict, quote = ("said", says) if says and not denies else ("not_said", "")
    elif denies:
        verdict, quote = "contradicted", denies
    else:
        verdict, quote = ("covered", says) if says else ("missed", "")
    return PointVerdict(
        says=point.says,
        verdict=verdict,
        quote=quote,
        weight=point.weight,
        outdated=point.outdated,
        better=point.better,
    )


class Answer:
    """An answer made ready to look patterns up in."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.words: Words = words_of(text)
        self._stand = standing(self.words)
        self._places: dict[str, list[int]] = {}
        for at, word in enumerate(self.words.stems):
            self._places.setdefault(word, []).append(at)
            near = meant(word, known)
            if near != word:
                self._places.setdefault(near, []).append(at)
        self._beginnings: dict[str, list[int]] = {}
        self._terms: dict[Term, list[Hit]] = {}

    def first(self, patterns: tuple[Pattern, ...]) -> str:
        """The learner's words that meet the first of the patterns that is met at all, or ""."""
        for pattern in patterns:
            hit = self._meet(pattern)
            if hit:
                return self._quote(*hit)
        return ""

    def _meet(self, pattern: Pattern) -> Hit | None:
        wanted = [(term, self._hits(term)) for term in pattern.terms if term.stand not in ABSENT]
        if not all(hits for _, hits in wanted):
            return None
        absent = [self._hits(term) for term in pattern.terms if term.stand in ABSENT]
        for anchor in wanted[0][1]:
            low, high = before = anchor
            for term, hits in wanted[1:]:
                near = self._nearest(hits, anchor, pattern, before if term.after else None)
                if near is None:
                    break
                low, high, before = min(low, near[0]), max(high, near[1]), near
            else:
                if not any(self._together(anchor[0], hit[0], pattern) for hits in absent for hit in hits):
                    return low, high
        return None

    def _nearest(self, hits: list[Hit], anchor: Hit, pattern: Pattern, after: Hit | None) -> Hit | None:
        best: Hit | None = None
        for hit in hits:
            if (after is None or hit[0] > after[1]) and self._together(anchor[0], hit[0], pattern):
                if best is None or abs(hit[0] - anchor[0]) < abs(best[0] - anchor[0]):
                    best = hit
        return best

    def _together(self, one: int, other: int, pattern: Pattern) -> bool:
        words = self.words
        if pattern.window == "answer":
            return True
        if pattern.window == "clause":
            return words.clauses[one] == words.clauses[other]
        apart = abs(words.sentences[one] - words.sentences[other])
        return apart <= (pattern.window == "wide") and abs(one - other) <= REACH

    def _hits(self, term: Term) -> list[Hit]:
        found = self._terms.get(term)
        if found is None:
            stands = self._stand
            found = sorted(
                {hit for how, name in term.names for hit in self._phrase(name) if stands[hit[0]] in _STANDS[how]}
            )
            self._terms[term] = found
        return found

    def _phrase(self, name: tuple[str, ...]) -> list[Hit]:
        found = [(at, at) for at in self._of(name[0])]
        for word in name[1:]:
            places = self._of(word)
            found = [(first, last + 1) for first, last in found if _has(places, last + 1)]
            if not found:
                break
        return found

    def _of(self, word: str) -> list[int]:
        if not word.endswith("*"):
            return self._places.get(word, [])
        found = self._beginnings.get(word)
        if found is None:
            beginning = word[:-1]
            found = [at for at, norm in enumerate(self.words.norms) if norm.startswith(beginning)]
            self._beginnings[word] = found
        return found

    def _quote(self, first: int, last: int) -> str:
        """The clauses these words stand in, as they were written."""
        words = self.words
        while first > 0 and words.clauses[first - 1] == words.clauses[first]:
            first -= 1
        while last < len(words.norms) - 1 and words.clauses[last + 1] == words.clauses[last]:
            last += 1
        start, end = words.starts[first], words.ends[last]
        if end - start <= LONGEST_QUOTE:
            return words.text[start:end]
        return words.text[start : start + LONGEST_QUOTE].rsplit(None, 1)[0]


def _has(places: list[int], place: int) -> bool:
    at = bisect_left(places, place)
    return at < len(places) and places[at] == place
