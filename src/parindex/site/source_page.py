"""A page for each source document: every clause, and what became of it in the rulesets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from parindex.errors import Language
from parindex.explanation.rules import number
from parindex.fields import counted, pick, say
from parindex.process.prose import day
from parindex.reporting.table import NOTHING
from parindex.ruleset.declaration import Declaration
from parindex.site import paths, places
from parindex.site.clauses import anchor, outside
from parindex.site.identity import coverage, facts, standing
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import code, wide
from parindex.sources.document import OUTCOMES, Clause, Outcome, Places, Reference, SourceDocument
from parindex.vietnamese import with_comma

__all__ = ["INDEX", "pages"]

INDEX = "sources/index.md"
_OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    "encoded": ("Thành quy tắc", "Encoded"),
    "process": ("Thành quy trình", "Process"),
    "open": ("Để ngỏ", "Open"),
    "not-a-rule": ("Không phải quy tắc", "Not a rule"),
}


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the list of documents with what became of their clauses, and a page for each."""
    title = pick(lang, "Văn bản nguồn", "Sources")
    yield Page(
        INDEX,
        lang,
        title,
        block(*_index(material, lang)),
        pick(
            lang,
            "Mọi điều khoản của văn bản nguồn và điều đã làm với nó.",
            "Every clause of the sources, and what became of it.",
        ),
    )
    for source in material.sources.values():
        yield Page(
            paths.source(source.key),
            lang,
            say(source.title, lang),
            block(*_body(material, source, lang)),
            pick(
                lang,
                f"{source.number}: từng điều khoản và điều đã làm với nó.",
                f"{source.number}: clause by clause, and what became of each.",
            ),
            ((INDEX, title),),
        )


def tally(source: SourceDocument) -> Counter[Outcome]:
    """Count what became of the clauses; one clause can be counted under several outcomes."""
    return Counter(outcome for clause in source.clauses for outcome in clause.outcomes)


def _index(material: Material, lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        "Bộ tiêu chí dựa vào các văn bản dưới đây. Mỗi điều khoản đều có kết cục: thành quy tắc, thành quy "
        "trình, "
        "để ngỏ (chưa rõ nghĩa), hoặc không phải quy tắc và vì sao. Nguyên văn không được lưu ở đây; lời "
        "tóm tắt là "
        "của dự án này.",
        "The rulesets rest on the documents below. Every clause is accounted for: it became a rule, a part "
        "of the "
        "procedure, an open question, or is no rule, and why. The texts themselves are not kept; what a "
        "clause "
        "says is told in the project's own words.",
    )
    columns = (
        pick(lang, "Văn bản", "Document"),
        pick(lang, "Điều khoản", "Clauses"),
        *(pick(lang, *_OUTCOMES[each]) for each in OUTCOMES),
    )
    kinds = (
        ("text", "Văn bản", "Texts"),
        ("reports", "Tập dữ kiện báo chí đã đưa", "Sets of reported facts"),
    )
    for kind, vi, en in kinds:
        found = [each for each in material.sources.values() if each.kind == kind]
        if not found:
            continue
        yield heading(2, pick(lang, vi, en), kind)
        rows = [
            (
                link(say(each.title, lang), paths.source(each.key), at=INDEX),
                str(len(each.clauses)),
                *(str(tally(each)[outcome]) for outcome in OUTCOMES),
            )
            for each in found
        ]
        sums = sum((tally(each) for each in found), Counter[Outcome]())
        total = str(sum(len(each.clauses) for each in found))
        last = (f"**{pick(lang, 'Cộng', 'Together')}**", total, *(str(sums[each]) for each in OUTCOMES))
        written = table(columns, [*rows, last], figures=range(1, len(columns)))
        yield wide(written)
    yield pick(
        lang,
        "Một điều khoản có thể có nhiều kết cục, nên các cột không cộng thành số điều khoản.",
        "A clause can have several outcomes, so the columns do not add up to the clauses.",
    )


def _body(material: Material, source: SourceDocument, lang: Language) -> Iterator[str]:
    path = paths.source(source.key)
    found = tally(source)
    said = "; ".join(f"{pick(lang, *_OUTCOMES[each]).lower()}: {found[each]}" for each in OUTCOMES)
    yield pick(
        lang,
        f"{len(source.clauses)} điều khoản, mọi điều khoản đều có kết cục – {said}. Nguyên văn không được "
        "lưu ở đây; "
        "lời tóm tắt là của dự án này.",
        f"{counted(len(source.clauses), 'clause')}, all accounted for – {said}. The text itself is not "
        "kept here; what a clause says is told in the project's own words.",
    )
    yield escape(say(source.note, lang))
    yield facts(_facts(source, lang), lang)
    yield from _rested(material, source, lang, path)
    yield heading(2, pick(lang, "Từng điều khoản", "Clause by clause"), "clauses")
    columns = (
        pick(lang, "Ở đâu", "Where"),
        pick(lang, "Nói gì", "What it says"),
        pick(lang, "Đã làm gì", "What became of it"),
    )
    rows = (_clause(material, source, each, lang) for each in source.clauses)
    yield f'<div class="wide clauses" tabindex="0" markdown="1">\n\n{table(columns, rows)}\n\n</div>'
    if source.references:
        yield heading(2, pick(lang, "Đã đọc ở đâu", "Where it was read"), "references")
        read = (
            pick(lang, "Khoá", "Key"),
            pick(lang, "Nguồn", "Source"),
            pick(lang, "Ngày", "Date"),
            pick(lang, "Độ tin cậy", "Reliability"),
        )
        yield table(read, (_reference(each, lang) for each in source.references))
        yield pick(
            lang,
            "A: văn bản chính thức; B: báo chí hoặc trang chính thức dẫn lại; C: bên thứ ba; D: suy ra.",
            "A: official text; B: press or official page quoting it; C: third party; D: derived.",
        )
    yield heading(2, pick(lang, "Lệnh", "Command"), "command")
    yield code(f"parindex sources {source.key}")


