"""The laws of reproduction: what is printed honestly is never called wrong, and what is moved too far is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from helpers import group, leaf
from helpers import ruleset as rules
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.errors import AssessmentError
from parindex.exact import Rounding
from parindex.ranking import places
from parindex.reproduction.frame import Frame
from parindex.reproduction.relations import RowTests, frames
from parindex.reproduction.reproduce import Reproduction, reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

if TYPE_CHECKING:
    from parindex.reproduction.printed import Reading
    from parindex.reproduction.relation import Relation

Mode = Literal["half-up", "half-even", "half-down", "down"]
HALVES: tuple[Mode, ...] = ("half-up", "half-even", "half-down")


FEW = settings(max_examples=settings().max_examples // 3)
FEWER = settings(max_examples=settings().max_examples // 10)


@st.composite
def leagues(draw: st.DrawFn) -> list[ScoreSheet]:
    """Draw one to four complete score sheets of units of one kind under one random ruleset."""

    def pick(n: int) -> int:
        return draw(st.integers(0, n - 1))

    tree = ruleset_tree(pick)
    ruleset = Ruleset.model_validate(tree)
    sheets = []
    for number in range(draw(st.integers(1, 4))):
        assessment = assessment_tree(pick, tree | {"units": {"kinds": tree["units"]["kinds"][:1]}})
        assessment["unit"]["key"] = f"unit-{number}"
        try:
            sheets.append(score(ruleset, Assessment.model_validate(assessment), trace=False))
        except AssessmentError as error:
            assume({each.code for each in error.problems}.isdisjoint({"E-ABOVE", "E-NOTHING-APPLIES"}))
            raise
    assume(all(sheet.complete for sheet in sheets))
    return sheets


def text(value: Fraction, digits: int, mode: Mode) -> str:
    """Print a figure."""
    if mode == "half-down":
        cut, unit = Rounding(digits, "down").apply(value), Fraction(1, 10**digits)
        far = 2 * abs(value - cut) > unit
        return Rounding(digits, "up" if far else "down").text(value)
    return Rounding(digits, mode).text(value)


def print_league(
    sheets: list[ScoreSheet], columns: list[str], digits: dict[str, int], mode: Mode
) -> tuple[bytes, bytes]:
    """Print score sheets as a table, each column with its digits, and the figures beneath."""
    policy = sheets[0].ruleset.policies.rank.value
    ranks = places(
        {
            sheet.unit.key: sheet.index.least
            if policy.on == "exact"
            else sheet.index.rounding.apply(sheet.index.least)
            for sheet in sheets
        },
        policy.ties,
    )
    lines = [",".join(["unit", *columns])]
    for sheet in sheets:
        figures = {"total": sheet.total.least, "index": sheet.index.least} | {
            line.item.key: line.least for line in each_line(sheet.lines)
        }
        words = {"band": sheet.band.key if sheet.band else "", "rank": str(ranks[sheet.unit.key])}
        cells = [
            words[each] if each in words else text(figures[each], digits[each], mode) for each in columns
        ]
        lines.append(",".join([sheet.unit.key, *cells]))
    totals = [sheet.total.least for sheet in sheets]
    beneath = ["figure,of,printed", f"count,all,{len(sheets)}"]
    for figure, value in (
        ("mean", sum(totals, Fraction(0)) / len(totals)),
        ("highest", max(totals)),
        ("lowest", min(totals)),
    ):
        beneath.append(f"{figure},total,{text(value, 2, mode)}")
    for band in sheets[0].ruleset.bands:
        held = sum(sheet.band == band for sheet in sheets)
        beneath.append(f"count,{band.key},{held}")
        beneath.append(f"share,{band.key},{text(Fraction(100 * held, len(sheets)), 1, mode)}")
    return "\n".join(lines).encode(), "\n".join(beneath).encode()


def honest(sheets: list[ScoreSheet], data: st.DataObject, mode: Mode, reading: Reading) -> Reproduction:
    """Reproduce what was printed of score sheets: any columns, each with any digits."""
    keys = [line.item.key for line in each_line(sheets[0].lines)]
    shown = [key for key in keys if data.draw(st.booleans())]
    bands = ["band"] if sheets[0].ruleset.bands else []
    columns = [
        *shown,
        *data.draw(st.sampled_from((["total", "index"], ["total"], ["index"]))),
        *bands,
        "rank",
    ]
    digits = {each: data.draw(st.integers(0, 4)) for each in columns}
    table, beneath = print_league(sheets, columns, digits, mode)
    kind = sheets[0].unit.kind
    read = read_table(table, sheets[0].ruleset, kind=kind, summary=beneath, reading=reading)
    found = reproduce(read)
    assert found.problems == ()
    return found


class TestHonest:
    """A table printed from exact assessments is never IRRECONCILABLE under the reading that printed it."""

    @FEW
    @given(leagues(), st.data(), st.sampled_from(HALVES))
    def test_printed_to_the_nearest(self, sheets: list[ScoreSheet], data: st.DataObject, mode: Mode) -> None:
        """Any half mode and any digits, column by column, fit the reading ``half``."""
        found = honest(sheets, data, mode, "half")
        assert [each for each in found.relations if each.verdict == "IRRECONCILABLE"] == []

    @FEW
    @given(leagues(), st.data())
    def test_cut_off(self, sheets: list[ScoreSheet], data: st.DataObject) -> None:
        """Figures that were cut off fit the reading ``truncate``."""
        found = honest(sheets, data, "down", "truncate")
        assert [each for each in found.relations if each.verdict == "IRRECONCILABLE"] == []


def direct(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item whose leaves all take points directly, and apply."""
    rest = {name: each for name, each in item.items() if name not in {"scale", "items", "not_applicable"}}
    if "scale" in item:
        return rest | {"scale": {"method": "direct"}}
    return rest | {"items": [direct(each) for each in item["items"]]}


