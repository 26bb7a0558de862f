"""Every name of moto that the bridge stands on, and the check that says which one moved after an upgrade."""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

ANY = "*"
"""The name must be there; what it takes is not our business."""

MOTO_SURFACE: dict[str, str] = {
    f"{module}:{name}": takes
    for module, names in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
    for name, takes in names.items()
}
"""`module:name` → the parameters it takes."""


def moved() -> list[str]:
    """One sentence for each name that is not where or what the bridge expects; empty when all is well.

    Compares with moto as installed: run it in a process in which the bridge has not been loaded.
    """
    return [sentence for name, takes in MOTO_SURFACE.items() if (sentence := _difference(name, takes))]


def _difference(name: str, takes: str) -> str:
    module_name, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
    except ImportError as error:
        return f"{name}: the module cannot be imported ({error})"
    for part in path.split("."):
        if takes == "instance" and part == path.rpartition(".")[2]:
            sets_it = re.search(rf"self\.{part}\b[^=\n]*=", inspect.getsource(found))
            return "" if sets_it else f"{name}: its instances have no such attribute any more"
        if not hasattr(found, part):
            return f"{name}: there is no {part} any more"
        found = getattr(found, part)
    if takes == ANY:
        return ""
    now = " ".join(inspect.signature(found).parameters)
    return "" if now == takes else f"{name}: takes ({now}) and no longer ({takes})"
