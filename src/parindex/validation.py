"""From a plain tree to a model: what pydantic finds wrong becomes problems in the reader's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parindex.errors import Path, Problem, nearest, problem
from parindex.fields import Model
from parindex.readers import limits

__all__ = ["validate"]

M = TypeVar("M", bound=Model)
_TAG = "method"  # the field that tells the scales apart
_FIELD_ERRORS = frozenset({"missing", "extra_forbidden"})  # their location ends with the name of a field
_SHAPES = {
    "model_type": "map",
    "model_attributes_type": "map",
    "dict_type": "map",
    "tuple_type": "list",
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
        fields = _fields(model)
        errors = [each for each in error.errors(include_url=False) if not _echo(each)]
        found = dict.fromkeys(_problem(each, data, fields) for each in errors[: limits.PROBLEMS])
        more = (problem("E-MORE", limit=str(limits.PROBLEMS)),) if len(errors) > limits.PROBLEMS else ()
        return (*found, *more)


@lru_cache(maxsize=16)
def _fields(model: type[Model]) -> tuple[str, ...]:
    """Name every field of the format, for suggestions."""
    schema = model.model_json_schema(by_alias=True)
    parts = (schema, *schema.get("$defs", {}).values())
    return tuple(name for part in parts for name in part.get("properties", {}))


def _echo(error: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because its parts are wrong, which is said by itself."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _problem(error: ErrorDetails, data: Any, fields: tuple[str, ...]) -> Problem:  # noqa: ANN401 (a border)
    kind, context = error["type"], error.get("ctx", {})
    path = _path(error, data)
    if kind.startswith("E-"):
        return problem(kind, path, **context)
    if kind == "extra_forbidden":
        return problem("E-FIELD", path, found=str(path[-1]), nearest=nearest(str(path[-1]), fields))
    if kind == "union_tag_not_found" or (kind == "missing" and isinstance(error["loc"][-1], str)):
        *above, field = path if kind == "missing" else (*path, _TAG)
        return problem("E-REQUIRED", tuple(above), field=str(field))
    if kind in {"literal_error", "union_tag_invalid"}:
        found = str(context.get("tag", error["input"]))
        words = re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags"))))
        return problem("E-VALUE", path, found=found, nearest=nearest(found, words), known=", ".join(words))
    if kind in _LIMITS:
        sign, key = _LIMITS[kind]
        return problem("E-LIMIT", path, sign=sign, limit=str(context[key]), found=Fraction(error["input"]))
    if kind in _SHAPES:
        return problem("E-SHAPE", path, wanted=_SHAPES[kind], found=_shape(error["input"]))
    return problem("E-WRONG", path, found=str(error["input"]))


def _shape(value: object) -> str:
    return "map" if isinstance(value, Mapping) else "list" if isinstance(value, (list, tuple)) else str(value)


def _path(error: ErrorDetails, data: Any) -> Path:  # noqa: ANN401 (a border)
    """Follow a location of pydantic through the data, leaving out the tags of unions that stand in it."""
    path: list[str | int] = []
    node, tagged = data, None
    for index, part in enumerate(error["loc"], start=1):
        if isinstance(node, Mapping):
            if index == len(error["loc"]) and error["type"] in _FIELD_ERRORS:
                path.append(part)
            elif part == node.get(_TAG) and node is not tagged:
                tagged = node
            elif part in node:
                path.append(part)
                node = node[part]
        elif isinstance(node, (list, tuple)) and isinstance(part, int) and part < len(node):
            path.append(part)
            node = node[part]
    return tuple(path)
