"""A form as an .xlsx file: the same bytes for the same form, locked but for what is filled in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from parindex.errors import Language, UsageError, problem
from parindex.exact import decimal_text
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.workbook.entries import Value
from parindex.workbook.figures import kept
from parindex.workbook.form import Form
from parindex.workbook.inputs import identifier
from parindex.workbook.layout import Page, Spot, outside, reference
from parindex.workbook.program import PARTLY, WRONG, WRONG_BELOW
from parindex.workbook.styles import DETAIL, FONT, height, properties
from parindex.workbook.summary import TEMPLATE
from parindex.workbook.validations import validation

__all__ = ["NAME", "write"]

# xlsxwriter has no types.
Book = Any
Sheet = Any
Format = Any

_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # of every form, so that the same form is the same bytes
NAME = "diem_"
"""What the defined names of points begin with, before the key of the item."""

_A4 = 9
_MARGINS = (0.4, 0.4, 0.5, 0.6)
# What people may still do on a locked sheet: make a row or column wider.
_ALLOWED = {"format_columns": True, "format_rows": True}
_WRONG, _PART = "#f8c9c4", "#fde8b0"


def write(form: Form) -> bytes:
    """Write a form.

    Raises:
        UsageError: the extra ``excel`` is not installed (``E-EXTRA``).
    """
    try:
        # xlsxwriter has no types; it is an extra, imported only where it is used
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="excel")) from None
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    _Writer(book, form).write()
    book.close()
    return content.getvalue()


class _Writer:
    """Writes sheet by sheet; each format is made once."""

    def __init__(self, book: Book, form: Form) -> None:
        self.book = book
        self.form = form
        self.lang: Language = form.wanted.lang
        self.digits = form.ruleset.policies.rounding.value.digits
        self.formats: dict[tuple[object, ...], Format] = {}

    def write(self) -> None:
        self.properties()
        sheets = [self.book.add_worksheet(page.name) for page in self.form.every]
        for sheet, page in zip(sheets, self.form.every, strict=True):
            self.page(sheet, page)
        live = next(at for at, page in enumerate(self.form.every) if page.stage and page.live)
        self.names(self.form.every[live])
        sheets[live].activate()
        sheets[-1].hide()

    def names(self, page: Page) -> None:
        """Name the points of each item: ``diem_`` and its key, which never looks like a cell."""
        for spot in page.spots:
            if spot.role == "output" and spot.field == "points":
                place = outside(page.name, spot.row, spot.column)
                self.book.define_name(f"{NAME}{identifier(spot.key)}", f"={place}")

    def properties(self) -> None:
        form = self.form
        title = say(form.ruleset.title, self.lang)
        self.book.set_properties({"title": title, "subject": form.ruleset.id, "created": _MADE})
        for name, text in (
            ("ruleset", form.ruleset.id),
            ("sha256", form.ruleset.digest),
            ("template", TEMPLATE),
            ("stage", form.wanted.stage),
            ("kind", form.wanted.kind),
        ):
            self.book.set_custom_property(f"parindex.{name}", text, "text")

    def format(self, style: str, *, text: bool = False, locked: bool = True) -> Format:
        """Return the format of a style; a text that looks like a formula stays text when it is edited."""
        key = (style, text, locked)
        if key not in self.formats:
            found = properties(style, self.digits)
            if locked and style.startswith("input"):
                found |= {"locked": True, "bg_color": "#f2f2f2"}
            self.formats[key] = self.book.add_format(found | ({"quote_prefix": True} if text else {}))
        return self.formats[key]

    def page(self, sheet: Sheet, page: Page) -> None:
        merged = {(row, first): last for row, first, last in page.merges}
        for spot in page.spots:
            if (spot.row, spot.column) in merged:
                last = merged[spot.row, spot.column]
                sheet.merge_range(spot.row, spot.column, spot.row, last, "", self.style(page, spot))
            self.spot(sheet, page, spot)
        for at, column in enumerate(page.columns):
            sheet.set_column(at, at, column.width)
        for row, points in self.heights(page, merged).items():
            sheet.set_row(row, points)
        sheet.protect("", _ALLOWED)
        self.print(sheet, page)

    def heights(self, page: Page, merged: Mapping[tuple[int, int], int]) -> dict[int, float]:
        """Return the height of each row: not every spreadsheet finds it from what the cells hold."""
        found: dict[int, float] = {}
        for spot in page.spots if page.kind != "working" else ():
            last = merged.get((spot.row, spot.column), spot.column)
            width = sum(column.width for column in page.columns[spot.column : last + 1])
            needed = height(spot.style, spot.content, spot.detail, width)
            found[spot.row] = max(found.get(spot.row, 0), needed)
        return found

    def style(self, page: Page, spot: Spot) -> Format:
        text = isinstance(spot.content, str) and spot.content.startswith(("=", "+", "-", "@"))
        return self.format(spot.style, text=text, locked=not page.live or spot.role != "input")

    def spot(self, sheet: Sheet, page: Page, spot: Spot) -> None:
        style = self.style(page, spot)
        place = (spot.row, spot.column)
        if spot.role == "output":
            formula = spot.output
            if not formula.startswith("="):
                formula = f"={self.form.working.addresses[formula]}"
            sheet.write_formula(*place, formula, style, _cached(spot.content))
        elif spot.detail:
            self.rich(sheet, spot, style)
        else:
            self.value(sheet, place, spot.content, style)
        if spot.input is not None and page.live:
            rule = validation(spot.input, self.form.working.lists, self.lang)
            if rule is not None:
                sheet.data_validation(*place, *place, rule)

    def rich(self, sheet: Sheet, spot: Spot, style: Format) -> None:
        """Write a text and, smaller on the next line, its detail."""
        small = self.small()
        sheet.write_rich_string(
            spot.row, spot.column, self.strong(), str(spot.content), small, f"\n{spot.detail}", style
        )

    def small(self) -> Format:
        return self.font(
            "small", {"font_name": FONT, "font_size": DETAIL, "italic": True, "font_color": "#4d5b66"}
        )

    def strong(self) -> Format:
        return self.font("strong", {"font_name": FONT, "font_size": 11})

    def font(self, name: str, found: dict[str, Any]) -> Format:
        if (name,) not in self.formats:
            self.formats[name,] = self.book.add_format(found)
        return self.formats[name,]

    def value(self, sheet: Sheet, place: tuple[int, int], content: Value, style: Format) -> None:
        """Write a number where a spreadsheet keeps all its digits, anything else as text."""
        if isinstance(content, Fraction):
            text = decimal_text(content)
            if "/" not in text and kept(text):
                sheet.write_number(*place, float(content), style)
                return
            content = number(content, "vi")
        if content:
            sheet.write_string(*place, content, style)
        else:
            sheet.write_blank(*place, None, style)

    def print(self, sheet: Sheet, page: Page) -> None:
        """Set up the printer: A4, as wide as the page, the header on each; and what stays in sight."""
        sheet.set_paper(_A4)
        sheet.set_margins(*_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        rules = f"{self.form.ruleset.id} · {self.form.ruleset.digest[:12]}"
        parts = (("L", rules), ("C", "&A"), ("R", "&P / &N"))
        sheet.set_footer("".join(f'&{side}&"{FONT}"&8{text}' for side, text in parts))
        last = max((spot.row for spot in page.spots), default=0)
        if page.kind == "stage":
            sheet.set_landscape()
            sheet.repeat_rows(page.header)
            sheet.freeze_panes(page.header + 1, 2)
            self.marks(sheet, page, last)
        if page.kind in {"stage", "summary"}:
            sheet.print_area(0, 0, last, len(page.columns) - 2)
            sheet.ignore_errors({"number_stored_as_text": f"A1:{reference(last, len(page.columns) - 1)}"})

    def marks(self, sheet: Sheet, page: Page, last: int) -> None:
        """Colour a note that says that something is wrong or filled in partly."""
        if not page.live:
            return
        at = page.column("status")
        for words, colour in (
            (WRONG, _WRONG),
            (WRONG_BELOW, _WRONG),
            (PARTLY, _PART),
        ):
            rule = {"type": "cell", "criteria": "==", "value": f'"{pick(self.lang, *words)}"'}
            rule["format"] = self.font(colour, {"bg_color": colour})
            sheet.conditional_format(page.header + 1, at, last, at, rule)


def _cached(content: Value) -> Value | float:
    """Return what a formula gave last: nothing, so that it is computed, where that is not known."""
    return float(content) if isinstance(content, Fraction) else content
