"""`sources`: every clause of the source documents, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.cli.output import console, guarded, json_option, lang_option, pick, print_json, wrapped
from parindex.errors import Language, NotFoundError, nearest, problem
from parindex.fields import counted, say
from parindex.ruleset import catalog
from parindex.sources.document import OUTCOMES, Clause, Outcome, Places, SourceDocument
from parindex.sources.matrix import read_matrix

__all__ = ["sources"]

WORDS: dict[Outcome, tuple[str, str]] = {
    "encoded": ("thành quy tắc", "encoded"),
    "process": ("thành quy trình", "process"),
    "open": ("để ngỏ", "open"),
    "not-a-rule": ("không phải quy tắc", "not a rule"),
}

# A document, of one and of many, and what it holds.
KINDS = {
    "text": (("văn bản", "document", "documents"), ("điều khoản", "clause", "clauses")),
    "reports": (
        ("tập dữ kiện báo chí", "set of reported facts", "sets of reported facts"),
        ("dữ kiện", "fact", "facts"),
    ),
}


@click.command("sources")
@click.argument("document", required=False)
@json_option
@lang_option
@guarded
def sources(document: str | None, *, as_json: bool, lang: Language) -> None:
    """Văn bản nguồn / the source documents; of one DOCUMENT every clause, and what became of it."""
    known = {key: each.source for folder in catalog.folders() for key, each in read_matrix(folder).items()}
    if document is not None and document not in known:
        raise NotFoundError(problem("E-SOURCE", found=document, nearest=nearest(document, known)))
    chosen = [known[document]] if document else list(known.values())
    if as_json:
        print_json([_plain(each, lang) for each in chosen])
    elif document:
        _print_clauses(known[document], lang)
    else:
        _print_documents(chosen, lang)


def _tally(source: SourceDocument) -> Counter[Outcome]:
    return Counter(outcome for clause in source.clauses for outcome in clause.outcomes)


def _accounted(source: SourceDocument) -> int:
    return sum(bool(clause.outcomes) for clause in source.clauses)


def _print_documents(documents: list[SourceDocument], lang: Language) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(lang, "Văn bản", "Document"), overflow="fold")
    table.add_column(pick(lang, "Điều\nkhoản", "Clauses"), justify="right")
    table.add_column(pick(lang, "Đã\nxử lý", "Accounted\nfor"), justify="right")
    for outcome in OUTCOMES:
        # The headings are broken by hand: the room is for the names.
        table.add_column(pick(lang, *WORDS[outcome]).replace(" ", "\n", 1), justify="right")
    for each in documents:
        tally = _tally(each)
        counts = [str(tally[outcome]) for outcome in OUTCOMES]
        name = f"[bold]{each.key}[/bold]\n{escape(say(each.title, lang))}"
        table.add_row(name, str(len(each.clauses)), str(_accounted(each)), *counts)
    out = console()
    out.print(table)
    for kind, words in KINDS.items():
        chosen = [each for each in documents if each.kind == kind]
        sums = len(chosen), sum(len(each.clauses) for each in chosen)
        held = ": ".join(
            pick(lang, f"{many} {vi}", counted(many, one, others))
            for many, (vi, one, others) in zip(sums, words, strict=True)
        )
        accounted = sum(map(_accounted, chosen))
        out.print(f"{held}, {pick(lang, f'đã xử lý {accounted}', f'{accounted} accounted for')}.")
    one = "Một điều khoản có thể vừa thành quy tắc, vừa thành quy trình."
    out.print(pick(lang, one, "One clause may become a rule and a step of the process."))


def _print_clauses(source: SourceDocument, lang: Language) -> None:
    out = console()
    out.print(f"[bold]{escape(say(source.title, lang))}[/bold]")
    number = f"{pick(lang, 'Số', 'No.')} {source.number} · {source.issuer}"
    signed = f" · {source.signed}" if source.signed else ""
    digest = f" · SHA-256 {source.sha256}" if source.sha256 else ""
    out.print(f"{number}{signed}{digest}", markup=False)
    if source.note:
        out.print(say(source.note, lang), style="yellow", markup=False)
    for clause in source.clauses:
        out.print(f"\n[bold]{escape(clause.at)}[/bold]")
        for line in (say(clause.says, lang), *_became(clause, lang)):
            out.print(wrapped(f"  {line}", out.width), markup=False)


def _became(clause: Clause, lang: Language) -> Iterator[str]:
    """Write what became of a clause, a line for each outcome and ruleset."""
    tables: tuple[tuple[Outcome, Places], ...] = (
        ("encoded", clause.encoded),
        ("process", clause.process),
        ("open", clause.open),
    )
    for outcome, places in tables:
        for name, each in places.items():
            yield f"→ {pick(lang, *WORDS[outcome])}: {name}: {', '.join(each)}"
    if clause.not_a_rule:
        yield f"→ {pick(lang, *WORDS['not-a-rule'])}: {say(clause.not_a_rule, lang)}"


def _plain(source: SourceDocument, lang: Language) -> dict[str, object]:
    return {
        "key": source.key,
        "title": say(source.title, lang),
        "number": source.number,
        "sha256": source.sha256,
        "count": str(len(source.clauses)),
        "accounted": str(_accounted(source)),
        "outcomes": {outcome: str(count) for outcome, count in sorted(_tally(source).items())},
        "clauses": [
            {
                "at": clause.at,
                "says": say(clause.says, lang),
                "figures": list(clause.figures),
                "outcomes": list(clause.outcomes),
                "places": [{"ruleset": name, "at": place} for name, place in clause.places],
                "why": say(clause.not_a_rule, lang) or None,
            }
            for clause in source.clauses
        ],
    }
