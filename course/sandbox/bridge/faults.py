"""Faults from outside: what was asked for in words becomes a fault of the simulator, or of the API itself."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.api_faults import API_FAULTS
from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.clock import to_datetime
from course.sandbox.durations import read_duration
from course.simulator.faults import Fault
from course.simulator.region import Region
from course.simulator.task import ContainerRun, Task

PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def read(kind: str, given: dict[str, str]) -> dict[str, Any]:
    """The facts of a fault, to be written down and then brought about. ValueError with a sentence for what makes none."""
    facts: dict[str, Any] = {"kind": kind, **_where(given)}
    region = simulation.region(facts["account"], facts["region"])
    if kind in ("kill-task", "kill-container", "memory"):
        task = _task(region, given.get("task", ""))
        facts |= {"task": task.arn, "exit": _number(given, "exit", 0, 255, 137)}
        if kind != "kill-task":
            facts["container"] = _container(task, given.get("container", "")).spec.name
    elif kind == "zone":
        facts["what"] = _known_zone(region, given.get("zone", ""))
    elif kind == "spot":
        facts["what"] = "FARGATE_SPOT"
    elif kind == "capacity":
        facts["what"] = given.get("provider") or "FARGATE"
        if facts["what"] not in PROVIDERS:
            raise ValueError(
                f"There is no capacity to take from {facts['what']!r}; there are {' and '.join(PROVIDERS)}."
            )
    elif kind == "health":
        facts |= _health(region, given)
    elif kind == "api":
        service, _, operation = given.get("operation", "").partition(":")
        if not service or not operation:
            raise ValueError("Name the operation like ecs:RunTask, or ecs:* for all of a service.")
        facts |= {"service": service, "operation": operation, "times": _number(given, "times", 1, 10_000, None)}
    elif kind == "clear":
        facts["id"] = _present(region, facts, given.get("id", ""))
    else:
        raise ValueError(f"There is no fault {kind!r}.")
    if given.get("for"):
        facts["for_s"] = read_duration(given["for"]).total_seconds()
    return facts


def bring_about(facts: dict[str, Any]) -> str:
    """Do what the facts say, live and in a replay; one line about it. The facts came from `read`."""
    region = simulation.region(facts["account"], facts["region"])
    kind, for_s = facts["kind"], facts.get("for_s")
    if kind in ("kill-task", "kill-container", "memory"):
        task = region.tasks.get(facts["task"])
        if task is None:
            return "The task is gone."
        run = task.run_of(facts.get("container", ""))
        if kind == "kill-task":
            region.faults.kill_task(task, facts["exit"])
        elif run is not None and kind == "kill-container":
            region.faults.kill_container(task, run, facts["exit"])
        elif run is not None:
            region.faults.exhaust_memory(task, run)
        return f"Done to task {task.id}."
    if kind == "clear":
        return _clear(region, facts)
    if kind == "api":
        return API_FAULTS.add(facts, None if for_s is None else region.now_us + round(for_s * 1e6))
    if kind == "zone":
        fault = region.faults.fail_zone(facts["what"], for_s)
    elif kind == "health":
        fault = region.faults.break_health(facts["what"], facts["status"], facts["slow_s"], for_s)
    else:
        fault = region.faults.take_capacity(facts["what"], for_s)
    return f"{fault.id}: {fault.says}."


def present(given: dict[str, str]) -> list[dict[str, Any]]:
    """What is broken in an account and region now."""
    where = _where(given)
    region = simulation.region(where["account"], where["region"])
    found = [_shown(fault) for fault in region.faults.present.values()]
    return found + API_FAULTS.present(where["account"], where["region"])


def _shown(fault: Fault) -> dict[str, Any]:
    until = None if fault.until_us is None else to_datetime(fault.until_us).isoformat()
    return {"id": fault.id, "says": fault.says, "since": to_datetime(fault.since_us).isoformat(), "until": until}


def _where(given: dict[str, str]) -> dict[str, str]:
    return {"account": given.get("account") or "123456789012", "region": given.get("region") or "us-east-1"}


def _task(region: Region, name: str) -> Task:
    alive = [task for task in region.tasks.values() if task.last_status != "STOPPED"]
    found = [task for task in alive if name and (task.arn == name or task.id.startswith(name))]
    if len(found) == 1:
        return found[0]
    if not name or not found:
        there = ", ".join(task.id[:8] for task in alive[:10]) or "none"
        raise ValueError(f"Name a task by its id, its beginning, or its ARN; there are {there}.")
    raise ValueError(f"{len(found)} tasks begin with {name}: give more of the id.")


def _container(task: Task, name: str) -> ContainerRun:
    running = [run for run in task.containers if run.running]
    found = [run for run in running if run.spec.name == name] if name else running
    if len(found) != 1:
        names = ", ".join(run.spec.name for run in running) or "none"
        raise ValueError(f"Name one running container of the task; there are: {names}.")
    return found[0]


def _known_zone(region: Region, zone: str) -> str:
    if not zone.startswith(region.name) or len(zone) != len(region.name) + 1:
        raise ValueError(f"Name a zone of {region.name}, like {region.name}a.")
    return zone


def _health(region: Region, given: dict[str, str]) -> dict[str, Any]:
    what = given.get("service") or ""
    if what:
        names = {
            f"{service.cluster}/{service.name}" for service in region.services.values() if service.status == "ACTIVE"
        }
        if "/" not in what:
            what = next((name for name in sorted(names) if name.endswith(f"/{what}")), what)
        if what not in names:
            raise ValueError(f"There is no service {what}; there are {', '.join(sorted(names)) or 'none'}.")
    else:
        what = _task(region, given.get("task", "")).id
    slow = given.get("slow")
    return {
        "what": what,
        "status": _number(given, "status", 100, 599, None),
        "slow_s": read_duration(slow).total_seconds() if slow else None,
    }


def _number(given: dict[str, str], name: str, least: int, most: int, otherwise: int | None) -> int | None:
    text = given.get(name)
    if text is None or text == "":
        return otherwise
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ValueError(f"{name} is a whole number from {least} to {most}.")
    return int(text)


def _present(region: Region, facts: dict[str, Any], id: str) -> str:
    known = [*region.faults.present, *(each["id"] for each in API_FAULTS.present(facts["account"], facts["region"]))]
    if id and id != "all" and id not in known:
        raise ValueError(f"There is no fault {id}; there are {', '.join(known) or 'none'}.")
    return id or "all"


def _clear(region: Region, facts: dict[str, Any]) -> str:
    wanted = facts["id"]
    cleared = API_FAULTS.clear(facts["account"], facts["region"], wanted)
    for fault in list(region.faults.present.values()):
        if wanted in ("all", fault.id):
            region.faults.clear(fault)
            cleared += 1
    return f"Mended: {cleared}."
