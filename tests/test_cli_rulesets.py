"""`list`, `show`, `check`, `schema`: what a reader of rulesets is told, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import PLANS, ROOT, SHIPPED, flat, ran, run, small_rules, told, written
from helpers import Plain, leaf

import parindex
from parindex.cli.reports import REPORTS
from parindex.errors import Place, problem
from parindex.fields import say
from parindex.ruleset import catalog
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import walk
from parindex.schemas import schema_of

IDS = SHIPPED
LANGUAGES = ("vi", "en")
UNSOUND: Plain = {"root": {"max": "31"}}

each_id = pytest.mark.parametrize("name", IDS)
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Write a sound ruleset."""
    return written(tmp_path / "sound.yaml", small_rules())


@pytest.fixture
def unsound(tmp_path: Path) -> Path:
    """Write a ruleset that breaks a law."""
    return written(tmp_path / "unsound.yaml", small_rules(**UNSOUND))


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    """Write a ruleset of which a reader is warned."""
    top = leaf("top", {"method": "levels", "levels": [{"key": "a", "name": {"vi": "A"}, "points": "9"}]})
    rules = small_rules()
    rules["score"]["items"][0] = top
    rules["score"]["max"] = "20"
    return written(tmp_path / "warned.yaml", rules)


def placed(folder: Path, family: str, rules: Plain) -> Path:
    """Write a ruleset into a folder of rulesets, as that of a family and the year 2024."""
    file = folder / "example" / family / "2024.yaml"
    file.parent.mkdir(parents=True)
    return written(file, rules)


# list


@each_language
def test_list_names_each_ruleset(lang: str) -> None:
    """The list gives id, title, standing, coverage and the start of the digest, uncut."""
    text = ran("list", "--lang", lang)

    for name in IDS:
        ruleset = catalog.load(name)
        assert f"{name} · " in text
        assert say(ruleset.title, "en" if lang == "en" else "vi") in flat(text)
        assert ruleset.digest[:12] in text
    standing = "minh hoạ, đủ tiêu chí" if lang == "vi" else "illustrative, full"
    structure = "có hiệu lực, chỉ cấu trúc" if lang == "vi" else "in force, structure only"
    assert text.count(standing) == 2
    assert text.count(structure) == len([name for name in IDS if catalog.load(name).standing == "in-force"])


def test_list_counts_what_is_assumed() -> None:
    """Beside each ruleset stands how many assumptions it makes, and where."""
    text = flat(ran("list"))

    for name in IDS:
        places = [at for at, _ in assumptions(catalog.load(name))]
        assert f"{len(places)} giả định: {', '.join(places)}" in text


def test_list_of_rulesets_that_assume_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a ruleset that assumes nothing no assumption is counted."""
    rules = small_rules()
    for policy in rules["policies"].values():
        del policy["assumed"]
        policy["source"] = {"instrument": "qd-1", "at": "Điều 1"}
    file = written(tmp_path / "rules.yaml", rules)
    monkeypatch.setattr(catalog, "available", lambda: {"example/small@2024": file})

    assert "giả định" not in ran("list")
    assert told("list")[0]["assumptions"] == []


@each_language
def test_list_as_json(lang: str) -> None:
    """As JSON the list gives the same, with the whole digest and every assumption with its reason."""
    found = told("list", "--lang", lang)

    assert [each["id"] for each in found] == list(catalog.available())
    for each in found:
        ruleset = catalog.declaration(each["id"])
        assert each["kind"] == ("plan" if each["id"] in PLANS else "ruleset")
        assert (each["standing"], each["coverage"]) == (ruleset.standing, ruleset.coverage)
        assert each["sha256"] == ruleset.digest
        assert each["title"] == say(ruleset.title, "en" if lang == "en" else "vi")
        reasons = [(at, say(why, "en" if lang == "en" else "vi")) for at, why in assumptions(ruleset)]
        assert [(one["at"], one["why"]) for one in each["assumptions"]] == reasons


# show


@each_id
@each_language
def test_show_tells_everything_a_reader_needs(name: str, lang: str) -> None:
    """A ruleset is shown with its instruments, every item, its bands, policies, assumptions and readings."""
    language: Any = lang
    ruleset = catalog.load(name)
    text = ran("show", name, "--lang", lang)
    whole = flat(text.replace("│", " ").replace("├──", " ").replace("└──", " "))

    assert ruleset.digest in text
    for instrument in ruleset.instruments:
        assert f"{instrument.number}" in whole
        assert say(instrument.title, language) in whole
    for item, _ in walk(ruleset.score):
        assert say(item.name, language) in whole
        assert f"· {item.key}" in whole
    for band in ruleset.bands:
        assert f"{say(band.name, language)}: " in whole
    for at, why in assumptions(ruleset):
        assert f"- {at}" in whole
        assert flat(say(why, language)) in whole
    for reading in ruleset.interpretations:
        assert flat(f"{say(reading.question, language)} → {say(reading.chosen.name, language)}") in whole


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("example/department@2024", "Bộ tiêu chí minh hoạ, không phải văn bản", "Illustrative rules"),
        ("ha-noi/central-agencies@2024", "Chỉ có cấu trúc", "Structure only"),
    ],
)
def test_show_says_what_kind_of_ruleset_it_is(name: str, vi: str, en: str) -> None:
    """An illustrative ruleset and one that is only a structure say so, before anything else."""
    assert vi in ran("show", name)
    assert en in ran("show", name, "--lang", "en")


def test_show_in_words() -> None:
    """What a source says is shown in the words of a Vietnamese official: dates, kinds, clauses, policies."""
    text = flat(ran("show", "national/ministries@2023"))

    assert "· Quyết định 876/QĐ-BNV ngày 10/11/2022, Bộ Nội vụ: " in text
    assert "Điểm được nhập trực tiếp, tối đa 68,5." in text
    assert "- rounding: làm tròn 2 chữ số thập phân, từ nửa trở lên thì làm tròn lên; khi công bố" in text
    assert "- missing: còn mục chưa có kết quả thì điểm là một khoảng" in text


def test_show_items_of_one_kind(tmp_path: Path) -> None:
    """An item for some kinds of unit only says for which."""
    file = written(tmp_path / "rules.yaml", small_rules())

    assert "Chỉ áp dụng cho: Huyện." in ran("show", file)
    assert "Only for: Huyện." in ran("show", file, "--lang", "en")


@each_id
def test_show_as_json(name: str) -> None:
    """As JSON a ruleset is its canonical form: the same digest can be made of it."""
    tree = told("show", name)

    assert tree == catalog.load(name).plain()
    assert parindex.Ruleset.model_validate(tree).digest == catalog.load(name).digest


def test_show_a_file_and_standard_input(sound: Path) -> None:
    """A file of one's own is shown as an id is, and so is what comes from standard input."""
    by_file = ran("show", sound)

    assert "Bộ tiêu chí minh hoạ" in by_file
    assert ran("show", "-", stdin=sound.read_bytes()) == by_file


