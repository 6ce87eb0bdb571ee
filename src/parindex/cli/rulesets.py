"""`list`, `show`, `check`, `schema`: about rulesets themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
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
    read_document,
    wrapped,
)
from parindex.cli.reports import REPORTS
from parindex.errors import Language, ParindexError, Place, Problem, RulesetError
from parindex.explanation.policies import policies
from parindex.explanation.rules import number, rule
from parindex.explanation.sheet import assumed, band_span, clause, instrument, labels
from parindex.fields import say
from parindex.ruleset import catalog
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.checks import check as check_ruleset
from parindex.ruleset.model import Item, Ruleset
from parindex.schemas import SCHEMAS, schema_of
from parindex.validation import validate

__all__ = ["check", "list_", "schema", "show"]

STANDING = {
    "in-force": ("có hiệu lực", "in force"),
    "superseded": ("đã thay thế", "superseded"),
    "illustrative": ("minh hoạ", "illustrative"),
}
COVERAGE = {"full": ("đủ tiêu chí", "full"), "structure": ("chỉ cấu trúc", "structure only")}
ROLES = {
    "bonus": ("điểm thưởng", "bonus"),
    "penalty": ("điểm trừ", "penalty"),
    "survey": ("điều tra xã hội học", "survey"),
}


def ruleset_at(name: str) -> Ruleset:
    """Load a ruleset by id, from a path, or from standard input; an id never becomes a path.

    Raises:
        NotFoundError: no ruleset has the id.
        ReadError: the file cannot be read.
        RulesetError: it is not a sound ruleset; every problem with its place.
    """
    if name != "-":
        return catalog.load(Path(name) if _is_path(name) else name)
    ruleset, found = _checked("-")
    if ruleset is None or any(each.severity == "error" for each in found):
        raise RulesetError(*found)
    return ruleset


def _is_path(name: str) -> bool:
    return name.endswith((".yaml", ".yml", ".json"))


def _checked(name: str) -> tuple[Ruleset | None, tuple[Problem, ...]]:
    """Check what is named: return the ruleset when it has the shape of one, and every problem."""
    document = read_document(name if name == "-" or _is_path(name) else str(catalog.find(name)))
    ruleset = validate(Ruleset, document.data)
    if isinstance(ruleset, Ruleset):
        return ruleset, document.locate(check_ruleset(ruleset))
    return None, document.locate(ruleset)


@click.command("list")
@json_option
@lang_option
@guarded
def list_(*, as_json: bool, lang: Language) -> None:
    """Liệt kê bộ tiêu chí / list the rulesets: id, title, standing, coverage, digest."""
    rulesets = [catalog.load(name) for name in catalog.available()]
    if as_json:
        print_json([_plain(each, lang) for each in rulesets])
        return
    out = console()
    for each in rulesets:
        standing = f"{pick(lang, *STANDING[each.standing])}, {pick(lang, *COVERAGE[each.coverage])}"
        out.print(f"[bold]{each.id}[/bold] · {standing} · SHA-256 {each.digest[:12]}")
        out.print(Padding(escape(say(each.title, lang)), (0, 0, 0, 2)))
        resting = pick(lang, "giả định", "assumptions")
        if places := [at for at, _ in assumptions(each)]:
            out.print(Padding(f"{len(places)} {resting}: {', '.join(places)}", (0, 0, 0, 2)), style="dim")


def _plain(ruleset: Ruleset, lang: Language) -> dict[str, object]:
    return {
        "id": ruleset.id,
        "title": say(ruleset.title, lang),
        "standing": ruleset.standing,
        "coverage": ruleset.coverage,
        "sha256": ruleset.digest,
        "assumptions": [{"at": at, "why": say(why, lang)} for at, why in assumptions(ruleset)],
    }


@click.command("show")
@click.argument("ruleset")
@json_option
@lang_option
@guarded
def show(ruleset: str, *, as_json: bool, lang: Language) -> None:
    """Trình bày một bộ tiêu chí / show one ruleset (an id, or a file); --json prints its canonical form."""
    found = ruleset_at(ruleset)
    if as_json:
        print_json(found.plain())
        return
    out = console()
    out.print(f"[bold]{escape(say(found.title, lang))}[/bold]\n{found.id} · SHA-256 {found.digest}")
    for label in (*labels(found, lang), say(found.note, lang)):
        if label:
            out.print(label, style="yellow", markup=False)
    for each in found.instruments:
        out.print(wrapped(f"· {instrument(each, lang)}", out.width), markup=False)
    tree = Tree(_heading(found.score, lang))
    _grow(tree, found.score, found, lang)
    out.print(tree)
    _print_rest(out, found, lang)


def _heading(item: Item, lang: Language) -> str:
    maximum = f" – {number(item.max, lang)} {pick(lang, 'điểm', 'points')}" if item.max is not None else ""
    role = f" ({pick(lang, *ROLES[item.role])})" if item.role in ROLES else ""
    code = f"{item.code} " if item.code else ""
    return f"{escape(code + say(item.name, lang))}{maximum}{role} [dim]· {item.key}[/dim]"


def _grow(tree: Tree, item: Item, ruleset: Ruleset, lang: Language) -> None:
    for child in item.items:
        branch = tree.add(_heading(child, lang))
        kinds = [say(kind.name, lang) for kind in ruleset.units.kinds if kind.key in (child.applies_to or ())]
        only = f"{pick(lang, 'Chỉ áp dụng cho', 'Only for')}: {'; '.join(kinds)}." if kinds else ""
        for detail in (only, rule(child, lang), clause(ruleset, child.source, lang), say(child.note, lang)):
            if detail:
                branch.add(escape(detail), style="dim")
        _grow(branch, child, ruleset, lang)


def _print_rest(out: Console, ruleset: Ruleset, lang: Language) -> None:
    """Print what stands beside the tree: bands, policies, assumptions and the readings of unclear texts."""
    said = [
        f"{pick(lang, 'Xếp loại', 'Band')} {say(each.name, lang)}: {band_span(ruleset, each, lang)} %"
        for each in ruleset.bands
    ]
    said.append(pick(lang, "Quy ước tính:", "Policies:"))
    said += [f"- {name}: {words}" for name, words in policies(ruleset, lang).items()]
    said += assumed(ruleset, lang)
    if ruleset.interpretations:
        said.append(pick(lang, "Cách hiểu những chỗ chưa rõ:", "Readings of unclear texts:"))
    for each in ruleset.interpretations:
        others = "; ".join(say(one.name, lang) for one in each.alternatives)
        chosen = f"{say(each.question, lang)} → {say(each.chosen.name, lang)}"
        said.append(f"- {chosen} ({pick(lang, 'cách hiểu khác', 'other readings')}: {others})")
    for line in said:
        out.print(wrapped(line, out.width), markup=False)


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
        summary = pick(
            lang,
            f"{errors} lỗi, {len(found) - errors} cảnh báo",
            f"{errors} errors, {len(found) - errors} warnings",
        )
        click.echo(summary, err=True)
    sys.exit(INVALID if unread else NO if errors else DONE)


def _all_problems(names: tuple[str, ...]) -> tuple[list[Problem], bool]:
    """Check what is named, or everything that is shipped and how it fits together."""
    found: list[Problem] = []
    unread = False
    for name in names or tuple(catalog.available()):
        try:
            found += _checked(name)[1]
        except ParindexError as error:
            found += error.problems
            unread = True
    if not names and not any(each.severity == "error" for each in found):
        shipped = {name: catalog.load(name) for name in catalog.available()}
        found += [each.located(Place("rulesets", 1, 1)) for each in catalog.check_catalog(shipped)]
    return found, unread


@click.command("schema")
@click.argument("name", type=click.Choice(sorted(SCHEMAS)))
def schema(name: str) -> None:
    """In JSON Schema / print the JSON Schema of a kind of file."""
    print_json(schema_of(name))
