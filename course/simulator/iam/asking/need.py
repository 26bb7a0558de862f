"""A call as IAM sees it, and what must be allowed for it. The service authorization reference says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """One call."""

    service: str
    """The prefix of its actions: `ecs`, `elasticloadbalancing`, `cloudwatch`."""
    operation: str
    parameters: Mapping[str, Any]
    """As the API takes them."""
    account: str
    region: str

    def arn(self, rest: str, *, service: str = "", region: str | None = None) -> str:
        """An ARN of the caller's account and region."""
        where = self.region if region is None else region
        return f"arn:aws:{service or self.service}:{where}:{self.account}:{rest}"

    def named(self, kind: str, name: str) -> str:
        """`name` where it is an ARN already, else the ARN of this kind."""
        return name if name.startswith("arn:") else self.arn(f"{kind}/{name}")

    def text(self, name: str, otherwise: str = "") -> str:
        """A parameter that is a text; `otherwise` where it is absent or something else."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) and value else otherwise

    def texts(self, name: str) -> list[str]:
        """A parameter that is a list of texts."""
        value = self.parameters.get(name)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def part(self, *path: str) -> Mapping[str, Any]:
        """A structure inside the parameters, {} where there is none."""
        found: Any = self.parameters
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def parts(self, name: str) -> list[Mapping[str, Any]]:
        """A list of structures."""
        value = self.parameters.get(name)
        return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Need:
    """One action that must be allowed, on each of the resources."""

    action: str
    """`ecs:RunTask`."""
    resources: tuple[str, ...] = ("*",)
    context: Mapping[str, object] = field(default_factory=dict)
    """Condition keys in lower case → value or list, those of this action only."""


class Around(Protocol):
    """What only the records know."""

    def arn_of(self, kind: str, name: str) -> str:
        """The ARN of a thing ("secret", "role", "user", "stack", …) whose ARN does not follow from its name; "" for none."""

    def roles_of(self, task_definition: str) -> tuple[str, ...]:
        """ARNs of the roles that a task definition passes: execution role and task role."""

    def judges_tags(self) -> bool:
        """Whether tags at creation need ecs:TagResource: the account setting tagResourceAuthorization."""

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource, {} where it has none or is not there."""


def tags_of(asked: Asked) -> dict[str, object]:
    """aws:RequestTag/… and aws:TagKeys, from whichever form of tags the API has."""
    given: dict[str, str] = {}
    for name in ("tags", "Tags"):
        value = asked.parameters.get(name)
        if isinstance(value, Mapping):
            given |= {str(key): str(text) for key, text in value.items()}
        elif isinstance(value, list):
            for tag in value:
                if isinstance(tag, Mapping) and (key := tag.get("key", tag.get("Key"))) is not None:
                    given[str(key)] = str(tag.get("value", tag.get("Value", "")) or "")
    for specification in asked.parts("TagSpecifications"):  # EC2
        for tag in specification.get("Tags") or ():
            given[str(tag.get("Key"))] = str(tag.get("Value", ""))
    keys = [*given, *asked.texts("tagKeys"), *asked.texts("TagKeys")]
    found: dict[str, object] = {f"aws:requesttag/{key.casefold()}": value for key, value in given.items()}
    return found | {"aws:tagkeys": keys} if keys else found
