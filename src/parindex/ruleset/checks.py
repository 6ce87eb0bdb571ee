"""What makes a ruleset sound: a tuple of checks, each of which finds its own problems.

`LAWS` find errors and run whenever a ruleset is loaded; `REMARKS` find what an author should look at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import islice, pairwise

from parindex.errors import Path, Problem, problem
from parindex.exact import ONE, ZERO, Rounding, add
from parindex.readers import limits
from parindex.ruleset.lattice import attainable, index_spans
from parindex.ruleset.model import Ruleset, stated, walk
from parindex.ruleset.references import check_concordance, check_references, check_unique
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.ruleset.variants import vary
from parindex.scales import DeductionScale, DirectScale, RatioScale, StepsScale, SurveyScale, greatest
from parindex.scales.steps import reached, top

__all__ = ["CHECKS", "LAWS", "REMARKS", "UNFILLED", "Check", "check"]

Check = Callable[[Ruleset], Iterable[Problem]]
UNFILLED = "CHƯA ĐIỀN"
"""What a draft says where somebody must still fill in what the decision says."""
_DRAFTED = (UNFILLED, "BẢN NHÁP")


def check(ruleset: Ruleset, checks: tuple[Check, ...] | None = None) -> tuple[Problem, ...]:
    """Return every problem that the checks find, in the order of the checks.

    >>> from parindex.ruleset.catalog import load
    >>> check(load("national/ministries@2023"))
    ()
    """
    # What is larger than any real instrument is not looked into further.
    if large := tuple(check_size(ruleset)):
        return large
    chosen = CHECKS if checks is None else checks
    found = (found_one for each in chosen for found_one in each(ruleset))
    first = dict.fromkeys(islice(found, limits.PROBLEMS))
    more = [problem("E-MORE", limit=str(limits.PROBLEMS)) for _ in islice(found, 1)]
    return (*first, *more)


def _trees(ruleset: Ruleset) -> Iterator[Node]:
    """Give the tree as each kind of unit meets it."""
    for kind in ruleset.units.kinds:
        yield resolve(ruleset, kind.key)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.nodes:
        yield from _nodes(child)


def check_size(ruleset: Ruleset) -> Iterator[Problem]:
    """A ruleset has no more items, choices and units, and no deeper tree, than any real instrument."""
    for what, found, limit in (
        ("kinds", ruleset.units.kinds, limits.KINDS),
        ("units", ruleset.units.units, limits.UNITS),
    ):
        if len(found) > limit:
            yield problem("E-TOO-MANY", ("units", what), limit=str(limit), what=f"`{what}`")
    items = list(walk(ruleset.score))
    for item, path in items:
        for name, found in (*item.scale,) if item.scale is not None else ():
            if isinstance(found, tuple) and len(found) > limits.CHOICES:
                yield problem(
                    "E-TOO-MANY", (*path, "scale", name), limit=str(limits.CHOICES), what=f"`{name}`"
                )
    if len(items) > limits.ITEMS:
        yield problem("E-TOO-MANY", ("score",), limit=str(limits.ITEMS), what="`items`")
    for _, path in items:
        if len(path) > 2 * limits.ITEM_DEPTH - 1:
            yield problem("E-DEPTH", path, limit=str(limits.ITEM_DEPTH))
            return


def check_identity(ruleset: Ruleset) -> Iterator[Problem]:
    """The year is the one that the id names, and a correction says what it corrects."""
    year, _, correction = ruleset.id.partition("@")[2].partition(".")
    if ruleset.year != year:
        yield problem("E-VALUE", ("year",), found=ruleset.year, known=year)
    if correction and ruleset.supersedes is None:
        yield problem("E-REQUIRED", (), field="supersedes")


def check_maxima(ruleset: Ruleset) -> Iterator[Problem]:
    """Every item states its max, save a direct leaf of a structure below a cap; the root has items."""
    if not ruleset.score.items:
        yield problem("E-REQUIRED", ("score",), field="items")
    if ruleset.score.max is None:
        yield problem("E-MAX", ("score",))
    for node in _nodes(next(_trees(ruleset))):
        for child in node.nodes:
            open_ = ruleset.coverage == "structure" and isinstance(child.item.scale, DirectScale)
            if child.item.max is None and not (open_ and stated(node.item.cap) is not None):
                yield problem("E-MAX", child.path)


def check_sums(ruleset: Ruleset) -> Iterator[Problem]:
    """The children's max add up to their parent's, for each kind of unit."""
    for tree in _trees(ruleset):
        for node in _nodes(tree):
            expected = _declared_sum(node)
            if expected is not None and node.item.max is not None and expected != node.item.max:
                yield problem("E-SUM", (*node.path, "max"), sum=expected, max=node.item.max)


def _declared_sum(node: Node) -> Fraction | None:
    """Return what the max of an inner item must be, or nothing where the ruleset leaves it open."""
    children = [child for child in node.nodes if child.applies]
    open_ = node.item.rescale or any(child.item.max is None for child in children)
    if open_ or not node.nodes or not node.applies:
        return None
    if node.counts:
        return add([child.bound for child in children if child.counts])
    total = add([child.bound for child in children])
    limit = stated(node.item.cap) if node.role == "bonus" else node.item.floor
    return total if limit is None else min(total, abs(limit))


def check_scales(ruleset: Ruleset) -> Iterator[Problem]:
    """No scale gives more than its item's max."""
    for item, path in walk(ruleset.score):
        if item.scale is not None and item.max is not None:
            most = greatest(item.scale, item.max)
            if most > item.max:
                yield problem("E-EXCEED", (*path, "scale"), greatest=most, max=item.max)


