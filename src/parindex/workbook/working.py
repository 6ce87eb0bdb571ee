"""The sheet that computes: what stands of every cell that is filled in, then the formulas of the program.

An item whose row is blank at the stage that is filled in takes what the last stage before it said; which
stage that is, is known when the form is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from parindex.fields import pick
from parindex.workbook.entries import Value, missing
from parindex.workbook.inputs import quoted
from parindex.workbook.layout import Column, Page, Spot, cell, outside
from parindex.workbook.program import Program
from parindex.workbook.values import values
from parindex.workbook.words import SHEETS

__all__ = ["Given", "Working", "working"]

_NAME, _FORMULA, _LIST = 0, 1, 2


class Working(NamedTuple):
    """The sheet, where each computed figure stands, and where the entries of each list stand."""

    page: Page
    addresses: Mapping[str, str]
    lists: Mapping[tuple[str, ...], str]


class Given(NamedTuple):
    """What is known when a form is written.

    ``bases`` has, for each item that an earlier stage spoke of, the sheet of the last one that did; the stage
    itself speaks of the items ``touched``, and ``inputs`` is what stands of each input; without it nothing is
    computed.
    """

    bases: Mapping[str, Page]
    touched: frozenset[str]
    inputs: Mapping[str, float | str] | None


def working(program: Program, pages: Sequence[Page], given: Given) -> Working:
    """Lay out the sheet that computes, over the sheets of the stages, each formula with what it gives now.

    Not every program computes a file that it opens.
    """
    bases = given.bases
    name = pick(program.lang, *SHEETS["working"])
    lines = [*_standing(program, next(page for page in pages if page.stage and page.live), bases)]
    own = {key: cell(row, _FORMULA) for row, (key, _) in enumerate(lines)}
    start = len(lines)
    own |= {each.name: cell(start + at, _FORMULA) for at, each in enumerate(program.cells)}
    # A line may be over another line before it: the name of an item's own test.
    lines = [(key, _own(formula, own)) for key, formula in lines] + list(program.place(own).items())
    known: dict[str, float | str] = {}
    if given.inputs is not None:
        known = {_test(item): float(item in given.touched) for item in bases}
        known |= {**given.inputs, **values(program, given.inputs)}
    spots = [
        spot
        for row, (key, formula) in enumerate(lines)
        for spot in (
            Spot(row, _NAME, "plain", key),
            Spot(row, _FORMULA, "plain", _exact(known.get(key, "")), "output", output=formula),
        )
    ]
    lists, listed = _lists(pages, name)
    spots += [Spot(row, _LIST, "plain", label) for row, label in enumerate(listed)]
    columns = (Column("name", "", 40), Column("formula", "", 16), Column("list", "", 60))
    page = Page("working", name, columns, tuple(spots), {})
    addresses = {key: f"'{name}'!{address}" for key, address in own.items()}
    return Working(page, addresses, lists)


def _exact(value: float | str) -> Value:
    return value if isinstance(value, str) else Fraction(value)


def _own(formula: str, own: Mapping[str, str]) -> str:
    name, _, rest = formula.removeprefix("=IF(").partition("=1,")
    return f"=IF({own[name]}=1,{rest}" if name in own else formula


def _standing(program: Program, live: Page, bases: Mapping[str, Page]) -> Iterator[tuple[str, str]]:
    """Give a name and a formula for each input: what is filled in, else what the last stage before said."""
    gap = quoted(missing(program.lang).label)
    tests = {item: _touched(live, item) for item in bases}
    cells = _cells(live)
    others = {page.name: _cells(page) for page in bases.values()}
    for item, test in tests.items():
        yield _test(item), f"=IF({test}>0,1,0)"
    for given in program.inputs:
        here = cells[given.name]
        value = f'IF({here}="","",{here})'
        if given.field == "state":
            value = f'IF({here}={gap},"",{value})'
        if given.item in bases:
            there = others[bases[given.item].name][given.name]
            base = f'IF({there}="","",{there})'
            if given.field == "state":
                base = f'IF({there}={gap},"",{base})'
            value = f"IF({_test(given.item)}=1,{value},{base})"
        yield given.name, f"={value}"


def _test(item: str) -> str:
    return f"e_{item.replace('-', '_')}"


def _touched(page: Page, item: str) -> str:
    """Return how many cells of an item are filled in that make it an entry."""
    rows = [row for key, row in page.rows.items() if key == item or key.startswith(f"{item}/")]
    first, last = page.column("result"), page.column("state")
    spans = [f"'{page.name}'!{cell(rows[0], first)}:{cell(rows[0], last)}"]
    if len(rows) > 1:
        spans.append(f"'{page.name}'!{cell(rows[1], first)}:{cell(rows[-1], first)}")
    return f"COUNTA({','.join(spans)})"


def _cells(page: Page) -> dict[str, str]:
    """Return where each input of a sheet stands."""
    return {spot.input.name: outside(page.name, spot.row, spot.column) for spot in page.spots if spot.input}


def _lists(pages: Sequence[Page], name: str) -> tuple[dict[tuple[str, ...], str], list[str]]:
    """Return the range of each list to choose from, and all their entries one below the other."""
    lists: dict[tuple[str, ...], str] = {}
    listed: list[str] = []
    for spot in (spot for page in pages for spot in page.spots if spot.input is not None):
        labels = tuple(each.label for each in spot.input.choices) if spot.input else ()
        if labels and labels not in lists:
            first, last = cell(len(listed), _LIST), cell(len(listed) + len(labels) - 1, _LIST)
            lists[labels] = f"='{name}'!{first}:{last}"
            listed += labels
    return lists, listed
