"""The calculator's desk: every answer is the library's own, to the fraction and the word, and none fails."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from commands import DEPARTMENT, INCOMPLETE, JUSTICE, PLANS, SHIPPED, flat, ran, run, told
from desks import EXAMPLE, LANGUAGES, as_typed, ask, asked, done, of_file, packed, refused, tree_of
from helpers import Plain, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

import parindex
from parindex import AssessmentError, Ruleset
from parindex.errors import Language, Problem
from parindex.explanation import explain
from parindex.explanation.sheet import assumed, labels
from parindex.fields import say
from parindex.ruleset.model import walk
from parindex.scoresheet import Figure, ScoreSheet, each_line, plain_figure
from parindex.site import asking, figures, paths, shelf
from parindex.site.desk import OPERATIONS, answer
from parindex.testing.strategies import assessments, rulesets
from parindex.workbook import figures as workbook_figures

PROBLEM = {"code", "severity", "text", "message", "hint", "path", "item", "field", "place"}


def figure_of(found: Figure) -> Plain:
    """Return what the page is told of a figure, without its words."""
    return {"open": found.open, **plain_figure(found)}


def same(told_: Plain, sheet: ScoreSheet) -> None:
    """Demand that an answer is a score sheet, figure by figure."""
    for name, figure in (("total", sheet.total), ("index", sheet.index)):
        assert {key: value for key, value in told_[name].items() if key != "text"} == figure_of(figure)
    lines = list(each_line(sheet.lines))
    assert [each["key"] for each in told_["lines"]] == [line.item.key for line in lines]
    for each, line in zip(told_["lines"], lines, strict=True):
        found = figure_of(line.figure(sheet.total.rounding))
        assert {name: each[name] for name in found} == found
        assert each["state"] == line.state
        assert Fraction(each["applicable_max"]) == line.applicable_max
    assert told_["complete"] == sheet.complete
    assert told_["missing"] == list(sheet.missing)
    assert (told_["band"] or {}).get("key") == (sheet.band.key if sheet.band else None)
    assert [each["code"] for each in told_["remarks"]] == [each.code for each in sheet.warnings]


# Rulesets


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_ruleset_is_listed_as_it_is(lang: Language) -> None:
    """The list has the rulesets that `parindex list` names, with title, labels, kinds and digest."""
    found = {each["id"]: each for each in done("rulesets", lang=lang)["rulesets"]}

    assert list(found) == sorted(SHIPPED)
    for id_, each in found.items():
        rules = parindex.load(id_)
        assert each == {
            "id": id_,
            "title": say(rules.title, lang),
            "year": rules.year,
            "standing": rules.standing,
            "coverage": rules.coverage,
            "kinds": [{"key": kind.key, "name": say(kind.name, lang)} for kind in rules.units.kinds],
            "labels": labels(rules, lang),
            "digest": rules.digest,
        }


@pytest.mark.parametrize("id_", SHIPPED)
def test_a_ruleset_opens_with_every_item_in_order(id_: str) -> None:
    """Items come as the tree has them, each with the path of its page; a leaf that applies has a control."""
    rules = parindex.load(id_)
    items = [item for item, _ in walk(rules.score)][1:]
    for kind in rules.units.kinds:
        found = done("open", ruleset=id_, kind=kind.key, lang="en")
        assert [each["key"] for each in found["items"]] == [item.key for item in items]
        for each, item in zip(found["items"], items, strict=True):
            assert each["page"] == paths.item(id_, item.key).replace(".md", ".html")
            assert each["leaf"] == (item.scale is not None)
            assert (each["control"] is not None) == (each["leaf"] and each["applies"])
        assert [each["key"] for each in found["bands"]] == [band.key for band in rules.bands]
        assert ["- " + each["text"] for each in found["assumptions"]] == assumed(rules, "en")[1:]
        assert found["digest"] == rules.digest


def test_depth_and_parent_say_where_an_item_stands() -> None:
    """An item below another is one deeper, and names it."""
    found = {each["key"]: each for each in done("open", ruleset=EXAMPLE, kind="department")["items"]}

    assert found["appraisal"]["parent"] is None
    assert found["appraisal"]["depth"] == "0"
    assert found["plan-issued"]["parent"] == "reform-plan"
    assert found["plan-issued"]["depth"] == "3"


def test_bands_end_where_the_one_above_begins() -> None:
    """Each band has its edges as figures, and its span in the words of an instrument."""
    first, second, *_ = done("open", ruleset=EXAMPLE, kind="department", lang="vi")["bands"]

    assert (first["from"], first["to"]) == ("95", "100")
    assert (second["from"], second["to"], second["span"]) == ("85", "95", "từ 85 đến dưới 95 %")


def test_a_unit_and_a_period_are_found_by_key() -> None:
    """A listed unit has its name, any other its key; the year is chosen where no period is named."""
    fields = {"ruleset": "national/ministries@2023", "kind": "ministry"}
    listed = done("open", **fields)["units"][0]

    assert done("open", **fields, unit=listed["key"])["unit"] == listed
    assert done("open", **fields, unit="other")["unit"] == {"key": "other", "name": "other"}
    assert done("open", **fields)["unit"] is None
    assert done("open", **fields, period="year")["period"] == done("open", **fields)["period"] == "year"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "deparment"}, "E-KIND kind"),
        ({"kind": "department", "period": "month"}, "E-PERIOD period"),
        ({"ruleset": "example/departments@2024", "kind": "department"}, "E-RULESET"),
        ({"ruleset": "../2024", "kind": "department"}, "E-ID"),
        ({"ruleset": PLANS[0], "kind": "department"}, "E-"),
    ],
)
def test_what_cannot_be_opened_says_why(fields: Plain, code: str) -> None:
    """An unknown ruleset, kind or period, and a plan, are refused by the code the library has for it."""
    (line,) = refused("open", **{"ruleset": EXAMPLE, **fields})
    assert line.startswith(code)


@pytest.mark.parametrize("id_", ["example/departments@2024", "no", "example/department@2031"])
def test_an_unknown_ruleset_is_refused_in_the_words_of_the_command_line(id_: str) -> None:
    """What `parindex show` says of an id that nobody has is what the desk says."""
    assert refused("open", ruleset=id_, kind="a") == run("show", id_).stderr.splitlines()


def test_a_ruleset_that_is_not_published_is_found_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where LOCK does not pin an id, the catalog looks for it."""
    monkeypatch.setattr(shelf, "_published", dict)
    assert done("open", ruleset=EXAMPLE, kind="department")["id"] == EXAMPLE