def check_thresholds(ruleset: Ruleset) -> Iterator[Problem]:
    """A ratio can come to the threshold below which it gives nothing."""
    for item, path in walk(ruleset.score):
        if isinstance(item.scale, RatioScale) and item.scale.zero_below is not None:
            found, most = item.scale.zero_below, max(ONE, item.scale.full_at)
            if found > most:
                yield problem("E-LIMIT", (*path, "scale", "zero_below"), found=found, sign="≤", limit=most)


def check_reach(ruleset: Ruleset) -> Iterator[Problem]:
    """Every scale reaches its item's max."""
    for item, path in walk(ruleset.score):
        if item.scale is not None and item.max is not None:
            most = greatest(item.scale, item.max)
            if most < item.max:
                yield problem("W-REACH", (*path, "scale"), greatest=most, max=item.max)


def check_steps(ruleset: Ruleset) -> Iterator[Problem]:
    """Steps tile their domain from 0 up, with no gap and no overlap."""
    for scale, path in _step_scales(ruleset):
        end, first = top(scale), scale.steps[0]
        if end is not None and (first.from_ > end or (scale.edges == "upper" and first.from_ == end)):
            yield problem("E-STEPS", (*path, "steps", 0), found=first.from_)
        for index, (above, below) in enumerate(pairwise(scale.steps), start=1):
            if below.from_ >= above.from_ or below.to is not None:
                yield problem("E-STEPS", (*path, "steps", index), found=below.from_)
        if scale.steps[-1].from_ != 0:
            yield problem("E-STEPS", (*path, "steps", len(scale.steps) - 1), found=scale.steps[-1].from_)


def check_monotone(ruleset: Ruleset) -> Iterator[Problem]:
    """A better figure never gives fewer points: they only rise or only fall, and fall with days late."""
    for node in leaves(next(_trees(ruleset))):
        scale = node.item.scale
        if not isinstance(scale, StepsScale):
            continue
        rises = [above.points - below.points for above, below in pairwise(scale.steps)]
        up = [index for index, rise in enumerate(rises) if rise > 0]
        down = [index for index, rise in enumerate(rises) if rise < 0]
        wrong = down if up else []
        if scale.of == "days-late":
            wrong = down if node.role == "penalty" else up
        if wrong:
            found = scale.steps[wrong[0]].from_
            yield problem("E-MONOTONE", (*node.path, "scale", "steps", wrong[0]), found=found)


def check_step_reach(ruleset: Ruleset) -> Iterator[Problem]:
    """Each step of a whole-number scale holds a whole number."""
    for scale, path in _step_scales(ruleset):
        held = reached(scale)
        for index, step in enumerate(scale.steps):
            if step not in held:
                yield problem("W-LEVEL", (*path, "steps", index), found=step.from_)


