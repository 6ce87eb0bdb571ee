"""The room's verb: a table, its rules and what is asked of them; where each unit lands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from parindex.assessment import Assessment
from parindex.batch.files import open_file
from parindex.batch.leagues import Leagues
from parindex.batch.sources import Source
from parindex.batch.tables import source_of
from parindex.comparison.matching import match_items
from parindex.errors import UsageError, problem
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.simulation.asking import asked
from parindex.simulation.assessments import table_of
from parindex.simulation.engine import Race
from parindex.simulation.gathering import Field, gathered
from parindex.simulation.outcomes import league
from parindex.simulation.racing import race_of
from parindex.simulation.result import LeftOut, Scenario, Simulation

__all__ = ["simulate"]

Rules = Ruleset | str | Path
_HUNDRED = 100
_NINETY = Fraction(9, 10)


def simulate(  # noqa: PLR0913 (what may be asked)
    units: object,
    ruleset: Rules,
    *,
    improve: Sequence[str] = (),
    under: Rules | None = None,
    resample_survey: bool = False,
    draws: int = 10_000,
    seed: int = 1,
    coverage: Fraction = _NINETY,
    kind: str | None = None,
    period: str | None = None,
    said: Callable[[int], object] = id,
) -> Simulation:
    """Draw what is asked so often, score every draw exactly, and say where each unit lands.

    ``units`` is the `Path` of a Parquet or CSV file, an Arrow table as of `parindex.batch.score`, or
    assessments. ``improve`` names items by key or code (``"website"``, ``"8.7=full"``) of ``under`` where
    that is given. ``said`` hears how many hundredths are done.

    Raises:
        NotFoundError, RulesetError: as `parindex.load`, where an id or a file is given.
        ReadError: the table has not the columns of units, or is damaged.
        UsageError: what is asked cannot be done (``E-SIMULATE-…``); rulesets of two families (``E-FAMILY``).
        AssessmentError: the rules refuse a unit in some draw (``E-SIMULATE-REFUSED``).
    """
    rules, other = _loaded(ruleset), None if under is None else _loaded(under)
    scenario = asked(
        (rules, other), improve, resampled=resample_survey, draws=draws, seed=seed, coverage=coverage
    )
    source, names, out = _source(units, rules)
    matching = match_items(rules, other or rules)
    fields, more = gathered(source, Leagues((rules,), kind, period), other)
    out += more
    pairs = [each for field in fields if (each := race_of(field, scenario, matching, out))]
    if not pairs:
        raise UsageError(problem("E-SIMULATE-NONE"), *(each for row in out[:1] for each in row.problems))
    if resample_survey and not any(race.facts for _, race in pairs):
        raise UsageError(problem("E-SIMULATE-TALLIES"))
    return _run(scenario, pairs, names, out, said)


def _loaded(rules: Rules) -> Ruleset:
    return rules if isinstance(rules, Ruleset) else catalog.load(rules)


def _source(units: object, rules: Ruleset) -> tuple[Source, Mapping[str, str], list[LeftOut]]:
    """Open what holds the units; the names of those that have them."""
    listed = {each.key: each.name.vi for each in rules.units.units}
    if isinstance(units, Path):
        return open_file(units), listed, []
    if isinstance(units, Iterable) and not hasattr(units, "__arrow_c_stream__"):
        found = list(units)
        if found and all(isinstance(each, Assessment) for each in found):
            table, out = table_of(found, rules)
            return source_of(table), listed | {each.unit.key: each.unit.name for each in found}, out
    return source_of(units), listed, []


def _run(
    scenario: Scenario,
    pairs: Sequence[tuple[Field, Race]],
    names: Mapping[str, str],
    out: Sequence[LeftOut],
    said: Callable[[int], object],
) -> Simulation:
    whole = sum(race.after.size * race.draws for _, race in pairs)
    done = 0

    def heard(more: int) -> None:
        nonlocal done
        done += more
        said(done * _HUNDRED // whole)

    leagues, doubtful = [], 0
    for _, race in pairs:
        found, exact = league(race, scenario, names, heard)
        leagues.append(found)
        doubtful += exact
    left_out = tuple(sorted(out, key=lambda each: each.row))
    return Simulation(scenario, pairs[0][1].draws, tuple(leagues), left_out, doubtful)
