"""What stayed in place: the longest chain of two orders, the same one from either side."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest

from parindex.comparison.order import stayed


@pytest.mark.parametrize(
    ("old", "new", "still"),
    [
        ("", "", ""),
        ("abc", "abc", "abc"),
        ("abc", "cab", "ab"),
        ("abc", "bca", "bc"),
        ("abcd", "acbd", "abd"),
        ("ab", "ba", "a"),
        ("abcdef", "fbcdea", "bcde"),
        ("xaby", "xbay", "xay"),
    ],
)
def test_the_longest_chain_stays(old: str, new: str, still: str) -> None:
    """What moved is as little as can be; of several choices the first in the alphabet stays."""
    assert stayed(old, new) == frozenset(still)


def longest(old: str, new: str) -> list[str]:
    """Return every longest common chain, found by trying them all."""
    chains = [
        "".join(chain)
        for size in range(len(old) + 1)
        for chain in combinations(old, size)
        if [*chain] == sorted(chain, key=new.index)
    ]
    return [chain for chain in chains if len(chain) == len(chains[-1])]


def test_every_order_of_five_keeps_a_longest_chain() -> None:
    """For all pairs of orders of up to five keys the answer is a longest chain, and the same both ways."""
    for count in range(1, 6):
        keys = "abcde"[:count]
        firsts = [keys, keys[::-1], keys[1:] + keys[:1]]
        for old, order in product(firsts, permutations(keys)):
            new = "".join(order)
            still = stayed(old, new)
            assert still in [frozenset(chain) for chain in longest(old, new)]
            assert still == stayed(new, old)


def test_a_list_of_a_hundred_is_searched_and_one_longer_is_not() -> None:
    """Of more than a hundred keys between the common ends all count as moved: no search takes long."""
    keys = [f"k{at:03}" for at in range(101)]
    hundred = keys[:100]

    assert stayed(hundred, [*hundred[1:], hundred[0]]) == frozenset(hundred[1:])
    assert stayed(keys, [*keys[1:], keys[0]]) == frozenset()
    assert stayed(["first", *keys, "last"], ["first", *keys[::-1], "last"]) == {"first", "last"}
