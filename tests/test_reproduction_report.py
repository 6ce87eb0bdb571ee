"""The working paper of a printed table: what it says of each verdict, and its plain tree."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from helpers import group, leaf, policies, ruleset

from parindex.errors import Language
from parindex.reporting import html, markdown
from parindex.reporting.table import Report, Section, Table, shown
from parindex.reproduction.paper import File, paper
from parindex.reproduction.plain import plain
from parindex.reproduction.printed import Reading
from parindex.reproduction.report import report
from parindex.ruleset.model import Ruleset
from parindex.schemas import schema_of

KINDS = {"kinds": [{"key": "department", "name": {"vi": "Sở", "en": "Department"}}]}
LISTED = {
    **KINDS,
    "units": [
        {"key": "home", "name": {"vi": "Sở Nội vụ", "en": "Home Affairs"}, "kind": "department"},
        {"key": "law", "name": {"vi": "Sở Tư pháp", "en": "Justice"}, "kind": "department"},
    ],
}
BANDS = [
    {"key": "top", "name": {"vi": "Tốt", "en": "Good"}, "from": "80", "to": "100"},
    {"key": "low", "name": {"vi": "Kém", "en": "Poor"}, "from": "0"},
]
RULES = ruleset(group("g", leaf("a"), leaf("b"), code="1"), leaf("c"), root={"max": "30"}, units=KINDS)
BANDED = ruleset(leaf("a", max="70"), leaf("b", max="30"), root={"max": "100"}, units=LISTED, bands=BANDS)


def made(  # noqa: PLR0913 (a table, its summary, and how to read both)
    text: str,
    rules: Ruleset = RULES,
    *,
    summary: str | None = None,
    reading: Reading = "half",
    lang: Language = "vi",
    command: str = "",
) -> Report:
    """Make the paper of a table."""
    beneath = None if summary is None else File("s.csv", summary.encode())
    found = paper(File("t.csv", text.encode()), rules, summary=beneath, reading=reading)
    jsonschema.validate(json.loads(json.dumps(plain(found, lang))), _schema())
    return report(found, command=command, lang=lang)


@cache
def _schema() -> dict[str, Any]:
    return schema_of("reproduction")


def tree(text: str, rules: Ruleset = RULES, *, summary: str | None = None, lang: Language = "vi") -> Any:
    """Return the plain tree of a table, as it comes out of JSON."""
    beneath = None if summary is None else File("s.csv", summary.encode())
    found = paper(File("t.csv", text.encode()), rules, summary=beneath)
    return json.loads(json.dumps(plain(found, lang)))


def table(found: Report, title: str) -> list[tuple[str, ...]]:
    """Return the rows of a table by the beginning of its title, as people read them."""
    tables = [each for section in found.sections for each in section.tables]
    (one,) = [each for each in tables if each.title.startswith(title)]
    return [
        tuple(shown(cell, column, found.lang) for cell, column in zip(row, one.columns, strict=True))
        for row in one.rows
    ]


def titles(found: Report) -> list[str]:
    """Return the titles of all tables."""
    return [each.title for section in found.sections for each in section.tables]


def section(found: Report, title: str) -> Section:
    """Return a section by its title."""
    (one,) = [each for each in found.sections if each.title == title]
    return one


def note(found: Report, title: str) -> str:
    """Return the note under a table."""
    tables: list[Table] = [each for part in found.sections for each in part.tables]
    return next(each.note for each in tables if each.title.startswith(title))


# Verdicts


def test_an_exact_table() -> None:
    """Where all holds just as printed, the paper says so and lists no single relation."""
    found = made("unit,a,b,g,c,total,index\nx,2.5,3.5,6,4,10,33.33\n")

    assert found.lead[0] == "Kết luận: đúng khít (EXACT). Mọi quan hệ đã kiểm tra đều khớp đúng như đã in."
    assert "1 trên 1 dòng khớp trong phạm vi làm tròn, trong đó 1 dòng đúng khít" in found.lead[1]
    assert found.lead[1].endswith("Số quan hệ đã xét: 9.")
    assert found.lead[2].startswith("Bảng t.csv: 1 dòng; cột: Mục a, Mục b, 1 Nhóm g, Mục c, ")
    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in found.lead[2]
    assert found.lead[2].endswith("Kiểm tra dữ liệu vào: không có cảnh báo.")
    assert titles(found) == ["Số quan hệ theo kết luận", "Từng dòng của bảng"]
    assert table(found, "Số quan hệ") == [
        ("Các phần cộng thành tổng (parts-sum)", "1"),
        ("Các mục con cộng thành mục cha (children-parent)", "1"),
        ("Nằm trong giới hạn (bounds)", "6"),
        ("Chỉ số so với tổng điểm (total-index)", "1"),
    ]
    assert table(found, "Từng dòng") == [("x", "✓", "✓", "✓ 6", "✓")]


def test_the_marks_are_explained() -> None:
    """Each mark stands beside the official term, the code and what it means."""
    for lang, words in (
        ("vi", "✗ không thể khớp (IRRECONCILABLE): hai khoảng không có giá trị chung"),
        ("en", "? not checkable (NOT-CHECKABLE): what is needed is not printed"),
    ):
        found = made("unit,a,b,g\nx,1,2,3\n", lang=lang)  # type: ignore[arg-type]  # both are languages
        assert words in note(found, "Từng dòng" if lang == "vi" else "Each row")


def test_within_rounding() -> None:
    """A sum that only rounding explains is listed with the interval that the parts allow, in its unit."""
    found = made("unit,a,b,g\nx,1.25,2.50,3.76\n")

    assert found.lead[0] == "Kết luận: trong phạm vi làm tròn (WITHIN-ROUNDING). Không quan hệ nào mâu thuẫn."
    assert table(found, "Trong phạm vi") == [
        ("x", "Các mục con cộng thành mục cha: 1 Nhóm g", "3,76 điểm", "3,74 – 3,76 điểm")
    ]


def test_a_sum_that_cannot_hold() -> None:
    """What cannot hold is listed with every smallest change of one cell, and what may have caused it."""
    found = made("unit,a,b,g\nx,5.21,2.50,3.75\n")

    assert found.lead[0] == (
        "Kết luận: không thể khớp (IRRECONCILABLE). 1 quan hệ không thể khớp dù làm tròn thế nào: "
        "số in sai hoặc tính theo quy tắc khác."
    )
    assert table(found, "Không thể khớp") == [
        (
            "x: Các mục con cộng thành mục cha: 1 Nhóm g",
            "3,75 điểm",
            "7,70 – 7,72 điểm",
            (
                "Mục a: 5,21 → từ 1,24 đến 1,26 (giảm ít nhất 3,95 điểm); "
                "hoặc 1 Nhóm g: 3,75 → từ 7,70 đến 7,72 (tăng ít nhất 3,95 điểm)"
            ),
        )
    ]
    assert "chưa chắc là số đúng" in note(found, "Không thể khớp")


def test_a_typical_cause() -> None:
    """Swapped digits are named with their cell, and one relation is one in English."""
    found = made("unit,a,b,g\nx,2.15,2.50,3.75\n", lang="en")

    assert "IRRECONCILABLE). 1 relation cannot hold however figures were rounded" in found.lead[0]
    ((_, _, _, repair),) = table(found, "Irreconcilable")
    assert repair.endswith(". Perhaps Mục a: two neighbouring digits swapped")
    assert "2.15 → 1.24 to 1.26 (down by at least 0.89 points)" in repair


def test_several_relations_that_cannot_hold() -> None:
    """Two are two in English, and the worst mark of a row stands first."""
    found = made("unit,a,b,g,c,total\nx,1,2,9,1,2\ny,1,2,3,1,4\n", lang="en")

    assert "2 relations cannot hold" in found.lead[0]
    assert "1 of 2 rows holds within rounding, 1 of them exactly" in found.lead[1]
    assert table(found, "Each row")[0][1:3] == ("✗", "✗")


def test_a_table_that_says_nothing() -> None:
    """Where nothing can be checked, the paper says why, and names a few of the units."""
    rows = "".join(f"{unit},1\n" for unit in "uvwxy")
    found = made(f"unit,rank\n{rows}")

    assert "không kiểm tra được (NOT-CHECKABLE). Bảng không in đủ số liệu" in found.lead[0]
    assert found.lead[1].startswith("0 trên 5 dòng khớp")
    assert table(found, "Không kiểm tra được") == [
        ("Thứ hạng so với điểm", "số liệu cần đến không được in", "u, v, w và 2 đơn vị khác")
    ]


def test_a_table_without_figures() -> None:
    """A table that holds no relation at all still makes a paper."""
    found = made("unit,kind\nx,department\n")

    assert found.lead[1].endswith("Số quan hệ đã xét: 0.")
    assert titles(found) == []
    assert "Bảng không phân biệt được" in section(found, "Cách làm tròn đã dùng").paragraphs[0]


def test_only_a_figure_beneath() -> None:
    """A table whose rows hold no relation shows the figures beneath it alone."""
    found = made("unit,kind\nx,department\n", summary="figure,of,printed\ncount,all,1\n")

    assert titles(found) == ["Số quan hệ theo kết luận", "Số liệu in dưới bảng"]


def test_a_row_without_a_relation() -> None:
    """Where a row does not print what another does, nothing stands in its place."""
    found = made("unit,a,index\nx,1,\ny,1,3.33\n")

    assert [row[2] for row in table(found, "Từng dòng")] == ["–", "≈"]


# Units and figures


def test_every_unit_of_a_figure() -> None:
    """Percent, ranks, forms, bands and counts of units each have their unit."""
    found = made(
        "unit,a,a%,b,total,index,band,rank,sent,returned\n"
        "Sở Nội vụ,35,53,25,60,60,Tốt,2,10,20\n"
        "Justice,63,90,27,90,90,top,1,20,10\n",
        BANDED,
        summary="figure,of,printed,unit,before\nmean,total,70,,\ncount,top,5,,\nshare,top,33.3,,\n"
        "highest,index,80,,\nlowest,a,30,,\ndifference,total,9,home,50\ncount,all,2,,\n",
    )
    broken = {name: rest for name, *rest in table(found, "Không thể khớp")}

    assert broken["Sở Nội vụ: Phần trăm so với điểm: Mục a (% điểm tối đa)"][:2] == [
        "53 %",
        "≈49,2857 – ≈50,7143 %",
    ]
    assert broken["Sở Nội vụ: Xếp loại so với chỉ số"][:2] == ["Tốt", "59,5 – 60,5 %"]
    assert "; hoặc Xếp loại: đổi thành “Kém”" in broken["Sở Nội vụ: Xếp loại so với chỉ số"][2]
    forms = broken["Sở Nội vụ: Số phiếu phát ra, thu về, hợp lệ: Phiếu thu về"]
    assert forms[:2] == ["20 phiếu", "0 – 10 phiếu"]
    assert "Phiếu phát ra: 10 → 20 (tăng 10 phiếu)" in forms[2]
    assert broken["Cả bảng: Trung bình: Nhóm total"][:2] == ["70 điểm", "74,5 – 75,5 điểm"]
    assert (
        "Trung bình dưới bảng: 70 → từ 74 đến 76 (tăng ít nhất 4 điểm)"
        in broken["Cả bảng: Trung bình: Nhóm total"][2]
    )
    assert broken["Cả bảng: Số đơn vị: Tốt"][0] == "5 đơn vị"
    assert "Số cao nhất dưới bảng: 80 → " in broken["Cả bảng: Cao nhất: Chỉ số"][2]
    assert "Mục a (Sở Nội vụ): 35 → " in broken["Cả bảng: Thấp nhất: Mục a"][2]
    assert table(found, "Số liệu in dưới bảng")[5][:3] == (
        "Sở Nội vụ",
        "Chênh lệch so với năm trước: Nhóm total",
        "9 điểm",
    )
    assert [row[1] for row in table(found, "Số liệu in dưới bảng")][-1] == "Số đơn vị: cả bảng"


def test_a_rank_that_cannot_hold() -> None:
    """A rank is moved to a rank, whatever smaller move of a figure would do as well."""
    found = made("unit,total,rank\nu,9.1,1\nv,9.0,2\nw,8.9,3\nx,8.0,2\n")

    assert table(found, "Không thể khớp") == [
        (
            "x: Thứ hạng so với điểm",
            "hạng 2",
            "hạng 4",
            "Nhóm total: 8,0 → 9,0 (tăng 1,0 điểm); hoặc Thứ hạng: 2 → 4 (tăng 2)",
        )
    ]


def test_a_rank_that_nothing_allows() -> None:
    """Where the other figures allow no rank at all, the paper says that too."""
    (row,) = table(made("unit,total,rank\nu,9.1,3\nv,9.0,1\nw,8.9,2\n"), "Không thể khớp")

    assert row[1:3] == ("hạng 3", "không số nào")


def test_no_single_cell() -> None:
    """Where no one cell would mend a relation, the paper says so; where no figure fits, too."""
    found = made("unit,a,b,c,g,total\nx,9,9,9,1,1\n", lang="en")

    assert any("will do" not in row[3] for row in table(found, "Irreconcilable"))


def test_a_unit_that_comes_twice() -> None:
    """Rows of one name are told apart by their number, and the input is remarked on with its place."""
    found = made("unit,a,b,g\nx,1.25,2.50,3.76\nx,1.25,2.50,3.76\n")

    assert [row[0] for row in table(found, "Trong phạm vi")] == ["x (dòng 1)", "x (dòng 2)"]
    assert "không có cảnh báo" not in found.lead[2]
    ((place, what, hint),) = table(found, "Vấn đề trong tệp")
    assert place == "t.csv:3:1"
    assert what.startswith("E-PRINTED-TWICE: đơn vị `x`")
    assert hint == "giữ lại một trong hai hàng"


def test_what_is_no_number_is_quoted() -> None:
    """A cell that cannot be read is a problem of the input, and stands in quotation marks."""
    found = made("unit,a\nx,1\n", summary="figure,of,printed\nmean,a,nhiều\n")

    assert table(found, "Số liệu in dưới bảng") == [
        ("Cả bảng", "Trung bình: Mục a", "“nhiều”", "–", "? không kiểm tra được")
    ]
    assert table(found, "Vấn đề trong tệp")[0][0] == "s.csv:2:8"


def test_a_condition() -> None:
    """A band that only one reading of the edge gives is within rounding, and the reading is named."""
    found = made("unit,index,band\nhome,80.00,Tốt\nlaw,79.9,Kém\n", BANDED)

    assert "mức xếp loại" not in found.lead[0]
    assert titles(found)[1] == "Trong phạm vi làm tròn (WITHIN-ROUNDING)"


# Rounding


def test_which_rounding() -> None:
    """What survives, what stays open and what which units rule out is said in whole sentences."""
    found = made("unit,a,b,g\nx,1.25,2.50,3.76\ny,1.25,2.50,3.75\nz,1.25,2.50,3.74\n")
    first, second = section(found, "Cách làm tròn đã dùng").paragraphs

    assert first.startswith(
        "Bộ tiêu chí giả định: làm tròn 2 chữ số thập phân, từ nửa trở lên thì làm tròn lên;"
    )
    assert "Số dòng in một tổng cùng các phần của nó: 3. 2 trên 8 cách làm tròn khớp với mọi dòng: " in first
    assert "Bảng không phân biệt được các cách còn lại: " in first
    assert "Bị loại bởi z: làm tròn chỉ khi công bố, kiểu cắt bỏ phần dư, 2 chữ số." in second


def test_no_rounding_fits() -> None:
    """Where no policy fits every row, none is listed."""
    found = made("unit,a,b,g\nx,1,1,9\n", lang="en")
    first, second = section(found, "Which rounding was used").paragraphs

    assert "Rows that print a sum beside its parts: 1. 0 of " in first
    assert first.endswith("ways of rounding fit every row.")
    assert second.startswith("Ruled out by x: ")


def test_some_ways_are_not_told_apart() -> None:
    """Where only some of the ways that are left are alike, these are named."""
    found = made("unit,a,b,g\nx,1,2,3\n", lang="en")
    (first,) = section(found, "Which rounding was used").paragraphs[:1]

    assert "The table does not tell apart rounded " in first
    assert "each" in first


def test_a_rounding_with_a_source() -> None:
    """A rounding that an instrument states is not called an assumption."""
    chosen = policies()
    chosen["rounding"] = {
        "value": chosen["rounding"]["value"],
        "source": {"instrument": "qd-1", "at": "Điều 3"},
    }
    rules = ruleset(leaf("a"), policies=chosen, units=KINDS)
    found = made("unit,a,total\nx,1,1\n", rules)

    assert section(found, "Cách làm tròn đã dùng").paragraphs[0].startswith("Bộ tiêu chí lấy: ")


# Notes


def test_the_notes() -> None:
    """Assumptions that bear on what was tested are named, and each file with its digest."""
    rows, beneath = "unit,a,b,total,rank\nhome,1,2,3,1\nlaw,1,1,2,2\n", "figure,of,printed\ncount,all,2\n"
    found = made(rows, BANDED, summary=beneath, command="parindex reproduce t.csv")
    assumed, digests = found.notes

    assert assumed.startswith(
        "Giả định, không nguồn nào nêu (lý do xem ở parindex show example/small@2024): "
    )
    assert "xếp hạng theo chỉ số chính xác" in assumed
    assert "xếp loại theo" in assumed
    assert "làm tròn 2" not in assumed
    files = paper(File("t.csv", rows.encode()), BANDED, summary=File("s.csv", beneath.encode()))
    assert files.summary is not None
    assert digests == (
        f"SHA-256: t.csv {files.file.sha256}; s.csv {files.summary.sha256}; {BANDED.id} {BANDED.digest}"
    )
    assert found.command == "parindex reproduce t.csv"


def test_what_was_not_tested_is_not_noted() -> None:
    """Without ranks and bands, what is assumed of them is left out; in English too."""
    (assumed, _) = made("unit,a,b,total\nhome,1,2,3\n", BANDED, lang="en").notes

    assert assumed.startswith(
        "Assumed, no source states it (parindex show example/small@2024 has the reasons): "
    )
    assert "ranks" not in assumed
    assert "bands" not in assumed


def test_without_assumptions() -> None:
    """Rules that assume nothing leave only the digests."""
    stated = {
        name: {"value": each["value"], "source": {"instrument": "qd-1", "at": "Điều 3"}}
        for name, each in policies().items()
    }
    sourced = {"instrument": "qd-1", "at": "Phụ lục"}
    part = {**leaf("a"), "source": sourced}
    part.pop("assumed", None)
    rules = ruleset(part, policies=stated, units=KINDS)
    (digests, *more) = reversed(made("unit,a,total\nx,1,1\n", rules).notes)

    assert digests.startswith("SHA-256: t.csv ")
    assert all("policies" not in each for each in more)


def test_cut_off_figures() -> None:
    """Under the other reading an interval begins at the printed figure, and the paper says so."""
    for lang, words in (
        ("vi", "89,95 là từ 89,95 đến 89,96 (cắt bỏ phần dư)"),
        ("en", "89.95 is from 89.95 to 89.96 (cut off)"),
    ):
        found = made("unit,a,b,g\nx,1.25,2.50,3.76\n", reading="truncate", lang=lang)  # type: ignore[arg-type]  # both are languages
        assert words in found.sections[0].paragraphs[0]


# Whatever a file holds


HOSTILE = '"<script>alert(1)</script>\n# x | y [a](http://b) =1+1"'


def test_hostile_texts_stay_texts() -> None:
    """A name with markup and line breaks is one line of text in every form."""
    found = made(f"unit,a,b,g\n{HOSTILE},1.25,2.50,3.76\n{HOSTILE},1,1,9\n")
    page, lines = html.render(found), markdown.render(found).splitlines()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; # x | y" in page
    assert not any(line.startswith("# x") for line in lines)
    rows = [line for line in lines if "script" in line and line.startswith("|")]
    assert rows
    assert all("\\<script\\>" in row and "\\[a\\]" in row for row in rows)


# The plain tree


def types(found: Any) -> set[type]:
    """Return the types of all values in a tree."""
    if isinstance(found, dict):
        return {each for part in found.values() for each in types(part)}
    if isinstance(found, list):
        return {each for part in found for each in types(part)}
    return {type(found)}


def test_the_plain_tree() -> None:
    """Each relation has its place, verdict, interval and smallest change; no figure is a number."""
    found = tree(
        "unit,a,b,total\nhome,12.1,9,12.1\nlaw,1,x,2\n", BANDED, summary="figure,of,printed\ncount,all,2\n"
    )

    assert (found["format"], found["verdict"]) == ("1", "IRRECONCILABLE")
    assert found["ruleset"]["id"] == BANDED.id
    assert found["table"]["summary"]["file"] == "s.csv"
    assert {**found["table"], "sha256": "", "summary": None} == {
        "file": "t.csv",
        "sha256": "",
        "kind": "department",
        "rows": "2",
        "columns": ["a", "b", "total"],
        "reading": "half",
        "summary": None,
    }
    first = found["relations"][0]
    assert first["repair"] == first["repairs"][0]
    assert {**first, "repair": None, "repairs": []} == {
        "relation": "parts-sum",
        "unit": "home",
        "unit_name": "Sở Nội vụ",
        "row": "1",
        "at": "total",
        "verdict": "IRRECONCILABLE",
        "printed": "12.1",
        "interval": ["411/20", "433/20"],
        "repair": None,
        "repairs": [],
        "why": "",
    }
    last = found["relations"][-1]
    assert (last["unit"], last["unit_name"], last["row"], last["repair"]) == (None, None, None, None)
    assert found["problems"][0]["code"] == "E-NUM"
    assert found["problems"][0]["place"] == "t.csv:3:7"
    assert types(found) == {str, type(None)}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_plain_tree_of_rounding(lang: Language) -> None:
    """Every policy is told with its digits, and the excluded ones with their units."""
    found = tree("unit,a,b,g\nx,1.25,2.50,3.76\n", lang=lang)["rounding"]

    assert found["rows"] == "1"
    assert {"stage": "publication", "mode": "half-up", "digits": "2"} in found["survivors"]
    assert found["excluded"][-1] == {
        "stage": "parts",
        "mode": "up",
        "digits": "2",
        "count": "1",
        "units": ["x"],
    }
    assert {each["reason"] for each in found["undetermined"]} <= {"no-tie", "room", "unseen", "nothing-added"}
