"""How deep each criterion stands: by its number, and by its typography where it has none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parindex.annex.codes import Code, Family
from parindex.annex.lines import Line
from parindex.errors import Problem, problem

__all__ = ["Levels", "find_levels"]

_Style = tuple[bool, bool]
_NAMED: tuple[Family, ...] = ("letter", "roman")


class Levels(NamedTuple):
    """The level of each criterion from 1, and what is to be said of how it was found."""

    levels: tuple[int, ...]
    remarks: tuple[Problem, ...]


def find_levels(lines: Sequence[Line], *, styled: bool) -> Levels:
    """Return how deep each criterion of an annex stands; its number decides, else its typography."""
    by_code = _by_code([line.code for line in lines])
    styles = _styles(lines, by_code) if styled else {}
    remarks: list[Problem] = []
    levels: list[int] = []
    for line, level in zip(lines, by_code, strict=True):
        if level is None:
            found = _by_style(line, styles)
            cell = line.cell
            said = problem("W-ANNEX-TYPOGRAPHY", cell=cell.name, found=line.text, level=str(found))
            remarks.append(said.located(cell.place))
            levels.append(found)
        else:
            levels.append(level)
            remarks += _disagreement(line, level, styles)
    return Levels(tuple(levels), tuple(remarks))


def _by_code(codes: Sequence[Code | None]) -> tuple[int | None, ...]:
    """Return the level that each number tells: kinds of numbers nest in the order in which they come."""
    families = [code.family for code in codes if code]
    named = list(dict.fromkeys(family for family in families if family in _NAMED))
    least = min((len(code.parts) for code in codes if code and code.family == "decimal"), default=1)
    open_: list[Family] = []
    deepest = 0
    levels: list[int | None] = []
    for code in codes:
        level = None if code is None else _level(code, named, len(open_) - least, deepest)
        levels.append(level)
        if code is None or level is None or code.family == "small":
            continue
        deepest = level
        if code.family in _NAMED and len(code.parts) == 1:
            open_ = named[:level]
    return tuple(levels)


def _level(code: Code, named: Sequence[Family], above: int, deepest: int) -> int:
    """Return the level of one number: below what it names, or below the last number for `a)`."""
    if code.family in _NAMED:
        return named.index(code.family) + len(code.parts)
    return above + len(code.parts) + 1 if code.family == "decimal" else deepest + 1


def _style(line: Line) -> _Style:
    return line.caps, line.cell.bold


def _styles(lines: Sequence[Line], levels: Sequence[int | None]) -> Mapping[_Style, int]:
    """Return the level that a style stands for: the style of most of its rows, and of no other level's most.

    Where no row has a number, capitals stand above bold letters and these above plain ones.
    """
    if not any(levels):
        order = sorted({_style(line) for line in lines}, reverse=True)
        return {style: level for level, style in enumerate(order, start=1)}
    counts: defaultdict[int, Counter[_Style]] = defaultdict(Counter)
    for line, level in zip(lines, levels, strict=True):
        if level is not None:
            counts[level][_style(line)] += 1
    most = {level: found.most_common(1)[0] for level, found in counts.items()}
    told = {level: style for level, (style, count) in most.items() if 2 * count > counts[level].total()}
    shared = Counter(told.values())
    return {style: level for level, style in told.items() if shared[style] == 1}


def _by_style(line: Line, styles: Mapping[_Style, int]) -> int:
    """Return the level of a style, or the first where no level has it."""
    return styles.get(_style(line), 1)


def _disagreement(line: Line, level: int, styles: Mapping[_Style, int]) -> Iterator[Problem]:
    """Say where the typography of a row is that of another level than its number's."""
    seen = styles.get(_style(line), level)
    if seen != level and level in styles.values():
        code = line.code.text if line.code else ""
        cell = line.cell
        said = problem("W-ANNEX-STYLE", cell=cell.name, found=code, level=str(level), seen=str(seen))
        yield said.located(cell.place)
