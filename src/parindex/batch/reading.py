"""The columns of a table as observations of leaves: inputs that fit the scale, and who does not fit.

Columns are named after the entry of an assessment: ``ITEM.level``, ``ITEM.done``, ``ITEM.counts.KIND``,
``ITEM.ticks.TICK``, ``ITEM.tallies.GROUP.OPTION``, ``ITEM.state``. A cell without a value says nothing.

`read_leaves` looks at the table itself; `observe` takes what it found, or columns that are only traced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from math import floor
from typing import Any, assert_never, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parindex.batch.kernel import MISSING, NOT_APPLICABLE, OBSERVED, ZEROED, Seen, Sight
from parindex.batch.numbers import Cells, either, places, read
from parindex.exact import ONE, ZERO
from parindex.formula.columnar import Codes, Given
from parindex.formula.columns import Column, Mark, Marks, Share, clamp, constant, look_up, reached
from parindex.readers.document import check_text
from parindex.ruleset.model import Ruleset, walk
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Scale,
    StepsScale,
    SurveyScale,
    forms,
    steps,
)
from parindex.scales.observation import Form

__all__ = ["FRAME", "STATES", "columns_of", "fields", "observe", "read_leaves", "readable"]

Table = Mapping[str, pa.Array]
Read = Mapping[str, Cells]
_Given = tuple[Given, Fraction, Mark]  # inputs, most of done / planned, wrong
_Looked = tuple[Given, Fraction, Mark, Mark]  # inputs, most of done / planned, there, wrong

_MANY = 10**9  # more than so many things of one kind are left to the exact engine
FRAME = ("unit", "kind", "ruleset", "period")  # columns that are no observations
_TEXTS = ("level", "state", "why")  # fields that hold texts
STATES = ("observed", "zero", "rejected", "not-applicable", "missing")
_CODES = (OBSERVED, ZEROED, ZEROED, NOT_APPLICABLE, MISSING)
_EXPLAINED = (STATES.index("rejected"), STATES.index("not-applicable"))


def fields(scale: Scale) -> Iterator[tuple[Form, tuple[str, ...]]]:
    """Return, for each form of observation, the names of its columns below the item's key."""
    for form in forms(scale):
        match scale:
            case ChecklistScale():
                yield form, tuple(f"ticks.{tick.key}" for tick in scale.ticks)
            case DeductionScale():
                yield form, tuple(f"counts.{kind.key}" for kind in scale.kinds)
            case SurveyScale() if form == ("tallies",):
                names = (
                    f"tallies.{group.key}.{option.key}" for group in scale.groups for option in scale.options
                )
                yield form, tuple(names)
            case _:
                yield form, form


@lru_cache(maxsize=64)
def columns_of(ruleset: Ruleset) -> Mapping[str, bool]:
    """Return the columns of a ruleset by name, and whether each holds texts."""
    found: dict[str, bool] = {}
    for item, _ in walk(ruleset.score):
        if item.scale is not None:
            names = (name for _, each in fields(item.scale) for name in each)
            found |= {f"{item.key}.{name}": name in _TEXTS for name in (*names, "state", "why")}
    return found


def read_leaves(ruleset: Ruleset, kind: str, table: Table) -> tuple[dict[str, Cells], Mark]:
    """Read the columns of all leaves; the marks are units with a value that cannot be read or stand."""
    found: dict[str, Cells] = {}
    wrong: Mark = False
    for key, names in readable(ruleset, kind).items():
        seen: Mark = False
        for name, words in names:
            if name in table:
                cells, bad = places(table[name], words) if words else read(table[name])
                wrong = either(wrong, bad)
                if cells is not None:
                    found[name] = cells
                    seen = either(seen, cells.there)
        wrong = either(wrong, _unexplained(found.get(f"{key}.state"), seen, table.get(f"{key}.why")))
    return found, wrong


