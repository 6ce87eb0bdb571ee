"""The verbs, given what is at hand: an id, a file, a plain tree or a value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from commands import DEPARTMENT, INCOMPLETE, JUSTICE, MINISTRIES, small_rules, small_unit, written
from helpers import ruleset

import parindex
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.readers.document import Document
from parindex.scoresheet import each_line

SMALL = ruleset(*small_rules()["score"]["items"], root={"max": "30"})


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    """Write the small ruleset to a file."""
    return written(tmp_path / "rules.json", small_rules())


def codes(caught: pytest.ExceptionInfo[parindex.ParindexError]) -> list[str]:
    """Return the codes of the problems that an error carries."""
    return [each.code for each in caught.value.problems]


def column(file: Path, text: str) -> int:
    """Return the column of a text in a file of one line."""
    return file.read_text(encoding="utf-8").index(text) + 1


# load


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("ha-noi/central-agencies@2024", None),
        ("ha-noi/central-agencies", 2024),
        ("ha-noi/central-agencies", "2024"),
    ],
)
def test_load_by_id_or_by_family_and_year(name: str, year: int | str | None) -> None:
    """A ruleset is named by its id, or by its family and a year."""
    assert parindex.load(name, year=year).id == "ha-noi/central-agencies@2024"


def test_load_a_file(rules_file: Path) -> None:
    """A path loads a ruleset of one's own."""
    assert parindex.load(rules_file).id == "example/small@2024"


def test_a_file_and_an_id_of_one_ruleset_are_equal() -> None:
    """The same ruleset, loaded twice in two ways, is one value with one hash and one digest."""
    by_id = parindex.load("national/ministries@2023")
    by_path = parindex.load(
        Path(parindex.__file__).parents[2] / "rulesets" / "national" / "ministries" / "2023.yaml"
    )

    assert by_path == by_id
    assert hash(by_path) == hash(by_id)
    assert by_path.digest == by_id.digest


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ha-noi/central-agencies@1999", "E-RULESET"),
        ("ha-noi/wards@2024", "E-RULESET"),
        ("ha-noi/central-agencies", "E-YEAR"),
        ("../../etc/passwd", "E-ID"),
        ("a\0b", "E-ID"),
    ],
)
def test_load_nothing(name: str, code: str) -> None:
    """What is no id, or the id of nothing, is not found."""
    with pytest.raises(parindex.NotFoundError) as caught:
        parindex.load(name)

    assert codes(caught) == [code]


def test_load_an_unsound_file(tmp_path: Path) -> None:
    """A file that breaks a law is refused, with the place of what is wrong."""
    file = written(tmp_path / "rules.json", small_rules(root={"max": "31"}))
    with pytest.raises(parindex.RulesetError) as caught:
        parindex.load(file)

    assert codes(caught) == ["E-SUM"]
    place = caught.value.problems[0].place
    assert place is not None
    assert place.file == str(file)


# check


def test_check_a_value_a_file_and_an_id(rules_file: Path) -> None:
    """A sound ruleset has no problem, however it is given."""
    assert parindex.check(SMALL) == ()
    assert parindex.check(rules_file) == ()
    assert parindex.check("national/ministries@2023") == ()


def test_check_returns_what_is_wrong_as_data(tmp_path: Path) -> None:
    """An unsound file is not refused by check: its problems are returned, each with its place."""
    found = parindex.check(written(tmp_path / "rules.json", small_rules(root={"max": "31"})))

    assert [each.code for each in found] == ["E-SUM"]
    assert all(each.place for each in found)


def test_check_an_unknown_id() -> None:
    """An id that nothing has cannot be checked."""
    with pytest.raises(parindex.NotFoundError):
        parindex.check("national/ministries@1999")


# score


def test_score_a_file_a_tree_and_a_value(tmp_path: Path) -> None:
    """A file, the plain tree in it and the assessment made of it give equal sheets."""
    tree = small_unit()
    file = written(tmp_path / "unit.json", tree)

    of_file = parindex.score(SMALL, file)
    assert of_file == parindex.score(SMALL, tree)
    assert of_file == parindex.score(SMALL, Assessment.model_validate(tree))
    assert of_file.total.exact == Fraction(5, 2) + Fraction(20, 3) + Fraction(29, 4)
    assert of_file.total.published == Decimal("16.42")


def test_score_without_a_trace() -> None:
    """Without the trace there are no steps, and every figure is the same."""
    traced, bare = (parindex.score(SMALL, small_unit(), trace=trace) for trace in (True, False))

    assert all(line.steps for line in each_line(traced.lines))
    assert not any(line.steps for line in each_line(bare.lines))
    assert bare.steps == ()
    assert (bare.total, bare.index) == (traced.total, traced.index)
    assert [line.points for line in each_line(bare.lines)] == [
        line.points for line in each_line(traced.lines)
    ]


