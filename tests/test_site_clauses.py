"""Clauses on pages: anchors from locators, sources as links, and what is assumed said as such."""

from __future__ import annotations

from ruleset_pages import material, rules, shipped

from parindex.ruleset.process import Source
from parindex.site import clauses


def test_locators_of_a_document_have_anchors_of_their_own() -> None:
    """No two clauses of a shipped document share an anchor."""
    for source in shipped().sources.values():
        found = [clauses.anchor(each.at) for each in source.clauses]
        assert len(set(found)) == len(found)


def test_a_known_clause_is_a_link() -> None:
    """A source that names several clauses links each; one whose text is not at hand is only named."""
    ruleset = shipped().rulesets["ha-nam/departments-and-districts@2023"]
    source = Source(instrument="ke-hoach-2023", at="mục V.3; mục không có")
    at = "rulesets/a/2024/index.md"
    assert clauses.cited(shipped(), ruleset, source, "vi", at=at) == (
        "Kế hoạch /KH-UBND, [mục V.3](../../../sources/ha-nam-2023-plan.md#c-muc-v-3); mục không có"
    )
    other = Source(instrument="none", at="mục 1")
    assert clauses.cited(shipped(), ruleset, other, "vi", at=at) == "mục 1"


def test_what_rests_on_nothing_is_a_dash() -> None:
    """A part without source and reason has a dash, an assumed one its reason."""
    found = rules()
    at = "index.md"
    assert clauses.basis(material(found), found, found.score, "en", at=at) == "–"
    assert clauses.basis(material(found), found, found.policies.rank, "en", at=at) == "*Assumed:* phép thử"


def test_only_web_addresses_are_linked() -> None:
    """An address of another kind stays text, and no letter of it ends the link."""
    assert clauses.outside("a", None) == "a"
    assert clauses.outside("a", "file:///etc/passwd") == "a"
    assert clauses.outside("a", "https://x.y/(z) w") == "[a](https://x.y/%28z%29%20w)"
