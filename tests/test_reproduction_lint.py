"""The linter of printed tables: each code with a table that has it, and no finding in a good one."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import pytest
from helpers import BANDS, group, leaf, ruleset
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.errors import AssessmentError, Problem
from parindex.exact import Rounding, RoundingMode
from parindex.messages import MESSAGES
from parindex.ranking import places
from parindex.reproduction.lint import lint
from parindex.reproduction.printed import Reading
from parindex.reproduction.table import read_table
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

ONE_KIND = {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]}
NAMES = {"home": "Sở Nội vụ", "law-1": "Sở Tư pháp", "law-2": "Sở Tư pháp"}
LIST = [{"key": key, "name": {"vi": name}, "kind": "department"} for key, name in NAMES.items()]
RULES = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND)
LISTED = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND | {"units": LIST})
OF_70 = ruleset(leaf("a", max="40"), leaf("b", max="30"), units=ONE_KIND)
PENAL = ruleset(group("g", leaf("a"), leaf("p", role="penalty", max="5")), units=ONE_KIND)
TWO_KINDS = ruleset(
    leaf("a", max="60"),
    leaf("b", max="40", applies_to=["department"]),
    leaf("c", max="40", applies_to=["district"]),
    root={"max": "100"},
)


def found(text: str, rules: Ruleset = RULES, *, summary: str | None = None) -> tuple[Problem, ...]:
    """Return what the linter finds in a table."""
    beneath = None if summary is None else summary.encode()
    return lint(read_table(text.encode(), rules, file="t.csv", summary=beneath, summary_file="s.csv"))


def said(text: str, rules: Ruleset = RULES, *, summary: str | None = None) -> list[str]:
    """Return the place, the code and the path of each finding."""
    return [f"{each.place} {each.code} {each.at}" for each in found(text, rules, summary=summary)]


def numbered(header: str, values: list[str]) -> str:
    """Return a table of units that are numbered."""
    return "\n".join([header, *(f"u{at},{value}" for at, value in enumerate(values, 1))])


# Each code


class Bad(NamedTuple):
    """A table with one fault, and the line that says so in both languages."""

    text: str
    vi: str
    en: str
    rules: Ruleset = RULES


BAD = {
    "W-UNIT": Bad(
        "unit,total\nsở nội vụ,88.40\nSở Nội vu thành phố,80.10\n",
        "t.csv:3:1: W-UNIT Sở Nội vu thành phố: đơn vị `Sở Nội vu thành phố` không có trong danh sách của "
        "bộ tiêu chí; có phải là `Sở Nội vụ`?",
        "t.csv:3:1: W-UNIT Sở Nội vu thành phố: the unit `Sở Nội vu thành phố` is not in the ruleset's list; "
        "did you mean `Sở Nội vụ`?",
        LISTED,
    ),
    "E-PRINTED-TWICE": Bad(
        "unit,total\nSở Y tế,88.40\nSở Nội vụ,87.00\nSỞ  Y TẾ,88.40\n",
        "t.csv:4:1: E-PRINTED-TWICE SỞ Y TẾ: đơn vị `SỞ Y TẾ` đã có ở hàng 1; giữ lại một trong hai hàng",
        "t.csv:4:1: E-PRINTED-TWICE SỞ Y TẾ: the unit `SỞ Y TẾ` is in row 1 already; "
        "keep one of the two rows",
    ),
    "E-PRINTED-COMMA": Bad(
        'unit,total\nx,88.40\ny,"87,10"\nz,86.00\n',
        "t.csv:3:3: E-PRINTED-COMMA total: cột `total` có cả dấu phẩy và dấu chấm thập phân: `87,10` và "
        "`88.40`; viết mọi số trong cột theo một cách",
        "t.csv:3:3: E-PRINTED-COMMA total: the column `total` has both the decimal comma and the point: "
        "`87,10` and `88.40`; write every number of the column in one way",
    ),
    "W-PRINTED-RANKS": Bad(
        numbered("unit,rank,total", [f"{rank},{rank}" for rank in (1, 2, 3, 4, 5, 6)]),
        "t.csv:2:6: W-PRINTED-RANKS total: cột `total` có vẻ là thứ hạng, không phải điểm: "
        "1, 2, 3, 4, 5 …; ghi thứ hạng vào cột rank, điểm vào cột này",
        "t.csv:2:6: W-PRINTED-RANKS total: the column `total` seems to hold ranks, not points: "
        "1, 2, 3, 4, 5 …; put the ranks in the column rank, and the points here",
    ),
    "E-PRINTED-SHIFT": Bad(
        "unit,a,b,total\nx,55.00,38.20,93.20\ny,38.10,85.10,\n",
        "t.csv:3:3: E-PRINTED-SHIFT y: số không vừa với cột của mình mà vừa với cột bên cạnh ở 1 hàng: "
        "a → b, b → total; đối chiếu tiêu đề cột và thứ tự các ô với bảng gốc",
        "t.csv:3:3: E-PRINTED-SHIFT y: the figures do not fit their own columns and fit those beside them "
        "in 1 of the rows: a → b, b → total; compare the headers and the order of the cells with the "
        "printed table",
    ),
    "W-PRINTED-PERCENT": Bad(
        "unit,a,b,total\nx,31.00,90.10,67.04\ny,30.10,88.00,65.30\n",
        "t.csv:2:9: W-PRINTED-PERCENT x.b: cột `b` có số lớn hơn điểm tối đa 40 ở 2 hàng như `90.10`, "
        "và mọi số đều vừa với phần trăm; đổi tên cột thành `b%` nếu đó là phần trăm của điểm tối đa",
        "t.csv:2:9: W-PRINTED-PERCENT x.b: the column `b` is above its max of 40 in 2 of the rows, such as "
        "`90.10`, and all of it fits as percent; call the column `b%` if it holds percent of the max",
    ),
    "E-PRINTED-RANGE": Bad(
        "unit,a,b,total\nx,55.00,38.20,93.20\ny,54.10,40.10,94.20\nz,50.00,30.00,80.00\n",
        "t.csv:3:9: E-PRINTED-RANGE y.b: `40.10` nằm ngoài khoảng từ 0 đến 40 của cột `b`; đối chiếu với "
        "bảng gốc và điểm tối đa",
        "t.csv:3:9: E-PRINTED-RANGE y.b: `40.10` is outside 0 to 40, which the column `b` can hold; "
        "compare with the printed table and with the max",
    ),
}


@pytest.mark.parametrize("code", BAD)
def test_each_code_has_a_table(code: str) -> None:
    """Each finding has its code, its place and its words in both languages, and is the only one."""
    bad = BAD[code]
    (only,) = found(bad.text, bad.rules)

    assert only.code == code
    assert only.line("vi") == bad.vi
    assert only.line("en") == bad.en
    assert only.severity == ("warning" if code.startswith("W") else "error")


def test_every_code_of_the_linter_is_shown() -> None:
    """Each code of printed tables but those of the reader has a table here."""
    ours = {code for code in MESSAGES if "-PRINTED-" in code} - {"E-PRINTED-COLUMN", "E-PRINTED-KIND"}
    assert ours | {"W-UNIT"} == set(BAD)


# Units


def test_a_name_that_two_units_share_needs_the_key() -> None:
    """One of two units of a name is not found by it; the name itself is no suggestion, and a far one none."""
    shared, far = found("unit,total\nSở Tư pháp,80\nUBND xã,70\nlaw-1,60\n", LISTED)

    assert (shared.code, shared.hint("en")) == ("W-UNIT", "look at the unit's key")
    assert (far.code, far.hint("vi")) == ("W-UNIT", "kiểm tra khoá của đơn vị")


def test_only_some_unknown_units_have_a_suggestion() -> None:
    """Of many units that are not listed the first hundred have a suggestion."""
    many = "\n".join(["unit,total", *(f"Sở Nội vụ {at},50" for at in range(103))])
    hints = [each.hint("vi") for each in found(many, LISTED)]
    assert hints == ["có phải là `Sở Nội vụ`?"] * 100 + ["kiểm tra khoá của đơn vị"] * 3


def test_units_apart_by_a_mark_are_two() -> None:
    """Marks tell units apart; a unit of each kind may have one name."""
    assert said("unit,total\nTân Lập,80.00\nTân Lạp,70.00\n") == []
    assert said("unit,kind,total\nx,department,8\nx,district,7\nx,district,7\n", TWO_KINDS) == [
        "t.csv:4:1 E-PRINTED-TWICE x"
    ]


# Commas and points


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (['"8,5"', '"7,25"'], []),
        (["8.5", "7.25"], []),
        (['"8,5"', "7", '"6,5"', "5.5"], ["t.csv:5:4 E-PRINTED-COMMA a"]),
        (['"1,234.5"', "7"], ["t.csv:2:4 E-PRINTED-COMMA a"]),
        (['"khoảng 8,5"', "7.5"], []),
    ],
)
def test_commas_and_points(texts: list[str], wanted: list[str]) -> None:
    """One notation is none of our business; of two, the rarer is pointed at; words are no numbers."""
    assert said(numbered("unit,a", texts)) == wanted


def test_commas_and_points_beneath() -> None:
    """The figures beneath, and those of the year before, are one column."""
    summary = 'figure,of,printed,unit,before\nmean,total,88.4,,\ndifference,total,1.5,x,"86,9"\n'
    assert said("unit,total\nx,88.4\n", summary=summary) == ["s.csv:3:24 E-PRINTED-COMMA printed"]


# Ranks


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (numbered("unit,total", [str(at) for at in range(10, 0, -1)]), ["t.csv:2:4 W-PRINTED-RANKS total"]),
        (
            numbered("unit,a,total", [f"{at},{at}" for at in range(10, 0, -1)]),
            ["t.csv:2:7 W-PRINTED-RANKS total"],
        ),
        (numbered("unit,total", [str(at) for at in range(9, 0, -1)]), []),
        (numbered("unit,total", [f"{at}.0" for at in range(10, 0, -1)]), []),
        (numbered("unit,a", [str(at) for at in range(10, 0, -1)]), []),
        (numbered("unit,rank,a", [f"{at},{at}" for at in (3, 1, 2, 5, 4)]), ["t.csv:2:6 W-PRINTED-RANKS a"]),
        (numbered("unit,rank,a", [f"{at},{at}" for at in (3, 1, 2, 4)]), []),
        (numbered("unit,rank,a", [f"{at},{at}" for at in (3, 1, 2, 4, 2, 2)] + ["6,5"]), []),
        (numbered("unit,rank,total", [f"{at},{at}" for at in (1, 2, 3, 4, 5)] + [",6"]), []),
    ],
)
def test_ranks_for_points(text: str, wanted: list[str]) -> None:
    """A column is that of ranks when five agree with those beside them, or ten with none beside them."""
    assert [each for each in said(text) if "RANKS" in each] == wanted


def test_ranks_beyond_the_max_are_said_once() -> None:
    """What is explained as ranks has no other finding."""
    text = numbered("unit,rank,b", [f"{at},{at}" for at in range(1, 46)])
    assert said(text) == ["t.csv:2:6 W-PRINTED-RANKS b"]


# Shifts


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("unit,a,b,total\nx,38.10,55.20,93.30\ny,35.00,50.10,85.10\n", "a → b, b → a"),
        ("unit,a,b,total\nx,,55.00,38.20\n", "b → a, total → b"),
        ("unit,a,b,total\nx,,55.00,93.20\n", ""),
        ("unit,a,b\nx,55.00,41.00\n", ""),
        ("unit,rank,a,b\nx,55.5,38.1,\n", "rank → a, a → b"),
        ("unit,rank,a\nx,55.5,3\n", "rank → a, a → rank"),
        ("unit,rank,a\nx,55.5,0\n", ""),
        ("unit,b,band\nx,tốt,35.0\n", "b → band, band → b"),
        ("unit,band,b\nx,35.0,Tốt\n", "band → b, b → band"),
        ("unit,sent,total\nx,-3,\n", ""),
        ("unit,kind,b\nx,department,department\n", ""),
        ('unit,a,b\nx,"38,1",55.2\ny,35.5,"50,1"\n', "a → b, b → a"),
    ],
)
def test_shifts(text: str, columns: str) -> None:
    """Cells that slid one column, or two that changed places, are told where they belong."""
    shifted = [each for each in found(text) if each.code == "E-PRINTED-SHIFT"]
    assert [dict(each.details)["columns"] for each in shifted] == ([columns] if columns else [])


def test_a_band_fits_anywhere_without_bands() -> None:
    """A ruleset without bands has nothing to say about a band."""
    rules = ruleset(leaf("a"), units=ONE_KIND, bands=[])
    assert said("unit,a,band\nx,9.5,Tốt\n", rules) == []
    assert len(BANDS) == 3


# Percent and ranges


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("unit,total\nx,83.10\ny,60\n", ["E-PRINTED-RANGE"]),
        ("unit,total\nx,83.10\ny,80\nz,60\n", ["W-PRINTED-PERCENT"]),
        ("unit,total\nx,83.10\ny,180\n", ["E-PRINTED-RANGE", "E-PRINTED-RANGE"]),
        ("unit,total\nx,83.10\ny,80\nz,-1\n", ["E-PRINTED-RANGE", "E-PRINTED-RANGE", "E-PRINTED-RANGE"]),
        ("unit,index\nx,101\n", ["E-PRINTED-RANGE"]),
        ("unit,b%\nx,101\n", ["E-PRINTED-RANGE"]),
        ("unit,total\nx,70.4\n", ["W-PRINTED-PERCENT"]),
        ("unit,total\nx,70\n", []),
    ],
)
def test_percent_for_points(text: str, wanted: list[str]) -> None:
    """A column is one of percent when most of it is above the max and all of it within 100."""
    assert [each.code for each in found(text, OF_70)] == wanted


def test_percent_of_the_whole_is_the_index() -> None:
    """Percent in the column of the total belongs in that of the index."""
    (only,) = found("unit,total\nx,89.45\n", OF_70)
    assert "`index`" in only.hint("en")


def test_decimals_are_allowed_for() -> None:
    """A max of 31.5 may be printed as 32, and not as 32.0; a penalty is below zero."""
    rules = load("national/ministries@2023")
    assert said("unit,survey\nministry-of-justice,32\n", rules) == []
    assert said("unit,survey\nministry-of-justice,32.0\nministry-of-health,20\n", rules) == [
        "t.csv:2:21 E-PRINTED-RANGE ministry-of-justice.survey"
    ]
    assert said("unit,p,a\nx,2,9\ny,-2,9\n", PENAL) == ["t.csv:2:3 E-PRINTED-RANGE x.p"]


def test_an_item_that_does_not_apply_has_no_points() -> None:
    """Each row has the maxima of its kind; what applies to another kind is 0."""
    text = "unit,kind,b,c\nx,department,35.5,0\ny,district,0,35.5\nz,district,12.5,30.5\nv,district,0,1\n"
    assert said(text, TWO_KINDS) == ["t.csv:4:12 E-PRINTED-RANGE z.b"]


def test_findings_stand_in_the_order_of_the_table() -> None:
    """Findings follow the lines, then the columns; those beneath come last."""
    text = "unit,a,b\nx,61.0,41.0\ny,61.0,1.0\nx,1.0,1.0\nz,1.0,1.0\n"
    assert said(text) == [
        "t.csv:2:3 E-PRINTED-RANGE x.a",
        "t.csv:2:8 E-PRINTED-RANGE x.b",
        "t.csv:3:3 E-PRINTED-RANGE y.a",
        "t.csv:4:1 E-PRINTED-TWICE x",
    ]


def test_an_empty_table_has_no_finding() -> None:
    """A header alone is no fault."""
    assert said("unit,a,total,rank\n") == []


# Good tables

MODES: tuple[RoundingMode, ...] = ("half-up", "half-even", "down")


@st.composite
def leagues(draw: st.DrawFn) -> list[ScoreSheet]:
    """Draw one to six complete score sheets of units of one kind under one random ruleset."""

    def pick(n: int) -> int:
        return draw(st.integers(0, n - 1))

    tree = ruleset_tree(pick)
    sheets = []
    for number in range(draw(st.integers(1, 6))):
        assessment = assessment_tree(pick, tree | {"units": {"kinds": tree["units"]["kinds"][:1]}})
        assessment["unit"]["key"] = f"unit-{number}"
        try:
            scored = score(Ruleset.model_validate(tree), Assessment.model_validate(assessment), trace=False)
        except AssessmentError as error:
            assume({each.code for each in error.problems}.isdisjoint({"E-ABOVE", "E-NOTHING-APPLIES"}))
            raise
        assume(scored.complete)
        sheets.append(scored)
    return sheets


@settings(max_examples=30)
@given(leagues(), st.integers(0, 4), st.sampled_from(MODES), st.sampled_from(".,"))
def test_a_good_table_has_no_finding(
    sheets: list[ScoreSheet], digits: int, mode: RoundingMode, mark: str
) -> None:
    """A table printed from exact assessments, by any policy and in either notation, has no finding."""
    rounding = Rounding(digits, mode)
    ranks = places({sheet.unit.key: sheet.index.least for sheet in sheets}, "competition")
    keys = [line.item.key for line in each_line(sheets[0].lines)]
    rows = [",".join(["unit", *keys, "total", "index", "band", "rank"])]
    for sheet in sheets:
        figures: list[Fraction] = [line.least for line in each_line(sheet.lines)]
        texts = [rounding.text(each) for each in (*figures, sheet.total.least, sheet.index.least)]
        written = [f'"{text.replace(".", mark)}"' for text in texts]
        band = sheet.band.key if sheet.band else ""
        rows.append(",".join([sheet.unit.key, *written, band, str(ranks[sheet.unit.key])]))
    rules, kind = sheets[0].ruleset, sheets[0].unit.kind
    reading: Reading = "truncate" if mode == "down" else "half"
    table = read_table("\n".join(rows).encode(), rules, kind=kind, reading=reading)

    assert [str(each) for each in lint(table)] == []
