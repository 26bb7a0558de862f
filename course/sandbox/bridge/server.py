"""moto's server application as the sandbox uses it: loaded once, asked one call at a time."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import moto
from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model, service_name_from_moto_package_name
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)

from course.sandbox.bridge import (
    chance,
    cloudformation,
    faults,
    in_process,
    picking,
    refusing,
    speed,
    swap,
    telling,
    time,
)
from course.sandbox.bridge.api_faults import API_FAULTS
from course.sandbox.bridge.ecs_modes import RUNTIME_MODES
from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.iam_enforcing import ENFORCEMENT
from course.sandbox.call import CALL, DEFAULT_ACCOUNT, DEFAULT_REGION
from course.sandbox.clock import current
from course.sandbox.refusal import Answer

WARMED_UP = {
    # moto's name → botocore's: the services of the course, those of the first days first
    "ecs": "ecs",
    "sts": "sts",
    "iam": "iam",
    "ec2": "ec2",
    "elbv2": "elbv2",
    "logs": "logs",
    "ecr": "ecr",
    "cloudwatch": "cloudwatch",
    "applicationautoscaling": "application-autoscaling",
    "secretsmanager": "secretsmanager",
    "ssm": "ssm",
}


class Dispatcher(DomainDispatcherApplication):  # type: ignore[misc]
    """moto's dispatcher; it remembers which service a host name belongs to and refuses services moto does not have."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backend_of = functools.lru_cache(1024)(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:
        """moto's name of the service behind a host name. NotImplementedError for one that moto does not have."""
        backend = self._backend_of(host)
        if backend is None and host is not None:
            raise NotImplementedError("")
        return backend