@pytest.mark.parametrize("changes", [UNSOUND, {"standing": "draft"}])
def test_show_refuses_what_is_unsound(tmp_path: Path, changes: Plain) -> None:
    """What is not a sound ruleset is not shown, from a file or from standard input."""
    file = written(tmp_path / "rules.yaml", {**small_rules(**changes)})
    of_file, of_stdin = run("show", file), run("show", "-", stdin=file.read_bytes())

    assert (of_file.exit_code, of_stdin.exit_code) == (3, 3)
    assert of_file.stdout == of_stdin.stdout == ""
    assert of_file.stderr.replace(str(file), "<stdin>") == of_stdin.stderr


# check


def test_check_everything_that_ships() -> None:
    """With nothing named, every shipped ruleset is checked, and how they fit together; all are sound."""
    result = run("check")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 lỗi, 0 cảnh báo\n")


def test_check_how_rulesets_fit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset that lies where its id does not belong is an error of the whole folder."""
    placed(tmp_path / "rules", "large", small_rules())
    monkeypatch.setattr(catalog, "folders", lambda: [tmp_path / "rules"])
    result = run("check")

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{tmp_path / 'rules'}:1:1: E-PLACE id: ")
    assert result.stderr == "1 lỗi, 0 cảnh báo\n"


def test_check_every_folder_of_rulesets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing named, each folder of rulesets is checked, that of another package as the shipped one."""
    first = placed(tmp_path / "one", "small", small_rules(**UNSOUND))
    second = placed(tmp_path / "two", "small", small_rules(**UNSOUND))
    monkeypatch.setattr(catalog, "folders", lambda: [tmp_path / "one", tmp_path / "two"])
    result = run("check")

    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [str(first), str(second)]
    assert result.stderr == "2 lỗi, 0 cảnh báo\n"


