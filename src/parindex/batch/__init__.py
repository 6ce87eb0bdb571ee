"""Many units at once: exact scores over columns, with the exact engine for whatever columns leave open."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parindex.batch.api import Scores, lines, score
    from parindex.batch.leagues import Leagues
    from parindex.batch.units import score_batch

# Imported when they are first used: the room needs an extra.
_HOMES = {
    "Leagues": "leagues",
    "Scores": "api",
    "lines": "api",
    "score": "api",
    "score_batch": "units",
}

__all__ = ["Leagues", "Scores", "lines", "score", "score_batch"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any public name)
    if name not in _HOMES:
        raise AttributeError(f"module 'parindex.batch' has no attribute {name!r}")
    return getattr(import_module(f"parindex.batch.{_HOMES[name]}"), name)
