"""YAML cases: each thing a case may expect, and each way in which it can fail."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commands import JUSTICE, ROOT, small_rules, small_unit, written
from helpers import Plain

from parindex import AssessmentError, NotFoundError, Problem, ReadError, RulesetError
from parindex.cases import find_cases, read_case, run
from parindex.cases.single import Case, Ends, Outcome, printed_reason
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset

APPRAISAL, SURVEY = {"points": "61.86"}, {"points": "28.1"}


def assessment(**entries: Any) -> Plain:
    """Write an assessment of a ministry under the shipped ruleset of two blocks."""
    return {
        "format": "1",
        "ruleset": "national/ministries@2023",
        "unit": {"key": "ministry-of-justice", "name": "Bộ Tư pháp", "kind": "ministry"},
        "period": "year",
        "stages": {"final": {"entries": entries}},
    }


FULL = assessment(appraisal=APPRAISAL, survey=SURVEY)
OPEN = assessment(appraisal=APPRAISAL)
BEYOND = assessment(appraisal={"points": "99"}, survey=SURVEY)


def case(folder: Path, entered: object = FULL, **expected: Any) -> Path:
    """Write a case that expects these things."""
    tree = {"name": {"vi": "Ca"}, "source": "phép thử", "input": entered, "expected": expected}
    return written(folder / "case.yaml", tree)


def unmet(outcome: Outcome) -> list[tuple[object, object, object]]:
    """Return what was expected of what, and what was found."""
    details = [dict(each.details) for each in outcome.problems]
    assert all(each.code == "E-EXPECTED" and each.place for each in outcome.problems)
    return [(each["what"], each["wanted"], each["found"]) for each in details]


def refused(file: Path) -> tuple[Problem, ...]:
    """Return why a file is no case."""
    with pytest.raises((AssessmentError, ReadError)) as caught:
        read_case(file)
    found: tuple[Problem, ...] = caught.value.problems
    return found


# What a case may expect


def test_a_case_that_holds(tmp_path: Path) -> None:
    """A case of which every expectation is met has an outcome with its sheet and no problem."""
    outcome = run(
        case(
            tmp_path,
            total="2249/25",
            published="89.96",
            index="89.96",
            band="b",
            items={"appraisal": "61.86", "survey": "281/10"},
            missing=[],
            warnings=[],
        )
    )

    assert outcome.problems == ()
    assert outcome.case.name.vi == "Ca"
    assert outcome.sheet is not None
    assert outcome.sheet.total.least == Fraction(2249, 25)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"total": "89.95"}, ("total", "1799/20", "2249/25")),
        ({"published": "89.9600"}, ("published", "89.9600", "89.96")),
        ({"index": "90"}, ("index", "90", "89.96")),
        ({"band": "tot"}, ("band", "tot", "b")),
        ({"items": {"survey": "28"}}, ("items.survey", "28", "281/10")),
        ({"items": {"nothing": "0"}}, ("items.nothing", "0", "–")),
        ({"missing": ["survey"]}, ("missing", "survey", "")),
        ({"warnings": ["W-BAND"]}, ("warnings", "W-BAND", "")),
        ({"refused": ["E-RANGE"]}, ("refused", "E-RANGE", "–")),
        ({"total": {"least": "0", "most": "100"}}, ("total", "0 – 100", "2249/25")),
    ],
)
def test_each_thing_can_fail(tmp_path: Path, expected: Plain, found: tuple[str, str, str]) -> None:
    """Whatever is not as expected is told, with what was wanted and what was found."""
    assert unmet(run(case(tmp_path, **expected))) == [found]


def test_everything_that_fails_is_told_at_once(tmp_path: Path) -> None:
    """One run tells every expectation that is not met, each at its own line of the file."""
    file = tmp_path / "case.yaml"
    expected = "expected:\n  total: '90'\n  band: b\n  index: '90'\n"
    file.write_text(f"name: {{vi: Ca}}\nsource: x\ninput: {JUSTICE}\n{expected}", encoding="utf-8")

    assert [str(each.place) for each in run(file).problems] == [f"{file}:5:3", f"{file}:7:3"]


def test_there_is_no_tolerance(tmp_path: Path) -> None:
    """A total that differs by a billionth is another total."""
    outcome = run(case(tmp_path, total="89960000001/1000000000"))

    assert unmet(outcome) == [("total", "89960000001/1000000000", "2249/25")]


# Intervals


def test_an_interval_that_holds(tmp_path: Path) -> None:
    """While something is missing, both ends of the total, of a line and of the published figures stand."""
    outcome = run(
        case(
            tmp_path,
            OPEN,
            total={"least": "61.86", "most": "93.36"},
            published="61.86 – 93.36",
            index="61.86 – 93.36",
            items={"survey": {"least": "0", "most": "31.5"}, "appraisal": "61.86"},
            missing=["survey"],
        )
    )

    assert outcome.problems == ()


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"total": "61.86"}, ("total", "3093/50", "3093/50 – 2334/25")),
        ({"published": "61.86"}, ("published", "61.86", "61.86 – 93.36")),
        ({"index": "61.86"}, ("index", "61.86", "61.86 – 93.36")),
        ({"items": {"survey": "0"}}, ("items.survey", "0", "0 – 63/2")),
        (
            {"total": {"least": "61.86", "most": "100"}},
            ("total", "3093/50 – 100", "3093/50 – 2334/25"),
        ),
    ],
)
def test_one_end_is_not_the_interval(tmp_path: Path, expected: Plain, found: tuple[str, str, str]) -> None:
    """A figure that is still open is not met by its lower end, nor by another interval."""
    assert unmet(run(case(tmp_path, OPEN, **expected))) == [found]


# Refusals


def test_a_refusal_that_is_expected(tmp_path: Path) -> None:
    """A case may expect that the assessment is refused, by its codes."""
    outcome = run(case(tmp_path, BEYOND, refused=["E-RANGE"]))

    assert outcome.problems == ()
    assert outcome.sheet is None


def test_another_refusal_than_expected(tmp_path: Path) -> None:
    """A refusal for another reason is told."""
    assert unmet(run(case(tmp_path, BEYOND, refused=["E-ITEM"]))) == [("refused", "E-ITEM", "E-RANGE")]


def test_a_refusal_that_nobody_expected(tmp_path: Path) -> None:
    """An assessment that is refused fails its case with the reason, at its place in the case."""
    outcome = run(case(tmp_path, BEYOND, total="100"))

    (found,) = outcome.problems
    assert (found.code, found.at) == ("E-RANGE", "input.stages.final.entries.appraisal.points")
    assert found.place is not None
    assert found.place.file.endswith("case.yaml")
    assert outcome.sheet is None


# The assessment in a file of its own


def test_the_input_may_be_the_name_of_a_file(tmp_path: Path) -> None:
    """A case may name the file of its assessment, from where the case stands."""
    shutil.copy(JUSTICE, tmp_path / "unit.yaml")

    assert run(case(tmp_path, "unit.yaml", total="89.96")).problems == ()


def test_what_is_wrong_with_a_named_file_is_told_in_that_file(tmp_path: Path) -> None:
    """An assessment that does not fit is told at its place in its own file, not in the case."""
    unit = written(tmp_path / "unit.yaml", BEYOND)

    (found,) = run(case(tmp_path, "unit.yaml", total="100")).problems
    assert (found.code, found.at) == ("E-RANGE", "stages.final.entries.appraisal.points")
    assert found.place is not None
    assert found.place.file == str(unit)


def test_a_named_file_of_the_wrong_shape(tmp_path: Path) -> None:
    """A named file that is no assessment fails the case, or meets it when that is what it expects."""
    written(tmp_path / "unit.yaml", {**FULL, "period": "month"})

    assert [each.code for each in run(case(tmp_path, "unit.yaml", total="1")).problems] == ["E-VALUE"]
    assert run(case(tmp_path, "unit.yaml", refused=["E-VALUE"])).problems == ()


def test_a_named_file_that_is_not_there(tmp_path: Path) -> None:
    """A named file that cannot be read is a reading error, whatever is expected."""
    with pytest.raises(ReadError) as caught:
        run(case(tmp_path, "nobody.yaml", refused=["E-FILE"]))

    assert [each.code for each in caught.value.problems] == ["E-FILE"]


# What is no case


@pytest.mark.parametrize("expected", [{}, {"items": {}}])
def test_a_case_must_expect_something(tmp_path: Path, expected: Plain) -> None:
    """A case that expects nothing would always hold, and is refused."""
    assert [(each.code, each.at) for each in refused(case(tmp_path, **expected))] == [("E-CASE", "expected")]


def test_an_empty_expectation_in_yaml(tmp_path: Path) -> None:
    """An `expected:` with nothing after it is refused where it stands."""
    file = tmp_path / "case.yaml"
    file.write_text(f"name: {{vi: Ca}}\nsource: x\ninput: {JUSTICE}\nexpected:\n", encoding="utf-8")

    (found,) = refused(file)
    assert found.code == "E-EMPTY"
    assert found.place is not None
    assert found.place.line == 4


@pytest.mark.parametrize(
    ("expected", "code", "at"),
    [
        ({"total": "about 90"}, "E-NUM", "expected.total"),
        ({"total": "1e400000000"}, "E-NUM", "expected.total"),
        ({"total": "1_000"}, "E-NUM", "expected.total"),
        ({"total": 90.5}, "E-TEXT", "expected.total"),
        ({"total": ["90"]}, "E-SHAPE", "expected.total"),
        ({"total": {"least": "0"}}, "E-REQUIRED", "expected.total"),
        ({"total": {"least": "0", "most": "1", "mean": "1"}}, "E-FIELD", "expected.total.mean"),
        ({"items": {"survey": "1/0"}}, "E-NUM", "expected.items.survey"),
        ({"items": {"survey": " 1"}}, "E-NUM", "expected.items.survey"),
        ({"items": {"Survey": "1"}}, "E-SLUG", "expected.items.Survey"),
        ({"published": 90}, "E-TEXT", "expected.published"),
        ({"band": "Tốt"}, "E-SLUG", "expected.band"),
        ({"refused": []}, "E-WRONG", "expected.refused"),
        ({"rank": "1"}, "E-FIELD", "expected.rank"),
    ],
)
def test_what_cannot_be_expected(tmp_path: Path, expected: Plain, code: str, at: str) -> None:
    """An expectation of the wrong form is one problem at its place, not a case that fails."""
    (found,) = refused(case(tmp_path, **expected).rename(tmp_path / "case.json"))

    assert (found.code, found.at) == (code, at)
    assert found.place is not None


@pytest.mark.parametrize(
    ("entered", "code", "at"),
    [
        ({**FULL, "period": "month"}, "E-VALUE", "input.period"),
        (["unit.yaml"], "E-SHAPE", "input"),
        (1, "E-TEXT", "input"),
    ],
)
def test_an_input_of_the_wrong_shape(tmp_path: Path, entered: object, code: str, at: str) -> None:
    """An input that is neither an assessment nor a name is one problem, told as what it was meant to be."""
    (found,) = refused(case(tmp_path, entered, total="1").rename(tmp_path / "case.json"))

    assert (found.code, found.at) == (code, at)


def test_a_case_needs_its_source(tmp_path: Path) -> None:
    """A case must say where it comes from, and a stage it names must exist."""
    tree = {"name": {"vi": "Ca"}, "input": FULL, "stage": "last", "expected": {"total": "1"}}

    found = refused(written(tmp_path / "case.yaml", tree))
    assert {(each.code, each.at) for each in found} == {("E-REQUIRED", ""), ("E-VALUE", "stage")}


def test_signed_and_long_fractions_can_be_expected(tmp_path: Path) -> None:
    """Points below zero, and exact fractions longer than any instrument declares, can be written down."""
    long = f"{10**80 + 1}/{3**170}"
    read = read_case(
        case(tmp_path, total=long, items={"a": "-1/3", "b": "-0.5", "c": {"least": "-2", "most": "0"}})
    )

    assert isinstance(read, Case)
    assert read.expected.total == Fraction(10**80 + 1, 3**170)
    assert read.expected.items == {
        "a": Fraction(-1, 3),
        "b": Fraction(-1, 2),
        "c": Ends.model_validate({"least": "-2", "most": "0"}),
    }


def test_a_case_in_another_stage(tmp_path: Path) -> None:
    """The stage of a case decides which entries stand."""
    tree = {**FULL, "stages": {"self": FULL["stages"]["final"], **OPEN["stages"]}}
    file = written(
        tmp_path / "case.yaml",
        {
            "name": {"vi": "Ca"},
            "source": "x",
            "input": tree,
            "stage": "self",
            "expected": {"total": "89.96", "warnings": []},
        },
    )

    assert run(file).problems == ()


# The ruleset of a case


def test_a_case_of_an_unknown_ruleset(tmp_path: Path) -> None:
    """A case under a ruleset that does not exist cannot be run."""
    with pytest.raises(NotFoundError):
        run(case(tmp_path, {**FULL, "ruleset": "national/ministries@1999"}, total="1"))


def test_a_case_of_an_unsound_ruleset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case under an unsound ruleset cannot be run: that is no refusal of the assessment."""
    rules = written(tmp_path / "rules.yaml", small_rules(root={"max": "31"}))
    monkeypatch.setattr(catalog, "available", lambda: {"example/small@2024": rules})
    with pytest.raises(RulesetError):
        run(case(tmp_path, small_unit(), refused=["E-SUM"]))


