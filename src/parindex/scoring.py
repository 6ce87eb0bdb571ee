"""Scoring: a ruleset and an assessment give a score sheet."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

from parindex.assessment import STAGES, Assessment, Entry, StageName, State, state_problem
from parindex.classification import classify
from parindex.errors import AssessmentError, Path, Problem, UsageError, nearest, problem
from parindex.exact import ZERO, Interval, above, add
from parindex.formula.evaluate import Notes, Step, evaluate, written
from parindex.formula.prose import figure, passed, plus, rounded
from parindex.readers import limits
from parindex.remarks import remarks, submission
from parindex.ruleset.model import Band, Ruleset, stated
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import read
from parindex.scales.observation import advised, unknown
from parindex.scoresheet import Figure, Line, ScoreSheet, later

__all__ = ["score"]

HUNDRED = Fraction(100)


class _Found(NamedTuple):
    """An entry of a leaf, and the stage that it stands in."""

    node: Node
    entry: Entry
    stage: StageName

    @property
    def path(self) -> Path:
        """Return where the entry stands in the assessment."""
        return ("stages", self.stage, "entries", self.node.item.key)


def score(
    ruleset: Ruleset, assessment: Assessment, *, stage: str = "final", trace: bool = True
) -> ScoreSheet:
    """Score one unit in one period at one stage, exactly.

    ``trace=False`` leaves the steps out of the lines; every figure is the same.

    Raises:
        UsageError: the stage is unknown.
        AssessmentError: the assessment does not fit the ruleset; it carries every problem found.
    """
    asked = next((name for name in STAGES if name == stage), None)
    if asked is None:
        raise UsageError(unknown("E-STAGE", (), stage, STAGES))
    kinds = tuple(kind.key for kind in ruleset.units.kinds)
    frame = _frame_problems(ruleset, assessment, kinds)
    if assessment.unit.kind not in kinds:  # there is no tree to read the entries by
        raise AssessmentError(*frame)
    tree = resolve(ruleset, assessment.unit.kind)
    entries, others, problems = _effective(tree, assessment, asked, ruleset.coverage)
    scorer = _Scorer(ruleset, entries, [*frame, *problems], trace=trace)
    for found in others:
        scorer.entered(found)
    root = scorer.reach(tree)
    if scorer.problems:
        raise AssessmentError(*scorer.problems)
    return _sheet(ruleset, assessment, asked, root, scorer)


def _frame_problems(ruleset: Ruleset, assessment: Assessment, kinds: tuple[str, ...]) -> list[Problem]:
    """Say what is wrong with the unit's kind and the period."""
    problems = []
    if assessment.unit.kind not in kinds:
        problems.append(unknown("E-KIND", ("unit", "kind"), assessment.unit.kind, kinds))
    periods = tuple(period.key for period in ruleset.periods)
    if assessment.period not in periods:
        problems.append(unknown("E-PERIOD", ("period",), assessment.period, periods))
    return problems


def _effective(
    tree: Node, assessment: Assessment, stage: StageName, coverage: str
) -> tuple[dict[str, _Found], list[_Found], list[Problem]]:
    """Find the entry that stands for each leaf, the latest up to the stage; a change says by whom and why.

    Every other entry is returned too: a file is read as a whole, so these must fit the rules as well.
    """
    known = {leaf.item.key: leaf for leaf in leaves(tree)}
    standing: dict[str, _Found] = {}
    others: list[_Found] = []
    problems: list[Problem] = []
    latest: dict[str, Entry] = {}
    for name in (name for name in STAGES if name in assessment.stages):
        counts = STAGES.index(name) <= STAGES.index(stage)
        for key, entry in assessment.stages[name].entries.items():
            if len(problems) >= limits.PROBLEMS:
                return standing, others, [*problems, problem("E-MORE", limit=str(limits.PROBLEMS))]
            if key not in known:
                path = ("stages", name, "entries", key)
                problems.append(_stray(tree, key, path, tuple(known), coverage))
                continue
            found = _Found(known[key], entry, name)
            if not found.node.applies:
                problems.append(problem("E-APPLIES", found.path, found=key, kind=assessment.unit.kind))
                continue
            if key in latest and entry.changed is None and entry.said != latest[key].said:
                problems.append(problem("E-CHANGE", found.path, found=key))
            latest[key] = entry
            if counts and key in standing:
                others.append(standing[key])
            if counts:
                standing[key] = found
            else:
                others.append(found)
    return standing, others, problems


