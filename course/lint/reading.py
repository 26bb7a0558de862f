"""A file read with care: what cannot be read or is no JSON is said in one sentence, and never costs more than its limit."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any, NoReturn

from course.lint.lines import second_of_its_name
from course.simulator.rules.rule import Path

LIMIT_BYTES = 20_000_000
"""The largest file that is read. Requests have a few thousand bytes, plans of large stacks a few million."""
LIMIT_DEPTH = 100
"""The deepest nesting that is read; a task definition has about seven levels, a plan of nested modules about twenty."""
TOO_DEEP = f"is nested more than {LIMIT_DEPTH} levels deep, so it is no request, template or plan."
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
SHOW = "terraform show -json PLAN > plan.json"


class Unreadable(Exception):
    """A file that lint cannot judge: why, and what to do, in one sentence."""

    def __init__(self, says: str, line: int = 0) -> None:
        super().__init__(says)
        self.says = says
        self.line = line
        """Where it went wrong, 0 for the whole file."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of JSON, or a text that somebody else has read."""

    name: str
    """As it was given on the command line."""
    text: str
    value: Any
    places: Mapping[Path, int] | None = None
    """Where the text is no JSON: the line of each place; those of a plan begin with the address of their resource."""


def read(name: str) -> Document:
    """The JSON of a file; of standard input for `-`. Unreadable says what is wrong with it."""
    text = _text(_bytes(name), name)
    value = _parsed(text, name)
    if _deeper_than(value, LIMIT_DEPTH):
        raise Unreadable(TOO_DEEP)
    return Document(name, text, value)


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
        if not level:
            return False
    return True


def _bytes(name: str) -> bytes:
    if name == "-":
        return _limited(sys.stdin.buffer.read(LIMIT_BYTES + 1))
    try:
        with open(name, "rb", opener=_without_waiting) as file:
            facts = os.fstat(file.fileno())
            if stat.S_ISREG(facts.st_mode) and facts.st_size > LIMIT_BYTES:
                _too_large(facts.st_size)
            content = file.read(LIMIT_BYTES + 1)
    except IsADirectoryError:
        raise Unreadable(f"is a folder; name the files in it: {File(name, '*.json')}") from None
    except FileNotFoundError:
        raise Unreadable("is not there.") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    return _limited(content)


def _limited(content: bytes) -> bytes:
    return content if len(content) <= LIMIT_BYTES else _too_large()


def _without_waiting(path: str, flags: int) -> int:
    """Opening a folder fails on every system; a pipe that nobody writes to is waited for, as every program does."""
    if os.path.isdir(path):
        raise IsADirectoryError(path)
    return os.open(path, flags)


def _too_large(size: int = 0) -> NoReturn:
    has = f"has {size / 1e6:.0f} MB" if size else "is too large"
    raise Unreadable(f"{has}; lint reads files of up to {LIMIT_BYTES // 1_000_000} MB.")


def _text(content: bytes, name: str) -> str:
    if not content.strip():
        raise Unreadable("is empty.")
    if content.startswith(ZIP):
        raise Unreadable(f"is a plan in Terraform's own binary form, or another archive; give lint its JSON: {SHOW}")
    if content.startswith(GZIP):
        raise Unreadable("is compressed; unpack it first.")
    encoding = json.detect_encoding(content)
    if encoding == "utf-8" and content.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not text in {encoding.upper()} (byte {error.start}); JSON is.") from None


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Twice
    return made


def _no_number(word: str) -> NoReturn:
    raise Unreadable(f"has {word} in it, which is no JSON number; AWS would not read it.")


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _no_json(text, name, error) from None
    except _Twice:
        key, line = second_of_its_name(text)
        raise Unreadable(f"says {key!r} twice in one object: readers keep the last and drop the other.", line) from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except ValueError:  # Python reads no integer of more than a few thousand digits
        raise Unreadable("has a number that is too long to be read.") from None


FROM_YAML = "python -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout, indent=2)' < IN.yaml > OUT.json"
YAML = re.compile(r"(---|- |[A-Za-z_][\w .-]*:(\s|$)|\"[^\"]+\":\s)")
HCL = re.compile(r"(terraform|provider|resource|variable|module|data|locals|output)\b[^:]*\{")


def _no_json(text: str, name: str, error: json.JSONDecodeError) -> Unreadable:
    suffix = File(name).suffix.lower()
    first = next((line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")), "")
    if first.startswith('{"@level"'):
        return Unreadable(f"is the log of `terraform plan -json`, not the plan: plan with -out=PLAN, then {SHOW}")
    if suffix in (".tf", ".hcl", ".tofu") or HCL.match(first):
        return Unreadable(
            f"is Terraform's own language; give lint the plan as JSON: terraform plan -out=PLAN, then {SHOW}"
        )
    if suffix in (".yaml", ".yml") or (not first.startswith(("{", "[")) and YAML.match(first)):
        template = "Resources:" in text or "AWSTemplateFormatVersion" in text
        how = "cfn-flip IN.yaml OUT.json, or rain fmt --json IN.yaml" if template else FROM_YAML
        return Unreadable(f"is YAML, and lint reads JSON; convert it: {how}")
    return Unreadable(f"is not JSON: {error.msg} (column {error.colno}).", error.lineno)
