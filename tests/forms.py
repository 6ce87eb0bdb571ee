"""Forms written, filled in by script the way people do, and read back."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it has no types
import recalculation

from parindex.assessment import Assessment, StageName
from parindex.errors import Language
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.workbook.form import Form, Wanted, _meant, form
from parindex.workbook.layout import Page, Spot, reference
from parindex.workbook.reading import Read, read
from parindex.workbook.tampering import tampering
from parindex.workbook.writing import write

Value = str | int | float


def laid_out(
    ruleset: Ruleset,
    assessment: Assessment | None = None,
    *,
    stage: StageName = "self",
    kind: str | None = None,
    lang: Language = "vi",
) -> Form:
    """Lay out a form for a kind of unit, the first one unless an assessment or the caller says another."""
    chosen = assessment.unit.kind if assessment else kind or ruleset.units.kinds[0].key
    return form(ruleset, Wanted(chosen, None, stage, lang), assessment)


def made(ruleset: Ruleset, assessment: Assessment | None = None, **options: Any) -> bytes:
    """Write a form."""
    return write(laid_out(ruleset, assessment, **options))


def live(found: Form) -> Page:
    """Return the sheet of the stage that is filled in."""
    return next(page for page in found.pages if page.stage and page.live)


def spot(page: Page, key: str, field: str) -> Spot:
    """Return the spot of a row and a column."""
    return next(each for each in page.spots if each.key == key and each.field == field)


def at(page: Page, key: str, field: str) -> str:
    """Return the reference of a row and a column: ``D12``."""
    found = spot(page, key, field)
    return reference(found.row, found.column)


def edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    """Open a workbook, change it, and save it again; values of formulas are lost, as openpyxl does it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(content: bytes, sheet: str, cells: Mapping[str, Value | None]) -> bytes:
    """Type values into cells of a sheet."""

    def edit(book: Any) -> None:
        page = book[sheet]
        for place, value in cells.items():
            page[place].value = value

    return edited(content, edit)


def back(content: bytes, ruleset: Ruleset | None = None) -> Read:
    """Read a form that came back."""
    return read(content, "form.xlsx", ruleset)


def codes(found: Read) -> list[str]:
    """Return the codes of all that is said of a form: what is wrong, then what was changed."""
    return [each.code for each in (*found.problems, *tampering(found))]


def places(found: Read) -> dict[str, str]:
    """Return the sheet and cell of each thing said, by its code."""
    said = (*found.problems, *tampering(found))
    return {each.code: each.place.file.removeprefix("form.xlsx:") for each in said if each.place}


def meaning(assessment: Assessment) -> Any:
    """Return what an assessment says, without the several ways to say the same."""
    plain = assessment.model_dump(mode="json", by_alias=True, exclude={"stages"})
    said = {
        name: {key: _meant(entry) for key, entry in stage.entries.items()}
        for name, stage in assessment.stages.items()
        if stage.entries
    }
    return plain, said


def empty(ruleset: Ruleset, kind: str) -> Assessment:
    """Return an assessment that says nothing."""
    return Assessment.model_validate(
        {
            "format": "1",
            "ruleset": ruleset.id,
            "unit": {"key": "unit", "name": "Đơn vị", "kind": kind},
            "period": ruleset.periods[0].key,
            "stages": FrozenMap({"self": {"entries": {}}}),
        }
    )


def filled_in(assessment: Assessment, ruleset: Ruleset, *, stage: StageName = "self") -> bytes:
    """Fill in a form by script: what a stage says, and who it is, typed into the form made for it.

    The form has the stages before; that of the stage itself is blank until it is filled in.
    """
    before = {name: each for name, each in assessment.stages.items() if name != stage}
    start = assessment.model_copy(update={"stages": FrozenMap(before)}) if before else None
    blank = laid_out(ruleset, start, stage=stage, kind=assessment.unit.kind)
    known = laid_out(ruleset, assessment, stage=stage)

    def edit(book: Any) -> None:
        for empty_page, page in zip(blank.pages, known.pages, strict=True):
            if page.kind in {"summary", "stage"} and page.live:
                assert empty_page.rows == page.rows
                for each in page.spots:
                    if each.role == "input" and each.content != "":
                        content = each.content
                        value = float(content) if isinstance(content, Fraction) else content
                        book[page.name].cell(each.row + 1, each.column + 1).value = value

    return edited(write(blank), edit)


def recalculated(contents: Sequence[bytes], folder: Path) -> list[bytes]:
    """Open workbooks in LibreOffice, in a profile that computes everything, and save them again."""
    assert recalculation.SOFFICE is not None
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(recalculation._PROFILE, "utf-8")
    files = [folder / f"{at}.xlsx" for at in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    command = [
        recalculation.SOFFICE,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
    ]
    to = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, *to, *map(str, files)], check=True, capture_output=True, timeout=600)
    return [(out / file.name).read_bytes() for file in files]
