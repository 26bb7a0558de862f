"""The two themes. Every colour of words stands 4.5:1 or better on every ground that it can stand on."""

from __future__ import annotations

from textual.theme import Theme

WORDS = ("good", "bad", "warn", "code", "quiet")
GROUNDS = ("ground", "edge", "here")
DARK = {
    "ground": "#121417",
    "edge": "#232a33",
    "here": "#1f3350",
    "good": "#7fd18b",
    "bad": "#ff9a91",
    "warn": "#f5c28b",
    "code": "#9cc3ff",
    "quiet": "#b3bac2",
}
LIGHT = {
    "ground": "#fafafa",
    "edge": "#e6e9ef",
    "here": "#d9e6fb",
    "good": "#14632a",
    "bad": "#a31515",
    "warn": "#6f4400",
    "code": "#0b4399",
    "quiet": "#4a5058",
}
"""Words: right, wrong, to be noticed, code, said quietly. Grounds: the page, its edges, where the cursor stands."""


def themes() -> tuple[Theme, Theme]:
    """Dark and light."""
    return _theme("ecs-dark", DARK, "#e8eaed", dark=True), _theme("ecs-light", LIGHT, "#1b1d20", dark=False)


def _theme(name: str, colours: dict[str, str], text: str, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=colours["code"],
        success=colours["good"],
        error=colours["bad"],
        warning=colours["warn"],
        foreground=text,
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["edge"],
        dark=dark,
        variables=colours,
    )
