"""No rule refuses what AWS takes."""

from __future__ import annotations

import json

import pytest

from course.simulator.rules import findings
from tests.simulator.rules.taken import PROOFS, Taken, all_taken


@pytest.mark.parametrize("taken", all_taken(), ids=str)
def test_no_rule_finds_anything(taken: Taken) -> None:
    found = {
        f"{request.operation} {request.asked.get('family') or request.asked.get('serviceName') or ''}": wrong
        for request in taken.requests
        if (wrong := findings(request.service, request.operation, request.asked))
    }
    assert found == {}, f"{taken.source.proof}: {PROOFS[taken.source.proof]}"


def test_each_names_its_source_and_what_it_shows() -> None:
    for taken in all_taken():
        assert taken.requests, taken
        assert taken.about.endswith("."), taken
        assert taken.source.proof in PROOFS, taken
        assert taken.source.repository.count("/") == 1, taken
        assert taken.source.path, taken
        assert taken.source.licence, taken


def test_there_are_many_and_no_two_are_alike() -> None:
    told = [json.dumps([dict(request.asked) for request in taken.requests], sort_keys=True) for taken in all_taken()]
    bare = [text.replace(taken.slug, "") for text, taken in zip(told, all_taken(), strict=True)]
    assert len(set(bare)) == len(bare)
    assert len(bare) >= 80
