"""The relations between the numbers of one row, each tested by what the decimals allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from parindex.exact import ZERO, Interval
from parindex.reproduction.frame import HUNDRED, ROOT, Allowed, Frame
from parindex.reproduction.printed import Printed, Reading, Span, gap, meets, rounding_of
from parindex.reproduction.relation import Relation, RelationName, Repair, Verdict, Why
from parindex.reproduction.repair import Trial, repairs
from parindex.reproduction.table import FORMS, PrintedTable, Row, item_key
from parindex.ruleset.tree import Node

__all__ = ["Outcome", "RowTests", "frames"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A relation and, where it does not hold, the trial by which other figures can be tried in it."""

    relation: Relation
    trial: Trial | None = None


def frames(table: PrintedTable) -> dict[str, Frame]:
    """Return the tree of each kind of unit in a table."""
    kinds = dict.fromkeys(row.kind for row in table.rows)
    return {kind: Frame(table.ruleset, kind, table.columns) for kind in kinds}


class RowTests:
    """One row with the intervals of its cells, and the relations between them."""

    def __init__(self, table: PrintedTable, row: Row, frame: Frame) -> None:
        self.row = row
        self.frame = frame
        self.reading: Reading = table.reading
        self.ruleset = table.ruleset
        self.numbers: dict[str, Printed] = {}
        for column in table.columns:
            number = row.cells[column].printed
            if number is not None:
                self.numbers[column] = number
        self.spans: dict[str, Span] = {column: number.span for column, number in self.numbers.items()}
        self.kept: dict[str, Span] | None = None
        # One column for each item: its points where they are printed, else their percentage.
        self.columns: dict[str, str] = {}
        for column in self.numbers:
            key = item_key(column)
            if key in frame.nodes and (column == key or key not in self.numbers):
                self.columns[key] = column

    def each(self) -> Iterator[Outcome]:
        """Test every relation of the row, in the order of `RELATIONS`."""
        yield from self.sums()
        yield from self.percents()
        yield from self.bounds()
        yield from self.total_index()
        yield from self.forms()

    # What the cells say

    def known(self, spans: Mapping[str, Span]) -> dict[str, Span]:
        """Return the points of each printed item."""
        if spans is self.spans and self.kept is not None:
            return self.kept
        found: dict[str, Span] = {}
        for key, column in self.columns.items():
            span = spans[column]
            if column != key:
                share = self.frame.share(column)
                span = Interval(span.least * share, span.most * share)
            found[key] = span
        if spans is self.spans:
            self.kept = found
        return found

    def values(self) -> dict[str, Fraction]:
        """Return the points of each printed item, its digits taken as exact."""
        return {key: self.value(key, column) for key, column in self.columns.items()}

    def value(self, key: str, column: str) -> Fraction:
        """Return the points of a printed item, its digits taken as exact."""
        value = self.numbers[column].value
        return value if key == column else value * self.frame.share(column)

    def whole(self, spans: Mapping[str, Span]) -> Allowed:
        """Return what the total can be: as it is printed, else by its parts."""
        known = self.known(spans)
        total, blank = known.get(ROOT), self.frame.blank[ROOT]
        fixed = total is not None and blank.fewest == blank.fullest
        below = blank if fixed else self.frame.below(self.frame.root, known)
        return below if total is None else below._replace(points=self.frame.within(self.frame.root, total))

    def index(self, spans: Mapping[str, Span]) -> Span:
        """Return what the index can be by the total, or by the parts where no total is printed."""
        whole = self.whole(spans)
        return self.frame.index(whole.points, whole)

    def exact_total(self) -> Fraction | None:
        """Return the total of the printed digits taken as exact."""
        if ROOT in self.columns:
            return self.value(ROOT, self.columns[ROOT])
        return self.frame.exact(self.frame.root, self.values())

    def exact_index(self) -> Fraction | None:
        """Return the index of the printed digits taken as exact, when every item applies."""
        total, full = self.exact_total(), self.frame.blank[ROOT].fullest
        if total is None or not full:
            return None
        index = HUNDRED * total / full
        return min(index, HUNDRED) if self.frame.above_max == "cap" else index

    def figure(self, column: str) -> tuple[Span, Fraction | None] | None:
        """Return what a column can be and its exact value; of points by their percentage, and the reverse."""
        if column in self.numbers:
            return self.spans[column], self.numbers[column].value
        key = item_key(column)
        if key in self.columns:
            share = self.frame.share(column)
            span = self.known(self.spans)[key]
            return Interval(span.least / share, span.most / share), self.values()[key] / share
        if not self.columns:
            return None
        if column == ROOT:
            return self.whole(self.spans).points, self.exact_total()
        return (self.index(self.spans), self.exact_index()) if column == "index" else None

    # Parts and sums

    def sums(self) -> Iterator[Outcome]:
        """Test each printed sum against the printed items below it."""
        if ROOT in self.columns:
            yield self.sum_of(self.frame.root, ROOT, "parts-sum")
        for key in self.columns:
            node = self.frame.nodes[key]
            if key != ROOT and key in self.frame.watched and node.applies:
                yield self.sum_of(node, key, "children-parent")

    def sum_of(self, node: Node, key: str, name: RelationName) -> Outcome:
        """Test one sum."""
        column, parts = self.columns[key], [*self.parts(node)]
        if not parts:
            return self.unchecked(name, column, "not-printed")
        share = self.frame.share(column)

        def computed(spans: Mapping[str, Span]) -> Span:
            points = self.frame.below(node, self.known(spans)).points
            return Interval(points.least / share, points.most / share)

        exact = self.frame.exact(node, self.values())
        return self.compared(name, column, parts, computed, exact=None if exact is None else exact / share)

    def parts(self, node: Node) -> Iterator[str]:
        """Give the columns of the printed items nearest below an item."""
        for child in node.nodes:
            if child.item.key in self.columns:
                yield self.columns[child.item.key]
            elif child.item.key in self.frame.watched:
                yield from self.parts(child)

    def percents(self) -> Iterator[Outcome]:
        """Test each percentage against the points beside it."""
        for column in self.numbers:
            key = item_key(column)
            if column != key and key in self.numbers:
                share = self.frame.share(column)
                yield self.compared(
                    "percent", column, [key], _divided(key, share), exact=self.numbers[key].value / share
                )

    def bounds(self) -> Iterator[Outcome]:
        """Test each figure against the least and the most that it can be."""
        for column in self.numbers:
            if column != "index" and item_key(column) not in self.frame.nodes:
                continue
            limits = self.frame.limits(column)
            yield self.compared("bounds", column, [], _always(limits), within=limits)

    # Index and band

    def total_index(self) -> Iterator[Outcome]:
        """Test the index against the total, or against the parts where no total is printed."""
        if "index" not in self.numbers:
            return
        sources = self.sources()
        if not sources:
            yield self.unchecked("total-index", "index", "not-printed")
            return
        yield self.compared("total-index", "index", sources, self.index, exact=self.exact_index())

    def sources(self) -> list[str]:
        """Return the columns from which the index follows: the total, else the parts."""
        return [ROOT] if ROOT in self.columns else [*self.parts(self.frame.root)]

    # Forms

    def forms(self) -> Iterator[Outcome]:
        """Test that no more forms came back than were sent, and no more were valid than came back."""
        printed_forms = [column for column in FORMS if column in self.numbers]
        for one, other in pairwise(printed_forms):
            more, fewer = self.numbers[one], self.numbers[other]
            if any(each.digits or each.value < 0 for each in (more, fewer)):
                yield self.unchecked("forms", other, "unreadable")
                continue
            verdict: Verdict = "EXACT" if more.value >= fewer.value else "IRRECONCILABLE"
            found: tuple[Repair, ...] = ()
            if verdict == "IRRECONCILABLE":
                unit, size = self.row.unit, fewer.value - more.value
                found = (
                    Repair(one, unit, more.text, fewer.value, fewer.value, size, size),
                    Repair(other, unit, fewer.text, ZERO, more.value, -size, size),
                )
            interval = Interval(ZERO, more.value)
            yield Outcome(self.said("forms", other, verdict, fewer.text, interval=interval, found=found))

    # Verdicts

    def unchecked(self, name: RelationName, column: str, why: Why, text: str = "") -> Outcome:
        """Say why a relation cannot be tested."""
        number = self.numbers.get(column)
        said = number.text if number else text or None
        return Outcome(self.said(name, column, "NOT-CHECKABLE", said, why=why))

    def said(  # noqa: PLR0913 (one place makes every relation of a row)
        self,
        name: RelationName,
        column: str,
        verdict: Verdict,
        text: str | None,
        *,
        interval: Span | None = None,
        found: tuple[Repair, ...] = (),
        why: Why = "",
    ) -> Relation:
        """Make a relation of this row."""
        return Relation(name, self.row.unit, column, verdict, text, interval, found, why, self.row.number)

    def compared(  # noqa: PLR0913 (one place gives every verdict on a number)
        self,
        name: RelationName,
        column: str,
        parts: list[str],
        computed: Callable[[Mapping[str, Span]], Span],
        *,
        exact: Fraction | None = None,
        within: Span | None = None,
    ) -> Outcome:
        """Compare a printed figure with what the others allow."""
        number, interval = self.numbers[column], computed(self.spans)
        if exact == number.value or (within and within.least <= number.value <= within.most):
            return Outcome(self.said(name, column, "EXACT", number.text, interval=interval))
        if meets(number.span, interval):
            fits = exact is not None and rounding_of(number.digits, self.reading).apply(exact) == number.value
            verdict: Verdict = "EXACT" if fits else "WITHIN-ROUNDING"
            return Outcome(self.said(name, column, verdict, number.text, interval=interval))

        def away(spans: Mapping[str, Span]) -> Fraction:
            return -gap(computed(spans), spans[column])

        # In the order of the table.
        taking = tuple(each for each in self.numbers if each == column or each in parts)
        trial = Trial(self.row, taking, away, self.spans, self.frame, self.reading, column)
        said = self.said(name, column, "IRRECONCILABLE", number.text, interval=interval, found=repairs(trial))
        return Outcome(said, trial)


def _always(span: Span) -> Callable[[Mapping[str, Span]], Span]:
    return lambda _: span


def _divided(column: str, share: Fraction) -> Callable[[Mapping[str, Span]], Span]:
    return lambda spans: Interval(spans[column].least / share, spans[column].most / share)
