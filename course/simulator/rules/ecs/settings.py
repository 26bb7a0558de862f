"""Account settings: which values each takes."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.pages import API, GUIDE
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

PUTS = ("PutAccountSetting", "PutAccountSettingDefault")
PAGE = f"{GUIDE}/ecs-account-settings.html"
SWITCH = ("enabled", "disabled", "on", "off")
VALUES = {
    "containerInsights": ("enhanced", *SWITCH),
    "defaultLogDriverMode": ("blocking", "non-blocking"),
    "fargateTaskRetirementWaitPeriod": ("0", "7", "14"),
}
"""Setting → its values, where they are not a switch. API reference, PutAccountSetting, name and value."""
READ_ONLY = "guardDutyActivate"


@book.rule(
    "setting-value",
    *PUTS,
    code="InvalidParameterException",
    says="Invalid value {value} for the account setting {name}.",
    wording=PARAPHRASED,
    page=f"{API}/API_PutAccountSetting.html",
    fix="Use one of {values}.",
)
def setting_value(asked: Asked) -> Iterator[Breach]:
    """The setting {name} takes {values}, and {value} is none of them."""
    name, value = asked.get("name"), asked.get("value")
    values = VALUES.get(str(name), SWITCH)
    if name and value is not None and name != READ_ONLY and value not in values:
        yield at("value", name=name, value=value, values=", ".join(values))


@book.rule(
    "setting-read-only",
    *PUTS,
    "DeleteAccountSetting",
    code="InvalidParameterException",
    says="guardDutyActivate is read-only in Amazon ECS.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Switch Runtime Monitoring on or off in Amazon GuardDuty.",
)
def setting_read_only(asked: Asked) -> Iterator[Breach]:
    """GuardDuty sets guardDutyActivate itself; ECS only shows it."""
    if asked.get("name") == READ_ONLY:
        yield at("name")
