"""`ecs-course lint` through the real program: what it finds, where, in which form, and what it cannot read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from course.home import CHECKOUT
from tests.cli.program import ECS_COURSE, ecs_course
from tests.lint.documents import DEFINITION, SERVICE, TEMPLATE, changed, without

Run = Callable[..., subprocess.CompletedProcess[str]]

WRONG_SIZE = changed(DEFINITION, "memory", to="4096")
SLIPS = changed(DEFINITION, "containerDefinitions", 0, "memroy", to=5)
WEB = ("containerDefinitions", 0)
ASSOCIATION = {
    "cluster": "prod",
    "capacityProviders": ["FARGATE"],
    "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}],
}
PROPERTIES = ("Resources", "Task", "Properties")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run({"a.json": value}, "--format", "json")`: write the files, lint them in their folder."""

    def lint(files: dict[str, Any], *words: str, stdin: bytes = b"", names: list[str] | None = None) -> Any:
        for name, value in files.items():
            content = value if isinstance(value, bytes) else json.dumps(value, indent=2).encode()
            (tmp_path / name).write_bytes(content)
        return subprocess.run(
            [ECS_COURSE, "lint", *words, *(list(files) if names is None else names)],
            cwd=tmp_path,
            env={**os.environ, "ECS_COURSE_HOME": str(tmp_path / "home")},
            input=stdin.decode(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    return lint


def found(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    """Rule and path of each finding of a run with `--format json`."""
    return [(each["rule"], each["path"]) for each in json.loads(done.stdout)["findings"]]


def of_rules(done: subprocess.CompletedProcess[str], *names: str) -> list[tuple[str, str]]:
    return [each for each in found(done) if each[0] in names]


# what is right


@pytest.mark.parametrize(
    "document",
    [
        DEFINITION,
        SERVICE,
        [DEFINITION, SERVICE],
        TEMPLATE,
        TEMPLATE["Resources"],
        TEMPLATE["Resources"]["Task"],
        DEFINITION["containerDefinitions"],
        {"service": "web", "cluster": "prod", "desiredCount": 3},
        {"taskDefinition": "web", "count": 2, "launchType": "FARGATE", "networkConfiguration": SERVICE["networkConfiguration"]},
        {"taskDefinition": {**DEFINITION, "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",
                            "revision": 1, "status": "ACTIVE", "requiresAttributes": [{"name": "x"}],
                            "compatibilities": ["EC2", "FARGATE"], "registeredAt": 1.5, "registeredBy": "me"}},
        {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}},
    ],
    ids=["task definition", "service", "both", "template", "resources", "resource", "containers", "update", "run", "described",
         "nothing of ECS"],
)  # fmt: skip
def test_what_aws_takes_has_no_findings(run: Run, document: Any) -> None:
    done = run({"a.json": document})
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith("Nothing found in 1 file: ")


def test_what_the_sandbox_describes_has_no_findings(run: Run, client: Callable[[str], Any]) -> None:
    ecs, ec2 = client("ecs"), client("ec2")
    ecs.create_cluster(clusterName="prod", capacityProviders=["FARGATE"])
    ecs.register_task_definition(**without(DEFINITION, "executionRoleArn"))
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:1]]
    network = {"awsvpcConfiguration": {"subnets": subnets}}
    ecs.create_service(**SERVICE | {"networkConfiguration": network, "desiredCount": 0})
    described = {
        "definition.json": ecs.describe_task_definition(taskDefinition="web"),
        "services.json": ecs.describe_services(cluster="prod", services=["web"]),
    }
    files = {name: json.dumps(answer, default=str).encode() for name, answer in described.items()}
    done = run(files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 requests judged" in done.stdout


# what is wrong, and where


def test_a_finding_says_where_why_what_and_on_which_page(run: Run) -> None:
    done = run({"task.json": WRONG_SIZE, "fine.json": SERVICE})
    assert done.returncode == 1
    line = (json.dumps(WRONG_SIZE, indent=2).splitlines().index('  "memory": "4096",')) + 1
    first, why, fix, says, page, *_ = done.stdout.splitlines()
    assert first == f"task.json:{line}: fargate-task-size  task definition web, memory"
    assert "256 CPU units" in why
    assert fix.startswith("    Fix: ")
    assert says.startswith("    AWS says: No Fargate configuration exists for given values")
    assert page.strip().startswith("https://docs.aws.amazon.com/")
    assert done.stdout.splitlines()[-1] == "1 finding in 1 of 2 files: 2 requests judged."


@pytest.mark.parametrize(
    ("document", "rule", "path", "words"),
    [
        (SLIPS, "shape-unknown", "containerDefinitions[0].memroy", "Did you mean memory?"),
        (changed(DEFINITION, "volumez", to=[]), "shape-unknown", "volumez", "Did you mean volumes?"),
        (changed(DEFINITION, "zzz", to=[]), "shape-unknown", "zzz", "Take it away."),
        (changed(DEFINITION, "cpu", to=256), "shape-type", "cpu", 'Put it in quotes: "256".'),
        (changed(DEFINITION, *WEB, "memory", to="512"), "shape-type", "containerDefinitions[0].memory", "512."),
        (changed(DEFINITION, *WEB, "ulimits", to=None), "shape-type", "containerDefinitions[0].ulimits", "null"),
        (changed(DEFINITION, "pidMode", to="tasks"), "shape-enum", "pidMode", "Did you mean task?"),
        (without(SERVICE, "serviceName"), "service-name", "serviceName", ""),  # told from a task to run by its other members
        (changed(SERVICE, "propagateTags", to="service"), "shape-enum", "propagateTags", "Did you mean SERVICE?"),
        (
            changed(DEFINITION, *WEB, "healthCheck", to={}),
            "shape-missing", "containerDefinitions[0].healthCheck.command", "a list",
        ),
        (changed(DEFINITION, "tags", to=[{"key": "k" * 129, "value": ""}]), "shape-length", "tags[0].key", "129 characters"),
        (changed(DEFINITION, "tags", to=[{"key": "a!", "value": ""}]), "shape-pattern", "tags[0].key", "must match"),
        (
            changed(ASSOCIATION, "defaultCapacityProviderStrategy", 0, "weight", to=1001),
            "shape-range", "defaultCapacityProviderStrategy[0].weight", "0 to 1000",
        ),
    ],
)  # fmt: skip
def test_faults_of_form(run: Run, document: Any, rule: str, path: str, words: str) -> None:
    done = run({"a.json": document}, "--format", "json")
    assert done.returncode == 1
    assert (rule, path) in found(done)
    (finding,) = [each for each in json.loads(done.stdout)["findings"] if each["path"] == path and each["rule"] == rule]
    assert words in f"{finding['why']} {finding['fix']}"
    assert finding["page"].startswith("https://docs.aws.amazon.com/")


def test_a_wrong_type_hides_no_other_finding(run: Run) -> None:
    document = changed(WRONG_SIZE, "containerDefinitions", 0, "portMappings", to="80")
    done = run({"a.json": document}, "--format", "json")
    assert {rule for rule, _ in found(done)} >= {"shape-type", "fargate-task-size"}


def test_a_list_is_judged_one_by_one(run: Run) -> None:
    done = run({"a.json": [DEFINITION, WRONG_SIZE, SLIPS]}, "--format", "json")
    said = json.loads(done.stdout)
    text = json.dumps([DEFINITION, WRONG_SIZE, SLIPS], indent=2).splitlines()
    assert [(text[each["line"] - 1].strip(), each["path"]) for each in said["findings"]] == [
        ('"memory": "4096",', "memory"),
        ('"memroy": 5', "containerDefinitions[0].memroy"),
    ]
    assert said["requests"] == 3


def test_a_template_is_shown_in_its_own_names(run: Run) -> None:
    wrong = changed(TEMPLATE, *PROPERTIES, "Memory", to=4096)
    wrong = changed(wrong, *PROPERTIES, "ContainerDefinitions", 0, "Esential", to=True)
    wrong = changed(wrong, "Resources", "Group", "Properties", "HealthCheckIntervalSeconds", to=301)
    done = run({"t.json": wrong}, "--format", "json")
    shown = {(each["rule"], each["subject"], each["path"]) for each in json.loads(done.stdout)["findings"]}
    assert shown == {
        ("fargate-task-size", "Task (AWS::ECS::TaskDefinition)", "Memory"),
        ("shape-unknown", "Task (AWS::ECS::TaskDefinition)", "ContainerDefinitions[0].Esential"),
        ("shape-range", "Group (AWS::ElasticLoadBalancingV2::TargetGroup)", "HealthCheckIntervalSeconds"),
    }
    lines = json.dumps(wrong, indent=2).splitlines()
    assert [lines[each["line"] - 1].strip() for each in json.loads(done.stdout)["findings"]] == [
        '"Memory": 4096,',
        '"Esential": true',
        '"HealthCheckIntervalSeconds": 301,',
    ]
    assert "unnamed-" not in done.stdout
    assert "000000000000" not in done.stdout


def test_what_a_template_leaves_open_is_given_the_benefit_of_the_doubt(run: Run) -> None:
    open_ = changed(TEMPLATE, *PROPERTIES, "Memory", to={"Ref": "Memory"})
    done = run({"t.json": open_})
    assert done.returncode == 0, done.stdout
    assert "with values that are not known yet" in done.stdout


ON_EC2 = {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}]}


