"""`ledger`: the stages of a unit in words, as a page and as JSON, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import DEPARTMENT, INCOMPLETE, JUSTICE, flat, on_terminal, ran, run, written
from helpers import Plain, group, leaf, named, plain_ruleset
from hypothesis import given

import parindex
from parindex.api import read_assessment
from parindex.audit.ledger import ledger, plain
from parindex.fields import say
from parindex.testing.strategies import trees

STAGED = DEPARTMENT.with_name("department-2024-stages.yaml")
OTHER = DEPARTMENT.with_name("department-2024-b.yaml")
OFFICE = DEPARTMENT.with_name("department-2024-c.yaml")
FINANCE = {"vi": "Sở Tài chính", "en": "Department of Finance"}
each_language = pytest.mark.parametrize("lang", ["vi", "en"])

LEVELS = [
    {"key": "good", "name": {"vi": "Tốt"}, "points": "10"},
    {"key": "bad", "name": {"vi": "Kém"}, "points": "0"},
]
ASKED = {
    "method": "survey",
    "options": named(("yes", "1"), ("no", "0"), figure="share"),
    "groups": named(("people", "1"), figure="weight"),
}


def rules(tmp_path: Path, *items: Plain, **values: Any) -> Path:
    """Write a small ruleset."""
    return written(tmp_path / "rules.yaml", plain_ruleset(*items, **values))


def unit(tmp_path: Path, key: str = "so-a", **stages: Plain) -> Path:
    """Write an assessment with entries by stage; ``_`` stands for a hyphen."""
    tree = {
        "format": "1",
        "ruleset": "example/small@2024",
        "unit": {"key": key, "name": f"Đơn vị {key}", "kind": "department"},
        "period": "year",
        "stages": {name.replace("_", "-"): {"entries": entries} for name, entries in stages.items()},
    }
    return written(tmp_path / f"{key}.yaml", tree)


def changed(**entry: Any) -> Plain:
    """Make an entry that the finance department changed."""
    return {**entry, "changed": {"by": "Sở Tài chính", "why": "Hai nhiệm vụ chưa có sản phẩm"}}


def said(tmp_path: Path, scale: Plain, before: Plain, after: Plain, *words: str) -> list[str]:
    """Return the words of one change: what stands in its cell of a Markdown table, line by line."""
    declared = rules(tmp_path, leaf("a", scale, code="1"))
    file = unit(tmp_path, self={"a": before}, final={"a": changed(**after)})
    text = ran("ledger", file, "--ruleset", declared, "--format", "md", *words)
    row = next(line for line in text.splitlines() if line.startswith("| 1 | ") and "<br>" in line)
    return row.split(" | ")[1].split("<br>")


def refused(*words: str | Path) -> str:
    """Run one ledger that is refused: exit code 3, nothing on stdout, and return what it says on stderr."""
    result = run("ledger", *words)
    assert (result.exit_code, result.stdout) == (3, "")
    return result.stderr


# In words


def test_a_change_in_a_table() -> None:
    """A row says what, from what to what, who and why, the points, the total and the rank."""
    text = ran("ledger", STAGED, DEPARTMENT)
    lines = text.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(" 1.5 "))
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines[at : at + 4]]

    assert rows == [
        ["1.5", "Thực hiện nhiệm vụ do UBND, Chủ tịch UBND cấp trên giao", "2,43", "−0,02", "1"],
        ["241/248 → 239/248", "→ 2,41"],
        ["Sở Nội vụ: Hai nhiệm vụ chưa có sản phẩm"],
        ["Căn cứ: Quyết định 0-2024/QĐ-MINH-HOA, Phụ lục, 1.5"],
    ]
    assert (
        "Cộng từng thay đổi: −3,16; phần còn lại do mức trần, quy đổi, làm tròn: 0; cả giai đoạn: −3,16."
        in text
    )


def test_the_stages_of_a_unit() -> None:
    """The first table has every stage with band, total, change, index and rank, in the order of the work."""
    lines = ran("ledger", STAGED, DEPARTMENT).splitlines()
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines[7:12]]

    assert rows == [
        ["Tự chấm", "Tốt", "88,66", "88,66", "1"],
        ["Thẩm định lần 1", "Tốt", "85,51", "−3,16", "85,51", "2"],
        ["Giải trình", "Tốt", "86,28", "+0,77", "86,28", "1"],
        ["Thẩm định lần 2", "Tốt", "86,02", "−0,26", "86,02", "2"],
        ["Kết quả cuối cùng", "Tốt", "86,42", "+0,40", "86,42", "1"],
    ]
    assert "Hạng: xếp cùng các đơn vị khác ở kết quả cuối cùng của họ." in lines


def test_the_ledger_in_english() -> None:
    """In English words are English and figures have a point; the reasons stay as they were written."""
    text = flat(ran("ledger", STAGED, "--lang", "en"))

    assert "Self-assessment → Appraisal 1: total −3.16" in text
    assert "Sở Nội vụ: Hai nhiệm vụ chưa có sản phẩm" in text
    assert "Source: Decision 0-2024/QĐ-MINH-HOA, Phụ lục, 1.5" in text
    assert "Illustrative rules, not an official instrument." in text
    assert "Department of Finance 6.24 6.17 +0.07" in text


@pytest.mark.parametrize("width", [80, 110])
@each_language
def test_the_tables_fit_a_terminal(width: int, lang: str) -> None:
    """On a narrow and on a wide terminal no line is longer than it, and no word of a name is cut."""
    text = on_terminal("ledger", STAGED, DEPARTMENT, INCOMPLETE, "--lang", lang, width=width)
    language: Any = lang
    words = {
        word
        for found in ledger(parindex.load("example/department@2024"), [read_assessment(STAGED)[0]])
        for change in found.entries
        for word in say(change.item.name, language).split()
    }

    assert max(map(len, text.splitlines())) <= width
    assert words <= set(text.split())


def test_gaps_in_tables() -> None:
    """Below the stages stand the gaps by field, with the total, and by appraising body."""
    text = flat(ran("ledger", STAGED))

    assert "Chênh lệch: điểm tự chấm trừ điểm được công nhận." in text
    assert "3 Cải cách và kiểm soát thủ tục hành chính 8,33 7,33 +1,00" in text
    assert "Tổng điểm 88,66 86,42 +2,24" in text
    assert "Sở Tài chính 6,24 6,17 +0,07" in text
    assert "không nêu 0,89 1,39 −0,50" in text


def test_without_gaps_a_sentence_says_why() -> None:
    """A file without self-assessment, or with it alone, has a sentence in the place of the gaps."""
    assert "Tệp không có giai đoạn tự chấm nên không so được." in ran("ledger", OTHER)
    assert "Tệp mới có giai đoạn tự chấm." in ran("ledger", INCOMPLETE)
    assert "The file has no self-assessment." in ran("ledger", OTHER, "--lang", "en")


def test_no_ranks_while_a_unit_is_incomplete() -> None:
    """Where a unit of the league is incomplete nobody has a rank, and that is said; not of one unit."""
    text = ran("ledger", DEPARTMENT, INCOMPLETE)

    assert text.count("Chưa xếp hạng vì còn đơn vị chưa đủ kết quả.") == 2
    assert "Hạng" not in text
    assert "hạng" not in ran("ledger", DEPARTMENT)
    assert "- W-STAGE: không có giai đoạn `final`; lấy từ: self" in text


def test_figures_while_something_is_missing(tmp_path: Path) -> None:
    """While an item is missing a change that moves both ends alike is one figure, another is two."""
    declared = rules(tmp_path, leaf("a", code="1"), leaf("b", code="2"))
    file = unit(tmp_path, self={"a": {"points": "9"}}, final={"a": changed(points="8"), "b": {"points": "7"}})
    text = flat(ran("ledger", file, "--ruleset", declared))

    assert "Tự chấm → Kết quả cuối cùng: tổng điểm +6,00 / −4,00" in text
    assert "1 Mục a 9,00 −1,00 9 điểm → 8 điểm → 8,00" in text
    assert "2 Mục b 0,00 đến 10,00 +7,00 / −3,00 chưa có kết quả → 7 điểm → 7,00 Nhập lần đầu" in text
    assert "hai số cách nhau bằng `/` là thay đổi của mức thấp nhất và mức cao nhất." in text


def test_a_change_that_cannot_be_made_alone(tmp_path: Path) -> None:
    """Where the rules refuse the total of one change alone, a dash stands for it and a sentence says so."""
    declared = rules(
        tmp_path, leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="refuse", bands=[]
    )
    later = {"a": changed(points="2"), "b": changed(points="8")}
    file = unit(tmp_path, self={"a": {"points": "9"}, "b": {"points": "0"}}, final=later)
    text = flat(ran("ledger", file, "--ruleset", declared))

    assert "Mục b 0,00 – " in text
    assert "vì bộ tiêu chí không nhận tổng điểm như thế; cả giai đoạn: +1,00." in text


@pytest.mark.parametrize(
    ("scale", "before", "after", "words"),
    [
        (
            {"method": "ratio"},
            {"done": "287", "planned": "291"},
            {"done": "285", "planned": "291"},
            "287/291 → 285/291",
        ),
        ({"method": "ratio"}, {"value": "0.5"}, {"done": "1", "planned": "20000"}, "0,5 → 1/20.000"),
        ({"method": "levels", "levels": LEVELS}, {"level": "good"}, {"level": "bad"}, "Tốt → Kém"),
        ({"method": "count", "each": "1"}, {"count": "2"}, {"state": "zero"}, "2 → bằng không"),
        ({"method": "direct"}, {"points": "2.5"}, {"state": "missing"}, "2,5 điểm → chưa có kết quả"),
        (
            {
                "method": "steps",
                "of": "days-late",
                "steps": [{"from": "1", "points": "0"}, {"from": "0", "points": "10"}],
            },
            {"value": "0"},
            {"value": "4"},
            "0 ngày chậm → 4 ngày chậm",
        ),
        (
            {
                "method": "steps",
                "of": "percent",
                "steps": [{"from": "90", "to": "100", "points": "10"}, {"from": "0", "points": "0"}],
            },
            {"value": "96.4"},
            {"value": "89"},
            "96,4 % → 89 %",
        ),
        (
            {"method": "checklist", "ticks": named(("x", "4"), ("y", "3"), ("z", "3"))},
            {"ticks": ["x", "y"]},
            {"ticks": ["z", "y"]},
            "không còn: Nội dung x; thêm: Nội dung z",
        ),
        (
            {"method": "checklist", "ticks": named(("x", "4"), ("y", "6"))},
            {"ticks": ["x", "y"]},
            {"ticks": ["y", "x"]},
            "Nội dung x, Nội dung y → Nội dung y, Nội dung x",
        ),
        (
            {"method": "checklist", "ticks": named(("x", "4"), ("y", "6"))},
            {"ticks": []},
            {"state": "zero"},
            "không nội dung nào → bằng không",
        ),
        (
            {"method": "deduction", "kinds": named(("minor", "1"), ("major", "2"))},
            {"counts": {"minor": "1", "major": "0"}},
            {"counts": {"minor": "1", "major": "2"}},
            "Nội dung major: 0 → 2",
        ),
        (
            {"method": "deduction", "kinds": named(("minor", "1"), ("major", "2"))},
            {"state": "zero"},
            {"counts": {"minor": "1", "major": "2"}},
            "bằng không → Nội dung minor: 1; Nội dung major: 2",
        ),
        (
            {"method": "deduction", "kinds": named(("minor", "1"), ("major", "2"))},
            {"counts": {}},
            {"counts": {"major": "2"}},
            "Nội dung major: 0 → 2",
        ),
        (
            {"method": "deduction", "kinds": named(("minor", "1"), ("major", "2"))},
            {"counts": {}},
            {"state": "zero"},
            "không nội dung nào → bằng không",
        ),
        (
            ASKED,
            {"tallies": {"people": {"yes": "9", "no": "1"}}},
            {"tallies": {"people": {"yes": "8", "no": "1"}}},
            "Nội dung people – Nội dung yes: 9 → 8",
        ),
        (
            ASKED,
            {"points": "7"},
            {"tallies": {"people": {"yes": "9000", "no": "1000"}}},
            "7 điểm → 10.000 phiếu",
        ),
    ],
)
def test_what_was_observed_in_words(
    tmp_path: Path, scale: Plain, before: Plain, after: Plain, words: str
) -> None:
    """An observation is told by names, not keys, and of a list only what is other than before."""
    assert said(tmp_path, scale, before, after)[1:] == [words, "Sở Tài chính: Hai nhiệm vụ chưa có sản phẩm"]


@pytest.mark.parametrize(
    ("scale", "before", "after", "words"),
    [
        ({"method": "direct"}, {"points": "1"}, {"points": "2"}, "1 point → 2 points"),
        (ASKED, {"points": "7"}, {"tallies": {"people": {"yes": "1"}}}, "7 points → 1 ballot"),
        (
            {
                "method": "steps",
                "of": "days-late",
                "steps": [{"from": "2", "points": "0"}, {"from": "0", "points": "10"}],
            },
            {"value": "1"},
            {"value": "0"},
            "1 day late → 0 days late",
        ),
    ],
)
def test_one_is_singular(tmp_path: Path, scale: Plain, before: Plain, after: Plain, words: str) -> None:
    """In English one thing is counted in the singular."""
    assert said(tmp_path, scale, before, after, "--lang", "en")[1] == words


def test_documents_and_the_reason_of_a_state(tmp_path: Path) -> None:
    """A row names why an entry has its state, and the documents with the beginning of their digest."""
    documents = [{"title": "Biên bản", "sha256": "0123456789ab" + "c" * 52}, {"title": "Công văn"}]
    after = {"state": "rejected", "why": "Không\ncó văn bản", "evidence": documents}

    assert said(tmp_path, {"method": "direct"}, {"points": "1"}, after)[2:] == [
        "Sở Tài chính: Hai nhiệm vụ chưa có sản phẩm",
        "Lý do: Không có văn bản",
        "Tài liệu: Biên bản (SHA-256 0123456789ab…); Công văn",
    ]


@given(trees())
def test_any_ledger_can_be_said(tmp_path_factory: pytest.TempPathFactory, drawn: tuple[Plain, Plain]) -> None:
    """Whatever is drawn has a text and a page in both languages, or is refused for its total."""
    folder = tmp_path_factory.mktemp("drawn")
    declared, file = written(folder / "rules.json", drawn[0]), written(folder / "unit.json", drawn[1])
    for words in (("--lang", "vi"), ("--lang", "en", "--format", "md")):
        result = run("ledger", file, "--ruleset", declared, *words)
        assert result.exit_code == 0 or "E-ABOVE" in result.stderr or "E-NOTHING-APPLIES" in result.stderr


# As a page


@each_language
def test_the_page_has_proper_tables(lang: str) -> None:
    """In Markdown every row of a table has as many cells as its head, figures on the right, and one title."""
    text = ran("ledger", STAGED, "--format", "md", "--lang", lang)
    tables = re.findall(r"(?m)(?:^\|.*\|\n)+", text)

    assert len(tables) == 7
    for table in tables:
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()]
        assert len({len(row) for row in rows}) == 1
        assert {cell.strip() for cell in rows[1]} == {":--", "--:"}
    assert len(re.findall(r"(?m)^# ", text)) == 1
    assert len(re.findall(r"(?m)^## ", text)) == 7


def test_words_of_a_file_are_no_markup(tmp_path: Path) -> None:
    """Whatever stands in a name or a reason is printed as it is, and ends no cell of a table."""
    declared = rules(tmp_path, leaf("a", code="1", name={"vi": "[red]a | b[/red]"}))
    later = {"points": "1", "changed": {"by": "S|ở *A*", "why": "<b>\n`x`\\"}}
    file = unit(tmp_path, self={"a": {"points": "2"}}, final={"a": later})

    assert "[red]a | b[/red]" in ran("ledger", file, "--ruleset", declared)
    name, by = r"\[red\]a \| b\[/red\]", r"S\|ở \*A\*: \<b\> \`x\`\\"
    row = f"| 1 | {name}<br>2 điểm → 1 điểm<br>{by} | 2,00<br>→ 1,00 | −1,00 |"
    assert row in ran("ledger", file, "--ruleset", declared, "--format", "md").splitlines()


# As JSON


@each_language
def test_the_ledger_as_json(lang: str) -> None:
    """As JSON the ledgers are the plain form of the values, one document in the language asked for."""
    language: Any = lang
    files = [STAGED, DEPARTMENT, OTHER]
    found = ledger(parindex.load("example/department@2024"), [read_assessment(file)[0] for file in files])

    for words in (("--format", "json"), ("--json",)):
        assert json.loads(ran("ledger", *files, *words, "--lang", lang)) == plain(found, language)


def test_a_change_as_json() -> None:
    """A change has its item with its clause, both observations, who, why, and what it does, as text."""
    tree = json.loads(ran("ledger", STAGED, DEPARTMENT, "--format", "json"))
    change = tree["ledgers"][0]["passages"][3]["entries"][1]

    assert (tree["format"], tree["ruleset"]["id"], tree["period"]) == ("1", "example/department@2024", "year")
    assert [each["unit"] for each in tree["ledgers"]] == ["so-minh-hoa-g", "so-minh-hoa-a"]
    assert change == {
        "stage": "final",
        "item": "council-bonus",
        "code": "9.4",
        "name": "Điểm thưởng do Hội đồng thẩm định xem xét",
        "source": {"instrument": "qd-minh-hoa", "at": "Phụ lục, 9.4"},
        "before": {
            "state": "observed",
            "why": None,
            "observation": {"points": "0"},
            "points": {"exact": "0", "published": "0.00"},
        },
        "after": {
            "state": "observed",
            "why": None,
            "observation": {"points": "0.5"},
            "points": {"exact": "1/2", "published": "0.50"},
        },
        "by": "Hội đồng thẩm định",
        "why": "Ghi nhận cách làm mới trong trả kết quả tại nhà",
        "evidence": [],
        "effect": {"exact": "1/2", "published": "0.50"},
        "rank": {"before": "2", "after": "1"},
    }


# Refused


@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_a_change_without_a_reason(tmp_path: Path, form: str) -> None:
    """Every change without a reason is told with its file, line and column, and no ledger is printed."""
    file = tmp_path / "unit.yaml"
    text = re.sub(r", changed: \{by: Sở Tư pháp, [^}]*\}", "", STAGED.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    line = next(at for at, row in enumerate(text.splitlines(), 1) if 'form: "2"' in row)

    assert refused(DEPARTMENT, file, "--format", form) == (
        f"{file}:{line}:7: E-CHANGE stages.appraisal-1.entries.unlawful-documents: "
        "mục `unlawful-documents` khác giai đoạn trước mà không nêu lý do; thêm changed: {by: …, why: …}\n"
    )
    assert "without a reason; add changed: {by: …, why: …}" in refused(file, "--lang", "en")


def test_units_of_two_leagues() -> None:
    """Units of two kinds, or under two rulesets, are not in one ledger."""
    words = "không cùng bảng xếp hạng; xếp hạng riêng từng bộ tiêu chí, kỳ, giai đoạn và loại đơn vị"

    assert refused(DEPARTMENT, OFFICE) == f"E-LEAGUE: `Văn phòng Minh hoạ` và `Sở Minh hoạ A` {words}\n"
    assert refused(DEPARTMENT, JUSTICE) == f"E-LEAGUE: `Bộ Tư pháp` và `Sở Minh hoạ A` {words}\n"


def test_a_unit_twice() -> None:
    """A unit with two files is refused."""
    assert refused(DEPARTMENT, DEPARTMENT) == "E-UNIT-TWICE: đơn vị `so-minh-hoa-a` có mặt hai lần\n"


def test_a_stage_that_the_rules_refuse(tmp_path: Path) -> None:
    """A total above the maximum at one stage is told at that stage of the file."""
    declared = rules(
        tmp_path, leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="refuse", bands=[]
    )
    entries = {"a": {"points": "9"}, "b": {"points": "8"}}
    file = unit(tmp_path, self=entries, final={"b": changed(points="1")})

    assert re.match(rf"{file}:1:\d+: E-ABOVE stages.self: ", refused(file, "--ruleset", declared))


def test_a_file_that_fits_nothing(tmp_path: Path) -> None:
    """What cannot be read, or names no ruleset, is refused as by `score`."""
    file = tmp_path / "unit.yaml"
    file.write_text(DEPARTMENT.read_text("utf-8").replace("department@2024", "nothing@2024"), "utf-8")

    assert refused(file).startswith(f"{file}:4:1: E-RULESET ruleset: ")
    assert refused(tmp_path / "none.yaml").startswith("E-FILE: ")


def test_a_ruleset_of_ones_own_and_standard_input(tmp_path: Path) -> None:
    """--ruleset takes a file, and `-` reads an assessment from standard input."""
    block = group("g", leaf("a", code="1"), appraiser=FINANCE)
    declared = rules(tmp_path, block)
    file = unit(tmp_path, self={"a": {"points": "2"}}, final={"a": changed(points="1")})

    assert ran("ledger", "-", "--ruleset", declared, stdin=file.read_bytes()) == ran(
        "ledger", file, "--ruleset", declared
    )
