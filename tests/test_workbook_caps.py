"""What a form may hold, how it may come, and what is said of a cell that shows something else."""

from __future__ import annotations

import json
import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import bad_workbooks
import pytest
from bad_workbooks import FIRST, GOOD, RULES, SELF, WORKING, base, cell, done, fact, put, rewritten, several
from click.testing import CliRunner, Result
from forms import back, codes, edited, empty, laid_out, live, places
from helpers import assess, group, leaf, plain_ruleset, ruleset
from openpyxl.styles import Font  # type: ignore[import-untyped]  # it has no types

from parindex.cli import app
from parindex.errors import AssessmentError, ReadError, UsageError
from parindex.readers import xlsx, yaml
from parindex.readers.filled import masked
from parindex.ruleset.model import Ruleset
from parindex.survey.spreadsheet import read_block, read_rows
from parindex.validation import validate
from parindex.workbook import caps
from parindex.workbook.evidence import parsed
from parindex.workbook.form import form as form_of
from parindex.workbook.found import merged
from parindex.workbook.reading import Read
from parindex.workbook.tampering import tampering
from parindex.workbook.writing import write


def command(*words: object, stdin: bytes | None = None) -> Result:
    """Run the program."""
    return CliRunner().invoke(app, [str(each) for each in words], input=stdin)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return the file of the rules of the forms."""
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.write(RULES.plain()), "utf-8")
    return file


def details(found: Read, code: str) -> list[dict[str, object]]:
    """Return the details of all that is said with a code."""
    return [dict(each.details) for each in (*found.problems, *tampering(found)) if each.code == code]


def test_documents_of_an_item() -> None:
    """An item takes a hundred documents; with one more it is refused at its cell, and so is such a form."""
    place = cell("levels", "evidence")
    found = back(put(SELF, place, "x\n" * 99 + "x")(), RULES)
    assert found.assessment is not None
    assert len(found.assessment.stages["self"].entries["levels"].evidence) == caps.DOCUMENTS == 100
    found = back(put(SELF, place, "x\n" * 100 + "x")(), RULES)
    assert places(found) == {"E-FORM-DOCUMENTS": f"{SELF}!{place}"}
    many = assess(self={"levels": {"level": "high", "evidence": [{"title": "x"}] * 101}})
    with pytest.raises(AssessmentError) as refused:
        laid_out(RULES, many)
    assert [each.at for each in refused.value.problems] == ["stages.self.entries.levels.evidence"]


def test_documents_of_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """All documents of a form have a limit too, read or written."""
    content = several({cell(key, "evidence"): "x\nx" for key in ("levels", "ratio", "steps")})()
    many = assess(
        self={key: {"state": "missing", "evidence": [{"title": "x"}] * 2} for key in ("levels", "ratio")}
    )
    assert codes(back(content, RULES)) == []
    for module in ("reading", "form"):
        monkeypatch.setattr(f"parindex.workbook.{module}.EVIDENCE", 3)
    assert details(back(content, RULES), "E-FORM-DOCUMENTS") == [
        {"count": "4", "limit": "3"},
        {"count": "6", "limit": "3"},
    ]
    with pytest.raises(AssessmentError, match="E-FORM-DOCUMENTS"):
        laid_out(RULES, many)


def test_a_form_too_large_to_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of more cells than are read is not made; one that was grown to it says how many may be."""
    monkeypatch.setattr("parindex.workbook.form.CELLS", 500)
    with pytest.raises(UsageError, match="E-FORM-CELLS"):
        laid_out(RULES, GOOD)
    monkeypatch.setattr("parindex.workbook.caps.CELLS", 500)
    with pytest.raises(ReadError, match="500") as refused:
        back(base(), RULES)
    assert refused.value.problems[0].code == "E-NODES"


def test_marks_of_evidence() -> None:
    """What is marked stays: bars, breaks, space at the ends, and an address that looks like a digest."""
    digest = "a" * 64
    assert parsed(f" a ¶| b¶  | ¶{digest} | {digest} |  | ¶¶¶n¶") == [
        {"title": "a | b ", "url": f"{digest} | ¶\n", "sha256": digest}
    ]
    assert parsed("¶ |b\n \n¶ a") == [{"title": " ", "url": "b"}, {"title": " a"}]


