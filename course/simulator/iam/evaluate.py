"""The decision: explicit deny, then resource-based, identity-based, boundary and session policies.

IAM user guide, "Policy evaluation logic" (single account, cross-account) and "Permissions boundaries".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from course.simulator.iam.conditions import hold
from course.simulator.iam.patterns import filled, resource_fits
from course.simulator.iam.statement import Policy, Statement

By = Literal["identity-based", "resource-based", "permissions boundary", "session", "role trust"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks."""

    arn: str
    """Of the user, or of the role's session (`arn:aws:sts::…:assumed-role/name/session`); of a service its name."""
    role: str = ""
    """Of a session: the role's ARN."""
    service: bool = False
    """True: a service of AWS itself, such as `ecs-tasks.amazonaws.com`."""

    @property
    def account(self) -> str:
        """The account it belongs to, "" for a service."""
        parts = self.arn.split(":")
        return parts[4] if len(parts) > 5 else ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked."""

    principal: Principal
    action: str
    """`ecr:BatchGetImage`."""
    resource: str = "*"
    context: Mapping[str, object] = field(default_factory=dict)
    """Condition keys in lower case → value or list of values."""
    resource_account: str = ""
    """The account that owns the resource, where its ARN does not say so; "": the principal's own."""

    @property
    def home(self) -> str:
        """The account of the resource."""
        parts = self.resource.split(":")
        return self.resource_account or (parts[4] if len(parts) > 5 else "") or self.principal.account


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that has a say."""

    identity: Sequence[Policy] = ()
    resource: Policy | None = None
    boundary: Policy | None = None
    session: Sequence[Policy] | None = None
    """Policies passed when the session was made; None: none were."""
    trust: bool = False
    """True: `resource` is a role's trust policy, which must allow whatever else does."""
    decides_alone: bool = False
    """True: of a resource whose policy must allow or hand on, as a KMS key's."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, and why not."""

    allowed: bool
    explicit: bool = False
    """Whether a statement denies it."""
    by: By | None = None
    """Which kind of policy denies it, or should have allowed it."""
    policy: str = ""
    """The policy that decided, where one did."""
    sid: str = ""


def decide(request: Request, policies: Policies) -> Decision:
    """IAM's decision. A deny anywhere wins; the order of policies and statements does not matter."""
    kinds: list[tuple[By, Iterable[Policy]]] = [
        ("identity-based", policies.identity),
        ("role trust" if policies.trust else "resource-based", (policies.resource,) if policies.resource else ()),
        ("permissions boundary", (policies.boundary,) if policies.boundary else ()),
        ("session", policies.session or ()),
    ]
    for by, listed in kinds:
        if (found := _first("Deny", listed, request)) is not None:
            return Decision(False, True, by, *found)
    return _resource_speaks(request, policies) or _identity_speaks(request, policies)


def _resource_speaks(request: Request, policies: Policies) -> Decision | None:
    """What the policy on the resource decides by itself; None where the principal's own policies must speak as well."""
    by: By = "role trust" if policies.trust else "resource-based"
    principal = request.principal
    granted = _granted(policies.resource, request) if policies.resource else ""
    here = principal.service or principal.account == request.home
    if principal.service:
        return Decision(True) if granted else Decision(False, by=by)
    if not here:
        if not granted:
            return Decision(False, by=by)
        return None
    if granted == "account":  # the account's root stands for its administrators, who must grant it themselves
        return None
    if granted:
        if granted == "role":  # a grant to a role's ARN is still held by boundary and session policies
            return _bounded(request, policies) or Decision(True)
        return Decision(True)
    if policies.trust or policies.decides_alone:
        return Decision(False, by=by)
    return None


def _identity_speaks(request: Request, policies: Policies) -> Decision:
    found = _first("Allow", policies.identity, request)
    if found is None:
        return Decision(False, by="identity-based")
    return _bounded(request, policies) or Decision(True, policy=found[0], sid=found[1])