def test_the_shelf_lies_in_the_package_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A wheel has the rulesets inside, and nothing is looked for outside then."""
    inside = tmp_path / "parindex" / "rulesets"
    inside.mkdir(parents=True)
    monkeypatch.setattr(shelf, "__file__", str(tmp_path / "parindex" / "site" / "shelf.py"))
    shelf._folder.cache_clear()
    try:
        assert shelf._folder() == inside
    finally:
        shelf._folder.cache_clear()


# Scores


@given(data=st.data(), lang=st.sampled_from(LANGUAGES))
@settings(max_examples=50)
def test_a_score_is_the_librarys_to_the_exact_fraction(data: st.DataObject, lang: Language) -> None:
    """Of any ruleset and any assessment that fits it, every figure of the answer is the score sheet's."""
    rules = data.draw(rulesets())
    assessment = data.draw(assessments(rules))
    tree = assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    fields = asked(tree)
    fields["entries"] = as_typed(fields["entries"], lang)
    fields["stages"] = {name: as_typed(entries, lang) for name, entries in fields["stages"].items()}
    with patch.object(shelf, "load", lambda _: rules):
        found = ask("score", **fields, lang=lang)
        outcome = scored_or_refused(rules, tree, fields["stage"])
        if isinstance(outcome, ScoreSheet):
            same(found, outcome)
            assert done("explain", **fields, lang=lang)["text"] == explain(outcome, lang)
        else:
            assert [each["text"] for each in found["problems"]] == [each.line(lang) for each in outcome]


def scored_or_refused(rules: Ruleset, tree: Plain, stage: str = "final") -> ScoreSheet | tuple[Problem, ...]:
    """Return the library's score of an assessment, or why it has none."""
    try:
        return parindex.score(rules, tree, stage=stage)
    except AssessmentError as error:
        return error.problems


