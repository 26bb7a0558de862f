"""Documents with anything anywhere: lint says what it finds or that it cannot read them, and no rule fails."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.lint.as_junit import as_junit
from course.lint.as_sarif import as_sarif
from course.lint.as_text import as_text
from course.lint.judging import judge
from tests.lint.documents import DEFINITION, SERVICE, TEMPLATE

PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_ecs_task_definition.web",
                    "mode": "managed",
                    "type": "aws_ecs_task_definition",
                    "name": "web",
                    "values": {
                        "family": "web",
                        "cpu": "256",
                        "memory": "512",
                        "network_mode": "awsvpc",
                        "requires_compatibilities": ["FARGATE"],
                        "container_definitions": json.dumps(DEFINITION["containerDefinitions"]),
                        "volume": [{"name": "data", "host_path": "", "efs_volume_configuration": []}],
                        "tags": {"owner": "me"},
                    },
                },
                {
                    "address": "aws_lb_target_group.web",
                    "mode": "managed",
                    "type": "aws_lb_target_group",
                    "name": "web",
                    "values": {
                        "name": "web",
                        "port": 80,
                        "protocol": "HTTP",
                        "vpc_id": "vpc-1",
                        "health_check": [{"interval": 10, "path": "/"}],
                    },
                },
            ],
            "child_modules": [
                {
                    "address": "module.a",
                    "resources": [
                        {
                            "address": "module.a.aws_ecs_service.web",
                            "mode": "managed",
                            "type": "aws_ecs_service",
                            "name": "web",
                            "values": {
                                "name": "web",
                                "cluster": "prod",
                                "desired_count": 1,
                                "launch_type": "FARGATE",
                                "scheduling_strategy": "REPLICA",
                                "network_configuration": [{"subnets": ["subnet-1"], "assign_public_ip": False}],
                                "load_balancer": [{"container_name": "web", "container_port": 80}],
                            },
                        }
                    ],
                }
            ],
        }
    },
    "resource_changes": [
        {
            "address": "module.a.aws_ecs_service.web",
            "change": {
                "actions": ["create"],
                "after_unknown": {
                    "task_definition": True,
                    "load_balancer": [{"target_group_arn": True}],
                    "iam_role": True,
                },
            },
        },
        {"address": "aws_ecs_task_definition.web", "change": {"actions": ["create"], "after_unknown": {"arn": True}}},
        {"address": "aws_lb_target_group.web", "change": {"actions": ["create"], "after_unknown": {"arn": True}}},
    ],
    "configuration": {
        "root_module": {
            "resources": [],
            "module_calls": {
                "a": {
                    "expressions": {
                        "definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}
                    },
                    "module": {
                        "resources": [
                            {
                                "type": "aws_ecs_service",
                                "name": "web",
                                "expressions": {
                                    "task_definition": {"references": ["var.definition"]},
                                    "load_balancer": [{"target_group_arn": {"references": ["var.group"]}}],
                                },
                            }
                        ]
                    },
                }
            },
        }
    },
}
SAMPLES = {
    "definition": DEFINITION,
    "service": SERVICE,
    "template": TEMPLATE,
    "plan": PLAN,
    "list": [DEFINITION, SERVICE],
}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 70_000)
    | st.just(1.5)
    | st.sampled_from(["", "text", "7", "FARGATE", "a/b:c"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "Ref", "Fn::Sub", "Fn::GetAtt", "name", "key"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


@pytest.mark.parametrize("sample", SAMPLES)
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_whatever_stands_anywhere(tmp_path: Path, sample: str, data: st.DataObject) -> None:
    document = copy.deepcopy(SAMPLES[sample])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in places(document) if place]))
        around = document
        for step in path[:-1]:
            around = around[step]
        around[path[-1]] = data.draw(ANYTHING)
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(document))
    judgement = judge([str(file)])
    assert judgement.faults == []
    assert judgement.exit_status in (0, 1, 3)
    assert bool("\n".join(as_text(judgement))) is (not judgement.not_read)  # what is not read is told as a complaint
    json.loads(as_sarif(judgement))
    assert as_junit(judgement)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_themselves_are_right(tmp_path: Path, sample: str) -> None:
    file = tmp_path / "sample.json"
    file.write_text(json.dumps(SAMPLES[sample]))
    judgement = judge([str(file)])
    assert [each.finding for each in judgement.noticed] == []
    assert judgement.exit_status == 0
