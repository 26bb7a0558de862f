"""What practice costs with a big bank and a long past: python -m tests.bench.bench_trainer

1,000 questions in a deck, 100,000 past reviews. `drill_start_ms`: from the call to the first question, without the start of the
interpreter and of Textual. `next_ms`: the answer graded, noted and kept, and the next question there. `screen_ms`: from the key
for the next question to its lines as drawn. `grown_mib`: what memory grew by from the 100th question of a session to the last.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from course.home import Home
from course.model.event import Event
from course.progress import store
from course.progress.chain import FIRST_PREVIOUS, hash_of, line_of
from course.progress.log import Log

QUESTIONS, REVIEWS = 1_000, 100_000
GOALS = {"drill_start_ms": 150.0, "next_ms": 20.0, "screen_ms": 60.0, "grown_mib": 5.0}
ITEM = """
[[question]]
id = "bench-{n}"
kind = "single"
topic = "bench-{topic}"
level = "beginner"
days = [{day}]
ask = "Which of these is number {n}, and **why** does `bench-{n}` ask for it?"
explain = "Because {n} is what was asked for, and nothing else is. It stands in the list once, in one of three places."
checked = 2026-11-24
sources = [{{ title = "Docs", url = "https://docs.aws.amazon.com/ecs/" }}]
options = [
  {{ text = "{n}, the number itself", right = true, why = "Yes, this is the number that was asked for." }},
  {{ text = "{n} and one more", why = "No, that is one too many." }},
  {{ text = "{n} less one", why = "No, that is one too few." }},
]
"""


def deck(home: Home) -> None:
    """The synthetic questions, in one file for each of twenty topics."""
    home.decks.mkdir(parents=True)
    for topic in range(20):
        items = (
            ITEM.format(n=n, topic=topic, day=n % 30 + 1)
            for n in range(topic * QUESTIONS // 20, (topic + 1) * QUESTIONS // 20)
        )
        (home.decks / f"bench-{topic}.toml").write_text("".join(items), "utf-8")


def past(home: Home) -> None:
    """A log of reviews, eighty of each card and more in the end, over two years."""
    log = Log(home.progress)
    log.path.parent.mkdir(parents=True)
    begun = datetime.now(UTC) - timedelta(days=730)
    lines: list[tuple[int, bytes, str]] = []
    previous = FIRST_PREVIOUS
    for n in range(REVIEWS):
        at = begun + timedelta(days=729) * (n / REVIEWS)
        body: dict[str, Any] = {
            "question": f"bench-{n * 7 % QUESTIONS}",
            "topic": "bench-0",
            "day": "",
            "kind": "single",
            "answer": 0,
            "right": n % 5 > 0,
            "credit": float(n % 5 > 0),
            "seconds": 9.5,
            "sitting": "s",
            "asked_in": "drill",
        }
        event = Event(
            id=f"{n:032x}",
            seq=n + 1,
            previous=previous,
            learner="l",
            device="d",
            wall_time=at.isoformat(timespec="milliseconds"),
            sandbox_time="",
            versions={},
            kind="question_answered",
            body=body,
        )
        line = line_of(event)
        previous = hash_of(line)
        lines.append((event.seq, line, event.kind))
    store.build(log.path, lines, {"learner": "l", "device": "d"})
    log.twin.write_bytes(b"".join(line + b"\n" for _, line, _ in lines))


START = """
import time
from course.app import practise
from course.terminal.app import Practice
from course.terminal.round import Round
import fsrs
began, busy = time.perf_counter(), time.process_time()
sitting = practise.drill(topics=["bench-1", "bench-2", "bench-3"], count=20, ahead=True, fresh=True)
paras = Practice(Round(sitting)).round.sitting.asked[0]
print((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000)
sitting.end()
"""


def started() -> tuple[float, float]:
    """Milliseconds to the first question, and of the processor alone, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    wall, busy = map(float, done.stdout.split())
    return wall, busy


def appended(home: Home) -> float:
    """Milliseconds of one append to the log alone, safe on the disk: no answer can be noted faster."""
    log = Log(home.progress)
    took = []
    for n in range(50):
        began = time.perf_counter()
        log.append("card_rated", {"question": f"bench-{n}", "rating": 3}, now=datetime.now(UTC))
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def session(count: int) -> tuple[list[float], float, float]:
    """Milliseconds for each answer with its next question, of the processor alone on average, MiB grown from the 100th on."""
    from course.app import practise

    sitting = practise.drill(topics=[f"bench-{n}" for n in range(20)], count=count, ahead=True, fresh=True)
    process, took, base = psutil.Process(), [], 0
    at, busy = sitting.next(), time.process_time()
    while at is not None and len(took) < count:
        if len(took) == 100:
            gc.collect()
            base = process.memory_info().rss
        began = time.perf_counter()
        sitting.answer(at, 0, confidence=75)
        sitting.dates(at)
        at = sitting.next(at)
        if at is not None:
            sitting.shown(at)
            _ = sitting.asked[at], sitting.why(at)
        took.append((time.perf_counter() - began) * 1000)
    busy = (time.process_time() - busy) * 1000 / len(took)
    gc.collect()
    grown = (process.memory_info().rss - base) / 2**20
    sitting.end()
    return took, busy, grown


def on_screen(count: int) -> list[float]:
    """Milliseconds from the key that rates to the next question as drawn."""
    from course.app import practise
    from course.terminal.app import Practice
    from course.terminal.round import Round

    sitting = practise.drill(topics=["bench-4", "bench-5"], count=count, ahead=True, fresh=True)
    took: list[float] = []

    async def run() -> None:
        app = Practice(Round(sitting, confidence=False))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            for _ in range(count - 1):
                await pilot.press("a", "enter")
                began = time.perf_counter()
                app.pressed("enter", None)
                for widget in app.screen.walk_children():
                    widget.render_lines(widget.size.region)
                took.append((time.perf_counter() - began) * 1000)
                await pilot.pause()

    asyncio.run(run())
    sitting.end()
    return took


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        os.environ["ECS_COURSE_HOME"] = folder
        home = Home(Path(folder))
        deck(home)
        past(home)
        first, _ = started()
        starts = [started() for _ in range(9)]
        again, working = (statistics.median(column) for column in zip(*starts, strict=True))
        floor = appended(home)
        took, busy, grown = session(QUESTIONS)
        drawn = statistics.median(on_screen(30))
    print(
        f"trainer         {QUESTIONS:,} questions, {REVIEWS:,} reviews; the first start replays them all: {first:,.0f} ms"
    )
    print(
        f"one session     {len(took):,} answers, the slowest {max(took):.1f} ms; {busy:.1f} ms of the processor each on average"
    )
    print(f"start           {working:.1f} ms of the processor for the start of a drill")
    print(f"floor           {floor:.1f} ms for an append to the log alone, safe on the disk")
    figures = {"drill_start_ms": again, "next_ms": statistics.median(took), "screen_ms": drawn, "grown_mib": grown}
    for name, value in figures.items():
        print(f"{name:15} {value:.2f} (goal {GOALS[name]}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
