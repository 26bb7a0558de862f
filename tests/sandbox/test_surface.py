"""The bridge knows which of moto's insides it stands on, and changes no answer for the sake of speed."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys

from course.home import CHECKOUT

BRIDGE = CHECKOUT / "course" / "sandbox" / "bridge"


def in_fresh_python(script: str) -> str:
    """What a script prints in a Python in which nobody has changed moto yet."""
    # read from a file: importing course.sandbox.bridge the usual way would import the whole bridge
    prelude = f"import sys, importlib.util; sys.path.insert(0, {str(CHECKOUT)!r});"
    return subprocess.run(
        [sys.executable, "-c", prelude + script], capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


LOAD_SURFACE = (
    f"spec = importlib.util.spec_from_file_location('surface', {str(BRIDGE / 'surface.py')!r});"
    "surface = importlib.util.module_from_spec(spec); spec.loader.exec_module(surface);"
)


def test_every_name_of_moto_is_where_the_bridge_expects_it() -> None:
    said = in_fresh_python(LOAD_SURFACE + "print('\\n'.join(surface.moved()))")
    assert said == "", f"moto has changed:\n{said}"


def test_every_name_that_the_bridge_imports_from_moto_is_known() -> None:
    known = json.loads(in_fresh_python(LOAD_SURFACE + "import json; print(json.dumps(list(surface.MOTO_SURFACE)))"))
    imported = set()
    for file in BRIDGE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("moto"):
                imported |= {f"{node.module}:{each.name}" for each in node.names}
    unknown = {name for name in imported if not any(f"{each}.".startswith(f"{name}.") for each in known)}
    modules = {name for name in unknown if importlib.util.find_spec(name.replace(":", ".")) is not None}
    assert unknown - modules == set()


def test_a_name_that_moved_is_named() -> None:
    script = (
        "import moto.ecs.models as m; del m.Cluster; m.EC2ContainerServiceBackend.list_clusters = lambda self, more: 0;"
        "surface.MOTO_SURFACE['moto.nowhere:thing'] = '*'; print('\\n'.join(surface.moved()))"
    )
    said = in_fresh_python(LOAD_SURFACE + script)
    assert "moto.ecs.models:Cluster: there is no Cluster any more" in said
    assert "takes (self more) and no longer (self)" in said
    assert "moto.nowhere:thing: the module cannot be imported" in said
    assert len(said.splitlines()) == 3


def test_shortcuts_give_what_moto_would_have_found() -> None:
    script = (
        "import json, boto3; real = boto3.Session();"
        "from course.sandbox.bridge import speed, server; server.install();"
        "prefixes = {n: real._session.get_service_data(n)['metadata']['endpointPrefix'] for n in speed.ENDPOINT_PREFIXES};"
        "from moto.ecs.models import ecs_backends; from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS;"
        "regions = sorted(r for p in real.get_available_partitions() for r in real.get_available_regions('ecs', p));"
        "print(json.dumps([prefixes == speed.ENDPOINT_PREFIXES,"
        " sorted(ecs_backends['111111111111'].regions) == regions,"
        " len(INSTANCE_TYPE_OFFERINGS['region'].get('us-east-1')) > 100,"
        " INSTANCE_TYPE_OFFERINGS['region']['us-east-1'][0]['LocationType'],"
        " INSTANCE_TYPE_OFFERINGS['region'].get('nowhere', [])]))"
    )
    assert json.loads(in_fresh_python(script)) == [True, True, True, "region", []]


def test_the_same_behaviour_in_process() -> None:
    script = (
        "from course.sandbox.bridge import server; server.install(); import boto3; from moto import mock_aws\n"
        "with mock_aws():\n"
        "    ecs = boto3.client('ecs', region_name='us-east-1')\n"
        "    ecs.create_cluster(clusterName='a', capacityProviders=['FARGATE'])\n"
        "    ecs.create_cluster(clusterName='a')\n"
        "    print(ecs.describe_clusters(clusters=['a'])['clusters'][0]['capacityProviders'])"
    )
    assert in_fresh_python(script) == "['FARGATE']"
