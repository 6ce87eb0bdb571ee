"""What somebody changed of a form besides the cells to fill in, and figures that are not those of the rules.

The form is laid out once more from what was read, and every cell of it is compared: printed texts, formulas,
and the values that these last gave. Nothing of that is used for the score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from parindex.errors import Place, Problem, problem
from parindex.exact import decimal_text
from parindex.fields import pick
from parindex.readers import limits
from parindex.readers.xlsx import Sheet
from parindex.workbook.entries import Value
from parindex.workbook.form import Form, form, others
from parindex.workbook.found import Rows, rows_of
from parindex.workbook.layout import Page, Spot, reference
from parindex.workbook.program import PARTLY, WRONG, WRONG_BELOW
from parindex.workbook.publication import DOUBT
from parindex.workbook.reading import Read
from parindex.workbook.words import SHEETS

__all__ = ["tampering"]

_SPACE = re.compile(r"[\s$]+")
_CLOSE = Fraction(1, 10**9)  # of a figure that a spreadsheet keeps in binary


def tampering(read: Read) -> tuple[Problem, ...]:
    """Return every difference between a form that was read and the one it should be, each at its cell."""
    if read.assessment is None:
        return ()
    wanted = read.wanted._replace(unit=read.assessment.unit)
    expected = form(read.sheets.said.ruleset, wanted, read.assessment, computed=False)
    found = list(islice(_differences(read, expected), limits.PROBLEMS + 1))
    said = read.sheets.said
    if others(read.assessment, said.stage) != said.before:
        found.insert(0, problem("W-FORM-BEFORE").located(said.places["before"]))
    more = len(found) > limits.PROBLEMS
    return (*found[: limits.PROBLEMS], *([problem("E-MORE", limit=str(limits.PROBLEMS))] if more else []))


def _differences(read: Read, expected: Form) -> Iterator[Problem]:
    sheets = {sheet.name: sheet for sheet in read.sheets.workbook.sheets}
    for page in expected.every:
        if page.kind == "guide":
            continue
        yield from _Compared(page, sheets[page.name], expected, read).problems()
    known = {page.name for page in expected.every} | {*SHEETS["guide"]}
    stages = {pick(read.sheets.said.lang, *SHEETS[stage]) for stage in read.sheets.stages}
    for name in sorted(sheets.keys() - known - stages):
        yield problem("W-FORM-SHEET", found=name).located(sheets[name].place("A1"))


class _Compared:
    """One sheet beside what it should be; rows are found by their key."""

    def __init__(self, page: Page, sheet: Sheet, expected: Form, read: Read) -> None:
        self.page = page
        self.read = read
        self.leaves = {each.item for each in read.program.inputs}
        self.addresses: Mapping[str, str] = expected.working.addresses
        self.rows: Rows = rows_of(sheet, len(page.columns) - 1)
        self.moved = any(self.rows.rows.get(key, row) != row for key, row in page.rows.items())

    def problems(self) -> Iterator[Problem]:
        if self.moved:
            yield problem("W-FORM-MOVED").located(self.rows.place(0, 0))
        looked: set[str] = set()
        for spot in self.page.spots:
            row = self.row(spot)
            if row is not None:
                looked.add(reference(row, spot.column))
                yield from self.spot(spot, row)
        if not self.moved and self.page.kind != "working":
            for at in sorted((self.rows.values.keys() | self.rows.formulas.keys()) - looked):
                found = self.rows.values.get(at) or f"={self.rows.formulas.get(at, '')}"
                yield problem("W-FORM-EXTRA", found=found).located(self.rows.sheet.place(at))

    def row(self, spot: Spot) -> int | None:
        """Return where a row stands now; one without a key only while no row has moved."""
        if spot.key:
            return self.rows.rows.get(spot.key)
        return None if self.moved else spot.row

    def spot(self, spot: Spot, row: int) -> Iterator[Problem]:
        at = reference(row, spot.column)
        # What the other stages said is compared by its digest.
        if spot.role == "input" or spot.key == "before":
            return
        if spot.role == "label":
            found, wanted = self.rows.values.get(at, ""), _printed(spot)
            if at in self.rows.formulas:
                found = f"={self.rows.formulas[at]}"
            if not _same(found, wanted):
                said, meant = found, _text(wanted)
                # Breaks and gaps are shown only where they are what differs.
                if said.split() != meant.split():
                    said, meant = " ".join(said.split()), " ".join(meant.split())
                yield problem("W-FORM-LABEL", found=said, wanted=meant).located(self.place(at))
            return
        if at not in self.rows.formulas:
            value = self.rows.values.get(at) or self.rows.filled.errors.get(at, "")
            code = "W-FORM-PASTED" if value else "W-FORM-EMPTIED"
            yield problem(code, (), **({"found": value} if value else {})).located(self.place(at))
            return
        yield from self.formula(spot, at)

    def place(self, reference: str) -> Place:
        return self.rows.sheet.place(reference)

    def formula(self, spot: Spot, at: str) -> Iterator[Problem]:
        """Compare a formula, and what it last gave with what computing again gives."""
        found = self.rows.formulas[at]
        wanted = spot.output if spot.output.startswith("=") else f"={self.addresses[spot.output]}"
        # Of formulas that a program shares between cells only the first one is written down.
        if found and not self.moved and _plain(found) != _plain(wanted):
            yield problem("W-FORM-CHANGED", found=f"={found}").located(self.place(at))
        shown = self.rows.filled.cached.get(at, "")
        if self.page.kind == "working" or not shown or _same(shown, spot.content):
            return
        if shown.casefold() not in map(str.casefold, self.allowed(spot, shown)):
            yield problem("W-FORM-DIFFERS", found=shown, wanted=_text(spot.content)).located(self.place(at))

    def allowed(self, spot: Spot, shown: str) -> Iterator[str]:
        """Give what a figure may show besides what computing again gives.

        It may say that it cannot tell. A form calls filled in partly what is read as missing, and wrong what
        reading understands, like a number typed as text; then it may count other items as missing.
        """
        lang = self.read.sheets.said.lang
        yield from DOUBT
        if spot.key in self.read.partial:
            yield pick(lang, *PARTLY)
        if spot.key in self.read.mended:
            yield pick(lang, *WRONG)
        if self.read.mended and spot.key not in self.leaves:
            yield pick(lang, *WRONG_BELOW)
            if spot.key == "whole/missing":
                yield shown


def _printed(spot: Spot) -> Value:
    return f"{spot.content}\n{spot.detail}" if spot.detail else spot.content


def _text(value: Value) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else value


def _same(found: str, wanted: Value) -> bool:
    """Tell whether a cell holds what it should: a number but for what binary makes of it, or a text."""
    if isinstance(wanted, Fraction):
        try:
            return abs(Fraction(found) - wanted) < _CLOSE
        except (ValueError, ZeroDivisionError):
            return False
    return found == wanted


def _plain(formula: str) -> str:
    """Return a formula as all programs write it."""
    return _SPACE.sub("", formula.removeprefix("=")).casefold()
