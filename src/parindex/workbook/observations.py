"""What is observed of one leaf as cells: the inputs of each scale, what is wrong, what its rule reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from parindex.errors import Language
from parindex.exact import ONE
from parindex.formula.integers import LIMIT, WIDE, Cells, Fixed, UnprovableError, largest, linear, total
from parindex.formula.spreadsheet import Domain, Ratio, at_least
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    StepsScale,
    SurveyScale,
)
from parindex.scales.observation import Form
from parindex.scales.steps import top
from parindex.workbook.inputs import BAD, BEYOND, MANY, Choice, Input, Kind, choices, code, identifier, yes_no

__all__ = ["Seen", "inputs", "observe"]

_MILLION = 10**6
_DECIMAL = 10**9
_SHARES = ("ratio", "percent")
_Codes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One form of observation: the formula of its status, and what the expression reads.

    The status is 0 nothing, 1 observed, 5 in part, 6 wrong, 7 beyond what the formulas are proven for.
    """

    status: str
    domain: Domain


def inputs(node: Node, form: Form, lang: Language) -> tuple[Input, ...]:
    """Return the inputs of one form of observation of a leaf."""
    scale = node.item.scale
    match scale:
        case LevelsScale():
            named = choices(((level.key, level.name) for level in scale.levels), lang)
            return (_input(node, form, "level", choices=named),)
        case ChecklistScale():
            ticks = yes_no(lang)
            return tuple(_input(node, form, "ticks", (tick.key,), choices=ticks) for tick in scale.ticks)
        case DeductionScale():
            return tuple(_input(node, form, "counts", (kind.key,), kind="whole") for kind in scale.kinds)
        case SurveyScale() if form == ("tallies",):
            parts = [(group.key, option.key) for group in scale.groups for option in scale.options]
            return tuple(_input(node, form, "tallies", part, kind="whole") for part in parts)
        case CountScale():
            return (_input(node, form, "count", kind="whole"),)
        case StepsScale() | RatioScale():
            whole = isinstance(scale, StepsScale) and scale.of not in _SHARES
            most = _most(scale) if form == ("value",) else None
            kind: Kind = "whole" if whole else "decimal"
            return tuple(_input(node, form, field, kind=kind, most=most) for field in form)
        case _:
            return (_input(node, form, "points", most=node.bound),)


def _input(  # noqa: PLR0913 (one place makes every input)
    node: Node,
    form: Form,
    field: str,
    part: tuple[str, ...] = (),
    *,
    kind: Kind = "decimal",
    most: Fraction | None = None,
    choices: tuple[Choice, ...] = (),
) -> Input:
    name = "__".join(("i_" + identifier(node.item.key), field, *map(identifier, part)))
    return Input(name, node.item.key, field, "choice" if choices else kind, part, form, most, choices)


def _most(scale: StepsScale | RatioScale) -> Fraction | None:
    """Return the largest value, where there is one."""
    return max(ONE, scale.full_at) if isinstance(scale, RatioScale) else top(scale)


def observe(cells: Cells, node: Node, form: Form, given: tuple[Input, ...], bound: int) -> Seen:
    """Return one form of observation as cells; whole numbers are read up to the bound.

    Raises:
        UnprovableError: no bound proves that the cells would be exact.
    """
    codes = {each.name: code(cells, each, bound) for each in given}
    scale = node.item.scale
    match scale:
        case LevelsScale():
            return _level(given[0], codes)
        case ChecklistScale():
            ticked = {each.part[0]: _figure(cells.put(f"IF({codes[each.name]}=1,1,0)"), 1) for each in given}
            return Seen(_judged(cells, codes, "1"), Domain(ticked))
        case CountScale() | DeductionScale():
            counted = {
                each.part[-1] if each.part else "count": _whole(cells, each, codes, bound) for each in given
            }
            return Seen(_judged(cells, codes, "1"), Domain(counted))
        case SurveyScale() if form == ("tallies",):
            figures = {"/".join(each.part): _whole(cells, each, codes, bound) for each in given}
            return _tallies(cells, scale, figures, codes)
        case StepsScale() | RatioScale() if form == ("done", "planned"):
            return _part(cells, scale, given, codes)
        case _:
            grid = scale.grid if isinstance(scale, DirectScale) else None
            return _value(cells, given[0], codes, grid, bound)


