"""The history of an item: what became of it in each other year, and the way to the difference."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import group, leaf, plain_ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.comparison.difference import diff
from parindex.fields import FrozenMap
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset, walk
from parindex.site.history import Chapter, histories, history
from parindex.site.material import Material
from parindex.testing.random_rulesets import ruleset_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from helpers import Plain

    from parindex.errors import Language


def year(number: int, *items: Plain, **fields: Any) -> Ruleset:
    """Declare a ruleset of one year."""
    tree = plain_ruleset(*items, **fields)
    tree |= {"id": f"example/small@{number}", "year": str(number)}
    return Ruleset.model_validate(tree)


def family(*rulesets: Ruleset) -> Material:
    """Gather rulesets of one family, the oldest first."""
    return Material(
        root=Path(),
        rulesets=FrozenMap({each.id: each for each in rulesets}),
        plans=FrozenMap({}),
        sources=FrozenMap({}),
        families=FrozenMap({"example/small": tuple(each.id for each in rulesets)}),
        changes=FrozenMap({(old.id, new.id): diff(old, new) for old, new in pairwise(rulesets)}),
    )


def chapters(material: Material, number: int, key: str) -> tuple[Chapter, ...]:
    """Return the chapters of an item of one year."""
    return histories(material)[f"example/small@{number}", key]


def what(found: Iterable[Chapter]) -> list[str]:
    """Return what became of an item, the latest first."""
    return [each.what for each in found]


def told(material: Material, number: int, key: str, lang: Language = "vi") -> str:
    """Return the history of an item as it stands on its page."""
    here = material.rulesets[f"example/small@{number}"]
    return history(chapters(material, number, key), key, here, lang)


TICKS: Plain = {"method": "checklist", "ticks": [{"key": "t", "name": {"vi": "Có"}, "points": "10"}]}


def test_an_item_that_stays_as_it_was() -> None:
    """An item that no change touches is unchanged in every year, on the pages of all of them."""
    material = family(*(year(number, leaf("a"), leaf("b")) for number in (2022, 2023, 2024)))
    for number in (2022, 2023, 2024):
        assert what(chapters(material, number, "a")) == ["unchanged", "unchanged"]
    text = told(material, 2024, "a")
    assert text.count("không đổi") == 2
    assert "[2023 → 2024](../../../../../changes/example/small/2023-2024.md)" in text
    assert "[xem mục của năm 2022](../../2022/items/a.md)" in text
    assert "structure" not in text


def test_an_item_that_comes_and_goes() -> None:
    """An item is new in its first year, gone after its last, and the same one when it comes back."""
    years = [
        year(2021, leaf("a")),
        year(2022, leaf("a"), leaf("b")),
        year(2023, leaf("a")),
        year(2024, leaf("a"), leaf("b")),
    ]
    material = family(*years)
    assert what(chapters(material, 2022, "b")) == ["new", "dropped", "new"]
    assert what(chapters(material, 2024, "b")) == ["new", "dropped", "new"]
    text = told(material, 2024, "b")
    assert "mới có từ năm 2022" in text
    assert "không còn từ năm 2023" in text
    assert "xem mục của năm 2022" in text
    assert "new in 2022" in told(material, 2024, "b", "en")
    assert "not there any more in 2023" in told(material, 2024, "b", "en")
    assert all("b" not in {each.key for each, _ in walk(rules.score)} for rules in (years[0], years[2]))


def test_years_between_that_are_not_known_are_not_claimed() -> None:
    """Where years lie between the two, an item is only said to be in one and not in the other."""
    material = family(year(2014, leaf("a"), leaf("c")), year(2021, leaf("a"), leaf("b")))
    assert "có ở năm 2021, không có ở năm 2014; không rõ các năm ở giữa" in told(material, 2021, "b")
    assert "there in 2014, not in 2021; the years between are not known here" in told(
        material, 2014, "c", "en"
    )
    assert "mới có" not in told(material, 2021, "b")


def test_a_change_is_said_in_words_with_both_sides() -> None:
    """What changed is said, rules before words, with what it was and what it is."""
    old = leaf("a", max="5", note={"vi": "Cũ"})
    new = leaf("a", TICKS, note={"vi": "Mới"})
    material = family(year(2023, old, leaf("b")), year(2024, new, leaf("b")))
    assert what(chapters(material, 2024, "a")) == ["changed"]
    for number in (2023, 2024):
        text = told(material, number, "a")
        assert "Điểm tối đa: 5 điểm → 10 điểm" in text
        assert "ghi chú: Cũ → Mới" in text
        assert text.index("Điểm tối đa") < text.index("Cũ → Mới")
        assert "*trước:* Điểm được nhập trực tiếp, tối đa 5" in text
    assert "Maximum: 5 points → 10 points" in told(material, 2024, "a", "en")


def test_what_changed_below_is_linked() -> None:
    """An inner item names the items below it that changed, those that are gone too."""
    before = group("g", *(leaf(f"x{at}", max="5") for at in range(9)), leaf("gone"), leaf("same"))
    after = group("g", *(leaf(f"x{at}") for at in range(9)), leaf("same"))
    material = family(year(2023, before), year(2024, after))
    chapter = chapters(material, 2024, "g")[0]
    assert [key for _, key in chapter.below] == [*(f"x{at}" for at in range(9)), "gone"]
    text = told(material, 2024, "g")
    assert "10 mục bên dưới có thay đổi" in text
    assert "[Mục x0](x0.md)" in text
    assert "và các mục khác" in text
    assert "x6.md" not in text
    assert "same" not in text


def test_a_renamed_key_is_followed() -> None:
    """An item with another key is the same one where the concordance says so, through all years."""
    tied = {"of": "example/small@2023", "items": [{"old": ["a"], "new": ["b"], "assumed": "phép thử"}]}
    material = family(
        year(2022, leaf("a"), leaf("c")),
        year(2023, leaf("a"), leaf("c")),
        year(2024, leaf("b"), leaf("c"), concordance=tied),
    )
    found = chapters(material, 2024, "b")
    assert [(each.old, each.new) for each in found] == [("a", "b"), ("a", "a")]
    assert what(found) == ["changed", "unchanged"]
    assert "(../../2022/items/a.md)" in told(material, 2024, "b")
    assert [(each.old, each.new) for each in chapters(material, 2022, "a")] == [("a", "b"), ("a", "a")]


def test_a_split_item_leads_to_its_parts() -> None:
    """An item that was split leads to its parts, and each part back to it."""
    tied = {"of": "example/small@2023", "items": [{"old": ["a"], "new": ["b", "c"], "assumed": "phép thử"}]}
    material = family(
        year(2023, leaf("a")), year(2024, leaf("b", max="5"), leaf("c", max="5"), concordance=tied)
    )
    assert what(chapters(material, 2023, "a")) == ["dropped"]
    text = told(material, 2023, "a")
    assert "thành [Mục b](../../2024/items/b.md); [Mục c](../../2024/items/c.md)" in text
    assert "từ [Mục a](../../2023/items/a.md)" in told(material, 2024, "c")


def test_a_block_known_in_parts_is_not_compared() -> None:
    """Where one year's source states a block as a whole and the other's in parts, that is said."""
    whole = year(2023, leaf("a"), coverage="structure")
    parts = year(2024, group("a", leaf("b")), coverage="structure")
    material = family(whole, parts)
    assert what(chapters(material, 2024, "a")) == ["other"]
    text = told(material, 2024, "a")
    assert "không so được" in text
    assert "Nguồn chỉ nêu cấu trúc" in text
    assert "cannot be compared" in told(material, 2024, "a", "en")
    assert "structure only" in told(material, 2024, "a", "en")


def test_a_family_of_one_year_has_no_history() -> None:
    """Without another year there is nothing to say."""
    material = family(year(2024, leaf("a")))
    assert chapters(material, 2024, "a") == ()
    assert told(material, 2024, "a") == ""


def test_the_shipped_rulesets_have_their_history() -> None:
    """Every item of two shipped years is told, and what the difference calls new or touched is called so."""
    old, new = catalog.load("example/department@2023"), catalog.load("example/department@2024")
    found = diff(old, new)
    material = Material(
        root=Path(),
        rulesets=FrozenMap({old.id: old, new.id: new}),
        plans=FrozenMap({}),
        sources=FrozenMap({}),
        families=FrozenMap({"example/department": (old.id, new.id)}),
        changes=FrozenMap({(old.id, new.id): found}),
    )
    told_ = histories(material)
    added = {each.at for each in found.of("added")}
    assert {key for (id_, key), each in told_.items() if id_ == new.id and each[0].what == "new"} == added
    touched = {each.place[1] for each in found.changes if each.place[0] == "score" and each.new_place}
    for (id_, key), (chapter,) in told_.items():
        if id_ == new.id and chapter.what == "unchanged":
            assert key not in touched


@given(st.data())
def test_any_two_years_have_a_history(data: st.DataObject) -> None:
    """Of any two sound rulesets of one family every item has one chapter, and its words in both languages."""
    trees = [ruleset_tree(lambda n: data.draw(st.integers(0, n - 1))) for _ in range(2)]
    rulesets = []
    for number, tree in zip((2023, 2024), trees, strict=True):
        tree |= {"id": f"example/small@{number}", "year": str(number), "coverage": "structure"}
        rulesets.append(Ruleset.model_validate(tree))
    material = family(*rulesets)
    for (id_, key), found in histories(material).items():
        assert len(found) == 1
        for lang in ("vi", "en"):
            assert history(found, key, material.rulesets[id_], lang).startswith("- **")
