"""The smallest change of one cell that makes a relation hold, found on the grid of the cell's own digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from parindex.exact import ZERO, Interval
from parindex.reproduction.frame import Frame
from parindex.reproduction.printed import Printed, Reading, Span, around, meets, printed
from parindex.reproduction.relation import Cause, Repair
from parindex.reproduction.table import Row

__all__ = ["Trial", "repairs", "with_cause"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A relation of one row, so that other figures can be tried in it.

    ``away`` takes the interval of each column and says how far what the parts give lies above what is
    printed, or below it when negative; 0 where they meet. Its sign only rises with each column, but falls
    with the ``target``, the column that is compared with the parts.
    """

    row: Row
    columns: tuple[str, ...]
    away: Callable[[Mapping[str, Span]], Fraction]
    spans: Mapping[str, Span]
    frame: Frame
    reading: Reading
    target: str | None = None

    def tried(self, column: str, span: Span) -> Fraction:
        """Return how far from holding the relation is with this interval, rising with the column."""
        away = self.away({**self.spans, column: span})
        return -away if column == self.target else away

    def slope(self, column: str) -> Fraction:
        """Return how far one unit of a column probably moves what is compared: a guess, for speed alone."""
        of = self.target or column
        return self.frame.share(column) / self.frame.share(of)

    def printed(self, column: str) -> Printed:
        """Return the number of a column that takes part."""
        found = self.row.number_of(column)
        assert found is not None  # noqa: S101 (only printed columns take part)
        return found


def repairs(trial: Trial) -> tuple[Repair, ...]:
    """Return each cell that would mend a relation by itself, the smallest change first."""
    found = [repair for column in trial.columns if (repair := _mended(trial, column))]
    return tuple(sorted(found, key=lambda each: each.size))


def _mended(trial: Trial, column: str) -> Repair | None:
    number, limits = trial.printed(column), trial.frame.limits(column)
    runs = [*_runs(trial, column, number, limits)]
    if not runs:
        return None
    least, most = min(runs, key=lambda run: abs(_move(number.value, run)))
    move = _move(number.value, Interval(least, most))
    size = abs(move) * trial.frame.share(column)
    # Whatever would do, printed with any digits, lies within a unit of what would do with these.
    near = Interval(max(limits.least, runs[0][0] - number.unit), min(limits.most, runs[-1][1] + number.unit))
    found = tuple(_causes(trial, column, near))
    return Repair(column, trial.row.unit, number.text, least, most, move, size, found)


def _move(value: Fraction, run: Span) -> Fraction:
    """Return the signed way from a value to the nearest end of an interval that does not hold it."""
    return run.least - value if value < run.least else run.most - value


def _runs(trial: Trial, column: str, number: Printed, limits: Span) -> Iterator[Span]:
    """Give the runs of figures, at the cell's own digits and within its limits, that make the relation hold.

    0 is tried by itself: only there an item may be one that does not apply, so only there the side may fall.
    """
    unit, half = number.unit, number.unit / 2 if trial.reading == "half" else ZERO
    low, high = ceil((limits.least - half) / unit), floor((limits.most + half) / unit)
    step = unit * trial.slope(column)

    def away(place: int) -> Fraction:
        return trial.tried(column, around(place * unit, unit, trial.reading))

    runs: list[tuple[int, int]] = []
    for first, last in ((low, min(high, -1)), (max(low, 0), min(high, 0)), (max(low, 1), high)):
        run = _run(away, first, last, step) if first <= last else None
        if run and runs and runs[-1][1] == run[0] - 1:
            runs[-1] = (runs[-1][0], run[1])
        elif run:
            runs.append(run)
    return (Interval(first * unit, last * unit) for first, last in runs)


def _run(away: Callable[[int], Fraction], first: int, last: int, step: Fraction) -> tuple[int, int] | None:
    """Return the ends of where a distance is 0 whose sign only rises; it probably rises by ``step``."""
    begin, end = first, last
    if (below := away(first)) < 0:
        guess = first + ceil(-below / step)
        begin = _first(lambda place: away(place) >= 0, first + 1, last, guess)
    if (above := away(last)) > 0:
        guess = last - floor(above / step)
        end = _first(lambda place: away(place) > 0, begin, last, guess) - 1
    return (begin, end) if begin <= end else None


def _first(holds: Callable[[int], bool], first: int, last: int, guess: int) -> int:
    """Return the first place from which something holds; one past the last when it never does.

    It is looked for around a guess, further and further, and then by halving.
    """
    beyond = last + 1
    place, far = min(max(guess, first), last), 1
    while first < beyond:
        if holds(place):
            beyond = place
            place = place - far
        else:
            first = place + 1
            place = place + far
        far *= 2
        if not first <= place < beyond:
            place = (first + beyond) // 2
    return first


# Causes


def _causes(trial: Trial, column: str, near: Span) -> Iterator[Cause]:
    """Give the typical causes that explain a cell by itself: undone, the relation holds."""
    number = trial.printed(column)
    if any(_fits(trial, column, text, near) for text in _swaps(number.text)):
        yield "digits-swapped"
    if any(_fits(trial, column, text, near) for text in _slips(number.text)):
        yield "comma-slipped"
    rank = trial.row.number_of("rank")
    if rank is not None and rank.value == number.value:
        yield "rank-as-score"
    share = trial.frame.nodes[column].bound / 100 if column in trial.frame.nodes else Fraction(1)
    points = Interval(number.least * share, number.most * share)
    if share != 1 and meets(points, near) and trial.tried(column, points) == 0:
        yield "percent-for-points"


def _fits(trial: Trial, column: str, text: str, near: Span) -> bool:
    try:
        found = printed(text, trial.reading).span
    except ValueError:
        return False
    return meets(found, near) and trial.tried(column, found) == 0


def _swaps(text: str) -> Iterator[str]:
    """Give a number with each two neighbouring digits swapped.

    >>> [*_swaps("61.25")]
    ['16.25', '62.15', '61.52']
    """
    places = [index for index, letter in enumerate(text) if letter.isdigit()]
    for one, other in pairwise(places):
        if text[one] != text[other]:
            letters = [*text]
            letters[one], letters[other] = text[other], text[one]
            yield "".join(letters)


def _slips(text: str) -> Iterator[str]:
    """Give a number with its point up to two places further left or right.

    >>> [*_slips("61.25")]
    ['0.6125', '6.125', '612.5', '6125']
    """
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, rest = digits.partition(".")
    for slip in (-2, -1, 1, 2):
        at = len(whole) + slip
        padded = "0" * max(0, 1 - at) + whole + rest + "0" * max(0, at - len(whole) - len(rest))
        at = max(at, 1)
        front, back = padded[:at].lstrip("0") or "0", padded[at:]
        yield sign + front + ("." + back if back else "")


def with_cause(found: Iterable[Repair], column: str, cause: Cause) -> tuple[Repair, ...]:
    """Return repairs, that of one column with one more cause."""
    return tuple(
        replace(each, causes=(*each.causes, cause)) if each.column == column else each for each in found
    )
