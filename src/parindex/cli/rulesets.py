"""`list`, `show`, `check`, `schema`: about rulesets themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich import box
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from parindex.cli.output import (
    DONE,
    INVALID,
    NO,
    console,
    guarded,
    json_option,
    lang_option,
    pick,
    print_json,
)
from parindex.cli.reports import REPORTS
from parindex.errors import Language, ParindexError, Place, Problem
from parindex.explanation.rules import number, rule
from parindex.explanation.sheet import band_span, clause, labels
from parindex.fields import say
from parindex.ruleset import catalog
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import Item, Ruleset, is_id
from parindex.schemas import SCHEMAS, schema_of

__all__ = ["check", "list_", "schema", "show"]

STANDING = {
    "in-force": ("có hiệu lực", "in force"),
    "superseded": ("đã thay thế", "superseded"),
    "illustrative": ("minh hoạ", "illustrative"),
}
COVERAGE = {"full": ("đủ tiêu chí", "full"), "structure": ("chỉ cấu trúc", "structure only")}
ROLES = {"bonus": ("điểm thưởng", "bonus"), "penalty": ("điểm trừ", "penalty"), "survey": ("điều tra xã hội học", "survey")}


def ruleset_at(name: str) -> catalog.Read:
    """Read a ruleset by id, or from a path: an id is never looked up as a path, nor a path as an id."""
    return catalog.read(_file_of(name))


@click.command("list")
@json_option
@lang_option
@guarded
def list_(*, as_json: bool, lang: Language) -> None:
    """Liệt kê bộ tiêu chí / list the rulesets: id, title, standing, coverage, digest."""
    rulesets = [catalog.load(name) for name in catalog.available()]
    if as_json:
        fields = ("id", "standing", "coverage")
        print_json([{**{f: getattr(r, f) for f in fields}, "title": say(r.title, lang), "sha256": r.digest} for r in rulesets])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (pick(lang, "Mã", "Id"), pick(lang, "Tên", "Title"), pick(lang, "Tình trạng", "Standing"), "SHA-256"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "SHA-256")
    for each in rulesets:
        state = f"{pick(lang, *STANDING[each.standing])}, {pick(lang, *COVERAGE[each.coverage])}"
        table.add_row(each.id, escape(say(each.title, lang)), state, each.digest[:12])
    console().print(table)


@click.command("show")
@click.argument("ruleset")
@json_option
@lang_option
@guarded
def show(ruleset: str, *, as_json: bool, lang: Language) -> None:
    """Trình bày một bộ tiêu chí / show one ruleset (an id, or a file); --json prints its canonical form."""
    found = ruleset_at(ruleset).ruleset
    if as_json:
        print_json(found.plain())
        return
    out = console()
    out.print(f"[bold]{escape(say(found.title, lang))}[/bold]\n{found.id} · SHA-256 {found.digest}")
    for each in (*labels(found, lang), say(found.note, lang)):
        out.print(escape(each), style="yellow") if each else None
    for instrument in found.instruments:
        signed = f", {instrument.signed}" if instrument.signed else ""
        out.print(f"· {escape(instrument.number)}{signed}, {escape(instrument.issuer)} [{instrument.reliability}]", markup=False)
    tree = Tree(_heading(found.score, lang))
    _grow(tree, found.score, found, lang)
    out.print(tree)
    _print_bands(found, lang)
    for at, why in assumptions(found):
        out.print(f"{pick(lang, 'Giả định', 'Assumed')} {at}: {say(why, lang)}", markup=False)
    for each_reading in found.interpretations:
        chosen, others = say(each_reading.chosen.name, lang), "; ".join(say(one.name, lang) for one in each_reading.alternatives)
        words = pick(lang, "Cách hiểu", "Reading"), pick(lang, "cách khác", "others")
        out.print(f"{words[0]}: {say(each_reading.question, lang)} → {chosen} ({words[1]}: {others})", markup=False)


def _heading(item: Item, lang: Language) -> str:
    maximum = f" – {number(item.max, lang)} {pick(lang, 'điểm', 'points')}" if item.max is not None else ""
    role = f" ({pick(lang, *ROLES[item.role])})" if item.role in ROLES else ""
    return f"{escape(item.code + ' ' if item.code else '')}{escape(say(item.name, lang))}{maximum}{role} [dim]{item.key}[/dim]"


def _grow(tree: Tree, item: Item, ruleset: Ruleset, lang: Language) -> None:
    for child in item.items:
        branch = tree.add(_heading(child, lang))
        for detail in (rule(child, lang), clause(ruleset, child.source, lang), say(child.note, lang)):
            if detail:
                branch.add(escape(detail), style="dim")
        _grow(branch, child, ruleset, lang)


def _print_bands(ruleset: Ruleset, lang: Language) -> None:
    for band in ruleset.bands:
        words = pick(lang, "Xếp loại", "Band")
        console().print(f"{words} {say(band.name, lang)}: {band_span(ruleset, band, lang)} %", markup=False)


@click.command("check")
@click.argument("rulesets", nargs=-1)
@click.option("--format", "form", type=click.Choice(sorted(REPORTS)), default="text", show_default=True)
@lang_option
@guarded
def check(rulesets: tuple[str, ...], form: str, lang: Language) -> None:
    """Kiểm tra bộ tiêu chí / find every problem, with its place; all shipped rulesets when none is named."""
    found, unread = _all_problems(rulesets)
    text = REPORTS[form](found, lang)
    if text:
        click.echo(text)
    errors = sum(each.severity == "error" for each in found)
    if form == "text":
        summary = pick(lang, f"{errors} lỗi, {len(found) - errors} cảnh báo", f"{errors} errors, {len(found) - errors} warnings")
        click.echo(summary, err=True)
    sys.exit(INVALID if unread else NO if errors else DONE)


def _all_problems(names: tuple[str, ...]) -> tuple[list[Problem], bool]:
    """Check what is named, or everything that is shipped and how it fits together."""
    found: list[Problem] = []
    unread = False
    files = [_file_of(name) for name in names] or list(catalog.available().values())
    for file in files:
        try:
            found += catalog.check_file(file)
        except ParindexError as error:
            found += error.problems
            unread = True
    if not names and not any(each.severity == "error" for each in found):
        shipped = {name: catalog.load(name) for name in catalog.available()}
        found += [each.located(Place("rulesets", 1, 1)) for each in catalog.check_catalog(shipped)]
    return found, unread


def _file_of(name: str) -> Path:
    if is_id(name) or not name.endswith((".yaml", ".yml", ".json")):
        return catalog.find(name)
    return Path(name)


@click.command("schema")
@click.argument("name", type=click.Choice(sorted(SCHEMAS)))
def schema(name: str) -> None:
    """In JSON Schema / print the JSON Schema of a kind of file."""
    print_json(schema_of(name))


