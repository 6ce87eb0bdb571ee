"""What the same tallies give under two survey scales: pairs of points, and tallies for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from parindex.comparison.cells import Cell, Cells, box
from parindex.exact import ZERO
from parindex.fields import FrozenMap
from parindex.ruleset.tree import Node
from parindex.scales import SurveyScale

__all__ = ["minds", "tallied"]

_GROUPS = 6  # as many groups of a survey as are tried apart
_FREE = 4  # as many groups that may have no ballots as are left out apart

_Groups = tuple[str, ...]
_Answer = tuple[str, Fraction, Fraction]  # its key, and what it is worth on both sides


def tallied(one: Node, two: Node) -> Cells:
    """Bound the points of the same tallies under both: each group is somewhere between its answers.

    Nothing where no tallies fit both. Where a group may have no ballots there is a cell for each choice of
    those that answer, or one of all pairs for too many choices.
    """
    scales = _surveys(one, two)
    if scales is None or not (answers := _answers(*scales)) or (asked := _asked(*scales)) is None:
        return ()
    if len(asked[1]) > _FREE:
        worth = zip(*((share * one.bound, other * two.bound) for _, share, other in answers), strict=True)
        x, y = ((min(each), max(each)) for each in worth)
        return (box(x, y),)
    cells = []
    for answering in _answering(*asked):
        parts = [_parts(scale, answering, node.bound) for scale, node in zip(scales, (one, two), strict=True)]
        cells.append(_cell([*zip(*parts, strict=True)], answers))
    return tuple(cells)


def minds(one: Node, two: Node) -> Iterator[FrozenMap[str, Any]]:
    """Give tallies for both in which each group that answers is all of one mind, the best or the worst."""
    scales = _surveys(one, two)
    if scales is None or not (answers := _answers(*scales)) or (asked := _asked(*scales)) is None:
        return
    answers.sort(key=lambda each: each[1])
    needed, free = asked
    for answering in _answering((*needed, *free[_FREE:]), free[:_FREE]):
        for each in product((answers[-1][0], answers[0][0]), repeat=min(len(answering), _GROUPS)):
            chosen = [*each, *(each[-1:] * (len(answering) - len(each)))]
            tallies = {key: FrozenMap({mind: "1"}) for key, mind in zip(answering, chosen, strict=True)}
            yield FrozenMap({"tallies": FrozenMap(tallies)})


def _surveys(one: Node, two: Node) -> tuple[SurveyScale, SurveyScale] | None:
    a, b = one.item.scale, two.item.scale
    return (a, b) if isinstance(a, SurveyScale) and isinstance(b, SurveyScale) else None


def _answers(a: SurveyScale, b: SurveyScale) -> list[_Answer]:
    other = {option.key: option.share for option in b.options}
    return [(each.key, each.share, other[each.key]) for each in a.options if each.key in other]


def _asked(a: SurveyScale, b: SurveyScale) -> tuple[_Groups, _Groups] | None:
    """Return the groups without whose ballots one side refuses, and the others that both know."""
    known = [group.key for group in b.groups]
    both = [group.key for group in a.groups if group.key in known]
    needed = {group.key for scale in (a, b) if scale.empty == "refuse" for group in scale.groups}
    if not both or not needed <= {*both}:
        return None
    return tuple(key for key in both if key in needed), tuple(key for key in both if key not in needed)


def _answering(needed: _Groups, free: _Groups) -> Iterator[_Groups]:
    """Give each choice of groups that have ballots while the others have none, all of them first."""
    for size in range(len(free), -1, -1):
        yield from filter(None, ((*needed, *some) for some in combinations(free, size)))


def _parts(scale: SurveyScale, answering: _Groups, bound: Fraction) -> list[Fraction]:
    """Return how many of the points each group decides when only these answer."""
    weights = {group.key: group.weight for group in scale.groups}
    whole = sum((weights[key] for key in answering), ZERO)
    return [weights[key] / whole * bound for key in answering]


def _cell(parts: Sequence[tuple[Fraction, ...]], answers: Sequence[_Answer]) -> Cell:
    def most(across: int, up: int) -> Fraction:
        worth = (max(across * x * share + up * y * other for _, share, other in answers) for x, y in parts)
        return sum(worth, ZERO)

    return Cell(-most(-1, 0), most(1, 0), -most(0, -1), most(0, 1), -most(1, -1), most(-1, 1))
