"""`verify`: a record computed again, and the verdict in words."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from parindex.audit.bare.words import WORDS
from parindex.audit.carrier import open_carrier, open_statement
from parindex.audit.league import verify_league
from parindex.audit.pointer import where
from parindex.audit.verdict import Rules, Signatures, Verdict, plain
from parindex.audit.verify import Known, Trust, known_rulesets, trust
from parindex.audit.verify import verify as verify_one
from parindex.cli.output import (
    DONE,
    INVALID,
    NO,
    console,
    guarded,
    json_option,
    lang_option,
    one_line,
    pick,
    print_json,
    print_problems,
    wrapped,
)
from parindex.cli.records import LEAGUE_FILE, content_of
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import print_result
from parindex.errors import Language, problem
from parindex.explanation.sheet import instrument, labels, occasion
from parindex.fields import say
from parindex.readers.document import read_bytes
from parindex.scoresheet import ScoreSheet

__all__ = ["verify"]

# The small verifier looks at one engine only.
_BOTH = (
    "tính lại bằng hai bộ máy, từng byte trùng với hồ sơ.",
    "computed again by both engines, every byte is the same.",
)
_TABLE = (
    "mọi hồ sơ tái lập được; thứ hạng và gốc Merkle tính lại trùng với bảng.",
    "every record is reproduced; ranks and Merkle root computed again are those of the league.",
)
_THIS = ("SHA-256 của tệp này", "SHA-256 of this file")
RULES: dict[Rules, tuple[str, str]] = {
    "catalog": ("bộ có sẵn ở đây", "the one known here"),
    "given": ("bộ do người kiểm tra đưa", "the one given to the verifier"),
    "bundle": (
        "bộ đi kèm hồ sơ; ở đây không có bản riêng để đối chiếu",
        "the one that came with the record; there is none here to compare",
    ),
}
SIGNATURES: dict[Signatures, tuple[str, str]] = {
    "valid": ("hợp lệ", "valid"),
    "invalid": ("không đủ hoặc không hợp lệ", "too few, or not valid"),
    "unchecked": ("có, chưa kiểm tra; thêm --key", "there, not checked; add --key"),
    "none": ("không có", "none"),
}
ROOTS: dict[str, tuple[str, str]] = {
    "included": ("hồ sơ nằm dưới gốc đã cho", "the record lies below the root given"),
    "unchecked": ("có chứng minh, chưa kiểm tra; thêm --root", "there is a proof, not checked; add --root"),
}


@click.command("verify")
@click.argument("record")
@click.option(
    "--key",
    "keys",
    multiple=True,
    help="Khoá công khai phải đã ký / a public key that must have signed.",
)
@click.option("--threshold", type=int, help="Bao nhiêu khoá là đủ / how many of the keys are enough.")
@click.option("--root", help="Gốc Merkle in trong quyết định / the Merkle root that a decision prints.")
@click.option("--ruleset", help="Mã hoặc tệp, nếu ở đây không có / an id or a file, if not known here.")
@json_option
@lang_option
@guarded
def verify(  # noqa: PLR0913 (the options of the interface)
    record: str,
    keys: tuple[str, ...],
    threshold: int | None,
    root: str | None,
    ruleset: str | None,
    *,
    as_json: bool,
    lang: Language,
) -> None:
    """Kiểm tra hồ sơ / compute RECORD again, with both engines; a folder of a league with all its records."""
    own = ruleset_at(ruleset) if ruleset is not None else None
    known = known_rulesets(own)
    trusted = trust([read_bytes(Path(each)) for each in keys], threshold)
    if _is_folder(record):
        sys.exit(_exit(_folder_verdict(Path(record), known, trusted, root, lang, as_json=as_json)))
    verdict = verify_one(content_of(record), known, trusted, root)
    if as_json:
        print_json(plain(verdict, lang))
    else:
        _print(verdict, lang)
    if own is not None and verdict.sheet is not None and verdict.rules != "given":
        # What was given to verify by was not looked at.
        print_problems([problem("E-OTHER-RULESET", found=verdict.sheet.ruleset.id, id=own.id)], lang)
    sys.exit(_exit(verdict))


def _exit(verdict: Verdict) -> int:
    return DONE if verdict else INVALID if verdict.verdict == "UNREADABLE" else NO


def _is_folder(record: str) -> bool:
    try:
        return Path(record).is_dir()
    except (OSError, ValueError):  # a name too long for any file
        return False


def _folder_verdict(  # noqa: PLR0913 (what the command was asked)
    folder: Path, known: Known, trusted: Trust, root: str | None, lang: Language, *, as_json: bool
) -> Verdict:
    """Verify the league of a folder and each of its records, and print what came of it."""
    statement = read_bytes(folder / LEAGUE_FILE)
    files = (file for file in sorted(folder.glob("*.json")) if file.is_file() and file.name != LEAGUE_FILE)
    records = {file.stem: read_bytes(file) for file in files}
    league, units = verify_league(statement, records, known, trusted, root)
    if as_json:
        print_json(
            {**plain(league, lang), "records": {key: plain(each, lang) for key, each in units.items()}}
        )
    else:
        _print_units(units, lang)
        _print(league, lang, _TABLE)
        if league:
            recomputed = open_statement(open_carrier(statement))["predicate"]["root"]
            console().print(
                f"{pick(lang, 'Gốc Merkle tính lại được', 'Merkle root recomputed')}: {recomputed}"
            )
    return league


def _print(verdict: Verdict, lang: Language, done: tuple[str, str] = _BOTH) -> None:
    out = console()
    style = "bold green" if verdict else "bold red"
    said = pick(lang, *done) if verdict else WORDS[lang][verdict.verdict].partition(": ")[2]
    out.print(f"[{style}]{_title(verdict, lang)}[/{style}]: {said}")
    if verdict.because:
        out.print(wrapped(where(verdict, lang), out.width), markup=False)
    if verdict.sheet is not None:
        _print_sheet(out, verdict, verdict.sheet, lang)
    if verdict.sha256:
        if verdict:
            out.print(f"{pick(lang, 'Mã đối chiếu', 'Check code')}: {verdict.check_code}")
        # The digest of a record that is not reproduced is no record's.
        of = ("SHA-256 của hồ sơ", "SHA-256 of the record") if verdict else _THIS
        out.print(f"{pick(lang, *of)}: {verdict.sha256}")
        out.print(f"{pick(lang, 'Chữ ký', 'Signatures')}: {pick(lang, *SIGNATURES[verdict.signatures])}")
    if verdict.root != "none":
        out.print(f"{pick(lang, 'Gốc Merkle', 'Merkle root')}: {pick(lang, *ROOTS[verdict.root])}")


def _title(verdict: Verdict, lang: Language) -> str:
    return WORDS[lang][verdict.verdict].partition(": ")[0]


def _print_sheet(out: Console, verdict: Verdict, sheet: ScoreSheet, lang: Language) -> None:
    rules = sheet.ruleset
    title = f"{say(rules.title, lang)} ({rules.id})"
    out.print(one_line(f"[bold]{escape(sheet.unit.name)}[/bold] · {escape(title)}"))
    out.print(one_line(occasion(sheet, lang)), markup=False)
    for label in labels(rules, lang):
        out.print(label, style="yellow")
    recomputed = "" if verdict else pick(lang, "Tính lại được:", "Recomputed:")
    if recomputed:
        out.print(recomputed)
    print_result(out, sheet, lang)
    for each in rules.instruments:
        out.print(wrapped(one_line(f"· {instrument(each, lang)}"), out.width), style="dim", markup=False)
    whose = RULES[verdict.rules or "catalog"]
    out.print(f"{pick(lang, 'Bộ tiêu chí để tính lại', 'Ruleset it was computed by')}: {pick(lang, *whose)}")
    out.print(f"{pick(lang, 'SHA-256 của bộ tiêu chí', 'SHA-256 of the ruleset')}: {rules.digest}")


def _print_units(units: dict[str, Verdict], lang: Language) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (("Đơn vị", "Unit"), ("Kết luận", "Verdict"), ("Mã đối chiếu", "Check code")):
        table.add_column(pick(lang, *heading), overflow="fold")
    for unit, verdict in units.items():
        name = verdict.sheet.unit.name if verdict.sheet else unit
        table.add_row(one_line(escape(name)), _title(verdict, lang), verdict.check_code or "–")
    console().print(table)
