"""Scoring: a ruleset and an assessment give a score sheet."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, assert_never

from parindex.assessment import STAGES, Assessment, Entry, StageName, State
from parindex.classification import classify
from parindex.errors import AssessmentError, Path, Problem, UsageError, nearest, problem
from parindex.exact import ZERO, Interval, add
from parindex.formula.evaluate import Step, evaluate
from parindex.formula.prose import figure, plus
from parindex.readers import limits
from parindex.remarks import remarks, submission
from parindex.ruleset.model import Band, Ruleset, stated
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import read
from parindex.scales.observation import unknown
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line

__all__ = ["score"]

HUNDRED = Fraction(100)


class _Found(NamedTuple):
    """An entry of a leaf, and its path in the assessment."""

    node: Node
    entry: Entry
    path: Path


def score(
    ruleset: Ruleset, assessment: Assessment, *, stage: str = "final", trace: bool = True
) -> ScoreSheet:
    """Score one unit in one period at one stage, exactly.

    ``trace=False`` leaves the steps out of the lines; every figure is the same.

    Raises:
        UsageError: the stage is unknown.
        AssessmentError: the assessment does not fit the ruleset; it carries every problem found.
    """
    if stage not in STAGES:
        raise UsageError(unknown("E-STAGE", (), stage, STAGES))
    kinds = tuple(kind.key for kind in ruleset.units.kinds)
    frame = _frame_problems(ruleset, assessment, kinds)
    if assessment.unit.kind not in kinds:  # there is no tree to read the entries by
        raise AssessmentError(*frame)
    tree = resolve(ruleset, assessment.unit.kind)
    entries, others, problems = _effective(tree, assessment, stage, ruleset.coverage)
    scorer = _Scorer(ruleset, entries, [*frame, *problems], trace=trace)
    for found in others:
        scorer.entered(found)
    root = scorer.line(tree)
    if scorer.problems:
        raise AssessmentError(*scorer.problems)
    return _sheet(ruleset, assessment, stage, root)


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
    tree: Node, assessment: Assessment, stage: str, coverage: str
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
        counts = STAGES.index(name) <= STAGES.index(_name(stage))
        for key, entry in assessment.stages[name].entries.items():
            if len(problems) >= limits.PROBLEMS:
                return standing, others, [*problems, problem("E-MORE", limit=str(limits.PROBLEMS))]
            path = ("stages", name, "entries", key)
            if key not in known:
                problems.append(_stray(tree, key, path, tuple(known), coverage))
                continue
            if not known[key].applies:
                problems.append(problem("E-APPLIES", path, found=key, kind=assessment.unit.kind))
                continue
            if key in latest and entry.changed is None and _said(entry) != _said(latest[key]):
                problems.append(problem("E-CHANGE", path, found=key))
            latest[key] = entry
            found = _Found(known[key], entry, path)
            if counts and key in standing:
                others.append(standing[key])
            if counts:
                standing[key] = found
            else:
                others.append(found)
    return standing, others, problems


def _name(stage: str) -> StageName:
    return next(name for name in STAGES if name == stage)


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


def _said(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says, without its reasons and evidence."""
    return (entry.state or "observed", *(getattr(entry, name) for name in entry.form), entry.form)


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

    def line(self, node: Node) -> Line:
        lines = tuple([self.line(child) for child in node.nodes])
        if not node.applies:
            return self.settled(node, "not-applicable", ZERO, "excluded", None, applicable=ZERO, lines=lines)
        return self.inner(node, lines) if lines else self.leaf(node)

    # Leaves

    def leaf(self, node: Node) -> Line:
        found = self.entries.get(node.item.key)
        return self.missing(node, None) if found is None else self.entered(found)

    def entered(self, found: _Found) -> Line:
        node, entry, path = found
        if wrong := _state_problem(entry):
            self.problems.append(wrong.under(path))
            return self.missing(node, None)
        match entry.state:
            case None | "observed":
                return self.observed(node, entry, path)
            case "zero" | "rejected":
                return self.settled(node, entry.state, ZERO, entry.state, entry)
            case "not-applicable":
                return self.not_applicable(node, entry, path)
            case "missing":
                return self.missing(node, entry)
            case _:
                assert_never(entry.state)

    def observed(self, node: Node, entry: Entry, path: Path) -> Line:
        assert node.item.scale is not None  # noqa: S101 (a leaf has a scale)
        reading = read(node.item.scale, node.bound, entry)
        if isinstance(reading, Problem):
            self.problems.append(reading.under(path))
            return self.missing(node, None)
        steps: list[Step] | None = [] if self.trace else None
        points = evaluate(node.expression(reading.form), reading.inputs, steps)
        return Line(
            node.item,
            node.role,
            "observed",
            points,
            points,
            _leaf_max(node),
            steps=tuple(steps or ()),
            entry=entry,
        )

    def not_applicable(self, node: Node, entry: Entry, path: Path) -> Line:
        policy = node.not_applicable
        if policy == "forbid":
            self.problems.append(problem("E-NA", (*path, "state"), found=node.item.key))
        points = node.bound if policy == "full" and node.counts else ZERO
        applicable = ZERO if policy == "exclude" else None
        operation = f"not-applicable-{policy if node.counts else 'zero'}"
        return self.settled(node, "not-applicable", points, operation, entry, applicable=applicable)

    def missing(self, node: Node, entry: Entry | None) -> Line:
        if self.policies.missing.value == "zero":
            return self.settled(node, "missing", ZERO, "missing-as-zero", entry)
        return Line(
            node.item, node.role, "missing", node.least, node.most, _leaf_max(node), open=True, entry=entry
        )

    def settled(  # noqa: PLR0913 (one place makes every line that no observation decides)
        self,
        node: Node,
        state: State,
        points: Fraction,
        operation: str,
        entry: Entry | None,
        *,
        applicable: Fraction | None = None,
        lines: tuple[Line, ...] = (),
    ) -> Line:
        """Make the line of an item whose state alone decides its points."""
        steps = (Step(operation, figure(points), points),) if self.trace else ()
        maximum = _leaf_max(node) if applicable is None else applicable
        return Line(
            node.item, node.role, state, points, points, maximum, steps=steps, entry=entry, lines=lines
        )

    # Inner items

    def inner(self, node: Node, lines: tuple[Line, ...]) -> Line:
        children_max = add([line.applicable_max for line in lines])
        applicable = _inner_max(node, children_max)
        least = add([line.least for line in lines])
        open_ = any(line.open for line in lines)
        steps: list[Step] | None = [] if self.trace and not open_ else None
        if steps is not None:
            steps.append(Step("sum", plus(figure(line.least) for line in lines), least))
        least = self.combine(node, least, children_max, steps)
        most = self.combine(node, add([line.most for line in lines]), children_max, None) if open_ else least
        if node.path == ("score",):
            self.refuse(least, node.bound)
        least, most = self.rounded(node, least, steps), self.rounded(node, most, None)
        state: State = "missing" if open_ else "observed"
        return Line(
            node.item, node.role, state, least, most, applicable, open_, tuple(steps or ()), None, lines
        )

    def combine(
        self, node: Node, value: Fraction, children_max: Fraction, steps: list[Step] | None
    ) -> Fraction:
        """Take the sum of an inner item through rescale, floor, cap and the root's policy, in this order."""
        item = node.item
        if item.rescale and item.max is not None:
            scaled = value * item.max / children_max if children_max else ZERO
            text = f"{figure(value)} × {figure(item.max)} / {figure(children_max)}" if children_max else "0"
            value = _step(steps, "rescale", text, scaled)
        floor = item.floor if item.floor is not None else node.least
        if value < floor:
            value = _step(steps, "floor", f"{figure(value)} < {figure(floor)}", floor)
        cap = stated(item.cap)
        if cap is not None and value > cap:
            value = _step(steps, "cap", f"{figure(value)} > {figure(cap)}", cap)
        if node.path == ("score",):
            value = self.above_max(value, node.bound, steps)
        return value

    def above_max(self, value: Fraction, maximum: Fraction, steps: list[Step] | None) -> Fraction:
        if value > maximum and self.policies.above_max.value == "cap":
            return _step(steps, "above-max", f"{figure(value)} > {figure(maximum)}", maximum)
        return value

    def refuse(self, total: Fraction, maximum: Fraction) -> None:
        """Refuse a total above the max where the policy says so, unless wrong entries are refused already."""
        if total > maximum and self.policies.above_max.value == "refuse" and not self.problems:
            self.problems.append(problem("E-ABOVE", found=total, max=maximum))

    def rounded(self, node: Node, value: Fraction, steps: list[Step] | None) -> Fraction:
        if node.rounded and (rounded := self.rounding.apply(value)) != value:
            return _step(steps, "round", f"{figure(value)} → {self.rounding.text(value)}", rounded)
        return value