def test_check_does_not_ask_how_unsound_rulesets_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a ruleset of a folder has errors, only these are told."""
    placed(tmp_path, "large", small_rules(**UNSOUND))
    monkeypatch.setattr(catalog, "folders", lambda: [tmp_path])
    result = run("check")

    assert result.exit_code == 1
    assert "E-SUM" in result.stdout
    assert "E-PLACE" not in result.stdout


@each_id
def test_check_by_id(name: str) -> None:
    """A shipped ruleset can be checked by its id."""
    assert run("check", name).exit_code == 0


def test_check_errors(unsound: Path) -> None:
    """A ruleset with an error gives the line of the problem, a count, and exit code 1."""
    result = run("check", unsound)

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{unsound}:1:")
    assert "E-SUM score.max: các tiêu chí thành phần cộng lại được 30, tiêu chí khai 31; sửa" in result.stdout
    assert result.stderr == "1 lỗi, 0 cảnh báo\n"


def test_check_warnings_only(warned: Path) -> None:
    """A ruleset of which a reader is only warned passes, with the warnings."""
    result = run("check", warned, "--lang", "en")

    assert result.exit_code == 0
    assert [line.split(": ")[1].split()[0] for line in result.stdout.splitlines()] == ["W-REACH"]
    assert result.stderr == "0 errors, 1 warning\n"


def test_check_what_cannot_be_read(tmp_path: Path, unsound: Path) -> None:
    """What cannot be read gives exit code 3, after everything else that was named has been checked."""
    garbage = tmp_path / "garbage.yaml"
    garbage.write_text("a: [", encoding="utf-8")
    result = run("check", garbage, "nobody/nothing@2024", tmp_path / "nobody.yaml", unsound)

    assert result.exit_code == 3
    assert [code for code in ("E-YAML", "E-RULESET", "E-FILE", "E-SUM") if code in result.stdout] == [
        "E-YAML",
        "E-RULESET",
        "E-FILE",
        "E-SUM",
    ]
    assert result.stderr == "4 lỗi, 0 cảnh báo\n"


def test_check_standard_input(sound: Path, unsound: Path) -> None:
    """`-` checks what comes from standard input, YAML or JSON."""
    assert run("check", "-", stdin=sound.read_bytes()).exit_code == 0

    result = run("check", "-", stdin=b"# YAML\n" + unsound.read_bytes())
    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:2:")


def test_check_as_json(unsound: Path) -> None:
    """As JSON each problem has its code, severity, place, path, message and suggestion, as text."""
    result = run("check", unsound, "nobody/nothing@2024", "--format", "json")

    placed, unplaced = json.loads(result.stdout)
    assert result.stderr == ""
    assert placed == {
        "code": "E-SUM",
        "severity": "error",
        "file": str(unsound),
        "line": "1",
        "column": placed["column"],
        "at": "score.max",
        "message": "các tiêu chí thành phần cộng lại được 30, tiêu chí khai 31",
        "hint": "sửa `max` của mục này hoặc của các mục bên dưới",
    }
    assert placed["column"].isdigit()
    assert (unplaced["file"], unplaced["line"], unplaced["column"]) == (None, None, None)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_finds_nothing_as_json(form: str) -> None:
    """With nothing to tell, a document is printed all the same, and it holds no problem."""
    found = json.loads(ran("check", "national/ministries@2023", "--format", form))

    assert found == [] if form == "json" else found["runs"][0]["results"] == []


# The parts of SARIF 2.1.0 that a reader of results relies on, word for word from its schema.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"rules": {"type": "array", "uniqueItems": True}},
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {"uri": {"format": "uri-reference"}}
                                                    },
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        }
                                                    },
                                                }
                                            }
                                        }
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_check_as_sarif(tmp_path: Path, warned: Path) -> None:
    """As SARIF each problem is a result with its rule, level and place, and the file's name is a URI."""
    named = written(tmp_path / "bộ tiêu chí.yaml", small_rules(**UNSOUND))
    found = json.loads(run("check", named, warned, "nobody/nothing@2024", "--format", "sarif").stdout)

    jsonschema.validate(found, SARIF)
    (only,) = found["runs"]
    results = only["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("E-SUM", "error"),
        ("W-REACH", "warning"),
        ("E-RULESET", "error"),
    ]
    assert {each["id"] for each in only["tool"]["driver"]["rules"]} == {each["ruleId"] for each in results}
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert " " not in uri
    assert "locations" not in results[2]
    assert results[2]["message"]["text"].startswith("không có bộ tiêu chí `nobody/nothing@2024`")


def test_check_as_github_annotations(tmp_path: Path, warned: Path) -> None:
    """As GitHub annotations each problem is one workflow command, in which no name can end a property."""
    named = written(tmp_path / "a,b:100%.yaml", small_rules(**UNSOUND))
    lines = run("check", named, warned, "nobody/nothing@2024", "--format", "github").stdout.splitlines()

    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning", "::error"]
    assert f"file={tmp_path}/a%2Cb%3A100%25.yaml,line=1,col=" in lines[0]
    assert lines[2].startswith("::error title=E-RULESET::không có bộ tiêu chí")


@pytest.mark.parametrize("form", ["github", "sarif", "text"])
def test_a_report_ends_with_no_loose_semicolon(form: str) -> None:
    """A problem without a suggestion ends with its message."""
    found = problem("E-FLOOR", ("score", "floor"), found="-31").located(Place("a.yaml", 1, 1))
    text = REPORTS[form]([found], "vi")

    assert "`floor` -31 nằm ngoài khoảng của mục" in text
    assert "của mục;" not in text


def test_a_report_keeps_each_problem_on_its_line() -> None:
    """A name with a line break in it cannot begin another annotation."""
    found = problem("E-FLOOR", (), found="x").located(Place("a\n::error::b.yaml", 1, 1))

    assert len(REPORTS["github"]([found], "vi").splitlines()) == 1


# schema


@pytest.mark.parametrize("name", ["assessment", "case", "ruleset", "score"])
def test_schema_prints_the_schema(name: str) -> None:
    """`schema NAME` prints the JSON Schema of that kind of file, as it is written in the repository."""
    printed = ran("schema", name)

    assert json.loads(printed) == schema_of(name)
    assert printed == (ROOT / "rulesets" / "schema" / f"{name}-v1.json").read_text(encoding="utf-8")
