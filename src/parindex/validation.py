"""From a plain tree to a model: what pydantic finds wrong becomes problems in the reader's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parindex.errors import Path, Problem, nearest, problem
from parindex.fields import Model

__all__ = ["validate"]

M = TypeVar("M", bound=Model)
_SHAPES = {
    "model_type": "map",
    "model_attributes_type": "map",
    "mapping_type": "map",
    "dict_type": "map",
    "tuple_type": "list",
    "list_type": "list",
}
_LIMITS = {
    "greater_than": (">", "gt"),
    "greater_than_equal": ("≥", "ge"),
    "less_than": ("<", "lt"),
    "less_than_equal": ("≤", "le"),
}


def validate(model: type[M], data: Any) -> M | tuple[Problem, ...]:  # noqa: ANN401 (a border)
    """Return the model of a plain tree, or every problem of its shape."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields = tuple(_fields(model))
        found = (_problem(each, data, fields) for each in error.errors(include_url=False))
        return tuple(dict.fromkeys(found))


def _fields(model: type[Model]) -> Iterable[str]:
    """Name every field of the format, for suggestions."""
    schema = model.model_json_schema(by_alias=True)
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {})


def _problem(error: ErrorDetails, data: Any, fields: tuple[str, ...]) -> Problem:  # noqa: ANN401
    kind, context = error["type"], error.get("ctx", {})
    path = _path(error["loc"], data)
    if kind.startswith("E-"):
        return problem(kind, path, **context)
    if kind == "extra_forbidden":
        return problem("E-FIELD", path, found=str(path[-1]), nearest=nearest(str(path[-1]), fields))
    if kind in {"missing", "union_tag_not_found"}:
        field = "method" if kind == "union_tag_not_found" else str(path[-1])
        return problem("E-REQUIRED", path if kind == "union_tag_not_found" else path[:-1], field=field)
    if kind in {"literal_error", "union_tag_invalid"}:
        found = str(context.get("tag", error["input"]))
        words = re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags"))))
        return problem("E-VALUE", path, found=found, nearest=nearest(found, words), known=", ".join(words))
    if kind in _LIMITS:
        sign, key = _LIMITS[kind]
        return problem("E-LIMIT", path, sign=sign, limit=str(context[key]), found=str(error["input"]))
    if kind in _SHAPES:
        return problem("E-SHAPE", path, wanted=_SHAPES[kind], found=_shape(error["input"]))
    return problem("E-WRONG", path, found=str(error["input"]))


def _shape(value: object) -> str:
    return "map" if isinstance(value, Mapping) else "list" if isinstance(value, (list, tuple)) else str(value)


def _path(loc: tuple[int | str, ...], data: Any) -> Path:  # noqa: ANN401
    """Follow a location of pydantic through the data, leaving out the tags of unions that stand in it."""
    path: list[str | int] = []
    node = data
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(node, Mapping) and part in node:
            path.append(part)
            node = node[part]
        elif isinstance(node, (list, tuple)) and isinstance(part, int) and part < len(node):
            path.append(part)
            node = node[part]
        elif last and isinstance(node, Mapping) and part != "[key]" and not _tag(part):
            path.append(part)
    return tuple(path)


def _tag(part: int | str) -> bool:
    """Tell the name of a type, which pydantic puts in a location, from the name of a field."""
    return isinstance(part, str) and re.fullmatch(r"[a-z][a-z0-9_-]*", part) is None
