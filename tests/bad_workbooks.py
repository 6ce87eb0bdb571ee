"""Forms as they must not come back: each with the code that says so, and the cell at which it is said."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from forms import at, edited, laid_out, live
from helpers import assess, group, leaf, ruleset

from parindex.workbook.writing import write

SELF, FIRST, WORKING = "Tự chấm", "Tổng hợp", "Tính toán"

RULES = ruleset(
    group(
        "field",
        leaf(
            "levels",
            {
                "method": "levels",
                "levels": [
                    {"key": "high", "name": {"vi": "Đạt tốt"}, "points": "10"},
                    {"key": "low", "name": {"vi": "Chưa đạt"}, "points": "0"},
                ],
            },
        ),
        leaf("ratio", {"method": "ratio", "zero_below": "0.5"}),
        leaf(
            "steps",
            {
                "method": "steps",
                "of": "percent",
                "steps": [{"from": "90", "points": "10"}, {"from": "0", "points": "0"}],
            },
        ),
        leaf(
            "ticks",
            {
                "method": "checklist",
                "ticks": [
                    {"key": "one", "name": {"vi": "Một"}, "points": "5"},
                    {"key": "two", "name": {"vi": "Hai"}, "points": "5"},
                ],
            },
        ),
    ),
    group(
        "other",
        leaf(
            "faults",
            {"method": "deduction", "kinds": [{"key": "minor", "name": {"vi": "Nhẹ"}, "points": "1"}]},
        ),
        leaf("count", {"method": "count", "each": "2"}),
        leaf("direct", {"method": "direct", "grid": "0.25"}, not_applicable="exclude"),
    ),
    leaf(
        "people",
        {
            "method": "survey",
            "options": [
                {"key": "good", "name": {"vi": "Tốt"}, "share": "1"},
                {"key": "poor", "name": {"vi": "Kém"}, "share": "0"},
            ],
            "groups": [{"key": "all", "name": {"vi": "Người dân"}, "weight": "1"}],
        },
    ),
)
ENTRIES = {
    "levels": {"level": "high"},
    "ratio": {"done": "3", "planned": "4"},
    "steps": {"value": "95.5"},
    "ticks": {"ticks": ["one"]},
    "faults": {"counts": {"minor": "1"}},
    "count": {"count": "3"},
    "direct": {"points": "7.25"},
    "people": {"tallies": {"all": {"good": "3", "poor": "1"}}},
}
GOOD = assess(self=ENTRIES)
STAGED = assess(self=ENTRIES, final={"count": {"count": "2", "changed": {"by": "Hội đồng", "why": "thiếu"}}})
FORM = laid_out(RULES, GOOD)
PAGE = live(FORM)


class Bad(NamedTuple):
    """One form that is bad: what it is, its bytes, what is said of it, and where (empty: of the file)."""

    name: str
    content: Callable[[], bytes]
    code: str
    place: str = ""


@cache
def base() -> bytes:
    """Return a good form."""
    return write(FORM)


@cache
def staged() -> bytes:
    """Return a good form of a later stage, which shows the stage before."""
    return write(laid_out(RULES, STAGED, stage="final"))


def cell(key: str, field: str) -> str:
    """Return the reference of a row and a column of the sheet to fill in."""
    return at(PAGE, key, field)


def fact(key: str) -> str:
    """Return the reference of a fact of the first sheet."""
    return at(FORM.pages[0], key, "value")


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Change the text of one part of an archive, or put a new one into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
        if part not in old.namelist():
            new.writestr(part, change(""))
    return out.getvalue()


def sheet_xml(change: Callable[[str], str], number: int = 2) -> Callable[[], bytes]:
    """Change the XML of a sheet of a good form."""
    return lambda: rewritten(base(), f"xl/worksheets/sheet{number}.xml", change)


def put(sheet: str, place: str, value: object, of: Callable[[], bytes] = base) -> Callable[[], bytes]:
    """Type a value into a cell of a good form."""

    def edit(book: Any) -> None:
        book[sheet][place] = value

    return lambda: edited(of(), edit)


def done(sheet: str, change: Callable[[Any], object], of: Callable[[], bytes] = base) -> Callable[[], bytes]:
    """Change a sheet of a good form."""
    return lambda: edited(of(), lambda book: change(book[sheet]))


def book(change: Callable[[Any], None]) -> Callable[[], bytes]:
    """Change the whole of a good form."""
    return lambda: edited(base(), change)


def shown(place: str, value: float, code: str) -> Callable[[Any], object]:
    """Type a number into a cell and give it a number format."""

    def change(sheet: Any) -> None:
        sheet[place] = value
        sheet[place].number_format = code

    return change


def several(cells: dict[str, Any]) -> Callable[[], bytes]:
    """Type into several cells of the sheet to fill in."""

    def change(sheet: Any) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return done(SELF, change)


def archives() -> Iterator[Bad]:
    """Give files that are no workbook, or do harm before anything is read."""
    yield Bad("empty", lambda: b"", "E-ZIP")
    yield Bad("text", lambda: b"STT,Ti\xc3\xaau ch\xc3\xad\n", "E-ZIP")
    yield Bad("old-excel", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "E-ZIP")
    yield Bad("cut", lambda: base()[: len(base()) // 2], "E-ZIP")
    yield Bad("no-workbook", lambda: _archive({"a.txt": b"x"}), "E-XLSX")
    yield Bad("bomb", lambda: _archive({"xl/workbook.xml": bytes(30 * 2**20)}), "E-BOMB")
    yield Bad("many-parts", lambda: _archive({f"p{at}": b"" for at in range(600)}), "E-PARTS")
    yield Bad("outside", lambda: _archive({"../../etc/passwd": b"x"}), "E-PATH")
    yield Bad("other-compression", lambda: _archive({"xl/workbook.xml": b"x"}, zipfile.ZIP_BZIP2), "E-ZIP")
    yield Bad("encrypted", _encrypted, "E-ZIP")
    yield Bad("macros", lambda: rewritten(base(), "xl/vbaProject.bin", lambda _: "x"), "E-FORM-MACROS")
    yield Bad(
        "external-links",
        lambda: rewritten(base(), "xl/externalLinks/externalLink1.xml", lambda _: "<x/>"),
        "E-FORM-LINKS",
    )


def _archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def _encrypted() -> bytes:
    content = bytearray(base())
    found = content.rfind(b"PK\x01\x02")
    content[found + 8 : found + 10] = struct.pack("<H", 1)
    return bytes(content)


def xml() -> Iterator[Bad]:
    """Give workbooks whose XML is no good."""
    dtd = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>'

    def entity(text: str) -> str:
        return re.sub(r"(\?>\s*)", lambda found: found[1] + dtd, text, count=1)

    yield Bad("entities", sheet_xml(entity), "E-DTD", "xl/worksheets/sheet2.xml")
    yield Bad(
        "entities-of-workbook",
        lambda: rewritten(base(), "xl/workbook.xml", entity),
        "E-DTD",
        "xl/workbook.xml",
    )
    yield Bad("broken", sheet_xml(lambda text: text[:-30]), "E-XML", "xl/worksheets/sheet2.xml")
    yield Bad(
        "other-encoding",
        sheet_xml(lambda text: text.replace("UTF-8", "UTF-16", 1)),
        "E-XML",
        "xl/worksheets/sheet2.xml",
    )
    yield Bad(
        "deep",
        sheet_xml(lambda text: text.replace("<sheetData>", "<a>" * 200 + "<sheetData>", 1)),
        "E-DEPTH",
        "xl/worksheets/sheet2.xml",
    )
    yield Bad(
        "long-tag",
        sheet_xml(lambda text: text.replace("<sheetData>", f'<a x="{"y" * 900_000}"/><sheetData>', 1)),
        "E-XML",
        "xl/worksheets/sheet2.xml",
    )
    yield Bad(
        "far-cell",
        sheet_xml(_last('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "E-ROWS",
        f"{SELF}!A1048576",
    )
    yield Bad(
        "far-column",
        sheet_xml(_last('<row r="900"><c r="XFD900"><v>1</v></c></row>')),
        "E-COLS",
        f"{SELF}!XFD900",
    )
    yield Bad(
        "cell-twice",
        sheet_xml(_last('<row r="900"><c r="A900"><v>1</v></c><c r="A900"/></row>')),
        "E-DUP",
        f"{SELF}!A900",
    )
    yield Bad("rows-back", sheet_xml(_last('<row r="2"/>')), "E-REF", SELF)
    yield Bad(
        "no-such-text",
        sheet_xml(_last('<row r="900"><c r="A900" t="s"><v>99999</v></c></row>')),
        "E-REF",
        f"{SELF}!A900",
    )
    yield Bad(
        "no-such-type",
        sheet_xml(_last('<row r="900"><c r="A900" t="q"><v>1</v></c></row>')),
        "E-NUM",
        f"{SELF}!A900",
    )
    yield Bad(
        "endless-number",
        sheet_xml(_last('<row r="900"><c r="A900"><v>1e999</v></c></row>')),
        "E-NUM",
        f"{SELF}!A900",
    )
    yield Bad(
        "not-a-number",
        sheet_xml(_last('<row r="900"><c r="A900"><v>NaN</v></c></row>')),
        "E-NUM",
        f"{SELF}!A900",
    )


def _last(row: str) -> Callable[[str], str]:
    return lambda text: text.replace("</sheetData>", f"{row}</sheetData>", 1)


def answers() -> Iterator[Bad]:
    """Give forms in which something was filled in that cannot be."""
    result, at_ratio = cell("levels", "result"), cell("ratio", "result")
    number = cell("count", "result")

    def said(place: str, value: Any, code: str) -> Bad:
        return Bad(f"{place}={value!r}", put(SELF, place, value), code, f"{SELF}!{place}")

    yield said(number, "#N/A", "E-CELLERR")
    yield Bad("flag", put(SELF, number, value=True), "E-FORM-FLAG", f"{SELF}!{number}")
    yield said(number, "=1+1", "E-FORM-FORMULA")
    yield said(result, '="Đạt"&" tốt"', "E-FORM-FORMULA")
    yield said(number, "3,0", "W-FORM-NUMBER")
    yield said(number, "1.500", "E-FORM-UNCLEAR")
    yield said(number, "1,500", "E-FORM-UNCLEAR")
    yield said(number, "1.234.567", "E-FORM-NUMBER")
    yield said(number, "1 000", "E-FORM-NUMBER")
    yield said(number, "3 lần", "E-FORM-NUMBER")
    yield said(number, "\uff13", "E-FORM-NUMBER")
    yield said(number, 1.5, "E-WHOLE")
    yield said(number, -1, "E-WHOLE")
    yield said(result, "Đạt tôt", "E-FORM-CHOICE")
    yield said(result, 10, "E-FORM-CHOICE")
    yield said(cell("ticks/ticks/one", "result"), "có", "E-FORM-CHOICE")
    yield said(at_ratio, 0.5, "E-FORM")
    yield said(cell("ratio", "done"), 400, "E-DONE")
    yield said(cell("ratio", "planned"), 0, "E-PLANNED")
    yield Bad("planned-gone", put(SELF, cell("ratio", "planned"), None), "E-FORM", f"{SELF}!{at_ratio}")
    yield said(cell("steps", "result"), 101, "E-RANGE")
    yield said(cell("steps", "result"), "95 %", "E-FORM-NUMBER")
    yield said(cell("steps", "result"), 0.955, "W-FORM-PERCENT")
    yield said(cell("steps", "result"), 1, "W-FORM-PERCENT")
    yield said(cell("ticks/ticks/two", "result"), None, "W-FORM-BLANK")
    yield said(cell("people/tallies/all/poor", "result"), None, "W-FORM-BLANK")
    yield said(cell("steps", "result"), 0.95512345678, "E-FORM-DIGITS")
    yield said(cell("steps", "result"), "0,95512345678", "E-FORM-DIGITS")
    yield said(cell("ratio", "planned"), 1234567890123456, "E-FORM-DIGITS")
    for value, code in ((1, "0%"), (0.855, "0.00%"), (85, '0.0" điểm "%'), (85, "[Red]0.000%")):
        place = cell("steps", "result")
        yield Bad(
            f"percent {value} {code}",
            done(SELF, shown(place, value, code)),
            "E-FORM-PERCENT",
            f"{SELF}!{place}",
        )
    for place in (cell("count", "result"), cell("levels", "why"), result):
        for code in ("dd/mm/yyyy", "mm-dd-yy", "[h]:mm", "yyyy"):
            yield Bad(
                f"day {place} {code}", done(SELF, shown(place, 45674, code)), "E-FORM-DAY", f"{SELF}!{place}"
            )
    # A rank, 17th, where points were asked for.
    yield said(cell("direct", "result"), 17, "E-RANGE")
    yield said(cell("direct", "result"), 7.3, "E-STEP")
    yield said(cell("direct", "state"), "Không áp dụng", "E-STATE")
    yield said(cell("people/tallies/all/good", "result"), "ba", "E-FORM-NUMBER")
    yield said(cell("levels", "evidence"), "a\u202eb", "E-CHAR")
    yield Bad(
        "long-text", put(SELF, cell("levels", "why"), "x" * 20_001), "E-LONG", "xl/worksheets/sheet2.xml"
    )
    yield Bad(
        "no-reason",
        several({cell("direct", "result"): None, cell("direct", "state"): "Không áp dụng"}),
        "E-WHY",
        f"{SELF}!{cell('direct', 'state')}",
    )
    yield Bad(
        "no-ballots",
        several({cell("people/tallies/all/good", "result"): 0, cell("people/tallies/all/poor", "result"): 0}),
        "E-BALLOTS",
        SELF,
    )
    yield Bad(
        "evidence-without-title",
        put(SELF, cell("levels", "evidence"), " | https://a.vn"),
        "E-FORM-EVIDENCE",
        f"{SELF}!{cell('levels', 'evidence')}",
    )


def shapes() -> Iterator[Bad]:
    """Give forms whose rows, columns or sheets are not those that were handed out."""
    row = int(cell("count", "result")[1:])
    key = cell("count", "key")
    head = PAGE.header + 1
    left, right = cell("ratio", "done"), cell("ratio", "planned")
    yield Bad("row-gone", done(SELF, lambda sheet: sheet.delete_rows(row)), "E-FORM-GONE", SELF)
    yield Bad(
        "row-between",
        done(SELF, lambda sheet: (sheet.insert_rows(row), sheet.__setitem__(cell("count", "result"), 5))),
        "E-FORM-STRAY",
        f"{SELF}!{cell('count', 'result')}",
    )
    yield Bad("key-twice", put(SELF, key, "levels"), "E-FORM-TWICE", f"{SELF}!{key}")
    yield Bad("other-key", put(SELF, key, "no-such-item"), "E-FORM-ROW", f"{SELF}!{key}")
    yield Bad(
        "column-gone", done(SELF, lambda sheet: sheet.delete_cols(5)), "E-FORM-COLUMN", f"{SELF}!E{head}"
    )
    yield Bad(
        "columns-swapped",
        several({f"{left[0]}{head}": "Kế hoạch, tổng số", f"{right[0]}{head}": "Đã thực hiện"}),
        "E-FORM-COLUMN",
        f"{SELF}!{left[0]}{head}",
    )
    yield Bad(
        "merged",
        done(SELF, lambda sheet: (sheet.__setitem__(right, None), sheet.merge_cells(f"{left}:{right}"))),
        "E-FORM-MERGED",
        f"{SELF}!{left}",
    )
    yield Bad(
        "hidden-row",
        done(SELF, lambda sheet: setattr(sheet.row_dimensions[row], "hidden", True)),
        "E-HIDDEN",
        f"{SELF}!{cell('count', 'result')}",
    )
    yield Bad(
        "hidden-column",
        done(SELF, lambda sheet: setattr(sheet.column_dimensions[left[0]], "hidden", True)),
        "E-HIDDEN",
        f"{SELF}!{left}",
    )
    yield Bad(
        "hidden-sheet",
        book(lambda found: setattr(found.create_sheet("Nháp"), "sheet_state", "hidden")),
        "E-HIDDEN",
        "Nháp",
    )
    yield Bad("sheet-gone", book(lambda found: found.remove(found[SELF])), "E-FORM-SHEET")
    yield Bad("first-sheet-gone", book(lambda found: found.remove(found[FIRST])), "E-NO-FORM")
    yield Bad("working-gone", book(lambda found: found.remove(found[WORKING])), "E-FORM-SHEET")
    yield Bad("sheet-renamed", book(lambda found: setattr(found[SELF], "title", "Chấm")), "E-FORM-SHEET")


def facts() -> Iterator[Bad]:
    """Give forms of other rules, or that do not say whose they are."""

    def said(key: str, value: Any, code: str) -> Bad:
        return Bad(f"{key}={value!r}", put(FIRST, fact(key), value), code, f"{FIRST}!{fact(key)}")

    yield said("sha256", "0" * 64, "E-FORM-DIGEST")
    yield said("ruleset", "example/other@2024", "E-OTHER-RULESET")
    yield said("ruleset", "../../etc/passwd", "E-ID")
    yield said("template", "2", "E-FORM-VERSION")
    yield said("stage", "Bình chọn", "E-FORM-FACT")
    yield said("unit.kind", "Bộ", "E-FORM-FACT")
    yield said("unit.name", None, "E-FORM-UNIT")
    yield said("unit.name", "=A1", "E-FORM-FORMULA")
    yield said("unit.key", "Sở Nội vụ", "E-SLUG")
    yield said("unit.key", None, "W-FORM-UNIT")
    yield said("period", "Quý I", "E-FORM-CHOICE")
    yield said("submitted", "31/02/2025", "E-DATE")
    yield said("submitted", "hôm qua", "E-DATE")


def changes() -> Iterator[Bad]:
    """Give forms that can be read, in which something else was changed."""
    points, total = cell("count", "points"), cell("total", "points")

    def said(place: str, value: Any, code: str) -> Bad:
        return Bad(f"changed {place}={value!r}", put(SELF, place, value), code, f"{SELF}!{place}")

    def cached(text: str) -> str:
        return re.sub(rf'(<c r="{total}"[^>]*><f>[^<]*</f><v>)[^<]*', r"\g<1>99.5", text)

    yield said(points, 10, "W-FORM-PASTED")
    yield said(total, 100, "W-FORM-PASTED")
    yield said(points, "=5+5", "W-FORM-CHANGED")
    yield said(points, None, "W-FORM-EMPTIED")
    yield said(cell("count", "max"), 20, "W-FORM-LABEL")
    yield said(cell("count", "name"), "Số lần khác", "W-FORM-LABEL")
    yield said(cell("count", "max"), "=20", "W-FORM-LABEL")
    yield said("T3", "một ghi chú", "W-FORM-EXTRA")
    yield Bad("total-differs", sheet_xml(cached), "W-FORM-DIFFERS", f"{SELF}!{total}")
    yield Bad("working-changed", put(WORKING, "B200", "=1"), "W-FORM-CHANGED", f"{WORKING}!B200")
    yield Bad("list-changed", put(WORKING, "C1", "Đạt rất tốt"), "W-FORM-LABEL", f"{WORKING}!C1")
    yield Bad(
        "sheet-more",
        book(lambda found: found.create_sheet("Ghi chú riêng")),
        "W-FORM-SHEET",
        "Ghi chú riêng!A1",
    )
    yield Bad("rows-moved", done(SELF, lambda sheet: sheet.insert_rows(6)), "W-FORM-MOVED", f"{SELF}!A1")
    yield Bad(
        "stage-before-changed",
        put(SELF, cell("levels", "result"), "Chưa đạt", staged),
        "W-FORM-BEFORE",
        f"{FIRST}!{at(laid_out(RULES, STAGED, stage='final').pages[0], 'before', 'value')}",
    )


def every() -> list[Bad]:
    """Return all of them."""
    return [*archives(), *xml(), *answers(), *shapes(), *facts(), *changes()]