def _step_scales(ruleset: Ruleset) -> Iterator[tuple[StepsScale, Path]]:
    for item, path in walk(ruleset.score):
        if isinstance(item.scale, StepsScale):
            yield item.scale, (*path, "scale")


def check_bands(ruleset: Ruleset) -> Iterator[Problem]:
    """Bands run from the top down to 0 with no gap and no overlap, and cover the whole 100 percent."""
    if not ruleset.bands:
        return
    first = ruleset.bands[0]
    if first.to is None or first.to < 100 or first.to < first.from_:  # noqa: PLR2004 (percent)
        yield problem("E-BANDS", ("bands", 0), found=first.from_ if first.to is None else first.to)
    for index, (above, below) in enumerate(pairwise(ruleset.bands), start=1):
        if below.from_ >= above.from_ or below.to is not None:
            yield problem("E-BANDS", ("bands", index), found=below.from_)
    if ruleset.bands[-1].from_ != 0:
        yield problem("E-BANDS", ("bands", len(ruleset.bands) - 1), found=ruleset.bands[-1].from_)


def check_bands_top(ruleset: Ruleset) -> Iterator[Problem]:
    """Where the total may pass the root's max, the top band reaches as far."""
    if not ruleset.bands or ruleset.bands[0].to is None or ruleset.policies.above_max.value != "allow":
        return
    for tree in _trees(ruleset):
        most = index_spans(ruleset, tree)[-1][1]
        if most > ruleset.bands[0].to:
            yield problem("E-BANDS-TOP", ("bands", 0), most=most, to=ruleset.bands[0].to)


def check_caps(ruleset: Ruleset) -> Iterator[Problem]:
    """An item with a bonus directly below it says how far the bonus counts."""
    for node in _nodes(next(_trees(ruleset))):
        if node.item.cap is None and any(child.role == "bonus" for child in node.nodes):
            yield problem("E-CAP", node.path)


def check_floors(ruleset: Ruleset) -> Iterator[Problem]:
    """A floor lies in the item's own range: from 0 up, or for a penalty from -max to 0."""
    for node in _nodes(next(_trees(ruleset))):
        floor = node.item.floor
        if floor is not None and not node.least <= floor <= node.most:
            yield problem("E-FLOOR", (*node.path, "floor"), found=floor)


def check_roles(ruleset: Ruleset) -> Iterator[Problem]:
    """Bonus and penalty are kept apart from what counts in the maximum."""
    root = next(_trees(ruleset))
    if root.role != "criterion":
        yield problem("E-ROLE", ("score", "role"), role=root.role, found="score")
    for node in _nodes(root):
        scale = node.item.scale
        unfit = SurveyScale if node.role == "bonus" else (SurveyScale, DeductionScale)
        if not node.counts and isinstance(scale, unfit):
            yield problem("E-ROLE", (*node.path, "scale"), role=node.role, found=scale.method)
        if not node.counts and node.item.rescale:
            yield problem("E-ROLE", (*node.path, "rescale"), role=node.role, found="rescale")
        for child in node.nodes:
            if not node.counts and child.role != node.role:
                yield problem("E-ROLE", (*child.path, "role"), role=child.role, found=node.role)


def check_not_applicable(ruleset: Ruleset) -> Iterator[Problem]:
    """Only an item with a max can be given in full, or left out of the maximum."""
    for node in leaves(next(_trees(ruleset))):
        if node.item.max is None and node.not_applicable in {"full", "exclude"}:
            yield problem("E-NA-MAX", node.path, found=node.not_applicable)


def check_weights(ruleset: Ruleset) -> Iterator[Problem]:
    """The weights of the respondent groups add up to 1."""
    for item, path in walk(ruleset.score):
        if isinstance(item.scale, SurveyScale):
            total = add([group.weight for group in item.scale.groups])
            if total != 1:
                yield problem("E-WEIGHT", (*path, "scale", "groups"), sum=total)


def check_grid(ruleset: Ruleset) -> Iterator[Problem]:
    """Rounding never carries an item past its max or cap: both are on the grid."""
    grid = Fraction(1, 10**ruleset.policies.rounding.value.digits)
    for node in _nodes(next(_trees(ruleset))):
        if node.rounded or node.path == ("score",):
            for limit in (node.bound, stated(node.item.cap) or ZERO, node.item.floor or ZERO):
                if limit % grid:
                    yield problem("E-GRID", node.path, found=limit, grid=grid)


