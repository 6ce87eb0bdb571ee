"""Measure scoring forms: written, read back with every comparison, and computed by LibreOffice.

Usage: ``python benchmarks/workbook.py [forms]``: 100 unless told; figures are for 100 forms. They are of the
example department (98 leaves), filled in. Each step runs in a process of its own over the same files;
LibreOffice computes all of them in one. The peer is openpyxl, which only opens the files; where it or
LibreOffice is not installed, its rows are left out and named.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import parindex
from parindex.api import read_assessment
from parindex.assessment import Assessed
from parindex.workbook.folder import forms_in, outcomes
from parindex.workbook.form import Wanted, form
from parindex.workbook.writing import write

RULES = "example/department@2024"
EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "department-2024.yaml"
PER = 100
# Without it LibreOffice keeps the values that a file says its formulas gave.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

Figures = dict[str, Any]


def written(folder: Path, forms: int) -> Figures:
    """Write filled-in forms, each of another unit."""
    rules = parindex.load(RULES)
    assessment, _ = read_assessment(EXAMPLE)
    kind = assessment.unit.kind
    start = _seconds()
    for at in range(forms):
        unit = Assessed(key=f"unit-{at}", name=f"Đơn vị {at}", kind=kind)
        filled = assessment.model_copy(update={"unit": unit})
        laid_out = form(rules, Wanted(kind, unit, "final"), filled)
        (folder / f"{at:04}.xlsx").write_bytes(write(laid_out))
    return _figures(start)


def read_back(folder: Path, forms: int) -> Figures:
    """Read forms back, score them and compare every cell with what it should be."""
    total = parindex.score(parindex.load(RULES), EXAMPLE).total.published
    start = _seconds()
    found = list(outcomes(forms_in(folder)))
    figures = _figures(start)
    same = [each.good and each.score is not None and each.score.total.published == total for each in found]
    if same != [True] * forms:
        sys.exit(f"of {forms} forms {sum(same)} read back the same")
    return figures


def opened(folder: Path, forms: int) -> Figures:
    """Open the files with openpyxl and do nothing with them."""
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 (a peer, perhaps not installed)

    start = _seconds()
    books = sum(bool(openpyxl.load_workbook(file).sheetnames) for file in forms_in(folder))
    if books != forms:
        sys.exit(f"openpyxl opened {books} of {forms} forms")
    return _figures(start)


def computed(folder: Path, forms: int) -> Figures:
    """Let LibreOffice compute every formula again and save the forms to the folder ``computed``."""
    profile, out = folder / "profile", folder / "computed"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    words = [str(shutil.which("soffice")), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    words += ["--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    start = _seconds(resource.RUSAGE_CHILDREN)
    subprocess.run([*words, *map(str, forms_in(folder))], check=True, capture_output=True)
    if len(forms_in(out)) != forms:
        sys.exit(f"LibreOffice saved {len(forms_in(out))} of {forms} forms")
    return _figures(start, resource.RUSAGE_CHILDREN)


def read_computed(folder: Path, forms: int) -> Figures:
    """Read back what LibreOffice saved, and compare its figures too."""
    return read_back(folder / "computed", forms)


STEPS: dict[str, tuple[str, Callable[[Path, int], Figures]]] = {
    "written": ("parindex: forms written", written),
    "read": ("parindex: read back, every cell compared", read_back),
    "openpyxl": ("openpyxl: the same files only opened", opened),
    "soffice": ("LibreOffice: computed and saved again", computed),
    "computed": ("parindex: read back from LibreOffice, compared", read_computed),
}


def _seconds(whose: int = resource.RUSAGE_SELF) -> float:
    """Return seconds of processor time so far."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _figures(start: float, whose: int = resource.RUSAGE_SELF) -> Figures:
    """Return seconds of processor time since the start, and the most memory a process held, in megabytes."""
    return {"seconds": _seconds(whose) - start, "peak": resource.getrusage(whose).ru_maxrss / 1024}


def _lacking() -> dict[str, str]:
    """Return the steps that cannot be run here, and what each lacks."""
    lacking = {} if importlib.util.find_spec("openpyxl") else {"openpyxl": "openpyxl"}
    if shutil.which("soffice") is None:
        lacking |= dict.fromkeys(("soffice", "computed"), "LibreOffice")
    return lacking


def measure(folder: Path, forms: int) -> None:
    """Print a table of all steps, each with its ratio to the first."""
    lacking = _lacking()
    first = 0.0
    for name, (title, _) in STEPS.items():
        if name in lacking:
            print(f"  {title:<48} left out: {lacking[name]} is not installed")
            continue
        words = [sys.executable, __file__, "--step", name, str(folder), str(forms)]
        done = subprocess.run(words, check=False, stdout=subprocess.PIPE)
        if done.returncode:
            sys.exit(f"{name} failed")
        figures = json.loads(done.stdout)
        seconds = figures["seconds"] * PER / forms
        first = first or seconds
        print(f"  {title:<48} {seconds:>8.2f} s {seconds / first:>6.2f} x {figures['peak']:>6.0f} MB at most")
    size = sum(file.stat().st_size for file in forms_in(folder)) / forms / 1024
    print(f"  a form weighs {size:.0f} kB")


def main() -> None:
    """Run one step, or all of them over so many forms."""
    words = sys.argv[1:]
    if words[:1] == ["--step"]:
        print(json.dumps(STEPS[words[1]][1](Path(words[2]), int(words[3]))))
        return
    forms = int(words[0]) if words else PER
    print(
        f"parindex {parindex.__version__}, Python {sys.version.split()[0]}; processor time;"
        f" seconds for {PER} forms, measured on {forms}; the ratio is to the first row"
    )
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), forms)


if __name__ == "__main__":
    main()
