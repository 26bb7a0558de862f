"""Checks cannot touch: of every operation that botocore knows, only the allowed ones leave the process."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from course.model.errors import WorldNotReady
from course.world.access import sandbox_clients
from course.world.look import (
    ALLOWED,
    LearnerFileMissing,
    LearnerProblem,
    LearnerTooSlow,
    Look,
    NotAllowed,
    allowed_operations,
)

SERVICES = sorted(path.stem for path in ALLOWED.glob("*.toml"))
READS = re.compile(r"(Describe|List|Get|BatchGet|Filter)[A-Z]")
HANDS_OUT_SECRETS = {
    ("ecr", "GetAuthorizationToken"),
    ("ec2", "GetPasswordData"),
    ("sts", "GetSessionToken"),
    ("sts", "GetFederationToken"),
    ("iam", "GetAccountAuthorizationDetails"),
    ("secretsmanager", "GetSecretValue"),
}


class Sent(Exception):
    """A request that would have left the process."""


def recording_client(service: str) -> tuple[Any, list[str]]:
    client = sandbox_clients("http://127.0.0.1:9", "us-east-1")(service)
    sent: list[str] = []

    def stop(model: Any, **_: Any) -> None:
        sent.append(model.name)
        raise Sent(model.name)

    client.meta.events.register_last("before-call", stop)
    return client, sent


def example(shape: Any, depth: int = 0) -> Any:
    """The smallest value that botocore's validator takes for a shape."""
    kind = shape.type_name
    if kind == "structure":
        names = [*shape.required_members, *(list(shape.members)[:1] if shape.is_tagged_union else [])]
        return {name: example(shape.members[name], depth + 1) for name in names} if depth < 8 else {}
    if kind == "list":
        return [example(shape.member, depth + 1) for _ in range(shape.metadata.get("min", 0))]
    simple = {
        "string": "x" * max(1, shape.metadata.get("min", 1)),
        "boolean": True,
        "blob": b"x",
        "timestamp": 0,
        "map": {},
    }
    return simple.get(kind, max(1, shape.metadata.get("min", 1)))


@pytest.mark.parametrize("service", SERVICES)
def test_only_allowed_operations_pass(service: str) -> None:
    client, sent = recording_client(service)
    allowed = allowed_operations(service)
    model = botocore.session.get_session().get_service_model(service)
    assert allowed <= set(model.operation_names), "an allowed operation does not exist"
    look = Look(Path("."), lambda _: client, world="sandbox").aws(service)
    for method, operation in client.meta.method_to_api_mapping.items():
        shape = model.operation_model(operation).input_shape
        parameters = example(shape) if shape else {}
        with pytest.raises(Sent if operation in allowed else NotAllowed):
            getattr(look, method)(**parameters)
    assert set(sent) == allowed


@pytest.mark.parametrize("service", SERVICES)
def test_the_raw_client_is_bolted_too(service: str) -> None:
    """A check that digs the client out of the look still sends nothing else."""
    client, sent = recording_client(service)
    model = botocore.session.get_session().get_service_model(service)
    _ = Look(Path("."), lambda _: client, world="sandbox").aws(service).meta  # the look has bolted it now
    for method, operation in client.meta.method_to_api_mapping.items():
        shape = model.operation_model(operation).input_shape
        if operation not in allowed_operations(service):
            with pytest.raises(NotAllowed):
                getattr(client, method)(**(example(shape) if shape else {}))
    assert sent == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_list_holds_only_reads(service: str) -> None:
    for operation in allowed_operations(service):
        assert READS.match(operation), operation
        assert (service, operation) not in HANDS_OUT_SECRETS


def test_a_service_without_a_list_allows_nothing() -> None:
    client, sent = recording_client("s3")
    with pytest.raises(NotAllowed):
        Look(Path("."), lambda _: client, world="sandbox").aws("s3").list_buckets()
    assert sent == []