GARBAGE: tuple[Any, ...] = (
    "1,2,3", "-1", "x", "", "1e5", "9" * 30, "n/d", 5, 1.5, True, None, [], ["a", "a"], {}, {"a": "1"},
    {"a": {"b": "-1"}},
)  # fmt: skip
FIELDS = (
    *figures.FIELDS,
    "level",
    "ticks",
    "state",
    "why",
    "evidence",
    "changed",
    "nonsense",
)


@given(data=st.data(), lang=st.sampled_from(LANGUAGES))
@settings(max_examples=60)
def test_what_is_wrong_is_said_in_the_librarys_own_lines(data: st.DataObject, lang: Language) -> None:
    """Whatever is put into an entry, the desk's lines are those the library has for the same assessment."""
    tree = tree_of(DEPARTMENT)
    fields = asked(tree)
    entries = tree["stages"]["final"]["entries"]
    for _ in range(data.draw(st.integers(1, 3))):
        keys = [*entries, "plan-issued", "steering", "no-such-item", "Not A Key"]
        wrong = {data.draw(st.sampled_from(FIELDS)): data.draw(st.sampled_from(GARBAGE))}
        entries[data.draw(st.sampled_from(keys))] = data.draw(st.sampled_from([wrong, *GARBAGE]))
    found = ask("score", **{**fields, "entries": entries}, lang=lang)
    outcome = scored_or_refused(parindex.load(EXAMPLE), tree)
    if isinstance(outcome, ScoreSheet):
        same(found, outcome)
    else:
        assert [each["text"] for each in found["problems"]] == [each.line(lang) for each in outcome]


def test_a_problem_names_its_item_and_its_field() -> None:
    """The page can put a problem beside the input it is about."""
    fields = of_file(DEPARTMENT) | {"lang": "en"}
    entries = fields["entries"] | {
        "plan-completion": {"done": "9", "planned": "3", "changed": {"by": "a", "why": "b"}},
        "nothing": {"count": "1"},
    }
    stray, over = ask("score", **fields | {"entries": entries})["problems"]

    assert (over["code"], over["item"], over["field"]) == ("E-DONE", "plan-completion", "done")
    assert over["path"] == "stages.final.entries.plan-completion.done"
    assert (over["severity"], over["place"]) == ("error", None)
    assert (stray["code"], stray["item"], stray["field"]) == ("E-ITEM", "nothing", None)
    assert over["text"] == f"E-DONE {over['path']}: {over['message']}" + (
        over["hint"] and f"; {over['hint']}"
    )