def _stray(tree: Node, key: str, path: Path, known: tuple[str, ...], coverage: str) -> Problem:
    """Say that an entry is for no leaf: an inner item, no item at all, or one that no source states."""
    for node in _nodes(tree):
        if node.item.key == key:
            return problem(
                "E-ENTRY", path, found=key, known=", ".join(leaf.item.key for leaf in leaves(node))
            )
    if coverage == "structure" and not nearest(key, known):
        return problem("E-STRUCTURE", path, found=key, known=", ".join(known))
    return unknown("E-ITEM", path, key, known)


def _nodes(node: Node) -> tuple[Node, ...]:
    return (node, *(each for child in node.nodes for each in _nodes(child)))


class _Reached(NamedTuple):
    """What an item came to: as much of its line as the items above it are reckoned from."""

    node: Node
    state: State
    least: Fraction
    most: Fraction
    applicable_max: Fraction
    entry: Entry | None = None
    notes: Notes = None  # of its steps, where there is a trace
    below: tuple[_Reached, ...] = ()
    open: bool = False


class _Scorer:
    """Walks the tree once, collecting every problem."""

    def __init__(
        self, ruleset: Ruleset, entries: dict[str, _Found], problems: list[Problem], *, trace: bool
    ) -> None:
        self.policies = ruleset.policies
        self.rounding = ruleset.policies.rounding.value.rounding
        self.entries = entries
        self.problems = problems
        self.trace = trace

    def reach(self, node: Node) -> _Reached:
        below = tuple([self.reach(child) for child in node.nodes]) if node.nodes else ()
        if not node.applies:
            return self.settled(node, "not-applicable", ZERO, "excluded", None, applicable=ZERO, below=below)
        return self.inner(node, below) if below else self.leaf(node)

    # Leaves

    def leaf(self, node: Node) -> _Reached:
        found = self.entries.get(node.item.key)
        return self.missing(node, None) if found is None else self.entered(found)

    def entered(self, found: _Found) -> _Reached:
        node, entry = found.node, found.entry
        if entry.state is None and entry.form:  # as most entries are
            return self.observed(found)
        if wrong := state_problem(entry):
            self.problems.append(wrong.under(found.path))
            return self.missing(node, None)
        match entry.state:
            case None | "observed":
                return self.observed(found)
            case "zero" | "rejected":
                return self.settled(node, entry.state, ZERO, entry.state, entry)
            case "not-applicable":
                return self.not_applicable(node, entry, found.path)
            case "missing":
                return self.missing(node, entry)
            case _:
                assert_never(entry.state)

    def observed(self, found: _Found) -> _Reached:
        node, entry = found.node, found.entry
        assert node.item.scale is not None  # noqa: S101 (a leaf has a scale)
        reading = read(node.item.scale, node.bound, entry)
        if isinstance(reading, Problem):
            self.problems.append(advised(reading, node.not_applicable).under(found.path))
            return self.missing(node, None)
        notes: Notes = [] if self.trace else None
        points = evaluate(node.expression(reading.form), reading.inputs, notes)
        return _Reached(node, "observed", points, points, _leaf_max(node), entry, notes)

    def not_applicable(self, node: Node, entry: Entry, path: Path) -> _Reached:
        policy = node.not_applicable
        if policy == "forbid":
            self.problems.append(problem("E-NA", (*path, "state"), found=node.item.key))
        points = node.bound if policy == "full" and node.counts else ZERO
        applicable = ZERO if policy == "exclude" else None
        operation = f"not-applicable-{policy if node.counts else 'zero'}"
        return self.settled(node, "not-applicable", points, operation, entry, applicable=applicable)

    def missing(self, node: Node, entry: Entry | None) -> _Reached:
        if self.policies.missing.value == "zero":
            return self.settled(node, "missing", ZERO, "missing-as-zero", entry)
        return _Reached(node, "missing", node.least, node.most, _leaf_max(node), entry, open=True)

    def settled(  # noqa: PLR0913 (one place makes everything that no observation decides)
        self,
        node: Node,
        state: State,
        points: Fraction,
        operation: str,
        entry: Entry | None,
        *,
        applicable: Fraction | None = None,
        below: tuple[_Reached, ...] = (),
    ) -> _Reached:
        """Make what an item comes to whose state alone decides its points."""
        maximum = _leaf_max(node) if applicable is None else applicable
        notes: Notes = [(operation, points, figure, (points,))] if self.trace else None
        return _Reached(node, state, points, points, maximum, entry, notes, below)

    # Inner items

    def inner(self, node: Node, below: tuple[_Reached, ...]) -> _Reached:
        children_max = add([each.applicable_max for each in below])
        applicable = _inner_max(node, children_max)
        open_ = True in [each.open for each in below]
        total = add([each.least for each in below])
        notes: Notes = [("sum", total, _sum, (below,))] if self.trace and not open_ else None
        least = most = self.combine(node, total, children_max, notes)
        if open_:
            most = self.combine(node, add([each.most for each in below]), children_max, None)
        if node.path == ("score",):
            self.refuse(least, node.bound)
        least, most = self.rounded(node, least, notes), self.rounded(node, most, None)
        state: State = "missing" if open_ else "observed"
        return _Reached(node, state, least, most, applicable, None, notes, below, open_)

    def combine(self, node: Node, value: Fraction, children_max: Fraction, notes: Notes) -> Fraction:
        """Take the sum of an inner item through rescale, floor, cap and the root's policy, in this order."""
        item = node.item
        if item.rescale and item.max is not None:
            scaled = value * item.max / children_max if children_max else ZERO
            value = _noted(notes, "rescale", scaled, _rescale, (value, item.max, children_max))
        floor = item.floor if item.floor is not None else node.least
        if above(floor, value):
            value = _noted(notes, "floor", floor, passed, (value, "<", floor))
        cap = stated(item.cap)
        if cap is not None and above(value, cap):
            value = _noted(notes, "cap", cap, passed, (value, ">", cap))
        if node.path == ("score",):
            value = self.above_max(value, node.bound, notes)
        return value

    def above_max(self, value: Fraction, maximum: Fraction, notes: Notes) -> Fraction:
        if above(value, maximum) and self.policies.above_max.value == "cap":
            return _noted(notes, "above-max", maximum, passed, (value, ">", maximum))
        return value

    def refuse(self, total: Fraction, maximum: Fraction) -> None:
        """Refuse a total above the max where the policy says so, unless wrong entries are refused already."""
        if above(total, maximum) and self.policies.above_max.value == "refuse" and not self.problems:
            self.problems.append(problem("E-ABOVE", found=total, max=maximum))

    def rounded(self, node: Node, value: Fraction, notes: Notes) -> Fraction:
        if node.rounded and (published := self.rounding.apply(value)) != value:
            return _noted(notes, "round", published, rounded, (value, self.rounding))
        return value

    # Lines and steps, made when they are read

    def lines(self, below: tuple[_Reached, ...]) -> tuple[Line, ...]:
        return tuple([self.line(each) for each in below])

    def line(self, reached: _Reached) -> Line:
        node, state, least, most, applicable, entry, notes, below, open_ = reached
        steps = written(notes) if notes else ()
        lines = self.lines(below) if below else ()
        return Line(node.item, node.role, state, least, most, applicable, open_, steps, entry, lines)

    def steps(self, root: _Reached) -> tuple[Step, ...]:
        """Write the steps of a sheet: those of its total, then the index."""
        index = HUNDRED * root.least / root.applicable_max
        said = f"100 × {figure(root.least)} / {figure(root.applicable_max)}"
        steps = (*written(root.notes or ()), Step("index", said, index))
        if self.policies.above_max.value == "cap" and index > HUNDRED:
            return (*steps, Step("above-max", passed(index, ">", HUNDRED), HUNDRED))
        return steps


