"""`score --interpretations`: how units stand, and what each other answer changes; in words and in JSON."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from commands import (
    DEPARTMENT,
    INCOMPLETE,
    JUSTICE,
    MINISTRIES,
    flat,
    on_terminal,
    ran,
    run,
    told,
    written,
)
from helpers import BANDS, Plain, leaf, plain_ruleset

import parindex
from parindex.fields import say
from parindex.readings import effects, questions

if TYPE_CHECKING:
    from parindex.errors import Language
    from parindex.readings import Effect

AGENCIES = "ha-noi/central-agencies@2024"
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def rules(folder: Path, *items: Plain, **values: Any) -> Path:
    """Write a small ruleset with bands from 85, from 50 and from 0."""
    edges = [{**BANDS[0], "from": "85"}, *BANDS[1:]]
    tree = plain_ruleset(*(items or (leaf("a", max="100"),)), **{"bands": edges, **values})
    return written(folder / "rules.yaml", tree)


def unit(folder: Path, key: str, **entries: Any) -> Path:
    """Write the assessment of one unit, named by its key."""
    tree = {
        "format": "1",
        "ruleset": "example/small@2024",
        "unit": {"key": key, "name": f"Sở {key.upper()}", "kind": "department"},
        "period": "year",
        "stages": {"final": {"entries": entries}},
    }
    return written(folder / f"{key}.yaml", tree)


def agency(folder: Path, period: str, criteria: str) -> Path:
    """Write the assessment of one agency of the central government in one period."""
    entries = {
        key: {"points": value} for key, value in (("criteria", criteria), ("bonus", "0"), ("survey", "40"))
    }
    tree = {
        "format": "1",
        "ruleset": AGENCIES,
        "unit": {"key": "kho-bac-minh-hoa", "name": "Kho bạc Minh hoạ", "kind": "central-agency"},
        "period": period,
        "stages": {"final": {"entries": entries}},
    }
    return written(folder / f"{period}.yaml", tree)


def shown(*words: str | Path) -> str:
    """Run the command, and return its words without breaks of lines."""
    return flat(ran("score", *words, "--interpretations"))


def reading(key: str, *words: str | Path) -> Any:
    """Run the command with --json, and return what it tells of one reading."""
    (found,) = [
        each for each in told("score", *words, "--interpretations")["readings"] if each["reading"] == key
    ]
    return found


def found_by_hand(file: Path) -> tuple[Effect, ...]:
    """Compute the effects for an example under the ruleset that it names."""
    name = re.search(r"^ruleset: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert name
    assessment, _ = parindex.api.read_assessment(file)
    return effects(parindex.load(name[1]), [assessment])[1]


# In words


@pytest.mark.parametrize("file", [DEPARTMENT, INCOMPLETE, JUSTICE], ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_and_every_reading_is_named(file: Path, lang: Language) -> None:
    """The answer taken and each other one are named in order, each below its question."""
    text = shown(file, "--lang", lang)
    at = 0
    for effect in found_by_hand(file):
        for part in (effect.question.text, effect.question.chosen.name, effect.reading.name):
            assert flat(say(part, lang)) in text
        place = text.index(f"→ {flat(say(effect.reading.name, lang))}: ", at)
        assert place >= at
        at = place + 1
    assert ("Đang theo: " if lang == "vi" else "Taken: ") in text


def test_how_the_units_stand(tmp_path: Path) -> None:
    """The table gives each unit its total, index, band and rank, in the order of the files."""
    declared = rules(tmp_path)
    files = [unit(tmp_path, key, a={"points": value}) for key, value in (("a", "40"), ("b", "90.5"))]
    rows = [
        re.split(r"\s{2,}", line.strip())
        for line in ran("score", *files, "--ruleset", declared, "--interpretations").splitlines()
    ]

    assert ["Đơn vị", "Tổng điểm", "Chỉ số %", "Xếp loại", "Hạng"] in rows
    places = [
        rows.index(["Sở A", "40,00", "40,00", "Yếu", "2"]),
        rows.index(["Sở B", "90,50", "90,50", "Tốt", "1"]),
    ]
    assert places == sorted(places)


def test_who_has_no_band_and_no_rank(tmp_path: Path) -> None:
    """Where no band is certain and no rank is taken, a dash stands in both columns."""
    declared = rules(tmp_path)
    text = ran(
        "score", unit(tmp_path, "a", a={"state": "missing"}), "--ruleset", declared, "--interpretations"
    )

    assert re.search(r"Sở A +0,00 đến 100,00 +0,00 đến 100,00 +– +–", text)


@pytest.mark.parametrize(("lang", "words"), [("vi", "không đổi"), ("en", "no change")])
def test_what_changes_nothing_says_so(tmp_path: Path, lang: str, words: str) -> None:
    """A reading under which every figure, band and rank stays is told as no change."""
    named = (unit(tmp_path, "a", a={"points": "60"}), "--ruleset", rules(tmp_path), "--lang", lang)
    text = shown(*named)

    assert text.count(f": {words}") == len(told("score", *named, "--interpretations")["readings"]) > 0
    assert "→ " in text
    assert "60,00 →" not in text
    assert "60.00 →" not in text


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("vi", "→ Theo số đã làm tròn: Sở A: xếp loại Khá → Tốt"),
        ("en", "→ The published figure: Sở A: band Khá → Tốt"),
    ],
)
def test_a_band_that_changes(tmp_path: Path, lang: str, line: str) -> None:
    """At 84.996 points the published figure is in another band, and nothing but the band is told."""
    text = shown(unit(tmp_path, "a", a={"points": "84.996"}), "--ruleset", rules(tmp_path), "--lang", lang)

    assert f"{line} " in f"{text} "
    # Where each item is rounded before adding, the exact figure is in that band too.
    assert text.count("xếp loại" if lang == "vi" else "band K") == 2


def test_figures_that_change(tmp_path: Path) -> None:
    """Total, index and rank are told before and after where they change, a line for each unit."""
    items = [leaf("a"), leaf("b")]
    declared = rules(tmp_path, *items, rank={"on": "published", "ties": "competition"})
    files = [
        unit(tmp_path, "a", a={"points": "1.005"}, b={"points": "1.005"}),
        unit(tmp_path, "b", a={"points": "1.004"}, b={"points": "1.01"}),
    ]
    text = shown(*files, "--ruleset", declared)

    assert (
        "→ Làm tròn từng tiêu chí rồi mới cộng: Sở A: tổng điểm 2,01 → 2,02; chỉ số 10,05 → 10,10; hạng 2 → 1"
        in text
    )
    assert "→ Làm tròn từng tiêu chí rồi mới cộng: Sở B: chỉ số 10,07 → 10,05; hạng 1 → 2" in text


def test_digits_that_are_not_printed(tmp_path: Path) -> None:
    """Where only digits beyond the rounding change, that is said instead of equal figures."""
    declared = rules(tmp_path, leaf("a", max="100"))
    text = shown(unit(tmp_path, "a", a={"points": "60.001"}), "--ruleset", declared)

    assert "→ Làm tròn từng tiêu chí rồi mới cộng: Sở A: chỉ đổi số lẻ sau chỗ làm tròn" in text


def test_ranks_that_change(tmp_path: Path) -> None:
    """Where ties skip no rank, the unit behind two equal ones is told with its rank before and after."""
    declared = rules(tmp_path, rank={"on": "published", "ties": "competition"})
    files = [
        unit(tmp_path, key, a={"points": value}) for key, value in (("a", "60"), ("b", "60"), ("c", "50"))
    ]
    text = shown(*files, "--ruleset", declared)

    assert "→ Đồng hạng không bỏ cách hạng: Sở C: hạng 3 → 2 " in text


def test_a_reading_that_cannot_be_computed() -> None:
    """A reading that nothing can compute says why, in the language asked for."""
    for lang in LANGUAGES:
        text = shown(JUSTICE, "--lang", lang)
        unknown = [each for each in found_by_hand(JUSTICE) if each.reading.unknown is not None]

        assert unknown
        for each in unknown:
            assert f"→ {flat(say(each.reading.name, lang))}: {flat(say(each.reading.unknown, lang))}" in text


def test_a_reading_that_refuses_a_unit(tmp_path: Path) -> None:
    """Where a reading refuses one unit that is said, and what it changes for the others is told."""
    items = [leaf("a"), leaf("b")]
    declared = rules(tmp_path, *items, not_applicable="zero")
    absent = {"state": "not-applicable", "why": "Không có"}
    files = [
        unit(tmp_path, "a", a={"points": "9"}, b={"points": "9"}),
        unit(tmp_path, "b", a={"points": "9"}, b=absent),
    ]
    text = shown(*files, "--ruleset", declared)

    assert (
        "→ Không cho phép: mục `b` không được phép ghi là không áp dụng (b.stages.final.entries.b.state); "
        in text
    )
    assert (
        "→ Đủ điểm: Sở B: tổng điểm 9,00 → 19,00; chỉ số 45,00 → 95,00; xếp loại Yếu → Tốt; hạng 2 → 1"
        in text
    )


@pytest.mark.parametrize(
    ("lang", "reading", "line", "hint"),
    [
        (
            "vi",
            "Không cho phép",
            "mục `{item}` không được phép ghi là không áp dụng ({place}); {hint}",
            "nhập kết quả, hoặc ghi state: zero",
        ),
        (
            "en",
            "Not allowed",
            "the item `{item}` may not be called not applicable ({place}); {hint}",
            "enter what was observed, or say state: zero",
        ),
    ],
)
def test_a_refusal_names_its_unit(tmp_path: Path, lang: str, reading: str, line: str, hint: str) -> None:
    """Where a reading refuses units, each line says what is wrong, at which place of which, what to do."""
    declared = rules(tmp_path, leaf("a"), leaf("b"), not_applicable="zero")
    absent = {"state": "not-applicable", "why": "Không có"}
    files = [
        unit(tmp_path, "a", a=absent, b={"points": "9"}),
        unit(tmp_path, "b", a={"points": "9"}, b=absent),
    ]
    text = shown(*files, "--ruleset", declared, "--lang", lang)
    lines = " ".join(
        f"→ {reading}: {line.format(item=each, place=f'{each}.stages.final.entries.{each}.state', hint=hint)}"
        for each in ("a", "b")
    )

    assert f" {lines} → " in text


def test_the_other_period(tmp_path: Path) -> None:
    """With the files of both periods the half year's figures stand for the year's under that reading."""
    files = [agency(tmp_path, "year", "45"), agency(tmp_path, "half-year", "30")]
    text = shown(*files)

    assert "Kho bạc Minh hoạ (Kỳ năm): tổng điểm 85,00 → 70,00; chỉ số 85,00 → 70,00" in text
    found = reading("half-year-period", *files)
    assert [each and (each["period"], each["total"], each["changed"]) for each in found["units"]] == [
        ("half-year", "70.00", True),
        None,
    ]
    assert found["problems"] == []


def test_the_other_period_is_lacking(tmp_path: Path) -> None:
    """With the file of the year alone a sentence says which file is lacking."""
    file = agency(tmp_path, "year", "45")

    assert "`Kho bạc Minh hoạ` chưa có tệp chấm kỳ `half-year`" in shown(file)
    assert "there is no assessment of `Kho bạc Minh hoạ` for the period `half-year`" in shown(
        file, "--lang", "en"
    )
    found = reading("half-year-period", file)
    assert found["units"] == [None]
    assert found["problems"] == [
        "E-OTHER-PERIOD: `Kho bạc Minh hoạ` chưa có tệp chấm kỳ `half-year`; đưa thêm tệp của kỳ đó"
    ]


def test_the_half_year_alone_is_not_the_year(tmp_path: Path) -> None:
    """With the file of the half year alone, the reading that makes it the year's asks for the year's file."""
    text = shown(agency(tmp_path, "half-year", "30"))
    (name,) = [
        alternative.name.vi
        for question in questions(parindex.load(AGENCIES))
        for alternative in question.alternatives
        if alternative.key == "half-year-period"
    ]

    lacking = "`Kho bạc Minh hoạ` chưa có tệp chấm kỳ `year`; đưa thêm tệp của kỳ đó"

    assert f"→ {flat(name)}: {lacking}" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_periods_of_one_unit_are_told_apart(tmp_path: Path, lang: Language) -> None:
    """Where a ruleset has several periods each row names its own beside the unit, in the ruleset's words."""
    named = {each.key: say(each.name, lang) for each in parindex.load(AGENCIES).periods}
    files = [agency(tmp_path, "year", "45"), agency(tmp_path, "half-year", "45")]
    rows = [
        re.split(r"\s{2,}", line.strip())[0]
        for line in ran("score", *files, "--interpretations", "--lang", lang).splitlines()
    ]

    assert named["year"] != named["half-year"]
    assert [row for row in rows if row.startswith("Kho bạc Minh hoạ (") and row.endswith(")")] == [
        f"Kho bạc Minh hoạ ({named[key]})" for key in ("year", "half-year")
    ]


