"""The report of a survey: what was read and refused, the answers, the points, and how sure they are."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest
from helpers import Plain, assess, group, leaf, ruleset
from rich.console import Console

from parindex.errors import Language, Place, problem
from parindex.exact import Interval
from parindex.fields import FrozenMap
from parindex.messages import MESSAGES
from parindex.reporting import markdown
from parindex.reporting.charts import Likert, Ranges
from parindex.reporting.table import Report, Section, Table, shown
from parindex.reporting.text import print_report
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.survey import words
from parindex.survey.counting import BallotFile, Conserved, Count, Flag, Refused
from parindex.survey.design import design
from parindex.survey.report import report
from parindex.survey.result import Certainty, Estimate, RankSet, Result, Sampling, UnitResult
from parindex.survey.sheets import BLANK, Sheets
from parindex.survey.tallies import Tallies

OPTIONS: list[Plain] = [
    {"key": key, "name": {"vi": vi, "en": en}, "share": share}
    for key, vi, en, share in (
        ("a", "Rất hài lòng", "Very satisfied", "1"),
        ("b", "Hài lòng", "Satisfied", "0.75"),
        ("c", "Bình thường", "Neither", "0.5"),
        ("d", "Không hài lòng", "Dissatisfied", "0.25"),
        ("e", "Rất không hài lòng", "Very dissatisfied", "0"),
    )
]
YES: list[Plain] = [
    {"key": "no", "name": {"vi": "Không", "en": "No"}, "share": "0"},
    {"key": "yes", "name": {"vi": "Có", "en": "Yes"}, "share": "1"},
]
GROUPS = (("deputies", "Đại biểu HĐND", "0.4"), ("people", "Người dân", "0.6"))
NAMES = ("Sở Thông tin và Truyền thông", "Sở Nội vụ", "Sở Lao động - Thương binh và Xã hội")
SEEN = {  # of each unit and group: the counts of the service, and of the notices
    0: (((6, 2, 1, 1, 0), (2, 8)), ((50, 60, 20, 10, 10), (30, 120))),
    1: (((2, 4, 3, 1, 0), (5, 5)), ((40, 30, 30, 30, 20), (75, 75))),
    2: (((1, 1, 1, 1, 1), (5, 0)), ((10, 20, 30, 40, 50), (120, 30))),
}


def rules(**values: Any) -> Ruleset:
    """Make rules with half of the points from two questions."""
    groups = [{"key": key, "name": {"vi": name}, "weight": weight} for key, name, weight in GROUPS]
    service = {"method": "survey", "options": OPTIONS, "groups": groups}
    notices = {"method": "survey", "options": YES, "groups": groups}
    asked = {
        "groups": [
            {
                "key": "deputies",
                "name": {"vi": "Đại biểu HĐND", "en": "Deputies"},
                "population": "95",
                "minimum": "5",
            },
            {"key": "people", "name": {"vi": "Người dân", "en": "People"}},
        ],
        "method": ["online", "in-person"],
        "span": {"from": "2024-11-01", "to": "2024-11-30", "assumed": "phép thử"},
        "questions": [
            {"key": "q1", "text": {"vi": "Ông/bà có hài lòng về thái độ phục vụ không?"}, "item": "service"},
            {"key": "q2", "text": {"vi": "Thủ tục có được niêm yết công khai không?"}, "item": "notices"},
        ],
    }
    inner = group(
        "survey",
        leaf("service", service, max="30", code="B.1"),
        leaf("notices", notices, max="20", code="B.2"),
        role="survey",
    )
    return ruleset(leaf("work", max="50", code="A.1"), inner, **{"survey": asked, **values})


def estimate(value: Fraction, error: str) -> Estimate:
    """Make an estimate with an interval of two standard errors."""
    half = 2 * Fraction(error)
    return Estimate(value, Fraction(error), 158, value - half, value + half)


def ballots(at: int) -> dict[str, Plain]:
    """Return the tallies of one unit by item, as an entry has them."""
    return {
        item: {
            group: {option["key"]: str(count) for option, count in zip(options, counts[which], strict=True)}
            for (group, _, _), counts in zip(GROUPS, SEEN[at], strict=True)
        }
        for which, (item, options) in enumerate((("service", OPTIONS), ("notices", YES)))
    }


def unit(rules: Ruleset, at: int) -> UnitResult:
    """Make the result of one unit: 40 points of work, and what its answers give."""
    tallies = ballots(at)
    entries = {"work": {"points": "40"}, **{key: {"tallies": tally} for key, tally in tallies.items()}}
    sheet = score(rules, assess(entries))
    points = sheet.line("survey").least
    above = [band for band in rules.bands if band.from_ > sheet.index.least]
    certainty = Certainty(
        tuple((key, estimate(sheet.line(key).least, "0.9")) for key in ("service", "notices")),
        estimate(points, "1.3"),
        estimate(sheet.index.least, "1.3"),
        above[-1] if above else None,
        estimate(sheet.index.least - above[-1].from_, "1.3") if above else None,
        tuple(zip(rules.bands, (Fraction(1, 20000), Fraction(19999, 20000), Fraction(0)), strict=False)),
    )
    return UnitResult(
        f"so-{at}", NAMES[at], "department", sheet, points, Interval(points - 9, points + 9), certainty, None
    )


def made(units: int = 3, **values: Any) -> Result:
    """Make the result of a survey of some units."""
    found = values.pop("rules", None) or rules()
    asked = design(found)
    keys = tuple(f"so-{at}" for at in range(units))
    counts = np.zeros((units, 2, 2, 5), dtype=np.int64)
    for at in range(units):
        for who, questions in enumerate(SEEN[at]):
            for which, tally in enumerate(questions):
                counts[at, who, which, : len(tally)] = tally
    sheets = Sheets(
        keys,
        np.array([1, 2, 2, 3], dtype=np.uint64),
        np.array([0, 0, 0, 1], dtype=np.int8),
        np.array([0, 0, units - 1, 0], dtype=np.int32),
        np.array([[0, 1], [1, BLANK], [2, 0], [0, 0]], dtype=np.int8),
    )
    count = Count(
        asked,
        (BallotFile("phieu.csv", 12345, "ab" * 32),),
        Conserved(650, 640, 10),
        Conserved(1300, 1270, 30),
        (
            Refused(
                "E-OPTION",
                30,
                (
                    problem("E-OPTION", found="Hài lòng lắm", known="Hài lòng").located(
                        Place("phieu.csv", 12, 5)
                    ),
                    problem("E-OPTION", found="x", known="Hài lòng"),
                ),
            ),
        ),
        (Flag("W-STRAIGHT", 7), Flag("W-FEW", 3, "so-0", "people")),
        sheets,
        Tallies(asked, keys, counts),
        FrozenMap(dict.fromkeys(keys, "department")),
    )
    results = tuple(unit(found, at) for at in range(units))
    sets = tuple(RankSet(key, at + 1, 1, at + 2, 1, 3) for at, key in enumerate(keys))
    ranks = (("department", sets),) if units > 1 else ()
    return Result(count, results, Sampling(Fraction(95, 100), 10000, 7), ranks)


@cache
def example(lang: Language = "vi", units: int = 3) -> Report:
    """Make the report of some units, once."""
    return report(made(units), command="parindex survey phieu.csv", lang=lang)


def rows(table: Table, lang: Language = "vi") -> list[list[str]]:
    """Write the cells of a table as people read them."""
    return [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def titles(table: Table) -> list[str]:
    """Return the titles of columns."""
    return [column.title for column in table.columns]


def section(found: Report, at: int) -> Section:
    """Return a section: response, refused, flags, answers, points, ranks, design."""
    return found.sections[at]


def told(found: Result, lang: Language = "vi") -> Report:
    """Make the report of a result."""
    return report(found, command="parindex survey phieu.csv", lang=lang)


def changed(found: Result, **values: Any) -> Result:
    """Return a result with another count."""
    return replace(found, count=replace(found.count, **values))


def joined(found: Sequence[str]) -> str:
    """Return sentences as one text, in which lines may break anywhere."""
    return " ".join(found).replace("\u00a0", " ")


# What comes first


def test_what_comes_first() -> None:
    """The lead says what the rules are, what was read and refused, the points, and what stays official."""
    first = example(units=1)

    assert first.title == "Kết quả điều tra xã hội học: Sở Thông tin và Truyền thông"
    assert first.lead[0].endswith("Bộ tiêu chí minh hoạ, không phải văn bản chính thức.")
    assert first.lead[1] == (
        "Đã đọc 1 tệp: 1300 câu trả lời, được tính 1270, bị loại 30; 650 dòng, được tính 640, bị loại 10."
    )
    assert first.lead[2].replace("\u00a0", " ") == (
        "Điểm điều tra: Sở Thông tin và Truyền thông 38,80 (khoảng tin cậy 95 %: 36,20 – 41,40)."
    )
    assert "khoảng tin cậy không làm thay đổi điểm" in first.lead[3]


def test_several_units_in_english() -> None:
    """Of several units the lead names the best and the worst; in English with a decimal point."""
    found = example("en")

    assert found.title == "Results of the sociological survey: 3 units"
    assert found.lead[1].startswith("1 file read: 1300 answers, 1270 counted, 30 refused; 650 rows")
    assert found.lead[2].replace("\u00a0", " ") == (
        f"Survey points: the most {NAMES[0]} 38.80 (95 % interval: 36.20 – 41.40); "
        f"the least {NAMES[2]} 14.40 (95 % interval: 11.80 – 17.00)."
    )


# Who answered, what was refused, what to look at


def test_response() -> None:
    """Each group has its people, its respondents, and how complete its sheets are, where that is known."""
    (table,) = section(example(), 0).tables

    assert rows(table) == [
        ["Đại biểu HĐND", "95", "5", "2", "2,1", "3", "5", "83,3"],
        ["Người dân", "–", "–", "1", "–", "1", "2", "100,0"],
    ]


def test_refused() -> None:
    """Each reason has its answers and the first places, each with what is wrong there."""
    (table,) = section(example(), 1).tables

    assert rows(table) == [
        [
            "phương án trả lời không có trong câu hỏi",
            "E-OPTION",
            "30",
            "phieu.csv:12:5: không có phương án trả lời `Hài lòng lắm`; không có phương án trả lời `x`",
        ]
    ]


def test_a_reason_without_words_of_its_own() -> None:
    """A code that the table of reasons has not is said in the words of its first problem."""
    other = Refused("E-UTF8", 2, (problem("E-UTF8"),))

    assert words.refusal(other, "vi") == MESSAGES["E-UTF8"]["vi"]
    assert words.refusal(Refused("E-UTF8", 2, ()), "vi") == ""


def test_flags() -> None:
    """Each flag says what it is, of which unit and group, and how many."""
    (table,) = section(example(), 2).tables

    assert [row[1:] for row in rows(table)] == [
        ["W-STRAIGHT", "", "", "7"],
        ["W-FEW", NAMES[0], "Người dân", "3"],
    ]


def test_many_units_with_the_same_flag() -> None:
    """Units with the same flag share a row, the first few by name."""
    flags = tuple(Flag("W-FEW", 0, f"so-{at}", "people") for at in range(5))
    (table,) = section(told(changed(made(), flags=flags)), 2).tables

    assert rows(table)[0][2:] == [f"{'; '.join(NAMES)}; và 2 nữa", "Người dân", "0"]


def test_nothing_refused_and_nothing_to_look_at() -> None:
    """Where nothing was refused and nothing is unusual, the report says so."""
    found = told(changed(made(1), refused=(), flags=(Flag("W-UNRATED", 1, "so-z"),)))
    calm = told(changed(made(1), refused=(), flags=()), "en")

    assert section(found, 1).paragraphs == ("Không có câu trả lời nào bị loại.",)
    assert rows(section(found, 2).tables[0])[0][2] == "so-z"
    assert section(calm, 1).paragraphs == ("No answer was refused.",)
    assert section(calm, 2).paragraphs == ("Nothing is unusual.",)


# The answers


def test_answers_of_one_unit() -> None:
    """Questions with other options have a table of their own, each group with its counts and mean share."""
    service, notices = section(example(units=1), 3).tables

    assert service.title == "B.1 Ông/bà có hài lòng về thái độ phục vụ không?"
    assert rows(service) == [
        ["Đại biểu HĐND", "6", "2", "1", "1", "0", "10", "82,5"],
        ["Người dân", "50", "60", "20", "10", "10", "150", "71,7"],
    ]
    assert rows(notices)[0] == ["Đại biểu HĐND", "2", "8", "10", "80,0"]


def test_charts_of_answers_begin_with_the_best() -> None:
    """A chart has the counts of its table, the answer worth most first, however the rules list them."""
    service, notices = (table.chart for table in section(example(units=1), 3).tables)

    assert isinstance(service, Likert)
    assert service.options[0] == "Rất hài lòng"
    assert service.rows == (("Đại biểu HĐND", (6, 2, 1, 1, 0)), ("Người dân", (50, 60, 20, 10, 10)))
    assert isinstance(notices, Likert)
    assert notices.options == ("Có", "Không")
    assert notices.rows[0] == ("Đại biểu HĐND", (8, 2))


def test_answers_of_several_units_are_added_up() -> None:
    """Several units are counted together, and the report says so."""
    found = section(example(), 3)

    assert found.paragraphs == ("Cộng trên 3 đơn vị.",)
    assert rows(found.tables[1])[1] == ["Người dân", "225", "225", "450", "50,0"]


def alike(questions: int) -> Result:
    """Make the result of a survey whose questions all have the same answers, nobody having answered."""
    listed = [{"key": f"k{at}", "text": {"vi": f"Câu {at}"}, "item": "service"} for at in range(questions)]
    stated = {
        "groups": [{"key": key, "name": {"vi": name}} for key, name, _ in GROUPS],
        "questions": [*listed, {"key": "q2", "text": {"vi": "Câu cuối"}, "item": "notices"}],
    }
    found = rules(survey=stated)
    asked = design(found)
    counts = np.zeros((1, 2, questions + 1, 5), dtype=np.int64)
    sheets = Sheets(
        ("so-0",),
        np.zeros(0, dtype=np.uint64),
        np.zeros(0, dtype=np.int8),
        np.zeros(0, dtype=np.int32),
        np.zeros((0, questions + 1), dtype=np.int8),
    )
    tallies = Tallies(asked, ("so-0",), counts)
    return changed(made(1, rules=found), design=asked, sheets=sheets, tallies=tallies)


def test_questions_with_the_same_answers_share_a_table() -> None:
    """Questions with the same answers stand together, each row named by its question and its group."""
    table = section(told(alike(2)), 3).tables[0]

    assert table.title == "Câu trả lời từ “Rất hài lòng” đến “Rất không hài lòng”"
    assert rows(table)[0] == ["B.1 Câu 0", "Đại biểu HĐND", "0", "0", "0", "0", "0", "0", "–"]
    assert isinstance(table.chart, Likert)
    assert [label for label, _ in table.chart.rows][1:3] == [
        "B.1 Câu 0 – Người dân",
        "B.1 Câu 1 – Đại biểu HĐND",
    ]
    assert rows(section(told(alike(2)), 0).tables[0])[0][3:] == ["0", "–", "0", "0", "–"]


def test_many_questions_are_split_by_group() -> None:
    """Where questions times groups are many, each group has a table and a chart of its own."""
    one, two, last = section(told(alike(13)), 3).tables

    assert (one.title, two.title, len(one.rows)) == ("Đại biểu HĐND", "Người dân", 13)
    assert rows(two)[12][:2] == ["B.1 Câu 12", "0"]
    assert last.title == "B.2 Câu cuối"


def test_a_group_that_is_not_asked_has_no_row() -> None:
    """A group that rates other kinds of units is in no table of answers."""
    stated = {
        "groups": [
            {"key": "deputies", "name": {"vi": "Đại biểu HĐND"}, "rates": ["district"]},
            {"key": "people", "name": {"vi": "Người dân"}},
        ]
    }
    table = section(told(made(1, rules=rules(survey=stated))), 3).tables[0]

    assert [row[0] for row in rows(table)] == ["Người dân"]


# The points


def test_points() -> None:
    """Each unit has its exact points, the interval, the worst cases, total, index, band; the best first."""
    table = section(example(), 4).tables[0]

    assert [row[0] for row in rows(table)] == [NAMES[0], NAMES[1], NAMES[2]]
    assert rows(table)[0][1:] == [
        "38,80",
        "36,20 – 41,40",
        "1,30",
        "29,80 – 47,80",
        "78,80",
        "78,80",
        "Khá",
    ]
    assert isinstance(table.chart, Ranges)
    assert table.chart.rows[0] == (NAMES[0], Fraction(362, 10), Fraction(388, 10), Fraction(414, 10))


def test_units_of_several_kinds_are_told_apart() -> None:
    """Units of different kinds can have different maxima: each kind has its best and its own rows."""
    found = made(rules=rules(units={"kinds": [{"key": "department", "name": {"vi": "Sở"}},
                                              {"key": "district", "name": {"vi": "Huyện"}}]}))  # fmt: skip
    other = dataclasses.replace(found.units[2], kind="district")
    report_ = told(dataclasses.replace(found, units=(*found.units[:2], other)))
    assert "Điểm điều tra, Sở: cao nhất là" in report_.lead[2]
    assert f"Điểm điều tra, Huyện: {NAMES[2]} 14,40" in report_.lead[2]
    points = section(report_, 4).tables[0]
    assert [row[1] for row in rows(points)] == ["Sở", "Sở", "Huyện"]


def test_units_that_are_not_ranked_are_named() -> None:
    """A unit that cannot be compared is missing from the ranks by name, not in silence."""
    found = made()
    kind, sets = found.ranks[0]
    told_ = told(dataclasses.replace(found, ranks=((kind, sets[:2]),)))
    assert section(told_, 5).paragraphs[1] == f"Không xếp hạng: {NAMES[2]}."


def test_index_and_bands() -> None:
    """The index has its interval, the next floor is a line of the chart, each band has its probability."""
    _, index, bands, _ = section(example(), 4).tables

    assert rows(index)[0] == [NAMES[0], "78,80", "76,20 – 81,40", "Tốt", "−1,20", "−3,80 – +1,40"]
    assert isinstance(index.chart, Ranges)
    assert index.chart.lines == (("Tốt: 80", Fraction(80)),)
    assert rows(bands)[0] == [NAMES[0], "≈ 0", "≈ 100", "≈ 0"]


def test_the_index_has_its_own_order() -> None:
    """The table of the index begins with the best index, whatever order survey points have."""
    found = made()
    first = found.units[0].certainty
    assert first is not None
    low = replace(found.units[0], certainty=replace(first, index=estimate(Fraction(1), "0.1")))
    index = section(told(replace(found, units=(low, *found.units[1:]))), 4).tables[1]

    assert [row[0] for row in rows(index)] == [NAMES[1], NAMES[2], NAMES[0]]


def test_lines_of_the_chart_of_the_index() -> None:
    """Of the floors of bands those among the intervals are drawn, and the next one above, not all."""
    bands = [
        {"key": f"b{at}", "name": {"vi": f"Mức {at}"}, "from": str(at)} for at in (90, 85, 80, 60, 20, 0)
    ]
    bands[0]["to"] = "100"
    index = section(told(made(rules=rules(bands=bands))), 4).tables[1]

    assert isinstance(index.chart, Ranges)
    assert [name for name, _ in index.chart.lines] == ["Mức 80: 80", "Mức 60: 60", "Mức 85: 85"]


def test_items() -> None:
    """A few units have the points of each item that ballots score; of one unit without its name."""
    several = section(example(), 4).tables[3]
    alone = section(example(units=1), 4).tables[3]

    assert len(several.rows) == 6
    assert rows(alone)[0] == ["B.1 Mục service", "30", "22,80", "21,00 – 24,60", "0,90", "158"]


def test_a_unit_without_an_interval() -> None:
    """What has no interval keeps its exact points, and the notes say why, units of one reason together."""
    found = made()
    bare = tuple(
        replace(each, certainty=None, without=problem("W-LONELY", group="people")) if at else each
        for at, each in enumerate(found.units)
    )
    made_ = told(replace(found, units=bare))

    assert rows(section(made_, 4).tables[0])[1][1:4] == ["28,30", "–", "–"]
    assert joined(made_.notes).count(f"Không có khoảng tin cậy ({NAMES[1]}; {NAMES[2]}): nhóm `people`") == 1
    assert rows(section(made_, 4).tables[3])[2][3:] == ["18,30", "–", "–", "–"]


def test_no_intervals_at_all() -> None:
    """Without intervals the report has exact figures only: no such column, no chart of them, no ranks."""
    found = made()
    bare = tuple(replace(each, certainty=None, bounds=None) for each in found.units)
    made_ = told(replace(found, units=bare, sampling=None, ranks=()), "en")
    points, items = section(made_, 4).tables

    assert titles(points) == ["Unit", "Survey points", "Total", "Index", "Band"]
    assert points.chart is None
    assert titles(items) == ["Unit", "Criterion", "Max", "Got"]
    assert section(made_, 5).tables == ()
    assert made_.notes[0] == "No intervals were computed."
    assert len(made_.lead) == 3
    assert "interval" not in made_.lead[2]


def test_units_without_points() -> None:
    """A unit that cannot be scored is listed with its problems; where none can, the report still stands."""
    found = made(1)
    problems = (problem("E-BALLOTS", ("entries", "service"), group="people"),)
    empty = replace(found.units[0], sheet=None, points=None, bounds=None, certainty=None, problems=problems)
    made_ = told(replace(found, units=(empty,)))

    assert made_.lead[2] == "Không đơn vị nào có điểm điều tra."
    (table,) = section(made_, 4).tables
    assert rows(table)[0][0] == NAMES[0]
    assert "E-BALLOTS" in rows(table)[0][1]


def test_an_item_without_answers() -> None:
    """A unit of which an item has no answers has no points, and the report names the item."""
    rules_ = rules()
    sheet = score(rules_, assess({"service": {"tallies": ballots(0)["service"]}}))
    bare = replace(made(1).units[0], sheet=sheet, points=None, certainty=None)
    (table,) = section(told(replace(made(1, rules=rules_), units=(bare,))), 4).tables

    assert rows(table) == [[NAMES[0], "không có câu trả lời: B.2 Mục notices"]]


def test_an_incomplete_score() -> None:
    """While other items are missing, total and index are spans and the band is not decided."""
    found = rules(missing="refuse")
    result = made(1, rules=found)
    sheet = score(found, assess({key: {"tallies": tally} for key, tally in ballots(0).items()}))
    certainty = result.units[0].certainty
    assert certainty is not None
    one = replace(
        result.units[0],
        sheet=sheet,
        certainty=replace(certainty, index=None, next=None, margin=None, bands=()),
    )
    points, items = section(told(replace(result, units=(one,))), 4).tables

    assert rows(points)[0][-3:] == ["38,80 – 88,80", "38,80 – 88,80", "chưa xác định"]
    assert len(items.rows) == 2


def test_rules_without_bands() -> None:
    """Under rules without bands there is no band, no line of a band and no probability."""
    found = made(1, rules=rules(bands=[]))
    made_ = told(found)

    assert titles(section(made_, 4).tables[0])[-1] == "Chỉ số"
    assert [table.title for table in section(made_, 4).tables][2:] == ["Từng tiêu chí điều tra"]
    assert rows(section(made_, 4).tables[1])[0][-2:] == ["–", "–"]


def test_many_units_have_no_list_of_items() -> None:
    """Of more than a dozen units items are not listed one by one."""
    found = made(1)
    units = tuple(replace(found.units[0], unit=f"u{at}") for at in range(13))

    assert len(section(told(replace(found, units=units)), 4).tables) == 3


# Ranks, design, notes


def test_ranks() -> None:
    """Units stand by rank with the ranks of each by itself and all at once; the chart has those by itself."""
    found = section(example(), 5)
    (table,) = found.tables

    assert table.title.replace("\u00a0", " ") == "Khoảng hạng: Sở, khoảng tin cậy 95 %"
    assert rows(table)[1] == ["2", NAMES[1], "1 – 3", "1 – 3"]
    assert isinstance(table.chart, Ranges)
    assert table.chart.ranks
    assert table.chart.rows[2] == (NAMES[2], Fraction(1), Fraction(3), Fraction(4))
    assert "cần từ 2 đến 200 đơn vị" in section(example(units=1), 5).paragraphs[0]


@pytest.mark.parametrize("lang", get_args(Language))
def test_design(lang: Language) -> None:
    """The design says how and when people were asked, and the weights of the groups of each question."""
    found = section(example(lang), 6)

    assert found.paragraphs == (
        "Hình thức: trực tuyến, trực tiếp. Thời gian: 01/11/2024 – 30/11/2024."
        if lang == "vi"
        else "Method: online, in person. Days: 2024-11-01 – 2024-11-30.",
    )
    weights = "Đại biểu HĐND: 0,4; Người dân: 0,6" if lang == "vi" else "Đại biểu HĐND: 0.4; Người dân: 0.6"
    assert rows(found.tables[0], lang)[0][2:] == ["30", weights]


def test_a_design_that_is_not_stated() -> None:
    """What no source states of the survey is called not stated."""
    found = made(1, rules=rules(survey=None))

    assert section(told(found), 6).paragraphs == ("Hình thức: không nêu. Thời gian: không nêu.",)


def test_notes() -> None:
    """The notes have confidence, draws and seed, each file with its digest, sources and assumptions."""
    said = joined(example().notes)

    assert "Độ tin cậy 95 %" in said
    assert "10000 lần rút ngẫu nhiên, hạt giống 7" in said
    assert f"Tệp phieu.csv: 12345 byte, SHA-256 {'ab' * 32}" in said
    assert "Căn cứ: Quyết định 1/QĐ-UBND" in said
    assert "survey.span: phép thử" in said
    assert "“Nếu mọi người trả lời”" in said


def test_probabilities_are_never_certain() -> None:
    """What random draws agree on, or all but a few, is about 0 or 100 percent; the rest is a figure."""
    assert [words.chance(Fraction(each)) for each in ("0", "1/5000", "1", "0.5")] == [
        "≈ 0",
        "≈ 0",
        "≈ 100",
        50,
    ]


# Every output


@pytest.mark.parametrize("lang", get_args(Language))
def test_every_output(lang: Language) -> None:
    """Text and Markdown hold the same figures; English has no Vietnamese words of ours, and the reverse."""
    found = example(lang)
    console = Console(width=100, record=True, file=io.StringIO())
    print_report(console, found)
    text, page = console.export_text(), markdown.render(found)

    for figure in ("38,80", "36,20 – 41,40") if lang == "vi" else ("38.80", "36.20 – 41.40"):
        assert figure in text
        assert figure in page
    foreign = re.compile(r"\b(points|answers|refused)\b" if lang == "vi" else r"\b(điểm|bị loại|khoảng)\b")
    ours = [*found.lead[1:], *(each.title for each in found.sections)]
    ours += [column.title for each in found.sections for table in each.tables for column in table.columns]
    assert not [each for each in ours if foreign.search(each)]
