"""How far the next band is: the report and the plain tree of it, in both languages."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from helpers import (
    Plain,
    assess,
    group,
    leaf,
    named,
    points,
    rounding,
    ruleset,
    scored,
    worked,
    worked_entries,
)
from hypothesis import given, settings

from parindex.analysis import outlook as outlooks
from parindex.analysis.options import Option, entry
from parindex.analysis.outlook import Outlook, outlook
from parindex.analysis.plain import plain
from parindex.analysis.report import report
from parindex.analysis.words import answer, fine, near, standing
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, Language, UsageError, problem
from parindex.exact import Rounding
from parindex.fields import FrozenMap
from parindex.reporting import markdown
from parindex.reporting.charts import Pareto
from parindex.reporting.table import Report, Section, Table, heading, shown
from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import trees

BOTH: tuple[Language, Language] = ("vi", "en")


def asked(rules: Ruleset | None = None, entries: Plain | None = None, **options: Any) -> Outlook:
    """Ask of entries, those of the worked example unless given."""
    return outlook(rules or worked(), assess(entries or worked_entries()), **options)


@cache
def example() -> Outlook:
    """Ask of the worked example, once."""
    return asked()


def told(found: Outlook, lang: Language = "vi") -> Report:
    """Make the report of an outlook."""
    return report(found, command="parindex distance a.yaml", lang=lang)


def rows(table: Table, lang: Language = "vi") -> list[list[str]]:
    """Write the cells of a table as people read them."""
    return [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def section(found: Report, at: int) -> Section:
    """Return a section: how it stands, lost points, one better answer, the cheapest way."""
    return found.sections[at]


def small(*leaves: Plain, **values: Any) -> Ruleset:
    """Make a ruleset whose bands begin at 80, 50 and 0."""
    return ruleset(*leaves, **values)


def figures(tree: Any) -> set[type]:
    """Return the types of all that a plain tree holds."""
    if isinstance(tree, dict):
        return {found for key, part in tree.items() for found in (type(key), *figures(part))}
    if isinstance(tree, list):
        return {found for part in tree for found in figures(part)}
    return {type(tree)}


# The worked example


def test_what_comes_first_says_where_the_score_stands_and_what_reaches_the_next_band() -> None:
    """The first sentences name the labels, the result, both distances, the cheapest way, and no promise."""
    assert told(example()).lead == (
        "Bộ tiêu chí minh hoạ (example/small@2024). Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        (
            "Kỳ năm, kết quả cuối cùng. Tổng điểm 79,42 trên 100 điểm, chỉ số 79,42 %; "
            "xếp loại Khá (từ 75 đến dưới 85 %)."
        ),
        (
            "Còn thiếu ≈5,58 % chỉ số (≈5,58 điểm) để lên mức Tốt: "
            "chỉ số chính xác phải đạt ít nhất 85 %. "
            "So với sàn của mức Khá còn dư ≈4,42 % chỉ số (≈4,42 điểm)."
        ),
        (
            "Cách ít công sức nhất để đạt mức Tốt: cải thiện 2 tiêu chí, tổng công sức 2; "
            "khi đó tổng điểm 85,42 điểm, chỉ số 85,42 %."
        ),
        "Đây là phép tính trên quy tắc đã mã hoá, không phải lời hứa về kết quả của cuộc thẩm định nào.",
    )


def test_the_first_sentences_in_english() -> None:
    """The same in English, with a decimal point."""
    assert told(example(), "en").lead[1:] == (
        (
            "The year, final result. Total 79.42 of 100 points, index 79.42 %; "
            "band Fair (from 75 to below 85 %)."
        ),
        (
            "To Tốt ≈5.58 % of the index (≈5.58 points) is missing: the exact index must be at least 85 %. "
            "Above the floor of Fair there is ≈4.42 % of the index (≈4.42 points) to spare."
        ),
        (
            "The way of least effort to Tốt: better answers on 2 criteria, effort 2 in all; "
            "the total then is 85.42 points, the index 85.42 %."
        ),
        "This is arithmetic on the encoded rules and not a promise of any appraisal.",
    )


def test_how_it_stands() -> None:
    """The total and the index stand published and exact, and both bands beside each other."""
    stands = section(told(example()), 0)

    assert stands.paragraphs == ("Mức xếp loại đọc trên chỉ số chính xác, chưa làm tròn.",)
    assert [rows(table) for table in stands.tables] == [
        [
            ["Tổng điểm (điểm, tối đa 100)", "79,42", "≈79,418385"],
            ["Chỉ số (%)", "79,42", "≈79,418385"],
        ],
        [
            ["Khoảng chỉ số của mức (%)", "từ 85 đến dưới 95", "từ 75 đến dưới 85"],
            ["Chỉ số chính xác phải (%)", "đạt ít nhất 85", "đạt ít nhất 75"],
            ["Theo chỉ số chính xác (%)", "thiếu ≈5,581615", "dư ≈4,418385"],
            ["Theo tổng điểm (điểm)", "thiếu ≈5,581615", "dư ≈4,418385"],
        ],
    ]
    assert [heading(column) for column in stands.tables[1].columns] == [
        "Khoảng cách",
        "Mức tiếp theo: Tốt",
        "Mức hiện nay: Khá",
    ]


def test_lost_points() -> None:
    """Each loss has its max, points, effect, whose it is and its clause, the largest effect first."""
    lost = section(told(example()), 1)
    (table,) = lost.tables

    assert lost.paragraphs == (
        "Số tiêu chí mất điểm: 7, trong đó tuỳ thuộc đơn vị 6, tuỳ thuộc người trả lời điều tra 1.",
    )
    assert [heading(column) for column in table.columns] == [
        "Tiêu chí",
        "Tối đa (điểm)",
        "Đạt (điểm)",
        "Mất (điểm)",
        "Chỉ số (%)",
        "Tuỳ thuộc",
        "Căn cứ",
    ]
    assert rows(table) == [
        ["Mục satisfaction", "10", "7,27", "2,73", "+13,67", "điều tra", "–"],
        ["1.3 Mục files-on-time", "8", "4,00", "4,00", "+4,00", "đơn vị", "–"],
        ["Mục disclosure", "6", "4,00", "2,00", "+2,00", "đơn vị", "–"],
        ["Mục council-view", "10", "8,25", "1,75", "+1,75", "đơn vị", "–"],
        ["Mục discipline", "4", "3,50", "0,50", "+0,50", "đơn vị", "–"],
        ["Mục late-reports", "0", "−0,50", "0,50", "+0,50", "đơn vị", "–"],
        ["1.2 Mục tasks-done", "12", "11,84", "0,16", "+0,16", "đơn vị", "–"],
    ]


def test_the_chart_of_the_losses_holds_the_same_figures() -> None:
    """The chart has a bar for each effect on the index, in the order of the table."""
    (table,) = section(told(example()), 1).tables
    assert isinstance(table.chart, Pareto)
    bars = [(name, Rounding(2, "half-up").text(value)) for name, value in table.chart.rows]

    assert bars[0] == ("Mục satisfaction", "13.67")
    assert [value for _, value in bars] == ["13.67", "4.00", "2.00", "1.75", "0.50", "0.50", "0.16"]
    assert table.chart.unit == "% chỉ số"


def test_one_better_answer_on_each_criterion() -> None:
    """Each item has the next better answer and the best, in words, with points, effect and another band."""
    better = section(told(example()), 2)
    (table,) = better.tables

    assert heading(table.columns[6]) == "Xếp loại"
    assert rows(table) == [
        ["1.2 Mục tasks-done", "287/291 (≈98,63 %)", "100 %", "11,84", "12,00", "+0,16", "", "–"],
        ["1.3 Mục files-on-time", "96,4 %", "từ 98 đến 100 %", "4,00", "8,00", "+4,00", "", "–"],
        [
            "Mục disclosure",
            "đạt 2/3; chưa: Nội dung reply",
            "thêm: Nội dung reply",
            *("4,00", "6,00", "+2,00", "", "–"),
        ],
        ["Mục discipline", "Nội dung minor: 1", "không có lỗi", "3,50", "4,00", "+0,50", "", "–"],
        ["Mục council-view", "8,25 điểm", "8,5 điểm", "8,25", "8,50", "+0,25", "", "–"],
        ["Mục council-view", "8,25 điểm", "10 điểm", "8,25", "10,00", "+1,75", "", "–"],
        ["Mục innovation", "2 trường hợp", "3 trường hợp", "2,00", "3,00", "+1,00", "", "–"],
        ["Mục late-reports", "1 trường hợp", "0 trường hợp", "−0,50", "0,00", "+0,50", "", "–"],
        [
            "Mục satisfaction (điều tra)",
            "220 phiếu trả lời",
            "10 điểm",
            *("7,27", "10,00", "+13,67", "Tốt", "–"),
        ],
    ]


def test_the_cheapest_way() -> None:
    """What to improve stands with both answers in words, both points, effort, and the index after it."""
    way = section(told(example()), 3)

    assert way.paragraphs[1].startswith("Chỉ số chính xác khi đó: ≈85,418385 %.")
    assert way.tables[0].title == "Cần cải thiện để đạt mức Tốt"
    assert rows(way.tables[0]) == [
        ["1.3 Mục files-on-time", "96,4 %", "từ 98 đến 100 %", "4,00", "8,00", "1", "–"],
        [
            "Mục disclosure",
            "đạt 2/3; chưa: Nội dung reply",
            "thêm: Nội dung reply",
            *("4,00", "6,00", "1", "–"),
        ],
    ]


def test_notes_say_the_conventions_the_source_and_every_assumption() -> None:
    """The notes hold efforts, survey, what stays as it is, the instrument, and what no source states."""
    found = asked(effort={"council-view": Fraction(1, 2)})
    notes = told(found).notes

    assert notes[0].startswith(
        "Công sức của mỗi tiêu chí là 1 trừ khi được nêu riêng (council-view: 0,5); một cải thiện"
    )
    assert notes[1:4] == (
        "Các tiêu chí điều tra do người trả lời quyết định, không nằm trong tầm tay đơn vị.",
        "Quy tắc và các đơn vị khác giữ nguyên; mục không áp dụng vẫn không áp dụng.",
        "Số có dấu ≈ đã làm tròn; phân số chính xác có trong --format json.",
    )
    assert notes[4].startswith("Căn cứ: Quyết định 1/QĐ-UBND, UBND tỉnh: Quyết định minh hoạ")
    assumed = [each for each in notes if each.startswith("Giả định, không nguồn nào nêu: policies.")]
    assert len(assumed) == len(found.sheet.assumptions)


def test_survey_items_can_be_asked_about_too() -> None:
    """With the survey counted in, the cheapest way is one item, and the notes say that it was asked for."""
    found = asked(survey=True)

    assert found.improvement is not None
    assert [each.item.key for each in found.improvement.improved] == ["satisfaction"]
    assert told(found).notes[1] == "Theo yêu cầu, các tiêu chí điều tra cũng được coi là cải thiện được."
    assert "1 criterion, effort 1 in all" in told(found, "en").lead[3]


# Other situations


def test_bands_that_are_read_on_the_published_index() -> None:
    """What must be attained exactly can be less than the floor, and both distances are told."""
    rules = small(leaf("a", max="100"), band_on="published")
    stands = section(told(asked(rules, points(a="79.9"))), 0)

    assert "làm tròn đến 2 chữ số thập phân" in stands.paragraphs[0]
    assert rows(stands.tables[1])[1:] == [
        ["Chỉ số chính xác phải (%)", "đạt ít nhất 79,995", "đạt ít nhất 49,995"],
        ["Theo chỉ số công bố (%)", "thiếu 0,1", "dư 29,9"],
        ["Theo chỉ số chính xác (%)", "thiếu 0,095", "dư 29,905"],
        ["Theo tổng điểm (điểm)", "thiếu 0,095", "dư 29,905"],
    ]


def test_a_floor_that_must_be_passed() -> None:
    """Where a figure exactly at the bound is rounded down, the index must be above it."""
    rules = small(leaf("a", max="100"), band_on="published", rounding=rounding(mode="half-even", digits="0"))
    found = asked(rules, points(a="50"))

    assert found.distance is not None
    said = told(found, "en").lead[2]
    assert (
        f"must be {'at least' if found.distance.above and found.distance.above.attained else 'above'}" in said
    )
    up = small(leaf("a", max="100"), band_on="published", rounding=rounding(mode="up", digits="0"))
    assert "chỉ số chính xác phải lớn hơn 79 %" in told(asked(up, points(a="50"))).lead[2]


def test_the_top_band_and_full_marks() -> None:
    """With nothing lost there is nothing to gain, and every section says so."""
    found = told(asked(small(leaf("a", max="100")), points(a="100")))

    assert found.lead[2:4] == (
        "Đây là mức cao nhất. So với sàn của mức Tốt còn dư 20 % chỉ số (20 điểm).",
        "Đã đạt mức Tốt, không cần cải thiện gì.",
    )
    assert [each.paragraphs for each in found.sections[1:]] == [
        ("Không tiêu chí nào mất điểm.",),
        ("Tiêu chí nào cũng đã đạt mức cao nhất.",),
        ("Đã đạt mức Tốt, không cần cải thiện gì.",),
    ]
    assert [heading(column) for column in found.sections[0].tables[1].columns] == [
        "Khoảng cách",
        "Mức hiện nay: Tốt",
    ]


def test_the_lowest_band() -> None:
    """In the lowest band there is no floor to fall through, and only the next band is told."""
    found = told(asked(small(leaf("a", max="100")), points(a="10")))

    assert "dư" not in found.lead[2]
    assert [heading(column) for column in found.sections[0].tables[1].columns] == [
        "Khoảng cách",
        "Mức tiếp theo: Khá",
    ]
    assert "Chỉ số chính xác khi đó: 50 %." in found.sections[3].paragraphs[1]


def test_one_band_for_all() -> None:
    """With one band there is no distance to tell."""
    bands = [{"key": "all", "name": {"vi": "Đạt"}, "from": "0", "to": "100"}]
    stands = section(told(asked(small(leaf("a", max="100"), bands=bands), points(a="10"))), 0)

    assert len(stands.tables) == 1


def test_rules_without_bands_still_tell_what_was_lost() -> None:
    """Without bands the losses and better answers stand, and the rest says why it does not."""
    rules = small(leaf("a", max="100"), bands=[])
    found = told(asked(rules, points(a="10")))

    assert found.lead[1].endswith("chỉ số 10,00 %.")
    assert found.lead[2] == "Bộ tiêu chí không có mức xếp loại."
    assert section(found, 0).paragraphs == ()
    assert rows(section(found, 1).tables[0])[0][3] == "90,00"
    assert "xếp loại" not in " ".join(section(found, 2).paragraphs)
    assert section(found, 3).paragraphs == ("Bộ tiêu chí không có mức xếp loại.",)
    for options in ({"band": "tot"}, {"effort": {"a": Fraction(1)}}, {"survey": True}):
        with pytest.raises(UsageError, match="E-NO-BANDS"):
            asked(rules, points(a="10"), **options)


def test_no_set_in_the_units_hands_is_enough() -> None:
    """Where the survey alone could reach the band, the best of the unit is told with what it lacks."""
    rules = small(leaf("a", max="70"), leaf("s", role="survey", max="30"))
    found = asked(rules, points(a="60", s="5"))

    assert section(told(found), 3).paragraphs == (
        "Không có cách nào trong tầm tay đơn vị đạt tới mức Tốt.",
        (
            "Đạt mức cao nhất ở mọi tiêu chí đó thì chỉ số là 75,00 %, xếp loại Khá (từ 50 đến dưới 80 %); "
            "vẫn thiếu 5 %."
        ),
    )
    assert plain(found)["cheapest"]["most"]["missing"] == "5"
    assert (
        told(found, "en").sections[3].paragraphs[0] == "No set of answers in the unit's hands comes to Tốt."
    )


def test_a_band_that_rules_refuse() -> None:
    """Where only a refused total would reach the band, no figure is made up for it."""
    bonus = leaf(
        "b", {"method": "levels", "levels": named(("yes", "20"), ("no", "0"))}, role="bonus", max="20"
    )
    top = {"key": "top", "name": {"vi": "Đầu"}, "from": "95", "to": "100"}
    rules = small(
        leaf("a", max="90"),
        leaf("s", role="survey"),
        bonus,
        root={"cap": "none"},
        above_max="refuse",
        bands=[top, {"key": "rest", "name": {"vi": "Còn lại"}, "from": "0"}],
    )
    found = asked(rules, {**points(a="90", s="0"), "b": {"level": "no"}})

    assert found.most is None
    assert section(told(found), 3).paragraphs == ("Không có cách nào trong tầm tay đơn vị đạt tới mức Đầu.",)
    assert rows(section(told(found), 2).tables[0])[1][3:6] == ["0,00", "20,00", "–"]
    assert plain(found)["better"][1]["full"]["effect"] is None
    assert plain(found)["cheapest"]["most"] is None
    named_band = asked(rules, {**points(a="90", s="0"), "b": {"level": "no"}}, band="top")
    assert named_band.target == found.target


def test_losses_that_rules_refuse_and_that_change_nothing_have_no_bar() -> None:
    """A loss that the cap takes away is told with no effect, and no chart is drawn of nothing."""
    rules = small(group("g", leaf("a"), leaf("b", role="bonus"), cap="10"))
    (table,) = section(told(asked(rules, points(a="8", b="2"))), 1).tables

    assert rows(table)[0][4] == "0,00"
    assert table.chart is None


def test_too_many_sets_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sets are too many, the report says so and tells all the rest."""

    def refuse(*_words: object, **_options: object) -> None:
        raise UsageError(problem("E-COMBINATIONS", limit="50000"))

    monkeypatch.setattr(outlooks, "cheapest", refuse)
    found = asked()

    assert section(told(found), 3).paragraphs[0].startswith("nhiều hơn 50000 tổ hợp phải so sánh; ")
    assert plain(found)["cheapest"]["obstacle"]["code"] == "E-COMBINATIONS"
    assert len(section(told(found), 1).tables[0].rows) == 7


