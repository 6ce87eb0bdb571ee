"""Each bad assessment says in its own comments what is wrong with it, as bad rulesets do; none is scored.

Most are scored under the small ruleset `tests/good/every-scale.yaml`, some under another or a shipped one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from promises import Reached

import parindex
from parindex import AssessmentError, Problem, ReadError, Ruleset
from parindex.readers import limits

FOLDER = Path(__file__).parent / "bad" / "assessments"
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in {".yaml", ".json"})
SMALL = Path(__file__).parent / "good" / "every-scale.yaml"
SOURCE = Path(parindex.__file__).parent

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def ruleset_for(file: Path) -> Ruleset:
    """Return the ruleset that a file names, or the small one that all others are meant for."""
    text = file.read_text(encoding="utf-8")
    if "ruleset: test/reweighted-survey@2024\n" in text:
        return parindex.load(SMALL.with_name("reweighted-survey.yaml"))
    named = re.search(r"^ruleset: (example/.*)$", text, re.MULTILINE)
    return parindex.load(named[1] if named else SMALL)


def problems(file: Path, ruleset: Ruleset) -> tuple[Problem, ...]:
    """Return why a file cannot be scored."""
    with pytest.raises((AssessmentError, ReadError)) as refused:
        parindex.score(ruleset, file)
    return refused.value.problems


def expected(file: Path) -> list[str]:
    """Return the lines that a file says will be found."""
    comments = file.with_suffix(".expect") if file.suffix == ".json" else file
    return re.findall(r"^# expect: (.*)$", comments.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_small_ruleset_is_sound() -> None:
    """The ruleset that the bad assessments are scored under has no problem of its own."""
    assert parindex.check(SMALL) == ()


@pytest.mark.promise("borders")
@every_file
def test_exactly_the_expected_problems_are_found(file: Path, reached: Reached) -> None:
    """A bad assessment gives the problems it announces, word for word, each at its place, and no other."""
    found = problems(file, ruleset_for(file))

    assert all(each.place and Path(each.place.file).name == file.name for each in found)
    lines = [each.line("vi").removeprefix(f"{each.place.file if each.place else ''}:") for each in found]
    assert lines == expected(file)
    reached("bad assessments and plans refused in these very words", 1)


@every_file
def test_every_problem_is_said_in_english_too(file: Path) -> None:
    """The English line has its own words, and a hint where the Vietnamese has one."""
    for each in problems(file, ruleset_for(file)):
        assert each.message("en") != each.message("vi")
        assert bool(each.hint("en")) == bool(each.hint("vi"))
        assert not re.search(r"\{[a-z_]+\}", each.line("en"))


@every_file
def test_a_file_is_named_after_the_problem_it_shows(file: Path) -> None:
    """The name of a bad file is the code it is about, with a number when there are several."""
    code = re.sub(r"-[0-9]$", "", file.stem).upper()

    assert code == "MANY" or code in {each.code for each in problems(file, ruleset_for(file))}


def test_one_run_reports_everything_at_once() -> None:
    """An assessment with many mistakes is told all of them in one run."""
    file = FOLDER / "many.yaml"

    assert len({each.code for each in problems(file, ruleset_for(file))}) >= 9


def test_every_code_of_an_assessment_has_a_bad_example() -> None:
    """Whatever a scale or the scoring can find wrong with an assessment, some bad file shows."""
    modules = [*(SOURCE / "scales").glob("*.py"), SOURCE / "scoring.py", SOURCE / "assessment.py"]
    text = "".join(module.read_text(encoding="utf-8") for module in modules)
    shown = {each.code for file in FILES for each in problems(file, ruleset_for(file))}
    # An unknown stage is a wrong question, not a wrong assessment.
    asked = {"E-STAGE"}
    # A ruleset of which only the structure is known stands in tests/test_remarks.py.
    structure = {"E-STRUCTURE"}
    made = {"E-MORE"}  # in tests/test_caps.py

    assert set(re.findall(r'"(E-[A-Z][A-Z-]*)"', text)) <= shown | asked | structure | made


def good(tmp_path: Path) -> Path:
    """Write a small assessment that fits the small ruleset."""
    file = tmp_path / "unit.yaml"
    file.write_text(
        'format: "1"\nruleset: test/every-scale@2024\nperiod: year\n'
        "unit: {key: so-a, name: Sở A, kind: department}\n"
        "stages: {final: {entries: {plan: {level: late}}}}\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1258"])
def test_another_encoding_than_utf_8_is_refused(tmp_path: Path, encoding: str) -> None:
    """A file in an older Vietnamese code page or in UTF-16 is refused at its place, and not guessed at."""
    file = good(tmp_path)
    content = file.read_text(encoding="utf-8").replace("Sở A", "Hà Nam")
    file.write_bytes(content.encode(encoding))

    (found,) = problems(file, parindex.load(SMALL))

    assert found.code in {"E-UTF8", "E-CHAR"}
    assert found.place is not None


def test_a_file_of_one_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    """A huge file is refused for its size; a hole of 100 MB costs nothing on the disk."""
    file = good(tmp_path)
    with file.open("r+b") as stream:
        stream.truncate(100 * 1024 * 1024)

    (found,) = problems(file, parindex.load(SMALL))

    assert (found.code, dict(found.details)) == ("E-SIZE", {"limit": str(limits.BYTES)})


@pytest.mark.parametrize("name", ["nobody.yaml", ".", "a\x00b.yaml"])
def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """No file, a folder, or a name that is none: the name is said and no Python error comes out."""
    (found,) = problems_of_name(tmp_path / name)

    assert found.code == "E-FILE"
    assert found.line("en").startswith("E-FILE: cannot read the file")


def problems_of_name(file: Path) -> tuple[Problem, ...]:
    """Return why a file of this name cannot be read."""
    with pytest.raises(ReadError) as refused:
        parindex.score(parindex.load(SMALL), file)
    return refused.value.problems


def test_the_assessment_that_the_bad_ones_vary_can_be_scored(tmp_path: Path) -> None:
    """Without its mistake the assessment is scored: it is the mistake that is refused."""
    sheet = parindex.score(parindex.load(SMALL), good(tmp_path))

    assert sheet.total.least == 5
