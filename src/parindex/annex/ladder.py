"""A ladder: the steps below a criterion as a scale, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from parindex.annex.keys import slug, unique
from parindex.annex.lines import Step
from parindex.annex.percents import HUNDRED, Share
from parindex.errors import Problem, problem
from parindex.exact import ZERO, decimal_text

__all__ = ["Ladder", "ladder"]

_KEY = 40  # letters of a level's key


@dataclass(frozen=True, slots=True)
class Ladder:
    """The scale that steps make, as it is declared; what is wrong with them, and what was decided."""

    scale: dict[str, Any]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def ladder(steps: Sequence[Step]) -> Ladder:
    """Return the scale of some steps: ``steps`` of percent where they tile 0 to 100, else ``levels``."""
    wrong = (*_halves(steps), *_overlaps(steps))
    shares = [(each.found.share, each) for each in steps if each.found.share]
    remarks = list(_unsure(steps))
    if not wrong and len(shares) == len(steps):
        ordered = sorted(shares, key=lambda pair: (pair[0].low, pair[0].above), reverse=True)
        wrong = (*_gaps(ordered), *_turns([step for _, step in ordered]))
        edges = _edges([share for share, _ in ordered])
        if not wrong and edges:
            return Ladder(_stepped(ordered, edges), (), tuple(remarks))
        if not wrong:
            cell = steps[0].cell
            remarks.append(problem("W-ANNEX-EDGES", cell=cell.name).located(cell.place))
    return Ladder(_levels(steps), wrong, tuple(remarks))


def _levels(steps: Sequence[Step]) -> dict[str, Any]:
    keys = unique([slug(each.text, _KEY) or "bac" for each in steps])
    levels = [
        {"key": key, "name": {"vi": each.text}, "points": decimal_text(each.points)}
        for key, each in zip(keys, steps, strict=True)
    ]
    return {"method": "levels", "levels": levels}


def _stepped(ordered: Sequence[tuple[Share, Step]], edges: str) -> dict[str, Any]:
    rungs = [
        {"from": decimal_text(share.low), "points": decimal_text(step.points)} for share, step in ordered
    ]
    rungs[0] = {"from": rungs[0]["from"], "to": "100", "points": rungs[0]["points"]}
    upper = {"edges": edges} if edges == "upper" else {}
    return {"method": "steps", "of": "percent", **upper, "steps": rungs}


def _halves(steps: Sequence[Step]) -> Iterator[Problem]:
    """Find steps that name only one end of their span."""
    for each in steps:
        if each.found.lacking == "half":
            found = problem("E-ANNEX-BOUND", cell=each.cell.name, found=each.text)
            yield found.located(each.cell.place)


def _overlaps(steps: Sequence[Step]) -> Iterator[Problem]:
    """Find steps that share some percent with a step before them, and say so at the later one."""
    for one, two in combinations(steps, 2):
        if one.found.share and two.found.share and (both := one.found.share.meets(two.found.share)):
            found = problem(
                "E-ANNEX-OVERLAP", cell=two.cell.name, found=two.text, other=one.cell.name, both=str(both)
            )
            yield found.located(two.cell.place)


def _gaps(ordered: Sequence[tuple[Share, Step]]) -> Iterator[Problem]:
    """Find what no step names between 0 and 100 percent; the steps do not overlap."""
    # What lies right at an edge is named by one of the two steps there, or left out by both.
    reached, open_ = HUNDRED, True
    for share, step in ordered:
        if share.high < reached or (share.below and open_):
            yield _gap(Share(share.high, reached), step)
        reached, open_ = share.low, share.above
    if reached > ZERO or open_:
        yield _gap(Share(ZERO, reached), ordered[-1][1])


def _gap(share: Share, step: Step) -> Problem:
    return problem("E-ANNEX-GAP", cell=step.cell.name, found=str(share)).located(step.cell.place)


def _turns(ordered: Sequence[Step]) -> Iterator[Problem]:
    """Find where a better percent gives fewer points although others give more."""
    rises = [(above.points - below.points, below) for above, below in pairwise(ordered)]
    if any(rise > 0 for rise, _ in rises):
        for rise, step in rises:
            if rise < 0:
                yield problem("E-ANNEX-TURN", cell=step.cell.name, found=step.text).located(step.cell.place)


def _edges(ordered: Sequence[Share]) -> str | None:
    """Return which step an edge belongs to, or nothing when not all edges are alike."""
    sides = {share.above for share in ordered[:-1]}
    return None if len(sides) > 1 else "upper" if sides == {True} else "lower"


def _unsure(steps: Sequence[Step]) -> Iterator[Problem]:
    """Say where the words of a step can be read in another way."""
    for each in steps:
        cell, share = each.cell, each.found.share
        if share and share.endless:
            found = problem("W-ANNEX-ENDLESS", cell=cell.name, found=each.text, low=share.low)
            yield found.located(cell.place)
        if each.found.lacking == "several":
            yield problem("W-ANNEX-SEVERAL", cell=cell.name, found=each.text).located(cell.place)
    wordy = [each for each in steps if each.found.lacking == "none"]
    if wordy and any(each.found.share for each in steps):
        cell = wordy[0].cell
        yield problem("W-ANNEX-WORDS", cell=cell.name).located(cell.place)
    if len(steps) == 1:
        cell = steps[0].cell
        yield problem("W-ANNEX-ONE", cell=cell.name, found=steps[0].text).located(cell.place)