def test_what_cannot_be_asked_is_refused() -> None:
    """An incomplete score, an unknown band and an unknown stage are problems of whoever asks."""
    incomplete = {key: entry for key, entry in worked_entries().items() if key != "plan-issued"}

    with pytest.raises(UsageError, match="E-NOT-COMPLETE"):
        asked(entries=incomplete)
    with pytest.raises(UsageError, match="E-BAND-KEY"):
        asked(band="top")
    with pytest.raises(UsageError, match="E-STAGE"):
        asked(stage="last")
    with pytest.raises(AssessmentError):
        asked(entries={**worked_entries(), "plan-issued": {"level": "soon"}})


def test_the_clause_of_each_item() -> None:
    """With one instrument its place is enough; with several the number stands too; else an assumption."""
    one = {"instrument": "qd-1", "at": "Phụ lục, 1"}
    leaves = (leaf("a", source=one), leaf("b", assumed="suy ra"), leaf("c"))
    sources = [
        row[-1]
        for row in rows(section(told(asked(small(*leaves), points(a="1", b="2", c="3"))), 1).tables[0])
    ]
    assert sources == ["Phụ lục, 1", "giả định", "–"]

    instruments = [
        {
            "key": key,
            "number": f"{key}/QĐ-UBND",
            "kind": "decision",
            "issuer": "UBND tỉnh",
            "title": {"vi": "Quyết định"},
            "reliability": "A",
        }
        for key in ("qd-1", "qd-2")
    ]
    found = told(asked(small(*leaves, instruments=instruments), points(a="1", b="2", c="3")))
    assert rows(section(found, 1).tables[0])[0][-1] == "Quyết định qd-1/QĐ-UBND, Phụ lục, 1"


