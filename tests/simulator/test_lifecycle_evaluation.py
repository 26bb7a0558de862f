"""What a lifecycle policy does to images: the user guide's examples, its evaluation rules, and time that jumps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.simulator.ecr.lifecycle_evaluation import DAY, Image, Mark, evaluate, settle
from course.simulator.ecr.lifecycle_policy import Policy, Rule
from course.simulator.ecr.wildcards import matches
from tests.simulator.ecr_examples import NOW, image, policy, rule


def expired(marks: list[Mark]) -> list[str]:
    return [mark.digest for mark in marks if mark.action == "expire"]


THREE = [image("A", 10, "beta-1", "prod-1"), image("B", 9, "beta-2", "prod-2"), image("C", 8, "beta-3")]
ALPHAS = [
    image("A", 12, "alpha-1"),
    image("B", 11, "beta-1"),
    image("C", 10, "alpha-2", "beta-2"),
    image("D", 4, "alpha-3"),
    image("E", 3, "beta-3"),
    image("F", 2, "alpha-4", "beta-4"),
]


def keep_one(priority: int, *names: str, by: str = "prefixes") -> dict[str, object]:
    return rule(
        priority, "tagged", "imageCountMoreThan", 1, **{by: [f"{n}*" if by == "patterns" else n for n in names]}
    )


@pytest.mark.parametrize("by", ["prefixes", "patterns"])
def test_the_user_guides_examples_of_several_rules(by: str) -> None:
    # "Examples of lifecycle policies in Amazon ECR", filtering on multiple rules, example A and B
    assert expired(evaluate(policy(keep_one(1, "prod", by=by), keep_one(2, "beta", by=by)), THREE, NOW)) == ["A"]
    assert expired(evaluate(policy(keep_one(1, "beta", by=by), keep_one(2, "prod", by=by)), THREE, NOW)) == ["A", "B"]


@pytest.mark.parametrize("by", ["prefixes", "patterns"])
def test_the_user_guides_examples_of_several_tags_in_a_rule(by: str) -> None:
    names = ["alpha", "beta"] if by == "prefixes" else ["alpha*", "beta*"]
    aged = policy(rule(1, "tagged", "sinceImagePushed", 5, **{by: names}))
    assert expired(evaluate(aged, ALPHAS, NOW)) == ["C"]
    repository = [
        image("A", 10, "alpha-1", "beta-1", "gamma-1"),
        image("B", 9, "alpha-2", "beta-2"),
        image("C", 8, "alpha-3", "beta-3", "gamma-2"),
    ]
    counted = policy(rule(1, "tagged", "imageCountMoreThan", 1, **{by: names}))
    assert expired(evaluate(counted, repository, NOW)) == ["A", "B"]


def test_one_untagged_image_is_kept_and_tagged_ones_are_not_counted() -> None:
    one = policy(rule(1, "untagged", "imageCountMoreThan", 1))
    repository = [image("A", 4, "a"), image("B", 3), image("C", 2), image("D", 1)]
    assert expired(evaluate(one, repository, NOW)) == ["B", "C"]


def test_what_an_earlier_rule_keeps_no_later_rule_takes() -> None:
    kept = policy(
        rule(1, "tagged", "imageCountMoreThan", 999, prefixes=["prod"]), rule(2, "any", "sinceImagePushed", 1)
    )
    assert expired(evaluate(kept, THREE, NOW)) == ["C"]


def test_a_later_rule_counts_what_an_earlier_one_marked() -> None:
    repository = [image("A", 4), image("B", 3, "a"), image("C", 2, "a")]
    both = policy(rule(1, "untagged", "sinceImagePushed", 1), rule(2, "any", "imageCountMoreThan", 2))
    marks = evaluate(both, repository, NOW)
    assert [(mark.digest, mark.rule and mark.rule.priority) for mark in marks] == [("A", 1)]


def test_an_image_is_old_enough_only_after_its_last_day() -> None:
    aged = policy(rule(1, "any", "sinceImagePushed", 5))
    pushed = image("A", 5)
    assert expired(evaluate(aged, [pushed], NOW)) == []
    assert expired(evaluate(aged, [pushed], NOW + 1)) == ["A"]


def test_the_first_pushed_of_one_second_goes_first() -> None:
    one = policy(rule(1, "any", "imageCountMoreThan", 1))
    assert expired(evaluate(one, [image("B", 1), image("A", 1)], NOW)) == ["B"]


def test_images_of_a_manifest_list_stay_as_long_as_it_does() -> None:
    everything = policy(rule(1, "any", "sinceImagePushed", 1))
    arm, amd, both = image("arm", 9), image("amd", 9), image("list", 9, "v1", lists=frozenset({"arm", "amd"}))
    assert expired(evaluate(everything, [arm, amd, both], NOW)) == ["list"]
    settled = settle(everything, [arm, amd, both], put_at=NOW, evaluated_at=None, until=NOW + 2 * DAY)
    assert settled.expired == ("list", "arm", "amd")
    once = settle(everything, [arm, amd, both], put_at=NOW, evaluated_at=None, until=NOW + 1.5 * DAY)
    assert once.expired == ("list",)


def test_reference_artifacts_go_with_their_subject_and_not_before() -> None:
    untagged = policy(rule(1, "untagged", "sinceImagePushed", 1), rule(2, "any", "sinceImagePushed", 8))
    subject, signature, sbom = image("A", 5, "v1"), image("S", 5, subject="A"), image("B", 5, subject="S")
    assert evaluate(untagged, [subject, signature, sbom], NOW) == []
    assert expired(evaluate(untagged, [subject, signature, sbom], NOW + 4 * DAY)) == ["A", "S", "B"]
    later = evaluate(policy(rule(1, "any", "imageCountMoreThan", 9)), [signature, sbom], NOW, frozenset({"A"}))
    assert expired(later) == ["S", "B"]
    archived = replace(subject, archived=True, archived_at=NOW)
    marks = evaluate(policy(rule(1, "any", "imageCountMoreThan", 9)), [archived, signature], NOW)
    assert [(mark.digest, mark.action, mark.rule) for mark in marks] == [("S", "transition", None)]


def test_archiving_and_expiring_from_the_archive() -> None:
    both = policy(
        rule(1, "any", "sinceImagePushed", 30, action="transition"),
        rule(2, "any", "sinceImageTransitioned", 365, storage_class="archive"),
    )
    start = [image("A", 0, "a")]
    at = {
        days: settle(both, start, put_at=NOW, evaluated_at=None, until=NOW + days * DAY) for days in (30, 31, 396, 397)
    }
    assert [settled.images[0].archived for settled in (at[30], at[31], at[396])] == [False, True, True]
    assert at[31].images[0].archived_at == NOW + 31 * DAY
    assert at[397].expired == ("A",)


def test_archived_images_are_out_of_reach_of_other_rules() -> None:
    counted = policy(rule(1, "any", "imageCountMoreThan", 1))
    archived = image("A", 9, archived=True, archived_at=NOW)
    assert evaluate(counted, [archived, image("B", 1)], NOW) == []


def test_time_since_the_last_pull() -> None:
    unused = policy(rule(1, "any", "sinceImagePulled", 90, action="transition"))

    def archives(**more: float) -> bool:
        return bool(evaluate(unused, [image("A", 400, **more)], NOW))

    assert archives()  # never pulled: since it was pushed
    assert not archives(pulled_at=NOW - 10 * DAY)
    assert archives(pulled_at=NOW - 91 * DAY)
    # restored, and not pulled since
    assert not archives(pulled_at=NOW - 200 * DAY, activated_at=NOW - 10 * DAY)
    assert not archives(activated_at=NOW - 10 * DAY)
    assert archives(pulled_at=NOW - 91 * DAY, activated_at=NOW - 100 * DAY)


def test_a_restored_image_is_as_young_as_its_restoration() -> None:
    aged = policy(rule(1, "any", "sinceImagePushed", 30))
    assert evaluate(aged, [image("A", 100, activated_at=NOW - DAY)], NOW) == []
    counted = policy(rule(1, "any", "imageCountMoreThan", 1))
    assert expired(evaluate(counted, [image("A", 100, activated_at=NOW), image("B", 50)], NOW)) == ["B"]


@pytest.mark.parametrize(
    ("pattern", "text", "whether"),
    [
        ("prod*", "prod", True),
        ("prod*", "production-team1", True),
        ("prod*", "my-prod", False),
        ("*prod*", "repo-production", True),
        ("v1.2", "v1.2", True),
        ("v1.2", "v1x2", False),
        ("v?", "v1", False),
        ("[ab]", "a", False),
        ("*-dev", "a-dev", True),
        ("*-dev", "a-dev-b", False),
        ("a*b*c", "a1b2c", True),
        ("*", "", True),
    ],
)
def test_wildcards(pattern: str, text: str, whether: bool) -> None:
    assert matches(pattern, text) is whether


tags = st.lists(st.sampled_from(["prod-1", "prod-2", "beta-1", "beta-2", "latest"]), max_size=2, unique=True)
days = st.integers(0, 60)
some_time = st.none() | st.integers(-60, 0).map(lambda day: NOW + day * DAY)
SELECTIONS = [
    ("tagged", ("prod*",), ()),
    ("tagged", (), ("beta",)),
    ("tagged", ("*-1", "prod*"), ()),
    ("untagged", (), ()),
    ("any", (), ()),
]
KINDS = [
    ("imageCountMoreThan", "expire", "standard"),
    ("sinceImagePushed", "expire", "standard"),
    ("sinceImagePushed", "transition", "standard"),
    ("sinceImagePulled", "transition", "standard"),
    ("sinceImageTransitioned", "expire", "archive"),
]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    # `any` is last, as the policy's own rules ask for
    chosen = sorted(draw(st.sets(st.integers(0, len(SELECTIONS) - 1), min_size=1)))
    rules = []
    for priority, index in enumerate(chosen, start=1):
        (status, patterns, prefixes), (kind, action, storage) = SELECTIONS[index], draw(st.sampled_from(KINDS))
        number = draw(st.integers(1, 3) if kind == "imageCountMoreThan" else st.integers(1, 20))
        rules.append(Rule(priority, status, patterns, prefixes, storage, kind, number, action))
    return Policy(tuple(rules))


@st.composite
def repositories(draw: st.DrawFn) -> list[Image]:
    images: list[Image] = []
    for number in range(draw(st.integers(0, 7))):
        archived = draw(st.booleans()) and draw(st.booleans())
        names = [each.digest for each in images]
        images.append(
            Image(
                digest=f"sha256:{number}",
                pushed_at=NOW - draw(days) * DAY,
                tags=tuple(draw(tags)),
                pulled_at=draw(some_time),
                archived=archived,
                archived_at=NOW - draw(days) * DAY if archived else None,
                activated_at=None if archived else draw(some_time),
                lists=frozenset(draw(st.sets(st.sampled_from(names), max_size=2)) if names else ()),
                subject=draw(st.sampled_from(["", "", "", *names])),
            )
        )
    return images


@settings(max_examples=300, deadline=None)
@given(policies(), repositories(), st.integers(0, 40))
def test_rules_of_evaluation_hold(policy_: Policy, images: list[Image], later: int) -> None:
    now = NOW + later * DAY
    marks = evaluate(policy_, images, now)
    by_digest = {each.digest: each for each in images}
    assert len({mark.digest for mark in marks}) == len(marks)  # by one rule or none
    for mark in marks:
        image_ = by_digest[mark.digest]
        if mark.rule is not None:
            assert image_.archived is (mark.rule.storage_class == "archive")
            assert not any(mark.digest in each.lists for each in images if not each.archived)
            # a pass over fewer rules, those up to this one, marks it as well: later rules take nothing away
            shorter = Policy(tuple(r for r in policy_.rules if r.priority <= mark.rule.priority))
            assert mark in evaluate(shorter, images, now)
        else:
            assert image_.subject
    for each in policy_.rules:
        ages = [by_digest[m.digest].pushed_at for m in marks if m.rule is each and not by_digest[m.digest].activated_at]
        assert ages == sorted(ages)  # older images before newer ones
    kept = [r for r in policy_.rules if r.count_type == "imageCountMoreThan"]
    if kept == list(policy_.rules[:1]) == list(policy_.rules) and not any(
        each.lists or each.subject for each in images
    ):
        left = [each for each in images if each.digest not in {mark.digest for mark in marks}]
        assert len(evaluate(policy_, left, now)) == 0


@settings(max_examples=300, deadline=None)
@given(policies(), repositories(), st.lists(st.floats(0, 45), max_size=6), st.sets(st.sampled_from(["sha256:0", "x"])))
def test_it_does_not_matter_when_somebody_looks(
    policy_: Policy, images: list[Image], looks: list[float], gone: set[str]
) -> None:
    end = NOW + 45 * DAY
    at_once = settle(policy_, images, put_at=NOW, evaluated_at=None, until=end, gone=frozenset(gone))
    state, evaluated, went = tuple(images), None, list[str]()
    for moment in [*sorted(NOW + look * DAY for look in looks), end]:
        step = settle(
            policy_, state, put_at=NOW, evaluated_at=evaluated, until=moment, gone=frozenset(gone) | frozenset(went)
        )
        state, evaluated, went = step.images, step.evaluated_at, [*went, *step.expired]
    assert (state, evaluated, tuple(went)) == (at_once.images, at_once.evaluated_at, at_once.expired)


@settings(max_examples=200, deadline=None)
@given(policies(), repositories())
def test_days_on_which_nothing_can_happen_are_rightly_left_out(policy_: Policy, images: list[Image]) -> None:
    settled = settle(policy_, images, put_at=NOW, evaluated_at=None, until=NOW + 45 * DAY)
    state, went = list(images), list[str]()
    for number in range(1, 46):
        now = NOW + number * DAY
        marks = {mark.digest: mark.action for mark in evaluate(policy_, state, now, frozenset(went))}
        went += [digest for digest, action in marks.items() if action == "expire"]
        state = [
            replace(each, archived=True, archived_at=now) if marks.get(each.digest) == "transition" else each
            for each in state
            if marks.get(each.digest) != "expire"
        ]
    assert (list(settled.images), list(settled.expired)) == (state, went)
    assert settled.evaluated_at == NOW + 45 * DAY


def test_a_jump_of_a_lifetime_takes_no_time() -> None:
    aged = policy(rule(1, "any", "sinceImagePushed", 20_000))
    images = [image(str(n), 0) for n in range(200)]
    settled = settle(aged, images, put_at=NOW, evaluated_at=None, until=NOW + 19_000 * DAY)
    assert len(settled.images) == 200
    assert settled.evaluated_at == NOW + 19_000 * DAY
