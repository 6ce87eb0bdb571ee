"""Files that the calculator reads and writes: assessments, forms and records, each as its command does."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from commands import DEPARTMENT, INCOMPLETE, JUSTICE, flat, ran, run, told
from desks import EXAMPLE, LANGUAGES, as_typed, ask, asked, done, of_file, packed, refused, tree_of
from forms import at, laid_out, live, typed
from helpers import Plain, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bad_assessments import FILES, expected, ruleset_for

import parindex
from parindex.audit.canonical import canonical
from parindex.errors import Language
from parindex.readers import yaml
from parindex.site import shelf
from parindex.testing.strategies import assessments, rulesets

# Files in


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_bad_file_is_refused_word_for_word_at_its_place(file: Path) -> None:
    """What the command line says of each bad assessment, the desk says: same words, same line and column."""
    with patch.object(shelf, "load", lambda _: ruleset_for(file)):
        lines = refused("read", name=file.name, content=packed(file.read_bytes()), lang="vi")
    assert [line.removeprefix(f"{file.name}:") for line in lines] == expected(file)


@pytest.mark.parametrize("name", ["unit.yaml", "unit.json", "unit"])
def test_a_good_file_gives_what_it_says(name: str) -> None:
    """YAML and JSON give unit, kind, period, the last stage and the entries of every stage."""
    tree = yaml.read(DEPARTMENT.read_bytes()).data
    content = json.dumps(tree).encode() if name != "unit.yaml" else DEPARTMENT.read_bytes()
    found = done("read", name=name, content=packed(content), lang="en")

    assert found["what"] == "assessment"
    assert found["verdict"] is None
    assert found["stage"] == "final"
    assert found["unit"] == {key: tree["unit"][key] for key in ("key", "name")}
    assert {name: {"entries": each} for name, each in found["stages"].items()} == tree["stages"]


@pytest.mark.parametrize(("lang", "points"), [("vi", "1,125"), ("en", "1.125")])
def test_the_figures_of_a_file_are_given_as_they_are_typed(lang: Language, points: str) -> None:
    """A Vietnamese page gets decimal commas, so that no figure of a file looks as if it parted thousands."""
    tree = tree_of(DEPARTMENT)
    entry = {"points": "1.125", "why": "a 1.125", "changed": {"by": "b", "why": "1.125"}}
    tree["stages"] = {"final": {"entries": {"on-site": entry}}}
    with patch.object(shelf, "load", lambda _: ruleset(leaf("on-site", max="2"))):
        found = done("read", name="a.json", content=packed(json.dumps(tree).encode()), lang=lang)
        assert found["stages"]["final"] == {"on-site": {**entry, "points": points}}
        scored = done("score", ruleset="x", kind="department", entries=found["stages"]["final"], lang=lang)
    assert scored["total"]["exact"] == "9/8"


def test_a_file_of_an_unknown_ruleset_is_refused_at_its_line() -> None:
    """The id that a file names is refused where it stands, as on the command line."""
    content = DEPARTMENT.read_text("utf-8").replace(EXAMPLE, "example/departmen@2024")
    stdin = content.encode()
    lines = run("score", "-", stdin=stdin).stderr.splitlines()
    assert refused("read", name="<stdin>", content=packed(stdin)) == lines


@pytest.mark.parametrize("name", ["a\nb.yaml", "a\u202e.yaml", "\ud800"])
def test_a_name_that_no_file_should_have_is_refused(name: str) -> None:
    """A name with a break or an invisible character would pass into every line about the file."""
    lines = refused("read", name=name, content="")
    assert lines[0].startswith("E-CHAR name") or name == "a\nb.yaml"


@pytest.mark.parametrize("content", ["a", "====", "ộ", "YQ", "Y Q=="])
def test_what_is_no_base64_is_refused(content: str) -> None:
    """The bytes of a file come as base64 and in no other way."""
    assert refused("verify", content=content)[0].startswith("E-BASE64 content")


# Files out


FORMS = ("assessment", "form", "record")
RULES = parindex.load("national/ministries@2023")
UNIT = parindex.Assessment.model_validate(tree_of(JUSTICE))


def form_of(file: Path) -> bytes:
    """Return the form of an example, filled in."""
    return base64.b64decode(done("write", **of_file(file), what="form")["content"])


@pytest.mark.parametrize(
    ("what", "file"),
    [*((what, JUSTICE) for what in FORMS), ("assessment", DEPARTMENT), ("record", DEPARTMENT)],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_written_is_read_back_whole(what: str, file: Path, lang: Language) -> None:
    """An assessment, a form and a record give back what they were written from, and score the same."""
    fields = of_file(file)
    made = done("write", **fields, what=what, lang=lang)
    found = done("read", name=made["name"], content=made["content"], lang=lang)

    assert found["what"] == what
    assert found["problems"] == []
    for name in ("ruleset", "kind", "period", "unit", "stage"):
        assert found[name] == fields[name]
    again = {name: found[name] for name in ("ruleset", "kind", "period", "unit", "stage", "submitted")}
    entries = {"entries": found["stages"].pop("final"), "stages": found["stages"]}
    first, second = (done("score", **each, lang=lang, codes=True) for each in (fields, again | entries))
    assert first == second


@given(data=st.data())
@settings(max_examples=25)
def test_an_assessment_that_is_written_loses_nothing(data: st.DataObject) -> None:
    """Of any ruleset, what is written as YAML and read again is the same assessment."""
    rules = data.draw(rulesets())
    assessment = data.draw(assessments(rules))
    tree = assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    with patch.object(shelf, "load", lambda _: rules):
        made = ask("write", **asked(tree), what="assessment", lang="en")
        if made["ok"]:
            found = done("read", name=made["name"], content=made["content"], lang="en")
            assert {name: {"entries": each} for name, each in found["stages"].items()} == tree["stages"]


def test_files_are_the_bytes_that_the_commands_write(tmp_path: Path) -> None:
    """The record is that of `parindex record`, the form that of `parindex form --from`, byte for byte."""
    fields = of_file(DEPARTMENT)
    record, form = tmp_path / "record.json", tmp_path / "form.xlsx"
    ran("record", DEPARTMENT, "-o", record)
    ran("form", RULES.id, "--from", JUSTICE, "--stage", "final", "-o", form)

    made = done("write", **fields, what="record")
    assert base64.b64decode(made["content"]) == record.read_bytes()
    assert made["check_code"] == told("score", DEPARTMENT)["check_code"]
    assert form_of(JUSTICE) == form.read_bytes()
    assert (made["name"], made["type"]) == ("so-minh-hoa-a.record.json", "application/json")


@pytest.mark.parametrize(
    ("what", "code"), [("record", "E-NO-RECORD"), ("pdf", "E-VALUE what"), ("from", "E-VALUE what")]
)
def test_what_cannot_be_written_says_why(what: str, code: str) -> None:
    """Nothing is recorded of an unfinished score, and nothing is written that nobody knows."""
    (line,) = refused("write", **of_file(INCOMPLETE), what=what)
    assert line.startswith(code)


@pytest.mark.parametrize("what", FORMS)
def test_entries_that_do_not_fit_are_not_written(what: str) -> None:
    """What could not be read back is not handed out, whatever it is to be."""
    fields = of_file(DEPARTMENT)
    fields["entries"]["innovation"] = {"level": "good", "changed": {"by": "a", "why": "b"}}
    (line,) = refused("write", **fields, what=what)
    assert line.startswith("E-FORM stages.final.entries.innovation.level")


def test_a_missing_extra_is_named() -> None:
    """Without what a file needs, one line names the extra; the score needs none."""
    record = packed(record_of(JUSTICE))
    with patch.dict(sys.modules, {"xlsxwriter": None, "rfc8785": None}):
        assert refused("verify", content=record)[0].startswith("E-EXTRA")
        for what in ("form", "record"):
            (line,) = refused("write", **of_file(DEPARTMENT), what=what)
            assert line.startswith("E-EXTRA")
        assert done("score", **of_file(DEPARTMENT))


def test_a_form_that_was_changed_says_so(tmp_path: Path) -> None:
    """A form with a printed cell overwritten is read, and what was changed is said as the command says it."""
    file = tmp_path / "form.xlsx"
    label = at(live(laid_out(RULES, UNIT, stage="final")), "appraisal", "name")
    file.write_bytes(typed(form_of(JUSTICE), "Kết quả cuối", {label: "Mục khác"}))
    found = done("read", name=str(file), content=packed(file.read_bytes()))
    printed = run("read", file, "-o", tmp_path / "out.yaml").stderr.splitlines()

    assert [each["text"] for each in found["problems"]] == printed
    assert "W-FORM-LABEL" in [each["code"] for each in found["problems"]]
    assert found["stages"]["final"]["survey"] == {"points": "28,1"}


def test_a_form_that_cannot_be_read_is_refused_at_its_cells(tmp_path: Path) -> None:
    """A form with a wrong cell gives the lines of `parindex read`, each with its cell."""
    file = tmp_path / "form.xlsx"
    cell = at(live(laid_out(RULES, UNIT, stage="final")), "survey", "result")
    file.write_bytes(typed(form_of(JUSTICE), "Kết quả cuối", {cell: "nhiều"}))

    lines = refused("read", name=str(file), content=packed(file.read_bytes()))
    assert lines == run("read", file, "-o", tmp_path / "out.yaml").stderr.splitlines()
    assert f"!{cell}:" in lines[0]


@pytest.mark.parametrize("name", ["old.xls", "form.xlsx", "form.XLSM"])
def test_a_workbook_that_is_none_is_refused(name: str) -> None:
    """A file that is called a workbook and is none has the problem of a workbook, at its start."""
    (line,) = refused("read", name=name, content=packed(b"\xd0\xcf\x11\xe0 old"))
    assert line.startswith(f"{name}:1:1: E-ZIP")


# Records


def record_of(file: Path) -> bytes:
    """Return the record of an example."""
    return base64.b64decode(done("write", **of_file(file), what="record")["content"])


def test_a_true_record_is_reproduced_and_opened() -> None:
    """A record that can be computed again says so, with its figures, and can be taken over."""
    content = packed(record_of(DEPARTMENT))
    found = done("verify", content=content, lang="vi")
    taken = done("read", name="record.json", content=content, lang="vi")

    assert (found["verdict"], found["reproduced"], found["where"]) == ("REPRODUCED", True, "")
    assert found["total"]["exact"] == done("score", **of_file(DEPARTMENT))["total"]["exact"]
    assert taken["verdict"] == {key: found[key] for key in taken["verdict"]}
    assert taken["what"] == "record"
    assert taken["stages"]["final"] == as_typed(of_file(DEPARTMENT)["entries"], "vi")


TAMPERED: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("DIFFERS", lambda text: text.replace(b'"published":"86.17"', b'"published":"96.17"', 1), "/pred"),
    ("DIFFERS", lambda text: text.replace(b'"level":"', b'"level":"x', 1), "/predicate/assessment"),
    ("NOT-CANONICAL", lambda text: text.replace(b'{"_type"', b'{ "_type"', 1), ""),
    ("UNKNOWN-RULESET", lambda text: text.replace(b"e8026092", b"00000000", 1), "/predicate/ruleset"),
    ("UNREADABLE", lambda text: text[:-10], ""),
    ("UNREADABLE", lambda _: b"no record", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "edit", "at"), TAMPERED, ids=[f"{verdict}-{at}" for verdict, _, at in TAMPERED]
)
def test_a_tampered_record_is_refused_with_its_place(
    verdict: str, edit: Callable[[bytes], bytes], at: str, tmp_path: Path
) -> None:
    """Every edit has its verdict, the pointer to it, and the line that `parindex verify` prints of it."""
    content = edit(record_of(DEPARTMENT))
    file = tmp_path / "record.json"
    file.write_bytes(content)
    found: Plain = {}
    for lang in LANGUAGES:
        found = done("verify", content=packed(content), lang=lang)
        printed = flat(run("verify", file, "--lang", lang).stdout)
        assert (found["verdict"], found["reproduced"]) == (verdict, False)
        assert found["at"].startswith(at)
        assert " ".join(found["where"].split()) in printed
        assert f"{found['title']}: {found['text']}" in printed
    plainly = json.loads(run("verify", file, "--json").stdout)
    for name in ("at", "expected", "found", "code", "check_code", "sha256"):
        assert found[name] == plainly[name]


def test_nothing_is_taken_over_from_a_record_that_differs() -> None:
    """A record that is not reproduced gives its verdict and no entries."""
    content = TAMPERED[0][1](record_of(DEPARTMENT))
    found = done("read", name="record.json", content=packed(content))

    assert found["verdict"]["verdict"] == "DIFFERS"
    assert found["stages"] == {}
    assert [found[name] for name in ("ruleset", "kind", "period", "unit", "stage")] == [None] * 5


def test_the_place_in_an_item_is_named() -> None:
    """Where a line of the result differs, the item is named, and which of its figures."""
    plainly = json.loads(record_of(DEPARTMENT))
    plainly["predicate"]["result"]["items"][3]["exact"] = "7"
    found = done("verify", content=packed(canonical(plainly)), lang="vi")
    assert found["at"] == "/predicate/result/items/3/exact"
    assert found["where"].startswith(
        f"{found['at']} (Ban hành kế hoạch cải cách hành chính năm đúng thời hạn, số chính xác): E-RECOM"
    )


def test_one_item_too_many_is_no_item() -> None:
    """Where the record has more lines than there are items, the place names none."""
    plainly = json.loads(record_of(DEPARTMENT))
    items = plainly["predicate"]["result"]["items"]
    items.append(items[0])
    found = done("verify", content=packed(canonical(plainly)), lang="vi")
    assert found["where"].startswith(f"/predicate/result/items/{len(items) - 1}: ")