def test_figures_that_would_look_the_same_get_more_digits() -> None:
    """A loss smaller than the rounding is never shown as no loss."""
    found = told(asked(small(leaf("a", {"method": "ratio"}, max="10")), {"a": {"value": "0.9999"}}))

    assert rows(section(found, 1).tables[0])[0][1:5] == ["10", "9,999", "0,001", "+0,010"]
    assert rows(section(found, 2).tables[0])[0][3:6] == ["9,999", "10,000", "+0,010"]
    assert fine(Rounding(2, "half-up"), [(Fraction(0), Fraction(1, 10**9))]) == Rounding(6, "half-up")


def test_warnings_of_the_score_are_notes() -> None:
    """What the score warns of stands in the notes and in the tree."""
    found = outlook(worked(), assess(self=worked_entries()))

    assert any(note.startswith("W-STAGE: ") for note in told(found).notes)
    assert [each["code"] for each in plain(found)["warnings"]] == ["W-STAGE"]


def test_hostile_names_stay_on_one_line() -> None:
    """Breaks and markup in names of units, items and levels cannot become lines or markup of our own."""
    evil = "Mục\n# tiêu đề | **đậm** <b>x</b>"
    levels = [
        {"key": "hi", "name": {"vi": f"{evil} cao"}, "points": "10"},
        {"key": "lo", "name": {"vi": f"{evil} thấp"}, "points": "0"},
    ]
    item = leaf("a", {"method": "levels", "levels": levels}) | {"name": {"vi": evil}}
    assessment = assess({"a": {"level": "lo"}})
    unit = assessment.unit.model_copy(update={"name": evil})
    found = outlook(small(item), assessment.model_copy(update={"unit": unit}))
    text = markdown.render(told(found))

    assert text.count("\n# ") == 0
    assert "<b>" not in text
    assert "**" not in text
    assert all(
        line.startswith(("|", "#", "-", "    ")) or line == "" for line in text.splitlines() if "đậm" in line
    )


