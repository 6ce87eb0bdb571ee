"""Fill a program's inputs in from an assessment, and compare what its cells show with what scoring gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from spreadsheets import Value

from parindex.analysis.distance import distance
from parindex.assessment import STAGES, Assessment, Entry
from parindex.errors import AssessmentError
from parindex.exact import Rounding, decimal_text
from parindex.fields import say
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import DirectScale, RatioScale, Scale, StepsScale
from parindex.scoresheet import Line, ScoreSheet, each_line
from parindex.scoring import score
from parindex.testing.draw import Pick
from parindex.testing.random_assessments import assessment_tree
from parindex.workbook.inputs import STATES, Input
from parindex.workbook.program import Program
from parindex.workbook.publication import DOUBT

NEAR = Fraction(1, 10**6)  # no figure is further than this from an edge when its cell does not tell it

Plain = dict[str, Any]
Wanted = tuple[Value, Fraction | None, Rounding]


class Compared(NamedTuple):
    """What differs, as lines, how many figures were shown, and which were not told near an edge."""

    differences: list[str]
    shown: int
    doubts: list[str]


def entries(assessment: Assessment) -> dict[str, Entry]:
    """Return the entries that stand at the final stage."""
    found: dict[str, Entry] = {}
    for stage in (name for name in STAGES if name in assessment.stages):
        found |= assessment.stages[stage].entries
    return found


def filled(program: Program, given: Mapping[str, Entry]) -> dict[str, Value]:
    """Fill a form in as a person would: nothing where nothing is said, 0 where none was counted."""
    return {
        each.name: value
        for each in program.inputs
        if each.item in given and (value := _value(each, given[each.item])) is not None
    }


def _value(given: Input, entry: Entry) -> Value | None:
    labels = {choice.key: choice.label for choice in given.choices}
    if given.field == "state":
        return labels.get(entry.state or "")
    if given.field == "why":
        return entry.why
    if entry.form != given.form:
        return None
    match given.field:
        case "level":
            return labels[entry.level or ""]
        case "ticks":
            return labels["yes" if given.part[0] in (entry.ticks or ()) else "no"]
        case "counts":
            return float((entry.counts or {}).get(given.part[0], Fraction(0)))
        case "tallies":
            group, option = given.part
            return float((entry.tallies or {}).get(group, {}).get(option, Fraction(0)))
        case field:
            return float(getattr(entry, field))


def compare(program: Program, values: Mapping[str, Value], sheet: ScoreSheet) -> Compared:
    """Compare every cell that people read with the score; near an edge a cell may say that it cannot tell."""
    differences: list[str] = []
    doubts: list[str] = []
    shown = 0
    wanted = dict(_wanted(program, sheet))
    for output in program.outputs:
        found, (expected, exact, rounding) = values[output.name], wanted[output.name]
        shown += isinstance(found, float)
        if found == expected and str(found) != "-0.0":
            continue
        if found == DOUBT[0] and exact is not None and _on_an_edge(exact, rounding, sheet):
            doubts.append(f"{output.name}: {expected}")
            continue
        differences.append(f"{output.name}: {found!r}, not {expected!r}")
    return Compared(differences, shown, doubts)


def _on_an_edge(exact: Fraction, rounding: Rounding, sheet: ScoreSheet) -> bool:
    """Tell whether a figure is so near to where the published one changes that the last digits decide."""
    if rounding.apply(exact - NEAR) != rounding.apply(exact + NEAR):
        return True
    floors = [edge for band in sheet.ruleset.bands for edge in (band.from_, band.to or band.from_)]
    on = sheet.index.rounding
    index = sheet.index.least
    if sheet.ruleset.policies.band_on.value == "published" and on.apply(index - NEAR) != on.apply(
        index + NEAR
    ):
        return True
    return any(abs(index - each) < NEAR for each in floors)


def _wanted(program: Program, sheet: ScoreSheet) -> Iterator[tuple[str, Wanted]]:
    rounding, total = sheet.total.rounding, sheet.total
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    for output in program.outputs:
        if output.item == sheet.ruleset.score.key:
            value: Value = "" if total.open else float(rounding.decimal(total.least))
            shown = value if output.figure == "points" else _done(open_=total.open)
            yield output.name, (shown, total.least, rounding)
        elif output.item:
            line = lines[output.item]
            yield output.name, (_shown(output.figure, line, rounding), line.least, rounding)
        else:
            yield output.name, _whole(output.figure, sheet, lines)


def _done(*, open_: bool) -> str:
    return "Chưa đủ số liệu" if open_ else "Đã đủ số liệu"


def _shown(figure: str, line: Line, rounding: Rounding) -> Value:
    if figure == "points":
        return "" if line.open else float(rounding.decimal(line.least))
    if line.lines:
        return _done(open_=line.open)
    words = {state: vi for state, (vi, _) in STATES.items()}
    return {"missing": "Chưa có kết quả", "observed": "Đã có kết quả", **words}[line.state]


def _whole(figure: str, sheet: ScoreSheet, lines: Mapping[str, Line]) -> Wanted:
    rounding, index = sheet.total.rounding, sheet.index
    if figure == "missing":
        return float(sum(line.open for line in lines.values() if not line.lines)), None, rounding
    if index.open:
        return "", None, rounding
    if figure == "index":
        return float(rounding.decimal(index.least)), index.least, rounding
    if figure == "band":
        return (say(sheet.band.name, "vi") if sheet.band else ""), index.least, rounding
    above = distance(sheet).above
    if figure == "next":
        return (say(above.band.name, "vi") if above else ""), index.least, rounding
    up = Rounding(rounding.digits, "up")
    if above is None:
        return "", index.least, up
    return float(up.decimal(above.points)), above.points, up


# Assessments on purpose


def entered(ruleset: Ruleset, kind: str, pick: Pick, *, decimal: bool = False) -> Plain:
    """Draw the entries of one unit, some of them money in đồng at or beside an edge of the rule.

    With ``decimal`` all points have few decimals, so that one leaf can bring the total to a round figure.
    """
    tree = assessment_tree(pick, {**ruleset.plain(), "units": {"kinds": [{"key": kind}]}}, decimal=decimal)
    found: Plain = {}
    for stage in tree["stages"].values():
        found |= {key: {**entry} for key, entry in stage["entries"].items()}
    nodes = [each for each in leaves(resolve(ruleset, kind)) if each.applies]
    for leaf in nodes:
        key, scale = leaf.item.key, leaf.item.scale
        entry = found.get(key, {"state": "missing"})
        entry.pop("changed", None)
        if "planned" in entry and not decimal and not pick(3):
            found[key] = _money(scale, pick)
        if "points" in entry and isinstance(scale, DirectScale) and scale.grid:
            found[key] = {"points": decimal_text(scale.grid * pick(floor(leaf.bound / scale.grid) + 1))}
        if "points" in entry and leaf.item.max is None and pick(4):
            found[key] = {"points": decimal_text(Fraction(floor(leaf.bound / len(nodes) * pick(201)), 100))}
        if "count" in entry and not pick(9):
            found[key] = {"count": str(10 ** pick(14))}
        if entry == {"state": "missing"} and pick(20):
            found[key] = {"state": "zero"}
    return found


def _money(scale: Scale | None, pick: Pick) -> dict[str, str]:
    """Draw an amount planned, and one done that is just at, below or above an edge, or anywhere."""
    shift = 10 ** pick(6)
    planned = max(1, (1 + pick(10 ** (1 + pick(15)) - 1)) // shift * shift)
    edges = [Fraction(1), Fraction(pick(1001), 1000)]
    if isinstance(scale, StepsScale):
        edges += [step.from_ / (100 if scale.of == "percent" else 1) for step in scale.steps]
    if isinstance(scale, RatioScale):
        edges += [scale.full_at, scale.zero_below or Fraction(0)]
    done = max(0, min(int(planned * edges[pick(len(edges))]) + pick(3) - 1, planned))
    if not pick(4):  # in thousands, with decimals
        planned = planned % 10**9 + 1
        return {"done": decimal_text(Fraction(done % planned, 10**4)), "planned": str(planned)}
    return {"done": str(done), "planned": str(planned)}


def assessed(ruleset: Ruleset, kind: str, found: Plain) -> Assessment:
    """Make an assessment of entries."""
    return Assessment.model_validate(
        {
            "format": "1",
            "ruleset": ruleset.id,
            "unit": {"key": "unit", "name": "Đơn vị", "kind": kind},
            "period": ruleset.periods[0].key,
            "stages": {"final": {"entries": found}},
        }
    )


def aimed(ruleset: Ruleset, kind: str, found: Plain, pick: Pick) -> Plain | None:
    """Bring the total exactly to a tie of its rounding, or the index to the floor of a band, or to nothing.

    One leaf takes up what is lacking: a share done of what was planned, or points given.
    """
    nodes = {node.item.key: node for node in leaves(resolve(ruleset, kind)) if node.applies}
    closed = {key: entry for key, entry in found.items() if entry.get("state") != "missing"}
    for key in nodes:
        closed.setdefault(key, {"state": "zero"})
    kinds = (RatioScale, DirectScale)
    able = [
        node for node in nodes.values() if isinstance(node.item.scale, kinds) and node.role == "criterion"
    ]
    if not able:
        return None
    node = able[pick(len(able))]
    low = _scored(ruleset, kind, {**closed, node.item.key: {"state": "zero"}})
    part = Fraction(1, (1, 4, 20)[pick(3)])  # the whole of a leaf often goes above a cap
    probe = _given(node, part, 1)
    high = _scored(ruleset, kind, {**closed, node.item.key: probe}) if probe else None
    if low is None or high is None or low.total.least >= high.total.least:
        return None
    goal = _goal(ruleset, low, high, pick)
    given = _given(node, goal * part, 1 + pick(5)) if 0 <= goal * part <= 1 else None
    if given is None:
        return None
    reached = {**closed, node.item.key: given}
    scored = _scored(ruleset, kind, reached)
    return reached if scored is not None and _reached(scored) else None


def _reached(sheet: ScoreSheet) -> bool:
    """Tell whether a total is exactly at a tie of its rounding, or an index at the floor of a band."""
    halves = 2 * 10**sheet.total.rounding.digits * sheet.total.least
    tie = not sheet.total.open and halves.denominator == 1 and halves.numerator % 2 == 1
    return tie or any(sheet.index.least == band.from_ for band in sheet.ruleset.bands if band.from_)


def _goal(ruleset: Ruleset, low: ScoreSheet, high: ScoreSheet, pick: Pick) -> Fraction:
    """Return how many times the probe reaches an edge, were all rules above it linear."""
    wide = high.index.least - low.index.least
    floors = [band.from_ for band in ruleset.bands if band.from_ > low.index.least]
    if floors and wide and pick(2):
        return (floors[pick(len(floors))] - low.index.least) / wide
    unit = Fraction(1, 10**low.total.rounding.digits)
    wide = high.total.least - low.total.least
    goal = (floor(low.total.least / unit) + 1 + pick(max(1, floor(wide / unit))) - Fraction(1, 2)) * unit
    return (goal - low.total.least) / wide


def _given(node: Node, share: Fraction, by: int) -> Plain | None:
    scale = node.item.scale
    if isinstance(scale, DirectScale):
        points = share * node.bound
        whole = points % scale.grid == 0 if scale.grid else 10**6 % points.denominator == 0
        return {"points": decimal_text(points)} if whole else None
    share *= scale.full_at if isinstance(scale, RatioScale) else 1
    if share.denominator * by >= 10**15:
        return None
    return {"done": str(share.numerator * by), "planned": str(share.denominator * by)}


def _scored(ruleset: Ruleset, kind: str, found: Plain) -> ScoreSheet | None:
    try:
        return score(ruleset, assessed(ruleset, kind, found), trace=False)
    except AssessmentError:
        return None
