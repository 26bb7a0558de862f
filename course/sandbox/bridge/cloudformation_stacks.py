"""The stacks of CloudFormation: its operations, as far as they differ from plain moto's.

Imported only when moto's CloudFormation is (cloudformation.py): that loads two dozen services.
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import generate_stack_id
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from course.sandbox.bridge.cloudformation import refuse_what_is_not_offered
from course.sandbox.bridge.cloudformation_running import Running
from course.sandbox.bridge.cloudformation_stack import ChangeSet, Stack
from course.sandbox.bridge.template_reading import TemplateError, check
from course.sandbox.bridge.template_text import read_template

READY = ("CREATE_COMPLETE", "AVAILABLE")
"""Status and execution status of a change set that can be executed."""


class Backend(Running):
    """The stacks of one account and region."""

    @property
    def _url_module(self) -> Any:
        import moto.cloudformation.urls as urls

        return urls  # moto derives it from the module of the class, which is ours

    def create_stack(self, name: str, template: str, parameters: dict[str, Any], **more: Any) -> Stack:
        """The stack, whatever became of it. ValidationError for a template that cannot be one."""
        if any(stack.name == name for stack in self.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        _checked(template)
        stack = Stack(
            stack_id=generate_stack_id(name, self.region_name, self.account_id),
            name=name,
            template=template,
            parameters=parameters,
            account_id=self.account_id,
            region_name=self.region_name,
            notification_arns=more.get("notification_arns"),
            tags=more.get("tags"),
            role_arn=more.get("role_arn"),
            cross_stack_resources=self.exports,
            enable_termination_protection=more.get("enable_termination_protection"),
            timeout_in_mins=more.get("timeout_in_mins"),
            stack_policy_body=more.get("stack_policy_body"),
        )
        self.stacks[stack.stack_id] = stack
        self.make(stack)
        return stack

    def update_stack(
        self,
        name: str,
        template: str,
        role_arn: str | None,
        parameters: list[dict[str, Any]],
        tags: dict[str, str] | None,
    ) -> Stack:
        """The stack, changed or rolled back. ValidationError for a template that cannot be one, or the same one."""
        stack: Stack = self.get_stack(name)
        _checked(template)
        _settled(stack)
        resolved = self._resolve_update_parameters(instance=stack, incoming_params=parameters)
        same = stack.has_template(template) and stack.has_parameters({**stack.parameters, **resolved})
        if same and tags in (None, stack.tags):
            raise ValidationError(stack.name, message="No updates are to be performed.")
        self.change(stack, template, resolved, tags)
        stack.role_arn = role_arn
        return stack

    def delete_stack(self, name_or_stack_id: str) -> None:
        """The stack is DELETE_COMPLETE, or DELETE_FAILED with the reason; one that is not there is none to delete."""
        for stack in [each for each in self.stacks.values() if name_or_stack_id in (each.name, each.stack_id)]:
            if stack.enable_termination_protection:
                told = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
                raise ValidationError(message=told)
            self.take_away(stack)

    def create_change_set(self, stack_name: str, change_set_name: str, template: str, *args: Any, **more: Any) -> Any:
        """Ids of the change set and of its stack."""
        _checked(template)
        made = super().create_change_set(stack_name, change_set_name, template, *args, **more)
        change_set = self.change_sets[made[0]]
        if change_set.status == "FAILED" and change_set.tags and change_set.tags != change_set.stack.tags:
            # plain moto does not take other tags for a change
            change_set.status, change_set.execution_status, change_set.status_reason = *READY, None
        return made

    def change_set(self, name_or_arn: str, stack_name: str | None) -> ChangeSet:
        """The change set of that name of that stack: others may have one of the same name. ValidationError."""
        for arn, each in self.change_sets.items():
            fits = stack_name in (None, each.stack_name, each.stack_id)
            if name_or_arn == arn or (fits and name_or_arn == each.change_set_name):
                found: ChangeSet = each
                return found
        raise ValidationError(name_or_arn, message=f"ChangeSet [{name_or_arn}] does not exist")

    def execute_change_set(self, change_set_name: str, stack_name: str | None = None) -> None:
        """Make or change the stack as the change set says."""
        change_set = self.change_set(change_set_name, stack_name)
        if change_set.execution_status != "AVAILABLE":
            told = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status"
            raise ValidationError(message=f"{told} of [{change_set.status}]")
        stack = self.stacks[change_set.stack_id]
        if change_set.change_set_type == "CREATE":
            stack.begin(change_set.template, change_set.parameters, self.exports)
            self.make(stack)
        else:
            _settled(stack)
            self.change(stack, change_set.template, change_set.parameters, change_set.tags or None)
        change_set.execution_status = "EXECUTE_COMPLETE"


class Response(CloudFormationResponse):  # type: ignore[misc]
    """The operations that differ from plain moto's."""

    def create_stack(self) -> ActionResult:
        """CreateStack, with what is to happen when it fails."""
        backend = self.cloudformation_backend
        kept = str(self._get_param("DisableRollback") or "").lower() == "true"
        backend.on_failure = "DO_NOTHING" if kept else self._get_param("OnFailure") or "ROLLBACK"
        try:
            return super().create_stack()
        finally:
            backend.on_failure = "ROLLBACK"

    def execute_change_set(self) -> ActionResult:
        """ExecuteChangeSet of this stack: others may have one of the same name."""
        self.cloudformation_backend.execute_change_set(self._get_param("ChangeSetName"), self._get_param("StackName"))
        return EmptyResult()

    def list_change_sets(self) -> ActionResult:
        """ListChangeSets: those of this stack."""
        name = self._get_param("StackName")
        found = [s for s in self.cloudformation_backend.list_change_sets() if name in (s.stack_name, s.stack_id)]
        return ActionResult({"Summaries": found})

    def _validate_different_update(self, *asked: Any) -> None:
        """Nothing: UpdateStack is checked elsewhere, and CreateChangeSet answers with a change set that has failed."""

    def describe_change_set(self) -> ActionResult:
        """DescribeChangeSet, likewise."""
        found = self.cloudformation_backend.change_set(self._get_param("ChangeSetName"), self._get_param("StackName"))
        return ActionResult(found)


def _settled(stack: Stack) -> None:
    """Nothing for a stack that may be changed now. ValidationError, in CloudFormation's words."""
    if stack.status.endswith("_IN_PROGRESS"):
        told = f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated."
        raise ValidationError(message=told)


def _checked(template: str) -> None:
    """Nothing for a template that can be used. ValidationError, or NotImplementedError for types that are not offered."""
    try:
        parsed = read_template(template)
        check(parsed)
    except TemplateError as error:
        raise ValidationError(message=str(error)) from None
    refuse_what_is_not_offered(parsed["Resources"])
