"""The first page: four doors, every ruleset, and the way to what is promised."""

from __future__ import annotations

from ruleset_pages import material, rules, shipped, written

from parindex.site import home, paths
from parindex.site.page import LANGUAGES

DOORS = ("unit", "officer", "auditor", "developer")


def test_four_doors_lead_on() -> None:
    """Each of the four readers has a door with two or three links."""
    for lang in LANGUAGES:
        body = written(shipped(), lang, home.pages)[paths.HOME].body
        doors = body.split('<div class="door" markdown="1">')[1:]
        assert [f"{{#{each}}}" in door for each, door in zip(DOORS, doors, strict=True)] == [True] * 4
        assert all(2 <= door.partition("</div>")[0].count("](") <= 3 for door in doors)


def test_every_ruleset_is_linked_with_its_standing() -> None:
    """Every year of every ruleset is a link, and the newest says whether it is official and whole."""
    body = written(shipped(), "vi", home.pages)[paths.HOME].body
    for id_ in shipped().rulesets:
        assert f"]({paths.ruleset(id_)})" in body
    assert "*minh hoạ, đầy đủ*" in body
    assert "*đang áp dụng, chỉ có cấu trúc*" in body
    assert "chưa bộ nào có đủ bảng tiêu chí" in body
    assert "none so far of them" in written(shipped(), "en", home.pages)[paths.HOME].body


def test_rulesets_with_the_whole_table_are_counted() -> None:
    """An official ruleset with all its criteria is counted as one."""
    found = material(rules(standing="in-force"), rules(id="example/other@2024"))
    body = written(found, "vi", home.pages)[paths.HOME].body
    assert "trong đó 1 bộ có đủ bảng tiêu chí" in body
    assert "1 bộ minh hoạ" in body


def test_promises_and_limits_are_linked() -> None:
    """What is promised, and what cannot be, are one link away."""
    body = written(shipped(), "en", home.pages)[paths.HOME].body
    assert "](promises.md)" in body
    assert "](explanation/limits.md)" in body
