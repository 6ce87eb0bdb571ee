"""A form as a file: names of its points, days of another calendar, texts that no cell holds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import bad_workbooks
import pytest
from bad_workbooks import FIRST, RULES, fact, rewritten
from click.testing import CliRunner
from forms import at, back, codes, edited, laid_out, live, made, places
from helpers import assess, group, leaf, ruleset

import parindex
from parindex.cli import app
from parindex.errors import AssessmentError, Language
from parindex.readers import limits, xlsx, yaml
from parindex.ruleset.catalog import available, declaration, load
from parindex.ruleset.model import Ruleset
from parindex.workbook.form import Wanted, form
from parindex.workbook.writing import NAME, write

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXAMPLE = "example/department@2024"
# Of the program: a cell like AB1, and one like R1C1.
CELL, R1C1 = re.compile("[a-z]{1,3}[0-9]+", re.IGNORECASE), re.compile("r[0-9]*(c[0-9]*)?", re.IGNORECASE)


def names(content: bytes) -> dict[str, str]:
    """Return the defined names of a workbook but those of printing, each with what it stands for."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        tree = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 (a file of our own)
    found = {each.get("name", ""): each.text or "" for each in tree.iter(f"{SPACE}definedName")}
    return {name: place for name, place in found.items() if not name.startswith("_xlnm.")}


def shipped() -> Iterator[tuple[Ruleset, str]]:
    """Give each shipped ruleset with each kind of unit."""
    for ident in available():
        found = declaration(ident)
        if isinstance(found, Ruleset):
            yield from ((found, kind.key) for kind in found.units.kinds)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_item_has_a_name(lang: Language) -> None:
    """Each item of a form has a name of the workbook, which stands for its points at the live stage."""
    known = assess(self=bad_workbooks.ENTRIES)
    found = form(RULES, Wanted("department", None, "final", lang), known)
    page = live(found)
    items = {each.item for each in found.program.outputs if each.figure == "points"}
    wanted = {
        NAME + key.replace("-", "_"): "'{}'!${}${}".format(page.name, *re.findall("[A-Z]+|[0-9]+", where))
        for key, where in ((key, at(page, key, "points")) for key in items)
    }
    assert names(write(found)) == wanted
    assert len(wanted) == len(items) == 11


def test_names_point_at_the_points(tmp_path: Path) -> None:
    """Beside the cell that a name stands for is the key of its item, and its formula gives its points."""
    file = tmp_path / "form.xlsx"
    words = ["form", EXAMPLE, "--from", "docs/examples/department-2024.yaml", "--stage", "final"]
    result = CliRunner().invoke(app, [*words, "-o", str(file)])
    assert result.exit_code == 0, result.output
    sheets = {sheet.name: sheet for sheet in xlsx.read(file.read_bytes(), filled=True).sheets}
    scored = parindex.score(load(EXAMPLE), Path("docs/examples/department-2024.yaml"))
    known = names(file.read_bytes())
    for name, place in known.items():
        sheet, _, cell = place.replace("$", "").partition("!")
        found = sheets[sheet.strip("'")]
        row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        key = next(list(each.values())[-1] for each in found.rows if f"A{row}" in each or f"B{row}" in each)
        assert name == NAME + key.replace("-", "_")
        looks = found.looks
        assert looks is not None
        assert looks.filled is not None
        total = key == "total"
        points = scored.total.least if total else scored.line(key).least
        assert looks.filled.cached[cell] == format(float(scored.total.rounding.apply(points)), "")
    assert len(known) > 100


def test_names_are_legal() -> None:
    """No name of any shipped form looks like a cell, is too long, or differs in capitals only."""
    for rules, kind in shipped():
        found = list(names(made(rules, kind=kind)))
        assert found
        assert len({name.casefold() for name in found}) == len(found)
        assert all(re.fullmatch("[a-z_][a-z0-9_]*", name) and len(name) <= 255 for name in found)
        assert not any(CELL.fullmatch(name) or R1C1.fullmatch(name) for name in found)


def test_keys_that_look_like_cells() -> None:
    """Keys that would be cells, rows, functions or numbers have names that are none."""
    keys = ("ab1", "r1c1", "r", "c", "1", "true", "sum", "x" * 64, "a-b", "xfd1048576")
    rules = ruleset(group("r1", *(leaf(key) for key in keys)))
    content = made(rules)
    found = names(content)
    assert set(found) == {NAME + key.replace("-", "_") for key in (*keys, "r1", "total")}
    assert content == made(rules)
    # Another program takes them too.
    assert names(edited(content, lambda _: None)) == found


def days(content: bytes, *, style: str, serial: str) -> bytes:
    """Turn a form into one that counts from 1904, its day of the report kept as a number of a style."""
    place = fact("submitted")

    def put(book: object) -> None:
        cell = book[FIRST][place]  # type: ignore[index]  # openpyxl has no types
        cell.value, cell.number_format = int(serial), style

    of_1904 = edited(content, put)
    return rewritten(
        of_1904, "xl/workbook.xml", lambda text: text.replace("<workbookPr", '<workbookPr date1904="1"', 1)
    )


