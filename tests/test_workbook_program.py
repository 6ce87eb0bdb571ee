"""A ruleset as spreadsheet formulas against the exact engine: what is shown is right, or is not shown."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import accumulate
from pathlib import Path

import filled as forms
import pytest
import recalculation
from helpers import leaf, named, ruleset, worked, worked_entries
from spreadsheets import Arithmetic, Value, names, sheet

from parindex.errors import AssessmentError, UsageError
from parindex.exact import decimal_text
from parindex.ruleset.catalog import available, declaration, load
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree
from parindex.workbook.program import Program, program
from parindex.workbook.publication import DOUBT
from parindex.workbook.values import values

THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
RULESETS = 5_000 if THOROUGH else 60
ASSESSMENTS = 600 if THOROUGH else 4  # of each kind of unit of each shipped ruleset
COMPUTED = 210 if THOROUGH else 3  # by LibreOffice
BOTH: tuple[Arithmetic, ...] = ("strict", "lax")
EXAMPLE = "example/department@2024"
F = Fraction


def shipped() -> Iterator[tuple[Ruleset, str]]:
    """Give each shipped ruleset with each kind of unit."""
    for ident in available():
        found = declaration(ident)
        if isinstance(found, Ruleset):
            yield from ((found, kind.key) for kind in found.units.kinds)


@cache
def made(ident: str, kind: str) -> Program:
    """Make the program of a shipped ruleset, once."""
    return program(load(ident), kind)


def drawn(rules: Ruleset, kind: str, seed: str) -> dict[str, object]:
    """Draw entries; a third of them bring the whole to an edge or a tie where one leaf can."""
    pick = random.Random(seed).randrange
    found = forms.entered(rules, kind, pick)
    return (forms.aimed(rules, kind, found, pick) or found) if not pick(3) else found


def judged(form: Program, shown: dict[str, Value], rules: Ruleset, found: dict[str, object]) -> Counter[str]:
    """Compare a form with the engine; where the engine refuses, the form may show no total."""
    total = shown["p_" + rules.score.key.replace("-", "_")]
    try:
        scored = score(rules, forms.assessed(rules, form.kind, found), trace=False)
    except AssessmentError:
        assert not isinstance(total, float)
        return Counter(refused=1)
    compared = forms.compare(form, shown, scored)
    assert compared.differences == []
    return Counter(complete=scored.complete, figures=compared.shown, doubts=len(compared.doubts))


def test_shipped_rulesets() -> None:
    """For every shipped ruleset and kind of unit each cell shows what the engine gives, also at edges."""
    count: Counter[str] = Counter()
    for rules, kind in shipped():
        form = made(rules.id, kind)
        assert form.unproved == ()
        large = len(form.cells) > 1000 and not THOROUGH  # compiling thousands of formulas takes a second
        for arithmetic in BOTH[large:]:
            run = sheet(form, arithmetic)
            for seed in range(ASSESSMENTS):
                found = drawn(rules, kind, f"{rules.id} {kind} {arithmetic} {seed}")
                filled = forms.filled(form, forms.entries(forms.assessed(rules, kind, found)))
                count += judged(form, run(filled), rules, found)
    assert count["complete"] > 10
    assert count["doubts"] < count["figures"] / 500


@pytest.mark.parametrize("batch", range(RULESETS // 20))
def test_random_rulesets(batch: int) -> None:
    """For random rulesets with every policy and state, no cell shows another figure than the engine."""
    for seed in range(batch * 20, batch * 20 + 20):
        pick = random.Random(seed).randrange
        tree = ruleset_tree(pick, decimal=not seed % 3)
        rules = Ruleset.model_validate(tree)
        entered = assessment_tree(pick, tree, decimal=not seed % 3)
        kind = entered["unit"]["kind"]
        found: dict[str, object] = {}
        for stage in entered["stages"].values():
            found |= {key: {**entry} for key, entry in stage["entries"].items()}
        for entry in found.values():
            entry.pop("changed", None)  # type: ignore[attr-defined]  # entries are plain trees
        if not seed % 3:
            found = forms.aimed(rules, kind, found, pick) or found
        form = program(rules, kind)
        assert form.unproved == ()
        filled = forms.filled(form, forms.entries(forms.assessed(rules, kind, found)))
        judged(form, sheet(form, BOTH[seed % 2])(filled), rules, found)


def test_limits_of_formulas() -> None:
    """No formula comes near what a program can read, and each reads only inputs and cells before it."""
    for rules, kind in shipped():
        form = made(rules.id, kind)
        known = {each.name for each in form.inputs}
        for cell in form.cells:
            assert len(cell.formula) < 4096
            assert max(accumulate((text == "(") - (text == ")") for text in cell.formula)) < 32
            assert set(names(cell.formula)) <= known
            assert all(len(text) <= 255 for text in re.findall('"((?:[^"]|"")*)"', cell.formula))
            known.add(cell.name)
        assert len(known) == len(form.inputs) + len(form.cells)
        assert {each.name for each in form.outputs} <= known
        assert all(re.fullmatch("[a-z]+_[a-z0-9_]+", name) and len(name) < 255 for name in known)


def test_same_cells_every_time() -> None:
    """A program is a function of the ruleset: the same cells in the same order."""
    rules = load(EXAMPLE)
    assert program(rules, "department") == made(EXAMPLE, "department")


def test_places() -> None:
    """Names with an address are replaced, others stay, and texts are left alone."""
    form = program(ruleset(leaf("x", {"method": "levels", "levels": named(("st-x", "10"))})), "department")
    placed = form.place({"st_x": "Calc!$B$2", "s_x": "Form!$C$3"})
    assert placed["t_x"].startswith("=IF(Calc!$B$2=0,1,")
    assert placed["st_x"].startswith('=IF(Form!$C$3="",f_x__level,')
    assert form.place()["t_x"].startswith("=IF(st_x=0,1,")


def test_unknown_kind() -> None:
    """A kind of unit that the ruleset does not have is refused with those it has."""
    with pytest.raises(UsageError) as caught:
        program(load(EXAMPLE), "ministry")
    assert caught.value.problems[0].code == "E-KIND"


def test_english() -> None:
    """A form in English speaks English where people read and choose."""
    form = program(ruleset(leaf("x")), "department", "en")
    assert values(form)["z_total"] == "Incomplete"
    assert next(each for each in form.inputs if each.field == "state").choices[0].label == "Zero"


def test_worked_example() -> None:
    """The worked example of the semantics comes out: 79,42, Khá, and the points to Tốt."""
    form = program(worked(), "department")
    found = forms.entries(forms.assessed(worked(), "department", worked_entries()))
    shown = sheet(form)(forms.filled(form, found))
    assert [shown[name] for name in ("p_total", "o_index", "o_band", "o_next", "o_gap", "o_missing")] == [
        79.42,
        79.42,
        "Khá",
        "Tốt",
        5.59,
        0.0,
    ]


# One leaf at a time


def one(scale: Mapping[str, object], **fields: object) -> tuple[Program, Ruleset]:
    """Make a form of one leaf ``x`` out of 10."""
    rules = ruleset(leaf("x", dict(scale), **fields))
    return program(rules, "department"), rules


def total(form: Program, **filled: Value) -> list[Value]:
    """Fill in and return the points and the state of the leaf, and the total."""
    named_ = {name if name in {"s_x", "w_x"} else f"i_x__{name}": each for name, each in filled.items()}
    shown = sheet(form, "lax")(named_)
    return [shown["p_x"], shown["z_x"], shown["p_total"]]


RATIO = {"method": "ratio"}


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        ({}, ["", "Chưa có kết quả", ""]),
        ({"done": 3.0}, ["", "Chưa điền đủ", ""]),
        ({"done": 3.0, "planned": 4.0}, [7.5, "Đã có kết quả", 7.5]),
        ({"done": 0.1, "planned": 0.3}, [3.33, "Đã có kết quả", 3.33]),
        ({"value": 0.75}, [7.5, "Đã có kết quả", 7.5]),
        ({"value": 0.7500001}, ["", "Số liệu sai", ""]),
        ({"value": 1.1}, ["", "Số liệu sai", ""]),
        ({"value": 0.5, "done": 1.0}, ["", "Số liệu sai", ""]),
        ({"done": "3", "planned": 4.0}, ["", "Số liệu sai", ""]),
        ({"done": 5.0, "planned": 4.0}, ["", "Số liệu sai", ""]),
        ({"done": 0.0, "planned": 0.0}, ["", "Số liệu sai", ""]),
        ({"done": -1.0, "planned": 4.0}, ["", "Số liệu sai", ""]),
        ({"done": 1e15, "planned": 1e15}, ["", "Số liệu sai", ""]),
        ({"done": 999999999999999.0, "planned": 999999999999999.0}, [10.0, "Đã có kết quả", 10.0]),
        ({"done": 0.5, "planned": 2e9}, [DOUBT[0], "Cần parindex", DOUBT[0]]),
        ({"s_x": "Bằng không"}, [0.0, "Bằng không", 0.0]),
        ({"s_x": "bằng KHÔNG"}, [0.0, "Bằng không", 0.0]),
        ({"s_x": "Không được chấp nhận"}, ["", "Chưa điền đủ", ""]),
        ({"s_x": "Không được chấp nhận", "w_x": " "}, ["", "Chưa điền đủ", ""]),
        ({"s_x": "Không được chấp nhận", "w_x": "thiếu dấu"}, [0.0, "Không được chấp nhận", 0.0]),
        ({"s_x": "Không áp dụng", "w_x": "lý do"}, ["", "Số liệu sai", ""]),
        ({"s_x": "Bằng không", "value": 1.0}, ["", "Số liệu sai", ""]),
        ({"s_x": "khác"}, ["", "Số liệu sai", ""]),
    ],
)
def test_what_is_filled_in(filled: dict[str, Value], expected: list[Value]) -> None:
    """A cell is blank, wrong, filled in partly, beyond the formulas or right; only the last shows points."""
    form, _ = one(RATIO)
    assert total(form, **filled) == expected


def test_levels_and_ticks() -> None:
    """A choice that is not in its list is wrong, a tick is x or no, and nothing ticked is said by a no."""
    form, _ = one({"method": "levels", "levels": named(("good", "10"), ("bad", "0"))})
    assert total(form, level=form.inputs[0].choices[0].label) == [10.0, "Đã có kết quả", 10.0]
    assert total(form, level="fair") == ["", "Số liệu sai", ""]
    form, _ = one({"method": "checklist", "ticks": named(("a", "4"), ("b", "6"))})
    assert total(form, ticks__a="X", ticks__b="không") == [4.0, "Đã có kết quả", 4.0]
    assert total(form, ticks__a="không", ticks__b="KHÔNG") == [0.0, "Đã có kết quả", 0.0]
    assert total(form, ticks__b=1.0) == ["", "Số liệu sai", ""]


KINDS = [{"key": key, "name": {"vi": key.title()}, "points": "1"} for key in ("minor", "major")]
OPTIONS = [
    {"key": key, "name": {"vi": key.title()}, "share": share} for key, share in (("a", "1"), ("b", "0"))
]
GROUPS = [{"key": key, "name": {"vi": key.title()}, "weight": "1/2"} for key in ("x", "y")]
MANY = named(*((f"tick-{at}", decimal_text(F(10, 100))) for at in range(100)))
PARTLY: list[Value] = ["", "Chưa điền đủ", ""]


@pytest.mark.parametrize(
    ("scale", "field", "none"),
    [
        ({"method": "checklist", "ticks": named(("a", "4"), ("b", "6"))}, "ticks", "không"),
        ({"method": "checklist", "ticks": MANY}, "ticks", "không"),
        ({"method": "deduction", "kinds": KINDS}, "counts", 0.0),
        ({"method": "survey", "options": OPTIONS, "groups": GROUPS}, "tallies", 1.0),
        ({"method": "survey", "options": OPTIONS, "groups": GROUPS, "empty": "reweight"}, "tallies", 1.0),
    ],
)
def test_nothing_is_shown_before_every_cell_is_filled_in(
    scale: dict[str, object], field: str, none: Value
) -> None:
    """While one tick, count or ballot of an item is blank the item has no points, and the whole no total."""
    form, _ = one(scale)
    names_ = [each.name.removeprefix("i_x__") for each in form.inputs if each.field == field]
    whole: dict[str, Value] = dict.fromkeys(names_, none)
    assert isinstance(total(form, **whole)[0], float)
    for name in {names_[0], names_[len(names_) // 2], names_[-1]}:
        assert total(form, **{key: value for key, value in whole.items() if key != name}) == PARTLY
        assert total(form, **{name: none}) == PARTLY
        assert total(form, **{**whole, name: "?"}) == ["", "Số liệu sai", ""]


def test_numbers() -> None:
    """A number of days needs no most, a count has one where its top step says so, and a grid is a grid."""
    steps = [{"from": "6", "points": "0"}, {"from": "0", "points": "10"}]
    form, _ = one({"method": "steps", "of": "days-late", "steps": steps})
    assert total(form, value=5.0)[0] == 10.0
    assert total(form, value=7e13)[0] == 0.0
    assert total(form, value=5.5)[1] == "Số liệu sai"
    form, _ = one({"method": "direct", "grid": "0.25"})
    assert total(form, points=9.75)[0] == 9.75
    assert total(form, points=9.8)[1] == "Số liệu sai"
    assert total(form, points=2e9)[1] == "Cần parindex"


def test_counts_beyond_proof() -> None:
    """A count that no formula is proven for needs parindex; it is not cut."""
    form, _ = one({"method": "count", "each": "0.25"}, role=None)
    assert total(form, count=4.0)[0] == 1.0
    assert total(form, count=4.5)[1] == "Số liệu sai"
    assert total(form, count=9e14) == [DOUBT[0], "Cần parindex", DOUBT[0]]


def test_what_cannot_be_proven() -> None:
    """An item that no bound proves is named, and needs parindex as soon as something is filled in."""
    many = named(*((f"level-{at}", decimal_text(F(at, 5))) for at in range(50, -1, -1)))
    form, _ = one({"method": "levels", "levels": many})
    assert [(each.item, each.reason) for each in form.unproved] == [("x", "51 levels")]
    assert total(form) == ["", "Chưa có kết quả", ""]
    assert total(form, level=form.inputs[0].choices[3].label) == [DOUBT[0], "Cần parindex", DOUBT[0]]
    form, _ = one({"method": "ratio", "zero_below": "1/1000003"})
    assert [each.item for each in form.unproved] == ["x"]
    assert total(form, done=1.0, planned=2.0) == [DOUBT[0], "Cần parindex", DOUBT[0]]
    assert total(form, value=0.5)[0] == 5.0
    form, _ = one({"method": "direct"}, max="1000000000")
    assert [each.reason for each in form.unproved] == ["up to 1000000000"]
    form, _ = one({"method": "direct", "grid": F(1, 3)})
    assert [each.reason for each in form.unproved] == ["grid 1/3"]


def test_long_names_that_begin_alike() -> None:
    """Levels whose names are the same for hundreds of letters are still told apart, each in one text."""
    same = {"vi": "Hoàn thành " * 40}
    levels = [{"key": "a", "name": same, "points": "10"}, {"key": "b", "name": same, "points": "0"}]
    form, _ = one({"method": "levels", "levels": levels})
    labels = [each.label for each in form.inputs[0].choices]
    assert all(len(label) <= 200 for label in labels)
    assert [total(form, level=label)[0] for label in labels] == [10.0, 0.0]


def test_a_tie_that_is_not_told() -> None:
    """Where two inexact parts add up to a tie of the rounding, the cell says that it cannot tell."""
    rules = ruleset(*(leaf(key, RATIO, max="1") for key in ("a", "b")))
    form = program(rules, "department")
    given = {"a": {"done": "1", "planned": "3"}, "b": {"done": "43", "planned": "600"}}
    found = forms.assessed(rules, "department", given)
    assert score(rules, found).total.least == F(405, 1000)
    shown = sheet(form)(forms.filled(form, forms.entries(found)))
    assert [shown[name] for name in ("p_a", "p_b", "p_total", "o_index")] == [0.33, 0.07, DOUBT[0], 20.25]


def test_values_are_those_of_a_spreadsheet() -> None:
    """What a writer gives each formula is what a spreadsheet computes, blank or filled in."""
    rules = load(EXAMPLE)
    form = made(EXAMPLE, "department")
    filled = forms.filled(
        form, forms.entries(forms.assessed(rules, "department", drawn(rules, "department", "values")))
    )
    run = sheet(form)
    for given in ({}, filled):
        computed, known = run(given), values(form, given)
        assert known == {cell.name: computed[cell.name] for cell in form.cells}


@pytest.mark.skipif(recalculation.SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice(tmp_path: Path) -> None:
    """LibreOffice computes what the engine gives, in every cell that people read."""
    rules = load(EXAMPLE)
    form = made(EXAMPLE, "department")
    scored: list[ScoreSheet] = []
    filled: list[dict[str, Value]] = []
    for seed in range(4 * COMPUTED):
        found = drawn(rules, "department", f"office {seed}")
        assessment = forms.assessed(rules, "department", found)
        try:
            result = score(rules, assessment, trace=False)
        except AssessmentError:
            continue
        scored.append(result)
        filled.append(forms.filled(form, forms.entries(assessment)))
    scored, filled = scored[:COMPUTED], filled[:COMPUTED]
    rows = recalculation.write(form, filled, tmp_path / "form.xlsx")
    computed = recalculation.by_libreoffice(tmp_path / "form.xlsx", tmp_path)
    shown = recalculation.read(computed, rows, [each.name for each in form.outputs])
    compared = [forms.compare(form, each, result) for each, result in zip(shown, scored, strict=True)]
    assert [each.differences for each in compared] == [[]] * len(scored)
    assert sum(each.shown for each in compared) > 50 * len(scored)


@pytest.mark.skipif(recalculation.FORMULAS is None, reason="PARINDEX_FORMULAS_PYTHON names no Python")
def test_formulas(tmp_path: Path) -> None:
    """The library `formulas` computes what the engine gives, for a ruleset with every scale."""
    rules = worked()
    form = program(rules, "department")
    for seed in range(5):
        found = (
            {**worked_entries(), **drawn(rules, "department", f"library {seed}")}
            if seed
            else worked_entries()
        )
        assessment = forms.assessed(rules, "department", found)
        scored = score(rules, assessment, trace=False)
        path = tmp_path / f"form-{seed}.xlsx"
        rows = recalculation.write(form, [forms.filled(form, forms.entries(assessment))], path)
        cells = {each.name: f"S!A{rows[each.name]}" for each in form.outputs}
        shown = recalculation.by_formulas(path, list(cells.values()))
        compared = forms.compare(form, {name: shown[cell] for name, cell in cells.items()}, scored)
        assert compared.differences == []
