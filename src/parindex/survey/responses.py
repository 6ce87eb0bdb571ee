"""Responses: how many of each group answered, and how much of what they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parindex.survey.design import Design
from parindex.survey.sheets import Sheets, answered

__all__ = ["Response", "kind_of", "respondents"]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back from one group: distinct respondents, their sheets, the answers that count.

    ``asked`` is how many answers these sheets were asked for.
    """

    group: str
    respondents: int
    sheets: int
    answers: int
    asked: int


def respondents(
    sheets: Sheets, design: Design, kinds: Mapping[str, str] | None = None
) -> tuple[Response, ...]:
    """Return what came back from each group, in the order of the design.

    ``kinds`` (of a count) are those of units which the ruleset does not list; see `kind_of`.
    """
    found = []
    given = answered(sheets)
    for at, group in enumerate(design.groups):
        mine = np.flatnonzero(sheets.group == at)
        of_unit = np.bincount(sheets.unit[mine], minlength=len(sheets.units))
        wanted = {
            kind.key: sum(design.asks(group.key, each, kind.key) for each in design.questions)
            for kind in design.ruleset.units.kinds
        }
        asked = [wanted[kind_of(unit, design, kinds)] for unit in sheets.units]
        found.append(
            Response(
                group.key,
                _distinct(sheets.respondent[mine]),
                len(mine),
                int(given[mine].sum()),
                sum(int(number) * each for number, each in zip(of_unit, asked, strict=True)),
            )
        )
    return tuple(found)


def _distinct(who: NDArray[np.uint64]) -> int:
    """Count different respondents; those of a count come in order."""
    if np.any(who[1:] < who[:-1]):
        who = np.sort(who)
    return len(who[:1]) + int(np.count_nonzero(who[1:] != who[:-1]))


def kind_of(unit: str, design: Design, kinds: Mapping[str, str] | None = None) -> str:
    """Return the kind of a unit: as listed, else as told, else the first kind that is asked about."""
    listed = design.units.get(unit)
    return listed.kind if listed else (kinds or {}).get(unit, design.kinds[0])
