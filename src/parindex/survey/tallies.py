"""Tallies: how many chose each answer, by unit, group and question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parindex.errors import UsageError, problem
from parindex.fields import FrozenMap
from parindex.survey.design import Design
from parindex.survey.sheets import Sheets

__all__ = ["Tallies", "add", "tally"]

_CHUNK = 1 << 18  # sheets at a time


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Counts of answers, an array that cannot be written: units x groups x questions x options.

    ``units`` are in alphabetical order; an option that a question has not has no answers.
    """

    design: Design
    units: tuple[str, ...]
    counts: NDArray[np.int64]

    def of(self, unit: str) -> FrozenMap[str, FrozenMap[str, FrozenMap[str, int]]]:
        """Return the tallies of a unit: item, group, option; what was not answered is left out.

        Questions of the same item add up.

        Raises:
            KeyError: nobody rated the unit.
        """
        if unit not in self.units:
            raise KeyError(unit)
        counts = self.counts[self.units.index(unit)]
        found: dict[str, dict[str, dict[str, int]]] = {}
        places = {group.key: at for at, group in enumerate(self.design.groups)}
        for at, asked in enumerate(self.design.questions):
            for group in asked.groups:
                numbers = [int(each) for each in counts[places[group], at, : len(asked.options)]]
                if any(numbers):
                    sums = found.setdefault(asked.item.key, {}).setdefault(group, {})
                    for option, number in zip(asked.options, numbers, strict=True):
                        sums[option.key] = sums.get(option.key, 0) + number
        return FrozenMap(
            {
                item: FrozenMap({group: FrozenMap(sums) for group, sums in groups.items()})
                for item, groups in found.items()
            }
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tallies):
            return NotImplemented
        same = self.units == other.units and self.design == other.design
        return same and np.array_equal(self.counts, other.counts)

    def __hash__(self) -> int:
        return hash((self.units, self.counts.tobytes()))


def tally(sheets: Sheets, design: Design) -> Tallies:
    """Count the answers of sheets; what is struck or blank is not counted."""
    groups, questions = len(design.groups), design.questions
    options = max(len(each.options) for each in questions)
    places = len(sheets.units) * groups
    counts = np.zeros((len(questions), places * options), dtype=np.int64)
    for start in range(0, len(sheets.unit), _CHUNK):
        part = np.s_[start : start + _CHUNK]
        where = (sheets.unit[part].astype(np.int64) * groups + sheets.group[part]) * options
        for at, answers in enumerate(np.ascontiguousarray(sheets.answers[part].T)):
            given = answers >= 0
            chosen = where + answers if given.all() else (where + answers)[given]
            counts[at] += np.bincount(chosen, minlength=places * options)
    shaped = counts.reshape(len(questions), len(sheets.units), groups, options)
    found = np.ascontiguousarray(shaped.transpose(1, 2, 0, 3))
    found.flags.writeable = False
    return Tallies(design, sheets.units, found)


def add(one: Tallies, other: Tallies) -> Tallies:
    """Add the tallies of two counts of one design that have no ballot in common; units are united.

    Raises:
        UsageError: they are not of one design (``E-DESIGN``).
    """
    if one.design != other.design:
        raise UsageError(problem("E-DESIGN"))
    units = tuple(sorted({*one.units, *other.units}))
    at = {unit: place for place, unit in enumerate(units)}
    found = np.zeros((len(units), *one.counts.shape[1:]), dtype=np.int64)
    for each in (one, other):
        found[[at[unit] for unit in each.units]] += each.counts
    found.flags.writeable = False
    return Tallies(one.design, units, found)