def _figure(name: str, most: int, den: int = 1) -> Fixed:
    return Fixed(name, name, den, 0, most)


def _whole(cells: Cells, given: Input, codes: _Codes, bound: int) -> Fixed:
    """Return a whole number, 0 where there is none."""
    return _figure(cells.put(f"IF({codes[given.name]}=1,ROUND({given.name},0),0)"), bound)


def _judged(cells: Cells, codes: _Codes, otherwise: str) -> str:
    """Return the formula of a status: nothing there, something wrong, beyond or blank still, or otherwise."""
    worst = largest(cells, list(codes.values()))
    if len(codes) > 1:
        blank = largest(cells, [f"1-{each}" for each in codes.values()])
        otherwise = f"IF({blank}=1,5,{otherwise})"
    return f"IF({worst}=0,0,IF({worst}={BAD},6,IF({worst}={BEYOND},7,{otherwise})))"


def _level(given: Input, codes: _Codes) -> Seen:
    if len(given.choices) > MANY:
        raise UnprovableError(f"{len(given.choices)} levels")
    place = codes[given.name]
    return Seen(f"IF({place}={BAD},6,IF({place}=0,0,1))", Domain(words={"level": place}))


def _value(cells: Cells, given: Input, codes: _Codes, grid: Fraction | None, bound: int) -> Seen:
    """Read one number, with six decimals or whole, that must not be above its most, nor off the grid."""
    known = codes[given.name]
    den = 1 if given.kind == "whole" else _MILLION
    text = f"ROUND({given.name}{'' if den == 1 else f'*{den}'},0)"
    most = bound if given.most is None else floor(given.most * den)
    number = cells.put(f"IF(OR({known}=1,{known}=2),{text},0)")
    fits = f"{number}<={most}"
    if grid is not None:
        step = grid * den
        if step.denominator > 1:
            raise UnprovableError(f"grid {grid}")
        fits = f"AND({fits},{number}=INT({number}/{step})*{step})"
    if most > LIMIT:
        raise UnprovableError(f"up to {given.most}")
    status = _judged(cells, codes, f"IF({fits},1,6)")
    return Seen(status, Domain({given.field: _figure(number, most, den)}))


def _part(cells: Cells, scale: StepsScale | RatioScale, given: tuple[Input, ...], codes: _Codes) -> Seen:
    """Read done and planned, both in millionths where one of them has decimals."""
    done, planned = (each.name for each in given)
    known = list(codes.values())
    worst, best = cells.put(f"MAX({','.join(known)})"), cells.put(f"MIN({','.join(known)})")
    unit = cells.put(f"IF({worst}=2,{_MILLION},1)")
    there = f"AND({best}>0,{worst}<3)"
    over = cells.put(f"IF({there},MIN(ROUND({done}*{unit},0),{WIDE}),0)")
    under = cells.put(f"IF({there},MIN(ROUND({planned}*{unit},0),{WIDE}),1)")
    most = _most(scale) or ONE
    if isinstance(scale, StepsScale) and scale.of == "percent":
        most /= 100
    share = Ratio(over, cells.put(f"MAX({under},1)"), ONE, most)
    wrong = f"OR({under}=0,{at_least(cells, share, most, '>')})"
    beyond = f"AND({unit}>1,MAX({done},{planned})>{_DECIMAL})"
    judged = f"IF({beyond},7,IF({wrong},6,1))"
    figures = {"done": _figure(over, WIDE), "planned": _figure(under, WIDE)}
    return Seen(_judged(cells, codes, judged), Domain(figures, share=most))


def _tallies(cells: Cells, scale: SurveyScale, figures: dict[str, Fixed], codes: _Codes) -> Seen:
    """Read the tally of each option in each group; a group without ballots is left out or not allowed."""
    sums = []
    for group in scale.groups:
        ballots = [(ONE, figures[f"{group.key}/{option.key}"]) for option in scale.options]
        sums.append(linear(cells, ballots, limit=WIDE).low)
        figures[f"empty.{group.key}"] = _figure(cells.put(f"IF({sums[-1]}=0,1,0)"), 1)
    if scale.empty == "reweight":
        enough = f"{largest(cells, sums)}>0"
    else:
        enough = f"{total(cells, [figures[f'empty.{group.key}'].low for group in scale.groups])}=0"
    return Seen(_judged(cells, codes, f"IF({enough},1,5)"), Domain(figures))