def test_identical_calls_are_sent_once(client: Any, tmp_path: Path) -> None:
    calls = 0

    def count(**_: Any) -> None:
        nonlocal calls
        calls += 1

    ecs = client("ecs")
    ecs.meta.events.register("before-send.ecs.*", count)
    look = Look(tmp_path, lambda _: ecs, world="sandbox")
    for _ in range(3):
        assert look.aws("ecs").describe_clusters(clusters=["none"])["clusters"] == []
    look.aws("ecs").describe_clusters(clusters=["other"])
    assert calls == 2


def test_a_world_that_is_gone_is_not_the_learners_fault(tmp_path: Path) -> None:
    look = Look(tmp_path, sandbox_clients("http://127.0.0.1:9", "us-east-1"), world="sandbox")
    with pytest.raises(WorldNotReady) as raised:
        look.aws("ecs").list_clusters()
    assert raised.value.run == "ecs-course sandbox up"


def test_what_aws_cannot_find_is_said_in_its_own_words(client: Any, tmp_path: Path) -> None:
    look = Look(tmp_path, client, world="sandbox")
    with pytest.raises(LearnerProblem, match="AWS says"):
        look.aws("ecs").list_tasks(cluster="nowhere")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def f(:\n  pass", r"mine\.py is not Python yet: line 1"),
        ("raise RuntimeError('boom')", r"stopped while it was loaded: RuntimeError: boom"),
        ("import sys; sys.exit(3)", r"stopped while it was loaded: SystemExit: 3"),
        ("import os; os._exit(0)", r"ended its process before it answered"),
        ("g = 1", r"has no function f"),
        ("f = 3", r"has no function f"),
    ],
)
def test_a_file_that_cannot_answer(code: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(code)
    with pytest.raises(LearnerProblem, match=problem):
        Look(tmp_path, lambda _: None, world="sandbox").calls("mine.py", "f", [[1]])


def test_answers_and_errors_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "print('noise')\ndef f(x):\n    print('more')\n    return {1: 10 / x}\ndef g(x): return object()\n"
    )
    look = Look(tmp_path, lambda _: None, world="sandbox")
    good, bad = look.calls("mine.py", "f", [[4], [0]])
    assert (good.value, good.error) == ({"1": 2.5}, "")
    assert bad.error == "raised ZeroDivisionError: division by zero"
    (odd,) = look.calls("mine.py", "g", [[1]])
    assert "which is not plain data" in odd.error


def test_an_object_that_equals_everything_gains_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("class E(dict):\n    def __eq__(self, o): return True\ndef f(x): return E(a=1)\n")
    (answer,) = Look(tmp_path, lambda _: None, world="sandbox").calls("mine.py", "f", [[1]])
    assert answer.value == {"a": 1}
    assert answer.value != {"a": 2}


def test_an_endless_loop_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    late = tmp_path / "late.py"
    late.write_text(f"import time; time.sleep(3); open({str(mark)!r}, 'w')")
    (tmp_path / "mine.py").write_text(
        f"import subprocess, sys\nsubprocess.Popen([sys.executable, {str(late)!r}])\ndef f(x):\n    while True: pass\n"
    )
    with pytest.raises(LearnerTooSlow, match="does a loop in it never end"):
        Look(tmp_path, lambda _: None, world="sandbox").calls("mine.py", "f", [[1]], timeout_s=1)
    time.sleep(3)
    assert not mark.exists()


def test_an_edit_is_seen_and_real_keys_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    look = Look(tmp_path, lambda _: None, world="sandbox")
    (tmp_path / "mine.py").write_text("import os\ndef f(x): return [k for k in os.environ if k.startswith('AWS')]\n")
    assert look.calls("mine.py", "f", [[1]])[0].value == []
    (tmp_path / "mine.py").write_text("def f(x): return 2\n")
    assert look.calls("mine.py", "f", [[1]])[0].value == 2


def test_only_files_of_the_copy_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    look = Look(folder, lambda _: None, world="sandbox")
    with pytest.raises(NotAllowed):
        look.file("../secret")
    with pytest.raises(LearnerFileMissing):
        look.file("notes.md")