def test_one_period_is_not_named(tmp_path: Path) -> None:
    """Where a ruleset has one period no row and no line names it."""
    text = shown(unit(tmp_path, "a", a={"points": "84.996"}), "--ruleset", rules(tmp_path))

    assert "Sở A: xếp loại Khá → Tốt" in text
    assert "(Kỳ" not in text


def test_a_unit_by_itself_has_no_rank(tmp_path: Path) -> None:
    """In the table a unit that stands alone shows a dash instead of the rank 1."""
    text = shown(unit(tmp_path, "a", a={"points": "60"}), "--ruleset", rules(tmp_path))

    assert "Sở A 60,00 60,00 Khá – " in text


def test_names_are_never_markup(tmp_path: Path) -> None:
    """What looks like markup or an emoji in a name is printed as it is written."""
    named = "[bold]Sở[/bold] :smile: [/]"
    bands = [{"key": "t", "name": {"vi": "[red]Tốt[/red]"}, "from": "50", "to": "100"}, {**BANDS[2]}]
    own = {
        "key": "open",
        "question": {"vi": f"{named}?"},
        "chosen": {"key": "chosen", "name": {"vi": f"{named} 1"}},
        "alternatives": [{"key": "lost", "name": {"vi": f"{named} 2"}, "unknown": {"vi": f"{named} 3"}}],
    }
    declared = rules(tmp_path, bands=bands, interpretations=[own], title={"vi": f"{named} 4"})
    file = unit(tmp_path, "a", a={"points": "49.996"})
    tree = file.read_text(encoding="utf-8").replace("Sở A", named)
    file.write_text(tree, encoding="utf-8")
    text = shown(file, "--ruleset", declared)

    assert all(f"{named}{end}" in text for end in ("", "?", " 1", " 2", " 3", " 4"))
    assert f"{named}: xếp loại Yếu → [red]Tốt[/red]" in text