class TestAgainstTheEngine:
    """The ends of the interval of a total are what the engine gives for the ends of its parts."""

    @given(st.data())
    def test_the_ends_are_scores(self, data: st.DataObject) -> None:
        """With every leaf printed and none rounded, the ends of total and index are the engine's."""
        tree = ruleset_tree(lambda n: data.draw(st.integers(0, n - 1)))
        tree["score"] = direct(tree["score"])
        tree["policies"]["not_applicable"]["value"] = "forbid"
        at = tree["policies"]["rounding"]["value"]["at"]
        tree["policies"]["rounding"]["value"]["at"] = [each for each in at if each != "leaf"]
        ruleset = Ruleset.model_validate(tree)
        kind = ruleset.units.kinds[0].key
        frame = frames(read_table(f"unit,kind\nx,{kind}\n".encode(), ruleset))[kind]
        nodes = [node for node in frame.nodes.values() if node.applies and not node.nodes]
        digits = data.draw(st.integers(0, 3))
        cells = []
        for node in nodes:
            least, most = (Rounding(digits, "down").units(end) for end in (node.least, node.most))
            cells.append(
                Rounding(digits, "down").text(Fraction(data.draw(st.integers(least, most)), 10**digits))
            )
        header = ["unit", "kind", *(node.item.key for node in nodes)]
        content = "\n".join([",".join(header), ",".join(["x", kind, *cells])]).encode()
        table = read_table(content, ruleset)
        tests = RowTests(table, table.rows[0], frames(table)[kind])

        whole = tests.whole(tests.spans)
        ends = []
        for end in ("least", "most"):
            entries = {}
            for node in nodes:
                span = frame.within(node, tests.spans[node.item.key])
                entries[node.item.key] = {"points": abs(getattr(span, end))}
            unit = {"key": "x", "name": "x", "kind": kind}
            assessment = Assessment.model_validate(
                {
                    "format": "1",
                    "ruleset": ruleset.id,
                    "unit": unit,
                    "period": "year",
                    "stages": {"final": {"entries": entries}},
                }
            )
            try:
                ends.append(score(ruleset, assessment, trace=False))
            except AssessmentError as error:
                assume({each.code for each in error.problems} != {"E-ABOVE"})
                raise
        assert whole.points == (ends[0].total.least, ends[1].total.least)
        assert tests.index(tests.spans) == (ends[0].index.least, ends[1].index.least)


SHAPES = {
    "sum": rules(leaf("a", max="3"), leaf("b", max="4")),
    "cap": rules(leaf("a", max="3"), leaf("b", max="4"), root={"cap": "5"}),
    "rescale": rules(group("g", leaf("a", max="3"), leaf("b", max="4"), rescale="true", max="10")),
    "rounded": rules(
        leaf("a", max="3"),
        leaf("b", max="4"),
        rounding={"digits": "0", "mode": "half-up", "at": ["leaf", "publication"]},
    ),
    "exclude": rules(
        group("g", leaf("a", max="3"), leaf("b", max="4"), rescale="true", max="10"), not_applicable="exclude"
    ),
    "penalty": rules(leaf("a", max="3"), leaf("b", max="4"), leaf("c", max="2", role="penalty")),
}
ITEMS = {"penalty": ("a", "b", "c")}


TREES = {shape: Frame(ruleset, "department", ("a", "b", "c", "total")) for shape, ruleset in SHAPES.items()}


