"""Which images a lifecycle policy expires or archives, and when: ECR user guide, "Lifecycle policy evaluation rules".

The guide promises an action within 24 hours after an image meets the criteria. Here a policy is evaluated every 24 hours
after it was put, and never in between, so that what happens follows from the times alone, whoever looks when.

Times are seconds since the epoch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from course.simulator.ecr.lifecycle_policy import Policy, Rule
from course.simulator.ecr.wildcards import matches

DAY = 86_400.0


@dataclass(frozen=True)
class Image:
    """What the evaluator needs to know of an image."""

    digest: str
    pushed_at: float
    tags: tuple[str, ...] = ()
    pulled_at: float | None = None
    """lastRecordedPullTime."""
    archived: bool = False
    archived_at: float | None = None
    activated_at: float | None = None
    """When it was last restored from the archive."""
    lists: frozenset[str] = frozenset()
    """The digests that this manifest list or index refers to."""
    subject: str = ""
    """The digest of the image whose reference artifact (signature, SBOM) this is."""


@dataclass(frozen=True)
class Mark:
    """One image that an evaluation acts upon."""

    digest: str
    action: str
    """`expire` or `transition`."""
    rule: Rule | None
    """None for a reference artifact that only follows its subject."""


@dataclass(frozen=True)
class Settled:
    """What evaluations up to some time came to."""

    images: tuple[Image, ...]
    """Those that are left, with their new storage class."""
    expired: tuple[str, ...] = ()
    """Digests, in the order in which they went."""
    evaluated_at: float | None = None
    """The last evaluation up to that time; None for none yet."""


def evaluate(policy: Policy, images: Iterable[Image], now: float, gone: frozenset[str] = frozenset()) -> list[Mark]:
    """What the policy acts upon at this time, the oldest of each rule first.

    An image that matches the tags of a rule is out of reach of all rules after it, whether it was marked or not; they
    still count it. `gone` are digests that have been deleted here: their reference artifacts follow them.
    """
    present = sorted(images, key=_since)  # stable: of one second, the first pushed is the oldest
    by_digest = {image.digest: image for image in present}
    held = {digest for image in present if not image.archived for digest in image.lists - {image.digest}}
    marks: dict[str, Mark] = {}
    claimed: set[str] = set()
    for rule in policy.rules:
        # a reference artifact goes with its subject, so that rules for untagged images do not take it away before
        matched = [image for image in present if image.subject not in by_digest and _selected(rule, image)]
        for image in _due(rule, matched, now):
            if image.digest not in claimed and image.digest not in held:
                marks[image.digest] = Mark(image.digest, rule.action, rule)
        claimed |= {image.digest for image in matched}
    _follow(present, by_digest, marks, gone)
    return list(marks.values())


def _selected(rule: Rule, image: Image) -> bool:
    if image.archived != (rule.storage_class == "archive"):
        return False
    if rule.tag_status == "untagged":
        return not image.tags
    if rule.tag_status == "any":
        return True
    # all of the list's entries must be matched, each by any of the image's tags
    return all(any(matches(pattern, tag) for tag in image.tags) for pattern in rule.patterns) and all(
        any(tag.startswith(prefix) for tag in image.tags) for prefix in rule.prefixes
    )


def _due(rule: Rule, matched: list[Image], now: float) -> list[Image]:
    """Those of the images, oldest first, that are too many or too old."""
    if not rule.is_age:
        return matched[: max(0, len(matched) - rule.count_number)]
    return [image for image in matched if now - _reference(rule, image) > rule.count_number * DAY]


def _since(image: Image) -> float:
    """pushed_at_time; after an image was restored from the archive, its last_activated_at instead."""
    return image.pushed_at if image.activated_at is None else image.activated_at


def _reference(rule: Rule, image: Image) -> float:
    """The time from which the rule counts its days."""
    if rule.count_type == "sinceImageTransitioned":
        return image.pushed_at if image.archived_at is None else image.archived_at
    if rule.count_type == "sinceImagePulled" and image.pulled_at is not None:
        return max(image.pulled_at, image.activated_at or image.pulled_at)
    return _since(image)


def _follow(present: list[Image], by_digest: dict[str, Image], marks: dict[str, Mark], gone: frozenset[str]) -> None:
    """Reference artifacts go, or into the archive, with their subject. What goes is told first: it may have been archived."""
    for action in ("expire", "transition"):
        moved = True
        while moved:
            moved = False
            for image in present:
                if not image.subject or image.digest in marks or image.subject == image.digest:
                    continue
                if _with_subject(by_digest.get(image.subject), image, marks, gone) == action:
                    marks[image.digest] = Mark(image.digest, action, None)
                    moved = True


def _with_subject(subject: Image | None, image: Image, marks: dict[str, Mark], gone: frozenset[str]) -> str:
    """What becomes of a reference artifact because of its subject, "" for nothing."""
    if subject is None:
        return "expire" if image.subject in gone else ""
    action = marks[subject.digest].action if subject.digest in marks else "transition" if subject.archived else ""
    return "" if action == "transition" and image.archived else action


def settle(
    policy: Policy,
    images: Iterable[Image],
    *,
    put_at: float,
    evaluated_at: float | None,
    until: float,
    gone: frozenset[str] = frozenset(),
) -> Settled:
    """Let every evaluation happen that is due: after the last one (`evaluated_at`, None for none), not after `until`."""
    state = tuple(images)
    expired: list[str] = []
    last = math.floor((until - put_at) / DAY)
    number = 0 if evaluated_at is None else round((evaluated_at - put_at) / DAY)
    evaluated = evaluated_at
    while number < last:
        number += 1
        now = put_at + number * DAY
        marks = evaluate(policy, state, now, gone | frozenset(expired))
        expired += [mark.digest for mark in marks if mark.action == "expire"]
        state = _after(state, marks, now)
        if not marks:
            # nothing happens before something is old enough: go on there at once, however far time has jumped
            number = max(number, min(last, _next_number(policy, state, put_at, now, last + 1) - 1))
        evaluated = put_at + number * DAY
    return Settled(state, tuple(expired), evaluated)


def _after(images: tuple[Image, ...], marks: list[Mark], now: float) -> tuple[Image, ...]:
    actions = {mark.digest: mark.action for mark in marks}
    return tuple(
        replace(image, archived=True, archived_at=now) if actions.get(image.digest) == "transition" else image
        for image in images
        if actions.get(image.digest) != "expire"
    )


def _next_number(policy: Policy, images: tuple[Image, ...], put_at: float, now: float, otherwise: int) -> int:
    """The number of the first evaluation at which one more image is old enough for some rule; `otherwise` for none."""
    moments = [
        moment
        for rule in policy.rules
        if rule.is_age
        for image in images
        if _selected(rule, image) and (moment := _reference(rule, image) + rule.count_number * DAY) >= now
    ]
    return math.floor((min(moments) - put_at) / DAY) + 1 if moments else otherwise