def _step(steps: list[Step] | None, operation: str, text: str, value: Fraction) -> Fraction:
    if steps is not None:
        steps.append(Step(operation, text, value))
    return value


def _state_problem(entry: Entry) -> Problem | None:
    """Say what is wrong with the state of an entry: it contradicts the observation, or has no reason."""
    observed = bool(entry.form)
    if observed != (entry.state in {None, "observed"}):
        return problem(
            "E-STATE" if observed else "E-NOTHING", ("state",) if observed else (), found=entry.state or ""
        )
    if entry.state in {"rejected", "not-applicable"} and not (entry.why or "").strip():
        return problem("E-WHY", ("state",), found=entry.state)
    return None


def _leaf_max(node: Node) -> Fraction:
    """Return the applicable max of a leaf that applies: what it adds to the maximum of the item above."""
    return node.bound if node.counts else ZERO


def _inner_max(node: Node, children_max: Fraction) -> Fraction:
    """Return the applicable max of an inner item that applies."""
    if not node.counts:
        return ZERO
    unstated = any(child.applies and child.item.max is None for child in node.nodes)
    return node.bound if unstated or (node.item.rescale and children_max) else children_max


def _sheet(ruleset: Ruleset, assessment: Assessment, stage: str, root: Line) -> ScoreSheet:
    """Publish: index, band and warnings."""
    if not root.applicable_max:
        raise AssessmentError(problem("E-NOTHING-APPLIES", ("unit", "kind"), kind=assessment.unit.kind))
    rounding = ruleset.policies.rounding.value.rounding
    steps = [*root.steps]
    index = _index(ruleset, root, steps)
    total = root.figure(rounding)
    band, warnings = _band(ruleset, index)
    missing = tuple(
        line.item.key for line in each_line(root.lines) if line.state == "missing" and not line.lines
    )
    return ScoreSheet(
        ruleset=ruleset,
        unit=assessment.unit,
        period=assessment.period,
        stage=_name(stage),
        complete=not root.open,
        total=total,
        index=Figure(index.least, index.most, root.open, rounding),
        band=band,
        missing=missing,
        lines=root.lines,
        steps=tuple(steps),
        warnings=(*remarks(ruleset, assessment, stage, missing), *warnings),
        submission=submission(ruleset, assessment),
    )