def check_codes(ruleset: Ruleset) -> Iterator[Problem]:
    """Codes are unique and in order; a warning, for real annexes repeat them."""
    seen: set[str] = set()
    last: tuple[int, ...] = ()
    for item, path in walk(ruleset.score):
        if item.code is None:
            continue
        parts = item.code.rstrip(".").split(".")
        order = tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
        if item.code in seen or (order and order <= last):
            yield problem("W-CODE", (*path, "code"), found=item.code)
        seen.add(item.code)
        last = order or last


def check_attainable(ruleset: Ruleset) -> Iterator[Problem]:
    """Some unit can reach every band and every declared max: found on the set of attainable scores."""
    trees = list(_trees(ruleset))
    # A sum that is wrong says by itself that a max is out of reach.
    if not any((*check_maxima(ruleset), *check_sums(ruleset))):
        for tree in trees:
            yield from _short_of_max(tree, ruleset.policies.rounding.value.rounding)
    spans = [index_spans(ruleset, tree) for tree in trees]
    above: Fraction | None = None
    for index, band in enumerate(ruleset.bands):
        if not any(_meets(low, high, band.from_, above) for each in spans for low, high in each):
            yield problem("W-UNREACHABLE", ("bands", index), found=band.name.vi)
        above = band.from_


def _meets(low: Fraction, high: Fraction, floor: Fraction, above: Fraction | None) -> bool:
    return high >= floor and (above is None or low < above)


def _short_of_max(node: Node, rounding: Rounding) -> Iterator[Problem]:
    """Find the lowest inner items whose max is out of reach although every item below reaches its own."""
    below = [found for child in node.nodes for found in _short_of_max(child, rounding)]
    yield from below
    most = attainable(node, rounding)[-1][1]
    short = node.counts and node.applies and most < node.bound
    if short and not below and not _any_short(node, rounding):
        yield problem("W-TOP", (*node.path, "max"), max=node.bound, most=most)


def _any_short(node: Node, rounding: Rounding) -> bool:
    """Tell whether some leaf below falls short of its own max, which `check_reach` reports."""
    below = [leaf for leaf in leaves(node) if leaf.applies and leaf.counts]
    return any(attainable(leaf, rounding)[-1][1] < leaf.bound for leaf in below)


def _unsound(reading: str, wrong: Problem) -> Problem:
    return problem("W-READING", (), found=reading, reason=f"{wrong.code} {wrong.at}")


def check_readings(ruleset: Ruleset) -> Iterator[Problem]:
    """Every reading not chosen that has changes leaves a sound ruleset."""
    for index, question in enumerate(ruleset.interpretations):
        for other, reading in enumerate(question.alternatives):
            path: Path = ("interpretations", index, "alternatives", other)
            varied = vary(ruleset, reading)
            wrong = check(varied, LAWS) if isinstance(varied, Ruleset) else varied
            for each in wrong[:1]:
                told = each if each.code == "W-READING" else _unsound(reading.key, each)
                yield told.under(path)


def check_filled(ruleset: Ruleset) -> Iterator[Problem]:
    """Nothing says any more that it is a draft's and to be filled in."""
    for path, text in _texts(ruleset.plain(), ()):
        if any(mark in text for mark in _DRAFTED):
            yield problem("W-UNFILLED", path, found=text)


def _texts(node: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Give every text of a plain tree with its path."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for name, below in node.items():
            yield from _texts(below, (*path, name))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _texts(below, (*path, index))


LAWS: tuple[Check, ...] = (
    check_size,
    check_identity,
    check_unique,
    check_references,
    check_maxima,
    check_sums,
    check_scales,
    check_thresholds,
    check_steps,
    check_monotone,
    check_bands,
    check_bands_top,
    check_caps,
    check_floors,
    check_roles,
    check_not_applicable,
    check_weights,
    check_grid,
    check_concordance,
)
REMARKS: tuple[Check, ...] = (
    check_codes,
    check_reach,
    check_step_reach,
    check_attainable,
    check_readings,
    check_filled,
)
CHECKS: tuple[Check, ...] = (*LAWS, *REMARKS)
