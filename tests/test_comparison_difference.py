"""What changed between two years: the example in full, what the sources of Hanoi support, and a draft."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from helpers import group, leaf, named, ruleset
from test_comparison_matching import newer

from parindex.comparison.change import Change, thaw
from parindex.comparison.difference import Difference, diff, items_of
from parindex.comparison.patch import apply
from parindex.ruleset.catalog import available, check_file, load
from parindex.ruleset.model import Ruleset, walk

DRAFT = Path(__file__).parents[1] / "docs" / "examples" / "department-2025-draft.yaml"
# The kinds that every comparison of two years was asked to tell.
ASKED = (
    *("added", "removed", "renamed", "moved", "renumbered", "max", "scale", "cap", "role", "policy", "band"),
    *("unit", "survey", "process", "source"),
)

COUNTS = {
    "identity": 3,
    "source": 14,
    "renamed": 3,
    "unit": 5,
    "period": 5,
    "band": 1,
    "policy": 4,
    "survey": 21,
    "process": 11,
    "reading": 10,
    "cap": 3,
    "wording": 4,
    "scale": 9,
    "max": 11,
    "role": 1,
    "added": 2,
    "removed": 2,
    "moved": 1,
    "renumbered": 6,
}


@pytest.fixture(scope="module")
def example() -> Difference:
    """Compare the two years of the illustrative ruleset."""
    return diff(load("example/department@2023"), load("example/department@2024"))


@pytest.fixture(scope="module")
def draft() -> Ruleset:
    """Load the draft of next year's illustrative ruleset."""
    return load(DRAFT)


def clause(source: Any) -> str:
    """Return where a text says it, or nothing where it is silent or assumed."""
    return "" if source is None else str(source.get("at", "assumed"))


def row(change: Change) -> tuple[Any, ...]:
    """Return kind, thing and field, then what it was with its clause, and what it is with its clause."""
    old, new = (clause(source) for source in (change.old_source, change.new_source))
    return change.kind, change.at, change.field, thaw(change.old), old, thaw(change.new), new


def rows(found: Difference, at: str) -> list[tuple[Any, ...]]:
    """Return the rows about one thing."""
    return [row(each) for each in found.changes if each.at == at]


def test_the_example_has_every_kind_that_was_asked_for(example: Difference) -> None:
    """Between its two years the example has each kind of the list, and no more rows than these."""
    counts = Counter(each.kind for each in example.changes)

    assert set(ASKED) <= set(counts)
    assert dict(counts) == COUNTS
    assert ([*example], len(example)) == ([*example.changes], sum(COUNTS.values()))


