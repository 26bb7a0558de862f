"""A cgroup of its own for each task, that holds the limits of the whole task: where the engine lets us make one.

That is: cgroups of this machine, the engine's driver cgroupfs, this process root. Elsewhere the limits of the task hold for
each of its containers (limits.py).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from course.runtime.limits import CPU_UNITS, PERIOD_US, TaskLimits

ROOT = Path("/sys/fs/cgroup")
TOP = "ecs-course"


class Cgroups:
    """Those of one sandbox. Paths are given as the engine wants them in CgroupParent."""

    def __init__(self, sandbox: str, driver: str, cpus: int, root: Path = ROOT) -> None:
        self._sandbox = sandbox
        self._cpus = cpus
        self._root = root
        self._unified = (root / "cgroup.controllers").exists()
        usable = sys.platform == "linux" and driver == "cgroupfs" and os.access(root, os.W_OK)
        self.possible = usable and all(folder.is_dir() for folder in self._hierarchies())

    def _hierarchies(self) -> list[Path]:
        return [self._root] if self._unified else [self._root / "memory", self._root / "cpu"]

    def make(self, task: str, limits: TaskLimits) -> str:
        """The path of the task's cgroup, with its limits set; "" where there are none, or none can be set."""
        if not self.possible or not limits.any:
            return ""
        path = f"/{TOP}/{self._sandbox}/{task}"
        try:
            for hierarchy in self._hierarchies():
                (hierarchy / path[1:]).mkdir(parents=True, exist_ok=True)
            self._write(path, limits)
        except OSError as error:
            print(f"no cgroup for task {task}: {error}", file=sys.stderr)
            self.remove(path)
            return ""
        return path

    def _write(self, path: str, limits: TaskLimits) -> None:
        quota = limits.quota_us(self._cpus)
        if self._unified:
            folder = self._root
            for part in path[1:].split("/"):
                (folder / "cgroup.subtree_control").write_text("+cpu +memory +pids")
                folder = folder / part
            if limits.memory_bytes:
                (folder / "memory.max").write_text(str(limits.memory_bytes))
                with suppress(OSError):  # no swap accounting, or no swap
                    (folder / "memory.swap.max").write_text("0")
            if quota:
                (folder / "cpu.max").write_text(f"{quota} {PERIOD_US}")
            return
        memory, cpu = (hierarchy / path[1:] for hierarchy in self._hierarchies())
        if limits.memory_bytes:
            (memory / "memory.limit_in_bytes").write_text(str(limits.memory_bytes))
            with suppress(OSError):
                (memory / "memory.memsw.limit_in_bytes").write_text(str(limits.memory_bytes))
        if limits.cpu_units:
            (cpu / "cpu.shares").write_text(str(min(limits.cpu_units, 64 * CPU_UNITS)))
        if quota:
            (cpu / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (cpu / "cpu.cfs_quota_us").write_text(str(quota))

    def peak(self, path: str) -> int | None:
        """The most memory that a task has used at once, bytes; None where the kernel does not say."""
        name = "memory.peak" if self._unified else "memory.max_usage_in_bytes"
        try:
            return int((self._hierarchies()[0] / path[1:] / name).read_text())
        except (OSError, ValueError):
            return None

    def remove(self, path: str) -> bool:
        """Take a task's cgroup away, when its containers are gone. Whether it is."""
        if not path.startswith(f"/{TOP}/{self._sandbox}/"):
            return False
        gone = [_gone(folder) for folder in self._folders(path)]
        return all(gone)

    def remove_all(self) -> None:
        """Those that a crash left as well."""
        for hierarchy in (self._root / name for name in ("", *_names(self._root))):
            own = hierarchy / TOP / self._sandbox
            if own.is_dir():
                for task in own.iterdir():
                    if task.is_dir():
                        _gone(task)
                _gone(own)
                _gone(own.parent)  # unless another sandbox has tasks

    def _folders(self, path: str) -> Iterable[Path]:
        # the engine makes the path in every hierarchy of version 1, not only in those where limits stand
        names = [""] if self._unified else _names(self._root)
        return [self._root / name / path[1:] for name in names]


def _names(root: Path) -> list[str]:
    return [each.name for each in root.iterdir() if each.is_dir()] if root.is_dir() else []


def _gone(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return not folder.exists()
    return True