class Moto:
    """moto, loaded. Not thread-safe: its caller holds a lock around every method."""

    def __init__(self) -> None:
        self._app = Dispatcher()

    def answer(self, environ: dict[str, Any]) -> Answer:
        """One AWS call. NotImplementedError where moto lacks the operation; other exceptions are faults inside."""
        environ["RAW_URI"] = environ.get("REQUEST_URI", "")  # where moto looks for the path as it was sent
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            head[:] = [status, headers]

        token = in_process.in_server.set(True)
        try:
            parts = self._app(environ, start_response)
            try:
                body = b"".join(parts)
            finally:
                if hasattr(parts, "close"):
                    parts.close()
        finally:
            in_process.in_server.reset(token)
        if "policy" in environ.get("QUERY_STRING", "") and environ[CALL].service == "s3":
            in_process.tell_of_rights(environ[CALL].account)  # a bucket's policy; S3 answers by a way of its own
        if head[0].startswith("404") and _is_no_answer(environ, body):
            raise NotImplementedError("")
        return head[0], head[1], body

    def advance(self, to_us: int) -> None:
        """Let everything happen that is due by this sandbox time."""
        simulation.advance(to_us)

    def catch_up(self) -> int:
        """Let everything happen that is due by now; now, in microseconds of sandbox time."""
        return simulation.catch_up()

    def steer(self) -> None:
        """After something may have changed: tell the clock whether anything is in transition."""
        simulation.steer()

    def refused(self, environ: dict[str, Any]) -> Answer | None:
        """AWS's refusal of a call that is throttled, not allowed, or breaks a rule; None when it may be answered."""
        return (
            API_FAULTS.refused(environ)
            or ENFORCEMENT.refused(environ, lambda: self.operation(environ))
            or refusing.refused(environ)
        )

    def enforce(self, facts: dict[str, Any]) -> None:
        """Let IAM judge the calls of an account's users and roles, or no more: `{"account": twelve digits, "on": bool}`."""
        ENFORCEMENT.switch(facts)

    def enforced(self, account: str) -> bool:
        """Whether IAM judges the calls of an account's users and roles."""
        return account in ENFORCEMENT.accounts

    def wall_s_until_next(self) -> float | None:
        """Seconds of the wall's time until something happens by itself; None while nothing will."""
        due_us = simulation.agenda.next_us
        return None if due_us is None else current.wall_s_until(due_us)

    def choose_mode(self, facts: dict[str, Any]) -> None:
        """Who runs an account's tasks: `{"account": twelve digits, "mode": "auto" or "simulated"}`."""
        RUNTIME_MODES.choose(facts)

    def mode(self, account: str) -> str:
        """Who runs an account's tasks."""
        return RUNTIME_MODES.of(account)

    def to_runtime(self, send: Callable[[dict[str, Any]], None] | None) -> None:
        """Where messages to the container runtime go from now on; None for nowhere, as in a replay."""
        simulation.to_runtime = send

    def hear_runtime(self, facts: dict[str, Any]) -> None:
        """A report of the container runtime (course/runtime/messages.md), live and in a replay."""
        simulation.hear_runtime(facts)

    def runs_something(self) -> bool:
        """Whether any task is run by the container runtime, or waits for its word."""
        return simulation.runs_something()

    def hear_probe(self, facts: dict[str, Any]) -> None:
        """A real health check found something else: `{"key": [group, id, port], "passed", "status", "why"}`."""
        group, id, port = facts["key"]
        _, _, _, region, account, _ = group.split(":", 5)
        found = simulation.region(account, region).targets.by_key.get((group, id, int(port)))
        if found is not None:
            simulation.region(account, region).runtime.probed(found, facts["passed"], facts["status"], facts["why"])

    def balancing(self) -> bool:
        """Whether the data plane must be told something."""
        return bool(simulation.balancing)

    def name_balancers(self, ending: Callable[[], str]) -> None:
        """What the names of load balancers end in: `:20080` where that is where port 80 is found."""
        from course.sandbox.bridge import elbv2

        elbv2.NAMES.ending = ending

    def configurations(self) -> list[tuple[str, dict[str, Any]]]:
        """Account and region, and what the data plane must know of them, for each that may have changed."""
        from course.sandbox.bridge import balancing

        return [("/".join(place), balancing.configuration(place)) for place in balancing.places()]

    def keep_lines(self, task: str, container: str, lines: list[str]) -> None:
        """What a real container wrote, into its log stream. In no journal: logs have a store of their own."""
        simulation.keep_lines(task, container, tuple(lines))

    def keep_usage(self, task: str, cpu_units: float, memory_mib: float) -> None:
        """What all containers of a real task use at this moment, into the metrics of its service."""
        from course.sandbox.bridge import ecs_metrics

        for (account, region), here in simulation.regions.items():
            found = here.tasks.get(task)
            if found is not None:
                ecs_metrics.publish(account, region, found, cpu_units, memory_mib)

    def read_fault(self, kind: str, given: dict[str, str]) -> dict[str, Any]:
        """The facts of a fault that somebody asks for. ValueError for what makes none."""
        return faults.read(kind, given)

    def bring_about(self, facts: dict[str, Any]) -> str:
        """Bring a fault about; one line about it."""
        return faults.bring_about(facts)

    def faults(self, given: dict[str, str]) -> list[dict[str, Any]]:
        """What is broken in an account and region."""
        return faults.present(given)

    def story(self, given: dict[str, str], since_us: int) -> list[dict[str, Any]]:
        """What happened in an account and region."""
        return telling.story(
            given.get("account") or DEFAULT_ACCOUNT, given.get("region") or DEFAULT_REGION, given, since_us
        )

    def operation(self, environ: dict[str, Any]) -> str:
        """The operation's name, for REST protocols out of the path; "" where even botocore knows none."""
        call = environ[CALL]
        if call.operation or not call.service:
            return str(call.operation)
        try:
            host = self._app.infer_service_region_host(environ, environ.get("PATH_INFO", ""))
            service = service_name_from_moto_package_name(self._app.get_backend_for_host(host))
            found, _ = get_service_router(service).match(Request(environ))
            return str(found.name)
        except Exception:  # it is only a name for a message, and botocore and werkzeug fail in many types
            return ""

    def account_of(self, access_key: str) -> str | None:
        """The account in which moto issued this access key, None if it issued none such."""
        from moto.iam.models import iam_backends

        for account, partitions in dict.items(iam_backends):
            for backend in dict.values(partitions):
                if access_key in backend.access_keys:
                    return str(account)
        return None

    def runtime_answers(self) -> bool:
        """Whether this world has known a container runtime."""
        return simulation.runtime_answers

    def reset(self) -> None:
        """Forget every account; settings of moto itself (the pinned task states) stay."""
        BackendDict.reset()
        reset_model_data()
        simulation.begin()
        API_FAULTS.begin()
        ENFORCEMENT.begin()
        RUNTIME_MODES.begin()

    def begin(self, seed: str, born_us: int, folder: Path) -> None:
        """Forget everything; what comes now is the world of this seed and folder, begun at that sandbox time."""
        self.reset()
        simulation.to_runtime = None  # until the world is there, nobody is asked for anything
        chance.begin(seed, born_us, folder / "keys")

    def seed_call(self, seed: int) -> None:
        """What the next call draws by chance follows from `seed` alone."""
        chance.seed_call(seed)

    def keep(self, folder: Path) -> None:
        """Load log events and metric data from this folder, and keep every change there. OSError."""
        from course.sandbox.bridge import cloudwatch, logs

        logs.LOGS.load(folder / "logs")
        cloudwatch.METRICS.load(folder / "metrics")

    def copy_kept(self, folder: Path) -> None:
        """Write log events and metric data into another folder. OSError."""
        from course.sandbox.bridge import cloudwatch, logs

        logs.LOGS.save(folder / "logs")
        cloudwatch.METRICS.save(folder / "metrics")

    def let_go(self) -> None:
        """Close the files of log events and metric data; what happens now is not kept."""
        from course.sandbox.bridge import cloudwatch, logs

        logs.LOGS.close()
        cloudwatch.METRICS.close()

    def warm_up(self) -> Iterator[Callable[[], None]]:
        """Short steps that load what the first call of each service would have waited for."""
        for name, model in WARMED_UP.items():
            yield functools.partial(self._load_app, name)
            yield functools.partial(_load_model, model)
        yield functools.partial(_discard, service_name_from_moto_package_name, "ecs")

    def _load_app(self, name: str) -> None:
        if name not in self._app.app_instances:
            with speed.light_import():
                self._app.app_instances[name] = create_backend_app(name)


