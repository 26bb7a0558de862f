"""Account settings, with ECS's defaults, principals and types."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ecs.models import AccountSetting

from course.sandbox.bridge.ecs_base import Answers, Records, invalid

# Developer guide, "Access Amazon ECS features with account settings": what holds while nobody has set it.
DEFAULTS = {
    "awsvpcTrunking": "disabled",
    "containerInsights": "disabled",
    "containerInstanceLongArnFormat": "enabled",
    "defaultLogDriverMode": "non-blocking",
    "dualStackIPv6": "enabled",
    "fargateEventWindows": "disabled",
    "fargateFIPSMode": "disabled",
    "fargateTaskRetirementWaitPeriod": "7",
    "guardDutyActivate": "off",
    "serviceLongArnFormat": "enabled",
    "tagResourceAuthorization": "on",
    "taskLongArnFormat": "enabled",
}


class SettingRecords(Records):
    """Account settings of the root user, which is whose defaults all others take."""

    def setting_views(self, name: str | None, value: str | None, effective: bool) -> list[dict[str, Any]]:
        """The settings that were made, or with `effective` the ones that hold."""
        if name is not None and name not in DEFAULTS:
            # the form of the words is moto's, taken from AWS when there were fewer settings
            raise invalid(f"unknown should be one of [{','.join(DEFAULTS)}]")
        held = {key: setting.value for key, setting in self.account_settings.items()}
        shown = DEFAULTS | held if effective else held
        return [
            self.setting_view(key, shown[key])
            for key in sorted(shown)
            if name in (None, key) and value in (None, shown[key])
        ]

    def setting_view(self, name: str, value: str) -> dict[str, Any]:
        """A setting as the API shows it. GuardDuty sets its own; the rest are the user's."""
        kind = "aws_managed" if name == "guardDutyActivate" else "user"
        principal = f"arn:{self.partition}:iam::{self.account_id}:root"
        return {"name": name, "value": value, "principalArn": principal, "type": kind}


class SettingAnswers(Answers):
    """Operations on account settings."""

    def put_account_setting(self) -> ActionResult:
        """PutAccountSetting."""
        name, value = self._get_param("name"), self._get_param("value")
        self._records.account_settings[name] = AccountSetting(name, value)
        return ActionResult({"setting": self._records.setting_view(name, value)})

    def put_account_setting_default(self) -> ActionResult:
        """PutAccountSettingDefault, which plain moto does not have: one record serves all principals here."""
        return self.put_account_setting()

    def list_account_settings(self) -> ActionResult:
        """ListAccountSettings."""
        name, value = self._get_param("name"), self._get_param("value")
        views = self._records.setting_views(name, value, bool(self._get_param("effectiveSettings")))
        return ActionResult(self._page("settings", views, otherwise=10))

    def delete_account_setting(self) -> ActionResult:
        """DeleteAccountSetting: answers with what holds from now on."""
        name = self._get_param("name")
        if name not in DEFAULTS:
            return EmptyResult()
        self._records.account_settings.pop(name, None)
        return ActionResult({"setting": self._records.setting_view(name, DEFAULTS[name])})