def _bounded(request: Request, policies: Policies) -> Decision | None:
    """What boundary and session policies leave out."""
    if policies.boundary is not None and _first("Allow", (policies.boundary,), request) is None:
        return Decision(False, by="permissions boundary", policy=policies.boundary.name)
    if policies.session is not None and _first("Allow", policies.session, request) is None:
        return Decision(False, by="session")
    return None


def matching(effect: str, listed: Iterable[Policy], request: Request) -> Iterator[tuple[Policy, Statement]]:
    """The statements with this effect that fit the request; in an identity policy everybody is meant."""
    for policy in listed:
        for statement in policy.statements:
            if statement.effect == effect and _fits(statement, request) and _means(statement, request):
                yield policy, statement


def _first(effect: str, listed: Iterable[Policy], request: Request) -> tuple[str, str] | None:
    return next(((policy.name, statement.sid) for policy, statement in matching(effect, listed, request)), None)


def _fits(statement: Statement, request: Request) -> bool:
    resource = request.resource
    if not statement.covers(request.action):
        return False
    if statement.not_resources:
        left_out = [_resource(pattern, resource, statement, request) for pattern in statement.not_resources]
        if any(found is not False for found in left_out):
            return False
    elif statement.resources and not any(
        _resource(pattern, resource, statement, request) for pattern in statement.resources
    ):
        return False
    return hold(statement, request.context)


def _resource(pattern: str, resource: str, statement: Statement, request: Request) -> bool | None:
    """Whether the resource fits; None where a variable of the pattern has no value, and then the statement says nothing."""
    done = filled(pattern, request.context) if statement.variables else pattern
    return None if done is None else resource_fits(done, resource)


def _means(statement: Statement, request: Request) -> bool:
    if statement.not_principals is not None:
        return not _left_out(statement.not_principals, request.principal)
    if statement.principals is None:
        return True
    return any(_is(kind, value, request.principal) for kind, value in statement.principals)


def _granted(policy: Policy, request: Request) -> str:
    """To whom the resource's policy grants it: "account", "role", "direct" (this very principal or anybody), or ""."""
    found = ""
    for statement in policy.statements:
        if statement.effect != "Allow" or not _fits(statement, request):
            continue
        if statement.not_principals is not None:
            if not _left_out(statement.not_principals, request.principal):
                return "direct"
            continue
        for kind, value in statement.principals or ():
            if not _is(kind, value, request.principal):
                continue
            how = _how(kind, value, request.principal)
            found = max(found, how, key=("", "account", "role", "direct").index)
    return found


def _left_out(listed: Sequence[tuple[str, str]], principal: Principal) -> bool:
    """Whether NotPrincipal names this principal, and everything it belongs to: its account, of a session its role as well.

    IAM user guide, "IAM JSON policy elements: NotPrincipal": what is not named is meant, and the account alone leaves out nobody
    in it but its root user.
    """
    values = {value for _, value in listed}
    if ("*", "*") in listed or principal.service:
        return ("*", "*") in listed or ("Service", principal.arn) in listed
    account = {principal.account, f"arn:aws:iam::{principal.account}:root"}
    return not account.isdisjoint(values) and {principal.arn, principal.role or principal.arn} <= values | account


def _how(kind: str, value: str, principal: Principal) -> str:
    if kind == "*" or kind in ("Service", "Federated"):
        return "direct"
    if value in (principal.account, f"arn:aws:iam::{principal.account}:root"):
        return "account"
    return "role" if value == principal.role else "direct"


def _is(kind: str, value: str, principal: Principal) -> bool:
    """Whether a principal element means this principal. Wildcards inside an ARN mean nobody."""
    if kind == "*":
        return True
    if kind == "Service":
        return principal.service and value == principal.arn
    if kind != "AWS" or principal.service:
        return False
    account = principal.account
    return value in (account, f"arn:aws:iam::{account}:root", principal.arn) or (
        bool(principal.role) and value == principal.role
    )