# Words


STEPS: Plain = {
    "a": {
        "method": "steps",
        "of": "ratio",
        "steps": [{"from": "0.9", "points": "10"}, {"from": "0", "points": "0"}],
    },
    "b": {
        "method": "steps",
        "of": "percent",
        "edges": "upper",
        "steps": [{"from": "50", "points": "10"}, {"from": "0", "points": "0"}],
    },
    "c": {
        "method": "steps",
        "of": "count",
        "steps": [{"from": "4", "points": "10"}, {"from": "2", "points": "5"}, {"from": "0", "points": "0"}],
    },
    "d": {
        "method": "steps",
        "of": "days-late",
        "steps": [{"from": "10", "points": "0"}, {"from": "1", "points": "5"}, {"from": "0", "points": "10"}],
    },
    "e": {
        "method": "steps",
        "of": "count",
        "steps": [{"from": "2", "points": "10"}, {"from": "0", "points": "0"}],
    },
    "f": {
        "method": "steps",
        "of": "percent",
        "steps": [{"from": "100", "points": "10"}, {"from": "0", "points": "0"}],
    },
}


def test_steps_in_words() -> None:
    """A step is named by the figures that fall in it: a span in percent, whole numbers, days late."""
    rules = small(*(leaf(key, scale) for key, scale in STEPS.items()))
    values = {"a": "0.5", "b": "20", "c": "1", "d": "12", "e": "0", "f": "99.5"}
    found = asked(rules, {key: {"value": value} for key, value in values.items()})

    assert [row[:3] for row in rows(section(told(found), 2).tables[0])] == [
        ["Mục a", "50 %", "từ 90 đến 100 %"],
        ["Mục b", "20 %", "trên 50 đến 100 %"],
        ["Mục c", "1", "từ 2 đến 3"],
        ["Mục c", "1", "từ 4 trở lên"],
        ["Mục d", "chậm 12 ngày", "chậm từ 1 đến 9 ngày"],
        ["Mục d", "chậm 12 ngày", "không chậm ngày nào"],
        ["Mục e", "0", "từ 2 trở lên"],
        ["Mục f", "99,5 %", "100 %"],
    ]
    english = {row[2] for row in rows(section(told(found, "en"), 2).tables[0], "en")}
    assert {"from 1 to 9 days late", "not a day late", "above 50 to 100 %"} <= english


