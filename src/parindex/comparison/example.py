"""An assessment of a unit that is not a real one: what an example observes."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.analysis.options import Option, entry
from parindex.assessment import Assessed, Assessment, Stage
from parindex.ruleset.model import Ruleset

__all__ = ["assessment_of"]


def assessment_of(ruleset: Ruleset, kind: str, chosen: Mapping[str, Option]) -> Assessment:
    """Make the assessment, at the stage `final`, of a unit that is not a real one: an option of each leaf."""
    return Assessment(
        format="1",
        ruleset=ruleset.id,
        unit=Assessed(key="unit", name="Đơn vị", kind=kind),
        period=ruleset.periods[0].key,
        stages={"final": Stage(entries={key: entry(option) for key, option in chosen.items()})},
    )
