"""How stacks are made, changed and deleted: as a whole. What fails is rolled back, and the events of the stack say why.

Services take their time to become steady, and to drain. A stack waits for them as on AWS, and goes on (`resume`) when
something has happened by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.cloudformation.models import CloudFormationBackend

from course.sandbox.bridge.chance import aside
from course.sandbox.bridge.cloudformation import WAITING
from course.sandbox.bridge.cloudformation_stack import Stack
from course.sandbox.bridge.template_changes import Resources
from course.sandbox.bridge.template_map import Failed
from course.sandbox.clock import current


class Running(CloudFormationBackend):  # type: ignore[misc]
    """What happens to the stacks of one account and region."""

    on_failure = "ROLLBACK"
    """What the CreateStack that is under way asks for: ROLLBACK, DELETE or DO_NOTHING."""

    def resume(self) -> None:
        """Let stacks go on that waited for something."""
        WAITING.discard((self.account_id, self.region_name))
        now_us = current.now_us()
        for stack in list(self.stacks.values()):
            if stack.go_on is not None:
                go_on, stack.go_on = stack.go_on, None
                # no call of a client has seeded this
                with aside(f"{stack.stack_id}/{now_us}"), current.pinned(now_us):
                    go_on()

    def _wait(self, stack: Stack, go_on: Callable[[], None]) -> None:
        """Go on with the stack so when something has happened."""
        stack.go_on = go_on
        WAITING.add((self.account_id, self.region_name))

    # Making

    def make(self, stack: Stack) -> None:
        """Make everything in a new stack."""
        stack.say("CREATE_IN_PROGRESS", "User Initiated")
        on_failure = self.on_failure
        try:
            stack.create_resources()
            self._export(stack)
        except Failed as failed:
            self._roll_back(stack, failed, on_failure)
        else:
            self._finish_making(stack, on_failure)

    def _finish_making(self, stack: Stack, on_failure: str) -> None:
        try:
            ready = stack.resources.ready("CREATE")
        except Failed as failed:
            self._roll_back(stack, failed, on_failure)
            return
        if ready:
            stack.say("CREATE_COMPLETE")
        else:
            self._wait(stack, lambda: self._finish_making(stack, on_failure))

    def _roll_back(self, stack: Stack, failed: Failed, on_failure: str) -> None:
        reason = f"The following resource(s) failed to create: [{failed.logical}]."
        if on_failure == "DO_NOTHING":
            stack.say("CREATE_FAILED", reason)
            return
        stack.say("ROLLBACK_IN_PROGRESS", f"{reason} Rollback requested by user.")
        self._finish_rolling_back(stack, on_failure)

    def _finish_rolling_back(self, stack: Stack, on_failure: str) -> None:
        try:
            gone = stack.resources.delete(kept=("Retain",))
        except Failed as left:
            stack.say("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{left.logical}].")
            return
        if not gone:
            self._wait(stack, lambda: self._finish_rolling_back(stack, on_failure))
            return
        stack.say("ROLLBACK_COMPLETE")
        if on_failure == "DELETE":
            self.take_away(stack)

    def _export(self, stack: Stack) -> None:
        """Publish the exports of a stack in place of those that it had. Failed where another stack has one of the name."""
        exports = stack.exports
        for export in exports:
            other = self.exports.get(export.name)
            if other is not None and other.exporting_stack_id != stack.stack_id:
                raise Failed(stack.name, f"Export with name {export.name} is already exported by another stack.")
        self._unexport(stack)
        self.exports.update({export.name: export for export in exports})

    def _unexport(self, stack: Stack) -> None:
        for name in [name for name, each in self.exports.items() if each.exporting_stack_id == stack.stack_id]:
            del self.exports[name]

    # Changing

    def change(self, stack: Stack, template: str, parameters: dict[str, Any], tags: dict[str, str] | None) -> None:
        """Bring a stack to another template, other parameters and, unless they are None, tags. ValidationError."""
        before = (stack.template, stack.parameters, stack.tags)
        parsed = stack.parse_template(template)
        # parameters that are missing and the like are told before anything is touched
        where = (self.region_name, self.account_id, parsed, self.exports)
        Resources(stack.stack_id, stack.name, parameters or stack.parameters, stack.tags, *where).load()
        stack.say("UPDATE_IN_PROGRESS", "User Initiated")
        stack.tags = stack.tags if tags is None else tags
        resources = stack.resources
        resources.tags = dict(stack.tags)
        try:
            resources.update(parsed, parameters)
            stack.read(template, parameters)
            self._export(stack)
        except Failed as failed:
            self._put_back(stack, failed, before)
        else:
            self._finish_changing(stack, before)

    def _finish_changing(self, stack: Stack, before: tuple[Any, ...]) -> None:
        try:
            ready = stack.resources.ready("UPDATE")
        except Failed as failed:
            self._put_back(stack, failed, before)
            return
        if not ready:
            self._wait(stack, lambda: self._finish_changing(stack, before))
            return
        stack.say("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        stack.resources.finish()
        stack.say("UPDATE_COMPLETE")

    def _put_back(self, stack: Stack, failed: Failed, before: tuple[Any, ...]) -> None:
        stack.say("UPDATE_ROLLBACK_IN_PROGRESS", f"The following resource(s) failed to update: [{failed.logical}].")
        template, parameters, stack.tags = before
        stack.resources.tags = dict(stack.tags)
        why = stack.resources.put_back()
        stack.read(template, parameters)
        stack.say("UPDATE_ROLLBACK_FAILED" if why else "UPDATE_ROLLBACK_COMPLETE", why or None)

    # Deleting

    def take_away(self, stack: Stack) -> None:
        """Delete a stack."""
        stack.say("DELETE_IN_PROGRESS", "User Initiated")
        self._finish_taking_away(stack)

    def _finish_taking_away(self, stack: Stack) -> None:
        try:
            gone = stack.resources.delete()
        except Failed as left:
            stack.say("DELETE_FAILED", f"The following resource(s) failed to delete: [{left.logical}]. {left}")
            return
        if not gone:
            self._wait(stack, lambda: self._finish_taking_away(stack))
            return
        stack.say("DELETE_COMPLETE")
        self._unexport(stack)
        self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)
