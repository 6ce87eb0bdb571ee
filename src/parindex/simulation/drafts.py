"""The same units under other rules: what is known of them carried over, as a comparison of rulesets does."""

from __future__ import annotations

import pyarrow as pa

from parindex.assessment import Assessment
from parindex.batch import rows
from parindex.batch.reading import FRAME
from parindex.batch.scoring import League
from parindex.comparison.carrying import carry
from parindex.comparison.matching import Matching
from parindex.errors import UsageError
from parindex.ruleset.model import Ruleset
from parindex.scales.observation import unknown
from parindex.simulation.gathering import Field
from parindex.simulation.sides import Side, cells_of, typed

__all__ = ["drafted"]


def drafted(field: Field, under: Ruleset, matching: Matching) -> Side:
    """Return the units of a field under other rules; columns that only these know are taken as they are.

    Raises:
        UsageError: they have no such kind of unit (``E-KIND``).
    """
    old = field.side.league
    kinds = [each.key for each in under.units.kinds]
    if old.kind not in kinds:
        raise UsageError(unknown("E-KIND", ("unit", "kind"), old.kind, kinds))
    made = []
    for at in range(field.side.size):
        own = rows.assessment(field.side.cells(at), old.ruleset.id, old.kind, old.period)
        assert isinstance(own, Assessment)  # noqa: S101 (it was scored)
        made.append(rows.row(under, carry(old.ruleset, under, matching, own, "final").assessment))
    names = sorted({name for row in made for name in row} - {*FRAME})
    columns = cells_of(made, names, under) | typed(field.others, under)
    return Side(League(under, old.kind, old.period), {"unit": pa.array(field.side.keys), **columns})