def test_steps_of_done_and_planned_in_words() -> None:
    """A share of steps is told with what was done of what was planned, long figures apart from the slash."""
    rules = small(leaf("a", STEPS["a"]), leaf("b", STEPS["b"]))
    found = asked(
        rules,
        {"a": {"done": "1", "planned": "2"}, "b": {"done": "1234567", "planned": "9876543"}},
    )

    assert [row[1] for row in rows(section(told(found), 2).tables[0])] == [
        "1/2 (50 %)",
        "1234567 / 9876543 (≈12,50 %)",
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [("zero", "bằng không"), ("rejected", "không được chấp nhận")],
)
def test_states_in_words(state: str, said: str) -> None:
    """An item without an observation is told by its state, and what would be better still by its scale."""
    scale = {"method": "checklist", "ticks": named(("x", "4"), ("y", "6"))}
    found = asked(small(leaf("a", scale)), {"a": {"state": state, "why": "phép thử"}})
    (first, *_) = rows(section(told(found), 2).tables[0])

    assert first[1:3] == [said, "đạt: Nội dung x"]


def test_a_list_that_is_found_otherwise_is_told_in_full() -> None:
    """Where the better answer does without what was found, all that it needs is named."""
    scale = {"method": "checklist", "ticks": named(("x", "4"), ("y", "6"))}
    found = asked(small(leaf("a", scale)), {"a": {"ticks": ["x"]}})

    assert [row[1:3] for row in rows(section(told(found), 2).tables[0])] == [
        ["đạt 1/2; chưa: Nội dung y", "đạt: Nội dung y"],
        ["đạt 1/2; chưa: Nội dung y", "thêm: Nội dung y"],
    ]
    whole = scored(small(leaf("a", scale)), {"a": {"ticks": ["x", "y"]}})
    assert standing(whole.line("a"), "en") == "found 2/2"