def _facts(source: SourceDocument, lang: Language) -> Iterator[tuple[str, str]]:
    yield pick(lang, "Số, ký hiệu", "Number"), cell(source.number)
    yield pick(lang, "Cơ quan ban hành", "Issuer"), cell(source.issuer)
    if source.signed:
        yield pick(lang, "Ngày ký", "Signed"), day(source.signed, lang)
    if source.lines is not None:
        yield pick(lang, "Số dòng của văn bản", "Lines of the text"), number(source.lines, lang)
    if source.file:
        yield pick(lang, "Bản đã đọc", "Copy that was read"), cell(source.file)
    if source.sha256:
        yield pick(lang, "SHA-256 của bản đã đọc", "SHA-256 of that copy"), f"`{source.sha256}`"
    yield pick(lang, "Khoá", "Key"), f"`{source.key}`"


def _rested(material: Material, source: SourceDocument, lang: Language, path: str) -> Iterator[str]:
    """List the rulesets and plans that name the document, with their standing."""
    known: dict[str, Declaration] = {**material.rulesets, **material.plans}
    found = [
        (id_, each)
        for id_, each in known.items()
        if source.key in {instrument.document for instrument in each.instruments}
    ]
    if found:
        yield heading(
            2, pick(lang, "Bộ tiêu chí, kế hoạch dựa vào", "Rulesets and plans that rest on it"), "rested"
        )
        yield "\n".join(
            f"- {link(id_, paths.plan(id_) if id_ in material.plans else paths.ruleset(id_), at=path)}: "
            f"{standing(each, lang)}, {coverage(each, lang)}"
            for id_, each in found
        )


def _clause(material: Material, source: SourceDocument, clause: Clause, lang: Language) -> tuple[str, ...]:
    path = paths.source(source.key)
    several = len({name for each in source.clauses for name, _ in each.places}) > 1
    where = [f"**{cell(clause.at)}**"]
    if clause.lines:
        where.append(f"{pick(lang, 'dòng', 'lines')} {clause.lines}")
    if any(each.key == clause.reference for each in source.references):
        where.append(link(str(clause.reference), f"{path}#ref-{clause.reference}", at=path))
    return (
        f"{'<br>'.join(where)} {{#{anchor(clause.at)}}}",
        f"{cell(say(clause.says, lang))}{_figures(clause, lang)}",
        "<br>".join(_became(material, clause, lang, path, several=several)),
    )


def _figures(clause: Clause, lang: Language) -> str:
    """List the figures that a clause states, below what it says."""
    if not clause.figures:
        return ""
    said = "; ".join(_figure(each, lang) for each in clause.figures)
    return f"<br>*{pick(lang, 'Số liệu', 'Figures')}:* {cell(said)}"


def _figure(text: str, lang: Language) -> str:
    """Write a figure as people read it: a day as a day, a number with its comma."""
    if text.count("-") == 2:  # noqa: PLR2004 (a day: year, month and day)
        return day(text, lang)
    return with_comma(text) if lang == "vi" else text


def _became(material: Material, clause: Clause, lang: Language, path: str, *, several: bool) -> Iterator[str]:
    """Say what became of a clause: each place with a link, by outcome and ruleset."""
    tables: tuple[tuple[Outcome, Places], ...] = (
        ("encoded", clause.encoded),
        ("process", clause.process),
        ("open", clause.open),
    )
    for outcome, table_ in tables:
        for id_, found in table_.items():
            links = ", ".join(_place(material, id_, each, lang, path) for each in found)
            of = f" (`{id_}`)" if several else ""
            yield f"*{pick(lang, *_OUTCOMES[outcome])}*{of}: {links}"
    if clause.not_a_rule:
        yield f"*{pick(lang, *_OUTCOMES['not-a-rule'])}:* {cell(say(clause.not_a_rule, lang))}"


def _place(material: Material, id_: str, place: str, lang: Language, path: str) -> str:
    declared = material.rulesets.get(id_) or material.plans.get(id_)
    if declared is None:
        return f"`{place}`"
    return link(places.name(declared, place, lang), places.target(declared, place), at=path)


def _reference(reference: Reference, lang: Language) -> tuple[str, ...]:
    return (
        f"`{reference.key}` {{#ref-{reference.key}}}",
        outside(reference.title, reference.url),
        day(reference.date, lang) if reference.date else NOTHING,
        reference.reliability,
    )
