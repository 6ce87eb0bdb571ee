"""Pages of open questions: what another reading changes in the rules and in the examples, as computed."""

from __future__ import annotations

from pathlib import Path

from commands import ROOT
from ruleset_pages import material, rules, settled, shipped, written

from parindex.explanation.sheet import published
from parindex.fields import say
from parindex.readings import effects, questions
from parindex.site import paths, reading_page
from parindex.site.page import LANGUAGES, cell, escape


def test_every_question_and_reading_is_there() -> None:
    """Each open question of each shipped ruleset stands under its key, with every other reading."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, reading_page.pages)
        for ruleset in shipped().rulesets.values():
            found = questions(ruleset)
            assert reading_page.has_readings(ruleset) == bool(found)
            for question in found:
                body = pages[paths.readings(ruleset.id)].body
                assert f"{escape(say(question.text, lang))} {{#{question.key}}}" in body
                assert all(escape(say(each.name, lang)) in body for each in question.alternatives)


def test_effects_on_the_examples_are_those_of_the_library() -> None:
    """Where a reading moves a published total, the page has both figures, as `effects` computes them."""
    moved = 0
    for ruleset in shipped().rulesets.values():
        chosen = reading_page.examples(ROOT, ruleset)
        if not chosen:
            continue
        body = written(shipped(), "vi", reading_page.pages)[paths.readings(ruleset.id)].body
        base, found = effects(ruleset, chosen)
        for effect in found:
            for was, now in zip(base, effect.standings, strict=True):
                if now is not None and published(was.sheet.total, "vi") != published(now.sheet.total, "vi"):
                    moved += 1
                    row = f"| {cell(was.sheet.unit.name)} | {published(was.sheet.total, 'vi')} → "
                    assert row + published(now.sheet.total, "vi") in body
    assert moved


def test_a_ruleset_without_examples_says_so() -> None:
    """Without an example only the change of rules is told, both sides of it in words."""
    found = rules()
    body = written(material(found), "en", reading_page.pages)[paths.readings(found.id)].body
    assert "The repository has no example scored by this ruleset" in body
    exact, rounded = "Bands are read from the exact index", "Bands are read from the published index"
    assert f"| Figure of the bands | {exact} | {rounded} |" in body


def test_examples_that_are_made_up_are_called_so() -> None:
    """Those of the illustrative ruleset are made up; those of the ministries have their sources."""
    pages = written(shipped(), "vi", reading_page.pages)
    assert "giả định để minh hoạ" in pages[paths.readings("example/department@2024")].body
    assert "Nguồn số liệu ghi trong từng tệp" in pages[paths.readings("national/ministries@2023")].body


def test_an_example_that_is_refused_is_left_out(tmp_path: Path) -> None:
    """An example with more points than there are shows no effect, nor does a file of another kind."""
    folder = tmp_path / "docs" / "examples"
    folder.mkdir(parents=True)
    for name, points in (("a", "9"), ("b", "11"), ("c", "8")):
        unit = "a" if name == "c" else name
        (folder / f"{name}.yaml").write_text(
            f'format: "1"\nruleset: example/small@2024\nunit: {{key: {unit}, name: "A", kind: department}}\n'
            f'period: year\nstages: {{final: {{entries: {{one: {{points: "{points}"}}}}}}}}\n',
            encoding="utf-8",
        )
    (folder / "other.yaml").write_text('format: "1"\n', encoding="utf-8")
    found = reading_page.examples(tmp_path, rules())
    assert [each.stages["final"].entries["one"].points for each in found] == [9]


def test_a_ruleset_without_questions_has_no_page() -> None:
    """Where a source answers every policy and nothing is unclear, there is no page."""
    assert written(material(settled(rules())), "vi", reading_page.pages) == {}


def test_a_reading_that_cannot_be_computed_says_why() -> None:
    """A change at a place that is not there, and one whose ruleset breaks a law, are told as problems."""
    readings = [
        {"key": "lost", "name": {"vi": "Chỗ không có"}, "changes": [{"at": "score.none.cap", "value": "1"}]},
        {"key": "wrong", "name": {"vi": "Trái luật"}, "changes": [{"at": "score.one.max", "value": "5"}]},
        {"key": "open", "name": {"vi": "Chưa rõ"}, "unknown": {"vi": "Không nguồn nào nêu."}},
    ]
    asked = {
        "key": "which",
        "question": {"vi": "Thế nào?"},
        "chosen": {"key": "so", "name": {"vi": "Thế này"}},
        "alternatives": readings,
    }
    found = rules(interpretations=[asked, {**asked, "key": "other", "assumed": "phép thử"}])
    body = written(material(found), "vi", reading_page.pages)[paths.readings(found.id)].body
    assert "(E-SUM)" in body
    assert "Không tính được: Không nguồn nào nêu." in body
    assert "Vì sao, căn cứ: *Giả định:* phép thử" in body


def test_a_reading_that_is_refused_says_so_once_and_keeps_code() -> None:
    """The same problem of several items is one line, with the names of fields as code."""
    body = written(shipped(), "vi", reading_page.pages)[paths.readings("ha-noi/departments@2024")].body
    told = "Không tính được theo cách hiểu này: `not_applicable: full` cần mục có `max` (E-NA-MAX)."
    assert body.count(told) == 1
    assert "với mọi ví dụ" not in body
