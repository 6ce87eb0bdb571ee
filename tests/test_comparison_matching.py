"""Which items are the same: by key, by the concordance, and what cannot be told without one."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import Plain, group, leaf, plain_ruleset, ruleset

from parindex.comparison.difference import diff
from parindex.comparison.matching import match_items
from parindex.errors import Problem, UsageError
from parindex.ruleset.concordance import Concordance, Correspondence
from parindex.ruleset.model import Ruleset
from parindex.ruleset.references import check_concordance
from parindex.validation import validate

OLD, NEW = "example/small@2024", "example/small@2025"


def concordance(*lines: tuple[str, str], of: str = OLD) -> Plain:
    """Declare a concordance: old keys and new ones, each with spaces between."""
    items = [{"old": old.split(), "new": new.split(), "assumed": "phép thử"} for old, new in lines]
    return {"of": of, "items": items}


def newer(*items: Plain, lines: tuple[tuple[str, str], ...] = (), **values: Any) -> Ruleset:
    """Make a ruleset of the year after, with a concordance where lines are given."""
    declared = {"concordance": concordance(*lines)} if lines else {}
    return ruleset(*items, **{"id": NEW, "year": "2025", **declared, **values})


def refused(old: Ruleset, new: Ruleset) -> tuple[Problem, ...]:
    """Return why two rulesets are not compared."""
    with pytest.raises(UsageError) as caught:
        match_items(old, new)
    with pytest.raises(UsageError) as compared:
        diff(old, new)
    assert compared.value.problems == caught.value.problems
    found: tuple[Problem, ...] = caught.value.problems
    return found


def test_items_of_one_key_are_the_same() -> None:
    """Without a concordance every item keeps its key; what only one side has is new or dropped."""
    found = match_items(ruleset(leaf("a"), leaf("b")), newer(leaf("b"), leaf("c")))

    assert dict(found.kept) == {"total": "total", "b": "b"}
    assert found.recast == ()


def test_the_concordance_says_what_was_renamed_split_and_merged() -> None:
    """One for one is the same item; one for several and several for one match no item."""
    old = ruleset(leaf("a"), leaf("b"), leaf("c"), leaf("d"))
    lines = (("a", "z"), ("b", "b b-2"), ("c d", "c"))
    found = match_items(old, newer(leaf("z"), leaf("b"), leaf("b-2"), leaf("c"), lines=lines))

    assert dict(found.kept) == {"total": "total", "a": "z"}
    assert [(each.old, each.new) for each in found.recast] == [(("b",), ("b", "b-2")), (("c", "d"), ("c",))]


def test_the_concordance_holds_both_ways() -> None:
    """From the newer to the older one a split is a merger, and each new key stands for its old one."""
    old = ruleset(leaf("a"), leaf("b"))
    new = newer(leaf("z"), leaf("b-1"), leaf("b-2"), lines=(("a", "z"), ("b", "b-1 b-2")))
    found = match_items(new, old)

    assert found == match_items(old, new).turned
    assert dict(found.kept) == {"total": "total", "z": "a"}
    assert [(each.old, each.new) for each in found.recast] == [(("b-1", "b-2"), ("b",))]


def test_a_concordance_with_another_year_says_nothing() -> None:
    """A concordance counts only for the ruleset it names, from either side."""
    other = newer(leaf("z"), concordance=concordance(("a", "z"), of="example/small@2023"))

    assert dict(match_items(ruleset(leaf("a")), other).kept) == {"total": "total"}
    assert dict(match_items(other, ruleset(leaf("a"))).kept) == {"total": "total"}


def test_two_rulesets_that_each_have_a_concordance_with_another() -> None:
    """Where neither concordance is with the other ruleset, items of one key are the same."""
    of = "example/small@2023"
    old = ruleset(leaf("a"), concordance=concordance(("z", "a"), of=of))
    new = newer(leaf("a"), concordance=concordance(("y", "a"), of=of))

    for found in (match_items(old, new), match_items(new, old)):
        assert dict(found.kept) == {"total": "total", "a": "a"}


def test_a_key_that_another_item_took_is_not_the_same_item() -> None:
    """Where a new key is the old key of another item, that one is gone."""
    found = match_items(ruleset(leaf("a"), leaf("x")), newer(leaf("x"), leaf("b"), lines=(("a", "x"),)))

    assert dict(found.kept) == {"total": "total", "a": "x"}


def test_two_families_are_not_compared() -> None:
    """Rulesets of different families are refused, in both languages."""
    (found,) = refused(ruleset(leaf("a")), newer(leaf("a"), id="example/other@2025"))

    assert found.code == "E-FAMILY"
    assert found.message("vi") == "`example/other@2025` không cùng bảng xếp hạng với `example/small@2024`"
    assert found.message("en") == "`example/other@2025` is not of one league with `example/small@2024`"
    assert found.hint("vi") == "so sánh hai năm của cùng một bộ tiêu chí"
    assert found.hint("en") == "compare two years of one family"


def test_a_leaf_that_became_a_group_needs_a_concordance() -> None:
    """Which sentence is said when a leaf of one year is a group of the other, and what to write."""
    old = ruleset(leaf("a", max="4"), leaf("b"))
    new = newer(group("a", leaf("a-1", max="2"), leaf("a-2", max="2")), leaf("b"))
    (found,) = refused(old, new)

    assert found.line("vi") == (
        "E-CONCORDANCE: `a` là tiêu chí chấm điểm trong example/small@2024 nhưng là nhóm tiêu chí trong"
        " example/small@2025: chưa có bảng đối chiếu nói mục này đã tách hay gộp thế nào; ghi trong bộ mới:"
        " concordance: {of: example/small@2024, items: [{old: [a], new: […]}]}"
    )
    assert found.line("en") == (
        "E-CONCORDANCE: `a` is scored by itself in example/small@2024 and is a group of items in"
        " example/small@2025: no concordance says how it was split or merged; write in the newer ruleset:"
        " concordance: {of: example/small@2024, items: [{old: [a], new: […]}]}"
    )


def test_a_group_that_became_a_leaf_needs_one_too() -> None:
    """The other way round the sentence names the years the other way round; every such item is named."""
    old = ruleset(group("a", leaf("a-1")), group("b", leaf("b-1")))
    first, second = refused(old, newer(leaf("a"), leaf("b")))

    assert first.message("en") == (
        "`a` is scored by itself in example/small@2025 and is a group of items in example/small@2024:"
        " no concordance says how it was split or merged"
    )
    assert dict(second.details)["found"] == "b"


def test_a_split_into_a_group_is_said_by_a_concordance() -> None:
    """With a line for the split the pair is compared: the leaf is gone, the group of that key is new."""
    old = ruleset(leaf("a", max="4"), leaf("b"))
    items = (group("a", leaf("a-1", max="2"), leaf("a-2", max="2")), leaf("b"))
    found = match_items(old, newer(*items, lines=(("a", "a-1 a-2"),)))

    assert dict(found.kept) == {"total": "total", "b": "b"}


def test_one_for_one_cannot_join_a_leaf_and_a_group() -> None:
    """A concordance that makes a group of a leaf, one for one, does not say how it was split."""
    old = ruleset(leaf("a"), leaf("b"))
    (found,) = refused(old, newer(group("z", leaf("z-1")), leaf("b"), lines=(("a", "z"),)))

    assert (found.code, dict(found.details)["found"]) == ("E-CONCORDANCE", "a")


@pytest.mark.parametrize("side", ["old", "new", "both"])
def test_a_structure_is_never_refused(side: str) -> None:
    """Where a source states less, a block entered whole and one in parts are compared as dropped and new."""
    first, second = ("structure" if side in {each, "both"} else "full" for each in ("old", "new"))
    old = ruleset(leaf("a"), leaf("b"), coverage=first)
    new = newer(group("a", leaf("a-1")), leaf("b"), coverage=second)

    assert dict(match_items(old, new).kept) == {"total": "total", "b": "b"}
    assert [(each.kind, each.at) for each in diff(old, new).of("added", "removed")] == [
        ("added", "a"),
        ("added", "a-1"),
        ("removed", "a"),
    ]


def test_a_concordance_names_items_that_the_older_one_has() -> None:
    """Every old key that is not there is named, in both languages, the same in both directions."""
    old = ruleset(leaf("a"))
    new = newer(leaf("z"), leaf("y"), lines=(("x", "z"), ("w a", "y")))
    first, second = refused(old, new)

    assert (first.code, second.code) == ("E-CONCORDANCE-OLD", "E-CONCORDANCE-OLD")
    assert first.message("vi") == "bảng đối chiếu nêu `w`, bộ example/small@2024 không có mục này"
    assert second.message("en") == "the concordance names `x`, which example/small@2024 does not have"
    assert first.hint("vi") == "các mục của bộ ấy: xem `parindex show example/small@2024`"
    assert first.hint("en") == "its items: see `parindex show example/small@2024`"
    assert refused(new, old) == (first, second)


def test_a_correspondence_turns() -> None:
    """Seen from the newer ruleset the two sides change places; what it rests on stays."""
    line = Correspondence(old=("a",), new=("b", "c"), assumed="phép thử")

    assert (line.turned.old, line.turned.new, line.turned.assumed) == (("b", "c"), ("a",), "phép thử")
    assert line.turned.turned == line


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([], ["E-WRONG"]),
        ([("a b", "c d")], ["E-CORRESPONDENCE"]),
        ([("", "c")], ["E-WRONG"]),
        ([("a", "")], ["E-WRONG"]),
        ([("A", "c")], ["E-SLUG"]),
        ([("a", "c")], []),
        ([("a b", "c")], []),
        ([("a", "b c")], []),
    ],
)
def test_a_line_has_one_key_on_one_side_at_least(lines: list[tuple[str, str]], codes: list[str]) -> None:
    """Several old keys for several new ones, no key at all, and no line at all are refused."""
    found = validate(Concordance, concordance(*lines))

    assert [each.code for each in found] == codes if isinstance(found, tuple) else codes == []


def checked(declared: Plain | None) -> list[tuple[str, str]]:
    """Return the codes and paths that the check finds for a concordance."""
    tree = plain_ruleset(leaf("plan"), leaf("report"), id=NEW, year="2025")
    found = validate(Ruleset, tree | ({"concordance": declared} if declared else {}))
    assert isinstance(found, Ruleset)
    return [(each.code, each.at) for each in check_concordance(found)]


def test_the_check_of_a_concordance() -> None:
    """It is of another year of the family; no key stands twice on a side; new keys are those of the file."""
    assert checked(None) == []
    assert checked(concordance(("plan", "report"), ("report", "plan"))) == []
    assert checked(concordance(("a", "plan"), of="example/small@2023")) == []
    for of in (NEW, "example/other@2024", "other/small@2024"):
        assert checked(concordance(("a", "plan"), of=of)) == [("E-CONCORDANCE-OF", "concordance.of")]
    assert checked(concordance(("a a", "plan"), ("b", "plan"), ("c", "reports"))) == [
        ("E-TWICE", "concordance.items.0.old.1"),
        ("E-TWICE", "concordance.items.1.new.0"),
        ("E-REFERENCE", "concordance.items.2.new.0"),
    ]