def test_survey_in_words() -> None:
    """A survey is told by how many answered, by points that were entered, and by answers that are asked."""
    asked_of = {
        "method": "survey",
        "options": named(("a", "1"), ("b", "0"), figure="share"),
        "groups": named(("g", "1"), figure="weight"),
    }
    sheet = scored(small(leaf("s", asked_of)), {"s": {"points": "4.5"}})
    line = sheet.line("s")
    tallies = FrozenMap({"tallies": FrozenMap({"g": FrozenMap({"a": "2", "b": "1"})})})

    assert standing(line, "vi") == "4,5 điểm"
    assert answer(line.item, Option(Fraction(20, 3), tallies), line, "vi") == (
        "mỗi nhóm trả lời Nội dung a: 2; Nội dung b: 1"
    )
    assert (
        answer(line.item, Option(Fraction(0), FrozenMap({"state": "zero"})), line, "en") == "nothing achieved"
    )


def test_near_figures_differ_from_what_they_are_compared_with() -> None:
    """A rounded figure never looks like a bound that it does not meet, nor like nothing."""
    assert near(Fraction(1, 4), "vi") == "0,25"
    assert near(Fraction(94_999_999_999, 10**9 + 1), "en", Fraction(95)) != "≈95.000000"
    assert near(Fraction(1, 10**9 + 7), "en", digits=2) == "≈0.000000001"