@pytest.mark.parametrize("width", [80, 120])
def test_the_readings_fit_a_terminal(width: int) -> None:
    """On a narrow and on a wide terminal no line is longer than it, and every word is there."""
    text = on_terminal("score", DEPARTMENT, "--interpretations", width=width)

    assert max(map(len, text.splitlines())) <= width
    assert flat(text).split("Đang theo", 1)[1] == shown(DEPARTMENT).split("Đang theo", 1)[1]


# In JSON


@pytest.mark.parametrize("file", [DEPARTMENT, INCOMPLETE, JUSTICE], ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_readings_as_json(file: Path, lang: Language) -> None:
    """As JSON each reading has its question, its changes or why there are none, and every unit's figures."""
    tree = told("score", file, "--interpretations", "--lang", lang)
    found = found_by_hand(file)
    sheet = told("score", file)

    assert tree["format"] == "1"
    assert tree["ruleset"] == {key: sheet["ruleset"][key] for key in ("id", "sha256")}
    assert [each["unit"] for each in tree["units"]] == [sheet["unit"]]
    assert [each["period"] for each in tree["units"]] == [sheet["period"]]
    assert [
        (each["question"], each["text"], each["chosen"], each["reading"], each["name"], each["unknown"])
        for each in tree["readings"]
    ] == [
        (
            each.question.key,
            say(each.question.text, lang),
            each.question.chosen.key,
            each.reading.key,
            say(each.reading.name, lang),
            say(each.reading.unknown, lang) or None,
        )
        for each in found
    ]
    assert [each["problems"] for each in tree["readings"]] == [
        [problem.line(lang) for problem in each.problems] for each in found
    ]


def test_the_figures_of_a_reading_as_json(tmp_path: Path) -> None:
    """As JSON a reading gives its changes, each unit's figures under it, and whether they are others."""
    declared = rules(tmp_path)
    file = unit(tmp_path, "a", a={"points": "84.996"})
    whole = told("score", file, "--ruleset", declared, "--interpretations")
    base = {"unit": "a", "period": "year", "total": "85.00", "index": "85.00", "band": "kha", "rank": None}

    assert whole["units"] == [base]
    found = {each["reading"]: each for each in whole["readings"]}
    assert found["band-on-published"]["units"] == [{**base, "band": "tot", "changed": True}]
    assert found["band-on-published"]["changes"] == [{"at": "policies.band_on.value", "value": "published"}]
    assert found["rounding-half-even"]["units"] == [{**base, "changed": False}]
    assert found["rounding-down"]["units"] == [{**base, "total": "84.99", "index": "84.99", "changed": True}]
    assert found["rounding-leaf"]["units"] == [{**base, "band": "tot", "changed": True}]
    assert found["rounding-leaf"]["changes"] == [
        {"at": "policies.rounding.value.at", "value": ["leaf", "publication"]}
    ]


def test_a_refused_unit_as_json(tmp_path: Path) -> None:
    """As JSON a unit that a reading refuses is null at its place, beside the problem that says why."""
    declared = rules(tmp_path, leaf("a"), leaf("b"), not_applicable="zero")
    absent = {"state": "not-applicable", "why": "Không có"}
    files = [
        unit(tmp_path, "a", a={"points": "9"}, b=absent),
        unit(tmp_path, "b", a={"points": "9"}, b={"points": "9"}),
    ]
    found = reading("not-applicable-forbid", *files, "--ruleset", declared)

    assert [each and each["unit"] for each in found["units"]] == [None, "b"]
    (only,) = found["problems"]
    assert only.startswith("E-NA a.stages.final.entries.b.state: ")


def test_units_of_two_rulesets() -> None:
    """Units of two rulesets are told apart: two tables, and as JSON two trees in the order of the files."""
    text = shown(DEPARTMENT, JUSTICE)
    trees = told("score", DEPARTMENT, JUSTICE, "--interpretations")

    assert text.index("(example/department@2024)") < text.index("(national/ministries@2023)")
    assert [each["ruleset"]["id"] for each in trees] == [
        "example/department@2024",
        "national/ministries@2023",
    ]
    assert trees[1] == told("score", JUSTICE, "--interpretations")


def test_a_league_is_one_tree() -> None:
    """Units of one ruleset are one tree, ranked among each other in the order of the files."""
    files = sorted(MINISTRIES.glob("*.yaml"))
    tree = told("score", *files, "--interpretations")
    (league,) = told("score", *files)["leagues"]

    ranks = {each["unit"]: each["rank"] for each in tree["units"]}
    assert ranks == {each["unit"]: each["rank"] for each in league["ranks"]}
    assert [each["unit"] for each in tree["units"]] == [file.stem for file in files]
    assert all(len(each["units"]) == len(files) for each in tree["readings"])


def test_an_earlier_stage() -> None:
    """--stage says what the readings do to what stood at that stage."""
    early = told("score", DEPARTMENT, "--interpretations", "--stage", "self")["units"][0]["total"]

    assert early == told("score", DEPARTMENT, "--stage", "self")["total"]["published"]
    assert early != told("score", DEPARTMENT, "--interpretations")["units"][0]["total"]


def test_a_refused_file_prints_no_readings(tmp_path: Path) -> None:
    """A file that the ruleset refuses as it stands is one problem at its place, and nothing is printed."""
    file = unit(tmp_path, "a", a={"points": "101"})
    result = run("score", file, "--ruleset", rules(tmp_path), "--interpretations")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "E-RANGE stages.final.entries.a.points" in result.stderr
