"""What lint costs, beside named floors in the same run: python -m tests.bench.bench_lint

`lint`: `ecs-course lint` on 100 task definitions, the whole process from the shell; beside `python -c pass`, and beside the same
files read as JSON and no more. `lint_template`: a template of 300 resources with a finding in each task definition.
"""

from __future__ import annotations

import copy
import json
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_learner import ECS_COURSE, program, timed
from tests.lint.documents import DEFINITION, TEMPLATE

GOAL_S = 0.6
ROUNDS = 9
READ = "import json, sys; [json.load(open(name)) for name in sys.argv[1:]]"


def files(folder: Path) -> list[str]:
    """100 task definitions of two containers, as people have them."""
    made = []
    for number in range(100):
        definition = copy.deepcopy(DEFINITION) | {"family": f"web-{number}"}
        web = definition["containerDefinitions"][0]
        web["environment"] = [{"name": f"NAME_{place}", "value": "value"} for place in range(12)]
        web["healthCheck"] = {"command": ["CMD-SHELL", "wget -q -O- http://localhost/ || exit 1"]}
        options = {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}
        web["logConfiguration"] = {"logDriver": "awslogs", "options": options}
        definition["containerDefinitions"].append({"name": "sidecar", "image": "busybox:1", "essential": False})
        path = folder / f"{number}.json"
        path.write_text(json.dumps(definition, indent=2))
        made.append(str(path))
    return made


def large_template(folder: Path) -> str:
    """A template of 300 resources, of which each task definition has a size that Fargate does not offer."""
    resources = {}
    for number in range(300 // len(TEMPLATE["Resources"]) + 1):
        text = json.dumps(TEMPLATE["Resources"]).replace('"Memory": 512', '"Memory": 4096')
        for name in TEMPLATE["Resources"]:
            text = text.replace(f'"Ref": "{name}"', f'"Ref": "{name}{number}"').replace(
                f'["{name}",', f'["{name}{number}",'
            )
        resources |= {f"{name}{number}": resource for name, resource in json.loads(text).items()}
    path = folder / "template.json"
    path.write_text(json.dumps({"Resources": resources}, indent=2))
    return str(path)


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home, names = Path(folder), files(Path(folder))
        template = large_template(home)
        commands = {
            "lint": (str(ECS_COURSE), "lint", *names),
            "lint_template": (str(ECS_COURSE), "lint", template),
            "read as JSON": (sys.executable, "-c", READ, *names),
            "python -c pass": (sys.executable, "-c", "pass"),
        }
        program(*commands["lint"], home=home)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine meets all
            for name, command in commands.items():
                seconds[name].append(timed(lambda command=command: program(*command, home=home)))  # type: ignore[misc]
    figures = {name: statistics.median(values) for name, values in seconds.items()}
    for name, value in figures.items():
        print(f"{name:16} {value:6.3f} s  {value / figures['python -c pass']:5.1f} times `python -c pass`")
    print(f"lint_cold_s {figures['lint']:.2f} (goal {GOAL_S}) {'met' if figures['lint'] <= GOAL_S else 'MISSED'}")
    return int(figures["lint"] > GOAL_S)


if __name__ == "__main__":
    raise SystemExit(main())
