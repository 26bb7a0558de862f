"""An author by program: writes something plain into every blank that a template left."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

from course.catalog.places import Places

MAKE = 'ecs.create_cluster(clusterName="second")'
_number = count(1)


def fill(path: Path, *, make: str = "") -> None:
    """Fill in a file. `make`: the line of Python that stands where a program has to do its work."""
    path.write_text("\n".join(_line(line, make) for line in path.read_text("utf-8").split("\n")), "utf-8")


def fill_all(places: Places, stem: str) -> None:
    """Fill in a day's text, check and lab (not its wrong solutions), and every question."""
    lab = places.lab(stem)
    for path in (places.source(stem), places.check(stem), *lab.glob("*.*"), *places.questions.glob("*.toml")):
        fill(path)
    for path in (lab / "starter").iterdir():
        fill(path)
    for path in (lab / "solution").iterdir():
        fill(path, make=MAKE)


def _line(line: str, make: str) -> str:
    if found := re.fullmatch(r"( *)# (?:Yours to write\. )?FILL IN: .*", line):
        return f"{found[1]}{make}" if make else f"{found[1]}# Yours."
    line = re.sub(r" +# FILL IN: .*", "", line)
    return re.sub(r'FILL IN: [^"|\n]*', _words, line)


def _words(found: re.Match[str]) -> str:
    asked = found[0]
    if "a heading of the day's text" in asked:
        return "Next"
    if "https address" in asked:
        return "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html"
    if "a scene from work" in asked:
        return "Somebody asks for a second cluster. " * 180
    return f"Said plainly, {next(_number)}"
