"""Units by name: found with or without diacritics."""

from __future__ import annotations

from parindex.ruleset.model import Ruleset, Unit
from parindex.vietnamese import fold

__all__ = ["find_units"]


def find_units(ruleset: Ruleset, name: str) -> tuple[Unit, ...]:
    """Return the listed units whose name or key holds a text, whatever its marks and case, in order.

    >>> from parindex.ruleset.catalog import load
    >>> [unit.key for unit in find_units(load("national/ministries@2023"), "tu phap")]
    ['ministry-of-justice']
    """
    wanted = fold(name)
    return tuple(
        unit
        for unit in ruleset.units.units
        if any(wanted in fold(text) for text in (unit.name.vi, unit.name.en or "", unit.key))
    )