def test_entries_that_are_no_map_are_refused_with_their_place() -> None:
    """A stage that is a list has the library's problem, and names no item."""
    fields = of_file(DEPARTMENT)
    (wrong,) = ask("score", **fields | {"stages": {"self": []}})["problems"]
    assert (wrong["code"], wrong["item"], wrong["field"]) == ("E-SHAPE", None, None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", [DEPARTMENT, JUSTICE, INCOMPLETE], ids=lambda file: file.stem)
def test_words_are_those_that_the_command_line_prints(file: Path, lang: Language) -> None:
    """Total, index, band, what is missing, assumptions and remarks read as `parindex score` writes them."""
    fields = of_file(file)
    found = done("score", **fields, lang=lang)
    printed = flat(ran("score", file, "--lang", lang, "--stage", fields["stage"]))

    for each in (found["total"]["text"], found["index"]["text"], found["band_text"], found["missing_text"]):
        assert " ".join(each.split()) in printed
    for each in (*found["assumptions"], *found["remarks"]):
        assert " ".join(each["text"].replace(f" {each.get('path')}:", ":").split(";")[0].split()) in printed
    assert found["occasion"] in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_distance_is_said_as_the_command_says_it(lang: Language) -> None:
    """How far the next band is, is the sentence of `parindex distance`."""
    (said,) = done("score", **of_file(DEPARTMENT), lang=lang)["distance"]
    assert said in flat(ran("distance", DEPARTMENT, "--lang", lang))


def test_no_distance_is_said_of_a_score_that_has_none() -> None:
    """While something is missing, and under rules without bands, nothing is said of a distance."""
    assert done("score", **of_file(INCOMPLETE))["distance"] == []
    entries = {"criteria": {"points": "45"}, "bonus": {"points": "0"}, "survey": {"points": "40"}}
    bandless = done("score", ruleset="ha-noi/central-agencies@2024", kind="central-agency", entries=entries)
    assert bandless["complete"]
    assert (bandless["distance"], bandless["band"], bandless["band_text"]) == ([], None, "")


def test_an_unfinished_score_has_both_ends() -> None:
    """While something is missing, figures are intervals, and the band says whether it is decided."""
    found = done("score", **of_file(INCOMPLETE), lang="vi")
    sheet = parindex.score(parindex.load(EXAMPLE), INCOMPLETE)

    assert not found["complete"]
    assert found["decided"] == (sheet.band is not None)
    assert Fraction(found["total"]["least"]["exact"]) == sheet.total.least
    assert Fraction(found["total"]["most"]["exact"]) == sheet.total.most
    assert " đến " in found["total"]["text"]


def test_a_band_may_be_sure_before_everything_is_known() -> None:
    """Where no answer to what is missing could change the band, it is decided."""
    fields = of_file(DEPARTMENT)
    entries = {
        key: entry
        for stage in (*fields["stages"].values(), fields["entries"])
        for key, entry in stage.items()
    }
    del entries["plan-issued"]
    found = done("score", **fields | {"entries": entries, "stages": {}})

    assert found["missing"] == ["plan-issued"]
    assert (found["complete"], found["decided"], found["band"]["key"]) == (False, True, "tot")


def test_the_check_code_is_that_of_the_record() -> None:
    """Where it is asked for, a complete final score has the code that `score` prints; another has none."""
    assert (
        done("score", **of_file(DEPARTMENT), codes=True)["check_code"]
        == told("score", DEPARTMENT)["check_code"]
    )
    assert done("score", **of_file(INCOMPLETE), codes=True)["check_code"] is None
    assert "check_code" not in done("score", **of_file(DEPARTMENT))


def test_nothing_need_be_said_but_ruleset_kind_and_entries() -> None:
    """Unit, period and stage have their defaults; a field that is null is one left out."""
    found = done("score", ruleset=EXAMPLE, kind="department", entries={}, unit=None, submitted=None)
    assert len(found["missing"]) > 50
    assert found["lines"]


def test_a_day_of_submission_is_taken_along() -> None:
    """A self-scoring report that came late is remarked on."""
    found = done("score", **of_file(DEPARTMENT) | {"submitted": "2025-06-01"})
    assert "W-LATE" in [each["code"] for each in found["remarks"]]


@pytest.mark.parametrize(("stage", "code"), [("finale", "E-STAGE"), ("self", None), ("final", None)], ids=str)
def test_a_stage_is_scored_by_name(stage: str, code: str | None) -> None:
    """Any of the five stages can be asked for, and no other."""
    fields = {"ruleset": EXAMPLE, "kind": "department", "entries": {}, "stage": stage}
    assert done("score", **fields) if code is None else refused("score", **fields)[0].startswith(code)


def test_an_unknown_stage_among_the_others_is_refused() -> None:
    """What other stages say is read as strictly as what this one says."""
    lines = refused("score", ruleset=EXAMPLE, kind="department", entries={}, stages={"finale": {}})
    assert lines[0].startswith("E-VALUE stages.finale")


# What is typed


@pytest.mark.parametrize(
    ("entry", "plainly"),
    [
        ({"points": "8,25"}, {"points": "8.25"}),
        ({"points": " 8,25 "}, {"points": "8.25"}),
        ({"done": "2,5", "planned": "5,0"}, {"done": "2.5", "planned": "5.0"}),
        ({"tallies": {"a": {"b": "1 "}}}, {"tallies": {"a": {"b": "1"}}}),
        ({"counts": {"a": "1,5"}}, {"counts": {"a": "1.5"}}),
        ({"value": "1.234,5"}, {"value": "1.234,5"}),
        ({"value": "1,2,3", "why": "a,b 1,5"}, {"value": "1,2,3", "why": "a,b 1,5"}),
        ({"value": "\uff11,5", "level": "1,5"}, {"value": "\uff11,5", "level": "1,5"}),
        ({"value": 5, "counts": [1]}, {"value": 5, "counts": [1]}),
    ],
)
def test_a_decimal_comma_is_read_in_vietnamese_alone(entry: Plain, plainly: Plain) -> None:
    """One comma between digits is a point in figures and nowhere else; all else goes on as it was typed."""
    assert figures.typed(entry, "vi") == plainly
    assert figures.typed(entry, "en") == {name: _trimmed(value) for name, value in entry.items()}


def _trimmed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _trimmed(part) for key, part in value.items()}
    return value.strip() if isinstance(value, str) else value


