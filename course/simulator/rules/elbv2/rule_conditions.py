"""The conditions of a listener's rules: fields, values, and how many."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("elbv2")

CONDITION = api("RuleCondition")
BOTH = ("CreateRule", "ModifyRule")
CONFIGS = {
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "host-header": "HostHeaderConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
    "path-pattern": "PathPatternConfig",
}
"""Field of a condition → the member that holds its values. API reference, RuleCondition."""
ONCE = ("host-header", "path-pattern", "http-request-method", "source-ip")


def conditions(asked: Asked) -> list[tuple[int, str, Asked]]:
    """Place, field and content of each condition."""
    return [(place, str(each.get("Field")), each) for place, each in enumerate(asked.get("Conditions") or ())]


def texts(field: str, condition: Asked) -> list[str]:
    """Everything that is compared, in whichever of the two ways it is written."""
    config = condition.get(CONFIGS.get(field, "")) or {}
    found: list[str] = []
    for holder in (condition, config):
        for value in [*(holder.get("Values") or ()), *(holder.get("RegexValues") or ())]:
            pair = (value.get("Key"), value.get("Value")) if hasattr(value, "get") else (value,)
            found += [str(part) for part in pair if part is not None]
    return found


@book.rule(
    "condition-field",
    *BOTH,
    code="ValidationError",
    says="Condition field '{field}' must be one of '" + ",".join(CONFIGS) + "'",
    wording=probed("rule-condition-field-values", "rule.rego"),
    page=CONDITION,
    fix="Choose one of the six fields.",
)
def condition_field(asked: Asked) -> Iterator[Breach]:
    """A condition looks at one of six parts of a request, and {field} is none of them."""
    for place, field, condition in conditions(asked):
        if condition.get("Field") and field not in CONFIGS:
            yield at("Conditions", place, "Field", field=field)


@book.rule(
    "condition-without-values",
    *BOTH,
    code="ValidationError",
    says="For conditions of type '{field}', you must specify the following fields: 'Values or RegexValues or {config}'",
    wording=probed("rule-condition-field-config-match", "rule.rego"),
    page=CONDITION,
    fix="Add {config} with at least one value.",
)
def condition_without_values(asked: Asked) -> Iterator[Breach]:
    """A condition on {field} says what it compares with."""
    for place, field, condition in conditions(asked):
        config = CONFIGS.get(field)
        if config and not any(condition.get(holder) for holder in (config, "Values", "RegexValues")):
            yield at("Conditions", place, field=field, config=config)


@book.rule(
    "condition-config-empty",
    *BOTH,
    code="ValidationError",
    says="You must provide exactly one of the following: ['Values' 'RegexValues'] for config of type '{config}'",
    wording=probed("rule-condition-empty-values", "rule.rego"),
    page=CONDITION,
    fix="Put at least one value into {config}, in Values or in RegexValues.",
)
def condition_config_empty(asked: Asked) -> Iterator[Breach]:
    """{config} holds values to compare with, as they are or as regular expressions."""
    for place, field, condition in conditions(asked):
        config = CONFIGS.get(field, "")
        holder = condition.get(config)
        if holder and bool(holder.get("Values")) == bool(holder.get("RegexValues")):
            yield at("Conditions", place, config, config=config)


@book.rule(
    "condition-values",
    *BOTH,
    code="ValidationError",
    says="A rule can only have '5' condition values and regex values",
    wording=probed("rule-condition-values-max", "rule.rego"),
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    fix="Keep five values in all, or make a second rule.",
)
def condition_values(asked: Asked) -> Iterator[Breach]:
    """All conditions of a rule together compare with at most five values; here are {count}."""
    count = 0
    for _, field, condition in conditions(asked):
        for holder in (condition, condition.get(CONFIGS.get(field, "")) or {}):
            count += len(holder.get("Values") or ()) + len(holder.get("RegexValues") or ())
    if count > 5:
        yield at("Conditions", count=count)


@book.rule(
    "condition-field-once",
    *BOTH,
    code="ValidationError",
    says="A rule can only have one '{field}' condition",
    wording=probed("rule-condition-duplicate-field", "rule.rego"),
    page=CONDITION,
    fix="Put all values into one {field} condition: any of them will match.",
)
def condition_field_once(asked: Asked) -> Iterator[Breach]:
    """A rule has one condition on {field}."""
    fields = [field for _, field, _ in conditions(asked)]
    for field in ONCE:
        if fields.count(field) > 1:
            yield at("Conditions", field=field)


@book.rule(
    "condition-value-length",
    *BOTH,
    code="ValidationError",
    says="Condition value for '{field}' cannot contain more than 128 characters",
    wording=probed("rule-value-length-128", "rule.rego"),
    page=CONDITION,
    fix="Shorten the value to 128 characters.",
)
def condition_value_length(asked: Asked) -> Iterator[Breach]:
    """A value of a condition has at most 128 characters."""
    for place, field, condition in conditions(asked):
        if any(len(text) > 128 for text in texts(field, condition)):
            yield at("Conditions", place, field=field)


@book.rule(
    "condition-header-name",
    *BOTH,
    code="ValidationError",
    says="{problem}",
    wording=probed("rule-http-header-name-length", "rule.rego"),
    page=CONDITION,
    fix="Name another header than Host, in at most 40 characters; for Host there is the host-header condition.",
)
def condition_header_name(asked: Asked) -> Iterator[Breach]:
    """A condition on a header names one of at most 40 characters, and not Host, for which there is host-header."""
    for place, field, condition in conditions(asked):
        name = str((condition.get("HttpHeaderConfig") or {}).get("HttpHeaderName") or "")
        problem = ""
        if len(name) > 40:
            problem = f"Condition value for '{field}' cannot contain more than 40 characters"
        elif name.lower() == "host":
            problem = "You cannot specify 'host' as an HTTP header name"
        if problem:
            yield at("Conditions", place, "HttpHeaderConfig", "HttpHeaderName", problem=problem)


@book.rule(
    "condition-method",
    *BOTH,
    code="ValidationError",
    says="Condition value '{method}' contains a character that is not valid",
    wording=probed("rule-http-method-charset", "rule.rego"),
    page=CONDITION,
    fix="Write the method in capital letters: GET.",
)
def condition_method(asked: Asked) -> Iterator[Breach]:
    """A request method is written in capital letters, hyphens and underscores."""
    for place, field, condition in conditions(asked):
        if field == "http-request-method":
            for method in texts(field, condition):
                if not re.fullmatch(r"[A-Z_-]{1,40}", method):
                    yield at("Conditions", place, method=method)


@book.rule(
    "condition-source-ip",
    *BOTH,
    code="ValidationError",
    says="The specified value '{block}' is not a valid CIDR block",
    wording=probed("rule-source-ip-cidr", "rule.rego"),
    page=CONDITION,
    fix="Write a block of addresses: 203.0.113.7/32 for a single one.",
)
def condition_source_ip(asked: Asked) -> Iterator[Breach]:
    """A source is a block of addresses in CIDR form, and {block} is none."""
    for place, field, condition in conditions(asked):
        for block in texts(field, condition) if field == "source-ip" else ():
            if "/" not in block or not _network(block):
                yield at("Conditions", place, block=block)


def _network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
