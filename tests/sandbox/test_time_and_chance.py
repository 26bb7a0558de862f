"""Every clock and every die in moto is ours: by identity in what is loaded, by reading in what a function imports."""

from __future__ import annotations

import ast
import importlib.util
import json
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from course.sandbox.bridge.primes import rsa_key
from course.sandbox.bridge.swap import Overlay, Table
from course.sandbox.bridge.time import ON_WALL_TIME, SandboxDate, SandboxDatetime
from course.sandbox.clock import current
from tests.sandbox.everything import TRUST
from tests.sandbox.test_surface import in_fresh_python

SERVICES = (
    *(
        "applicationautoscaling",
        "autoscaling",
        "cloudwatch",
        "core",
        "ec2",
        "ecr",
        "ecs",
        "elbv2",
        "events",
        "iam",
        "kms",
    ),
    *("logs", "moto_api", "secretsmanager", "servicediscovery", "sns", "sqs", "ssm", "sts", "utilities"),
)
SOURCES = {"datetime", "os", "random", "secrets", "time", "uuid"}


def test_no_loaded_module_of_moto_keeps_a_clock_or_a_die_of_its_own() -> None:
    script = (
        "import json, importlib; from course.sandbox.bridge import server; server.install()\n"
        f"for name in {SERVICES!r}:\n"
        "    importlib.import_module(f'moto.{name}' + '.models' * (name not in ('core', 'utilities', 'moto_api')))\n"
        "import datetime, os, random, secrets, time, uuid\n"
        "real = [datetime, datetime.datetime, datetime.date, time, time.time, random, secrets, uuid, uuid.uuid1, uuid.uuid4,"
        " os.urandom]\n"
        "kept = {(n, k) for n, m in sys.modules.items() if n.startswith('moto.') for k, v in vars(m).items()"
        " if any(v is r for r in real)}\n"
        "print(json.dumps(sorted(kept)))"
    )
    kept = json.loads(in_fresh_python(script))
    allowed = {"moto.core.serialize", "moto.core.parse", "moto.core.base_backend"}
    assert [
        (module, name) for module, name in kept if module not in allowed and not module.startswith(ON_WALL_TIME)
    ] == []


def test_no_function_of_these_services_imports_one_for_itself() -> None:
    root = Path(str(importlib.util.find_spec("moto").origin)).parent  # type: ignore[union-attr]
    found = []
    for service in SERVICES:
        for path in (root / service).rglob("*.py"):
            for function in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    found += [f"{path.relative_to(root)}: {name}" for name in imported(function) if name in SOURCES]
    # utcnow and utcfromtimestamp take a constant only: which name UTC has
    assert [name for name in found if name != "core/utils.py: datetime"] == []


def imported(function: ast.FunctionDef) -> list[str]:
    """Modules that a function imports when it is called."""
    names = [alias.name for node in ast.walk(function) if isinstance(node, ast.Import) for alias in node.names]
    return names + [str(node.module) for node in ast.walk(function) if isinstance(node, ast.ImportFrom)]


def test_our_datetime_makes_real_ones_and_real_ones_pass_for_it() -> None:
    with current.pinned(1_700_000_000_123_456):
        now = SandboxDatetime.now(UTC)
        assert now == datetime.fromtimestamp(1_700_000_000.123456, UTC)
        assert SandboxDatetime.utcnow() == now.replace(tzinfo=None)
        assert SandboxDatetime.now() == SandboxDatetime.today() == datetime.fromtimestamp(1_700_000_000.123456)  # noqa: DTZ006
        assert SandboxDate.today() == date.fromtimestamp(1_700_000_000)  # noqa: DTZ012
    made = [
        SandboxDatetime(2024, 1, 2, tzinfo=UTC),
        SandboxDatetime.fromisoformat("2024-01-02"),
        SandboxDatetime.strptime("2024", "%Y"),
        SandboxDatetime.fromtimestamp(0, UTC),
        SandboxDatetime.combine(date(2024, 1, 2), datetime.min.time()),
        now,
    ]
    assert {type(moment) for moment in made} == {datetime}
    assert all(isinstance(moment, SandboxDatetime) for moment in made)
    assert not isinstance("2024", SandboxDatetime)
    assert type(SandboxDate(2024, 1, 2)) is date
    assert isinstance(date(2024, 1, 2), SandboxDate)
    assert issubclass(datetime, SandboxDatetime)


def test_an_overlay_is_the_module_but_for_some_names() -> None:
    over = Overlay(json, dumps="instead")
    assert over.dumps == "instead"
    assert over.loads is json.loads
    module = Overlay(json, a=json, b=json.loads, c=1)
    Table([(json, over)]).swap(module)
    assert (module.a, module.b, module.c) == (over, json.loads, 1)


@pytest.mark.parametrize("bits", [512, 1024])
def test_keys_follow_from_the_generator_and_are_remembered(tmp_path: Path, bits: int) -> None:
    found, again, read, other = (
        rsa_key(bits, Random(seed), folder=folder).private_numbers()
        for seed, folder in ((1, None), (1, tmp_path), (1, tmp_path), (2, tmp_path))
    )
    assert found == again == read != other
    assert found.public_numbers.n.bit_length() == bits
    assert found.p * found.q == found.public_numbers.n
    for path in tmp_path.iterdir():
        path.write_bytes(b"half")
    assert rsa_key(bits, Random(1), folder=tmp_path).private_numbers() == found


def test_the_same_seed_gives_the_same_ids_whatever_was_read_before() -> None:
    script = (
        "import json, boto3; from moto import mock_aws; from course.sandbox.bridge import chance, server; server.install()\n"
        "from moto.core.base_backend import BackendDict\n"
        f"trust = {TRUST!r}\n"
        "def world(curious):\n"
        "    BackendDict.reset(); chance.begin('5eed', 1_700_000_000_000_000)\n"
        "    ec2, iam = (boto3.client(n, region_name='us-east-1') for n in ('ec2', 'iam'))\n"
        "    if curious: ec2.describe_images(); ec2.describe_vpcs()\n"
        "    chance.seed_call(7); a = ec2.create_vpc(CidrBlock='10.0.0.0/16')['Vpc']['VpcId']\n"
        "    if curious: ec2.describe_vpcs(); iam.list_roles()\n"
        "    chance.seed_call(8); b = iam.create_role(RoleName='r', AssumeRolePolicyDocument=trust)['Role']['RoleId']\n"
        "    return [a, b, ec2.describe_vpcs()['Vpcs'], [s['SubnetId'] for s in ec2.describe_subnets()['Subnets']]]\n"
        "with mock_aws(): print(json.dumps([world(False), world(True)]))"
    )
    plain, curious = json.loads(in_fresh_python(script))
    assert plain == curious
