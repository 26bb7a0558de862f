"""How moto finds a member of an answer in a record: the names it tries are the same for each kind of record, so they
are made once. Plain moto makes them anew for every member of every answer, which is a fifth of the work of a call.
"""

from __future__ import annotations

from typing import Any

from moto.core import serialize
from moto.core.utils import get_value

_KEYS = "_names_tried"
"""The attribute of a botocore shape under which its names are kept: (kind of picker, kind of record, member) → names."""


def install() -> None:
    """Make moto's picker remember. Idempotent."""
    picker: Any = serialize.AttributePicker
    if getattr(picker.__call__, "remembers", False):
        return
    plain = picker.__call__
    missing = serialize.MISSING

    def __call__(self: Any, context: Any) -> Any:
        shape, record, member = context.shape, context.obj, context.key
        if shape is None or self.alias_providers is not serialize.DEFAULT_ALIAS_PROVIDERS:
            return plain(self, context)
        kept = shape.__dict__.setdefault(_KEYS, {})
        kind = (type(self), type(record), member)
        names = kept.get(kind)
        if names is None:
            names = kept[kind] = tuple(dict.fromkeys(self.get_possible_keys(context)))
        value = None
        for name in names:
            found = get_value(record, name, missing)
            if found is not missing:
                value = found
                break
        if self.response_transformers:
            path = f"{context.key_path}.{member}"
            for end, transform in self.response_transformers.items():
                if path.endswith(end):
                    return transform(value)
        return value

    __call__.remembers = True  # type: ignore[attr-defined]
    picker.__call__ = __call__
