"""What a form that people filled in tells beside its values: it is looked over, and not refused at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from parindex.readers.xml import Attributes, Element

__all__ = ["LETTERS", "RELATIONS", "Filled", "Shown", "masked", "shown"]

Shown = Literal["number", "percent", "day"]

LETTERS = 255  # of a number format, as spreadsheets have it, and far above any name of a sheet

RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_PERCENT = frozenset({9, 10})
# Those of the standard, and those that East Asian programs have beside them.
_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# What a format shows as it stands, how wide a space is, colours and languages; but not the hours in all: [h].
_SAID = re.compile(r'"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^][]*\]', re.IGNORECASE | re.DOTALL)
_BETWEEN = "\0"
# The digits of a number with nothing between them, nor a comma behind them, which would cut three of them.
_HONEST = re.compile(
    r"[^-0-9#?.,]*"
    r"(?:general|@|[0#?](?:,?[0#?])*(?:\.[0#?]*)?(?:e[+-][0#?]+| [0#?]+/[0-9#?]+)?|\.[0#?]+)"
    r"[^0-9#?.,]*"
)
_INDEX = re.compile(r"[0-9]{1,7}", re.ASCII)


def shown(number: str, codes: dict[str, str]) -> Shown:
    """Return what a number format makes of a number; ``codes`` are those that the file has of its own.

    >>> shown("9", {}), shown("164", {"164": "dd/mm/yyyy"}), shown("164", {"164": '0.0" %"'})
    ('percent', 'day', 'number')
    """
    if number in codes:
        code = _SAID.sub("", codes[number]).casefold().replace("general", "")
        return "percent" if "%" in code else "day" if re.search("[dmyhs]", code) else "number"
    known = int(number) if _INDEX.fullmatch(number) else 0
    return "percent" if known in _PERCENT else "day" if known in _DAYS else "number"


def masked(code: str) -> bool:
    """Tell whether a number format may show another figure than a cell holds: none, one cut, or its own.

    Rounding is no mask, nor is what negative numbers and zeros are shown as.

    >>> masked("#,##0.00"), masked(";;;"), masked('0,,"tỷ"'), masked('"9"0'), masked('0;-0;"–"')
    (False, True, True, True, False)
    """
    for found in _SAID.findall(code):
        # How wide a space is and what a figure is compared with is not shown; a currency is.
        said = found[2:].partition("-")[0] if found.startswith("[$") else "" if found[0] in "_[" else found
        if any(map(str.isnumeric, said)):
            return True
    first, *others = _SAID.sub(_BETWEEN, code).casefold().split(";")
    shown = (each.replace("-", "") for each in others if re.search("[0-9#?]", each))
    return not all(map(_HONEST.fullmatch, (first, *shown)))


@dataclass(slots=True)
class Filled:
    """By reference: what formulas last gave, how numbers are shown, errors, flags, what nobody sees, links.

    Of styles by their number: ``formats`` has what each makes of a number, ``masks`` those that show another
    figure than a cell holds, ``strikes`` those that strike it through; ``masked`` and ``struck`` are cells.
    ``rows`` and ``columns`` are the hidden ones, from 1, and ``links`` has the addresses of cells that are
    links.
    """

    formats: tuple[Shown, ...] = ()
    masks: frozenset[int] = frozenset()
    strikes: frozenset[int] = frozenset()
    cached: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Shown] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    comments: set[str] = field(default_factory=set)
    masked: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)

    def elements(self) -> dict[str, Element]:
        """Return what else is asked for of a sheet: the links of its cells, at first by their identity."""
        link = Element(self._link)
        return {"worksheet/hyperlinks": Element(), "worksheet/hyperlinks/hyperlink": link}

    def _link(self, attributes: Attributes) -> None:
        identity = next((attributes[key] for key in RELATIONS if key in attributes), "")
        self.links[attributes.get("ref", "").partition(":")[0]] = identity

    def look(self, reference: str, style: int, *, number: bool) -> None:
        """Remember how a cell of a style shows what it holds."""
        if style in self.strikes:
            self.struck.add(reference)
        if number:
            self.numbers[reference] = self.formats[style] if style < len(self.formats) else "number"
            if style in self.masks:
                self.masked.add(reference)
