"""YAML as CloudFormation reads it: short forms (`!Sub`) are functions, dates are text, aliases are not supported."""

from __future__ import annotations

from typing import Any

import yaml

from course.model.errors import UsageProblem

Place = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """YAML without dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """What it says, and the line of every place. Raises UsageProblem, with line and column, where it is no YAML.

    CloudFormation user guide, "CloudFormation template format": it supports YAML 1.1 without aliases and hash merges. An alias
    is refused here for another reason, too: a few of them make a document of any size.
    """
    loader = _Loader(text)
    found: dict[Place, int] = {}
    try:
        node = loader.get_single_node()
        return (None if node is None else _value(loader, node, (), found, set())), found
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = " ".join(str(error.problem or error.context or "it cannot be read").split())
        raise _wrong(says, mark) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UsageProblem(f"This is not YAML yet: {' '.join(str(error).split())}. Nothing was judged.") from None
    finally:
        loader.dispose()


def _wrong(says: str, mark: Any) -> UsageProblem:
    from course.quiz.documents.read import no_document

    return no_document("YAML", says, mark.line + 1 if mark else 1, mark.column + 1 if mark else 0)


def _value(loader: _Loader, node: Any, path: Place, found: dict[Place, int], met: set[int]) -> Any:
    if id(node) in met:
        raise _wrong("an alias (*name) stands here, and CloudFormation takes none", node.start_mark)
    met.add(id(node))
    found.setdefault(path, node.start_mark.line + 1)
    if node.tag.startswith("!"):
        name = node.tag[1:]
        function = name if name in ("Ref", "Condition") else f"Fn::{name}"
        found[*path, function] = node.start_mark.line + 1
        return {function: _plain(loader, node, (*path, function), found, met, tagged=True)}
    return _plain(loader, node, path, found, met)


def _plain(
    loader: _Loader, node: Any, path: Place, found: dict[Place, int], met: set[int], *, tagged: bool = False
) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, each, (*path, n), found, met) for n, each in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _wrong("a name must be a text", key.start_mark)
            if key.value in made:
                raise _wrong(f"{key.value!r} stands twice in one mapping", key.start_mark)
            found[*path, key.value] = key.start_mark.line + 1
            made[key.value] = _value(loader, value, (*path, key.value), found, met)
        return made
    # A scalar under a short form is text, as CloudFormation reads it.
    value = node.value if tagged else loader.construct_object(node)
    if isinstance(value, bytes):
        raise _wrong("a value in base64 (!!binary) stands here, and CloudFormation takes none", node.start_mark)
    return value
