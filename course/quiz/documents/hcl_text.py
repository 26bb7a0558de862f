"""Terraform's HCL: literals and jsonencode worked out, every other expression kept as it is written."""

from __future__ import annotations

import json
import re
from typing import Any

from course.model.errors import UsageProblem

Place = tuple[str | int, ...]
_NAME = r"[A-Za-z_][\w-]*"
_REFERENCE = re.compile(rf"{_NAME}(?:\[[^\]]*\])*(?:\.(?:{_NAME}|\*|\d+)(?:\[[^\]]*\])*)+")
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(["\\nrt]))')
_MEANS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Written(str):
    """An expression that only Terraform can work out, as it stands in the file."""

    __slots__ = ()

    @property
    def references(self) -> list[str]:
        """What it refers to, each name followed by its beginnings, as `terraform show -json` lists them."""
        found: list[str] = []
        for name in _REFERENCE.findall(re.sub(r'"[^"$]*"', '""', self)):
            while "." in name:
                found.append(name)
                name = re.sub(rf"(\[[^\]]*\]|\.(?:{_NAME}|\*|\d+))$", "", name)
        return list(dict.fromkeys(found))


def read_hcl(text: str) -> tuple[dict[str, Any], dict[Place, int]]:
    """Top-level blocks under their type and labels, and the line of every place. Raises UsageProblem where it is no HCL."""
    import hcl2
    from lark.exceptions import LarkError, UnexpectedInput

    try:
        tree = hcl2.parses_to_tree(text)
    except UnexpectedInput as error:
        raise _wrong("something is missing or too much here", *_where(error, text)) from None
    except LarkError as error:
        raise UsageProblem(f"This is not HCL yet: {str(error).splitlines()[0]}. Nothing was judged.") from None
    reader = _Reader(text)
    return reader.top(tree.children[0]), reader.found


def _where(error: Any, text: str) -> tuple[int, int]:
    line, column = getattr(error, "line", 0), getattr(error, "column", 0)
    if not isinstance(line, int) or line < 1:
        return text.count("\n") + 1, 1
    return line, max(int(column), 1)


def _wrong(says: str, line: int, column: int = 0) -> UsageProblem:
    from course.quiz.documents.read import no_document

    return no_document("HCL", says, line, column)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text + "\n"
        self.found: dict[Place, int] = {(): 1}

    def top(self, body: Any) -> dict[str, Any]:
        """The blocks of a file, by type and labels; attributes, as in a .tfvars file, by name."""
        made: dict[str, Any] = {}
        for each in _rules(body, "attribute", "block"):
            if each.data == "attribute":
                self._attribute(each, (), made)
                continue
            *labels, content = self._labels(each)
            place, inner = made, tuple(labels)
            for label in labels[:-1]:
                place = place.setdefault(label, {})
            if labels[-1] in place and labels[0] not in ("locals", "terraform", "moved", "import", "removed", "check"):
                raise _wrong(f"{'.'.join(labels)} stands twice", each.meta.line)
            for length in range(1, len(inner) + 1):
                self.found.setdefault(inner[:length], each.meta.line)
            place[labels[-1]] = {**place.get(labels[-1], {}), **self._body(content, inner)}
        return made

    def _labels(self, block: Any) -> list[Any]:
        """Type and labels of a block, then its body."""
        found: list[Any] = []
        for child in block.children:
            data = getattr(child, "data", "")
            if data in ("identifier", "keyword", "literal_value"):
                found.append(str(child.children[0]))
            elif data == "string":
                found.append(str(self._string(child)))
            elif data == "body":
                found.append(child)
        return found

    def _body(self, body: Any, path: Place) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in _rules(body, "attribute", "block"):
            if each.data == "attribute":
                self._attribute(each, path, made)
                continue
            name, *labels, content = self._labels(each)
            if name == "dynamic" and labels:
                made[labels[0]] = Written(self._source(each))
                self.found[*path, labels[0]] = each.meta.line
                continue
            listed = made.setdefault(name, [])
            if not isinstance(listed, list):
                raise _wrong(f"{name} stands twice", each.meta.line)
            here = (*path, name, len(listed))
            self.found.setdefault((*path, name), each.meta.line)
            self.found[here] = each.meta.line
            inner: Any = self._body(content, (*here, *labels))
            for label in reversed(labels):
                inner = {label: inner}
            listed.append(inner)
        return made

    def _attribute(self, attribute: Any, path: Place, made: dict[str, Any]) -> None:
        name = str(attribute.children[0].children[0])
        if name in made:
            raise _wrong(f"{name} stands twice", attribute.meta.line)
        self.found[*path, name] = attribute.meta.line
        made[name] = self._value(attribute.children[-1], (*path, name))

    def _value(self, node: Any, path: Place) -> Any:
        data = node.data
        if data == "expr_term":
            inner = _rules(node)
            return self._value(inner[0], path) if len(inner) == 1 else Written(self._source(node))
        if data in ("int_lit", "float_lit"):
            return (int if data == "int_lit" else float)(node.children[0])
        if data == "literal_value":
            return {"true": True, "false": False, "null": None}[str(node.children[0])]
        if data == "string":
            return self._string(node)
        if data in ("heredoc_template", "heredoc_template_trim"):
            return _heredoc(str(node.children[0]))
        if data == "tuple":
            return [self._listed(each, (*path, n)) for n, each in enumerate(_rules(node))]
        if data == "object":
            return self._object(node, path)
        if data in ("unary_op", "binary_op"):
            return self._sum(node, path)
        if data == "function_call":
            names = [str(each.children[0]) for each in _rules(node, "identifier")]
            arguments = [one for each in _rules(node, "arguments") for one in _rules(each)]
            if names == ["jsonencode"] and len(arguments) == 1:
                return self._value(arguments[0], path)
        return Written(self._source(node))

    def _listed(self, node: Any, path: Place) -> Any:
        self.found[path] = node.meta.line
        return self._value(node, path)

    def _object(self, node: Any, path: Place) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in _rules(node, "object_elem"):
            key, value = each.children[0].children[0], each.children[-1]
            named = self._value(key, path) if key.data != "keyword" else str(key.children[0])
            name = str(named)
            if name in made:
                raise _wrong(f"{name} stands twice in one object", each.meta.line)
            self.found[*path, name] = each.meta.line
            made[name] = self._value(value, (*path, name))
        return made

    def _sum(self, node: Any, path: Place) -> Any:
        """`-1` and `2 * 256`; what has an unknown in it stays as it is written."""
        parts = _rules(node, but=("binary_operator",))
        if node.data == "unary_op":
            value = self._value(parts[0], path)
            return -value if node.children[0] == "-" and _number(value) else Written(self._source(node))
        left, term = self._value(parts[0], path), parts[1]
        operator, right = str(term.children[0].children[0]), self._value(_rules(term)[-1], path)
        if _number(left) and _number(right):
            if operator in "+-":
                return left + right if operator == "+" else left - right
            if operator == "*":
                return left * right
        return Written(self._source(node))

    def _string(self, node: Any) -> str:
        text, holes = "", []
        for part in _rules(node, "string_part"):
            (inner,) = part.children
            if hasattr(inner, "data"):
                holes.append(inner)
                text += self._source(inner)
            elif inner.type == "STRING_CHARS":
                text += _ESCAPE.sub(_unescaped, str(inner))
            else:
                text += str(inner)[1:]  # $${ and %%{ are the signs themselves
        if len(holes) == 1 and text == self._source(holes[0]) and text.startswith("${"):
            return Written(text[2:-1].strip())
        return Written(text) if holes else text

    def _source(self, node: Any) -> str:
        return " ".join(self._text[node.meta.start_pos : node.meta.end_pos].split())


def _rules(node: Any, *names: str, but: tuple[str, ...] = ()) -> list[Any]:
    """The rules below a node, without comments and signs."""
    found = [each for each in node.children if hasattr(each, "data") and each.data != "new_line_or_comment"]
    return [each for each in found if (not names or each.data in names) and each.data not in but]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if not code:
        return _MEANS[found[3]]
    return chr(int(code, 16)) if int(code, 16) < 0x110000 and not 0xD800 <= int(code, 16) < 0xE000 else found[0]


def _heredoc(text: str) -> str:
    head, *lines = text.rstrip("\n").split("\n")
    lines = lines[:-1]
    if head.startswith("<<-"):
        depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        lines = [line[depth:] for line in lines]
    body = "".join(f"{line}\n" for line in lines)
    hole = re.search(r"(?<!\$)\$\{|(?<!%)%\{", body)
    return Written(body) if hole else body.replace("$${", "${").replace("%%{", "%{")


def decoded(value: Any) -> Any:
    """A text that holds a JSON document as that document; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Written) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