def test_a_comma_scores_as_a_point_does() -> None:
    """`0,5` typed in Vietnamese is 0.5; in English it is no number, and the library says so."""
    with patch.object(shelf, "load", lambda _: ruleset(leaf("a"), leaf("b"))):
        fields = {
            "ruleset": "x",
            "kind": "department",
            "entries": {"a": {"points": "0,5"}, "b": {"points": "1"}},
        }
        assert done("score", **fields)["total"]["exact"] == "3/2"
        assert done("score", **fields)["total"]["exact"] == "3/2"
        (line,) = refused("score", **fields, lang="en")
    assert line.startswith("E-NUM stages.final.entries.a.points: `0,5`")


UNCLEAR = "E-DESK-UNCLEAR stages.final.entries.a.points: "
ONE = "; write one of the two, without parting thousands"
EITHER = "; viết một trong hai số ấy, không ngăn hàng nghìn"
PARTED = "E-DESK-THOUSANDS stages.final.entries.a.points: "


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("vi", "1.250", UNCLEAR + "`1.250` có thể là 1250 hoặc 1,25" + EITHER),
        ("vi", "-1.125", UNCLEAR + "`-1.125` có thể là -1125 hoặc -1,125" + EITHER),
        ("vi", " 1.250.000 ", PARTED + "`1.250.000` có dấu ngăn hàng nghìn; viết 1250000"),
        ("vi", "1.234,5", PARTED + "`1.234,5` có dấu ngăn hàng nghìn; viết 1234,5"),
        ("vi", "1 250", PARTED + "`1 250` có dấu ngăn hàng nghìn; viết 1250"),
        ("en", "1,250", UNCLEAR + "`1,250` may be 1250 or 1.25" + ONE),
        ("en", "1,250,000", PARTED + "`1,250,000` parts its thousands; write 1250000"),
    ],
)  # fmt: skip
def test_a_figure_that_parts_thousands_is_refused_with_how_to_write_it(
    lang: Language, text: str, said: str
) -> None:
    """As in a form it is never guessed: what could be two figures names both, what is one names that."""
    with patch.object(shelf, "load", lambda _: ruleset(leaf("a"), leaf("b"))):
        fields = {"ruleset": "x", "kind": "department", "lang": lang}
        assert refused("score", **fields, entries={"a": {"points": text}}) == [said]
        also = refused("score", **fields, entries={"a": {"points": text}, "b": {"points": "x"}})
    assert [line.partition(" ")[0] for line in also] == ["E-NUM", said.partition(" ")[0]]
    assert workbook_figures.typed(text).wrong in {"unclear", "none"}


@pytest.mark.parametrize("text", ["1250", "1,250", "0.125", "1.25", "1.2500", "1250.125", "12345,678"])
def test_a_figure_that_can_be_only_one_goes_on(text: str) -> None:
    """In Vietnamese a comma is for decimals; a point is taken for one where no thousands could be meant."""
    assert list(figures.parted({"points": text}, (), "vi")) == []


def test_counts_can_only_part_thousands() -> None:
    """A count, a number of faults or ballots is never 1,25: the whole number is named, at its own place."""
    entries: Plain = {
        "a": {"count": "1.250"},
        "b": {"counts": {"late": "1.250"}},
        "c": {"tallies": {"all": {"good": "2.000"}}},
    }
    lines = [
        each.line("vi") for key, entry in entries.items() for each in figures.parted(entry, (key,), "vi")
    ]
    assert lines == [
        "E-DESK-THOUSANDS a.count: `1.250` có dấu ngăn hàng nghìn; viết 1250",
        "E-DESK-THOUSANDS b.counts.late: `1.250` có dấu ngăn hàng nghìn; viết 1250",
        "E-DESK-THOUSANDS c.tallies.all.good: `2.000` có dấu ngăn hàng nghìn; viết 2000",
    ]