@lru_cache(maxsize=64)
def readable(ruleset: Ruleset, kind: str) -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the columns of the leaves of a kind of unit, each with its words, none for numbers."""
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for leaf in leaves(resolve(ruleset, kind)):
        if leaf.applies:
            key, scale = leaf.item.key, cast("Scale", leaf.item.scale)
            words = tuple(level.key for level in scale.levels) if isinstance(scale, LevelsScale) else ()
            names = [f"{key}.{name}" for _, each in fields(scale) for name in each]
            found[key] = (*((name, words) for name in names), (f"{key}.state", STATES))
    return found


def _unexplained(stated: Cells | None, seen: Mark, why: pa.Array | None) -> Mark:
    """Mark states that need a reason and have none, and reasons that cannot stand or explain nothing."""
    needing: Mark = False
    if stated is not None:
        marks = np.isin(stated.value, _EXPLAINED) & stated.there
        needing = marks if marks.any() else False
    if why is None or why.null_count == len(why):
        return needing
    texts = why.cast(pa.string()).dictionary_encode()  # few reasons are given many times
    words = texts.dictionary.to_pylist()
    sound = np.array([check_text(word) is None for word in words])
    blank = np.array([not word.strip() for word in words])
    given: Marks = why.is_valid().to_numpy(zero_copy_only=False)
    at = pc.fill_null(texts.indices, 0).to_numpy(zero_copy_only=False)
    wrong: Marks = (given & ~(sound[at] & seen)) | (needing & (~given | blank[at]))
    return wrong


def observe(node: Node, cells: Read) -> tuple[Seen | None, Mark]:
    """Return what was observed of one leaf; the second are units that only the exact engine may judge."""
    scale, key = cast("Scale", node.item.scale), node.item.key
    sights: list[Sight] = []
    seen: Mark = False
    wrong: Mark = False
    for form, names in fields(scale):
        columns = {name: cells[f"{key}.{name}"] for name in names if f"{key}.{name}" in cells}
        if columns:
            given, most, there, bad = _look(node, scale, form, columns)
            wrong = either(wrong, bad)
            if seen is not False:  # two forms at once
                wrong = either(wrong, _both(seen, there))
            seen = either(seen, there)
            sights.append(Sight(form, given, most, there))
    states, strange = _states(node, cells.get(f"{key}.state"), seen)
    if not sights and states is not None:
        sights.append(_nothing(node, scale))
    return (Seen(tuple(sights), states) if sights else None), either(wrong, strange)


def _both(one: Mark, other: Mark) -> Mark:
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def _nothing(node: Node, scale: Scale) -> Sight:
    """Return inputs for a leaf of which no unit was observed."""
    form, names = next(fields(scale))
    none = Cells(cast("Any", 0), 0, there=False, most=0)
    given, most, _, _ = _look(node, scale, form, dict.fromkeys(names, none))
    return Sight(form, given, most)


def _states(node: Node, stated: Cells | None, seen: Mark) -> tuple[npt.NDArray[Any] | None, Mark]:
    """Return the state of each unit, nothing where it is observed for all; and states that cannot stand."""
    if stated is None:
        return (None if isinstance(seen, bool) else np.where(seen, OBSERVED, MISSING)), False
    implied: Any = (
        np.where(seen, OBSERVED, MISSING) if not isinstance(seen, bool) else MISSING - MISSING * seen
    )
    codes = look_up(_CODES, stated.value)
    if stated.there is not True:
        codes = np.where(stated.there, codes, implied)
    wrong: Mark = (codes == OBSERVED) != seen
    if node.not_applicable == "forbid":
        wrong = either(wrong, codes == NOT_APPLICABLE)
    return codes, wrong


def _look(node: Node, scale: Scale, form: Form, cells: Read) -> _Looked:
    """Make inputs of the columns of one form, and say where a figure is not one that the scale takes."""
    there = reduce(either, (each.there for each in cells.values()))
    match scale:
        case LevelsScale():
            return {"level": cells["level"].value}, ONE, there, False
        case StepsScale() | RatioScale():
            given, most, bad = _share(scale, form, cells)
        case DirectScale():
            given, most, bad = _points(cells["points"], node.bound, scale.grid)
        case SurveyScale() if form == ("points",):
            given, most, bad = _points(cells["points"], node.bound, None)
        case SurveyScale():
            given, most, bad = _tallies(scale, _below(cells))
        case CountScale():
            given, most, bad = _counted(cells, ("count",), _MANY)
        case ChecklistScale():
            given, most, bad = _counted(_below(cells), tuple(tick.key for tick in scale.ticks), 1)
        case DeductionScale():
            given, most, bad = _counted(_below(cells), tuple(kind.key for kind in scale.kinds), _MANY)
        case _:
            assert_never(scale)
    return given, most, there, _both(bad, there)


def _below(cells: Read) -> dict[str, Cells]:
    return {name.partition(".")[2]: each for name, each in cells.items()}


def _within(cells: Cells, most: int) -> tuple[Column, Mark]:
    """Return figures with a bound, and where they were above it."""
    if cells.most <= most:
        return cells.column, False
    return Column(np.minimum(cells.value, most), 10**cells.decimals, 0, most), cells.value > most


def _counted(cells: Read, names: tuple[str, ...], limit: int) -> _Given:
    """Read whole numbers of things."""
    wrong: Mark = False
    given: dict[str, Column | Share | Codes] = {}
    for name in names:
        each = cells.get(name)
        if each is None:
            given[name] = Column(0, 1, 0, 0)
            continue
        parts = 10**each.decimals
        whole = each._replace(value=each.value // parts, decimals=0, most=each.most // parts)
        given[name], bad = _within(whole, limit)
        wrong = either(wrong, bad)
        if each.decimals:
            wrong = either(wrong, each.value % parts != 0)
    return given, ONE, wrong


def _points(cells: Cells, bound: Fraction, grid: Fraction | None) -> _Given:
    column, wrong = _within(cells, floor(bound * 10**cells.decimals))
    if grid is not None:
        step = grid * 10**cells.decimals
        off = column.low * step.denominator % step.numerator != 0
        wrong = either(wrong, off)
    return {"points": column}, ONE, wrong


def _share(scale: StepsScale | RatioScale, form: Form, cells: Read) -> _Given:
    most = max(ONE, scale.full_at) if isinstance(scale, RatioScale) else steps.top(scale)
    if form == ("value",):
        return _value(cells["value"], most)
    if "done" not in cells or "planned" not in cells:
        return {"done": constant(ONE), "planned": constant(ONE)}, ONE, True
    done, planned = cells["done"], cells["planned"]
    limit = (most or ZERO) / (100 if isinstance(scale, StepsScale) and scale.of == "percent" else 1)
    # A figure in the place of one that is not there or wrong is any that the scale takes.
    some = Column(np.maximum(planned.value, 1), 10**planned.decimals, 1, max(planned.most, 1))
    share = Share(done.column, some, Fraction(max(done.most, 1) * some.den))
    over = reached(share, limit, ">")[0]
    kept = clamp(share, limit, above=True)
    assert isinstance(kept, Share)  # noqa: S101 (a share has a limit above 0)
    wrong = either(planned.value < 1, over)
    if done.there is not True or planned.there is not True:
        wrong = either(wrong, np.not_equal(done.there, planned.there))
    return {"done": kept.dividend, "planned": some}, limit, wrong


def _value(cells: Cells, most: Fraction | None) -> _Given:
    """Read a figure: up to the end of its domain, or a whole number where it has no end."""
    if most is not None:
        column, wrong = _within(cells, floor(most * 10**cells.decimals))
        return {"value": column}, ONE, wrong
    wrong = cells.value % 10**cells.decimals != 0 if cells.decimals else False
    return {"value": cells.column}, ONE, wrong


def _tallies(scale: SurveyScale, cells: Read) -> _Given:
    """Read ballots; where a group must not be empty and is, one ballot stands in for none."""
    keys = {group.key: [f"{group.key}.{option.key}" for option in scale.options] for group in scale.groups}
    given, most, wrong = _counted(cells, tuple(key for each in keys.values() for key in each), _MANY)
    columns = cast("dict[str, Column]", given)
    empty: dict[str, Any] = {group: _total(columns, each) == 0 for group, each in keys.items()}
    unfit: dict[str, Any] = (
        empty if scale.empty == "refuse" else {scale.groups[0].key: reduce(_both, empty.values())}
    )
    found: dict[str, Column | Share | Codes] = {}
    for group, each in keys.items():
        found |= {key.replace(".", "/", 1): columns[key] for key in each}
        none = unfit.get(group, False)
        if none is not False:
            wrong = either(wrong, none)
            last = columns[each[-1]]
            found[each[-1].replace(".", "/", 1)] = Column(last.low + none * 1, 1, 0, last.most + 1)
        if scale.empty == "reweight":
            found[f"empty.{group}"] = Column(empty[group] * 1 - none * 1, 1, 0, 1)  # none is empty too
    return found, most, wrong


def _total(columns: Mapping[str, Column], keys: list[str]) -> npt.NDArray[np.int64] | int:
    first, *others = (columns[key].low for key in keys)
    return sum(others, start=first)
