"""A question of each kind for the tests of the exchange, with everything that is hard to carry in its texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from course.catalog.bank import bank
from course.model.question import (
    ClozeQuestion,
    Evidence,
    FixQuestion,
    Gap,
    MatchingQuestion,
    NearMiss,
    OpenQuestion,
    Option,
    OutputQuestion,
    Pair,
    Question,
    RubricPoint,
    ScenarioQuestion,
    ScenarioStep,
    ShortQuestion,
    Wanted,
)
from course.model.quiz import Asked
from tests.quiz.questions import facts, multiple, number, ordering, single

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
HARD = (
    "Is `a = {b}` ~ #1 <task> & \"two\" 'three' at $5 or $6: \\n, 50%? See [the page](https://docs.aws.amazon.com/).\n\n"
    '```json\n{\n  "memory": 512,\n\n  "image": "web:1#x"\n}\n```\n\n- one\n- two\n'
)
"""Signs that mean something in one format or another, code with an empty line, a link, a list."""


def options() -> tuple[Option, ...]:
    return (
        Option(text='`{"a": 1}` = x ~ y # z', why="It *must*, at $5: see [0](a).", right=True),
        Option(text="<b>bold</b> -> {no}", why="A tag <script>alert(1)</script> is text."),
        Option(text="50% of \\n and & more", why="No."),
        Option(text="=1+1", why="No."),
    )


CLOZE = ClozeQuestion(
    kind="cloze",
    syntax="json",
    text='{\n  "cpu": "[[cpu]]",\n  "network": "[[mode]]", "x": "[[no-gap]]"\n}',
    gaps=(
        Gap(name="cpu", accept=("256", "0.25 vCPU"), why="A quarter.", near=(NearMiss(text="25*6", why="No `*`."),)),
        Gap(name="mode", accept=("awsvpc",), why="Fargate has no other."),
    ),
    **facts("a-cloze", ask="Fill the gaps."),
)
OUTPUT = OutputQuestion(
    kind="output",
    output='{\n  "stoppedReason": "OutOfMemoryError: Container killed {oom} ~ #1",\n  "exitCode": 137\n}',
    shows="aws ecs describe-tasks --tasks abc",
    options=options(),
    evidence=(Evidence(line='"exitCode": 137', why="128 + 9."),),
    **facts("an-output", ask="What happened?"),
)
FIX = FixQuestion(
    kind="fix",
    document='{\n  "memory": 0\n}\n',
    syntax="json",
    rules=("taskdef-memory",),
    wanted=(
        Wanted(path="memory", equals=512, why="Fargate takes 512 here."),
        Wanted(path="family", keep=True, equals="web", why="It stays."),
        Wanted(path="cpu", one_of=(256, 512), why="One of two."),
        Wanted(path="links", absent=True, why="Not on Fargate."),
    ),
    model_answer='{\n  "memory": 512\n}\n',
    **facts("a-fix", ask="Mend it."),
)
OPEN = OpenQuestion(
    kind="open",
    rubric=(
        RubricPoint(says="A task is made of containers", match=("task & container",), weight=2),
        RubricPoint(says="EC2 is needed", must_not=True, outdated=True, better="Fargate needs none."),
    ),
    model_answer="A task is one or more containers.\n\nIt runs on Fargate, too.",
    follow_ups=("And a service?",),
    picture="graph LR; a --> b",
    **facts("an-open", ask="What is a task?", asked_as="Explain tasks."),
)
SCENARIO = ScenarioQuestion(
    kind="scenario",
    steps=(
        ScenarioStep(id="first", ask="What first?", options=options(), next={options()[0].text: "then"}),
        ScenarioStep(id="then", ask="And then?", options=options(), next={}),
    ),
    **facts("a-scenario", ask="It is down."),
)
EVERY: tuple[Question, ...] = (
    replace(single(id="a-single", ask=HARD), options=options()),
    replace(
        multiple(id="a-multiple", ask=HARD), options=(*options()[:3], Option(text="And `this`", why="Yes.", right=True))
    ),
    number(0.25, 25, -3, unit="USD per month", tolerance=0.05, id="a-number", ask="How much is $1 of 4?"),
    number(-3, id="a-number-exact", ask="What is left?"),
    ShortQuestion(
        kind="short",
        accept=("task definition", "a -> b = c*"),
        near=(NearMiss(text="task", why="That *runs*."),),
        **facts("a-short", ask="What describes a task?"),
    ),
    ordering(4, id="an-ordering", ask="In which order?"),
    MatchingQuestion(
        kind="matching",
        pairs=(
            Pair(left="`service` = x", right="keeps tasks", why="It does."),
            Pair(left="task", right="runs {containers}", why="It does."),
            Pair(left="job", right="keeps tasks", why="No."),
        ),
        extra=("is a registry",),
        **facts("a-matching", ask="Match them."),
    ),
    CLOZE,
    replace(CLOZE, id="a-cloze-of-one", text="memory = [[cpu]]", gaps=CLOZE.gaps[:1]),
    FIX,
    OUTPUT,
    OPEN,
    SCENARIO,
)
"""One of every kind, and more where a kind has two faces."""


def asked(*questions: Question) -> list[Asked]:
    return [Asked(question=question) for question in questions]


def whole_bank() -> list[Asked]:
    """Every question of the course's own bank."""
    found = bank()
    return asked(*(found[entry.id] for entry in found.entries if entry.id in found and not entry.own))


def by_id(*questions: Question) -> dict[str, Question]:
    return {question.id: question for question in questions}
