"""Sampling: sample sizes against every smaller sample, and against hand calculations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.errors import UsageError, problem
from parindex.survey import sampling as module
from parindex.survey.estimation import Stratum, stratified
from parindex.survey.sampling import Planned, half_width, needed

F = Fraction
SURE = F(19, 20)


def least(group: Planned) -> int:
    """Return how many of a group must be asked at least: two, or all of a smaller one."""
    return 2 if group.population is None else min(2, group.population)


def sizes_of(groups: Sequence[Planned], total: int) -> Iterator[tuple[int, ...]]:
    """Give every way to ask so many in all, at least 2 of a group where it has them."""
    if not groups:
        if total == 0:
            yield ()
        return
    most = total if groups[0].population is None else min(total, groups[0].population)
    for size in range(least(groups[0]), most + 1):
        for rest in sizes_of(groups[1:], total - size):
            yield (size, *rest)


def test_a_group_alone() -> None:
    """Half of a large group says yes: 5 points of 100 take 387 answers; 1.966² × 50² / 5² = 386.4."""
    assert needed([Planned(F(100))], F(5), SURE) == (387,)


def test_known_spreads() -> None:
    """Answers that are known to be much alike need fewer, and twice the weight or spread twice the share."""
    assert sum(needed([Planned(F(100), spread=F(1, 4))], F(5), SURE)) < 110
    first, second = needed([Planned(F(60), spread=F(1, 4)), Planned(F(30), spread=F(1, 4))], F(1), SURE)
    assert abs(first - 2 * second) <= 2
    first, second = needed([Planned(F(30), spread=F(1, 2)), Planned(F(30), spread=F(1, 4))], F(1), SURE)
    assert abs(first - 2 * second) <= 2


def test_a_tiny_margin_asks_everyone() -> None:
    """A margin too small for any sample asks each group as a whole."""
    groups = [Planned(F(50), 3), Planned(F(50), 40), Planned(F(1), 1), Planned(F(1), 0)]
    assert needed(groups, F(1, 10**6), SURE) == (3, 40, 1, 0)
    assert half_width(groups, (3, 40, 1, 0), SURE) == 0


def test_two_are_enough() -> None:
    """A wide margin asks two of each group, and one where there is only one."""
    assert needed([Planned(F(1)), Planned(F(1), 9), Planned(F(1), 1)], F(50), SURE) == (2, 2, 1)


def test_answers_that_do_not_differ() -> None:
    """Where nothing varies two of each group are enough."""
    assert needed([Planned(F(50), spread=F(0)), Planned(F(50), 1)], F(1, 100), SURE) == (2, 1)


@pytest.mark.parametrize("margin", [F(0), F(-1)])
def test_no_margin(margin: Fraction) -> None:
    """A margin is above 0."""
    wanted = (problem("E-MARGIN", found=margin),)
    with pytest.raises(UsageError) as caught:
        needed([Planned(F(1))], margin, SURE)
    assert caught.value.problems == wanted


def test_a_margin_out_of_reach() -> None:
    """A margin that no group without a population could answer for is refused."""
    with pytest.raises(UsageError) as caught:
        needed([Planned(F(100))], F(1, 10**6), SURE)
    assert caught.value.problems == (problem("E-MARGIN", found=F(1, 10**6)),)


@pytest.mark.parametrize("confidence", [F(0), F(1)])
def test_no_confidence(confidence: Fraction) -> None:
    """A confidence is between 0 and 1."""
    with pytest.raises(UsageError):
        needed([Planned(F(1))], F(1), confidence)
    with pytest.raises(UsageError):
        half_width([Planned(F(1))], [2], confidence)


planned = st.builds(
    Planned,
    st.integers(1, 9).map(F),
    st.none() | st.integers(1, 12),
    st.none() | st.sampled_from([F(1, 10), F(1, 4), F(1, 2)]),
)


@settings(max_examples=60)
@given(st.lists(planned, min_size=1, max_size=3), st.integers(4, 40), st.sampled_from([F(9, 10), SURE]))
def test_no_smaller_sample_is_enough(groups: list[Planned], tenth: int, confidence: Fraction) -> None:
    """The half-width is within the margin; no sample as large varies less, none smaller has the margin.

    Of smaller ones those that ask no group as a whole are held against it: where one does, its respondents
    add no freedom, and another division may do with one fewer.
    """
    widest = half_width(groups, [least(each) for each in groups], SURE)
    margin = F(max(round(widest * 1000), 1), 1000) * F(tenth, 40)
    sizes = needed(groups, margin, confidence)
    if sum(sizes) > 40:
        return
    assert half_width(groups, sizes, confidence) <= margin
    for group, size in zip(groups, sizes, strict=True):
        assert size <= (group.population or size)
        assert size >= least(group)
    least_of = min(module._variance(groups, each) for each in sizes_of(groups, sum(sizes)))
    assert module._variance(groups, sizes) == pytest.approx(least_of, abs=1e-9)
    if all(size != each.population for each, size in zip(groups, sizes, strict=True)):
        fewer = (half_width(groups, each, confidence) for each in sizes_of(groups, sum(sizes) - 1))
        assert min(fewer, default=float("inf")) > margin


@settings(max_examples=30)
@given(st.lists(planned, min_size=1, max_size=3))
def test_a_wider_margin_needs_no_more(groups: list[Planned]) -> None:
    """Totals fall as the margin grows."""
    totals = [sum(needed(groups, F(tenth, 10), SURE)) for tenth in (2, 5, 10, 30)]
    assert totals == sorted(totals, reverse=True)


@settings(max_examples=30)
@given(st.integers(1, 20), st.integers(2, 9))
def test_the_worst_spread_is_the_worst(number: int, size: int) -> None:
    """The half-width is that of the sample drawn of a group half of which says 0 and half says 1."""
    half = [0.0] * (number - number // 2) + [1.0] * (number // 2)
    worst = float(np.var(half, ddof=1)) if number > 1 else 0.0
    asked = min(size, number)
    found = half_width([Planned(F(10), number)], [asked], SURE)
    spread = Planned(F(10), number, F(worst**0.5).limit_denominator(10**9))
    assert found == pytest.approx(half_width([spread], [asked], SURE), rel=1e-6)


def test_a_whole_group_adds_no_freedom() -> None:
    """Beside a group asked as a whole the half-width is that of the other alone."""
    part = Planned(F(10), 100)
    both = half_width([part, Planned(F(10), 30)], [5, 30], SURE)
    assert both == pytest.approx(half_width([part], [5], SURE))


def test_too_few_answers() -> None:
    """Of one respondent nothing follows, unless there is no other."""
    assert half_width([Planned(F(1), 9), Planned(F(1))], [1, 5], SURE) == float("inf")
    assert half_width([Planned(F(1), 1)], [1], SURE) == 0


def test_the_half_width_is_that_of_the_estimate() -> None:
    """Planned and found intervals are the same where the answers spread as planned."""
    values = np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0])
    spread = F(float(values.std(ddof=1)))
    found = stratified([Stratum(30.0, values, 50), Stratum(70.0, values)], SURE)
    plan = [Planned(F(30), 50, spread), Planned(F(70), None, spread)]
    assert half_width(plan, [6, 6], SURE) == pytest.approx(float(found.high - found.value), abs=2e-6)