def test_the_advice_is_taken() -> None:
    """Whatever of the two figures is written as the message writes it, is read without a question."""
    with patch.object(shelf, "load", lambda _: ruleset(leaf("a", max="2000"))):
        fields = {"ruleset": "x", "kind": "department"}
        for text, exact in (("1250", "1250"), ("1,25", "5/4")):
            found = done("score", **fields, entries={"a": {"points": text}})
            assert found["total"]["exact"] == exact


def test_an_entry_read_before_is_no_excuse_for_its_key() -> None:
    """What is known of an entry is known under its key alone."""
    fields = {"ruleset": EXAMPLE, "kind": "department"}
    done("score", **fields, entries={"innovation": {"count": "1"}})
    assert refused("score", **fields, entries={"No Key": {"count": "1"}})[0].startswith("E-SLUG")


def test_entries_read_before_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept to be quick has an end, and makes no difference."""
    first = done("score", **of_file(DEPARTMENT))
    monkeypatch.setattr(asking, "_KEPT", 3)
    monkeypatch.setattr(asking, "_known", {})
    assert done("score", **of_file(DEPARTMENT)) == first
    assert len(asking._known) <= 3


# Why


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_explanation_is_what_the_command_prints(lang: Language) -> None:
    """Without a key, `explain` gives the text of `parindex explain`."""
    found = done("explain", **of_file(DEPARTMENT), lang=lang)
    assert found["text"] == ran("explain", DEPARTMENT, "--lang", lang).rstrip("\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_item_is_explained_in_the_words_of_the_whole(lang: Language) -> None:
    """Title, rule, reckoning, reasons and clause of every item stand in the whole explanation."""
    fields = of_file(DEPARTMENT) | {"lang": lang}
    whole = done("explain", **fields)["text"]
    applicable = [line for line in done("score", **fields)["lines"] if line["state"] != "not-applicable"]
    for line in applicable[::7]:
        found = done("explain", **fields, key=line["key"])
        assert found["points"]["text"] in whole
        for text in (found["title"], found["rule"], found["why"], found["changed"], found["clause"]):
            assert text in whole
        assert " ".join(found["reckoning"]) in whole


def test_a_change_says_by_whom_and_why() -> None:
    """Of an entry that a later stage changed, the explanation names the body and its reason."""
    fields = of_file(DEPARTMENT)
    (key, changed), *_ = (
        (key, entry["changed"]) for key, entry in fields["entries"].items() if "changed" in entry
    )
    assert done("explain", **fields, key=key)["changed"] == f"{changed['by']}: {changed['why']}"


def test_an_item_that_is_not_there_is_not_explained() -> None:
    """An unknown key is refused, with the nearest one that there is."""
    (line,) = refused("explain", **of_file(DEPARTMENT), key="plan-isued", lang="en")
    assert line == "E-ITEM key: the ruleset has no item `plan-isued`; did you mean `plan-issued`?"


# Whatever is asked


@pytest.mark.parametrize(
    "request_",
    [
        "", "null", "[]", '"a"', "{", "{}{}", '{"a":1', "\ud800", "[" * 50_000,
        '{"a":' * 900 + "1" + "}" * 900,
        " " * 30_000_000, '{"lang":"\\u00', "NaN", '{"a"}',
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_request_is_refused(request_: str) -> None:
    """Text that is no JSON object, too large or too deep has one problem."""
    found = json.loads(answer(request_))
    assert [each["code"] for each in found["problems"]] == ["E-DESK-REQUEST"]
    assert found["operation"] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"operation": "scores"}, "E-DESK-OPERATION operation"),
        ({"operation": 7}, "E-DESK-OPERATION operation"),
        ({}, "E-DESK-OPERATION operation"),
        ({"operation": "rulesets", "lang": "fr"}, "E-VALUE lang"),
        ({"operation": "rulesets", "lang": ["vi"]}, "E-VALUE lang"),
        ({"operation": "rulesets", "languages": "vi"}, "E-FIELD languages"),
        ({"operation": "open", "ruleset": EXAMPLE}, "E-REQUIRED"),
        ({"operation": "open", "ruleset": {}, "kind": "a"}, "E-SHAPE ruleset"),
        ({"operation": "open", "ruleset": [], "kind": "a"}, "E-SHAPE ruleset"),
        ({"operation": "open", "ruleset": 1e400, "kind": "a"}, "E-SHAPE ruleset"),
        ({"operation": "verify", "content": 5}, "E-SHAPE content"),
    ],
)
def test_a_request_with_wrong_fields_says_which(fields: Plain, code: str) -> None:
    """An unknown operation, language or field, a missing one, and one of another shape are named."""
    found = json.loads(answer(json.dumps(fields)))
    assert not found["ok"]
    assert found["problems"][0]["text"].startswith(code)


WHOLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "0,5", "a-b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NAMES = sorted(
    {field.removesuffix("?") for wanted, _ in OPERATIONS.values() for field in wanted} | {"lang", "x"}
)
LIKELY = {
    "ruleset": st.sampled_from([EXAMPLE, "national/ministries@2023", "x"]),
    "kind": st.sampled_from(["department", "ministry", "agency"]),
    "stage": st.sampled_from(["final", "self", "x"]),
    "what": st.sampled_from(["assessment", "record"]),
    "lang": st.sampled_from(["vi", "en"]),
    "entries": st.dictionaries(
        st.sampled_from(["plan-issued", "innovation", "plan-quality", "x"]),
        st.dictionaries(st.sampled_from(FIELDS), WHOLE, max_size=3) | WHOLE,
        max_size=3,
    ),
    "content": st.binary(max_size=30).map(packed),
    "name": st.sampled_from(["a.yaml", "a.json", "a.xlsx", "a"]),
}


@given(
    operation=st.sampled_from([*OPERATIONS, *OPERATIONS, "x"]) | WHOLE,
    fields=st.fixed_dictionaries(
        {}, optional={name: LIKELY.get(name, WHOLE) | LIKELY.get(name, WHOLE) | WHOLE for name in NAMES}
    ),
    needed=st.booleans(),
)
@settings(max_examples=250)
def test_any_request_has_an_answer(operation: Any, fields: Plain, needed: bool) -> None:  # noqa: FBT001 (drawn)
    """Whatever is asked, in whatever shape, there is a JSON answer, and a problem where it is not done."""
    if needed and isinstance(operation, str) and operation in OPERATIONS:
        known = {name.removesuffix("?") for name in OPERATIONS[operation][0]} | {"lang"}
        fields = {name: value for name, value in fields.items() if name in known}
    text = answer(json.dumps({"operation": operation, **fields}))
    text.encode()  # no half of a surrogate pair
    found = json.loads(text)

    assert isinstance(found["ok"], bool)
    assert found["ok"] or found["problems"]
    for each in found["problems"]:
        assert set(each) == PROBLEM
        assert each["code"] != "E-DESK-FAULT", each
        assert each["text"].isprintable()


@given(text=st.text() | st.text(alphabet='{}[]",:0123456789eE.-\\ntrufalsop', max_size=60))
@settings(max_examples=150)
def test_any_text_has_an_answer(text: str) -> None:
    """Text that nobody wrote is answered too."""
    assert json.loads(answer(text))["problems"]


@pytest.mark.parametrize("text", ["1e99999999999999999999", "-1e400", "9" * 5000, "1e5", "0.5"])
def test_a_number_that_is_no_text_is_refused_as_the_library_refuses_it(text: str) -> None:
    """A JSON number, however large, is a problem of its entry and of nothing else."""
    plain = json.dumps({"operation": "score", "ruleset": EXAMPLE, "kind": "department", "entries": {}})
    found = json.loads(answer(plain.replace("{}", f'{{"innovation": {{"count": {text}}}}}')))
    assert [each["code"] for each in found["problems"]] == ["E-TEXT"]


def test_half_a_surrogate_pair_comes_back_as_an_escape() -> None:
    """What no text may hold can still be named: the answer is text that can be sent."""
    text = answer(json.dumps({"operation": "\ud800"}))
    assert text.isascii()
    assert json.loads(text)["operation"] == "\ud800"


def test_an_unforeseen_fault_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks inside, the page gets one line that names the kind of failure."""
    for error, code in ((ZeroDivisionError, "E-DESK-FAULT"), (RecursionError, "E-DESK-REQUEST")):

        def broken(_: str, error: type[Exception] = error) -> Ruleset:
            raise error

        monkeypatch.setattr(shelf, "load", broken)
        (line,) = refused("open", ruleset=EXAMPLE, kind="a", lang="en")
        assert line.startswith(code)