def test_files_together_are_one_world(run: Run) -> None:
    files = {"service.json": SERVICE, "task.json": ON_EC2}
    assert run(files, names=["service.json"]).returncode == 0  # the task definition may be there, and may be right
    assert run(files, names=["task.json"]).returncode == 0
    done = run(files, "--format", "json")
    assert ("definition-off-launch-type", "taskDefinition") in found(done)
    assert {each["file"] for each in json.loads(done.stdout)["findings"]} == {"service.json"}
    other = {"service.json": changed(SERVICE, "taskDefinition", to="web:7"), "task.json": ON_EC2}
    assert run(other).returncode == 0  # that revision may be another one


@pytest.mark.parametrize(
    ("path", "to", "finding"),
    [
        (("Service", "LoadBalancers", 0, "ContainerPort"), 81, ("balancer-port-unmapped", "LoadBalancers[0].ContainerPort")),
        (("Service", "LoadBalancers", 0, "ContainerName"), "b", ("balancer-container-unknown", "LoadBalancers[0].ContainerName")),
        (("Group", "TargetType"), "instance", ("target-group-type", "LoadBalancers[0].TargetGroupArn")),
        (("Task", "NetworkMode"), {"Ref": "Mode"}, None),
        (("Task", "ContainerDefinitions", 0, "PortMappings"), {"Ref": "Ports"}, None),
        (("Service", "LoadBalancers", 0, "TargetGroupArn"), {"Fn::ImportValue": "group"}, None),
    ],
)  # fmt: skip
def test_a_template_is_one_world(run: Run, path: tuple[Any, ...], to: Any, finding: tuple[str, str] | None) -> None:
    done = run({"t.json": changed(TEMPLATE, "Resources", path[0], "Properties", *path[1:], to=to)}, "--format", "json")
    assert found(done) == ([finding] if finding else [])
    assert "unnamed-" not in done.stdout
    assert "000000000000" not in done.stdout