def load() -> Moto:
    """Import moto with ECS, put the sandbox's behaviour in, and give the server. About half a second."""
    install()
    loaded = Moto()
    loaded._load_app("ecs")
    get_service_model("ecs")
    return loaded


def install() -> None:
    """Put the sandbox's behaviour into moto; enough by itself for in-process use under `mock_aws`. Idempotent."""
    from moto.moto_api import state_manager

    chance.install()
    swap.in_all_of_moto(time.swap, chance.swap, cloudformation.swap)
    picking.install()
    in_process.install()
    speed.before_import()
    with speed.light_import():
        from course.sandbox.bridge import (
            autoscaling,
            cloudwatch,
            ec2_addresses,
            ec2_defaults,
            ec2_endpoints,
            ecr,
            ecs,
            elbv2,
            iam,
            logs,
            sts,
        )

        ecs.install()
        cloudformation.install()
        ec2_addresses.install()
        ec2_defaults.install()
        ec2_endpoints.install()
        elbv2.install()
        autoscaling.install()
        ecr.install()
        iam.install()
        sts.install()
        logs.install()
        cloudwatch.install()
    speed.after_import()
    # plain moto pushes a task one state towards STOPPED each time somebody looks at it
    state_manager.set_transition("ecs::task", {"progression": "manual", "times": sys.maxsize})


def versions() -> tuple[str, str]:
    """The versions of the course ("" in a bare checkout) and of moto."""
    try:
        return importlib.metadata.version("ecs-in-30-days"), moto.__version__
    except importlib.metadata.PackageNotFoundError:
        return "", moto.__version__


def _load_model(name: str) -> None:
    get_service_model(name)


def _discard(function: Callable[..., Any], *args: Any) -> None:
    function(*args)


def _is_no_answer(environ: dict[str, Any], body: bytes) -> bool:
    """Whether a 404 comes from the router and not from the service: an HTML page or nothing, and S3 apart."""
    if environ[CALL].service in ("", "s3") or environ["REQUEST_METHOD"] == "HEAD":
        return False
    return not body or body[:15].lower() == b"<!doctype html>"
