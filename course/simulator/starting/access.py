"""May the execution role do what a start needs, and does the network lead there? One task's view, each answer asked for once."""

from __future__ import annotations

from course.simulator.iam.evaluate import Policies, Principal, Request, decide
from course.simulator.iam.statement import Policy, policy_of
from course.simulator.iam.wording import denial
from course.simulator.network.model import Network
from course.simulator.network.reach import Way, to_service
from course.simulator.starting.facts import Key, Role, Starter, Surroundings

TASKS = Principal("ecs-tasks.amazonaws.com", service=True)
"""Who assumes execution and task roles. Developer guide, "Task IAM role"."""


def assumable(task: Starter, around: Surroundings, arn: str) -> bool:
    """Whether ECS may assume a role for this task: it is there, and its trust policy names ecs-tasks.amazonaws.com.

    Of the keys that guard against a confused deputy, aws:SourceAccount and aws:SourceArn are set.
    """
    role = around.role(arn)
    if role is None:
        return False
    context = {"aws:sourceaccount": task.account, "aws:sourcearn": task.arn}
    request = Request(TASKS, "sts:AssumeRole", role.arn, context)
    return decide(request, Policies(resource=role.trust, trust=True)).allowed


def session_of(role: Role, task: str) -> Principal:
    """The session under which a task acts: named after its id."""
    parts = role.arn.split(":")
    name = role.arn.rpartition("/")[2]
    return Principal(f"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{name}/{task}", role=role.arn)


class Access:
    """What one task reaches and may do while it starts."""

    def __init__(self, task: Starter, around: Surroundings, acting: str | None = None) -> None:
        """`acting`: the role that acts, where it is not the execution role."""
        self.task, self.around = task, around
        name = task.execution_role if acting is None else acting
        self._role = around.role(name) if name else None
        self._ways: dict[str, Way] = {}
        self._network: Network | None = None

    @property
    def network(self) -> Network:
        if self._network is None:
            self._network = self.around.network()
        return self._network

    def way(self, service: str) -> Way | None:
        """The way to a service; None where the task's place in the network is not known."""
        if self.task.interface is None:
            return None
        if service not in self._ways:
            self._ways[service] = to_service(self.network, self.task.interface, service)
        return self._ways[service]

    def refused(self, action: str, resource: str, service: str, policy: Policy | None = None) -> str:
        """Why the acting role (or the endpoint on the way) may not do this, in AWS's words; "" where it may.

        Without an execution role it is the container instance's role that acts, which the course does not judge; on Fargate there
        is none, and rules refuse a definition that would need one.
        """
        if self._role is None:
            return ""
        who = session_of(self._role, self.task.id)
        context = {"aws:principalaccount": who.account, "aws:sourcevpc": ""}
        request = Request(who, action, resource, context)
        decision = decide(request, Policies(self._role.identity, policy, self._role.boundary))
        if not decision.allowed:
            return denial(request, decision)
        way = self.way(service)
        if way is not None and self.endpoint_refuses(way, action, resource, who):
            return (
                f"User: {who.arn} is not authorized to perform: {action} on resource: {resource}"
                f" because no VPC endpoint policy allows the {action} action"
            )
        return ""

    def endpoint_refuses(self, way: Way, action: str, resource: str, who: Principal | None = None) -> bool:
        """Whether the policy of the endpoint on the way stops it."""
        endpoint = way.endpoint
        if endpoint is None or endpoint.policy is None:
            return False
        asking = who or Principal("", "")
        policy = policy_of(endpoint.id, endpoint.policy)
        plain = Policy(policy.name, policy.statements)
        decision = decide(Request(asking, action, resource), Policies(identity=[plain]))
        return not decision.allowed

    def may_not_decrypt(self, key: Key) -> str:
        """Why the execution role may not decrypt with this key, "" where it may. KMS: the key's own policy must hand it on."""
        if self._role is None:
            return ""
        who = session_of(self._role, self.task.id)
        request = Request(who, "kms:Decrypt", key.arn)
        if not key.usable:
            return f"{key.arn} is disabled."
        decision = decide(
            request,
            Policies(self._role.identity, key.policy, self._role.boundary, decides_alone=key.policy is not None),
        )
        return "" if decision.allowed else denial(request, decision)
