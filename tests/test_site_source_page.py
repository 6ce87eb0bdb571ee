"""Pages of sources: every clause with what became of it, and the sums of the matrix."""

from __future__ import annotations

from ruleset_pages import material, rules, shipped, written

from parindex.fields import FrozenMap, say
from parindex.site import clauses, paths, source_page
from parindex.site.page import LANGUAGES, cell
from parindex.sources.document import OUTCOMES, SourceDocument

DOCUMENT = SourceDocument.model_validate(
    {
        "format": "1",
        "key": "paper",
        "kind": "text",
        "title": {"vi": "Văn bản thử"},
        "number": "1/QĐ",
        "issuer": "UBND",
        "signed": "2024-02-03",
        "references": [
            {
                "key": "r1",
                "title": "Báo",
                "url": "https://example.org/x",
                "date": "2024-05-06",
                "reliability": "B",
            },
            {"key": "r2", "title": "Tạp chí", "reliability": "C"},
        ],
        "clauses": [
            {
                "at": "mục 1",
                "lines": "3-4",
                "reference": "r1",
                "says": {"vi": "Điểm tối đa là 10,5."},
                "figures": ["10.5", "2024-12-31", "2024-Q3"],
                "encoded": {"example/small@2024": ["score.one.max", "title"]},
                "open": {"other/gone@2020": ["bands.top"]},
            },
            {"at": "mục 2", "says": {"vi": "Lời dẫn."}, "not_a_rule": {"vi": "Không quy định gì."}},
        ],
    }
)


def test_every_clause_is_there_with_what_became_of_it() -> None:
    """Each clause of each shipped source has its anchor, what it says, and every place that it became."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, source_page.pages)
        for source in shipped().sources.values():
            body = pages[paths.source(source.key)].body
            assert len({clauses.anchor(each.at) for each in source.clauses}) == len(source.clauses)
            for clause in source.clauses:
                row = next(each for each in body.splitlines() if f"{{#{clauses.anchor(clause.at)}}}" in each)
                assert cell(say(clause.says, lang)) in row
                assert row.rpartition(" | ")[2].count("](") == len(clause.places)


def test_the_list_adds_up() -> None:
    """The numbers of the list are those of the clauses, the last row of each kind their sum."""
    body = written(shipped(), "en", source_page.pages)[source_page.INDEX].body
    for kind in ("text", "reports"):
        found = [each for each in shipped().sources.values() if each.kind == kind]
        counts = [
            sum(outcome in each.outcomes for source in found for each in source.clauses)
            for outcome in OUTCOMES
        ]
        total = sum(len(each.clauses) for each in found)
        assert f"| **Together** | {total} | {' | '.join(map(str, counts))} |" in body


def test_a_clause_of_one_kind_of_source() -> None:
    """Lines, figures with days and commas, a reference; places that are not at hand stay text."""
    found = material(rules(), sources=FrozenMap({"paper": DOCUMENT}))
    pages = written(found, "vi", source_page.pages)
    body = pages[paths.source("paper")].body
    assert "| **mục 1**<br>dòng 3-4<br>[r1](#ref-r1) {#c-muc-1} |" in body
    assert "<br>*Số liệu:* 10,5; 31/12/2024; 2024-Q3 |" in body
    assert "[Một – điểm tối đa](../rulesets/example/small/2024/items/one.md)" in body
    assert "*Để ngỏ* (`other/gone@2020`): `bands.top` |" in body
    assert "*Không phải quy tắc:* Không quy định gì. |" in body
    assert "| `r1` {#ref-r1} | [Báo](https://example.org/x) | 06/05/2024 | B |" in body
    assert "| `r2` {#ref-r2} | Tạp chí | – | C |" in body
    assert "| Ngày\u00a0ký | 03/02/2024 |" in body
    assert "SHA" not in body
    assert "{#reports}" not in pages[source_page.INDEX].body


def test_rulesets_that_rest_on_a_source_are_listed() -> None:
    """A source lists the rulesets and the plans that name it, each with its standing."""
    pages = written(shipped(), "vi", source_page.pages)
    assert "](../rulesets/ha-nam/departments-and-districts/2023/index.md): đang áp dụng" in (
        pages[paths.source("ha-nam-2023-plan")].body
    )
    assert "](../plans/ha-noi/reform-plan/2021/index.md)" in (
        pages[paths.source("ha-noi-2021-reform-plan-decision-5743")].body
    )
