"""The score sheet: figures, lines, and the plain tree that is printed as JSON."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import pytest
from helpers import group, leaf, points, policies, ruleset, scored, worked, worked_entries

from parindex.exact import Interval, Rounding
from parindex.scoresheet import Figure, each_line, plain

F = Fraction
TWO = Rounding(2, "half-up")


def test_a_closed_figure() -> None:
    """A figure that is known is one exact value and one published decimal."""
    figure = Figure(F(1, 3), F(1, 3), open=False, rounding=TWO)
    assert figure.exact == F(1, 3)
    assert figure.published == Decimal("0.33")
    assert str(figure.published) == "0.33"


def test_an_open_figure() -> None:
    """A figure that is not yet known is both ends, exact and published, each rounded by itself."""
    figure = Figure(F(1, 3), F(2, 3), open=True, rounding=TWO)
    assert figure.exact == Interval(F(1, 3), F(2, 3))
    assert figure.published == Interval(Decimal("0.33"), Decimal("0.67"))
    assert Figure(F(1), F(1), open=True, rounding=TWO).exact == Interval(F(1), F(1))
    assert Figure(F(1), F(1), open=True, rounding=TWO).published == Interval(Decimal("1.00"), Decimal("1.00"))


def test_published_keeps_its_digits() -> None:
    """A published figure has all the digits of the rounding, as decimal too."""
    assert str(Figure(F(87), F(87), open=False, rounding=TWO).published) == "87.00"
    assert str(Figure(F(-1, 2), F(-1, 2), open=False, rounding=Rounding(0, "half-up")).published) == "-1"


def test_points_of_a_line() -> None:
    """A line gives its points as one figure, or as both ends while something is missing."""
    sheet = scored(ruleset(leaf("a"), leaf("b")), points(a="4"))
    first, second = sheet.lines
    assert first.points == F(4)
    assert first.figure(TWO) == Figure(F(4), F(4), open=False, rounding=TWO)
    assert second.points == Interval(F(0), F(10))
    assert second.figure(TWO) == Figure(F(0), F(10), open=True, rounding=TWO)


def test_lines_by_key() -> None:
    """A line is found by the key of its item at any depth; the root is the total and has none."""
    sheet = scored(
        ruleset(group("g", group("h", leaf("a")), leaf("b")), leaf("c")), points(a="1", b="2", c="3")
    )
    assert [line.item.key for line in each_line(sheet.lines)] == ["g", "h", "a", "b", "c"]
    assert [sheet.line(key).least for key in "ghabc"] == [3, 1, 1, 2, 3]
    with pytest.raises(KeyError, match=r"^'total'$"):
        sheet.line("total")
    with pytest.raises(KeyError, match=r"^'x'$"):
        sheet.line("x")


def test_sheets_do_not_change() -> None:
    """A sheet, its lines and its figures are frozen."""
    sheet = scored(ruleset(leaf("a")), points(a="1"))
    for part, field in ((sheet, "band"), (sheet.lines[0], "least"), (sheet.total, "least")):
        with pytest.raises(FrozenInstanceError):
            setattr(part, field, None)


def test_plain_sheet() -> None:
    """A whole sheet as a plain tree: text, true, false and null only."""
    rules = ruleset(
        leaf(
            "a",
            code="1.1",
            source={"instrument": "qd-1", "at": "Phụ lục, 1.1"},
            name={"vi": "Kế hoạch", "en": "Plan"},
        ),
        group("g", leaf("b", max=None, role="bonus"), leaf("c", max="5"), cap="6", max="5"),
        root={"cap": "none"},
        coverage="structure",
        missing="zero",
    )
    entries = {"a": {"state": "rejected", "why": "Sai mẫu"}, **points(b="1.5", c="2.5")}
    step = {"operation": "given", "value": "3/2", "text": "1.5"}
    assert plain(scored(rules, entries, ruleset="example/other@2024")) == {
        "format": "1",
        "ruleset": {
            "id": "example/small@2024",
            "sha256": rules.digest,
            "standing": "illustrative",
            "coverage": "structure",
        },
        "unit": "so-a",
        "unit_name": "Sở A",
        "unit_kind": "department",
        "period": "year",
        "stage": "final",
        "submission": None,
        "complete": True,
        "total": {"exact": "4", "published": "4.00", "max": "15"},
        "index": {"exact": "80/3", "published": "26.67"},
        "band": {"key": "yeu", "name": "Yếu"},
        "missing": [],
        "steps": [
            {"operation": "sum", "text": "0 + 4", "value": "4"},
            {"operation": "index", "text": "100 × 4 / 15", "value": "80/3"},
        ],
        "items": [
            {
                "key": "a",
                "code": "1.1",
                "name": "Kế hoạch",
                "role": "criterion",
                "state": "rejected",
                "exact": "0",
                "published": "0.00",
                "max": "10",
                "applicable_max": "10",
                "why": "Sai mẫu",
                "steps": [{"operation": "rejected", "text": "0", "value": "0"}],
                "source": {"instrument": "qd-1", "at": "Phụ lục, 1.1"},
                "items": [],
            },
            {
                "key": "g",
                "code": None,
                "name": "Nhóm g",
                "role": "criterion",
                "state": "observed",
                "exact": "4",
                "published": "4.00",
                "max": "5",
                "applicable_max": "5",
                "why": None,
                "steps": [{"operation": "sum", "text": "1.5 + 2.5", "value": "4"}],
                "source": None,
                "items": [
                    {
                        "key": "b",
                        "code": None,
                        "name": "Mục b",
                        "role": "bonus",
                        "state": "observed",
                        "exact": "3/2",
                        "published": "1.50",
                        "max": None,
                        "applicable_max": "0",
                        "why": None,
                        "steps": [step],
                        "source": None,
                        "items": [],
                    },
                    {
                        "key": "c",
                        "code": None,
                        "name": "Mục c",
                        "role": "criterion",
                        "state": "observed",
                        "exact": "5/2",
                        "published": "2.50",
                        "max": "5",
                        "applicable_max": "5",
                        "why": None,
                        "steps": [{"operation": "given", "text": "2.5", "value": "5/2"}],
                        "source": None,
                        "items": [],
                    },
                ],
            },
        ],
        "assumptions": [
            {"at": f"policies.{name}", "why": "phép thử"} for name in type(rules.policies).model_fields
        ],
        "warnings": [
            {
                "code": "W-RULESET",
                "at": "ruleset",
                "message": "tệp chấm điểm ghi bộ `example/other@2024`, đang chấm theo `example/small@2024`",
            }
        ],
    }


def test_plain_sheet_with_something_missing() -> None:
    """While something is missing every open figure has two ends, and there may be no band."""
    tree = plain(scored(ruleset(leaf("a"), leaf("b"), leaf("c", role="penalty", max="3")), points(a="4")))
    assert tree["complete"] is False
    assert tree["missing"] == ["b", "c"]
    assert tree["total"] == {
        "least": {"exact": "1", "published": "1.00"},
        "most": {"exact": "14", "published": "14.00"},
        "max": "20",
    }
    assert tree["index"] == {
        "least": {"exact": "5", "published": "5.00"},
        "most": {"exact": "70", "published": "70.00"},
    }
    assert (tree["band"], tree["steps"]) == (None, [])
    known, open_, taken = tree["items"]
    assert {"exact": "4", "published": "4.00"}.items() <= known.items()
    assert open_["state"] == "missing"
    assert open_["least"] == {"exact": "0", "published": "0.00"}
    assert open_["most"] == {"exact": "10", "published": "10.00"}
    assert "exact" not in open_
    assert taken["least"] == {"exact": "-3", "published": "-3.00"}


def test_plain_sheet_in_english() -> None:
    """Names and messages are given in English where the English is known, else in Vietnamese."""
    rules = worked()
    vi = plain(scored(rules, worked_entries(), ruleset="example/other@2024"))
    en = plain(scored(rules, worked_entries(), ruleset="example/other@2024"), "en")
    assert (vi["band"], en["band"]) == ({"key": "kha", "name": "Khá"}, {"key": "kha", "name": "Fair"})
    assert en["items"][0]["name"] == vi["items"][0]["name"] == "Nhóm appraisal"
    assert en["warnings"][0]["message"] == (
        "the assessment names `example/other@2024` and is scored under `example/small@2024`"
    )
    assert {key for key in vi if vi[key] != en[key]} == {"band", "warnings"}


def test_plain_reasons_and_names_by_language() -> None:
    """Items and assumptions too are given in the language asked for."""
    said = {**policies(), "missing": {"value": "zero", "assumed": {"vi": "thiếu", "en": "silence"}}}
    names = {"a": {"vi": "Kế hoạch", "en": "Plan"}, "g": {"vi": "Chỉ đạo", "en": "Steering"}}
    rules = ruleset(group("g", leaf("a", name=names["a"]), name=names["g"]), policies=said)
    sheet = scored(rules, points(a="1"))
    vi, en = plain(sheet), plain(sheet, "en")
    assert (vi["items"][0]["name"], en["items"][0]["name"]) == ("Chỉ đạo", "Steering")
    assert vi["items"][0]["items"][0]["name"] == "Kế hoạch"
    assert en["items"][0]["items"][0]["name"] == "Plan"
    assert {"at": "policies.missing", "why": "thiếu"} in vi["assumptions"]
    assert {"at": "policies.missing", "why": "silence"} in en["assumptions"]