# Finding cases


def test_cases_below_a_folder(tmp_path: Path) -> None:
    """Every YAML file below a folder is a case, in order; other files are not."""
    for name in ("b/2.yaml", "a/1.yaml", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert list(find_cases(tmp_path)) == [tmp_path / "a/1.yaml", tmp_path / "b/2.yaml"]


@pytest.mark.parametrize("name", ["case.yaml", "nobody.yaml", "a\0b"])
def test_a_file_is_its_own_case(tmp_path: Path, name: str) -> None:
    """A path that is no folder is the file itself: whether it can be read is seen when it is run."""
    case(tmp_path, total="1")

    assert list(find_cases(tmp_path / name)) == [tmp_path / name]


def test_the_shipped_cases_name_their_source_and_both_languages() -> None:
    """Every case that ships says where it comes from, and has a Vietnamese and an English name."""
    cases = [read_case(file) for file in find_cases(ROOT / "tests" / "cases")]

    assert len(cases) >= 29
    assert all(each.source and each.name.vi and each.name.en for each in cases)


# What a source printed


@pytest.mark.parametrize(
    ("entered", "printed", "reason"),
    [
        (FULL, "89.96", "equal"),
        (FULL, "89.95", "the printed parts are rounded"),
        (FULL, "89.975", "the printed parts are rounded"),
        (FULL, "89.976", "rounding does not explain it"),
        (OPEN, "61.86", "incomplete, not compared"),
    ],
)
def test_why_a_printed_total_differs(tmp_path: Path, entered: Plain, printed: str, reason: str) -> None:
    """Two parts and a total, each rounded to a hundredth, explain a difference up to 0.015."""
    outcome = run(case(tmp_path, entered, warnings=[]))

    assert outcome.sheet is not None
    vietnamese, english = printed_reason(Fraction(printed), outcome.sheet)
    assert english == reason
    assert vietnamese not in {"", english}


def test_a_case_keeps_what_was_printed(tmp_path: Path) -> None:
    """What a source printed stands in the case beside what is expected."""
    tree = {
        "name": {"vi": "Ca"},
        "source": "x",
        "input": FULL,
        "expected": {"total": "89.96"},
        "printed": {"total": "89.95", "rank": "1"},
    }
    read = read_case(written(tmp_path / "case.yaml", tree))

    assert isinstance(read, Case)
    assert read.printed is not None
    assert (read.printed.total, read.printed.rank) == (Fraction(1799, 20), "1")


# The ruleset


def test_a_case_under_a_ruleset_of_its_own(tmp_path: Path) -> None:
    """`ruleset` names a file beside the case, or another id, and goes before the one the input names."""
    written(tmp_path / "small.yaml", small_rules())
    tree = {"name": {"vi": "Ca"}, "source": "phép thử", "input": small_unit()}
    outcomes = [
        run(written(tmp_path / "case.yaml", {**tree, "ruleset": name, "expected": {"band": "none"}}))
        for name in ("small.yaml", "national/ministries@2023")
    ]

    assert outcomes[0].sheet is not None
    assert outcomes[0].sheet.ruleset == Ruleset.model_validate(small_rules())
    assert [each.code for each in outcomes[1].problems] != []
