"""Health checks of target groups: protocol, path, port, codes, and how the timeout goes with the interval."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("elbv2")

CREATE, MODIFY = api("CreateTargetGroup"), api("ModifyTargetGroup")
SETTINGS = ("CreateTargetGroup", "ModifyTargetGroup")
HTTP = ("HTTP", "HTTPS")
TCP_FAMILY = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
TIMEOUT_SEEN = "https://github.com/getmoto/moto/pull/6818"
FORM = r"\d+(-\d+)?(,\d+(-\d+)?)*"


def check_protocol(asked: Asked) -> str | None:
    """The protocol of the health checks; None where the request alone does not tell."""
    if given := asked.get("HealthCheckProtocol"):
        return str(given)
    if asked.get("Protocol") in TCP_FAMILY and asked.get("TargetType") != "alb":
        return "TCP"
    return "HTTP" if asked.get("Protocol") in HTTP else None


@book.rule(
    "health-check-protocol",
    "CreateTargetGroup",
    code="ValidationError",
    says="Health check protocol '{protocol}' must be one of '{allowed}'",
    wording=probed("tg-hc-tcp-for-http-tg"),
    page=CREATE,
    fix="Choose one of {allowed} as HealthCheckProtocol.",
)
def health_check_protocol(asked: Asked) -> Iterator[Breach]:
    """Targets of this group are checked over {allowed}, not over {protocol}."""
    protocol = asked.get("HealthCheckProtocol")
    allowed = HTTP if asked.get("Protocol") in HTTP else (*HTTP, "TCP")
    if protocol and protocol not in allowed:
        yield at("HealthCheckProtocol", protocol=protocol, allowed=", ".join(allowed))


@book.rule(
    "tcp-health-check-path",
    *SETTINGS,
    code="InvalidConfigurationRequest",
    says="Health check paths are not supported for TCP health checks",
    wording="https://github.com/hashicorp/terraform-provider-aws/pull/2170",
    page=CREATE,
    fix="Leave HealthCheckPath out, or check over HTTP.",
)
def tcp_health_check_path(asked: Asked) -> Iterator[Breach]:
    """A health check over TCP only opens a connection, so there is no path to ask for."""
    if asked.get("HealthCheckPath") and check_protocol(asked) == "TCP":
        yield at("HealthCheckPath")


@book.rule(
    "tcp-health-check-matcher",
    *SETTINGS,
    code="InvalidConfigurationRequest",
    says="Health check matchers are not supported for TCP health checks",
    wording="https://github.com/awsdocs/aws-cloudformation-user-guide/pull/186",
    page=CREATE,
    fix="Leave Matcher out, or check over HTTP.",
)
def tcp_health_check_matcher(asked: Asked) -> Iterator[Breach]:
    """A health check over TCP only opens a connection, so there is no code to match."""
    if (asked.get("Matcher") or {}).get("HttpCode") and check_protocol(asked) == "TCP":
        yield at("Matcher")


@book.rule(
    "health-check-path",
    *SETTINGS,
    code="ValidationError",
    says="Health check path '{path}' must begin with a '/' character",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Write the path as /{path}.",
)
def health_check_path(asked: Asked) -> Iterator[Breach]:
    """The path of a health check begins with a slash."""
    path = asked.get("HealthCheckPath")
    if isinstance(path, str) and path and not path.startswith("/") and check_protocol(asked) != "TCP":
        yield at("HealthCheckPath", path=path)


@book.rule(
    "health-check-port",
    *SETTINGS,
    code="ValidationError",
    says="Health check port '{port}' must be 'traffic-port' or a port number between 1 and 65535",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Write traffic-port, or a port of 1 to 65535.",
)
def health_check_port(asked: Asked) -> Iterator[Breach]:
    """Health checks go to the port of the traffic or to a port of 1 to 65535."""
    port = str(asked.get("HealthCheckPort") or "traffic-port")
    if port != "traffic-port" and not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        yield at("HealthCheckPort", port=port)


@book.rule(
    "health-check-always-on",
    "CreateTargetGroup",
    code="InvalidConfigurationRequest",
    says="Health check enabled must be true for target groups with target type '{type}'",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Leave HealthCheckEnabled out.",
)
def health_check_always_on(asked: Asked) -> Iterator[Breach]:
    """Only a target group of a Lambda function can do without health checks."""
    kind = asked.get("TargetType") or "instance"
    if kind != "lambda" and asked.get("HealthCheckEnabled") is False:
        yield at("HealthCheckEnabled", type=kind)


@book.rule(
    "health-check-timeout",
    "CreateTargetGroup",
    code="ValidationError",
    says="Health check timeout '{timeout}' must be {smaller} the interval '{interval}'",
    wording=TIMEOUT_SEEN,
    page=CREATE,
    fix="Choose a timeout that is {smaller} {interval} seconds, or a longer interval.",
)
def health_check_timeout(asked: Asked) -> Iterator[Breach]:
    """A health check must be over before the next begins: {timeout} seconds must be {smaller} {interval}."""
    # 30 seconds is the interval of every kind but GENEVE and Lambda (API reference, CreateTargetGroup)
    usual = 30 if asked.get("Protocol") in HTTP + TCP_FAMILY else None
    interval = asked.get("HealthCheckIntervalSeconds") or usual
    yield from _timeout(asked.get("HealthCheckTimeoutSeconds"), interval, asked.get("Protocol") in HTTP)


@book.rule(
    "health-check-timeout-changed",
    "ModifyTargetGroup",
    code="ValidationError",
    says="Health check timeout '{timeout}' must be {smaller} the interval '{interval}'",
    wording=TIMEOUT_SEEN,
    page=MODIFY,
    fix="Choose a timeout that is {smaller} {interval} seconds, or a longer interval.",
)
def health_check_timeout_changed(asked: Asked, world: World) -> Iterator[Breach]:
    """A health check must be over before the next begins: {timeout} seconds must be {smaller} {interval}."""
    group = world.target_group(str(asked.get("TargetGroupArn")))
    if group is not None:
        timeout = asked.get("HealthCheckTimeoutSeconds") or group.get("HealthCheckTimeoutSeconds")
        interval = asked.get("HealthCheckIntervalSeconds") or group.get("HealthCheckIntervalSeconds")
        if asked.get("HealthCheckTimeoutSeconds") or asked.get("HealthCheckIntervalSeconds"):
            yield from _timeout(timeout, interval, group.get("Protocol") in HTTP)


def _timeout(timeout: int | None, interval: int | None, shorter: bool) -> Iterator[Breach]:
    if timeout and interval and (timeout >= interval if shorter else timeout > interval):
        smaller = "smaller than" if shorter else "smaller than or equal to"
        yield at("HealthCheckTimeoutSeconds", timeout=timeout, interval=interval, smaller=smaller)


@book.rule(
    "health-check-codes",
    "CreateTargetGroup",
    code="ValidationError",
    says="Health check matcher HTTP code '{code}' must be within '200-{high}' inclusive",
    wording=probed("tg-matcher-range-alb"),
    page=api("Matcher"),
    fix="Choose codes of 200 to {high}.",
)
def health_check_codes(asked: Asked) -> Iterator[Breach]:
    """The codes of a healthy answer lie between 200 and {high}, and {code} does not."""
    codes = (asked.get("Matcher") or {}).get("HttpCode")
    if not isinstance(codes, str) or not re.fullmatch(FORM, codes) or check_protocol(asked) == "TCP":
        return
    high = 599 if asked.get("Protocol") in TCP_FAMILY else 499
    for code in re.findall(r"\d+", codes):
        if not 200 <= int(code) <= high:
            yield at("Matcher", "HttpCode", code=code, high=high)
            return


@book.rule(
    "health-check-codes-form",
    *SETTINGS,
    code="ValidationError",
    says="Health check matcher HTTP code '{codes}' is not valid",
    wording=PARAPHRASED,
    page=api("Matcher"),
    fix="Write codes as 200, as 200,202 or as 200-299.",
)
def health_check_codes_form(asked: Asked) -> Iterator[Breach]:
    """The codes of a healthy answer are numbers, lists of numbers, or ranges: 200, 200,202 or 200-299."""
    codes = (asked.get("Matcher") or {}).get("HttpCode")
    if isinstance(codes, str) and codes and not re.fullmatch(FORM, codes.replace(" ", "")):
        yield at("Matcher", "HttpCode", codes=codes)


@book.rule(
    "grpc-codes",
    "CreateTargetGroup",
    code="InvalidConfigurationRequest",
    says="Health check matcher gRPC codes are only supported for target groups with the protocol version GRPC",
    wording=PARAPHRASED,
    page=api("Matcher"),
    fix="Set ProtocolVersion to GRPC, or match HttpCode.",
)
def grpc_codes(asked: Asked) -> Iterator[Breach]:
    """gRPC codes are matched only where targets are spoken to in gRPC."""
    if (asked.get("Matcher") or {}).get("GrpcCode") and asked.get("ProtocolVersion") != "GRPC":
        yield at("Matcher", "GrpcCode")