def test_merged_cells_within_the_form() -> None:
    """Of merged ranges those within the form are kept, cell by cell, and the first of each cell."""
    known = merged([(1, 1, 1, 2), (1, 2, 3, 2), (9, 1, 9, 2), (1, 4, 1, 5)], 1, 1)
    assert known == {(0, 0): "A1:B1", (0, 1): "A1:B1", (1, 1): "B1:B3"}


def test_why_it_cannot_be_read_comes_first() -> None:
    """Of more than a hundred remarks the errors are said first, and that there are more."""
    groups = [
        leaf(
            f"i{at}",
            {"method": "levels", "levels": [{"key": "a", "name": {"vi": "A"}, "points": "1"}]},
            max="1",
        )
        for at in range(60)
    ]
    large = ruleset(group("all", *groups))
    form = laid_out(large, empty(large, "department"))
    page = live(form)
    column = page.column("evidence"), page.column("why"), page.column("result")

    def typed(book: Any, result: str) -> None:
        sheet = book[SELF]
        for key, row in page.rows.items():
            if key.startswith("i"):
                for at in column[:2]:
                    sheet.cell(row + 1, at + 1).value = "x"
                    sheet.cell(row + 1, at + 1).font = Font(strike=True)
        sheet.cell(page.rows["i59"] + 1, column[2] + 1).value = result

    found = back(edited(write(form), lambda book: typed(book, "B")), large)
    assert found.assessment is None
    assert [each.code for each in found.problems[:2]] == ["E-FORM-CHOICE", "W-FORM-STRUCK"]
    assert len(found.problems) == 101
    assert found.problems[-1].code == "E-MORE"
    found = back(edited(write(form), lambda book: typed(book, "A")), large)
    assert found.assessment is not None
    assert {each.code for each in found.problems} == {"W-FORM-STRUCK"}
    assert len(found.problems) == 100


def test_the_sheet_that_computes_is_gone() -> None:
    """A form without the sheet that computes is refused, as one without its stage."""
    with pytest.raises(ReadError, match="E-FORM-SHEET"):
        back(edited(base(), lambda found: found.remove(found[WORKING])), RULES)


def test_space_in_a_printed_text_is_shown() -> None:
    """Where only space differs it is shown; else texts stand on one line."""
    found = back(put(SELF, cell("count", "key"), " count")(), RULES)
    assert details(found, "W-FORM-LABEL") == [{"found": " count", "wanted": "count"}]
    found = back(put(SELF, cell("count", "name"), "a \n b")(), RULES)
    assert details(found, "W-FORM-LABEL")[0]["found"] == "a b"


@pytest.mark.parametrize(("place", "sheet"), [("count", SELF), ("unit.name", FIRST)])
def test_truth_values(place: str, sheet: str) -> None:
    """TRUE and FALSE are no errors of a spreadsheet, and no answer."""
    at = cell(place, "result") if sheet == SELF else fact(place)
    for value in (True, False):
        assert places(back(put(sheet, at, value)(), RULES))["E-FORM-FLAG"] == f"{sheet}!{at}"
    assert "E-CELLERR" in codes(back(put(sheet, at, "#REF!")(), RULES))


def at_time(serial: float, style: str) -> Read:
    """Read a form whose day of the report is kept as a number with a time."""
    return back(done(FIRST, bad_workbooks.shown(fact("submitted"), serial, style))(), RULES)


def test_a_day_with_a_time() -> None:
    """A day of the report with a time is that day where the cell shows one; else it is no day."""
    for serial in (45674.3958333333, 45674.999, 45674):
        found = at_time(serial, "dd/mm/yyyy hh:mm")
        assert found.assessment is not None
        assert found.assessment.submitted == "2025-01-17"
    assert "E-DATE" in codes(at_time(45674.5, "0.00"))


def of_1904(content: bytes) -> bytes:
    """Let a workbook count its days from 1904."""
    return rewritten(
        content, "xl/workbook.xml", lambda text: text.replace("<workbookPr", '<workbookPr date1904="1"', 1)
    )


def test_a_time_since_1904() -> None:
    """A day with a time is that day in a workbook that counts from 1904 as well."""
    made = done(FIRST, bad_workbooks.shown(fact("submitted"), 44212.3958333333, "dd/mm/yyyy hh:mm"))()
    found = back(of_1904(made), RULES)
    assert found.assessment is not None
    assert found.assessment.submitted == "2025-01-17"