def sum_of(shape: str, cells: dict[str, str], reading: Reading) -> Relation:
    """Return the relation between the printed parts and the printed total."""
    content = f"unit,kind,{','.join(cells)}\nx,department,{','.join(cells.values())}\n".encode()
    table = read_table(content, SHAPES[shape], reading=reading)
    return next(RowTests(table, table.rows[0], TREES[shape]).sums()).relation


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a row of a small ruleset: a figure for each part and for the total, of no or one decimal."""
    shape = draw(st.sampled_from(sorted(SHAPES)))
    cells = {}
    for key in (*ITEMS.get(shape, ("a", "b")), "total"):
        digits = draw(st.integers(0, 1))
        most = {"a": 3, "b": 4, "c": 2}.get(key, 10 if shape in {"rescale", "exclude"} else 7)
        value = Fraction(draw(st.integers(0, most * 10**digits)), 10**digits)
        cells[key] = Rounding(digits, "half-up").text(-value if key == "c" else value)
    return shape, cells


class TestMoved:
    """A figure that is moved too far is found, and the change that is offered mends it."""

    @given(rows(), st.sampled_from(("half", "truncate")), st.integers(1, 50), st.booleans())
    def test_a_moved_total_is_found(
        self,
        row: tuple[str, dict[str, str]],
        reading: Reading,
        more: int,
        up: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """A total that held, moved by more than its interval and that of its parts, no longer holds."""
        shape, cells = row
        held = sum_of(shape, cells, reading)
        assume(held.verdict != "IRRECONCILABLE")
        assert held.interval is not None
        digits = len(cells["total"].partition(".")[2])
        unit = Fraction(1, 10**digits)
        # Around 0, what was cut off can stand on either side.
        rounding = (held.interval.most - held.interval.least) + 2 * unit
        move = (rounding // unit + more) * unit
        value = Fraction(cells["total"]) + (move if up else -move)
        moved = sum_of(shape, cells | {"total": Rounding(digits, "half-up").text(value)}, reading)
        assert moved.verdict == "IRRECONCILABLE"

    @given(rows(), st.sampled_from(("half", "truncate")), st.data())
    def test_a_moved_part_is_found_unless_a_limit_hides_it(
        self, row: tuple[str, dict[str, str]], reading: Reading, data: st.DataObject
    ) -> None:
        """In a plain sum, a part moved by more than the rounding of all cells makes it IRRECONCILABLE."""
        cells = {key: row[1][key] for key in ("a", "b")}
        total = sum((Fraction(cell) for cell in cells.values()), Fraction(0))
        mode: Mode = "half-up" if reading == "half" else "down"
        cells["total"] = text(total, data.draw(st.integers(0, 1)), mode)
        assert sum_of("sum", cells, reading).verdict != "IRRECONCILABLE"
        key = data.draw(st.sampled_from(("a", "b")))
        digits = len(cells[key].partition(".")[2])
        rounding = sum(2 * Fraction(1, 10 ** len(cell.partition(".")[2])) for cell in cells.values())
        value = Fraction(data.draw(st.integers(0, 4 * 10**digits)), 10**digits)
        assume(abs(value - Fraction(cells[key])) > rounding)
        moved = sum_of("sum", cells | {key: Rounding(digits, "half-up").text(value)}, reading)
        assert moved.verdict == "IRRECONCILABLE"

    @FEWER
    @given(rows(), st.sampled_from(("half", "truncate")))
    def test_the_repair_is_the_smallest(self, row: tuple[str, dict[str, str]], reading: Reading) -> None:
        """Of all figures that a cell could hold, those of its repair hold, and none that is nearer does."""
        shape, cells = row
        found = sum_of(shape, cells, reading)
        assume(found.verdict == "IRRECONCILABLE")
        repairs = {each.column: each for each in found.repairs}
        most = {"a": 3, "b": 4, "c": 2}
        for key, printed in cells.items():
            digits = len(printed.partition(".")[2])
            unit = Fraction(1, 10**digits)
            top = most.get(key, 5 if shape == "cap" else 10 if shape in {"rescale", "exclude"} else 7)
            holding = []
            for place in range(top * 10**digits + 1):
                value = -place * unit if key == "c" else place * unit
                again = sum_of(shape, cells | {key: Rounding(digits, "half-up").text(value)}, reading)
                if again.verdict != "IRRECONCILABLE":
                    holding.append(value)
            assert bool(holding) == (key in repairs)
            if holding:
                repair = repairs[key]
                moves = [value - Fraction(printed) for value in holding]
                assert abs(repair.move) == min(abs(move) for move in moves)
                assert repair.move in moves
                assert {repair.least, repair.most} <= {*holding}
        sizes = [each.size for each in found.repairs]
        assert sizes == sorted(sizes)
