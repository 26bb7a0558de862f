"""Conditions, weights and redirects as properties: whatever the values, whatever the request."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.dataplane.balancer.conditions import bare_host, compiled
from course.dataplane.balancer.patterns import any_of
from course.dataplane.balancer.redirect import Redirect
from course.dataplane.balancer.request import Request
from course.dataplane.balancer.smooth import Smooth

PLAIN = st.text("abcXYZ019/-_.~$+", max_size=12)
PATTERN = st.text("abX/.*?+$(", max_size=10)


def asked(method: str = "GET", url: str = "/", host: str = "a.example.com", **headers: str) -> Request:
    """A request as conditions see it."""
    made = Request("127.0.0.1")
    made.method, made.host = method.encode(), host.encode()
    path, _, query = url.partition("?")
    made.path, made.query = path.encode(), query.encode()
    made.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return made


def holds(conditions: list[dict[str, Any]], request: Request) -> bool:
    """Whether all conditions hold."""
    return all(test(request) for test in compiled(conditions))


def matched(pattern: str, text: str) -> bool:
    """What a pattern means, said slowly."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matched(pattern[1:], text[place:]) for place in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and matched(pattern[1:], text[1:])


@given(st.lists(PATTERN, min_size=1, max_size=3), PLAIN)
def test_patterns_mean_what_the_guide_says(patterns: list[str], text: str) -> None:
    expected = any(matched(pattern, text) for pattern in patterns)
    assert bool(any_of(patterns).fullmatch(text.encode())) == expected


@given(PATTERN, PLAIN)
def test_without_regard_to_case(pattern: str, text: str) -> None:
    assert bool(any_of([pattern], ignore_case=True).fullmatch(text.encode())) == matched(pattern.lower(), text.lower())


@given(st.text("ab*?\\", max_size=8))
def test_what_is_escaped_stands_for_itself(text: str) -> None:
    escaped = re.sub(r"([*?\\])", r"\\\1", text)
    assert any_of([escaped], escapes=True).fullmatch(text.encode())


CONDITIONS = [
    {"Field": "path-pattern", "Values": ["/img/*"]},
    {"Field": "host-header", "HostHeaderConfig": {"Values": ["*.example.com"]}},
    {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET", "HEAD"]}},
    {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "User-Agent", "Values": ["*Chrome*", "*Safari*"]}},
    {
        "Field": "query-string",
        "QueryStringConfig": {"Values": [{"Key": "version", "Value": "v1"}, {"Value": "*example*"}]},
    },
    {"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/24", "127.0.0.0/8"]}},
]
MATCHING = {"url": "/img/a.png?version=V1", "host": "Test.Example.com:8080", "User_Agent": "x chrome y"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "/Img/a.png?version=v1"},
        {"host": "example.com"},
        {"method": "POST"},
        {"method": "get"},
        {"User_Agent": "curl"},
        {"url": "/img/a.png?version=v2"},
        {"url": "/img/a.png?v1=version"},
        {"url": "/img/a.png"},
    ],
)
def test_all_conditions_must_hold(wrong: dict[str, str]) -> None:
    assert holds(CONDITIONS, asked(**MATCHING))
    assert holds(CONDITIONS, asked(**MATCHING | {"url": "/img/?any=an-Example-"}))
    assert not holds(CONDITIONS, asked(**MATCHING | wrong))


@given(st.lists(st.sampled_from(CONDITIONS), max_size=4), st.booleans(), st.booleans())
def test_their_order_does_not_count(conditions: list[dict[str, Any]], path: bool, agent: bool) -> None:
    request = asked(**MATCHING | ({} if path else {"url": "/"}) | ({} if agent else {"User_Agent": "curl"}))
    assert holds(conditions, request) == holds(conditions[::-1], request)
    assert holds(conditions, request) == all(holds([each], request) for each in conditions)


def test_regular_expressions() -> None:
    path = {"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["^/v[0-9]+/", "("]}}
    assert holds([path], asked(url="/v12/x"))
    assert not holds([path], asked(url="/vx/x"))
    host = {"Field": "host-header", "HostHeaderConfig": {"RegexValues": [r"^example\.com:8443$"]}}
    assert holds([host], asked(host="example.com:8443"))
    assert not holds([host], asked(host="example.com"))


def test_a_field_that_nobody_knows_matches_nothing() -> None:
    assert not holds([{"Field": "weather", "Values": ["*"]}], asked())


def test_header_conditions_see_every_value() -> None:
    request = asked()
    request.headers = [(b"X-Team", b"red"), (b"x-team", b"blue")]
    config = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Team", "Values": ["BLUE"]}}
    assert holds([config], request)


@pytest.mark.parametrize(
    ("header", "host"),
    [(b"A.b.C", b"a.b.c"), (b"a.b:80", b"a.b"), (b"a.b.:80", b"a.b"), (b"[::1]:80", b"[::1]"), (b"", b"")],
)
def test_bare_hosts(header: bytes, host: bytes) -> None:
    assert bare_host(header) == host


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5))
def test_shares_are_exact_over_a_round(weights: list[int]) -> None:
    turns: Smooth[int] = Smooth()
    turns.choices = [(place, float(weight)) for place, weight in enumerate(weights)]
    total = sum(weights)
    if not total:
        assert turns.next() is None
        return
    for _ in range(2):
        taken = Counter(turns.next() for _ in range(total))
        assert taken == {place: weight for place, weight in enumerate(weights) if weight}


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.integers(1, 60))
def test_no_choice_ever_runs_far_ahead(weights: list[int], count: int) -> None:
    turns: Smooth[int] = Smooth()
    turns.choices = [(place, float(weight)) for place, weight in enumerate(weights)]
    taken = Counter(turns.next() for _ in range(count))
    for place, weight in enumerate(weights):
        assert abs(taken[place] - count * weight / sum(weights)) < len(weights)


def test_weights_may_change_under_way() -> None:
    turns: Smooth[str] = Smooth()
    turns.choices = [("blue", 1.0), ("green", 0.0)]
    assert {turns.next() for _ in range(3)} == {"blue"}
    turns.choices = [("blue", 0.0), ("green", 1.0)]
    assert {turns.next() for _ in range(3)} == {"green"}


URL_PART = st.text("abc019-._~", max_size=10)


@given(
    st.sampled_from(["http", "https"]), URL_PART.filter(bool), st.integers(1, 65535), URL_PART, URL_PART, st.booleans()
)
def test_a_redirect_that_names_nothing_changes_nothing(
    protocol: str, host: str, port: int, path: str, query: str, spelled_out: bool
) -> None:
    parts = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}", "Query": "#{query}"}
    location = Redirect(parts if spelled_out else {}).location(protocol, host, port, f"/{path}", query)
    found = urlsplit(location)
    assert (found.scheme, found.hostname, found.port) == (protocol, host, port)
    assert (found.path, found.query) == (f"/{path}", query)


def test_redirects_fill_in_keywords_anywhere() -> None:
    config = {"Path": "/#{host}/#{path}", "Query": "was=#{protocol}&#{query}", "Port": "8443", "Protocol": "HTTPS"}
    location = Redirect(config).location("http", "a.com", 80, "/x/y", "q=1")
    assert location == "https://a.com:8443/a.com/x/y?was=http&q=1"
    assert Redirect({"Query": ""}).location("http", "a.com", 80, "/x", "q=1") == "http://a.com:80/x"
    literal = Redirect({"Query": "#{unknown}"}).location("http", "a.com", 80, "/", "")
    assert literal.endswith("?#{unknown}")
