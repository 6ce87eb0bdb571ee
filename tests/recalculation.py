"""Recalculate a workbook with real programs: LibreOffice, and the library `formulas` where there is one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it has no types
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from spreadsheets import Value
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # the same

from parindex.workbook.program import Program

SOFFICE = shutil.which("soffice")
# A Python in which `formulas` is installed; it is no dependency of the tests.
FORMULAS = os.environ.get("PARINDEX_FORMULAS_PYTHON")

_MODE = "/org.openoffice.Office.Calc/Formula/Load"
_PROFILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="{_MODE}"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SCRIPT = """
import json, sys
import formulas
file, wanted = sys.argv[1], json.loads(sys.argv[2])
solution = formulas.ExcelModel().loads(file).finish().calculate()
name = file.rsplit("/", 1)[-1]
def read(cell):
    sheet, _, at = cell.rpartition("!")
    value = solution[f"'[{name}]{sheet.upper()}'!{at}"].value[0, 0]
    return str(value) if isinstance(value, str) else float(value)
print(json.dumps({cell: read(cell) for cell in wanted}))
"""


def write(program: Program, filled: Sequence[Mapping[str, Value]], path: Path) -> dict[str, int]:
    """Write a plain workbook, a column each assessment and a row each name; return the rows, from 1.

    No formula has a value yet: each is 0 until a program computes it.
    """
    names = [*(each.name for each in program.inputs), *(cell.name for cell in program.cells)]
    rows = {name: row for row, name in enumerate(names, 1)}
    columns = [xl_col_to_name(at) for at in range(len(filled))]
    placed = [program.place({name: f"{column}{row}" for name, row in rows.items()}) for column in columns]
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("S")
    for name, row in rows.items():
        for column, (values, formulas) in enumerate(zip(filled, placed, strict=True)):
            if name in formulas:
                sheet.write_formula(row - 1, column, formulas[name])
            elif name in values:
                sheet.write(row - 1, column, values[name])
    book.close()
    return rows


def by_libreoffice(path: Path, folder: Path) -> Path:
    """Return a copy that LibreOffice has computed, in a profile of its own that always recalculates."""
    assert SOFFICE is not None
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run(
        [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return out / path.name


def read(path: Path, rows: Mapping[str, int], wanted: Sequence[str]) -> list[dict[str, Value]]:
    """Read the values of wanted names, a mapping each column."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    numbers = {rows[name]: name for name in wanted}
    found: list[dict[str, Value]] = []
    for number, cells in enumerate(book["S"].iter_rows(values_only=True), 1):
        if number not in numbers:
            continue
        found += [{} for _ in range(len(cells) - len(found))]
        for column, value in enumerate(cells):
            found[column][numbers[number]] = _plain(value)
    book.close()
    return [{name: each.get(name, "") for name in wanted} for each in found]


def _plain(value: object) -> Value:
    return float(value) if isinstance(value, (int, float)) else "" if value is None else str(value)


def by_formulas(path: Path, cells: Sequence[str]) -> dict[str, Value]:
    """Return what the library `formulas` computes of a workbook's cells, like ``S!A1``."""
    assert FORMULAS is not None
    command = [FORMULAS, "-c", _SCRIPT, str(path), json.dumps(cells)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    found: dict[str, Value] = json.loads(done.stdout.splitlines()[-1])
    return found