def test_a_workbook_that_counts_from_1904() -> None:
    """A day in a workbook that counts from 1904 is that day, not one four years before."""
    found = back(days(bad_workbooks.base(), style="dd/mm/yyyy", serial="44212"), RULES)
    assert found.assessment is not None
    assert found.assessment.submitted == "2025-01-17"
    assert found.sheets.workbook.since_1904


def test_a_number_that_may_be_a_day_since_1904() -> None:
    """Where a file counts from 1904 a number that does not show a day is refused at its cell."""
    found = back(days(bad_workbooks.base(), style="General", serial="44212"), RULES)
    assert places(found)["E-DATE"] == f"{FIRST}!{fact('submitted')}"
    assert found.assessment is None


@pytest.mark.parametrize(
    ("flag", "since"),
    [('date1904="1"', True), ('date1904="true"', True), ('date1904="0"', False), ("", False)],
)
def test_days_are_those_of_other_workbooks(flag: str, *, since: bool) -> None:
    """A lenient reading counts days from 1899-12-30 whatever the file says; other numbers are left alone."""

    def put(book: object) -> None:
        for row, (value, style) in enumerate(((44212, "dd/mm/yyyy"), (0.25, "hh:mm"), (44212, "General")), 1):
            cell = book[FIRST].cell(900, row)  # type: ignore[index]  # openpyxl has no types
            cell.value, cell.number_format = value, style

    content = edited(bad_workbooks.base(), put)
    content = rewritten(
        content, "xl/workbook.xml", lambda text: text.replace("<workbookPr", f"<workbookPr {flag}", 1)
    )
    book = xlsx.read(content, filled=True)
    row = next(row for row in book.sheets[0].rows if "A900" in row)
    days_ = {"A900": "45674", "B900": "1462.25"} if since else {"A900": "44212", "B900": "0.25"}
    assert dict(row) == {**days_, "C900": "44212"}
    assert book.since_1904 == since


LONG = {"title": "Báo cáo kết quả " * 100}


def evidence(number: int) -> dict[str, object]:
    """Return an entry with so many long pieces of evidence."""
    return {"points": "5", "evidence": [LONG] * number}


def test_evidence_that_no_cell_holds() -> None:
    """Evidence too long for a cell is refused at its entry, with the cell; what just fits comes back."""
    rules = ruleset(leaf("x", max="10"))
    fits = limits.STRING // (len(LONG["title"]) + 2)
    known = assess(self={"x": evidence(fits)})
    found = back(write(laid_out(rules, known)), rules)
    assert found.assessment is not None
    assert found.assessment.stages == known.stages
    with pytest.raises(AssessmentError) as caught:
        laid_out(rules, assess(self={"x": evidence(fits + 1)}))
    (said,) = caught.value.problems
    assert (said.code, said.path) == ("E-FORM-LONG", ("stages", "self", "entries", "x", "evidence"))
    assert str(dict(said.details)["cell"]).startswith("Tự chấm!")


def test_letters_that_count_twice() -> None:
    """A text of fewer letters than a cell holds is refused where spreadsheets count them twice."""
    rules = ruleset(leaf("x", max="10"))
    assert laid_out(rules, assess(self={"x": {"points": "5", "why": "\U0001f642" * 16_000}})).pages
    with pytest.raises(AssessmentError, match="E-FORM-LONG"):
        laid_out(rules, assess(self={"x": {"points": "5", "why": "\U0001f642" * 17_000}}))


def test_rules_that_no_cell_holds() -> None:
    """A name and a note of the rules that are too long together are refused, and not cut."""
    rules = ruleset(leaf("x", max="10", note={"vi": "y" * 15_000}, name={"vi": "x" * 15_000}))
    with pytest.raises(AssessmentError, match="E-FORM-LONG"):
        laid_out(rules)


def test_long_evidence_on_the_command_line(tmp_path: Path) -> None:
    """The command says where in the assessment the evidence is that no cell holds."""
    rules = ruleset(leaf("x", max="10"))
    file, plain = tmp_path / "unit.json", assess(self={"x": evidence(20)})
    file.write_text(plain.model_dump_json(by_alias=True, exclude_defaults=True), "utf-8")
    own = tmp_path / "rules.yaml"
    own.write_text(yaml.write(rules.plain()), "utf-8")
    result = CliRunner().invoke(app, ["form", str(own), "--from", str(file), "-o", str(tmp_path / "x.xlsx")])
    assert result.exit_code == 3, result.output
    assert f"{file}:1:" in result.stderr
    assert "E-FORM-LONG" in result.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_a_number_of_too_many_digits_is_said() -> None:
    """A number that a spreadsheet cannot keep is text in a form; reading it says so and what it was."""
    rules = ruleset(leaf("ratio", {"method": "ratio"}))
    known = assess(self={"ratio": {"done": "1", "planned": "123456789012345.123456"}})
    found = back(write(laid_out(rules, known)), rules)
    assert found.assessment is not None
    assert found.assessment.stages == known.stages
    assert codes(found) == ["W-FORM-DIGITS"]
    assert found.mended == {"ratio"}