# The plain tree


def test_the_plain_tree_of_the_worked_example() -> None:
    """Each figure is an exact fraction with the published one beside it, each answer also its entry."""
    tree = plain(example())

    assert tree["index"] == {"exact": "92443/1164", "published": "79.42"}
    assert tree["band"] == {"key": "kha", "name": "Khá"}
    assert tree["distance"]["band_on"] == "exact"
    assert tree["distance"]["above"] == {
        "band": {"key": "tot", "name": "Tốt"},
        "from": "85",
        "needed": "85",
        "attained": True,
        "figure": "6497/1164",
        "index": {"exact": "6497/1164", "published": "5.58"},
        "points": {"exact": "6497/1164", "published": "5.58"},
    }
    assert tree["losses"][1] == {
        "key": "files-on-time",
        "code": "1.3",
        "name": "Mục files-on-time",
        "source": None,
        "role": "criterion",
        "in_hand": True,
        "max": "8",
        "points": {"exact": "4", "published": "4.00"},
        "lost": {"exact": "4", "published": "4.00"},
        "index": {"exact": "4", "published": "4.00"},
    }
    assert tree["better"][2]["next"] == {
        "answer": "thêm: Nội dung reply",
        "entry": {"ticks": ["progress", "result", "reply"]},
        "points": {"exact": "6", "published": "6.00"},
        "effect": {
            "total": {"exact": "2", "published": "2.00"},
            "index": {"exact": "2", "published": "2.00"},
            "band": {"key": "kha", "name": "Khá"},
        },
    }
    assert tree["better"][0]["next"] is None
    found = tree["cheapest"]["found"]
    assert (found["cost"], found["index"]["published"], found["band"]["key"]) == ("2", "85.42", "tot")
    assert [each["key"] for each in found["improved"]] == ["files-on-time", "disclosure"]
    assert found["improved"][0]["before"] == {
        "answer": "96,4 %",
        "points": {"exact": "4", "published": "4.00"},
    }
    assert tree["cheapest"]["effort"] == {}