STEPS_OLD = [{"from": "11", "points": "0"}, {"from": "1", "points": "0.5"}, {"from": "0", "points": "1"}]
STEPS_NEW = [{"from": "6", "points": "0"}, {"from": "1", "points": "0.5"}, {"from": "0", "points": "1"}]
UNSAID = {
    "vi": "Văn bản minh hoạ không nêu xếp loại theo điểm đã làm tròn hay chưa.",
    "en": "The illustrative text does not say whether bands read the rounded figure.",
}
RENAMED = (
    {"vi": "Cải cách thủ tục hành chính", "en": "Reform of administrative procedures"},
    {
        "vi": "Cải cách và kiểm soát thủ tục hành chính",
        "en": "Reform and control of administrative procedures",
    },
)
CLAUSE_1, FIELD_3 = "khoản 1 Điều 5", "Phụ lục, lĩnh vực 3"
SAID = {"instrument": "qd-minh-hoa", "at": "khoản 3 Điều 5"}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("assigned-tasks", [("max", "max", "2", "Phụ lục, 1.5", "2.5", "Phụ lục, 1.5")]),
        ("plan-issued", [("scale", "scale.steps", STEPS_OLD, "Phụ lục, 1.1.1", STEPS_NEW, "Phụ lục, 1.1.1")]),
        (
            "reports-content",
            [("scale", "scale.levels.partial.points", "0.25", "Phụ lục, 1.2.2", "0.5", "Phụ lục, 1.2.2")],
        ),
        ("trung-binh", [("band", "from", "65", "Điều 4", "70", "Điều 4")]),
        ("rank", [("policy", "value.ties", "competition", "khoản 2 Điều 5", "dense", "khoản 2 Điều 5")]),
        (
            "rounding",
            [("policy", "value.at", ["publication"], CLAUSE_1, ["publication", "survey"], CLAUSE_1)],
        ),
        ("apologies", [("policy", "not_applicable", "full", "Phụ lục, 4.2.2", "exclude", "Phụ lục, 4.2.2")]),
        ("procedures", [("renamed", "name", RENAMED[0], FIELD_3, RENAMED[1], FIELD_3)]),
        ("innovation", [("role", "role", None, "", "bonus", "Phụ lục, 1.6")]),
        ("bonus", [
            ("max", "max", "3", "Phụ lục, mục 9", "2", "Phụ lục, mục 9"),
            ("cap", "cap", "3", "Phụ lục, mục 9", "2", "Phụ lục, mục 9"),
        ]),
        (
            "band_on",
            [
                ("policy", "value", "exact", "assumed", "published", "khoản 3 Điều 5"),
                ("source", "source", None, "", SAID, "khoản 3 Điều 5"),
                ("source", "assumed", UNSAID, "assumed", None, ""),
            ],
        ),
        (
            "explanation-sent",
            [
                (
                    *("process", "due", {"working_days": "3", "after": "appraisal-1-sent"}),
                    *("Phụ lục tiến độ, mục 8", {"working_days": "5", "after": "appraisal-1-sent"}),
                    "Phụ lục tiến độ, mục 8",
                )
            ],
        ),
        (
            "ban-quan-ly-minh-hoa",
            [
                ("unit", "from", None, "", "2024-01-01", "Điều 1"),
                ("unit", "status", "candidate", "Điều 1", "pilot", "Điều 1"),
            ],
        ),
        (
            "post-services",
            [
                (
                    *("moved", "", {"under": "one-stop", "position": "2"}, "Phụ lục, 4.3"),
                    *({"under": "digital", "position": "4"}, "Phụ lục, 8.5"),
                ),
                ("renumbered", "code", "4.3", "Phụ lục, 4.3", "8.5", "Phụ lục, 8.5"),
                (
                    *("source", "source"),
                    *({"instrument": "qd-minh-hoa", "at": "Phụ lục, 4.3"}, "Phụ lục, 4.3"),
                    *({"instrument": "qd-minh-hoa", "at": "Phụ lục, 8.5"}, "Phụ lục, 8.5"),
                ),
            ],
        ),
    ],
)  # fmt: skip
def test_the_rows_of_the_example(example: Difference, at: str, expected: list[tuple[Any, ...]]) -> None:
    """A row says what it was and what it is, each with the clause that says so."""
    assert rows(example, at) == [(kind, at, *rest) for kind, *rest in expected]


def test_survey_weights_of_the_example(example: Difference) -> None:
    """The weight of each group of respondents of an item is a row, from one sixth to one eighth."""
    found = [each for each in rows(example, "attitude") if each[0] == "survey"]

    assert [(field, old, new) for _, _, field, old, _, new, _ in found] == [
        ("scale.groups.deputies.weight", "1/6", "0.125"),
        ("scale.groups.peers.weight", "1/6", "0.125"),
        ("scale.groups.businesses.weight", "1/3", "0.375"),
        ("scale.groups.citizens.weight", "1/3", "0.375"),
    ]


