"""Pages of published tables: the verdict first, rows as printed, findings, and where they were read."""

from __future__ import annotations

from ruleset_pages import material, shipped, written

from parindex.fields import say
from parindex.reporting.table import shown
from parindex.reproduction import published
from parindex.reproduction.report import report
from parindex.reproduction.reproduce import reproduce
from parindex.reproduction.words import verdict_name
from parindex.site import paths, result_page
from parindex.site.page import LANGUAGES, cell, escape


def test_the_verdict_is_that_of_the_library() -> None:
    """Each page begins with the verdict that `reproduce` gives, and the list has the same."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, result_page.pages)
        assert set(pages) == {result_page.INDEX, *map(paths.result, published.available())}
        for key in published.available():
            verdict = verdict_name(reproduce(published.table(key)).verdict, lang)
            first = pages[paths.result(key)].body.splitlines()[0]
            assert escape(verdict) in first
            row = next(each for each in pages[result_page.INDEX].body.splitlines() if f"]({key}.md)" in each)
            assert cell(verdict) in row


def test_rows_and_findings_are_there() -> None:
    """Every printed figure is in the row of its unit, and every row of the working paper is on the page."""
    pages = written(shipped(), "vi", result_page.pages)
    for known, found in result_page.checked().values():
        body = pages[paths.result(known.key)].body
        for row in found.table.rows:
            for each in row.cells.values():
                assert cell(each.text.replace(".", ",") if each.printed else each.text) in body
        for section in report(found, command="", lang="vi").sections:
            for table in section.tables:
                for line in table.rows:
                    cells = (
                        cell(shown(each, at, "vi")) for each, at in zip(line, table.columns, strict=True)
                    )
                    assert f"| {' | '.join(cells)} |" in body


def test_sources_and_conflicts_are_told() -> None:
    """Each source has its reliability and its clauses; what other sources say stands beside."""
    body = written(shipped(), "vi", result_page.pages)[paths.result("national-provinces-2024")].body
    assert "[VietnamPlus, công bố PAR INDEX 2024](https://www.vietnamplus.vn/" in body
    clause = "[PAR INDEX 2024 các tỉnh, nhóm A và nhóm B](../sources/reported-national.md#c-par-index"
    assert f"(độ tin cậy B): {clause}" in body
    assert "- Hà Nội: in 1,32, nơi khác 1,14. " in body
    assert "--summary rulesets/published/national-provinces-2024-beneath.csv" in body


def test_an_assumed_structure_is_labelled() -> None:
    """A table that no ruleset fits says why its structure is assumed, and how to check it from Python."""
    page = written(shipped(), "en", result_page.pages)[paths.result("nam-dinh-2020")]
    known = published.load("nam-dinh-2020")
    assert known.structure is not None
    said = "No ruleset here fits this table; the structure that it is checked by is assumed"
    assert page.labels == (f"{said}: {say(known.structure.why, 'en')}",)
    assert 'published.table("nam-dinh-2020")' in page.body
    assert "parindex reproduce" not in page.body


def test_a_table_without_rows_has_no_empty_one() -> None:
    """Where only the figures beneath a table were printed, no empty table stands for it."""
    body = written(shipped(), "vi", result_page.pages)[paths.result("hue-communes-2021")].body
    assert "{#printed}" not in body


def test_a_ruleset_that_has_no_page_is_not_linked() -> None:
    """Where the rulesets at hand do not have the one that a table is checked by, nothing is linked."""
    body = written(material(), "vi", result_page.pages)[paths.result("national-provinces-2024")].body
    assert "Bộ tiêu chí dùng để đối chiếu" not in body


def test_a_verdict_that_rests_on_bounds_alone_says_so() -> None:
    """Where nothing but bounds could be checked, the list and the page say it; elsewhere they do not."""
    pages = written(shipped(), "vi", result_page.pages)
    rows = pages[result_page.INDEX].body.splitlines()
    for key, bare in (("ha-noi-departments-2023", True), ("national-ministries-2023", False)):
        row = next(each for each in rows if f"]({key}.md)" in each)
        assert ("chỉ kiểm tra được giới hạn" in row) == bare
        assert ("không xác nhận các số ấy đúng" in pages[paths.result(key)].body) == bare
    assert "| 4/11 |" in next(each for each in rows if "](ha-noi-departments-2023.md)" in each)
