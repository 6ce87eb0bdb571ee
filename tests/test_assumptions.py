"""What a ruleset assumes: the place and the reason of everything that has no source."""

from __future__ import annotations

from helpers import group, leaf, policies, ruleset, scored

from parindex.fields import Text
from parindex.ruleset.assumptions import assumptions

SOURCE = {"instrument": "qd-1", "at": "Điều 1"}
SOURCED = {name: {"value": policy["value"], "source": SOURCE} for name, policy in policies().items()}


def test_nothing_assumed() -> None:
    """A ruleset in which everything has its source assumes nothing."""
    assert assumptions(ruleset(leaf("a"), policies=SOURCED)) == ()


def test_assumed_policies() -> None:
    """Each policy that gives a reason is named with it, in the order of the format."""
    assert assumptions(ruleset(leaf("a"))) == (
        ("policies.rounding", "phép thử"),
        ("policies.band_on", "phép thử"),
        ("policies.rank", "phép thử"),
        ("policies.not_applicable", "phép thử"),
        ("policies.missing", "phép thử"),
        ("policies.above_max", "phép thử"),
    )


def test_assumptions_everywhere() -> None:
    """Units, periods, items, bands, policies, survey, milestones and interpretations are all read."""
    due = {"on": "2024-11-30"}
    rules = ruleset(
        group("g", leaf("a", assumed="điểm a"), leaf("b"), assumed="nhóm g"),
        root={"assumed": "gốc"},
        units={"kinds": [{"key": "department", "name": {"vi": "Sở"}}], "assumed": "đơn vị"},
        periods=[{"key": "year", "from": "2024-01-01", "to": "2024-12-31", "assumed": "kỳ"}],
        bands=[
            {"key": "tot", "name": {"vi": "Tốt"}, "from": "50", "to": "100"},
            {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0", "assumed": "mức yếu"},
        ],
        policies={**SOURCED, "missing": {"value": "zero", "assumed": "thiếu"}},
        survey={"assumed": "điều tra"},
        process={
            "milestones": [
                {
                    "key": "m",
                    "name": {"vi": "Mốc"},
                    "responsible": {"vi": "Sở"},
                    "due": due,
                    "assumed": "mốc",
                },
                {
                    "key": "n",
                    "name": {"vi": "Mốc"},
                    "responsible": {"vi": "Sở"},
                    "due": due,
                    "source": SOURCE,
                },
            ]
        },
        interpretations=[
            {
                "key": "unclear",
                "question": {"vi": "Hiểu thế nào?"},
                "chosen": {"key": "one", "name": {"vi": "Một"}},
                "alternatives": [{"key": "two", "name": {"vi": "Hai"}, "unknown": {"vi": "Không rõ"}}],
                "assumed": "cách hiểu",
            }
        ],
    )
    assert assumptions(rules) == (
        ("units", "đơn vị"),
        ("periods.year", "kỳ"),
        ("score", "gốc"),
        ("score.g", "nhóm g"),
        ("score.g.a", "điểm a"),
        ("bands.yeu", "mức yếu"),
        ("policies.missing", "thiếu"),
        ("survey", "điều tra"),
        ("process.milestones.m", "mốc"),
        ("interpretations.unclear", "cách hiểu"),
    )


def test_reason_in_two_languages() -> None:
    """A reason may be a text by language, and is given as it is."""
    missing = {"value": "zero", "assumed": {"vi": "thiếu", "en": "silence"}}
    rules = ruleset(leaf("a"), policies={**SOURCED, "missing": missing})
    assert assumptions(rules) == (("policies.missing", Text(vi="thiếu", en="silence")),)


def test_a_sheet_lists_what_it_rests_on() -> None:
    """A score sheet carries the assumptions of its ruleset."""
    rules = ruleset(leaf("a"), policies={**SOURCED, "missing": {"value": "zero", "assumed": "thiếu"}})
    assert scored(rules, {}).assumptions == (("policies.missing", "thiếu"),)