def test_the_plain_tree_of_rules_without_bands() -> None:
    """Without bands there is no distance and no way, and a clause has its instrument."""
    item = leaf("a", source={"instrument": "qd-1", "at": "Phụ lục, 1"})
    tree = plain(asked(small(item, bands=[]), points(a="5")), "en")

    assert (tree["band"], tree["distance"], tree["cheapest"]) == (None, None, None)
    assert tree["losses"][0]["source"] == {"instrument": "qd-1", "at": "Phụ lục, 1"}


def test_the_plain_tree_at_both_ends() -> None:
    """In the top band nothing is above, in the lowest nothing below; a refused total has no effect."""
    rules = small(leaf("a", max="100"))

    assert plain(asked(rules, points(a="90")))["distance"]["above"] is None
    assert plain(asked(rules, points(a="9")))["distance"]["below"] is None


# Laws


def found_or_refused(rules: Ruleset, assessment: Assessment) -> Outlook | None:
    """Ask of a score that may be incomplete; nothing where it is."""
    try:
        return outlook(rules, assessment)
    except UsageError as error:
        if {each.code for each in error.problems} != {"E-NOT-COMPLETE"}:
            raise
        return None


@given(trees())
@settings(max_examples=25, deadline=None)
def test_whatever_is_asked_is_told_without_a_number_and_without_a_hole(drawn: tuple[Plain, Plain]) -> None:
    """Of any complete score both forms can be made in both languages; the tree holds text, truth and null."""
    rules = Ruleset.model_validate(drawn[0])
    found = found_or_refused(rules, Assessment.model_validate(drawn[1]))
    if found is None:
        return
    for lang in BOTH:
        assert figures(plain(found, lang)) <= {str, bool, type(None)}
        text = markdown.render(told(found, lang))
        assert "| None |" not in text
    for each in plain(found)["better"]:
        entry(Option(Fraction(0), FrozenMap(each["full"]["entry"])))


def test_above_the_highest_band() -> None:
    """An index above the end of the top band is in no band; nothing is missing and nothing is sought."""
    bonus = leaf("more", {"method": "count", "each": "15"}, max="15", role="bonus")
    rules = small(
        leaf("a", max="80"),
        leaf("b", max="20", not_applicable="exclude"),
        bonus,
        root={"cap": "none"},
        above_max="allow",
        bands=[
            {"key": "tot", "name": {"vi": "Tốt"}, "from": "90", "to": "115"},
            {"key": "kha", "name": {"vi": "Khá"}, "from": "0"},
        ],
    )
    unit = points(a="80") | {"b": {"state": "not-applicable", "why": "không có"}, "more": {"count": "1"}}
    found = asked(rules, unit)

    assert (found.sheet.index.least, found.sheet.band, found.target) == (Fraction(475, 4), None, None)
    assert "Chỉ số vượt trên mức cao nhất." in told(found).lead
    assert not any("thiếu" in each for each in told(found).lead)


def test_points_are_left_out_where_they_are_no_share_of_the_index() -> None:
    """A total above the applicable max counts as 100 percent: 20 percent to spare are not 31 points."""
    bonus = leaf("more", {"method": "count", "each": "15"}, max="15", role="bonus")
    rules = small(
        leaf("a", max="80"), leaf("b", max="20", not_applicable="exclude"), bonus, root={"cap": "none"}
    )
    unit = points(a="80") | {"b": {"state": "not-applicable", "why": "không có"}, "more": {"count": "1"}}
    found = asked(rules, unit)

    assert (found.sheet.index.least, found.sheet.total.least) == (Fraction(100), Fraction(95))
    assert "So với sàn của mức Tốt còn dư 20 % chỉ số." in told(found).lead[2]


def test_a_structure_says_that_its_criteria_are_blocks() -> None:
    """Where the sources give no criteria, one improvement may be many things to do, and the notes say so."""
    rules = ruleset(leaf("a", max="100"), coverage="structure")
    said = [
        sum("cả một khối điểm" in each for each in told(asked(each, points(a="50"))).notes)
        for each in (rules, small(leaf("a", max="100")))
    ]
    assert said == [1, 0]
    assert any("a whole block" in each for each in told(asked(rules, points(a="50")), "en").notes)
