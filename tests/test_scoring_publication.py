"""Scoring: bands, what the sheet is about, and what its reader is warned of."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from helpers import BANDS, assess, leaf, points, rounding, ruleset, scored

from parindex.errors import problem
from parindex.exact import Interval, decimal_text
from parindex.scoring import score

if TYPE_CHECKING:
    from helpers import Plain

    from parindex.scoresheet import ScoreSheet

F = Fraction
BY = {"by": "Sở Nội vụ", "why": "Thẩm định lại"}


def band(sheet: ScoreSheet) -> str | None:
    """Return the key of the band, if it is decided."""
    return None if sheet.band is None else sheet.band.key


# Bands


@pytest.mark.parametrize(
    ("given", "key"),
    [("100", "tot"), ("80", "tot"), ("79", "kha"), ("50", "kha"), ("49", "yeu"), ("0", "yeu")],
)
@pytest.mark.parametrize("band_on", ["exact", "published"])
def test_band_of_the_index(given: str, key: str, band_on: str) -> None:
    """The band is that of the index in percent; where both readings agree nothing is said."""
    sheet = scored(ruleset(leaf("a", max="50"), band_on=band_on), points(a=decimal_text(F(given) / 2)))
    assert band(sheet) == key
    assert sheet.warnings == ()


@pytest.mark.parametrize(
    ("given", "exact", "published"),
    [
        ("79.994999", "kha", "kha"),
        ("79.995", "kha", "tot"),
        ("79.999999", "kha", "tot"),
        ("80", "tot", "tot"),
        ("49.995", "yeu", "kha"),
        ("49.994999", "yeu", "yeu"),
    ],
)
def test_band_of_either_figure(given: str, exact: str, published: str) -> None:
    """The band is that of the declared figure; where the two differ the sheet warns, whichever decides."""
    names = {"tot": "Tốt", "kha": "Khá", "yeu": "Yếu"}
    for band_on, key in (("exact", exact), ("published", published)):
        sheet = scored(ruleset(leaf("a", max="100"), band_on=band_on), points(a=given))
        assert band(sheet) == key
        found = problem("W-BAND", ("policies", "band_on"), exact=names[exact], published=names[published])
        assert sheet.warnings == (() if exact == published else (found,))


def test_band_that_differs_in_words() -> None:
    """The warning names both bands, and the policy that decides."""
    (found,) = scored(ruleset(leaf("a", max="100")), points(a="79.995")).warnings
    assert found.line("vi") == (
        "W-BAND policies.band_on: số chính xác xếp `Khá`, số công bố xếp `Tốt`; theo chính sách band_on"
    )
    assert found.line("en") == (
        "W-BAND policies.band_on: the exact figure gives `Khá`, the published one `Tốt`; "
        "the policy band_on decides"
    )


def test_band_follows_the_declared_rounding() -> None:
    """The published figure is rounded with the declared digits and mode."""
    for digits, mode, key in (
        ("0", "half-up", "tot"),
        ("0", "down", "kha"),
        ("1", "half-up", "kha"),
        ("1", "up", "kha"),
    ):
        rules = ruleset(leaf("a", max="100"), band_on="published", rounding=rounding(digits, mode))
        assert band(scored(rules, points(a="79.5"))) == key


def test_no_bands() -> None:
    """A ruleset without bands gives none, and warns of nothing."""
    sheet = scored(ruleset(leaf("a", max="100"), bands=[]), points(a="79.999999"))
    assert (sheet.band, sheet.warnings) == (None, ())


@pytest.mark.parametrize(
    ("given", "index", "key", "published"),
    [
        ("1.5", "115", "tot", "tot"),
        ("1.5004", "115.004", None, "tot"),
        ("1.5005", "115.005", None, None),
        ("2", "120", None, None),
    ],
)
def test_above_the_top_band(given: str, index: str, key: str | None, published: str | None) -> None:
    """An index above the top band has no band; the sheet warns where rounding alone brings it back."""
    na = {"state": "not-applicable", "why": "Không có"}
    bands = [{**BANDS[0], "to": "115"}, *BANDS[1:]]
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", not_applicable="exclude", max="190"))
    rules = ruleset(*items, root={"cap": "none"}, above_max="allow", bands=bands)
    sheet = scored(rules, {**points(a="10", b=given), "c": na})
    assert sheet.index.exact == F(index)
    assert band(sheet) == key
    found = problem("W-BAND", ("policies", "band_on"), exact="–", published="Tốt")
    assert sheet.warnings == (() if key == published else (found,))


@pytest.mark.parametrize(
    ("least", "rest", "key"),
    [
        ("80", "20", "tot"),
        ("79.99", "20", None),
        ("50", "29.999999", "kha"),
        ("50", "30", None),
        ("49.99", "30", None),
        ("0", "49.999999", "yeu"),
        ("0", "50", None),
    ],
)
def test_a_band_is_given_only_when_it_is_decided(least: str, rest: str, key: str | None) -> None:
    """While something is missing, the band is given only when least and most lie in the same one."""
    items = (leaf("a", max=decimal_text(100 - F(rest))), leaf("b", max=rest))
    sheet = scored(ruleset(*items, rounding=rounding("6")), points(a=least))
    assert sheet.index.exact == Interval(F(least), F(least) + F(rest))
    assert (sheet.complete, band(sheet)) == (False, key)


@pytest.mark.parametrize(
    ("band_on", "key", "names"), [("exact", None, ("Khá", "Tốt")), ("published", "tot", ("Khá", "Tốt"))]
)
def test_an_interval_at_the_edge_of_a_band(band_on: str, key: str | None, names: tuple[str, str]) -> None:
    """Of an interval too the declared figure decides, and the sheet warns of the end where they differ."""
    sheet = scored(ruleset(leaf("a", max="90"), leaf("b"), band_on=band_on), points(a="79.995"))
    assert band(sheet) == key
    exact, published = names
    assert sheet.warnings == (problem("W-BAND", ("policies", "band_on"), exact=exact, published=published),)


def test_the_upper_end_of_an_interval_at_the_edge_of_a_band() -> None:
    """The warning names the end of the interval on which the readings differ, the upper one too."""
    items = (leaf("a", max="90"), leaf("b"))
    sheet = scored(ruleset(*items), points(a="69.995"))
    assert band(sheet) == "kha"
    assert sheet.warnings == (problem("W-BAND", ("policies", "band_on"), exact="Khá", published="Tốt"),)
    assert band(scored(ruleset(*items, band_on="published"), points(a="69.995"))) is None


# What the sheet is about


def test_what_the_sheet_is_about() -> None:
    """The sheet carries the ruleset, the unit, the period and the stage as they were given."""
    rules = ruleset(leaf("a"))
    assessment = assess(points(a="1"), kind="district", unit="huyen-b")
    sheet = score(rules, assessment, stage="final")
    assert sheet.ruleset is rules
    assert sheet.unit == assessment.unit
    assert (sheet.unit.key, sheet.unit.kind, sheet.period, sheet.stage) == (
        "huyen-b",
        "district",
        "year",
        "final",
    )


def test_the_stage_is_the_final_one_by_default() -> None:
    """Where no stage is asked for it is the final one."""
    assessment = assess({"a": {"points": "2", "changed": BY}}, self=points(a="1"))
    sheet = score(ruleset(leaf("a")), assessment)
    assert sheet.stage == "final"
    assert sheet.total.exact == 2


# Warnings


def test_another_ruleset_is_named() -> None:
    """An assessment that names another ruleset is scored, and the sheet warns."""
    sheet = scored(ruleset(leaf("a")), points(a="1"), ruleset="example/small@2023")
    assert sheet.total.exact == 1
    (found,) = sheet.warnings
    assert found == problem("W-RULESET", ("ruleset",), found="example/small@2023", id="example/small@2024")
    assert found.line("vi") == (
        "W-RULESET ruleset: tệp chấm điểm ghi bộ `example/small@2023`, đang chấm theo `example/small@2024`"
    )
    assert found.line("en") == (
        "W-RULESET ruleset: the assessment names `example/small@2023` "
        "and is scored under `example/small@2024`"
    )


@pytest.mark.parametrize(
    ("stages", "stage", "named"),
    [
        ({"self": points(a="1")}, "final", "self"),
        ({"explanation": points(a="1"), "self": points(a="1")}, "final", "self, explanation"),
        ({"self": points(a="1"), "final": points(a="1")}, "appraisal-1", "self"),
        ({"final": points(a="1")}, "self", "–"),
        ({"final": points(a="1")}, "appraisal-2", "–"),
    ],
)
def test_the_stage_is_not_there(stages: Plain, stage: str, named: str) -> None:
    """A stage that the assessment does not have is scored from the ones before it, which the sheet names."""
    sheet = scored(ruleset(leaf("a")), stage=stage, **stages)
    assert sheet.warnings == (problem("W-STAGE", ("stages",), stage=stage, found=named),)
    assert sheet.complete == (named != "–")


def test_the_stage_is_not_there_in_words() -> None:
    """The warning names the stage that was asked for, and those that were read."""
    (found,) = scored(ruleset(leaf("a")), self=points(a="1"), appraisal_1=points(a="1")).warnings
    assert found.line("vi") == "W-STAGE stages: không có giai đoạn `final`; lấy từ: self, appraisal-1"
    assert (
        found.line("en") == "W-STAGE stages: there is no stage `final`; entries come from: self, appraisal-1"
    )


def test_the_unit_is_not_listed() -> None:
    """Where the ruleset lists its units, one that is not among them is scored, and the sheet warns."""
    kinds = [{"key": "department", "name": {"vi": "Sở"}}, {"key": "district", "name": {"vi": "Huyện"}}]
    listed = [
        {"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department"},
        {"key": "huyen-b", "name": {"vi": "Huyện B"}, "kind": "district"},
    ]
    rules = ruleset(leaf("a"), units={"kinds": kinds, "units": listed})
    assert scored(rules, points(a="1")).warnings == ()
    (found,) = scored(rules, points(a="1"), unit="so-aa").warnings
    assert found == problem("W-UNIT", ("unit", "key"), found="so-aa", nearest="so-a", known="so-a, huyen-b")
    assert found.line("vi") == (
        "W-UNIT unit.key: đơn vị `so-aa` không có trong danh sách của bộ tiêu chí; có phải là `so-a`?"
    )
    assert (
        found.line("en")
        == "W-UNIT unit.key: the unit `so-aa` is not in the ruleset's list; did you mean `so-a`?"
    )
    (far,) = scored(rules, points(a="1"), unit="zzz").warnings
    assert far.line("vi") == (
        "W-UNIT unit.key: đơn vị `zzz` không có trong danh sách của bộ tiêu chí; kiểm tra khoá của đơn vị"
    )
    assert (
        far.line("en")
        == "W-UNIT unit.key: the unit `zzz` is not in the ruleset's list; look at the unit's key"
    )


def test_every_warning_at_once() -> None:
    """One sheet warns of everything: ruleset, stage, unit, missing items, band."""
    kinds = [{"key": "department", "name": {"vi": "Sở"}}]
    listed = [{"key": "so-b", "name": {"vi": "Sở B"}, "kind": "department"}]
    rules = ruleset(leaf("a", max="90"), leaf("b"), missing="zero", units={"kinds": kinds, "units": listed})
    sheet = scored(rules, self=points(a="79.995"), ruleset="example/other@2024", unit="x")
    assert [each.code for each in sheet.warnings] == ["W-RULESET", "W-STAGE", "W-UNIT", "W-MISSING", "W-BAND"]
    assert {each.severity for each in sheet.warnings} == {"warning"}
