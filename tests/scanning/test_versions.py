"""The order of versions: published examples, the real dpkg, and what every order must hold to."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course.scanning.versions import apk, deb, pep440, semver
from tests.tools import program

DEB = ["1.0~beta1~svn1245", "1.0~beta1", "1.0", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-2", "1.0+dfsg-1", "1.0.1-1", "1.9", "1.10",
       "2.36-9+deb12u2", "2.36-9+deb12u3", "2.36-9+deb12u10", "1:0.9", "1:1.2.11.dfsg-2+deb11u2", "2:0"]  # fmt: skip
SEMVER = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
          "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.10.0", "10.0.0"]  # fmt: skip
PEP440 = ["1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456", "1.0b2",
          "1.0b2.post345.dev456", "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5",
          "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1"]  # fmt: skip
# lines of test/version.data in apk-tools
APK = """
2.34 > 0.1.0_alpha | 0.1.0_alpha < 0.1.3_alpha | 0.1.0_alpha2 > 0.1.0_alpha | 1.1 > 1.1_alpha1 | 1.3_alpha < 1.3_alpha2
2.3.0b-r1 < 2.3.0b-r2 | 0.2.0-r1 < 3.1_p16 | 3.1_p16 < 3.1_p17 | 1.06-r6 < 006 | 006 > 1.0.0 | 1.2.2-r1 > 1.2.2
2.01.01_alpha10 > 0.94 | 1.0 > 0.99.3.20040818 | 1.39 > 1.00_beta2 | 1.00_beta2 > 0.9.2 | 1.02 < 1.03-r1 | 1.02.07 < 1.02.10-r1
1.03-r1 < 1.12.12-r2 | 4.2.52_p2-r1 < 4.2.52_p4-r2 | 2.5.1-r8 < 2.5.1a-r1 | 6b-r7 > 1.12-r7 | 0.10.1_rc1 > 0.9.11
0.15.1b-r2 > 0.15.1b | 0.0.31 < 0.0.50 | 0.0.50 > 0.0.16 | 02.08.01b < 4.77 | 2.02.10 < 2.8.5-r3 | 1.6d > 1.2.07.8
1.2.12.04 < 1.2.12.05 | 1.07.5 > 1.07 | 1.07 < 1.19 | 0.9.8c-r1 < 0.9.8d | 4.5_p1-r1 > 4.5_p1 | 013 < 014-r1 | 2.0.6 = 2.0.6
2.9.11_pre20051101 < 2.9.11_pre20061021-r1 | 0.9.28.1 < 087-r1 | 7.0.17 < 7.0.174 | 1.3_pre1-r1 < 1.3.2 | 1.8.5 < 1.8.5_p2
1.0_p10-r0 > 1.0_p9-r0 | 0.1.0_alpha_pre2 < 0.1.0_alpha | 1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
"""


@pytest.mark.parametrize(
    ("key", "ordered"), [(deb.key, DEB), (semver.key, SEMVER), (pep440.key, PEP440)], ids=["deb", "npm", "pypi"]
)
def test_published_examples_are_in_order(key: Callable[[str], Any], ordered: list[str]) -> None:
    keys = [key(version) for version in ordered]
    assert all(one < two for one, two in itertools.pairwise(keys)), ordered


@pytest.mark.parametrize("line", [each.strip() for line in APK.split("\n") for each in line.split("|") if each.strip()])
def test_apk_tools_own_examples(line: str) -> None:
    one, sign, two = line.split()
    first, second = apk.key(one), apk.key(two)
    assert first is not None
    assert second is not None
    assert {"<": first < second, ">": first > second, "=": first == second}[sign]


def test_equal_versions_written_otherwise() -> None:
    assert deb.key("0:1.0-0") == deb.key("1.0")
    assert deb.key("1.00-1") == deb.key("1.0-1")
    assert semver.key("v1.2.0+build.5") == semver.key("1.2")
    assert pep440.key("2023.07.22") == pep440.key("2023.7.22")


@pytest.mark.parametrize(
    ("key", "nonsense"),
    [
        (deb.key, ["", "-1", "a:1", ":1", "1_0", "1.0-", " 1", "~1"]),
        (apk.key, ["", "1.0bc", "23_foo", "1.", ".1", "1.0-r", "1-2", "1.0 "]),
        (semver.key, ["", "latest", "1.x", "file:../x", "1.2.3.4", "1.2.3-"]),
        (pep440.key, ["", "latest", "1.0-foo-bar"]),
    ],
    ids=["deb", "apk", "npm", "pypi"],
)
def test_what_is_no_version_has_no_place(key: Callable[[str], Any], nonsense: list[str]) -> None:
    assert [text for text in nonsense if key(text) is not None] == []


debs = st.from_regex(r"([0-9]:)?[0-9][0-9a-c.+~]{0,6}(-[0-9a-b+.~]{1,4})?", fullmatch=True)
apks = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,3}){0,2}[a-c]?(_(alpha|rc|p|git)[0-9]{0,2}){0,2}(-r[0-9])?", fullmatch=True)
npms = st.from_regex(r"[0-3]\.[0-3]\.[0-3](-(alpha|rc|[0-9]{1,2})(\.[0-9a-b]{1,2}){0,2})?", fullmatch=True)


@pytest.mark.parametrize(
    ("key", "versions"), [(deb.key, debs), (apk.key, apks), (semver.key, npms)], ids=["deb", "apk", "npm"]
)
def test_it_is_an_order(key: Callable[[str], Any], versions: st.SearchStrategy[str]) -> None:
    """Any three versions can be compared, and stand in the same order whichever way they are compared."""

    @given(versions, versions, versions)
    def holds(one: str, two: str, three: str) -> None:
        a, b, c = key(one), key(two), key(three)
        assert a is not None
        assert (a < b) + (a > b) + (a == b) == 1
        assert (a < b) == (b > a)
        if a <= b <= c:
            assert a <= c

    holds()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(debs, debs), min_size=12, max_size=12))
@example(
    [
        ("1.0~", "1.0"),
        ("1.0-1", "1.0-1.1"),
        ("1.0a", "1.0+"),
        ("1", "1.0"),
        ("2:1", "10"),
        ("0~", "0"),
        ("0", "0~0"),
        ("1-0", "1"),
        ("1-0~", "1"),
    ]
)
def test_as_the_real_dpkg_has_it(pairs: list[tuple[str, str]]) -> None:
    dpkg = program("dpkg")
    said = subprocess.run(
        ["sh", "-c", 'while read -r a b; do "$0" --compare-versions "$a" lt "$b" && echo lt || echo ge; done', dpkg],
        input="".join(f"{one} {two}\n" for one, two in pairs), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.stderr == ""
    ours = ["lt" if deb.key(one) < deb.key(two) else "ge" for one, two in pairs]  # type: ignore[operator]
    assert said.stdout.split() == ours