def test_ballots_since_1904() -> None:
    """Where a file counts from 1904 a date that shows no day is left as it is; others are those days."""

    def put_(book: Any) -> None:
        sheet = book.create_sheet("Phiếu", 0)
        for row, values in enumerate((("group", "unit", "date"), ("a", "b", 44212), ("a", "b", 44212)), 1):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value
        sheet["C2"].number_format = "dd/mm/yyyy"

    plain = rewritten(edited(base(), put_), "xl/workbook.xml", lambda text: text.replace("hidden", "visible"))
    for content, days in ((plain, ["2021-01-16"] * 2), (of_1904(plain), ["2025-01-17", "44212"])):
        block = read_block(read_rows(content, "b.xlsx"), ("group", "unit", "date"))
        assert [str(each) for each in block.columns["date"]] == days


@pytest.mark.parametrize(
    "code",
    [
        "General", "0", "0.00", "#,##0", "#,##0.######", ".00", "0.00E+00", "# ?/?", "@", "[Red]0;[Blue]-0",
        '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "#,##0\\ [$₫-42A]", '0.0" điểm "',
        "[>100]0;0.0", "0;;",
    ],
)  # fmt: skip
def test_formats_that_show_what_a_cell_holds(code: str) -> None:
    """Rounding, groups, units and currencies are no mask."""
    assert not masked(code)


@pytest.mark.parametrize(
    "code",
    [
        ";;;", '"9"0', '0,,"tỷ"', "0,", "*90", "\\90", "90", '0"."0', "0 0", "0.0,", "[$9-409]0", '""', "-0",
        '0;"5"0', "0;0,", '"ba"', "[$9]0",
    ],
)  # fmt: skip
def test_formats_that_show_something_else(code: str) -> None:
    """A figure that is hidden, cut by thousands, parted or has digits of the format is another one."""
    assert masked(code)


def test_formats_of_a_number_are_one() -> None:
    """A number format that is given twice is refused, unless both are the same."""

    def twice(first: str, second: str) -> bytes:
        own = "".join(f'<numFmt numFmtId="200" formatCode="{each}"/>' for each in (first, second))
        return rewritten(
            base(),
            "xl/styles.xml",
            lambda text: re.sub(
                "<styleSheet[^>]*>",
                lambda found: f"{found[0]}<numFmts>{own}</numFmts>",
                re.sub("<numFmts.*?</numFmts>", "", text),
            ),
        )

    assert codes(back(twice("0", "0"), RULES)) == []
    with pytest.raises(ReadError, match="E-DUP"):
        back(twice("0", "0%"), RULES)


def test_lines_that_do_not_strike_through() -> None:
    """A line that is turned off strikes nothing through, in fonts, shared texts and cells."""
    off = '<r><rPr><strike val="0"/></rPr><t>Sở A</t></r>'
    content = rewritten(base(), "xl/sharedStrings.xml", lambda text: text.replace("<t>Sở A</t>", off))
    content = rewritten(
        content, "xl/styles.xml", lambda text: text.replace("<font>", '<font><strike val="false"/>')
    )
    place = cell("levels", "result")
    inline = rf'<c r="{place}"\1 t="inlineStr"><is>{off.replace("Sở A", "Đạt tốt")}</is></c>'
    content = rewritten(
        content,
        "xl/worksheets/sheet2.xml",
        lambda text: re.sub(rf'<c r="{place}"( s="[0-9]+")[^>]*>.*?</c>', inline, text),
    )
    assert codes(back(content, RULES)) == []


def test_sizes_of_rows() -> None:
    """A row that is lower than one point is hidden; a size that is none hides nothing."""
    row = cell("count", "result")[1:]
    for size, hidden in (("0.99", True), ("0", True), ("1e-3", True), ("1", False), ("x", False)):
        content = rewritten(
            base(),
            "xl/worksheets/sheet2.xml",
            lambda text, size=size: re.sub(f'<row r="{row}"[^>]*>', f'<row r="{row}" ht="{size}">', text),  # type: ignore[misc]
        )
        assert ("E-HIDDEN" in codes(back(content, RULES))) is hidden


def test_relations_to_the_parts_that_are_read() -> None:
    """Relations to the parts that are read are no matter, however they are spelled."""

    def spelled(text: str) -> str:
        changed = text.replace('"sharedStrings.xml"', '"/xl/./SharedStrings.xml"')
        assert changed != text
        return changed

    assert codes(back(rewritten(base(), "xl/_rels/workbook.xml.rels", spelled), RULES)) == []

    def external(text: str) -> str:
        return text.replace('Target="xl/workbook.xml"', 'TargetMode="External" Target="xl/workbook.xml"')

    with pytest.raises(ReadError, match="E-RELATION"):
        xlsx.read(rewritten(base(), "_rels/.rels", external))