def _noted(
    notes: Notes, operation: str, value: Fraction, text: Callable[..., str], figures: tuple[Any, ...]
) -> Fraction:
    if notes is not None:
        notes.append((operation, value, text, figures))
    return value


def _sum(below: tuple[_Reached, ...]) -> str:
    return plus([figure(each.least) for each in below])


def _rescale(value: Fraction, maximum: Fraction, children_max: Fraction) -> str:
    return f"{figure(value)} × {figure(maximum)} / {figure(children_max)}" if children_max else "0"


def _leaf_max(node: Node) -> Fraction:
    """Return the applicable max of a leaf that applies: what it adds to the maximum of the item above."""
    return node.bound if node.counts else ZERO


def _inner_max(node: Node, children_max: Fraction) -> Fraction:
    """Return the applicable max of an inner item that applies."""
    if not node.counts:
        return ZERO
    rescaled = node.item.rescale and children_max
    unstated = rescaled or any(child.item.max is None for child in node.nodes if child.applies)
    return node.bound if unstated else children_max


def _sheet(
    ruleset: Ruleset, assessment: Assessment, stage: StageName, root: _Reached, scorer: _Scorer
) -> ScoreSheet:
    """Publish: index, band and warnings."""
    if not root.applicable_max:
        raise AssessmentError(problem("E-NOTHING-APPLIES", ("unit", "kind"), kind=assessment.unit.kind))
    rounding = ruleset.policies.rounding.value.rounding
    index = _index(ruleset, root)
    band, warnings = _band(ruleset, index)
    missing = tuple(_missing(root.below))
    return ScoreSheet(
        ruleset=ruleset,
        unit=assessment.unit,
        period=assessment.period,
        stage=stage,
        complete=not root.open,
        total=Figure(root.least, root.most, root.open, rounding),
        index=Figure(index.least, index.most, root.open, rounding),
        band=band,
        missing=missing,
        lines=later(scorer.lines, root.below) if root.below else (),
        steps=later(scorer.steps, root) if scorer.trace and not root.open else (),
        warnings=(*remarks(ruleset, assessment, stage, missing), *warnings),
        submission=submission(ruleset, assessment),
    )