def _index(ruleset: Ruleset, root: Line, steps: list[Step]) -> Interval[Fraction]:
    """Return the index in percent, both ends; above 100 as the policy `above_max` says."""
    policy = ruleset.policies.above_max.value
    ends = Interval(*(HUNDRED * end / root.applicable_max for end in (root.least, root.most)))
    if policy == "refuse" and ends.least > HUNDRED:
        raise AssessmentError(problem("E-ABOVE", found=root.least, max=root.applicable_max))
    if root.steps:
        steps.append(Step("index", f"100 × {figure(root.least)} / {figure(root.applicable_max)}", ends.least))
    if policy == "cap" and ends.most > HUNDRED:
        ends = Interval(min(ends.least, HUNDRED), HUNDRED)
        if root.steps:
            steps.append(Step("above-max", f"{figure(steps[-1].value)} > 100", HUNDRED))
    return ends


def _band(ruleset: Ruleset, index: Interval[Fraction]) -> tuple[Band | None, tuple[Problem, ...]]:
    """Return the band when it is decided, and a warning when the exact and the published figure differ."""
    rounding = ruleset.policies.rounding.value.rounding
    exact = [classify(ruleset.bands, end) for end in index]
    published = [classify(ruleset.bands, rounding.apply(end)) for end in index]
    least, most = exact if ruleset.policies.band_on.value == "exact" else published
    warnings: tuple[Problem, ...] = ()
    if exact != published:
        one = next(pair for pair in zip(exact, published, strict=True) if pair[0] != pair[1])
        warnings = (problem("W-BAND", ("policies", "band_on"), exact=_vi(one[0]), published=_vi(one[1])),)
    return (least if least == most else None), warnings


def _vi(band: Band | None) -> str:
    return band.name.vi if band else "–"
