"""python -m tests.faults [kills]: two hundred kills, unless told otherwise."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from course.home import Home
from course.sandbox import process
from tests.faults.kills import rounds

EACH = 20
"""Kills of one world; its journal grows with each."""


def main() -> int:
    """Print what was done; exit status 1 when something acknowledged was lost."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed, done, made = int(time.time()), 0, 0
    while done < wanted:
        count = min(EACH, wanted - done)
        with tempfile.TemporaryDirectory(prefix="faults") as folder:
            home = Home(Path(folder))
            try:
                made += rounds(home, count, seed + done)
            except AssertionError as error:
                print(f"seed {seed + done}: {error}")
                return 1
            finally:
                process.down(home)
        done += count
        print(f"{done} of {wanted} kills, {made} calls acknowledged, none lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
