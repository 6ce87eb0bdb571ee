"""What-if over whole leagues, drawn many times: intervals of totals and ranks, and how often each band."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parindex.simulation.api import simulate
    from parindex.simulation.result import Simulation

# Imported when they are first used: the room needs an extra.
_HOMES = {"Simulation": "result", "simulate": "api"}

__all__ = ["Simulation", "simulate"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any public name)
    if name not in _HOMES:
        raise AttributeError(f"module 'parindex.simulation' has no attribute {name!r}")
    return getattr(import_module(f"parindex.simulation.{_HOMES[name]}"), name)