def test_new_and_dropped_items_of_the_example(example: Difference) -> None:
    """A new item stands with its place and its whole declaration, a dropped one too, each with its clause."""
    new, _, dropped, _ = example.of("added", "removed")

    assert (new.kind, new.at, new.field, new.old, new.old_source) == (
        "added",
        "self-scoring-quality",
        "",
        None,
        None,
    )
    assert clause(new.new_source) == "Phụ lục, 1.8"
    assert thaw(new.new) == {
        "under": "steering",
        "position": "7",
        "item": {
            "code": "1.8",
            "name": {"vi": "Chất lượng tự đánh giá, chấm điểm", "en": "Quality of the self-assessment"},
            "max": "0.5",
            "scale": {"method": "direct", "grid": "0.1"},
            "source": {"instrument": "qd-minh-hoa", "at": "Phụ lục, 1.8"},
        },
    }
    assert (dropped.kind, dropped.at, dropped.new, clause(dropped.old_source)) == (
        *("removed", "legal-education", None),
        "Phụ lục, 2.4",
    )
    assert thaw(dropped.old)["under"] == "institutions"


def test_reworded_is_told_apart_from_changed(example: Difference) -> None:
    """Names, codes, sources, notes, dates and units are no rules; all the rules of the example are these."""
    words = {"identity", "source", "renamed", "renumbered", "unit", "period", "process", "reading", "wording"}

    assert {each.kind for each in example.changes if not each.rule} == words | {"survey"}
    assert all(each.place[0] == "survey" for each in example.of("survey") if not each.rule)
    assert {each.kind for each in example.rules} == {
        *("added", "removed", "moved", "max", "scale", "cap", "role", "policy", "band", "survey"),
    }
    assert [each.at for each in example.of("renamed")] == [
        *("agency", "communication-forms", "procedures"),
    ]


def said(found: Difference) -> list[tuple[str, str, str]]:
    """Return kind, thing and field of each change of the rules."""
    return [(each.kind, each.at, each.field) for each in found.rules]


def test_central_agencies_of_ha_noi() -> None:
    """The same decision holds for 2025: no rule changed; seven more are candidates, and dates are new."""
    found = diff(load("ha-noi/central-agencies@2024"), load("ha-noi/central-agencies@2025"))

    assert said(found) == []
    assert [each.at for each in found.of("unit")] == [
        *("capital-command", "people-court", "people-procuracy", "civil-judgment-enforcement"),
        *("statistics-office", "market-surveillance", "social-policy-bank"),
    ]
    assert all(
        each.old is None and thaw(each.new)["part"]["status"] == "candidate" for each in found.of("unit")
    )
    assert [(each.at, each.field) for each in found.of("period")] == [
        *(("half-year", "from"), ("half-year", "to"), ("half-year", "due")),
        *(("year", "from"), ("year", "to"), ("year", "due")),
    ]


def test_departments_of_ha_noi() -> None:
    """2025 is known by eight contents on a scale of 100, without their points: that and no more is said."""
    found = diff(load("ha-noi/departments@2024"), load("ha-noi/departments@2025"))

    assert said(found) == [
        ("cap", "total", "cap"),
        ("added", "direction", ""),
        ("added", "institutions", ""),
        ("added", "procedures", ""),
        ("added", "organisation", ""),
        ("added", "civil-service", ""),
        ("added", "public-finance", ""),
        ("added", "digital-government", ""),
        ("added", "impact", ""),
        ("moved", "bonus", ""),
        ("moved", "penalty", ""),
        ("max", "survey", "max"),
        ("removed", "appraisal", ""),
        ("removed", "criteria", ""),
    ]
    cap, survey = found.of("cap")[0], found.of("max")[0]
    assert (cap.old, cap.new, survey.old, survey.new) == (None, "100", "30", None)
    for each in found.of("added"):
        assert "max" not in thaw(each.new)["item"]


def test_the_draft_is_a_sound_ruleset_that_is_not_shipped(draft: Ruleset) -> None:
    """No check finds anything in the draft; it says that it is one, and no catalog lists it."""
    assert check_file(DRAFT) == ()
    assert (draft.id, draft.year, draft.standing) == ("example/department@2025", "2025", "illustrative")
    assert draft.id not in available()
    assert draft.note is not None
    for text, word in ((draft.title.vi, "Dự thảo"), (draft.note.vi, "dự thảo"), (draft.title.en, "draft")):
        assert word in str(text)
    assert draft.concordance is not None
    assert all((each.source is None) != (each.assumed is None) for each in draft.concordance.items)


