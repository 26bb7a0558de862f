"""Listeners: protocol and port, and certificates."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.actions import actions, balancer_of
from course.simulator.rules.elbv2.pages import api
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("elbv2")

CREATE = api("CreateListener")
LISTENERS = ("CreateListener", "ModifyListener")
SECURE = ("HTTPS", "TLS")
OF_TYPE = {
    "application": ("HTTP", "HTTPS"),
    "network": ("TCP", "QUIC", "TCP_QUIC", "UDP", "TCP_UDP", "TLS"),
}
"""Type of load balancer → the protocols of its listeners. API reference, CreateListener."""


@book.rule(
    "listener-protocol",
    *LISTENERS,
    code="ValidationError",
    says="Listener protocol '{protocol}' must be one of '{allowed}'",
    wording="https://github.com/hashicorp/terraform-provider-aws/issues/6173",
    page=CREATE,
    fix="Choose one of {allowed}, or a load balancer of another type.",
)
def listener_protocol(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer of type {type} listens for {allowed}, not for {protocol}."""
    protocol = asked.get("Protocol")
    kind = (balancer_of(asked, world) or {}).get("Type") if protocol else None
    if kind in OF_TYPE and protocol not in OF_TYPE[kind]:
        yield at("Protocol", protocol=protocol, allowed=", ".join(OF_TYPE[kind]), type=kind)


@book.rule(
    "listener-port-taken",
    *LISTENERS,
    code="DuplicateListener",
    says="A listener already exists on this port for this load balancer '{arn}'",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Choose another port than {port}, or modify the listener that is there.",
)
def listener_port_taken(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer has one listener on a port, and port {port} has one."""
    port = asked.get("Port")
    balancer = balancer_of(asked, world) if port is not None else None
    if balancer is None:
        return
    arn = str(balancer["LoadBalancerArn"])
    for listener in world.listeners_of(arn):
        own = listener.get("ListenerArn") == asked.get("ListenerArn")
        # the same listener made again is the listener that is there: CreateListener is idempotent
        again = not asked.get("ListenerArn") and _same(asked, listener)
        if listener.get("Port") == port and not own and not again:
            yield at("Port", arn=arn, port=port)


def _same(asked: Asked, listener: Record) -> bool:
    wanted = [(action.get("Type"), action.get("TargetGroupArn")) for _, action in actions(asked)]
    there = [(action.get("Type"), action.get("TargetGroupArn")) for action in listener.get("DefaultActions") or ()]
    return asked.get("Protocol") == listener.get("Protocol") and wanted == there and all(arn for _, arn in wanted)


@book.rule(
    "listener-needs-a-certificate",
    "CreateListener",
    code="ValidationError",
    says="A certificate must be specified for {protocol} listeners",
    wording="https://github.com/pulumi/pulumi-awsx/issues/1242",
    page=CREATE,
    fix="Give Certificates with the ARN of one certificate of ACM or IAM.",
)
def listener_needs_a_certificate(asked: Asked) -> Iterator[Breach]:
    """A listener for {protocol} needs a certificate to show."""
    protocol = asked.get("Protocol")
    if protocol in SECURE and not asked.get("Certificates"):
        yield at("Certificates", protocol=protocol)


@book.rule(
    "one-default-certificate",
    *LISTENERS,
    code="ValidationError",
    says="You must provide exactly one certificate",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Keep the default certificate here and add the others with AddListenerCertificates.",
)
def one_default_certificate(asked: Asked) -> Iterator[Breach]:
    """A listener is given exactly one certificate, its default one; others are added later."""
    if len(asked.get("Certificates") or ()) > 1:
        yield at("Certificates")


@book.rule(
    "certificate-without-tls",
    "CreateListener",
    code="ValidationError",
    says="A certificate cannot be specified for {protocol} listeners",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Leave Certificates out, or listen for HTTPS or TLS.",
)
def certificate_without_tls(asked: Asked) -> Iterator[Breach]:
    """Only listeners for HTTPS and TLS have a certificate, and {protocol} has no use for one."""
    protocol = asked.get("Protocol")
    if protocol and protocol not in SECURE and asked.get("Certificates"):
        yield at("Certificates", protocol=protocol)


@book.rule(
    "security-policy-without-tls",
    "CreateListener",
    code="ValidationError",
    says="An SSL policy cannot be specified for {protocol} listeners",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Leave SslPolicy out, or listen for HTTPS or TLS.",
)
def security_policy_without_tls(asked: Asked) -> Iterator[Breach]:
    """Only listeners for HTTPS and TLS have a security policy, and {protocol} has no use for one."""
    protocol = asked.get("Protocol")
    if protocol and protocol not in SECURE and asked.get("SslPolicy"):
        yield at("SslPolicy", protocol=protocol)


@book.rule(
    "authentication-needs-https",
    "CreateListener",
    code="InvalidLoadBalancerAction",
    says="Actions of type '{type}' are supported only on HTTPS listeners",
    wording=PARAPHRASED,
    page=api("Action"),
    fix="Put the {type} action on an HTTPS listener.",
)
def authentication_needs_https(asked: Asked) -> Iterator[Breach]:
    """Users are authenticated only where the connection is encrypted: {type} needs an HTTPS listener."""
    for path, action in actions(asked):
        kind = str(action.get("Type"))
        if kind.startswith("authenticate-") and asked.get("Protocol") not in (None, "HTTPS"):
            yield Breach((*path, "Type"), {"type": kind})
