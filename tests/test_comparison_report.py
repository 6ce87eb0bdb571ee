"""The comparison as a report: rows of changes, winners and losers, and whose doing a change is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

import jsonschema
import pytest
from comparisons import CLAUSE, assessment, compared, last, this
from helpers import Plain, assess, group, leaf, named, ruleset

from parindex.comparison.difference import diff
from parindex.comparison.effect import effects, measure
from parindex.comparison.effect_report import CONVENTIONS, effect_sections
from parindex.comparison.plain import plain
from parindex.comparison.report import report
from parindex.comparison.rows import Row, rows, table
from parindex.errors import Language
from parindex.exact import Interval
from parindex.reporting.charts import Bump, Dumbbell, Heat, Waterfall
from parindex.reporting.table import Report, Section, Table, heading, shown
from parindex.ruleset.model import Ruleset
from parindex.schemas import schema_of

ILLUSTRATIVE = "Bộ tiêu chí minh hoạ, không phải văn bản chính thức."
SCORED = "3 đơn vị chấm theo cả hai bộ quy tắc"
STRUCTURE = {
    "vi": "Nguồn chỉ nêu cấu trúc: một khác biệt có thể do nguồn",
    "en": "The sources state the structure only: a difference may come from",
}
LANGS: tuple[Language, ...] = ("vi", "en")


def levels(middle: str) -> Plain:
    """Declare two levels."""
    return {"method": "levels", "levels": named(("x", "10"), ("y", middle))}


def told(old: Ruleset, new: Ruleset, lang: Language = "vi") -> list[Row]:
    """Return the rows of a comparison."""
    found = diff(old, new)
    return [*rows(found.changes, found, lang)]


def texts(given: Table, lang: Language = "vi") -> list[list[str]]:
    """Return a table as it is read, without its headings."""
    return [
        [shown(cell, column, lang) for cell, column in zip(row, given.columns, strict=True)]
        for row in given.rows
    ]


def headings(given: Table) -> list[str]:
    """Return what stands over the columns."""
    return [heading(column) for column in given.columns]


# Rows


def test_items_that_change_alike_are_one_row() -> None:
    """The same change below several items is said once; the instrument of their clauses is named once."""
    clauses = [{**CLAUSE, "at": f"Phụ lục, {key}"} for key in "ab"]
    old, new = (
        ruleset(
            *(leaf(key, levels(middle), code=key, source=at) for key, at in zip("ab", clauses, strict=True))
        )
        for middle in ("2.5", "3")
    )
    assert told(old, new) == [
        Row(
            "Cách chấm",
            "a Mục a; b Mục b – Nội dung y – điểm",
            "2,5 điểm",
            "3 điểm",
            "Quyết định 1/QĐ-UBND, Phụ lục, a; b",
            "Quyết định 1/QĐ-UBND, Phụ lục, a; b",
        )
    ]


def test_different_instruments_are_each_named() -> None:
    """Clauses with nothing in common stand one after the other, and an item without one shows a dash."""
    old, new = (
        ruleset(
            leaf("a", levels(middle), source=CLAUSE),
            leaf("b", levels(middle), assumed="Không nêu."),
            leaf("c", levels(middle)),
        )
        for middle in ("2.5", "3")
    )
    assert [row.new_basis for row in told(old, new)] == [
        "Quyết định 1/QĐ-UBND, Điều 2; giả định: Không nêu.; –"
    ]


def test_what_is_not_alike_is_not_joined() -> None:
    """Two values, two names of a level with one key, or two fields of items themselves stay two rows."""
    named_otherwise = {
        "method": "levels",
        "levels": [*named(("x", "10")), {"key": "y", "name": {"vi": "Khác"}, "points": "3"}],
    }
    before = {
        "method": "levels",
        "levels": [*named(("x", "10")), {"key": "y", "name": {"vi": "Khác"}, "points": "2.5"}],
    }
    old = ruleset(
        leaf("a", levels("2.5")),
        leaf("b", before),
        leaf("c", levels("2")),
        leaf("d", max="1"),
        leaf("e", max="1"),
    )
    new = ruleset(
        leaf("a", levels("3")),
        leaf("b", named_otherwise),
        leaf("c", levels("3")),
        leaf("d", max="2"),
        leaf("e", max="2"),
    )
    assert [row.subject for row in told(old, new)] == [
        "Nhóm total", "Mục a – Nội dung y – điểm", "Mục b – Khác – điểm", "Mục c – Nội dung y – điểm",
        "Mục d", "Mục e",
    ]  # fmt: skip


def test_a_name_with_a_dash_is_kept_whole() -> None:
    """The dash in the name of an item is no border between the item and its part."""
    old, new = (
        ruleset(*({**leaf(key, levels(middle)), "name": {"vi": f"Kế hoạch – {key}"}} for key in "ab"))
        for middle in ("2.5", "3")
    )
    assert [row.subject for row in told(old, new)] == ["Kế hoạch – a; Kế hoạch – b – Nội dung y – điểm"]


def test_one_policy_is_one_row() -> None:
    """Digits, mode and place of the rounding change in one row, with what both sides say in full."""
    found = told(last(), last(rounding={"digits": "1", "mode": "down", "at": ["publication", "leaf"]}))
    assert [row[1:4] for row in found] == [
        (
            "Làm tròn",
            "Làm tròn 2 chữ số thập phân, từ nửa trở lên thì làm tròn lên; khi công bố",
            "Làm tròn 1 chữ số thập phân, bỏ phần còn lại; khi công bố, ở từng tiêu chí chấm điểm",
        )
    ]


def test_the_nearest_clause_and_the_assumption() -> None:
    """Each side names the clause nearest to the change, else the reason why it is assumed."""
    old = ruleset(group("g", leaf("a", max="2"), leaf("b"), source=CLAUSE))
    new = ruleset(
        group(
            "g",
            leaf("a", max="3", assumed={"vi": "Không nêu.", "en": "Not stated."}),
            leaf("b"),
            source=CLAUSE,
        )
    )
    expected: tuple[tuple[Language, str, str], ...] = (
        ("vi", "Quyết định 1/QĐ-UBND, Điều 2", "giả định: Không nêu."),
        ("en", "Decision 1/QĐ-UBND, Điều 2", "assumed: Not stated."),
    )
    for lang, old_clause, new_clause in expected:
        found = next(
            row for row in told(old, new, lang) if row.subject == "Mục a" and row.old.startswith("2")
        )
        assert (found.old_basis, found.new_basis) == (old_clause, new_clause)


def test_the_table_of_changes() -> None:
    """The year stands over each side."""
    found = diff(last(), this())
    titles = {lang: headings(table("t", rows(found.changes, found, lang), found, lang)) for lang in LANGS}
    assert titles["vi"] == ["Loại", "Về", "Trước (2023)", "Nay (2024)", "Căn cứ trước", "Căn cứ nay"]
    assert titles["en"] == ["Kind", "About", "Old (2023)", "New (2024)", "Old source", "New source"]


# The report


def test_the_parts_of_a_report() -> None:
    """First what both rulesets are and how much changed, then rules, other sections, words, and notes."""
    found = diff(last(), this())
    other = Section("Phần khác")
    page = report(found, (other,), CONVENTIONS[:1], command="parindex diff", lang="vi")
    assert page.title == "So sánh example/small@2023 với example/small@2024"
    assert page.lead == (
        f"Bộ trước: Bộ tiêu chí minh hoạ (example/small@2023). {ILLUSTRATIVE}",
        f"Bộ nay: Bộ tiêu chí minh hoạ (example/small@2024). {ILLUSTRATIVE}",
        "1 thay đổi về quy tắc, 3 thay đổi về câu chữ, căn cứ, thời hạn, danh sách.",
    )
    assert [each.title for each in page.sections] == [
        "Quy tắc thay đổi",
        "Phần khác",
        "Thay đổi khác: câu chữ, căn cứ, thời hạn, danh sách",
    ]
    assert [each.paragraphs for each in page.sections] == [
        ("Cách chấm: 1.",),
        (),
        ("Văn bản: 2; Căn cứ: 1.",),
    ]
    assert texts(page.sections[0].tables[0]) == [
        ["Cách chấm", "2 Mục b – đủ điểm từ tỷ lệ", "–", "0,8", "–", "Quyết định 1/QĐ-UBND, Điều 3"]
    ]
    assert page.notes[0] == CONVENTIONS[0].vi
    assert (
        page.notes[1]
        == "example/small@2023: Quyết định 1/QĐ-UBND, UBND tỉnh: Quyết định minh hoạ (độ tin cậy A)"
    )
    assert sum("phép thử" in note for note in page.notes) == 12
    assert page.command == "parindex diff"


def test_the_report_in_english() -> None:
    """The same in English."""
    page = report(diff(last(), this()), command="parindex diff", lang="en")
    assert page.title == "example/small@2023 compared with example/small@2024"
    assert page.lead[2] == "1 change of rules, 3 of wording, sources, dates and lists."
    assert page.lead[0].startswith("Older: Bộ tiêu chí minh hoạ (example/small@2023). Illustrative rules")
    assert [each.title for each in page.sections] == [
        "Rules that changed",
        "Other changes: wording, sources, dates, lists",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_identical_rulesets(lang: Language) -> None:
    """Where nothing differs, the report says so, and no sentence on sources is needed."""
    page = report(diff(last(coverage="structure"), last(coverage="structure")), command="", lang=lang)
    said = "Hai bộ không có gì khác nhau." if lang == "vi" else "The two rulesets do not differ in anything."
    assert page.lead[2:] == (said,)
    assert [each.paragraphs for each in page.sections] == [("Không có." if lang == "vi" else "None.",)] * 2


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("old", "new"), [("full", "structure"), ("structure", "full"), ("structure", "structure")]
)
def test_structure_only(old: str, new: str, lang: Language) -> None:
    """Where a source states the structure only, a difference may be one of the sources: that is said."""
    page = report(diff(last(coverage=old), this(coverage=new)), command="", lang=lang)
    said = STRUCTURE[lang]
    assert [line.startswith(said) for line in page.lead] == [False, False, False, True]
    assert report(diff(last(), this()), command="", lang=lang).lead[3:] == ()


# What it does to units


def sections(lang: Language = "vi") -> tuple[Section, ...]:
    """Return the sections on the units of `comparisons`, which are worked out there by hand."""
    found, each = compared()
    return tuple(effect_sections(each, found.old, found.new, lang))


def test_winners_and_losers() -> None:
    """One unit gains 10 percent and a band, one is unchanged, one is an interval: most gained first."""
    alone = sections()[0]
    assert alone.paragraphs == (
        f"{SCORED}: 1 tăng; 0 giảm; 1 không đổi; 1 chưa xác định vì thiếu số liệu.",
        "1 đổi mức xếp loại chỉ vì quy tắc; 1 chưa xác định mức xếp loại.",
    )
    assert headings(alone.tables[0]) == [
        "Đơn vị", "Quy tắc trước (%)", "Quy tắc nay (%)", "Chênh lệch (%)", "Xếp loại trước", "Xếp loại nay",
        "Hạng trước", "Hạng nay", "Còn thiếu",
    ]  # fmt: skip
    assert texts(alone.tables[0]) == [
        ["Sở A", "75,00", "85,00", "+10,00", "Khá", "Tốt", "1", "1", ""],
        [
            "Huyện C", "25,00 – 75,00", "31,25 – 81,25", "−43,75 – +56,25", "chưa xác định", "chưa xác định",
            "–", "–", "1",
        ],
        ["Sở B", "70,00", "70,00", "0,00", "Khá", "Khá", "2", "2", ""],
    ]  # fmt: skip
    assert alone.tables[0].chart == Dumbbell(
        "Cùng số liệu, hai bộ quy tắc", "%", ("quy tắc trước", "quy tắc nay"),
        (("Sở A", Fraction(75), Fraction(85)), ("Sở B", Fraction(70), Fraction(70))),
    )  # fmt: skip


def test_moves_between_bands() -> None:
    """Of two units in Khá, the rules alone lift one to Tốt; the third has no band yet and is not counted."""
    moves = sections()[0].tables[1]
    assert headings(moves) == ["Từ mức", "sang Tốt (đơn vị)", "sang Khá (đơn vị)"]
    assert texts(moves) == [["Khá", "1", "1"]]


def test_where_the_change_comes_from() -> None:
    """The shares of the four causes stand beside both years, and add up to the change."""
    years = sections()[1].tables[0]
    assert headings(years) == [
        "Đơn vị", "Năm trước (%)", "Năm nay (%)", "Thay đổi (%)", "Quy tắc (%)",
        "Tiêu chí thêm, bỏ, chuyển (%)", "Kết quả thực hiện (%)", "Điều tra xã hội học (%)",
        "Xếp loại trước", "Xếp loại nay",
    ]  # fmt: skip
    assert texts(years) == [
        ["Sở A", "75,00", "65,00", "−10,00", "+7,50", "0,00", "−17,50", "0,00", "Khá", "Khá"],
        ["Sở B", "70,00", "70,00", "0,00", "0,00", "0,00", "0,00", "0,00", "Khá", "Khá"],
    ]
    assert years.chart == Heat(
        "Điểm từng lĩnh vực, % điểm tối đa", "%", ("1 Mục a", "2 Mục b"),
        (("Sở A", (Fraction(80), Fraction(50))), ("Sở B", (Fraction(40), Fraction(100)))),
    )  # fmt: skip


def test_changes_of_rank() -> None:
    """A falls behind B by its own doing, and B rises by the doing of A; the rule of ranking does nothing."""
    ranks = sections()[1].tables[1]
    assert headings(ranks)[3:] == [
        "Do bản thân (hạng)",
        "Do đơn vị khác (hạng)",
        "Do quy tắc xếp hạng (hạng)",
    ]
    assert texts(ranks) == [["Sở B", "2", "1", "0", "−1", "0"], ["Sở A", "1", "2", "+1", "0", "0"]]
    assert ranks.note.startswith("Hạng giữa các đơn vị có số liệu cả hai năm. Số dương: hạng lùi xuống")
    assert ranks.chart == Bump("Thay đổi hạng", ("năm trước", "năm nay"), (("Sở A", 1, 2), ("Sở B", 2, 1)))


def test_changes_of_fields() -> None:
    """The codes of the fields stand over the columns, their names below the table."""
    fields = sections()[1].tables[2]
    assert headings(fields) == ["Đơn vị", "1 (%)", "2 (%)"]
    assert texts(fields) == [["Sở A", "+5,00", "−15,00"], ["Sở B", "0,00", "0,00"]]
    assert fields.note == "1 Mục a; 2 Mục b"


def test_each_unit() -> None:
    """Item by item: what rules and performance did, the largest first, with its clause."""
    unit_a, unit_b = sections()[2:]
    assert unit_a.title == "Sở A"
    assert headings(unit_a.tables[0]) == [
        "Tiêu chí", "Quy tắc (%)", "Tiêu chí thêm, bỏ, chuyển (%)", "Kết quả thực hiện (%)",
        "Điều tra xã hội học (%)", "Cộng (%)", "Căn cứ",
    ]  # fmt: skip
    assert texts(unit_a.tables[0]) == [
        ["2 Mục b", "+7,50", "0,00", "−22,50", "0,00", "−15,00", "Quyết định 1/QĐ-UBND, Điều 3"],
        ["1 Mục a", "0,00", "0,00", "+5,00", "0,00", "+5,00", "Quyết định 1/QĐ-UBND, Điều 2"],
    ]
    assert unit_a.tables[0].chart == Waterfall(
        "Sở A: chỉ số thay đổi do đâu", "%", ("Năm trước", Fraction(75)),
        (
            ("Quy tắc", Fraction(15, 2)), ("Tiêu chí thêm, bỏ, chuyển", Fraction(0)),
            ("Kết quả thực hiện", Fraction(-35, 2)), ("Điều tra xã hội học", Fraction(0)),
        ),
        ("Năm nay", Fraction(65)),
    )  # fmt: skip
    assert unit_b == Section("Sở B", ("Không tiêu chí nào thay đổi.",))


def figures(given: tuple[Section, ...]) -> Iterator[object]:
    """Give every figure of some sections."""
    for section in given:
        for each in section.tables:
            yield from (cell for row in each.rows for cell in row if isinstance(cell, (Fraction, Interval)))


def test_english_says_the_same() -> None:
    """Both languages have the same figures in the same places, and English has no Vietnamese heading."""
    assert [*figures(sections("en"))] == [*figures(sections("vi"))]
    found = sections("en")
    assert [each.title for each in found] == [
        "What the rules do to units",
        "From one year to the other",
        "Sở A",
        "Sở B",
    ]
    assert (
        found[0].paragraphs[0]
        == "3 units scored: 1 gains; 0 lose; 1 stays the same; 1 undecided, for something is missing."
    )
    titles = " ".join(title for section in found for each in section.tables for title in headings(each))
    assert titles.replace("to Tốt", "").replace("to Khá", "").isascii()


def test_every_figure_has_a_unit() -> None:
    """A column of figures says what they are: percent, ranks or units; a rank itself is a number of order."""
    for section in sections():
        for each in section.tables:
            for at, column in enumerate(each.columns):
                measured = any(isinstance(row[at], (Fraction, Interval)) for row in each.rows)
                assert not measured or (column.unit in {"%", "hạng"} and column.number)


def test_criteria_that_are_new() -> None:
    """What a new item gives is the doing of the criteria: from 5 of 10 to 9 of 20 is 5 % less."""
    old = ruleset(leaf("a"), id="example/small@2023", year="2023")
    new = ruleset(leaf("a"), leaf("c"))
    given = [
        assess({"a": {"points": "5"}}, ruleset=old.id),
        assess({"a": {"points": "5"}, "c": {"points": "4"}}),
    ]
    found = tuple(effect_sections(effects(old, new, given), old, new, "vi"))
    assert texts(found[1].tables[0])[0][:8] == [
        "Sở A",
        "50,00",
        "45,00",
        "−5,00",
        "0,00",
        "−5,00",
        "0,00",
        "0,00",
    ]
    # Alone of its kind, it has no rank: the second table is that of the fields, by name without a code.
    assert headings(found[1].tables[1])[1:] == ["Mục a (%)", "Mục c (%)"]
    assert found[1].tables[1].note == ""
    # Last year's facts under the new rules: 5 to 15 of 20 points, for the new item is missing and not 0.
    assert texts(found[0].tables[0]) == [
        ["Sở A", "50,00", "25,00 – 75,00", "−25,00 – +25,00", "Khá", "chưa xác định", "–", "–", "Mục c"]
    ]
    assert found[0].tables[0].chart is None
    assert len(found[0].tables) == 1


def test_a_period_is_named_and_bands_may_be_missing() -> None:
    """A unit of the half-year says so, and without bands a dash stands for the band."""
    periods = [
        {"key": "year", "from": "2024-01-01", "to": "2024-12-31"},
        {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"},
    ]
    parts: Plain = {"periods": periods, "annual_result": "year", "bands": []}
    old = ruleset(
        leaf("a"),
        leaf("b", role="bonus", max="1"),
        root={"cap": "none"},
        id="example/small@2023",
        year="2023",
        **parts,
    )
    new = ruleset(leaf("a"), leaf("b", role="bonus", max="1"), root={"cap": "none"}, **parts)
    given = [
        assess({"a": {"points": mark}, "b": {"points": "0"}}, ruleset=id_, period="half-year")
        for mark, id_ in (("5", old.id), ("5", new.id))
    ]
    found = tuple(effect_sections(effects(old, new, given), old, new, "vi"))
    assert texts(found[0].tables[0])[0][:6] == ["Sở A (Kỳ sáu tháng)", "50,00", "50,00", "0,00", "–", "–"]
    # Nothing changed: there is no table of fields, and the bonus has no maximum to be a share of.
    assert [each.title for each in found[1].tables] == ["Thay đổi do đâu"]
    assert found[1].tables[0].chart == Heat(
        "Điểm từng lĩnh vực, % điểm tối đa", "%", ("Mục a",), (("Sở A (Kỳ sáu tháng)", (Fraction(50),)),)
    )


def test_no_chart_of_fields_without_fields() -> None:
    """Units that are not complete are not drawn, and only the old year's facts give no second section."""
    old, new = last(), this()
    given = [assess({"b": {"done": "1", "planned": "5"}}, ruleset=id_) for id_ in (old.id, new.id)]
    found = tuple(effect_sections(effects(old, new, given), old, new, "vi"))
    assert [each.title for each in found] == ["Tác động của quy tắc lên đơn vị"]
    assert effects(old, new, given)[0].attribution is None


