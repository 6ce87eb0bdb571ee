"""What a test of printed figures says: the verdict, what the other figures allow, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from parindex.reproduction.printed import Span

__all__ = [
    "CAUSES",
    "RELATIONS",
    "VERDICTS",
    "Cause",
    "Relation",
    "RelationName",
    "Repair",
    "Verdict",
    "Why",
    "worst",
]

Verdict = Literal["EXACT", "WITHIN-ROUNDING", "IRRECONCILABLE", "NOT-CHECKABLE"]
"""EXACT: the printed digits, taken as exact, give exactly the printed figure. WITHIN-ROUNDING: some values
that the decimals allow do. IRRECONCILABLE: none do. NOT-CHECKABLE: what is needed is not printed."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

RelationName = Literal[
    "parts-sum",
    "children-parent",
    "percent",
    "bounds",
    "total-index",
    "band-total",
    "rank-total",
    "forms",
    "group-count",
    "share",
    "mean",
    "highest",
    "lowest",
    "difference",
]
RELATIONS: tuple[RelationName, ...] = get_args(RelationName)

Cause = Literal["digits-swapped", "comma-slipped", "rank-as-score", "rows-swapped", "percent-for-points"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

Why = Literal[
    "",
    # Not checkable
    "not-printed",  # the figures that it needs
    "partial",  # the table does not hold every unit
    "no-bands",  # the ruleset has none
    "unreadable",  # the cell is no number, band or whole number
    "maxima-differ",  # units may have different applicable maxima, so totals do not rank them
    # Within rounding, and only so
    "exact",  # the band of the exact figure alone
    "published",  # the band of the published figure alone
    "competition",  # ranks with gaps after ties
    "dense",  # ranks without gaps
]


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell that, changed alone, makes the relation hold.

    ``least`` and ``most`` are the ends of what may be printed there instead, at the cell's own digits and
    within the cell's own bounds; ``move`` leads from the printed value to the nearer end. All are in the unit
    of the cell: points, percent, a rank, a count; of a band, places from the lowest band (1), which
    ``instead`` names. Of forms, where any larger number would do as well, both ends are the nearest one.
    ``size`` is the move by which repairs are compared: percent of a maximum in points, all else as it is.
    """

    column: str
    unit: str | None
    found: str
    least: Fraction
    most: Fraction
    move: Fraction
    size: Fraction
    causes: tuple[Cause, ...] = ()
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation that was tested: of a row (``unit``), or of the whole table (``unit`` is nothing).

    ``interval`` is what the other figures allow for the figure ``at``, in its unit. ``repairs`` has each
    cell that would mend it alone, the smallest change first; those of one ``size`` stand in the order of
    the table.
    """

    relation: RelationName
    unit: str | None
    at: str
    verdict: Verdict
    printed: str | None = None
    interval: Span | None = None
    repairs: tuple[Repair, ...] = ()
    why: Why = ""
    row: int | None = None

    @property
    def repair(self) -> Repair | None:
        """Return the smallest change of one cell that would mend the relation."""
        return self.repairs[0] if self.repairs else None

    @property
    def smallest(self) -> tuple[Repair, ...]:
        """Return every change that is as small as the smallest."""
        return tuple(each for each in self.repairs if each.size == self.repairs[0].size)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Return every typical cause that would explain it, in whatever cell."""
        found = {cause for repair in self.repairs for cause in repair.causes}
        return tuple(cause for cause in CAUSES if cause in found)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on the whole: the worst one; ``NOT-CHECKABLE`` when nothing could be checked.

    >>> worst(["EXACT", "NOT-CHECKABLE", "WITHIN-ROUNDING"])
    'WITHIN-ROUNDING'
    """
    found = set(verdicts)
    order: tuple[Verdict, ...] = ("IRRECONCILABLE", "WITHIN-ROUNDING", "EXACT")
    return next((verdict for verdict in order if verdict in found), "NOT-CHECKABLE")