def test_score_at_a_stage() -> None:
    """The stage asked for decides which entries stand."""
    tree = small_unit()
    first = {"entries": tree["stages"]["final"]["entries"]}
    changed = {"points": "10", "changed": {"by": "Hội đồng", "why": "bổ sung"}}
    tree["stages"] = {"self": first, "final": {"entries": {"council": changed}}}

    own, final = (parindex.score(SMALL, tree, stage=stage) for stage in ("self", "final"))
    assert (own.line("council").points, final.line("council").points) == (Fraction(29, 4), Fraction(10))


def test_an_incomplete_score_is_an_interval() -> None:
    """While something is missing, both the exact and the published total have two ends."""
    sheet = parindex.score(SMALL, small_unit(council=None))

    assert sheet.total.exact == parindex.Interval(Fraction(55, 6), Fraction(115, 6))
    assert sheet.total.published == parindex.Interval(Decimal("9.17"), Decimal("19.17"))
    assert sheet.missing == ("council",)


def test_an_unknown_stage_is_a_wrong_question() -> None:
    """A stage that does not exist is refused as a question, with the stages there are."""
    with pytest.raises(parindex.UsageError) as caught:
        parindex.score(SMALL, small_unit(), stage="finale")

    assert codes(caught) == ["E-STAGE"]
    assert "final" in caught.value.problems[0].line()


def test_a_tree_of_the_wrong_shape_has_no_place() -> None:
    """A tree from Python is told every mistake of its shape by path alone: it stands in no file."""
    with pytest.raises(parindex.AssessmentError) as caught:
        parindex.score(SMALL, {**small_unit(), "period": "month", "unit": {}})

    problems = caught.value.problems
    assert {each.at for each in problems} == {"period", "unit"}
    assert not any(each.place for each in problems)


def test_a_file_of_the_wrong_shape_has_places(tmp_path: Path) -> None:
    """A file is told every mistake of its shape with line and column."""
    file = written(tmp_path / "unit.json", {**small_unit(), "period": "month"})
    with pytest.raises(parindex.AssessmentError) as caught:
        parindex.score(SMALL, file)

    (found,) = caught.value.problems
    assert found.place == (str(file), 1, column(file, '"period"'))


def test_a_file_that_does_not_fit_has_places(tmp_path: Path) -> None:
    """A file of the right shape that does not fit the ruleset is told where, too."""
    file = written(tmp_path / "unit.json", small_unit(council={"points": "0.3"}))
    with pytest.raises(parindex.AssessmentError) as caught:
        parindex.score(SMALL, file)

    (found,) = caught.value.problems
    assert (found.code, found.at) == ("E-STEP", "stages.final.entries.council.points")
    assert found.place == (str(file), 1, column(file, '"points": "0.3"'))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is not there is a reading error."""
    with pytest.raises(parindex.ReadError) as caught:
        parindex.score(SMALL, tmp_path / "nobody.yaml")

    assert codes(caught) == ["E-FILE"]


def test_read_an_assessment_with_its_document() -> None:
    """Reading alone gives the assessment and the document that knows its places."""
    assessment, document = read_assessment(JUSTICE)

    assert assessment.unit.name == "Bộ Tư pháp"
    assert isinstance(document, Document)
    assert document.place(("ruleset",)).line > 1


# explain and rank


def test_explain_in_both_languages() -> None:
    """A sheet explains itself in Vietnamese, and in English when asked."""
    sheet = parindex.score(parindex.load("example/department@2024"), DEPARTMENT)

    assert "Tổng điểm 86,17 trên 100" in parindex.explain(sheet)
    assert "Total 86.17 of 100" in parindex.explain(sheet, lang="en")


def test_rank_a_league() -> None:
    """Sheets of one league are ranked by their index, best first."""
    rules = parindex.load("national/ministries@2023")
    ranked = parindex.rank(parindex.score(rules, file) for file in sorted(MINISTRIES.glob("*.yaml")))

    assert [row.rank for row in ranked] == list(range(1, 11))
    assert ranked[0].sheet.unit.key == "ministry-of-justice"
    indexes = [row.sheet.index.least for row in ranked]
    assert indexes == sorted(indexes, reverse=True)


def test_rank_an_incomplete_sheet() -> None:
    """A sheet that is not complete cannot be ranked."""
    sheet = parindex.score(parindex.load("example/department@2024"), INCOMPLETE)
    with pytest.raises(parindex.UsageError) as caught:
        parindex.rank([sheet])

    assert codes(caught) == ["E-INCOMPLETE"]
