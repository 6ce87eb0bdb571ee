"""Pages of bands: the figures at each edge are those of the engine, and the picture has the right ends."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruleset_pages import material, rules, shipped, written

from parindex.assessment import Assessment
from parindex.fields import say
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.site import band_page, paths
from parindex.site.page import cell
from parindex.testing.strategies import rulesets

BANDS = [
    {"key": "high", "name": {"vi": "Cao"}, "from": "80", "to": "100"},
    {"key": "low", "name": {"vi": "Thấp"}, "from": "0", "note": {"vi": "Chú thích."}},
]


def body(ruleset: Ruleset) -> str:
    """Write the page of bands of one ruleset."""
    return written(material(ruleset), "vi", band_page.pages)[paths.bands(ruleset.id)].body


@pytest.mark.parametrize(
    ("on", "points", "held"), [("exact", "7.9995", "Thấp"), ("published", "7.9995", "Cao")]
)
def test_a_figure_just_below_an_edge_is_where_the_engine_puts_it(on: str, points: str, held: str) -> None:
    """79.995 is published as 80.00: which band it is in depends on the figure that is compared."""
    ruleset = rules(bands=BANDS, band_on=on)
    tree = {
        "format": "1",
        "ruleset": ruleset.id,
        "unit": {"key": "a", "name": "A", "kind": "department"},
        "period": "year",
        "stages": {"final": {"entries": {"one": {"points": points}}}},
    }
    sheet = score(ruleset, Assessment.model_validate(tree))
    assert sheet.band is not None
    assert sheet.band.name.vi == held
    row = next(each for each in body(ruleset).splitlines() if "| 79,995 | 80,00 |" in each)
    assert row.endswith(f"| {held} |")


@given(rulesets(), st.fractions(0, 100))
@settings(max_examples=30, deadline=None)
def test_what_is_compared_is_what_the_policy_says(ruleset: Ruleset, index: Fraction) -> None:
    """The exact figure under the one policy, the published one under the other."""
    rounding = ruleset.policies.rounding.value.rounding
    wanted = index if ruleset.policies.band_on.value == "exact" else rounding.apply(index)
    assert band_page.compared(ruleset, index) == wanted


def test_every_band_is_a_row_with_its_anchor() -> None:
    """A band has its name, its span, and its key as the anchor that links lead to."""
    text = body(rules(bands=BANDS))
    assert "| **Cao** {#high} | từ 80 đến 100 | 8 |" in text
    assert "| **Thấp** {#low} | từ 0 đến dưới 80 | 0 | –. Chú thích. |" in text


def test_the_picture_marks_which_ends_belong_to_a_band() -> None:
    """Every lower end and the topmost end are full; all other ends are hollow."""
    picture = body(rules(bands=BANDS)).partition("<figure")[2].partition("</figure>")[0]
    assert picture.count('class="band-in"') == len(BANDS) + 1
    assert picture.count('class="band-out"') == len(BANDS) - 1
    assert 'aria-label="Thang xếp loại: Thấp từ 0 đến dưới 80 %; Cao từ 80 đến 100 %"' in picture


def test_one_band_from_zero_has_no_edge() -> None:
    """Where there is nothing below a band there is no edge to show."""
    only = [{"key": "all", "name": {"vi": "Chung"}, "from": "0"}]
    ruleset = rules(bands=[BANDS[0], BANDS[1]])
    single = ruleset.model_copy(update={"bands": (ruleset.bands[1].model_copy(update={"to": None}),)})
    assert only
    assert "Không có ngưỡng nào trên 0." in body(single)


def test_only_rulesets_with_bands_have_the_page() -> None:
    """A ruleset without bands has no page of them; every shipped one with bands names them all."""
    pages = written(shipped(), "en", band_page.pages)
    assert set(pages) == {paths.bands(each.id) for each in shipped().rulesets.values() if each.bands}
    for ruleset in shipped().rulesets.values():
        for band in ruleset.bands:
            assert cell(say(band.name, "en")) in pages[paths.bands(ruleset.id)].body


def test_a_figure_above_the_top_band_is_in_none() -> None:
    """Where the topmost band ends below 100 and an edge lies above, nothing is claimed."""
    ruleset = rules(bands=BANDS)
    top = ruleset.bands[0].model_copy(update={"to": Fraction(70)})
    changed = ruleset.model_copy(update={"bands": (top, ruleset.bands[1])})
    assert "| **80** | 80 | 80,00 | 80 | – |" in body(changed)
