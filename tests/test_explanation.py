"""The explanation: each of its figures is one of the score or of the rules, and it reads as people speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from commands import DEPARTMENT, EXAMPLES, INCOMPLETE, JUSTICE, flat, ran, told
from helpers import Plain, assess, group, leaf, policies, rounding, ruleset, scored
from hypothesis import given

import parindex
from parindex import AssessmentError, Ruleset, ScoreSheet
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.errors import Language
from parindex.exact import Rounding
from parindex.explanation.policies import policies as say_policies
from parindex.explanation.rules import rule, span
from parindex.explanation.sheet import band_span, clause
from parindex.explanation.steps import SENTENCES, shortened
from parindex.fields import say
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.process import Source
from parindex.scoresheet import each_line, plain
from parindex.testing.strategies import trees

LANGUAGES: tuple[Language, ...] = ("vi", "en")
NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?", re.ASCII)

each_language = pytest.mark.parametrize("lang", LANGUAGES)
each_example = pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)


@cache
def example(file: Path) -> ScoreSheet:
    """Score an example."""
    assessment, _ = read_assessment(file)
    return parindex.score(parindex.load(assessment.ruleset), assessment)


def drawn_sheet(drawn: tuple[Plain, Plain]) -> ScoreSheet | None:
    """Score what was drawn, unless its rules refuse the total."""
    try:
        return parindex.score(Ruleset.model_validate(drawn[0]), Assessment.model_validate(drawn[1]))
    except AssessmentError:
        return None


def explained(sheet: ScoreSheet, lang: Language = "vi") -> str:
    """Return the reckoning of the only line that matters: the first leaf."""
    text = parindex.explain(sheet, lang=lang)
    label = "Diễn giải" if lang == "vi" else "Reckoning"
    found = re.findall(rf"^ +{label}: (.*)$", text, re.MULTILINE)
    assert found
    return str(found[0])


# Every figure is accounted for


def strings(tree: object) -> Iterator[str]:
    """Give every text of a plain tree, but not the steps of a trace."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for name, part in tree.items():
            if name != "steps" or "method" in tree:
                yield from strings(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from strings(part)


def lines_of(tree: Plain) -> Iterator[Plain]:
    """Give the plain tree of the score and of each line."""
    yield tree
    for item in tree["items"]:
        yield from lines_of(item)


def known_figures(sheet: ScoreSheet, lang: Language) -> set[Fraction]:
    """Return every figure of `score --json` and every number that the ruleset declares, and their sizes."""
    tree, rules = plain(sheet, lang), sheet.ruleset.plain()
    steps = [step for line in lines_of(tree) for step in line["steps"]]
    texts = [text for text in (*strings(tree), *strings(rules)) if NUMERIC.fullmatch(text)]
    worked = [step[part] for step in steps for part in ("text", "value")]
    found = {Fraction(number) for text in (*texts, *worked) for number in NUMERIC.findall(text)}
    return found | {-figure for figure in found}


def bare(text: str, sheet: ScoreSheet, lang: Language) -> str:
    """Take out of an explanation what it quotes: names, codes, clauses, reasons and remarks."""
    label = "Điều chỉnh" if lang == "vi" else "Changed"
    text = re.sub(rf"^ *{label}: .*$", "", text, flags=re.MULTILINE)
    tree, rules = plain(sheet, lang), sheet.ruleset.plain()
    lines = [line.item for line in each_line(sheet.lines)]
    titles = [f"{item.code} {say(item.name, lang)}" for item in lines if item.code]
    texts = {*titles, *strings(tree), *strings(rules)}
    quoted = [each for each in texts if re.search("[0-9]", each) and re.search(r"[^\W\d_]", each)]
    longest_first = "|".join(re.escape(each) for each in sorted(quoted, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", "…", text)


def figures(text: str, lang: Language) -> Iterator[tuple[bool, str]]:
    """Give every figure of a text with a decimal point, and whether it is marked as rounded."""
    point = "," if lang == "vi" else "."
    # Points beside a maximum are two figures; a fraction is one.
    text = re.sub(rf"({re.escape(point)}[0-9]+)/(?=[0-9])", r"\1 ; ", text)
    for found in re.finditer(rf"(≈ ?)?(-?[0-9]+(?:{re.escape(point)}[0-9]+)?(?:/[0-9]+)?)", text):
        yield bool(found[1]), found[2].replace(point, ".")


def unaccounted(sheet: ScoreSheet, lang: Language) -> list[str]:
    """Return the figures of an explanation that neither the score nor the ruleset holds."""
    known = known_figures(sheet, lang)
    mode = sheet.total.rounding.mode
    stray = []
    for near, text in figures(bare(parindex.explain(sheet, lang=lang), sheet, lang), lang):
        if Fraction(text) in known:
            continue
        digits = len(text.partition(".")[2])
        if not near or text not in {Rounding(digits, mode).text(figure) for figure in known}:
            stray.append(text)
    return stray


@each_example
@each_language
def test_every_figure_of_an_example_is_accounted_for(file: Path, lang: Language) -> None:
    """Every number told is in the JSON of the score, declared by the ruleset, or rounds one and says ≈."""
    assert unaccounted(example(file), lang) == []


@given(trees())
def test_every_figure_of_a_drawn_sheet_is_accounted_for(drawn: tuple[Plain, Plain]) -> None:
    """Of any sound ruleset and fitting assessment the same holds, in both languages."""
    if sheet := drawn_sheet(drawn):
        assert [unaccounted(sheet, lang) for lang in LANGUAGES] == [[], []]


def test_a_stray_figure_would_be_found() -> None:
    """The check is no formality: in another unit's explanation it finds figures without account."""
    known = known_figures(example(JUSTICE), "vi")
    other = bare(parindex.explain(example(DEPARTMENT)), example(DEPARTMENT), "vi")

    assert any(Fraction(text) not in known for _, text in figures(other, "vi"))


# The figures add up


def terms(text: str) -> list[str]:
    """Split a sum into its signed terms."""
    return re.sub(" − ", " + -", text).replace("-≈", "≈-").split(" + ")


def stands_for(term: str, exact: Fraction, mode: Rounding) -> bool:
    """Tell whether a term of a sum in an explanation is a figure, or the rounding of it."""
    if not term.startswith("≈"):
        return Fraction(term) == exact
    written = term.removeprefix("≈")
    digits = len(written.partition(".")[2])
    # A term after a minus is the rounding of its size.
    return Rounding(digits, mode.mode).text(abs(exact)) == written.removeprefix("-")


def check_sums(sheet: ScoreSheet) -> None:
    """Check the trace of the whole score, and of every inner line."""
    total = [step for step in sheet.steps if step.operation != "index"]
    whole = [(sheet.total.least, sheet.total.open, sheet.lines, total)]
    above = [
        (line.least, line.open, line.lines, list(line.steps))
        for line in each_line(sheet.lines)
        if line.lines and line.state != "not-applicable"
    ]
    for points, still_open, lines, steps in whole + above:
        assert still_open == any(line.open for line in lines)
        if still_open:
            assert steps == []
            continue
        assert steps[0].operation == "sum"
        assert [Fraction(term) for term in terms(steps[0].text)] == [line.least for line in lines]
        assert steps[0].value == sum(line.least for line in lines)
        assert points in {step.value for step in steps}
        # What follows the sum takes up where the step before it stopped.
        for before, after in pairwise(steps):
            assert (
                before.value in {Fraction(number) for number in NUMERIC.findall(after.text)}
                or not after.value
            )


@each_example
def test_the_figures_of_an_example_add_up(file: Path) -> None:
    """Every inner line begins with the sum of those below it and ends at its points; so does the total."""
    check_sums(example(file))


@given(trees())
def test_the_figures_of_a_drawn_sheet_add_up(drawn: tuple[Plain, Plain]) -> None:
    """Of any sheet each line's figures add up to the line above, and in the end to the total."""
    if sheet := drawn_sheet(drawn):
        check_sums(sheet)


def told_sums(sheet: ScoreSheet) -> list[str]:
    """Return the sums that an English explanation tells, the total first, then line by line."""
    text = parindex.explain(sheet, lang="en")
    return re.findall(r"The items add up: (.*?) points?\.", text)


@each_example
def test_the_prose_tells_the_same_sums(file: Path) -> None:
    """Each sum in the prose names the figure of every line below, in order, and what they come to."""
    sheet = example(file)
    parts = [(sheet.lines, sheet.steps), *((line.lines, line.steps) for line in each_line(sheet.lines))]
    summed = [(lines, steps) for lines, steps in parts if steps and steps[0].operation == "sum"]
    sums = told_sums(sheet)

    assert len(sums) == len(summed)
    for said, (lines, steps) in zip(sums, summed, strict=True):
        # A result that is told exactly and rounded is looked at rounded; a sum of one is its own result.
        told_as = re.sub(" = [0-9]+/[0-9]+ ≈ ", " ≈ ", said).replace(" ≈ ", " = ≈")
        added, _, result = told_as.rpartition(" = ")
        figures_told = [*terms(added or result), result]
        exact = [*(line.least for line in lines), steps[0].value]
        assert len(figures_told) == len(exact)
        assert all(map(stands_for, figures_told, exact, [sheet.total.rounding] * len(exact)))


@given(trees())
def test_one_is_not_said_in_the_plural(drawn: tuple[Plain, Plain]) -> None:
    """Of any sheet no sentence says `1 points`, `1 days` or `1 decimals`."""
    if sheet := drawn_sheet(drawn):
        said = parindex.explain(sheet, lang="en")
        assert not re.search(r"(?<![0-9.,])1 (points|days|decimals)\b", said)


# Everything is mentioned


@each_example
@each_language
def test_every_line_of_an_example_is_mentioned(file: Path, lang: Language) -> None:
    """Every item of the ruleset has its line, with code and name, and in the order of the ruleset."""
    check_mentions(example(file), lang)


@given(trees())
def test_every_line_of_a_drawn_sheet_is_mentioned(drawn: tuple[Plain, Plain]) -> None:
    """Of any sheet every line is mentioned."""
    if sheet := drawn_sheet(drawn):
        for lang in LANGUAGES:
            check_mentions(sheet, lang)


def check_mentions(sheet: ScoreSheet, lang: Language) -> None:
    """Look for every line, in order."""
    text = parindex.explain(sheet, lang=lang)
    at = text.index("\n\n")
    for line in each_line(sheet.lines):
        code = f"{line.item.code} " if line.item.code else ""
        at = text.index(f"{code}{say(line.item.name, lang)}: ", at) + 1


@each_example
def test_decimal_commas_and_points(file: Path) -> None:
    """Vietnamese writes decimals with a comma and English with a point, in whatever is not quoted."""
    sheet = example(file)

    assert not re.search(r"[0-9]\.[0-9]", bare(parindex.explain(sheet), sheet, "vi"))
    assert not re.search(r"[0-9],[0-9]", bare(parindex.explain(sheet, lang="en"), sheet, "en"))


# What each command says of an illustrative and of a structure-only ruleset; the list says it shortly.
LABELS = {
    ("full", False): ("Bộ tiêu chí minh hoạ, không phải văn bản", "Illustrative rules, not an official"),
    ("full", True): ("minh hoạ, đủ tiêu chí", "illustrative, full"),
    ("structure", False): (
        "Chỉ có cấu trúc: nguồn không nêu bảng",
        "Structure only: the sources give no table",
    ),
    ("structure", True): ("có hiệu lực, chỉ cấu trúc", "in force, structure only"),
}


@pytest.mark.parametrize("file", [DEPARTMENT, INCOMPLETE, JUSTICE], ids=lambda file: file.stem)
@each_language
@pytest.mark.parametrize("command", ["explain", "score", "show", "list"])
def test_labels_and_assumptions_are_in_every_output(command: str, lang: Language, file: Path) -> None:
    """What is illustrative, what is only a structure and all that is assumed is told by every command."""
    rules = example(file).ruleset
    named: dict[str, list[str | Path]] = {"show": [rules.id], "list": []}
    words = named.get(command, [file])
    text = flat(ran(command, *words, "--lang", lang).replace("│", " "))
    label = LABELS[rules.coverage, command == "list"][LANGUAGES.index(lang)]

    assert label in text
    assert assumptions(rules)
    for at, why in assumptions(rules):
        assert at in text
        assert command == "list" or flat(say(why, lang)) in text


@pytest.mark.parametrize("file", [DEPARTMENT, INCOMPLETE, JUSTICE], ids=lambda file: file.stem)
def test_labels_and_assumptions_are_in_every_document(file: Path) -> None:
    """As JSON the score, the ruleset and the list tell standing, coverage and every assumption."""
    rules = example(file).ruleset
    reasons = {say(why, "vi") for _, why in assumptions(rules)}
    listed = next(each for each in told("list") if each["id"] == rules.id)
    sheet, shown = told("score", file), told("show", rules.id)

    for tree in (listed, sheet["ruleset"], shown):
        assert (tree["standing"], tree["coverage"]) == (rules.standing, rules.coverage)
    assert {each["why"] for each in sheet["assumptions"]} == reasons
    assert {each["why"] for each in listed["assumptions"]} == reasons
    assert reasons <= set(strings(shown))


def test_a_league_tells_labels_and_assumptions_too() -> None:
    """A ranking rests on the same assumptions as each score in it, and says so."""
    text = flat(ran("score", DEPARTMENT, DEPARTMENT.with_name("department-2024-b.yaml")))

    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in text
    assert "- policies.missing (còn mục chưa có kết quả thì điểm là một khoảng): Không có số liệu" in text


def test_superseded_rules_say_so() -> None:
    """Rules that another file has replaced are labelled."""
    sheet = scored(ruleset(leaf("a"), standing="superseded"), {"a": {"points": "1"}})

    assert "Bộ tiêu chí đã được thay thế." in parindex.explain(sheet)
    assert "These rules have been superseded." in parindex.explain(sheet, lang="en")


def test_rules_in_force_and_in_full_carry_no_label() -> None:
    """Of a full ruleset in force that assumes nothing there is nothing to warn of."""
    source = {"instrument": "qd-1", "at": "Điều 1"}
    sourced = {name: {"value": each["value"], "source": source} for name, each in policies().items()}
    rules = ruleset(leaf("a"), standing="in-force")
    rules = Ruleset.model_validate({**rules.plain(), "policies": sourced})
    text = parindex.explain(scored(rules, {"a": {"points": "1"}}))

    assert "minh hoạ, không" not in text
    assert "Giả định" not in text
    assert not text.endswith("\n")


# How each scale is told

LEVELS = {
    "method": "levels",
    "levels": [
        {"key": "full", "name": {"vi": "Đủ 1.5 lần", "en": "Full 1.5 times"}, "points": "10"},
        {"key": "none", "name": {"vi": "Không", "en": "None"}, "points": "0"},
    ],
}
TICKS = {
    "method": "checklist",
    "ticks": [
        {"key": "a", "name": {"vi": "Nội dung A"}, "points": "2.5"},
        {"key": "b", "name": {"vi": "Nội dung B"}, "points": "7.5"},
    ],
}
FAULTS = {
    "method": "deduction",
    "kinds": [
        {"key": "small", "name": {"vi": "Lỗi nhẹ"}, "points": "0.5"},
        {"key": "large", "name": {"vi": "Lỗi nặng"}, "points": "10"},
    ],
}
STEPS = [{"from": "3", "points": "10"}, {"from": "1", "points": "5"}, {"from": "0", "points": "0"}]
LATE = [{"from": "3", "to": "9", "points": "0"}, {"from": "0", "points": "10"}]
COUNTED = {"method": "steps", "of": "count", "steps": STEPS}
SHARED = {
    "method": "steps",
    "of": "ratio",
    "steps": [{"from": "0.8", "points": "10"}, {"from": "0.5", "points": "5"}, {"from": "0", "points": "0"}],
}
SURVEY = {
    "method": "survey",
    "options": [
        {"key": "good", "name": {"vi": "Tốt"}, "share": "1"},
        {"key": "poor", "name": {"vi": "Kém"}, "share": "0.5"},
    ],
    "groups": [
        {"key": "people", "name": {"vi": "Người dân"}, "weight": "1/3"},
        {"key": "firms", "name": {"vi": "Doanh nghiệp"}, "weight": "2/3"},
    ],
}
TALLIES = {"people": {"good": "1", "poor": "1"}, "firms": {"good": "5", "poor": "1"}}


@pytest.mark.parametrize(
    ("scale", "entry", "vi", "en"),
    [
        (LEVELS, {"level": "full"}, "Mức “Đủ 1.5 lần”: 10 điểm.", "The level “Full 1.5 times”: 10 points."),
        (
            COUNTED,
            {"value": "4"},
            "Kết quả 4 thuộc bậc từ 3 trở lên: 10 điểm.",
            "The figure 4 falls in the step from 3 on: 10 points.",
        ),
        (
            COUNTED,
            {"value": "1"},
            "Kết quả 1 thuộc bậc từ 1 đến dưới 3: 5 điểm.",
            "The figure 1 falls in the step from 1 to below 3: 5 points.",
        ),
        (
            COUNTED,
            {"value": "0"},
            "Kết quả 0 thuộc bậc dưới 1: 0 điểm.",
            "The figure 0 falls in the step below 1: 0 points.",
        ),
        (
            {**COUNTED, "edges": "upper"},
            {"value": "3"},
            "Kết quả 3 thuộc bậc trên 1 đến 3: 5 điểm.",
            "The figure 3 falls in the step above 1 to 3: 5 points.",
        ),
        (
            {**COUNTED, "edges": "upper"},
            {"value": "4"},
            "Kết quả 4 thuộc bậc trên 3: 10 điểm.",
            "The figure 4 falls in the step above 3: 10 points.",
        ),
        (
            {**COUNTED, "edges": "upper"},
            {"value": "1"},
            "Kết quả 1 thuộc bậc không quá 1: 0 điểm.",
            "The figure 1 falls in the step up to 1: 0 points.",
        ),
        (
            {**COUNTED, "steps": [{"from": "0", "points": "10"}]},
            {"value": "7"},
            "Kết quả 7: 10 điểm.",
            "The figure 7: 10 points.",
        ),
        (
            SHARED,
            {"done": "799999", "planned": "1000000"},
            "Tỷ lệ: 799999 / 1000000 = 0,799999. Kết quả 0,799999 thuộc bậc từ 0,5 đến dưới 0,8: 5 điểm.",
            (
                "The ratio: 799999 / 1000000 = 0.799999. "
                "The figure 0.799999 falls in the step from 0.5 to below 0.8: 5 points."
            ),
        ),
        (
            SHARED,
            {"done": "799", "planned": "999"},
            "Tỷ lệ: 799 / 999 ≈ 0,80. Kết quả ≈0,7998 thuộc bậc từ 0,5 đến dưới 0,8: 5 điểm.",
            (
                "The ratio: 799 / 999 ≈ 0.80. "
                "The figure ≈0.7998 falls in the step from 0.5 to below 0.8: 5 points."
            ),
        ),
        (
            {**COUNTED, "of": "percent"},
            {"done": "2", "planned": "70"},
            "Tỷ lệ: 100 × 2 / 70 ≈ 2,86 %. Kết quả ≈2,86 thuộc bậc từ 1 đến dưới 3: 5 điểm.",
            (
                "The percentage: 100 × 2 / 70 ≈ 2.86 %. "
                "The figure ≈2.86 falls in the step from 1 to below 3: 5 points."
            ),
        ),
        (
            {"method": "ratio", "zero_below": "0.5"},
            {"done": "2", "planned": "3"},
            "Tỷ lệ: 2 / 3 ≈ 0,67. 10 × 2/3 ≈ 6,67 điểm. Đạt ngưỡng (2/3 ≥ 0,5).",
            "The ratio: 2 / 3 ≈ 0.67. 10 × 2/3 ≈ 6.67 points. The threshold is reached (2/3 ≥ 0.5).",
        ),
        (
            {"method": "ratio", "zero_below": "0.5"},
            {"value": "0.25"},
            "Dưới ngưỡng (0,25 < 0,5): 0 điểm.",
            "Below the threshold (0.25 < 0.5): 0 points.",
        ),
        (
            {"method": "ratio", "full_at": "0.8"},
            {"value": "0.9"},
            "Đã vượt mức đủ điểm nên được tính trọn. 10 × 1 = 10 điểm.",
            "This is beyond what gives full points, and counts in full. 10 × 1 = 10 points.",
        ),
        (
            {"method": "ratio", "full_at": "0.8"},
            {"done": "1", "planned": "3"},
            "Tỷ lệ: 1 / 3 ≈ 0,33. 10 × 1/3 / 0,8 ≈ 4,17 điểm.",
            "The ratio: 1 / 3 ≈ 0.33. 10 × 1/3 / 0.8 ≈ 4.17 points.",
        ),
        (
            {"method": "ratio"},
            {"done": "58", "planned": "60"},
            "Tỷ lệ: 58 / 60 ≈ 0,97. 10 × ≈0,97 ≈ 9,67 điểm.",
            "The ratio: 58 / 60 ≈ 0.97. 10 × ≈0.97 ≈ 9.67 points.",
        ),
        (
            {"method": "ratio"},
            {"done": "1", "planned": "1001"},
            "Tỷ lệ: 1 / 1001 ≈ 0,001. 10 × ≈0,001 ≈ 0,01 điểm.",
            "The ratio: 1 / 1001 ≈ 0.001. 10 × ≈0.001 ≈ 0.01 points.",
        ),
        (
            TICKS,
            {"ticks": ["b"]},
            "Đạt: Nội dung B. Không đạt: Nội dung A. 7,5 điểm.",
            "Found: Nội dung B. Not found: Nội dung A. 7.5 points.",
        ),
        (
            TICKS,
            {"ticks": ["b", "a"]},
            "Đạt: Nội dung A; Nội dung B. 2,5 + 7,5 = 10 điểm.",
            "Found: Nội dung A; Nội dung B. 2.5 + 7.5 = 10 points.",
        ),
        (
            TICKS,
            {"ticks": []},
            "Không đạt: Nội dung A; Nội dung B. 0 điểm.",
            "Not found: Nội dung A; Nội dung B. 0 points.",
        ),
        (
            {"method": "count", "each": "4"},
            {"count": "2"},
            "4 × 2 = 8 điểm.",
            "4 × 2 = 8 points.",
        ),
        (
            {"method": "count", "each": "4"},
            {"count": "3"},
            "4 × 3 = 12 điểm. Vượt mức trần (12 > 10) nên chỉ tính 10 điểm.",
            "4 × 3 = 12 points. Above the cap (12 > 10), so 10 points.",
        ),
        (
            FAULTS,
            {"counts": {"small": "3"}},
            "Lỗi: Lỗi nhẹ. 10 − 0,5 × 3 = 8,5 điểm.",
            "Faults: Lỗi nhẹ. 10 − 0.5 × 3 = 8.5 points.",
        ),
        (
            FAULTS,
            {"counts": {"small": "10", "large": "1"}},
            (
                "Lỗi: Lỗi nhẹ; Lỗi nặng. 10 − 0,5 × 10 − 10 × 1 = -5 điểm. "
                "Thấp hơn mức sàn (-5 < 0) nên lấy 0 điểm."
            ),
            (
                "Faults: Lỗi nhẹ; Lỗi nặng. 10 − 0.5 × 10 − 10 × 1 = -5 points. "
                "Below the floor (-5 < 0), so 0 points."
            ),
        ),
        (FAULTS, {"counts": {}}, "Không có lỗi: 10 điểm.", "No faults: 10 points."),
        (
            {"method": "direct"},
            {"points": "7.25"},
            "Điểm được nhập: 7,25.",
            "The points entered: 7.25.",
        ),
        (SURVEY, {"points": "9.5"}, "Điểm được nhập: 9,5.", "The points entered: 9.5."),
        (
            SURVEY,
            {"tallies": TALLIES},
            (
                "Trung bình nhóm “Người dân”: (1 + 0,5 × 1) / (1 + 1) = 0,75. "
                "Trung bình nhóm “Doanh nghiệp”: (5 + 0,5 × 1) / (5 + 1) ≈ 0,92. "
                "Điểm điều tra: 10 × (1/3 × 0,75 + 2/3 × ≈0,92) ≈ 8,61 điểm."
            ),
            (
                "The mean of the group “Người dân”: (1 + 0.5 × 1) / (1 + 1) = 0.75. "
                "The mean of the group “Doanh nghiệp”: (5 + 0.5 × 1) / (5 + 1) ≈ 0.92. "
                "Survey points: 10 × (1/3 × 0.75 + 2/3 × ≈0.92) ≈ 8.61 points."
            ),
        ),
        (
            {**SURVEY, "empty": "reweight"},
            {"tallies": {**TALLIES, "firms": {}}},
            (
                "Trung bình nhóm “Người dân”: (1 + 0,5 × 1) / (1 + 1 + 0) = 0,75. "
                "Nhóm “Doanh nghiệp” không có phiếu nào: không tính, "
                "trọng số phân bổ lại cho các nhóm còn lại. "
                "Trọng số của các nhóm có phiếu: 1 − 1/3 × 0 − 2/3 × 1 = 1/3 ≈ 0,33. "
                "Điểm điều tra: 10 × (1/3 × 0,75 + 2/3 × 0) / (1/3) = 7,5 điểm."
            ),
            (
                "The mean of the group “Người dân”: (1 + 0.5 × 1) / (1 + 1 + 0) = 0.75. "
                "The group “Doanh nghiệp” has no ballots: it is left out, and the others share its weight. "
                "The weights of the groups with ballots: 1 − 1/3 × 0 − 2/3 × 1 = 1/3 ≈ 0.33. "
                "Survey points: 10 × (1/3 × 0.75 + 2/3 × 0) / (1/3) = 7.5 points."
            ),
        ),
        (
            {**SURVEY, "empty": "reweight"},
            {"tallies": {"people": {"good": "1"}, "firms": {"poor": "1"}}},
            (
                "Trung bình nhóm “Người dân”: (1 + 0,5 × 0) / (1 + 0 + 0) = 1. "
                "Trung bình nhóm “Doanh nghiệp”: (0 + 0,5 × 1) / (0 + 1 + 0) = 0,5. "
                "Điểm điều tra: 10 × (1/3 × 1 + 2/3 × 0,5) / 1 ≈ 6,67 điểm."
            ),
            (
                "The mean of the group “Người dân”: (1 + 0.5 × 0) / (1 + 0 + 0) = 1. "
                "The mean of the group “Doanh nghiệp”: (0 + 0.5 × 1) / (0 + 1 + 0) = 0.5. "
                "Survey points: 10 × (1/3 × 1 + 2/3 × 0.5) / 1 ≈ 6.67 points."
            ),
        ),
    ],
)
def test_how_points_came_about(scale: Plain, entry: Plain, vi: str, en: str) -> None:
    """Each scale tells in plain sentences what was found and what that gives."""
    sheet = scored(ruleset(leaf("a", scale)), {"a": entry})

    assert (explained(sheet), explained(sheet, "en")) == (vi, en)


def test_a_fraction_of_one_digit_is_told_with_its_rounding() -> None:
    """A fraction as short as 5/6 is told exactly and rounded; a longer one exactly in the heading only."""
    rules = ruleset(leaf("a", {"method": "ratio"}, max="1"), leaf("b", {"method": "ratio"}, max="1"))
    entries = {"a": {"done": "5", "planned": "6"}, "b": {"done": "2", "planned": "13"}}
    text = parindex.explain(scored(rules, entries))

    assert "Tỷ lệ: 5 / 6 ≈ 0,83. 1 × 5/6 = 5/6 ≈ 0,83 điểm." in text
    assert "Tỷ lệ: 2 / 13 ≈ 0,15. 1 × ≈0,15 ≈ 0,15 điểm." in text
    assert "Mục b: 0,15/1 điểm (chính xác 2/13)" in text
    assert "Cộng các mục: 5/6 + ≈0,15 ≈ 0,99 điểm." in text


def test_an_exact_fraction_too_long_to_help_is_left_out() -> None:
    """An exact value of more than a dozen characters tells a reader nothing; the JSON keeps it."""
    long = {"done": "1234567", "planned": "9876543"}
    text = parindex.explain(scored(ruleset(leaf("a", {"method": "ratio"})), {"a": long}))

    assert "Mục a: 1,25/10 điểm\n" in text


@pytest.mark.parametrize(
    ("scale", "entry", "vi", "en"),
    [
        (LEVELS, {"level": "none"}, "Không bị trừ điểm.", "Nothing is deducted."),
        (LEVELS, {"level": "full"}, "Bị trừ 10 điểm.", "10 points are deducted."),
        ({"method": "count", "each": "0.5"}, {"count": "2"}, "Bị trừ 1 điểm.", "1 point is deducted."),
        ({"method": "count", "each": "0.5"}, {"count": "3"}, "Bị trừ 1,5 điểm.", "1.5 points are deducted."),
    ],
)
def test_a_penalty_is_told_as_one(scale: Plain, entry: Plain, vi: str, en: str) -> None:
    """A penalty tells what was deducted, and its points stand beside the most that can be deducted."""
    rules = ruleset(leaf("a"), leaf("p", scale, role="penalty"))
    sheet = scored(rules, {"a": {"points": "10"}, "p": entry})
    vietnamese, english = parindex.explain(sheet), parindex.explain(sheet, lang="en")

    reckoned = r"\n +Cách trừ: .*\n +Diễn giải: .* ", r"\n +Deduction: .*\n +Reckoning: .* "
    assert re.search(rf"Mục p: -?[0-9,]+ điểm \(trừ tối đa 10\){reckoned[0]}{vi}\n", vietnamese)
    assert re.search(rf"Mục p: -?[0-9.]+ points \(at most 10\){reckoned[1]}{en}\n", english)


@pytest.mark.parametrize(
    ("state", "vi", "en"),
    [
        ({"state": "zero"}, "bằng không", "Nothing was achieved: 0 points."),
        (
            {"state": "rejected", "why": "thiếu số 7"},
            "không được chấp nhận",
            "The evidence was refused: 0 points.",
        ),
        (
            {"state": "not-applicable", "why": "không phát sinh"},
            "không áp dụng",
            "Not applicable: 10 points are given.",
        ),
    ],
)
def test_a_state_is_told_with_its_reason(state: Plain, vi: str, en: str) -> None:
    """A line that was not observed names its state and gives the reason."""
    sheet = scored(ruleset(leaf("a"), leaf("b"), not_applicable="full"), {"a": state, "b": {"points": "1"}})

    assert re.search(rf"Mục a: [0-9,]+/10 điểm – {vi}\n", parindex.explain(sheet))
    assert f"Reckoning: {en}" in parindex.explain(sheet, lang="en")
    assert ("Lý do: " in parindex.explain(sheet)) == ("why" in state)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("zero", "Không áp dụng: 0 điểm, điểm tối đa giữ nguyên."),
        ("full", "Không áp dụng: được 10 điểm."),
        ("exclude", "Không áp dụng: không tính vào điểm tối đa."),
    ],
)
def test_what_not_applicable_means(policy: str, words: str) -> None:
    """What becomes of an item that is not applicable is told as the policy has it."""
    entry = {"state": "not-applicable", "why": "không phát sinh"}
    sheet = scored(ruleset(leaf("a"), leaf("b"), not_applicable=policy), {"a": entry, "b": {"points": "1"}})

    assert f"Diễn giải: {words}" in parindex.explain(sheet)


def test_what_counts_as_zero_because_it_is_missing() -> None:
    """Where a missing item counts as nothing this is told at the item, and as a warning."""
    text = parindex.explain(scored(ruleset(leaf("a"), leaf("b"), missing="zero"), {"b": {"points": "1"}}))

    assert "Mục a: 0,00/10 điểm – chưa có kết quả" in text
    assert "Chưa có kết quả, tính 0 điểm." in text
    assert "- W-MISSING: các mục chưa có kết quả tính 0 điểm: a" in text


def test_an_item_that_does_not_apply_has_one_line() -> None:
    """An item that does not apply to the unit's kind is mentioned, and nothing more is said of it."""
    text = parindex.explain(example(DEPARTMENT))

    words = "không áp dụng cho loại đơn vị này"
    assert (
        f"    8.4 Dịch vụ điện tử trong nội bộ cơ quan: {words}\n"
        f"      8.4.1 Tỷ lệ thủ tục nội bộ giải quyết trên môi trường mạng: {words}\n"
    ) in text


def test_a_change_names_who_and_why() -> None:
    """An entry that a council changed tells by whom and why."""
    text = parindex.explain(example(DEPARTMENT))

    assert "Điều chỉnh: Hội đồng thẩm định: Một sáng kiến đã được tính từ năm 2023" in text


def test_what_is_open_is_told_as_an_interval() -> None:
    """A line that is still open has two ends; of a group it is said that it is not yet complete."""
    text = parindex.explain(example(INCOMPLETE))

    assert "Tổng điểm từ 71,58 đến 88,90 trên 100; chỉ số từ 71,58 đến 88,90 %." in text
    assert "Xếp loại: chưa xác định." in text
    assert "9 Điểm thưởng: từ 0,32 đến 2,00 trên 2 điểm – chưa đủ kết quả" in text
    assert "10 Điểm trừ: từ -2,50 đến -0,50 điểm (trừ tối đa 3) – chưa đủ kết quả" in text
    assert (
        "9.4 Điểm thưởng do Hội đồng thẩm định xem xét: từ 0,00 đến 1,00 trên 1 điểm – chưa có kết quả"
        in text
    )
    english = parindex.explain(example(INCOMPLETE), lang="en")
    assert "Total from 71.58 to 88.90 of 100; index from 71.58 to 88.90 %." in english
    assert "Band: not yet decided." in english


def test_a_band_in_no_doubt() -> None:
    """A band that is certain before everything is known is told as certain."""
    text = parindex.explain(scored(ruleset(leaf("a"), leaf("b", max="1")), {"a": {"points": "10"}}))

    assert "Xếp loại: Tốt (từ 80 đến 100 %) – đã chắc chắn." in text


def test_no_band() -> None:
    """A complete score above all bands, under unchecked rules, is in none; without bands none is told."""
    unchecked = ruleset(leaf("a")).plain()
    unchecked["bands"][0]["to"] = "90"
    sheet = scored(Ruleset.model_validate(unchecked), {"a": {"points": "10"}})
    assert "Xếp loại: không thuộc mức nào." in parindex.explain(sheet)
    assert "Band: none." in parindex.explain(sheet, lang="en")

    bare_rules = {**unchecked, "bands": []}
    sheet = scored(Ruleset.model_validate(bare_rules), {"a": {"points": "10"}})
    assert "Xếp loại" not in parindex.explain(sheet)


def test_what_a_group_does_with_its_sum() -> None:
    """Rescaling, floor, cap, the maximum and rounding are each told where they change the figure only."""
    rules = ruleset(
        group("scaled", leaf("a", {"method": "ratio"}), max="3", rescale="true"),
        group("plain", leaf("b", max="5"), rescale="true"),
        group("capped", leaf("c", max="5"), leaf("extra", max="5", role="bonus"), cap="6", max="5"),
        group(
            "loss",
            leaf("p", role="penalty", max="9"),
            leaf("q", role="penalty", max="9"),
            role="penalty",
            floor="-2",
            max="2",
        ),
        leaf("bonus", max="20", role="bonus"),
        root={"cap": "none", "max": "13"},
        rounding=rounding("2", at=("publication", "scaled")),
    )
    entries = {
        "a": {"done": "1", "planned": "7"},
        "b": {"points": "4"},
        "c": {"points": "5"},
        "extra": {"points": "4"},
        "p": {"points": "2"},
        "q": {"points": "1"},
        "bonus": {"points": "20"},
    }
    text = parindex.explain(scored(rules, entries))

    rescaled = "Cộng các mục: ≈1,43 điểm. Quy đổi: ≈1,43 × 3 / 10 ≈ 0,43 điểm. Làm tròn 3/7 thành 0,43 điểm."
    assert rescaled in text
    assert "Cộng các mục: 4 điểm.\n" in text
    assert "Cộng các mục: 5 + 4 = 9 điểm. Vượt mức trần (9 > 6) nên chỉ tính 6 điểm." in text
    assert "Cộng các mục: -2 − 1 = -3 điểm. Thấp hơn mức sàn (-3 < -2) nên lấy -2 điểm." in text
    assert "Vượt mức tối đa (28,43 > 13) nên chỉ tính 13." in text


def test_every_operation_of_the_engine_has_its_words() -> None:
    """Whatever steps the engine writes down in the examples, the explanation has words for them."""
    sheets = [example(file) for file in EXAMPLES]
    operations = {
        step.operation.partition(".")[0]
        for sheet in sheets
        for steps in (sheet.steps, *(line.steps for line in each_line(sheet.lines)))
        for step in steps
    }

    assert operations <= set(SENTENCES)
    assert all(bool(vi) == bool(en) for vi, en in SENTENCES.values())


# The words of the rules


@pytest.mark.parametrize(
    ("scale", "vi", "en"),
    [
        (LEVELS, "Theo mức – Đủ 1.5 lần: 10; Không: 0.", "By level – Full 1.5 times: 10; None: 0."),
        (
            COUNTED,
            "Theo số lượng – từ 3 trở lên: 10; từ 1 đến dưới 3: 5; từ 0 đến dưới 1: 0.",
            "By count – from 3 on: 10; from 1 to below 3: 5; from 0 to below 1: 0.",
        ),
        (
            {**COUNTED, "of": "days-late", "edges": "upper", "steps": LATE},
            "Theo số ngày chậm – trên 3 đến 9: 0; từ 0 đến 3: 10.",
            "By days late – above 3 to 9: 0; from 0 to 3: 10.",
        ),
        (
            {**COUNTED, "edges": "upper"},
            "Theo số lượng – trên 3: 10; trên 1 đến 3: 5; từ 0 đến 1: 0.",
            "By count – above 3: 10; above 1 to 3: 5; from 0 to 1: 0.",
        ),
        (
            SHARED,
            "Theo tỷ lệ – từ 0,8 trở lên: 10; từ 0,5 đến dưới 0,8: 5; từ 0 đến dưới 0,5: 0.",
            "By ratio – from 0.8 on: 10; from 0.5 to below 0.8: 5; from 0 to below 0.5: 0.",
        ),
        ({"method": "ratio"}, "10 điểm × tỷ lệ thực hiện.", "10 points × the ratio done."),
        (
            {"method": "ratio", "full_at": "2/3", "zero_below": "0.5"},
            "10 điểm × tỷ lệ thực hiện / (2/3), đủ điểm khi tỷ lệ đạt 2/3; dưới 0,5 thì không có điểm.",
            "10 points × the ratio done / (2/3), in full from a ratio of 2/3; nothing below 0.5.",
        ),
        (
            TICKS,
            "Cộng điểm từng nội dung đạt – Nội dung A: 2,5; Nội dung B: 7,5.",
            "Points for each thing found – Nội dung A: 2.5; Nội dung B: 7.5.",
        ),
        (
            {"method": "count", "each": "0.5"},
            "Mỗi trường hợp 0,5 điểm, tối đa 10.",
            "0.5 points each, at most 10.",
        ),
        (
            FAULTS,
            "Từ 10 điểm, trừ cho mỗi lỗi – Lỗi nhẹ: 0,5; Lỗi nặng: 10; không âm.",
            "From 10 points, less for each fault – Lỗi nhẹ: 0.5; Lỗi nặng: 10; never negative.",
        ),
        (
            {"method": "direct"},
            "Điểm được nhập trực tiếp, tối đa 10.",
            "Points are entered as given, at most 10.",
        ),
        (
            {"method": "direct", "grid": "0.25"},
            "Điểm được nhập trực tiếp, tối đa 10, là bội số của 0,25.",
            "Points are entered as given, at most 10, in steps of 0.25.",
        ),
        (
            SURVEY,
            (
                "10 điểm × trung bình có trọng số của các nhóm (Người dân: 1/3; Doanh nghiệp: 2/3); "
                "giá trị trả lời: Tốt: 1; Kém: 0,5."
            ),
            (
                "10 points × the weighted mean of the groups (Người dân: 1/3; Doanh nghiệp: 2/3); "
                "answers count as: Tốt: 1; Kém: 0.5."
            ),
        ),
        (
            {**SURVEY, "empty": "reweight"},
            (
                "10 điểm × trung bình có trọng số của các nhóm (Người dân: 1/3; Doanh nghiệp: 2/3); "
                "giá trị trả lời: Tốt: 1; Kém: 0,5; "
                "nhóm không có phiếu thì không tính, trọng số phân bổ lại cho các nhóm còn lại."
            ),
            (
                "10 points × the weighted mean of the groups (Người dân: 1/3; Doanh nghiệp: 2/3); "
                "answers count as: Tốt: 1; Kém: 0.5; "
                "a group without ballots is left out, and the others share its weight."
            ),
        ),
    ],
)
def test_the_rule_of_a_scale(scale: Plain, vi: str, en: str) -> None:
    """Each scale says in one sentence how it gives points, with declared figures only."""
    found = ruleset(leaf("a", scale)).item("a")

    assert (rule(found), rule(found, "en")) == (vi, en)


def test_the_rule_of_a_leaf_without_a_maximum() -> None:
    """A leaf that states no maximum is bounded by the block it stands in, and says so."""
    rules = ruleset(
        group("g", leaf("a", max=None), cap="20", max="20"), coverage="structure", root={"cap": "none"}
    )

    assert rule(rules.item("a")) == "Điểm được nhập trực tiếp, không vượt mức trần của khối."
    assert rule(rules.item("a"), "en") == "Points are entered as given, at most the cap of the block."
    assert "Mục a: 3,00 điểm\n" in parindex.explain(scored(rules, {"a": {"points": "3"}}))


@pytest.mark.parametrize(
    ("fields", "vi", "en"),
    [
        ({}, "", ""),
        ({"cap": "none"}, "", ""),
        (
            {"cap": "7.5"},
            "Cộng các mục bên dưới, không quá 7,5 điểm.",
            "The sum of the items below, at most 7.5 points.",
        ),
        (
            {"rescale": "true", "floor": "0", "cap": "7.5"},
            "Cộng các mục bên dưới, quy đổi về 10 điểm, không dưới 0 điểm, không quá 7,5 điểm.",
            "The sum of the items below, rescaled to 10 points, at least 0 points, at most 7.5 points.",
        ),
    ],
)
def test_the_rule_of_a_group(fields: Plain, vi: str, en: str) -> None:
    """A group says what it does with its sum; one that only adds up says nothing."""
    found = ruleset(group("g", leaf("a"), **fields)).item("g")

    assert (rule(found), rule(found, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("ends", "included", "vi", "en"),
    [
        (("1", "2"), (True, False), "từ 1 đến dưới 2", "from 1 to below 2"),
        (("1", "2"), (True, True), "từ 1 đến 2", "from 1 to 2"),
        (("1", "2"), (False, True), "trên 1 đến 2", "above 1 to 2"),
        (("1", "2"), (False, False), "trên 1 đến dưới 2", "above 1 to below 2"),
        (("1", ""), (True, False), "từ 1 trở lên", "from 1 on"),
        (("1", ""), (False, False), "trên 1", "above 1"),
        (("", "2"), (False, False), "dưới 2", "below 2"),
        (("", "2"), (False, True), "không quá 2", "up to 2"),
    ],
)
def test_the_words_of_an_interval(
    ends: tuple[str, str], included: tuple[bool, bool], vi: str, en: str
) -> None:
    """An interval is written as an annex writes it, whichever ends it holds or lacks."""
    assert (span(*ends, included, "vi"), span(*ends, included, "en")) == (vi, en)


def test_the_words_of_a_band() -> None:
    """A band is told by its span, up to where the one above begins; the top one to its end."""
    rules = ruleset(leaf("a"))

    assert [band_span(rules, band, "vi") for band in rules.bands] == [
        "từ 80 đến 100",
        "từ 50 đến dưới 80",
        "từ 0 đến dưới 50",
    ]


def test_a_top_band_without_an_end() -> None:
    """A top band that states no end, under rules nobody checked, is open above."""
    tree = ruleset(leaf("a")).plain()
    del tree["bands"][0]["to"]
    rules = Ruleset.model_validate(tree)

    assert [band_span(rules, rules.bands[0], lang) for lang in LANGUAGES] == ["từ 80 trở lên", "from 80 on"]


def test_the_words_of_a_clause() -> None:
    """A clause is told by the kind and number of its instrument; of an unknown one by its place alone."""
    rules = ruleset(leaf("a"))
    known, unknown = (Source(instrument=key, at="Điều 2") for key in ("qd-1", "qd-9"))

    assert clause(rules, known, "vi") == "Quyết định 1/QĐ-UBND, Điều 2"
    assert clause(rules, known, "en") == "Decision 1/QĐ-UBND, Điều 2"
    assert clause(rules, unknown, "vi") == "Điều 2"
    assert clause(rules, None, "vi") == ""


ANSWERS: list[tuple[str, Any, str, str]] = [
    ("rounding", rounding("1", "half-up"), "từ nửa trở lên thì làm tròn lên; khi công bố", "halves go up"),
    ("rounding", rounding("1", "half-even"), "về số chẵn", "to the even digit"),
    ("rounding", rounding("1", "down"), "bỏ phần còn lại", "is cut off"),
    ("rounding", rounding("1", "up"), "còn dư thì làm tròn lên", "any rest goes up"),
    (
        "rounding",
        rounding("1", at=("publication", "leaf")),
        "ở từng tiêu chí chấm điểm",
        "at every scored item",
    ),
    ("rounding", rounding("1", at=("publication", "a")), "ở mục a", "at the item a"),
    ("band_on", "exact", "xếp loại theo chỉ số chính xác", "bands are read from the exact index"),
    ("band_on", "published", "xếp loại theo chỉ số công bố", "bands are read from the published index"),
    (
        "rank",
        {"on": "exact", "ties": "competition"},
        "xếp hạng theo chỉ số chính xác, sau các đơn vị đồng hạng có bỏ cách hạng",
        "ranks are taken on the exact index; ranks are skipped after a tie",
    ),
    (
        "rank",
        {"on": "published", "ties": "dense"},
        "xếp hạng theo chỉ số công bố, sau các đơn vị đồng hạng không bỏ cách hạng",
        "ranks are taken on the published index; no rank is skipped after a tie",
    ),
    ("not_applicable", "forbid", "không mục nào được ghi", "no item may be called"),
    (
        "not_applicable",
        "zero",
        "không có điểm, điểm tối đa giữ nguyên",
        "gives nothing, and the maximum stays",
    ),
    ("not_applicable", "full", "được đủ điểm", "gives full points"),
    ("not_applicable", "exclude", "không tính vào điểm tối đa", "left out of the maximum"),
    ("missing", "refuse", "điểm là một khoảng", "the score is an interval"),
    ("missing", "zero", "chưa có kết quả thì không có điểm", "a missing item gives nothing"),
    ("above_max", "cap", "thì lấy mức tối đa", "counts as the maximum"),
    ("above_max", "allow", "được vượt mức tối đa", "may go above the maximum"),
    ("above_max", "refuse", "thì không chấm", "is refused"),
]


@pytest.mark.parametrize(("name", "value", "vi", "en"), ANSWERS)
def test_the_words_of_a_policy(name: str, value: Any, vi: str, en: str) -> None:
    """Each answer that a policy can give has its words in both languages, and every policy is told."""
    rules = ruleset(leaf("a"), bands=[], **{name: value})

    assert vi in say_policies(rules, "vi")[name]
    assert en in say_policies(rules, "en")[name]
    assert set(say_policies(rules, "vi")) == set(policies())


# Shortening


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2 × 5/6", "2 × 5/6"),
        ("2 × 12/7", "2 × ≈1.71"),
        ("11/13 ≥ 0.6", "≈0.85 ≥ 0.6"),
        ("799/999 < 0.8", "≈0.7998 < 0.8"),
        ("0.5 ≤ 1001/2001 < 0.8", "0.5 ≤ ≈0.5002 < 0.8"),
        ("1/1001 + 3", "≈0.001 + 3"),
        ("-11/13 − 11/13", "≈-0.85 − ≈0.85"),
        ("1/10000000", "≈0.0000001"),
        ("22 / 26", "22 / 26"),
        ("no figure", "no figure"),
    ],
)
def test_long_fractions_are_shortened(text: str, short: str) -> None:
    """A long fraction is rounded, to more digits where it would look like another figure or like 0."""
    assert shortened(text, Rounding(2, "half-up")) == short


