"""Other values for names that moto's modules took from the standard library: in what is loaded, and in what will be.

moto imports `datetime`, `uuid4` and the like by name into a hundred modules, most of them only when a service is first
used. So the swap is done on each module of moto as it is loaded, and on nothing else in the process.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

Swap = Callable[[ModuleType], None]
"""Changes names in one module of moto, which has just been loaded."""


class Overlay(ModuleType):
    """A module that is another one, except for some names."""

    def __init__(self, real: ModuleType, **instead: Any) -> None:
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(instead)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_real"], name)


class Table:
    """What stands for what, told by identity: `datetime` may be a module here and a class there."""

    def __init__(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        self._pairs = pairs  # keeps the originals alive, so that no id is given out again
        self._by_id = {id(real): instead for real, instead in pairs}

    def swap(self, module: ModuleType) -> None:
        """Replace every name of the module that stands for one of the originals."""
        names = vars(module)
        for name, value in list(names.items()):
            instead = self._by_id.get(id(value))
            if instead is not None:
                names[name] = instead


class _Loader(importlib.abc.Loader):
    """The real loader, and then the swap."""

    def __init__(self, real: importlib.abc.Loader, swap: Swap) -> None:
        self._real, self._swap = real, swap

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        self._swap(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds moto's modules as Python would, and lets the swap see each once it is loaded."""

    def __init__(self, swap: Swap) -> None:
        self._swap = swap

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("moto."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._swap)
        return spec


def in_all_of_moto(*swaps: Swap) -> None:
    """Apply the swaps to every module of moto that is loaded, and to each that will be. Idempotent."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return

    def swap(module: ModuleType) -> None:
        for one in swaps:
            one(module)

    for name, module in list(sys.modules.items()):
        if name.startswith("moto."):
            swap(module)
    sys.meta_path.insert(0, _Finder(swap))
