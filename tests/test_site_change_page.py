"""Pages of changes: every change of rules is told, with the items it is about, and what it can do."""

from __future__ import annotations

from ruleset_pages import material, rules, shipped, written

from parindex.comparison.report import report
from parindex.comparison.witness import witnesses
from parindex.fields import pick
from parindex.reporting.table import shown
from parindex.site import change_page, paths
from parindex.site.page import LANGUAGES, cell


def leaf(key: str, most: str) -> dict[str, object]:
    """Declare a leaf of given points."""
    return {"key": key, "code": key, "name": {"vi": f"Mục {key}"}, "max": most, "scale": {"method": "direct"}}


def test_every_row_of_the_report_is_on_the_page() -> None:
    """All that `diff` reports of two years stands on their page, and the labels of both stand above it."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, change_page.pages)
        assert set(pages) == {change_page.INDEX, *(paths.change(*both) for both in shipped().changes)}
        for (old, new), difference in shipped().changes.items():
            page = pages[paths.change(old, new)]
            for section in report(difference, command="", lang=lang).sections:
                for table in section.tables:
                    for row in table.rows:
                        cells = (
                            cell(shown(each, at, lang)) for each, at in zip(row, table.columns, strict=True)
                        )
                        assert f"| {' | '.join(cells)} |" in page.body
            structure = "structure" in {difference.old.coverage, difference.new.coverage}
            only = pick(lang, "Nguồn chỉ nêu cấu trúc: một khác biệt", "The sources state the structure only")
            assert (only in page.body) == (structure and bool(difference.changes))
            assert page.labels


def test_the_list_counts_what_moves_scores() -> None:
    """The list has both numbers of every change: rules, and what else."""
    body = written(shipped(), "vi", change_page.pages)[change_page.INDEX].body
    for both, difference in shipped().changes.items():
        row = next(
            each for each in body.splitlines() if f"]({paths.change(*both).removeprefix('changes/')})" in each
        )
        rule_rows = len(difference.rules)
        assert f"| {rule_rows} | {len(difference.changes) - rule_rows} |" in row


def test_items_that_came_and_went_are_linked_in_their_year() -> None:
    """A new item is linked in the newer year alone, one that is gone in the older; a changed one in both."""
    old = rules(items=[leaf("a", "4"), leaf("b", "6")])
    new = rules(id="example/small@2025", year="2025", items=[leaf("a", "5"), leaf("c", "5")])
    found = material(old, new)
    body = written(found, "vi", change_page.pages)[paths.change(old.id, new.id)].body
    was, now = (f"../../../rulesets/example/small/{year}/items" for year in ("2024", "2025"))
    assert f"| a Mục a | [a]({was}/a.md) | [a]({now}/a.md) |" in body
    assert f"| c Mục c | – | [c]({now}/c.md) |" in body
    assert f"| b Mục b | [b]({was}/b.md) | – |" in body
    example = witnesses(found.changes[old.id, new.id])[0]
    assert example.points.old_points is not None
    assert "Ví dụ và chứng minh" in body


def test_years_without_a_change_of_rules_list_no_item() -> None:
    """Where only a name changes there is no list of items, and nothing to prove."""
    old = rules(items=[leaf("a", "10")])
    new = rules(id="example/small@2025", year="2025", items=[{**leaf("a", "10"), "name": {"vi": "Tên khác"}}])
    body = written(material(old, new), "en", change_page.pages)[paths.change(old.id, new.id)].body
    assert "{#items}" not in body
    assert "Reworded name" in body
