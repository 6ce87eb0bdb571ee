"""Shares: parts on two levels that make 100 percent together, drawn and listed alike."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from ruleset_pages import rules, shipped

from parindex.exact import add
from parindex.ruleset.model import Ruleset
from parindex.site import paths
from parindex.site.shares import parts, shares
from parindex.testing.strategies import rulesets

HUNDRED = Fraction(100)


def leaf(key: str, most: str | None, **fields: object) -> dict[str, object]:
    """Declare a leaf of given points, or of none that are stated."""
    stated = {} if most is None else {"max": most}
    return {
        "key": key,
        "code": key,
        "name": {"vi": f"Mục {key}"},
        "scale": {"method": "direct"},
        **stated,
        **fields,
    }


@given(rulesets())
@settings(max_examples=60, deadline=None)
def test_parts_make_the_whole(ruleset: Ruleset) -> None:
    """Parts add up to 100 percent, those below a part to its share, and each starts where the last ended."""
    for kind in ruleset.units.kinds:
        found = parts(ruleset, kind.key)
        if found:
            assert add(each.share for each in found) == HUNDRED
        for one, other in pairwise(found):
            assert one.start + one.share == other.start
        for each in found:
            assert not each.parts or add(below.share for below in each.parts) == each.share


def test_a_share_is_points_of_all_points() -> None:
    """Without rescaling, a share is points in percent; the illustrative halves are 70 and 30."""
    found = parts(shipped().rulesets["example/department@2024"], "department")
    assert [each.share for each in found] == [Fraction(70), Fraction(30)]
    assert [(each.item.code, each.share) for each in found[0].parts][:2] == [
        ("1", Fraction(12)),
        ("2", Fraction(7)),
    ]


def test_where_points_are_not_stated_there_are_no_shares() -> None:
    """One part without points, or one part alone, gives no picture."""
    ruleset = rules(items=[leaf("a", "10"), leaf("b", None)], root={"cap": "10"})
    assert parts(ruleset, "department") == ()
    assert shares(ruleset, "vi", at=paths.ruleset(ruleset.id)) == ""


def test_kinds_that_weigh_otherwise_have_their_own() -> None:
    """Where an item is for one kind alone, each kind has its picture, with its name above it."""
    items = [
        leaf("a", "4"),
        leaf("b", "6", applies_to=["department"]),
        leaf("c", "5", applies_to=["district"]),
        leaf("d", "1", applies_to=["district"]),
    ]
    ruleset = rules(items=items, root={"max": "10"})
    text = shares(ruleset, "vi", at=paths.ruleset(ruleset.id))
    assert text.count("<figure") == 2
    assert "**Loại đơn vị: Sở**" in text
    assert "| [b Mục b](items/b.md) | 6 | 60,0 % |" in text
    assert "| [c Mục c](items/c.md) | 5 | 50,0 % |" in text


def test_the_picture_names_every_part() -> None:
    """A reader who cannot see has the parts and shares as the name of the picture, each with a title."""
    text = shares(shipped().rulesets["example/department@2024"], "en", at="rulesets/index.md")
    picture = text.partition("<figure")[2].partition("</figure>")[0]
    assert 'aria-label="Shares of the parts: ' in picture
    assert "70.0 %" in picture
    assert picture.count("<title>") == picture.count("<rect")
    assert ">70 %</text>" in picture
