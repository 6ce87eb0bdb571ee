"""`list`, `show`, `check`, `lock`, `units`, `schema`: about rulesets themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
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
from parindex.errors import Language, ParindexError, Problem, RulesetError
from parindex.explanation.policies import policies
from parindex.explanation.rules import in_points, rule
from parindex.explanation.sheet import assumed, band_span, clause, instrument, labels
from parindex.fields import counted, say
from parindex.ruleset import catalog
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.declaration import Declaration, is_id
from parindex.ruleset.lock import publish
from parindex.ruleset.model import Item, Ruleset, Unit
from parindex.ruleset.plan import Plan
from parindex.ruleset.units import find_units
from parindex.schemas import SCHEMAS, schema_of
from parindex.sources.check import check_beside, check_folder, read_declared
from parindex.validation import validate

__all__ = ["check", "list_", "lock", "schema", "show", "units"]

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
        return catalog.load(Path(name) if is_path(name) else name)
    ruleset, found = _checked_stdin()
    if ruleset is None or any(each.severity == "error" for each in found):
        raise RulesetError(*found)
    return ruleset


def is_path(name: str) -> bool:
    """Tell whether a name is that of a file and not an id."""
    return name.endswith((".yaml", ".yml", ".json"))


def _checked_stdin() -> tuple[Ruleset | None, tuple[Problem, ...]]:
    """Check what standard input holds: return the ruleset when it has the shape of one, and every problem."""
    document = read_document("-")
    ruleset = None if catalog.is_plan(document) else validate(Ruleset, document.data)
    return (ruleset if isinstance(ruleset, Ruleset) else None), catalog.check_document(document)


@click.command("list")
@json_option
@lang_option
@guarded
def list_(*, as_json: bool, lang: Language) -> None:
    """Liệt kê bộ tiêu chí, kế hoạch / list rulesets and plans: id, title, standing, coverage, digest."""
    rulesets = [catalog.declaration(name) for name in catalog.available()]
    if as_json:
        print_json([_plain(each, lang) for each in rulesets])
        return
    out = console()
    for each in rulesets:
        plan = isinstance(each, Plan)
        coverage = pick(lang, "kế hoạch", "plan") if plan else pick(lang, *COVERAGE[each.coverage])
        standing = f"{pick(lang, *STANDING[each.standing])}, {coverage}"
        out.print(f"[bold]{each.id}[/bold] · {standing} · SHA-256 {each.digest[:12]}")
        out.print(Padding(escape(say(each.title, lang)), (0, 0, 0, 2)))
        if places := [at for at, _ in assumptions(each)]:
            resting = pick(lang, f"{len(places)} giả định", counted(len(places), "assumption"))
            out.print(Padding(f"{resting}: {', '.join(places)}", (0, 0, 0, 2)), style="dim")


def _plain(ruleset: Declaration, lang: Language) -> dict[str, object]:
    return {
        "id": ruleset.id,
        "kind": "plan" if isinstance(ruleset, Plan) else "ruleset",
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
    maximum = f" – {in_points(item.max, lang)}" if item.max is not None else ""
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
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(REPORTS)),
    default="text",
    show_default=True,
    help="Chữ, hoặc cho chương trình đọc / text, or for programs.",
)
@lang_option
@guarded
def check(rulesets: tuple[str, ...], form: str, lang: Language) -> None:
    """Kiểm tra bộ tiêu chí / find every problem, with its place; in all there are when none is named."""
    found, unread = _all_problems(rulesets)
    text = REPORTS[form](found, lang)
    if text:
        click.echo(text)
    errors = sum(each.severity == "error" for each in found)
    warnings = len(found) - errors
    if form == "text":
        summary = pick(
            lang,
            f"{errors} lỗi, {warnings} cảnh báo",
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')}",
        )
        click.echo(summary, err=True)
    sys.exit(INVALID if unread else NO if errors else DONE)


def _all_problems(names: tuple[str, ...]) -> tuple[list[Problem], bool]:
    """Check what is named, or everything that is shipped, its sources and how it fits together."""
    checks: list[partial[Iterator[Problem]]] = [partial(_named_problems, name) for name in names]
    checks = checks or [partial(check_folder, folder) for folder in catalog.folders()]
    found: list[Problem] = []
    unread = False
    for check_ in checks:
        try:
            found += check_()
        except ParindexError as error:
            found += error.problems
            unread = True
    return list(dict.fromkeys(found)), unread


def _named_problems(name: str) -> Iterator[Problem]:
    """Check a file by itself, and against the sources and the LOCK of the folder that it lies in."""
    if name == "-":
        return iter(_checked_stdin()[1])
    if Path(name).is_dir() and not is_path(name) and not is_id(name):
        return check_folder(Path(name))
    return check_beside(Path(name) if is_path(name) else catalog.find(name))


@click.command("units")
@click.argument("words", nargs=-1, metavar="[NAME]")
@json_option
@lang_option
@guarded
def units(words: tuple[str, ...], *, as_json: bool, lang: Language) -> None:
    """Tìm đơn vị / the units whose name or key holds NAME, diacritics or not; all units without NAME."""
    name = " ".join(words)
    # One unit: the same jurisdiction, key, name and days.
    rows: dict[tuple[str | None, ...], tuple[Unit, list[str]]] = {}
    for id_ in catalog.available():
        ruleset = catalog.declaration(id_)
        for each in find_units(ruleset, name) if isinstance(ruleset, Ruleset) else ():
            same = (id_.partition("/")[0], each.key, each.name.vi, each.from_, each.to)
            rows.setdefault(same, (each, []))[1].append(id_)
    if as_json:
        print_json([_plain_unit(each, ids, lang) for each, ids in rows.values()])
        return
    out = console()
    for each, ids in rows.values():
        span = f" · {each.from_ or '…'} – {each.to or '…'}" if each.from_ or each.to else ""
        out.print(f"[bold]{escape(say(each.name, lang))}[/bold] · {each.key}{span}")
        out.print(Padding(", ".join(ids), (0, 0, 0, 2)), style="dim")
    if not rows:
        out.print(
            pick(lang, f"Không có đơn vị nào khớp “{name}”.", f"No unit matches “{name}”."), markup=False
        )


def _plain_unit(unit: Unit, ids: list[str], lang: Language) -> dict[str, object]:
    name = say(unit.name, lang)
    return {"key": unit.key, "name": name, "from": unit.from_, "to": unit.to, "rulesets": ids}


@click.command("lock")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@lang_option
@guarded
def lock(folder: Path, lang: Language) -> None:
    """Công bố / publish what is new in a FOLDER of rulesets: canonical JSON beside each file, digest in LOCK.

    Có lỗi thì không công bố gì; đã công bố thì không đổi / nothing is published while a check fails; what is
    published never changes.
    """
    problems = [each for each in check_folder(folder) if each.severity == "error"]
    if problems:
        raise RulesetError(*problems)
    files = {file: read_declared(file).declaration for file in sorted(folder.glob("*/*/*.yaml"))}
    for name in publish(folder, {file: each for file, each in files.items() if each is not None}):
        click.echo(f"{pick(lang, 'đã công bố', 'published')} {name}")


@click.command("schema", help=f"In JSON Schema / print the JSON Schema NAME: {', '.join(sorted(SCHEMAS))}.")
@click.argument("name", type=click.Choice(sorted(SCHEMAS)), metavar="NAME")
def schema(name: str) -> None:
    """Print the JSON Schema of a kind of file."""
    print_json(schema_of(name))
