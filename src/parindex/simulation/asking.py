"""What is asked of a simulation, as words: read, and refused where it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from parindex.errors import UsageError, nearest, problem
from parindex.ruleset.model import Item, Ruleset, walk
from parindex.simulation.result import Improvement, Scenario

__all__ = ["asked", "improved"]

_MOST = 1_000_000  # draws
_SEEDS = 2**32
_FULL = "full"


def asked(  # noqa: PLR0913 (what may be asked)
    rules: tuple[Ruleset, Ruleset | None],
    improve: Sequence[str],
    *,
    resampled: bool,
    draws: int,
    seed: int,
    coverage: Fraction,
) -> Scenario:
    """Return what is asked.

    Raises:
        UsageError: an improvement is not that of an item (``E-SIMULATE-ITEM``, ``E-SIMULATE-HOW``) or is
            asked twice (``E-ASKED-TWICE``); a number is out of its range (``E-SIMULATE-DRAWS``,
            ``E-SIMULATE-SEED``, ``E-SIMULATE-COVERAGE``).
    """
    ruleset, under = rules
    if not 1 <= draws <= _MOST:
        raise UsageError(problem("E-SIMULATE-DRAWS", (), found=str(draws)))
    if not 0 <= seed < _SEEDS:
        raise UsageError(problem("E-SIMULATE-SEED", (), found=str(seed)))
    if not 0 < coverage < 1:
        raise UsageError(problem("E-SIMULATE-COVERAGE", (), found=coverage))
    found = tuple(improved(under or ruleset, improve))
    return Scenario(ruleset, under, found, resampled, draws, seed, coverage)


def improved(ruleset: Ruleset, texts: Sequence[str]) -> Iterator[Improvement]:
    """Read ``ITEM`` or ``ITEM=full``: an item by its key or its code, a group for all items below it."""
    seen: set[str] = set()
    for text in texts:
        name, sign, how = text.partition("=")
        if sign and how != _FULL:
            raise UsageError(problem("E-SIMULATE-HOW", (), found=text))
        for item in _leaves(_item(ruleset, name)):
            if item.key in seen:
                raise UsageError(problem("E-ASKED-TWICE", (), found=item.key))
            seen.add(item.key)
            yield Improvement(item, bool(sign))


def _item(ruleset: Ruleset, name: str) -> Item:
    items = [item for item, _ in walk(ruleset.score)]
    by_key = [item for item in items if item.key == name]
    by_code = [item for item in items if item.code == name]
    for found in (by_key, by_code):
        if len(found) == 1:
            return found[0]
    near = nearest(name, [item.key for item in items])
    raise UsageError(problem("E-SIMULATE-ITEM", (), found=name, id=ruleset.id, nearest=near))


def _leaves(item: Item) -> list[Item]:
    return [each for each, _ in walk(item) if each.scale is not None]
