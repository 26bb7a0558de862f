"""`d.why()`: the verdict, the hops as a list, signs with words, hostile names as text; the same as the terminal says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from course.app.why_words import why_words
from course.model.errors import UsageProblem
from course.notebook.day import Day
from course.notebook.why import MIME, why_shown
from course.reachability.answer import Answer
from course.reachability.end import End
from course.reachability.rights import Rights
from course.reachability.ways import ways
from tests.notebook.samples import EVIL
from tests.notebook.test_card import Reader
from tests.simulator.network.worlds import TASK, World, with_nat, world

HOSTILE = replace(TASK, name=f"web {EVIL}")


def answer(of: World, **more: Any) -> Answer:
    source = End(kind="service", name=HOSTILE.name, places=(HOSTILE,))
    destination = End(kind="aws", name="ecr", services=("ecr.api", "s3"), port=443)
    return Answer(source=source, destination=destination, parts=ways(of.net, source, destination), **more)


def test_html_says_what_the_terminal_says() -> None:
    rights = Rights(role="arn", looked=True, ok=False, says="User: x is not authorized")
    shown = why_shown(answer(world(), rights=rights, notes=("A note.",)), world="sandbox")
    html = Reader(shown._repr_html_())
    assert html.text.startswith("✘ not reachable web ")
    for said in (
        "World: sandbox",
        "✘ stops",
        "✔ passes",
        "✘ may not",
        "Change: Route 0.0.0.0/0 to a NAT gateway",
        "Note: A note.",
    ):
        assert said in html.text
    words = " ".join(html.text.split())
    for line in (
        "rtb-b of subnet-b has no route to ecr.api: the subnet is isolated.",
        "See: aws ec2 describe-route-tables --route-table-ids rtb-b",
    ):
        assert line in words
        assert line in " ".join(str(shown).split())
    assert shown.data[MIME]["reachable"] is False


def test_hops_are_ordered_lists_with_names_and_signs_that_are_not_read_out() -> None:
    html = Reader(why_shown(answer(with_nat(world())), world="sandbox")._repr_html_())
    lists = [attributes for tag, attributes in html.seen if tag == "ol"]
    assert len(lists) == 2
    assert all("→" in str(each["aria-label"]) for each in lists)
    assert sum(tag == "li" for tag, _ in html.seen) > 10
    signs = [attributes for tag, attributes in html.seen if attributes.get("aria-hidden") == "true"]
    assert len(signs) == sum(tag == "li" for tag, _ in html.seen) + 1
    assert "✔ reachable" in html.text
    assert "stops" not in html.text


def test_hostile_names_stay_text() -> None:
    shown = why_shown(answer(world()), world=EVIL)
    assert "img" not in Reader(shown._repr_html_()).tags()
    assert "\x1b" not in str(shown)
    assert "\u202e" not in str(shown) + shown._repr_html_()


def test_nothing_is_lost_between_the_ways_that_are_told() -> None:
    whole = answer(world())
    assert len(whole.shown()) == len(whole.shown(every=True)) == 2
    assert "all_subnets" not in why_shown(whole, world="sandbox")._repr_html_()
    twice = replace(whole, parts=whole.parts * 2)
    assert len(twice.shown()) == 2
    assert "2 more ways end the same" in why_words(twice, world="sandbox")
    assert "all_subnets=True tells all" in why_shown(twice, world="sandbox")._repr_html_()


@dataclass
class Opened:
    """A day of which only this is asked."""

    world: str = "sandbox"

    def why(self, source: str, destination: str, port: int = 0) -> Answer:
        if source == "nobody":
            raise UsageProblem("There is no service nobody.")
        return answer(world())


def test_a_day_answers() -> None:
    day = Day(Opened())  # type: ignore[arg-type]
    assert "not reachable" in day.why("web", "ecr")._repr_html_()
    with pytest.raises(UsageProblem, match="no service nobody"):
        day.why("nobody", "ecr")