# rules chosen, forms chosen


def test_rules_can_be_chosen_and_left_out(run: Run) -> None:
    both = changed(WRONG_SIZE, "zzz", to=1)
    assert {rule for rule, _ in found(run({"a.json": both}, "--format", "json"))} == {
        "fargate-task-size",
        "shape-unknown",
    }
    assert found(run({"a.json": both}, "--format", "json", "--rule", "shape-unknown")) == [("shape-unknown", "zzz")]
    done = run({"a.json": both}, "--ignore", "shape-unknown", "--ignore", "fargate-task-size")
    assert done.returncode == 0
    unknown = run({"a.json": both}, "--rule", "fargate-tusk-size")
    assert unknown.returncode == 2
    assert "Did you mean fargate-task-size?" in unknown.stderr


def test_all_rules_are_listed(run: Run) -> None:
    listed = run({}, "--list")
    assert listed.returncode == 0
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert {"shape-type", "shape-unknown", "fargate-task-size"} <= set(names)
    assert len(names) == len(json.loads(run({}, "--list", "--format", "json").stdout))


def test_nothing_to_do_is_a_question_of_usage(run: Run) -> None:
    done = run({})
    assert done.returncode == 2
    assert "Name the files" in done.stderr


def test_sarif_is_what_code_hosts_read(run: Run) -> None:
    done = run({"a b.json": changed(WRONG_SIZE, "zzz", to=1), "bad.json": b"{"}, "--format", "sarif")
    assert done.returncode == 3
    sarif = json.loads(done.stdout)
    assert sarif["version"] == "2.1.0"
    assert sarif["$schema"].endswith("sarif-schema-2.1.0.json")
    (ran,) = sarif["runs"]
    rules = ran["tool"]["driver"]["rules"]
    assert ran["tool"]["driver"]["name"]
    assert [rule["id"] for rule in rules] == ["ecs/fargate-task-size", "shape-unknown"]
    for rule in rules:
        assert rule["helpUri"].startswith("https://")
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] == "error"
    for result in ran["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.json"
        assert location["physicalLocation"]["region"]["startLine"] > 1
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("task definition web")
    (invocation,) = ran["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "is not JSON" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_junit_is_well_formed_whatever_stands_in_the_files(run: Run) -> None:
    odd = changed(WRONG_SIZE, 'a"<&\u0007\ud800', to=1)
    done = run({"a.json": odd, "fine.json": SERVICE, "bad.json": b"{"}, "--format", "junit")
    suites = ElementTree.fromstring(done.stdout)
    assert [
        (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in suites
    ] == [
        ("a.json", "1", "1", "0"),
        ("fine.json", "1", "0", "0"),
        ("bad.json", "1", "0", "1"),
    ]
    assert len(suites[0][0].findall("failure")) == 2


# what cannot be read


STATE = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x", "resources": []}
BAD: dict[str, tuple[bytes, str]] = {
    "not JSON": (b'{\n"family": "web",\n}', ":3 is not JSON: "),
    "empty": (b" \n", "is empty."),
    "YAML": (b"family: web\ncontainerDefinitions:\n  - name: web\n", "is YAML, and lint reads JSON; convert it: python"),
    "YAML template": (b"Resources:\n  A:\n    Type: !Ref x\n", "cfn-flip"),
    "HCL": (b'resource "aws_ecs_service" "web" {\n}\n', "terraform show -json"),
    "a binary plan": (b"PK\x03\x04\x14\x00\x08", "terraform show -json"),
    "compressed": (b"\x1f\x8b\x08\x00", "unpack it"),
    "the log of a plan": (b'{"@level":"info","@message":"x"}\n{"@level":"info"}\n', "terraform show -json"),
    "NaN": (b'{"family": NaN}', "NaN"),
    "twice": (b'{"family": "a",\n "family": "b"}', ":2 says 'family' twice"),
    "deep": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "levels deep"),
    "deeper than Python reads": (b"[" * 100_000, "levels deep"),
    "less deep, too deep": (b"[" * 150 + b"]" * 150, "levels deep"),
    "not text": (b'{"family": "\xff\xfe"}', "is not text in UTF-8"),
    "a long number": (b'{"family": ' + b"1" * 5000 + b"}", "too long"),
    "text": (b'"web"', "holds no request, template or plan"),
    "a number": (b"7", "holds no request, template or plan"),
    "an empty list": (b"[]", "an empty list"),
    "a list of other things": (b'[{"family": "web", "containerDefinitions": []}, 7]', "member 2 is nothing that lint knows"),
    "another JSON": (b'{"name": "package", "version": "1"}', "holds no request, template or plan"),
    "a state": (json.dumps(STATE).encode(), "is Terraform's state"),
    "a state, shown": (b'{"format_version": "1.0", "values": {"root_module": {}}}', "is Terraform's state"),
    "Pulumi's preview": (b'{"config": {}, "steps": [{"op": "create", "urn": "urn:pulumi:x"}]}', "is of Pulumi"),
    "the CDK's manifest": (b'{"version": "36.0.0", "artifacts": {"Stack": {}}}', "cdk.out/*.template.json"),
    "the CDK's tree": (b'{"version": "tree-0.1", "tree": {"id": "App"}}', "cdk.out/*.template.json"),
    "Kubernetes": (b'{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {}}', "is a Kubernetes manifest"),
    "Compose": (b'{"services": {"web": {"image": "nginx"}}}', "is a Compose file"),
    "AppSpec": (b'{"version": 0.0, "Resources": [{"TargetService": {}}]}', "is an AppSpec file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_judged_is_said_in_one_sentence(run: Run, kind: str) -> None:
    content, says = BAD[kind]
    done = run({"bad.json": content})
    assert done.returncode == 3, done.stdout
    assert says in done.stderr
    assert done.stderr.startswith("bad.json")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_files_that_are_not_there_not_files_or_too_large(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with open(tmp_path / "large.json", "wb") as file:
        file.truncate(50_000_000)
    done = run({}, names=["gone.json", "folder", "large.json"])
    assert done.returncode == 3
    gone, folder, large = done.stderr.splitlines()
    assert gone == "gone.json is not there."
    assert folder.startswith("folder is a folder; name the files in it: ")
    assert large == "large.json has 50 MB; lint reads files of up to 20 MB."


def test_one_file_that_cannot_be_read_hides_no_finding(run: Run) -> None:
    done = run({"bad.json": b"{", "task.json": WRONG_SIZE})
    assert done.returncode == 3
    assert "fargate-task-size" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_editors_and_shells_of_windows_are_read_too(run: Run, encoding: str) -> None:
    document = changed(WRONG_SIZE, *WEB, "dockerLabels", to={"größe": "学"})
    done = run({"a.json": json.dumps(document, ensure_ascii=False, indent=2).encode(encoding)}, "--format", "json")
    assert found(done) == [("fargate-task-size", "memory")]


def test_standard_input_is_a_file_like_any_other(run: Run) -> None:
    done = run({}, "--format", "json", names=["-"], stdin=json.dumps(WRONG_SIZE).encode())
    assert found(done) == [("fargate-task-size", "memory")]


def test_what_is_not_for_lint_can_be_passed_over(run: Run) -> None:
    files = {"package.json": {"name": "x"}, "task.json": DEFINITION}
    assert run(files).returncode == 3
    done = run(files, "--skip-others")
    assert done.returncode == 0
    assert "Passed over, with nothing in it for lint: package.json." in done.stdout
    assert run({"bad.json": b"{"}, "--skip-others").returncode == 3


# the program around it


def test_lint_needs_no_heavy_import_and_no_world() -> None:
    code = (
        "import sys; sys.argv = ['ecs-course', 'lint', '-']\n"
        'import io; sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{"family": "web", "containerDefinitions": []}\'))\n'
        "from course.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "heavy = ('boto3', 'botocore', 'pydantic', 'rich', 'moto', 'yaml', 'course.sandbox', 'course.world', 'course.catalog')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_the_hook_of_other_repositories_calls_what_is_there(tmp_path: Path) -> None:
    hook = (CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8")
    (entry,) = [line.partition(":")[2].split() for line in hook.splitlines() if line.strip().startswith("entry:")]
    assert entry[0] == "ecs-course"
    (tmp_path / "task.json").write_text(json.dumps(DEFINITION))
    done = ecs_course(*entry[1:], str(tmp_path / "task.json"), home=tmp_path)
    assert done.returncode == 0, done.stderr