def test_no_bands_no_undecided_band() -> None:
    """Where a ruleset has no bands, a dash stands for the band of an incomplete unit too."""
    old = ruleset(leaf("a"), id="example/small@2023", year="2023", bands=[])
    new = ruleset(leaf("a"), leaf("c"), bands=[])
    given = [assess({"a": {"points": "5"}}, ruleset=old.id)]
    found = tuple(effect_sections(effects(old, new, given), old, new, "vi"))
    assert texts(found[0].tables[0])[0][4:6] == ["–", "–"]
    assert len(found[0].paragraphs) == 1


PERIODS = [
    {"key": "year", "from": "2024-01-01", "to": "2024-12-31"},
    {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"},
]


@pytest.mark.parametrize(
    ("periods", "lang", "said"),
    [
        (("year",), "en", "1 unit scored: 0 gain; 0 lose; 1 stays the same; 0 undecided"),
        (("year",), "vi", "1 đơn vị chấm theo cả hai bộ quy tắc"),
        (("year", "half-year"), "en", "2 results scored: 0 gain; 0 lose; 2 stay the same; 0 undecided"),
        (("year", "half-year"), "vi", "2 kết quả chấm theo cả hai bộ quy tắc"),
    ],
)
def test_results_are_counted_where_a_unit_has_several(
    periods: tuple[str, ...], lang: Language, said: str
) -> None:
    """A unit of two periods is two results and not two units; one is said in the singular."""
    old, new = (
        ruleset(leaf("a"), id=f"example/small@{year}", year=year, periods=PERIODS, annual_result="year")
        for year in ("2023", "2024")
    )
    given = [assess({"a": {"points": "5"}}, ruleset=old.id, period=period) for period in periods]
    section = next(effect_sections(effects(old, new, given), old, new, lang))
    assert section.paragraphs[0].startswith(said)
    unit = {"vi": ("đơn vị", "kết quả"), "en": ("units", "results")}[lang][len(periods) - 1]
    assert headings(section.tables[1])[1].endswith(f"({unit.removesuffix('s') if said[0] == '1' else unit})")


def test_a_unit_that_is_not_carried_is_listed() -> None:
    """A kind that one ruleset does not have is in a table of its own, with the reason, in both languages."""
    kinds = [{"key": "ward", "name": {"vi": "Phường"}}]
    old = ruleset(leaf("a"), id="example/small@2023", year="2023", units={"kinds": kinds})
    new = ruleset(leaf("a"))
    given = [assess({"a": {"points": "5"}}, kind="ward", ruleset=old.id)]
    found = measure(old, new, given)
    expected: tuple[tuple[Language, str, list[str]], ...] = (
        (
            "vi",
            "Không chấm được theo bộ kia",
            ["Sở A", "Kỳ năm", new.id, "bộ tiêu chí không có loại đơn vị `ward`"],
        ),
        (
            "en",
            "Not carried to the other ruleset",
            ["Sở A", "The year", new.id, "the ruleset has no unit kind `ward`"],
        ),
    )
    for lang, title, row in expected:
        (section,) = effect_sections(found.effects, old, new, lang, found.refused)
        assert section.paragraphs[0].startswith("0 ")
        (table_,) = section.tables
        assert (table_.title, texts(table_, lang)) == (title, [row])
    tree = json.loads(json.dumps(plain(diff(old, new), None, found.effects, "en", found.refused)))
    jsonschema.validate(tree, schema_of("diff"))
    assert tree["effects"] == []
    assert tree["not_carried"] == [
        {
            "unit": "so-a",
            "period": "year",
            "ruleset": new.id,
            "code": "E-KIND",
            "message": "the ruleset has no unit kind `ward`",
        }
    ]


def test_only_own_facts_of_the_new_year_are_drawn() -> None:
    """A unit with last year's facts alone has no place in the chart of the new year's fields."""
    old, new = last(), this()
    both = [each for each in compared()[1] if each.attribution]
    lonely = assess({"a": {"points": "5"}, "b": {"done": "1", "planned": "5"}}, unit="so-x", ruleset=old.id)
    others = [assessment(name) for name in ("a-2023", "a-2024", "b-2023", "b-2024")]
    found = tuple(effect_sections(effects(old, new, [*others, lonely]), old, new, "vi"))
    chart = found[1].tables[0].chart
    assert isinstance(chart, Heat)
    assert len(chart.rows) == len(both) == 2
    assert [row[2] for row in texts(found[1].tables[1])] == ["1", "2"]
    assert {row[6] for row in texts(found[0].tables[0])} == {"1", "2", "3"}


def test_a_dropped_item_keeps_its_name() -> None:
    """Where a dropped key is another item's now, report and JSON name the dropped item and its clause."""
    renamed = {"of": "example/small@2023", "items": [{"old": ["a"], "new": ["b"]}]}
    gone = {**leaf("b", code="2", source={**CLAUSE, "at": "Điều 9"}), "name": {"vi": "Mục bị bỏ"}}
    old = ruleset(leaf("a", code="1"), gone, id="example/small@2023", year="2023")
    new = ruleset(leaf("b", code="1"), concordance=renamed)
    given = [
        assess({"a": {"points": "5"}, "b": {"points": "2"}}, ruleset=old.id),
        assess({"b": {"points": "9"}}),
    ]
    units = effects(old, new, given)
    years, unit = [*effect_sections(units, old, new, "vi")][1:]
    assert [(row[0], row[-1]) for row in texts(unit.tables[0])] == [
        ("1 Mục b", ""),
        ("2 Mục bị bỏ", "Quyết định 1/QĐ-UBND, Điều 9"),
    ]
    assert headings(years.tables[-1]) == ["Đơn vị", "1 (%)", "2 (%)"]
    assert years.tables[-1].note == "1 Mục b; 2 Mục bị bỏ"
    tree = json.loads(json.dumps(plain(diff(old, new), None, units)))
    jsonschema.validate(tree, schema_of("diff"))
    places = [
        tuple(each[name] for name in ("side", "key", "field_side", "field"))
        for each in tree["effects"][0]["items"]
    ]
    assert places == [(side, key, side, key) for side, key in (("new", "total"), ("new", "b"), ("old", "b"))]


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "2 tiêu chí khác, mỗi tiêu chí dưới 0,05"), ("en", "2 others, each below 0.05")]
)
def test_small_shares_are_one_row(lang: Language, said: str) -> None:
    """Items that changed by less than 0.05 percent each are added up, and the row has no clause."""
    old, new = (
        ruleset(*(leaf(key) for key in "abc"), id=f"example/small@{year}", year=year)
        for year in ("2023", "2024")
    )
    given = [
        assess({key: {"points": mark} for key, mark in zip("abc", marks, strict=True)}, ruleset=rules.id)
        for rules, marks in ((old, ("5", "5", "5")), (new, ("6", "5.01", "5.01")))
    ]
    *_, unit = effect_sections(effects(old, new, given), old, new, lang)
    rows_ = texts(unit.tables[0], lang)
    assert [row[0] for row in rows_] == ["Mục a", said]
    assert (rows_[1][-1], rows_[1][-2]) == ("", "+0,07" if lang == "vi" else "+0.07")


def page(lang: Language) -> Report:
    """Return the whole report."""
    found, each = compared()
    return report(
        found, tuple(effect_sections(each, found.old, found.new, lang)), CONVENTIONS, command="x", lang=lang
    )


def test_the_conventions_are_in_both_languages() -> None:
    """The notes begin with how shares are computed."""
    assert page("vi").notes[:4] == tuple(each.vi for each in CONVENTIONS)
    assert page("en").notes[:4] == tuple(each.en for each in CONVENTIONS)