@given(trees())
def test_no_comparison_looks_wrong(drawn: tuple[Plain, Plain]) -> None:
    """A figure that is said to lie below, above or at an edge is shown so after rounding too."""
    sheet = drawn_sheet(drawn)
    for line in each_line(sheet.lines) if sheet else ():
        for step in line.steps:
            words = shortened(step.text, Rounding(1, "half-up")).replace("≈", "").split()
            for low, relation, high in zip(words, words[1:], words[2:], strict=False):
                if relation in {"<", "≤", ">", "≥"}:
                    least, most = Fraction(low), Fraction(high)
                    assert {"<": least < most, "≤": least <= most, ">": least > most, "≥": least >= most}[
                        relation
                    ]


# The whole


def test_a_small_explanation_word_for_word() -> None:
    """A whole explanation, as an officer reads it."""
    rules = ruleset(
        group(
            "g", leaf("plan", LEVELS, code="1.1"), leaf("tasks", {"method": "ratio"}, code="1.2"), code="1"
        ),
        leaf("fine", {"method": "count", "each": "0.5"}, role="penalty", code="2", max="3"),
        missing="zero",
    )
    sheet = scored(
        rules, {"plan": {"level": "full"}, "tasks": {"done": "2", "planned": "7"}, "fine": {"count": "1"}}
    )

    assert parindex.explain(sheet).splitlines() == [
        "Sở A · Bộ tiêu chí minh hoạ (example/small@2024)",
        "Kỳ năm, kết quả cuối cùng.",
        "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        "Tổng điểm 12,36 trên 20 (chính xác 173/14); chỉ số 61,79 %.",
        "Xếp loại: Khá (từ 50 đến dưới 80 %).",
        "Cộng các mục: ≈12,86 − 0,5 ≈ 12,36 điểm.",
        "Chỉ số: 100 × ≈12,36 / 20 ≈ 61,79 %.",
        "",
        "1 Nhóm g: 12,86/20 điểm (chính xác 90/7)",
        "  Diễn giải: Cộng các mục: 10 + ≈2,86 ≈ 12,86 điểm.",
        "  1.1 Mục plan: 10,00/10 điểm",
        "    Cách tính: Theo mức – Đủ 1.5 lần: 10; Không: 0.",
        "    Diễn giải: Mức “Đủ 1.5 lần”: 10 điểm.",
        "  1.2 Mục tasks: 2,86/10 điểm (chính xác 20/7)",
        "    Cách tính: 10 điểm × tỷ lệ thực hiện.",
        "    Diễn giải: Tỷ lệ: 2 / 7 ≈ 0,29. 10 × 2/7 ≈ 2,86 điểm.",
        "2 Mục fine: -0,50 điểm (trừ tối đa 3)",
        "  Cách trừ: Mỗi trường hợp 0,5 điểm, tối đa 3.",
        "  Diễn giải: 0,5 × 1 = 0,5 điểm. Bị trừ 0,5 điểm.",
        "",
        "Giả định (không nguồn nào nêu):",
        *(f"- policies.{name} ({words}): phép thử" for name, words in say_policies(rules, "vi").items()),
    ]


def test_the_period_by_its_name_or_by_its_kind() -> None:
    """A period is told by the name that the ruleset gives it, or else by its kind."""
    assert "Kỳ năm 2024, kết quả cuối cùng." in parindex.explain(example(DEPARTMENT))

    half = [{"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}]
    rules = ruleset(leaf("a"), periods=half)
    sheet = parindex.score(
        rules, assess(period="half-year", self={"a": {"points": "1"}}), stage="appraisal-1"
    )
    assert "Kỳ sáu tháng, thẩm định lần một." in parindex.explain(sheet)
    assert "The half-year, first appraisal." in parindex.explain(sheet, lang="en")
