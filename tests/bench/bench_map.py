"""The live map for 5 services × 20 tasks, one of them rolling: python -m tests.bench.bench_map

`redraw_ms`: from the last describe answer to the HTML: nodes, layout, drawing. `survey_ms`: the describe calls before it, in the
real sandbox. `html_kb`: what is sent to the page. Median of nine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from course.map.asking import Asking, Memory
from course.map.found import Found
from course.map.layout import Layout, lay_out
from course.map.scene import Scene
from course.map.survey import Surveyor, scene_of
from course.notebook.map_drawing import facts_html, map_svg, outline_html
from course.world.access import sandbox_clients
from course.world.look import Look
from tests.bench.bench_sandbox import call
from tests.bench.bench_services import deployed, ground, sandbox, seconds_until

GOALS = {"redraw_ms": 150.0}
SERVICES, TASKS, ROUNDS = 5, 20, 9


class Kept:
    """A look whose answers were given before: what is left is our own work."""

    def __init__(self, look: Look) -> None:
        self.look, self.answers = look, {}

    def aws(self, service: str) -> Any:
        real, answers = self.look.aws(service), self.answers

        class Client:
            def __getattr__(self, method: str) -> Callable[..., Any]:
                def ask(**parameters: Any) -> Any:
                    key = (service, method, repr(sorted(parameters.items())))
                    if key not in answers:
                        answers[key] = getattr(real, method)(**parameters)
                    return answers[key]

                return ask

        return Client()


def html(layout: Layout) -> str:
    """What the widget shows."""
    return map_svg(layout, "Map") + facts_html(layout) + outline_html(layout)


def main() -> int:
    """Print the figures; 1 when a goal is missed."""
    found: dict[str, float] = {}
    with sandbox() as (home, port, _):
        common = ground(port)
        for number in range(SERVICES):
            call(port, "CreateService", common | {"serviceName": f"s{number}", "desiredCount": TASKS})
        seconds_until(lambda: all(deployed(port, f"s{number}") for number in range(SERVICES)))
        call(port, "UpdateService", {"cluster": "c", "service": "s0", "taskDefinition": "api:2"})
        clients: dict[str, Any] = {}
        make = sandbox_clients(f"http://127.0.0.1:{port}", "us-east-1", access_key="123456789012")

        def client(service: str) -> Any:
            if service not in clients:
                clients[service] = make(service)
            return clients[service]

        surveyor = Surveyor(look=lambda: Look(home.root, client, world="sandbox"), world="sandbox")
        before = lay_out(surveyor.survey())
        found["survey_ms"] = median(surveyor.survey)
        kept = Kept(Look(home.root, client, world="sandbox"))

        def redraw() -> str:
            ask, all_ = Asking(kept, Memory(), 0.0), Found()
            for read in surveyor.readers():
                read(ask, all_)
            scene: Scene = scene_of(all_, ask, "sandbox")
            return html(lay_out(scene, before))

        found["html_kb"] = len(redraw().encode()) / 1000
        found["redraw_ms"] = median(redraw)
        found["tasks"] = len(surveyor.survey().of("task"))
    missed = 0
    for name, value in found.items():
        goal = GOALS.get(name)
        missed += goal is not None and value > goal
        print(
            f"{name:28} {value:8.1f}{'' if goal is None else f'  goal {goal:g}' + ('  MISSED' if value > goal else '')}"
        )
    return int(bool(missed))


def median(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    raise SystemExit(main())
