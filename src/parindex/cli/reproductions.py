"""`reproduce`: whether a printed table can have come from its ruleset."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from parindex.cli.files import put
from parindex.cli.output import DONE, NO, guarded, json_option, lang_option
from parindex.cli.pages import Form, form_option, hand_out, output_option
from parindex.cli.rulesets import ruleset_at
from parindex.errors import Language
from parindex.readers import limits
from parindex.readers.document import read_bytes
from parindex.reproduction.paper import File, paper
from parindex.reproduction.plain import plain
from parindex.reproduction.printed import Reading
from parindex.reproduction.report import report
from parindex.ruleset.model import Ruleset

__all__ = ["reproduce"]


@click.command("reproduce")
@click.argument("table")
@click.option("--ruleset", required=True, help="Mã hoặc tệp bộ tiêu chí / the ruleset: an id or a file.")
@click.option("--summary", help="Tệp CSV số liệu in dưới bảng / the figures printed beneath the table, CSV.")
@click.option("--kind", help="Loại của dòng không ghi loại / the kind of rows that state none.")
@click.option(
    "--reading",
    type=click.Choice(["half", "truncate"]),
    default="half",
    show_default=True,
    help="Số đã in được làm tròn hay cắt bỏ / figures were rounded to the nearest, or cut off.",
)
@form_option
@json_option
@output_option
@lang_option
@guarded
def reproduce(  # noqa: PLR0913 (the options of the interface)
    table: str,
    *,
    ruleset: str,
    summary: str | None,
    kind: str | None,
    reading: Reading,
    form: Form,
    as_json: bool,
    output: str,
    lang: Language,
) -> None:
    """Đối chiếu bảng đã in / check a printed TABLE (CSV); exits with 1 when a relation cannot hold."""
    rules = ruleset_at(ruleset)
    if kind is not None:
        _known(kind, rules)
    beneath = None if summary is None else _read(summary)
    found = paper(_read(table), rules, kind=kind, summary=beneath, reading=reading)
    if as_json or form == "json":
        put(output, (json.dumps(plain(found, lang), ensure_ascii=False, indent=2) + "\n").encode())
    else:
        options = (
            ("--ruleset", ruleset),
            ("--summary", summary),
            ("--kind", kind),
            ("--reading", None if reading == "half" else reading),
            ("--lang", None if lang == "vi" else lang),
        )
        words = [word for option, value in options if value is not None for word in (option, value)]
        command = shlex.join(["parindex", "reproduce", table, *words])
        hand_out(report(found, command=command, lang=lang), form, output)
    sys.exit(NO if found.found.verdict == "IRRECONCILABLE" else DONE)


def _known(kind: str, rules: Ruleset) -> None:
    """Refuse a kind of unit that is not one of the ruleset, before any file is read."""
    kinds = [each.key for each in rules.units.kinds]
    if kind not in kinds:
        raise click.BadParameter(f"{kind!r}: {', '.join(kinds)}", param_hint="--kind")


def _read(file: str) -> File:
    """Read a file, or standard input for ``-``.

    Raises:
        ReadError: it cannot be opened.
    """
    if file == "-":
        return File("<stdin>", sys.stdin.buffer.read(limits.BYTES + 1))
    return File(file, read_bytes(Path(file)))
