"""IAM's policy simulator, which plain moto lacks: the policies come from the request and from moto's records."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.exceptions import InvalidInput
from moto.iam.responses import IamResponse

from course.sandbox.bridge.iam_policies import boundary_arn, documents, groups_of, managed_text
from course.simulator.iam.reading import keys_of
from course.simulator.iam.simulate import Simulation, Source, simulated, value_of

PAGE = 100
"""Results on a page where nobody says how many. API reference, SimulatePrincipalPolicy, MaxItems."""


class SimulatorAnswers(IamResponse):  # type: ignore[misc]
    """The operations of the policy simulator."""

    def simulate_custom_policy(self) -> ActionResult:
        """SimulateCustomPolicy."""
        return self._simulated(self._listed("PolicyInputList"), self._listed("PermissionsBoundaryPolicyInputList"), "")

    def simulate_principal_policy(self) -> ActionResult:
        """SimulatePrincipalPolicy."""
        arn = self._get_param("PolicySourceArn")
        attached, boundary = self._attached(arn)
        given = self._listed("PermissionsBoundaryPolicyInputList")
        return self._simulated([*self._listed("PolicyInputList"), *attached], given or boundary, arn)

    def get_context_keys_for_custom_policy(self) -> ActionResult:
        """GetContextKeysForCustomPolicy."""
        return self._keys(self._listed("PolicyInputList"))

    def get_context_keys_for_principal_policy(self) -> ActionResult:
        """GetContextKeysForPrincipalPolicy."""
        attached, _ = self._attached(self._get_param("PolicySourceArn"))
        return self._keys([*self._listed("PolicyInputList"), *attached])

    def _listed(self, name: str) -> list[Source]:
        texts = self._get_param(name) or []
        return [Source(f"{name}.{number}", text) for number, text in enumerate(texts, 1)]

    def _attached(self, arn: str) -> tuple[list[Source], list[Source]]:
        """Policies and boundary of a user, group or role. moto's NoSuchEntity where it is not there."""
        kind, _, name = arn.rpartition(":")[2].partition("/")
        name = name.rpartition("/")[2]
        if kind not in ("user", "group", "role"):
            raise InvalidInput(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
        holder = getattr(self.backend, f"get_{kind}")(name)
        found = [Source(id, text) for id, text in documents(kind, holder)]
        for group in groups_of(self.current_account, holder) if kind == "user" else ():
            found += [Source(id, text) for id, text in documents("group", group)]
        bounding = self.backend.managed_policies.get(boundary_arn(holder))
        return found, [Source(bounding.name, managed_text(bounding))] if bounding is not None else []

    def _simulated(self, sources: list[Source], boundary: list[Source], caller: str) -> ActionResult:
        entries = self._get_param("ContextEntries") or []
        policy = self._get_param("ResourcePolicy")
        asked = Simulation(
            sources=sources,
            actions=self._actions(),
            resources=self._get_param("ResourceArns") or ["*"],
            caller=self._get_param("CallerArn") or caller,
            boundary=boundary[0] if boundary else None,
            resource_policy=Source("ResourcePolicy", policy, "Resource Policy") if policy else None,
            owner=(self._get_param("ResourceOwner") or "").removesuffix(":root").rpartition(":")[2],
            context={
                str(each.get("ContextKeyName", "")).casefold(): value_of(
                    each.get("ContextKeyType", "string"), each.get("ContextKeyValues") or []
                )
                for each in entries
            },
        )
        try:
            results = simulated(asked)
        except ValueError:
            raise InvalidInput("Syntax errors in policy.") from None
        return self._paged(results)

    def _actions(self) -> list[str]:
        actions: list[str] = self._get_param("ActionNames") or []
        for action in actions:
            service, colon, name = action.partition(":")
            if not (service and colon and name) or "*" in action:
                raise InvalidInput(f"Invalid Action Name: {action}")
        return actions

    def _paged(self, results: list[dict[str, Any]]) -> ActionResult:
        begin, most = int(self._get_param("Marker") or 0), int(self._get_param("MaxItems") or PAGE)
        answer: dict[str, Any] = {"EvaluationResults": results[begin : begin + most], "IsTruncated": False}
        if begin + most < len(results):
            answer |= {"IsTruncated": True, "Marker": str(begin + most)}
        return ActionResult(answer)

    def _keys(self, sources: list[Source]) -> ActionResult:
        try:
            keys = keys_of(source.policy() for source in sources)
        except ValueError:
            raise InvalidInput("Syntax errors in policy.") from None
        return ActionResult({"ContextKeyNames": sorted(keys)})