def test_what_the_draft_changes(draft: Ruleset) -> None:
    """One key is renamed, one item split, two merged; an edge, a weight and a max are other ones."""
    old = load("example/department@2024")
    found = diff(old, draft)

    assert [
        (each.kind, thaw(each.old), thaw(each.new)) for each in found.of("rekeyed", "split", "merged")
    ] == [
        ("rekeyed", "leader-dialogue", "citizen-dialogue"),
        ("split", ["unlawful-documents"], ["unlawful-content", "wrong-form"]),
        ("merged", ["decentralisation-checked", "decentralisation-remedied"], ["decentralisation-reviewed"]),
    ]
    assert said(found) == [
        ("band", "tot", "from"),
        ("added", "unlawful-content", ""),
        ("added", "wrong-form", ""),
        ("max", "linked-procedures", "max"),
        ("max", "counter-rating", "max"),
        ("added", "decentralisation-reviewed", ""),
        ("survey", "policy-advice", "scale.groups.deputies.weight"),
        ("survey", "policy-advice", "scale.groups.peers.weight"),
        ("removed", "unlawful-documents", ""),
        ("removed", "decentralisation-checked", ""),
        ("removed", "decentralisation-remedied", ""),
    ]
    for each in found.matching.recast:
        assert points(old, each.old) == points(draft, each.new)
    assert apply(found.changes, old) == draft
    assert {each.mirrored for each in found.changes} == {*diff(draft, old).changes}


def points(rules: Ruleset, keys: tuple[str, ...]) -> Fraction:
    """Add up the max of some items."""
    return sum((item.max or Fraction(0) for item, _ in walk(rules.score) if item.key in keys), Fraction(0))


def test_two_methods_of_a_scale_are_one_row() -> None:
    """A scale of another method is one row; of the same method each part is a row of its own."""
    levels = {"method": "levels", "levels": named(("a", "10"), ("b", "0"))}
    other = {"method": "levels", "levels": named(("a", "10"), ("c", "4"), ("b", "0"))}
    asked = {
        "method": "survey",
        "options": named(("a", "1"), figure="share"),
        "groups": named(("p", "1"), figure="weight"),
    }
    old = ruleset(leaf("x", levels), leaf("y", levels), leaf("z", levels))
    found = diff(old, newer(leaf("x"), leaf("y", other), leaf("z", asked)))

    assert said(found) == [
        ("scale", "x", "scale"),
        ("scale", "y", "scale.levels.c"),
        ("survey", "z", "scale"),
    ]


def test_an_item_rests_on_what_the_group_above_it_rests_on() -> None:
    """Where an item names no source, the nearest above it counts; an assumption counts as one."""
    cited = {"source": {"instrument": "qd-1", "at": "Điều 1"}}
    old = ruleset(
        group("g", leaf("a", max="4"), **cited), group("h", leaf("b", assumed="phép thử"), leaf("c"))
    )
    new = newer(
        group("g", leaf("a", max="6"), **cited),
        group("h", leaf("b", max="9", assumed="phép thử"), leaf("c", max="8")),
    )

    assert [
        (each.at, thaw(each.old_source), thaw(each.new_source))
        for each in diff(old, new).of("max")
        if each.at in {"a", "b", "c"}
    ] == [
        ("a", {"instrument": "qd-1", "at": "Điều 1"}, {"instrument": "qd-1", "at": "Điều 1"}),
        ("b", {"assumed": "phép thử"}, {"assumed": "phép thử"}),
        ("c", None, None),
    ]


def test_the_items_of_a_plain_tree() -> None:
    """Each item stands in order, with what is above it and its place there, without the items below it."""
    found = items_of(ruleset(group("g", leaf("a"), leaf("b")), leaf("c")).plain())

    assert [(key, each.under, each.position) for key, each in found.items()] == [
        *(("total", "", 0), ("g", "total", 0), ("a", "g", 0), ("b", "g", 1), ("c", "total", 1)),
    ]
    assert not any({"items", "key"} & each.fields.keys() for each in found.values())
