"""No row of an annex is lost: each stands in the draft, or is named as not understood, and never both."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annexes import HEADER, cell, paper, row, table, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.annex.importing import Imported, import_annex
from parindex.readers import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[str, str, str]

# What may stand where a number, a name and points should.
CODES = ["", "-", "1.1a", "9.9", "1", "I", "a)", "45658", "(1)", "STT"]
NAMES = ["", "-", "Không rõ {}", "Tổng số {}", "Ghi chú {}", "ĐIỂM TRỪ {}", "Đạt {}: 1.500", "Có {}: 1"]
POINTS = ["", "?", "0-2", "1.500", "hai điểm", "-1", "0", "99", "50%", "2,5"]
LADDERS: list[tuple[str, ...]] = [
    ("Đạt 100% {}: 2", "Từ 70% - dưới 100% {}: 1", "Dưới 70% {}: 0"),
    ("Từ 70% - 100% {}: 2", "Từ 50% - 70% {}: 1", "Dưới 50% {}: 0"),
    ("- Đúng hạn {}: 2", "- Chậm {}: 1", "- Không {}: không có điểm"),
    (),
]
NOTES = [
    "Tính theo số liệu {}",
    "Đạt {}",
    "Từ 50% đến {}",
    "Một {}\nHai {}: 1\nBa {}\nBốn {}: 0",
    "Cộng {}: 1",
]


@st.composite
def ladders(draw: st.DrawFn) -> list[Row]:
    """Draw the steps of a criterion, in percent or in words, in rows or in one cell."""
    steps = draw(st.sampled_from(LADDERS))
    inside = bool(steps) and draw(st.booleans())
    return [("", "\n".join(steps), "")] if inside else [("", each, "") for each in steps]


@st.composite
def annexes(draw: st.DrawFn) -> list[Row]:
    """Draw the rows of an annex of fields, criteria and ladders, and damage some of them."""
    rows: list[Row] = []
    for field in range(1, draw(st.integers(1, 3)) + 1):
        count = draw(st.integers(1, 3))
        rows.append((str(field), "LĨNH VỰC {}", str(2 * count)))
        for number in range(1, count + 1):
            rows += [(f"{field}.{number}", "Tiêu chí {}", "2"), *draw(ladders())]
    rows += draw(st.sampled_from([[], [("", "Tổng cộng", "9")]]))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(1, len(rows)))
        if at == len(rows) or draw(st.booleans()):
            rows.insert(at, ("", draw(st.sampled_from(NOTES)), draw(st.sampled_from(POINTS))))
        else:
            kinds = (CODES, NAMES, POINTS)
            changed = draw(st.integers(0, 2))
            value = draw(st.sampled_from(kinds[changed]))
            rows[at] = (*rows[at][:changed], value, *rows[at][changed + 1 :])  # type: ignore[assignment]  # still three
    counted = iter(range(10_000))
    return [
        (code, re.sub(r"\{}", lambda _: f"m{next(counted)}m", name), points) for code, name, points in rows
    ]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Write an annex as a spreadsheet in Vietnam does: semicolons, a mark at the front."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([[each.strip("*") for each in HEADER[:3]], *rows])
    return stream.getvalue().encode("utf-8-sig")


def marks(text: str) -> list[str]:
    """Return the marks of names in a text."""
    return re.findall("m[0-9]+m", text)


def texts(node: Any) -> Iterator[str]:
    """Give the Vietnamese texts of a draft."""
    if isinstance(node, dict):
        yield from (
            each for key, below in node.items() for each in ([below] if key == "vi" else texts(below))
        )
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)


def places(found: Imported) -> Counter[str]:
    """Count where each mark stands: in the draft, or in the report as a note or as not understood."""
    said = [*found.problems, *found.remarks]
    away = [each for each in said if each.code in {"E-ANNEX-ROW", "W-ANNEX-BESIDE"}]
    named = (mark for each in away for mark in marks(str(dict(each.details)["found"])))
    totals = (each for each in said if each.code == "W-ANNEX-TOTALS")
    return Counter(
        [
            *(mark for each in texts(found.tree["score"]["items"]) for mark in marks(each)),
            *named,
            *(mark for each in totals for mark in marks(str(dict(each.details)["found"]))),
        ]
    )


def conserved(found: Imported, rows: Sequence[Row]) -> None:
    """Look whether every mark stands in one place, and every row is counted."""
    assert found.rows.conserved
    assert found.rows.steps >= 0
    wanted = Counter(mark for _, name, _ in rows for mark in marks(name))
    # The total that is taken is no criterion; it stands in the draft as its max.
    last = next((name for _, name, _ in reversed(rows) if name.startswith("Tổng")), "")
    taken = set(marks(last)) if found.rows.totals else set()
    counted = places(found)
    assert {mark: counted[mark] for mark in wanted if mark not in taken} == {
        mark: 1 for mark in wanted if mark not in taken
    }
    assert yaml.read(yaml.write(found.tree).encode()).data == found.tree
    # Of a max that nothing states the draft has none.
    for item in walked(found.tree["score"]["items"]):
        assert ("max" in item) != ("CHƯA ĐIỀN điểm tối đa" in item.get("note", {}).get("vi", ""))


def walked(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the criteria of a draft."""
    for item in items:
        yield item
        yield from walked(item.get("items", []))


@settings(max_examples=60, deadline=None)
@given(annexes())
def test_no_row_of_a_workbook_is_lost(rows: list[Row]) -> None:
    """Whatever is damaged in a workbook, each text stands once: in the draft or as not understood."""
    conserved(import_annex(workbook([HEADER, *rows]), "a.xlsx"), rows)


@settings(max_examples=60, deadline=None)
@given(annexes())
def test_no_row_of_a_csv_file_is_lost(rows: list[Row]) -> None:
    """The same holds without typography, with semicolons and decimal commas."""
    conserved(import_annex(as_csv(rows), "a.csv"), rows)


@settings(max_examples=60, deadline=None)
@given(annexes(), st.lists(st.integers(1, 30), max_size=3), st.booleans())
def test_no_row_of_several_tables_is_lost(rows: list[Row], cuts: list[int], headed: bool) -> None:  # noqa: FBT001 (drawn)
    """However an annex is parted into tables, each row is read, or its table is named and left alone."""
    header = row(*(cell(each) for each in HEADER[:3]))
    bounds = sorted({0, *(cut for cut in cuts if cut < len(rows)), len(rows)})
    parts = [rows[begin:end] for begin, end in pairwise(bounds)]
    written = [
        table(*([header] if headed or not at else []), *(row(*map(cell, each)) for each in part))
        for at, part in enumerate(parts)
    ]
    found = import_annex(paper(*written), "a.docx")
    named = [dict(each.details)["others"] for each in found.remarks if each.code == "W-ANNEX-TABLE"]
    unread = {int(number) for each in named for number in str(each).split(", ")}
    # Once a table does not go on, none after it does.
    assert unread == set(range(len(parts) + 1 - len(unread), len(parts) + 1))
    kept = [each for number, part in enumerate(parts, start=1) if number not in unread for each in part]
    conserved(found, kept)
    assert sum(places(found).values()) >= len({mark for _, name, _ in kept for mark in marks(name)}) - 1
    lost = {mark for number in unread for _, name, _ in parts[number - 1] for mark in marks(name)}
    assert not lost & set(places(found))