def _missing(below: tuple[_Reached, ...]) -> list[str]:
    found = []
    for each in below:
        if each.below:
            found += _missing(each.below)
        elif each.state == "missing":
            found.append(each.node.item.key)
    return found


def _index(ruleset: Ruleset, root: _Reached) -> Interval[Fraction]:
    """Return the index in percent, both ends; above 100 as the policy `above_max` says."""
    policy = ruleset.policies.above_max.value
    least = most = HUNDRED * root.least / root.applicable_max
    if root.open:
        most = HUNDRED * root.most / root.applicable_max
    ends = Interval(least, most)
    if policy == "refuse" and ends.least > HUNDRED:
        raise AssessmentError(problem("E-ABOVE", found=root.least, max=root.applicable_max))
    if policy == "cap" and ends.most > HUNDRED:
        ends = Interval(min(ends.least, HUNDRED), HUNDRED)
    return ends


def _band(ruleset: Ruleset, index: Interval[Fraction]) -> tuple[Band | None, tuple[Problem, ...]]:
    """Return the band when it is decided, and a warning when the exact and the published figure differ."""
    rounding = ruleset.policies.rounding.value.rounding
    ends = index if index.least is not index.most else index[:1]
    exact = [classify(ruleset.bands, end) for end in ends]
    published = [classify(ruleset.bands, rounding.apply(end)) for end in ends]
    decisive = exact if ruleset.policies.band_on.value == "exact" else published
    warnings: tuple[Problem, ...] = ()
    if exact != published:
        one = next(pair for pair in zip(exact, published, strict=True) if pair[0] != pair[1])
        said, other = (band.name.vi if band else "–" for band in one)
        warnings = (problem("W-BAND", ("policies", "band_on"), exact=said, published=other),)
    return (decisive[0] if decisive[0] == decisive[-1] else None), warnings
