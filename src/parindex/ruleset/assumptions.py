"""What a ruleset assumes: everything that carries a reason instead of a source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from parindex.fields import Reason, Text
from parindex.ruleset.declaration import Declaration

__all__ = ["assumptions"]


@lru_cache(maxsize=64)
def assumptions(declaration: Declaration) -> tuple[tuple[str, Reason], ...]:
    """Return the place and the reason of each assumption, in the order of the file.

    A place names keyed things by their key: ``policies.rounding``, ``score.appraisal.plan-issued``.
    """
    return tuple(_assumed(declaration, ()))


def _assumed(value: object, place: tuple[str, ...]) -> Iterator[tuple[str, Reason]]:
    if isinstance(value, BaseModel):
        reason = getattr(value, "assumed", None)
        if isinstance(reason, (str, Text)):
            yield ".".join(place), reason
        for name in type(value).model_fields:
            yield from _assumed(getattr(value, name), place if name == "items" else (*place, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _assumed(part, (*place, str(getattr(part, "key", ""))))
