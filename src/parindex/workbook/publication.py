"""What is published of a whole: total, index, band, and the points to the next one, where both ends agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding
from parindex.fields import pick, say
from parindex.formula.integers import (
    Cells,
    Fixed,
    choose,
    clamp,
    constant,
    divide,
    largest,
    linear,
    reaches,
    round_off,
)
from parindex.ruleset.model import Band, Ruleset
from parindex.ruleset.tree import Node
from parindex.workbook.inputs import quoted
from parindex.workbook.totals import Applicable, known

__all__ = ["DOUBT", "Root", "publish", "shown", "write_index"]

HUNDRED = Fraction(100)
DOUBT = ("cần parindex", "needs parindex")


@dataclass(frozen=True, slots=True)
class Root:
    """The whole as cells: its points before and after the policies, and what is the trouble below it."""

    ruleset: Ruleset
    node: Node
    sums: Fixed
    points: Fixed
    applicable: Applicable
    trouble: str


def shown(trouble: str, agreed: str, value: str, lang: Language) -> str:
    """Return the formula of a cell that shows a value where nothing is the trouble and both ends agree."""
    doubt = quoted(pick(lang, *DOUBT))
    value = f"IF({agreed},{value},{doubt})" if agreed else value
    return f'IF({trouble}=0,{value},IF({trouble}=2,{doubt},""))'


def publish(cells: Cells, figure: Fixed, rounding: Rounding, trouble: str, lang: Language) -> str:
    """Return the formula of a cell that shows a figure as it is published."""
    rounded = round_off(cells, figure, rounding)
    value = rounded.low if rounded.den == 1 else f"{rounded.low}/{rounded.den}"
    return shown(trouble, "" if rounded.exact else f"{rounded.low}={rounded.high}", value, lang)


def write_index(cells: Cells, root: Root, lang: Language) -> str:
    """Put the index, the band and the way to the next one into cells; return that of the whole's trouble.

    The cells are ``o_index``, and where there are bands ``o_band``, ``o_next`` and ``o_gap``.
    """
    policy = root.ruleset.policies.above_max.value
    rounding = root.ruleset.policies.rounding.value.rounding
    index = _index(cells, root)
    trouble = _trouble(cells, root, index)
    if policy == "cap":
        index = clamp(cells, index, HUNDRED, above=True)
    cells.put(publish(cells, index, rounding, trouble, lang), "o_index")
    if root.ruleset.bands:
        _write_bands(cells, root, index, trouble, lang)
    return trouble


def _index(cells: Cells, root: Root) -> Fixed:
    below = root.applicable
    value = known(below.figure)
    if value is not None:
        return linear(cells, [(HUNDRED / value if value else ZERO, root.points)])
    return divide(cells, root.points, below.figure, HUNDRED, int(below.smallest * below.figure.den))


def _trouble(cells: Cells, root: Root, index: Fixed) -> str:
    """Return the trouble with the whole: that below it, that nothing applies, or that it is above the max."""
    found = [root.trouble]
    if root.applicable.figure.least <= 0:
        found.append(cells.put(f"IF({root.applicable.figure.low}=0,3,0)"))
    if root.ruleset.policies.above_max.value == "refuse":
        for figure, most in ((root.sums, root.node.bound), (index, HUNDRED)):
            low, high = (reaches(end, figure.den, ">", most) for end in (figure.low, figure.high))
            unsure = "0" if figure.exact else f"IF(AND({root.trouble}=0,{high}),2,0)"
            found.append(cells.put(f"IF({low},3,{unsure})"))
    return cells.put(largest(cells, found), "t_all")


def _write_bands(cells: Cells, root: Root, index: Fixed, trouble: str, lang: Language) -> None:
    bands, policies = root.ruleset.bands, root.ruleset.policies
    on = policies.rounding.value.rounding if policies.band_on.value == "published" else None
    figure = index if on is None else round_off(cells, index, on)
    names = [say(band.name, lang) for band in bands]
    low, high = (_place(cells, end, figure.den, bands) for end in (figure.low, figure.high))
    agreed = "" if low == high else f"{low}={high}"
    cells.put(shown(trouble, agreed, _named(low, names), lang), "o_band")
    low, high = (_higher(cells, end, figure.den, bands) for end in (figure.low, figure.high))
    agreed = "" if low == high else f"{low}={high}"
    cells.put(shown(trouble, agreed, _named(low, names), lang), "o_next")
    _write_gap(cells, root, (low, high), trouble, lang)


def _write_gap(cells: Cells, root: Root, places: tuple[str, str], trouble: str, lang: Language) -> None:
    """Put the points to the next band into a cell, rounded up so that as many are surely enough."""
    policies = root.ruleset.policies
    rounding = policies.rounding.value.rounding
    on = rounding if policies.band_on.value == "published" else None
    below = root.applicable.figure
    gaps = [
        linear(cells, [(_needed(band.from_, on) / HUNDRED, below), (-ONE, root.points)])
        for band in root.ruleset.bands
    ]
    low, high = places
    gap = choose(cells, [(f"{low}={at}", each) for at, each in enumerate(gaps, 1)], constant(ZERO))
    rounded = round_off(cells, gap, Rounding(rounding.digits, "up"))
    agreed = f"AND({low}={high},{rounded.low}={rounded.high})"
    value = f'IF({low}=0,"",{rounded.low}/{rounded.den})'
    cells.put(shown(trouble, agreed, value, lang), "o_gap")


def _place(cells: Cells, number: str, den: int, bands: Sequence[Band]) -> str:
    """Return the cell of the place of the band that a figure is in; 0 for none."""
    tests = "".join(f"IF({reaches(number, den, '>=', band.from_)},{at}," for at, band in enumerate(bands, 1))
    formula = f"{tests}0{')' * len(bands)}"
    end = bands[0].to
    return cells.put(formula if end is None else f"IF({reaches(number, den, '>', end)},0,{formula})")


def _higher(cells: Cells, number: str, den: int, bands: Sequence[Band]) -> str:
    """Return the cell of the place of the lowest band that begins above a figure; 0 for none."""
    tests = "".join(f"IF({reaches(number, den, '>=', band.from_)},{at}," for at, band in enumerate(bands))
    return cells.put(f"{tests}{len(bands)}{')' * len(bands)}")


def _named(place: str, names: Sequence[str]) -> str:
    tests = "".join(f"IF({place}={at},{quoted(name)}," for at, name in enumerate(names, 1))
    return f'{tests}""{")" * len(names)}'


def _needed(floor: Fraction, rounding: Rounding | None) -> Fraction:
    """Return the greatest lower bound of the indexes that come to a floor, rounded where they are."""
    if rounding is None:
        return floor
    parts: int = 10**rounding.digits
    less = {"half-up": Fraction(1, 2), "half-even": Fraction(1, 2), "down": ZERO, "up": ONE}
    return (ceil(floor * parts) - less[rounding.mode]) / parts