def kinds() -> Ruleset:
    """Return rules that list a unit of one of two kinds."""
    plain = plain_ruleset(leaf("one"), leaf("two"))
    plain["units"]["units"] = [{"key": "so-a", "kind": "department", "name": {"vi": "Sở A"}}]
    found = validate(Ruleset, plain)
    assert isinstance(found, Ruleset)
    return found


@pytest.mark.parametrize(("key", "name"), [("so-a", "Khác"), (None, "sở a")])
def test_the_kind_of_a_listed_unit(key: str | None, name: str) -> None:
    """A unit that the ruleset lists, by key or name, is of the kind that it is listed as."""
    known = kinds()
    form = laid_out(known, kind="district")
    values = {"unit.key": key, "unit.name": name}

    def fill(book: Any, kind: str) -> None:
        sheet = book[FIRST]
        for each, value in {**values, "unit.kind": kind}.items():
            sheet.cell(form.pages[0].rows[each] + 1, 3).value = value

    found = back(edited(write(form), lambda book: fill(book, "Huyện")), known)
    assert details(found, "E-FORM-KIND") == [{"unit": name, "wanted": "Sở", "found": "Huyện"}]
    found = back(edited(write(form), lambda book: fill(book, "Sở")), known)
    assert "E-FORM-KIND" not in codes(found)


def test_a_form_from_standard_input(rules: Path) -> None:
    """One form may come from standard input; what is wrong with it stands there."""
    result = command("read", "-", "--ruleset", rules, "--json", stdin=base())
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["file"], found["assessment"]["unit"]["name"]) == ("-", GOOD.unit.name)
    result = command("read", "-", "--ruleset", rules, stdin=put(SELF, cell("count", "result"), "ba")())
    assert result.exit_code == 3
    assert f"<stdin>:{SELF}!{cell('count', 'result')}" in result.stderr


def test_what_is_no_file(rules: Path, tmp_path: Path) -> None:
    """A pipe in a folder is refused at once and stops nothing; folders below are looked into so far."""
    folder = tmp_path / "in"
    deep = folder / "/".join("abcdefghij")
    deep.mkdir(parents=True)
    (deep / "x.xlsx").write_bytes(b"x")
    (folder / "good.xlsx").write_bytes(base())
    os.mkfifo(folder / "pipe.xlsx")
    result = command("read", folder, "--ruleset", rules, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "pipe.xlsx:1:1: E-FILE" in result.stderr
    assert "Đọc được 1 biểu, hỏng 1." in result.stderr
    assert command("read", tmp_path / "gone.xlsx", "--ruleset", rules).exit_code == 3


def test_names_of_files_stay_on_their_line(rules: Path, tmp_path: Path) -> None:
    """A name with a break or an escape in it is written without them."""
    file = tmp_path / "a\nb\x1b[31m.xlsx"
    file.write_bytes(b"x")
    result = command("read", file, "--ruleset", rules)
    assert r"a\u000ab\u001b[31m.xlsx:1:1: E-ZIP" in result.stderr.replace("\n ", "")
    assert "\x1b" not in result.stderr


def test_nothing_is_computed_for_a_comparison() -> None:
    """A form that is laid out to be compared has the same cells; its formulas give nothing."""
    wanted = bad_workbooks.FORM.wanted
    plain = form_of(RULES, wanted, GOOD, computed=False)
    assert plain.pages == bad_workbooks.FORM.pages
    assert plain.working.addresses == bad_workbooks.FORM.working.addresses
    assert {each.content for each in plain.working.page.spots if each.role == "output"} == {""}
    assert any(isinstance(each.content, Fraction) for each in bad_workbooks.FORM.working.page.spots)


@pytest.mark.parametrize(("key", "code"), [("levels", "E-FORM-TWICE"), ("k{}", "E-FORM-ROW")])
def test_many_keys_are_said_in_part(key: str, code: str) -> None:
    """Of many keys that are wrong a hundred are said, then that there are more."""
    column = cell("count", "key").rstrip("0123456789")
    found = back(several({f"{column}{at}": key.format(at) for at in range(900, 1_100)})(), RULES)
    assert [each.code for each in found.problems] == [code] * 100 + ["E-MORE"]
