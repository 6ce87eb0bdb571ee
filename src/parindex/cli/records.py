"""`record`, `sign`, `keygen`: scores that anyone can recompute, and the keys to sign them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from parindex import __version__
from parindex.audit.canonical import check_code, digest
from parindex.audit.carrier import bundle, countersign, readable
from parindex.audit.envelope import make_keys, sign
from parindex.audit.league import league_record, recorded
from parindex.audit.record import run as run_of
from parindex.audit.verdict import Refused
from parindex.cli.assessments import Given, given, located
from parindex.cli.files import create, put, write
from parindex.cli.output import guarded, json_option, lang_option, pick, print_json
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import ruleset_option
from parindex.errors import Language, ReadError, UsageError, problem
from parindex.fields import is_date
from parindex.readers import limits
from parindex.readers.document import check_text, read_bytes

__all__ = ["LEAGUE_FILE", "content_of", "keygen", "record", "sign_"]

# No key of a unit begins so.
LEAGUE_FILE = "_league.json"


class _Made(NamedTuple):
    """What was written, and the bytes by which it is known: the record, or the league's statement."""

    file: str
    unit: str | None
    known_by: bytes


class _Run(NamedTuple):
    """Who made a record and on which day, and the file that says so."""

    file: Path
    by: str
    on: str


@click.command("record")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    help="Tệp ghi ra, của nhiều tệp là thư mục / the file to write; of several, a folder.",
)
@ruleset_option
@click.option("--sign", "signing", multiple=True, help="Ký bằng khoá riêng / sign with a private key (PEM).")
@click.option("--embed-ruleset", is_flag=True, help="Kèm bộ tiêu chí trong tệp / put the ruleset in too.")
@click.option("--run", "run_file", help="Tệp ghi ai lập, ngày nào / a file to write: who made it, and when.")
@click.option("--by", help="Nơi lập, cho --run / who made it, for --run.")
@click.option("--on", help="Ngày lập, cho --run / the day, for --run: 2024-12-31.")
@json_option
@lang_option
@guarded
def record(  # noqa: PLR0913, PLR0917 (the options of the interface)
    files: tuple[str, ...],
    output: str,
    ruleset: str | None,
    signing: tuple[str, ...],
    run_file: str | None,
    by: str | None,
    on: str | None,
    *,
    embed_ruleset: bool,
    as_json: bool,
    lang: Language,
) -> None:
    """Lập hồ sơ / record the final score of FILE; several files give a league under one Merkle root."""
    chosen = ruleset_at(ruleset) if ruleset is not None else None
    ran = _run(run_file, by, on)
    if len(files) > 1 and (ran or output == "-"):
        raise UsageError(problem("E-ONE-RECORD"))
    if as_json and output == "-":
        raise UsageError(problem("E-STDOUT"))
    found = [given(file, chosen) for file in files]
    keys = [read_bytes(Path(each)) for each in signing]
    if len(found) == 1:
        made, root = [_record_one(found[0], output, keys, ran, embed=embed_ruleset)], None
    else:
        made, root = _record_league(found, Path(output), keys, embed=embed_ruleset)
    if as_json:
        print_json({"root": root, "records": [_plain(each) for each in made]})
        return
    for each in made:
        words = f"{pick(lang, 'Mã đối chiếu', 'Check code')} {check_code(each.known_by)}"
        whole = "" if root else f" · SHA-256 {digest(each.known_by)}"
        # What is written to standard output is the record itself.
        click.echo(f"{each.file}: {words}{whole}", err=output == "-")
    if root:
        click.echo(f"{pick(lang, 'Gốc Merkle', 'Merkle root')}: {root}")


def _record_one(found: Given, output: str, keys: list[bytes], ran: _Run | None, *, embed: bool) -> _Made:
    with located(found.document):
        made = recorded(found.ruleset, found.assessment)
    content = sign(made.record, keys) if keys else made.record
    if embed:
        content = bundle(content, found.ruleset.plain())
    files = {} if ran is None else {ran.file: run_of(made.record, ran.by, ran.on, __version__)}
    if ran is not None and output == str(ran.file):
        raise UsageError(problem("E-EXISTS", file=output))
    put(output, readable(content), files)
    return _Made(output, found.assessment.unit.key, made.record)


def _record_league(
    found: list[Given], folder: Path, keys: list[bytes], *, embed: bool
) -> tuple[list[_Made], str]:
    """Write the league's statement and, for each unit, a bundle of its record and its proof."""
    units = []
    for each in found:
        with located(each.document):
            units.append(recorded(each.ruleset, each.assessment))
    league = league_record(units)
    statement = sign(league.statement, keys) if keys else league.statement
    files = {folder / LEAGUE_FILE: readable(statement)}
    made = [_Made(str(folder / LEAGUE_FILE), None, league.statement)]
    rules = found[0].ruleset.plain() if embed else None
    for unit, content, proof in league.units:
        file = folder / f"{unit}.json"
        files[file] = readable(bundle(sign(content, keys) if keys else content, rules, proof))
        made.append(_Made(str(file), unit, content))
    _fill(folder, files)
    return made, league.root


def _fill(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Write the files of a league into a folder that has no other file of its kind."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(set(folder.glob("*.json")) - set(files))
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(folder), reason=error.strerror or "")) from None
    if others:
        raise UsageError(problem("E-OTHER-FILE", file=str(others[0])))
    write(files)


def _run(file: str | None, by: str | None, on: str | None) -> _Run | None:
    """Return who made a record and when, for a file beside it: the record itself knows no day."""
    if file is None and by is None and on is None:
        return None
    if file is None or not by or on is None or not is_date(on):
        raise UsageError(problem("E-RUN"))
    if wrong := check_text(by):
        raise UsageError(wrong)
    return _Run(Path(file), by, on)


def _plain(made: _Made) -> Mapping[str, str | None]:
    names = {"file": made.file, "unit": made.unit}
    return names | {"sha256": digest(made.known_by), "check_code": check_code(made.known_by)}


@click.command("sign")
@click.argument("file")
@click.option("--key", "keys", multiple=True, required=True, help="Khoá riêng / a private key (PEM).")
@click.option("-o", "--output", required=True, help="Tệp có thêm chữ ký / the file with the signature.")
@lang_option
@guarded
def sign_(file: str, keys: tuple[str, ...], output: str, lang: Language) -> None:
    """Ký thêm / add a signature to the record FILE; the record stays what it is, byte for byte."""
    try:
        signed = countersign(content_of(file), [read_bytes(Path(each)) for each in keys])
    except Refused as error:
        raise ReadError(error.because) from None
    put(output, readable(signed))
    click.echo(f"{output}: {pick(lang, 'đã ký', 'signed')}", err=output == "-")


@click.command("keygen")
@click.argument("name")
@lang_option
@guarded
def keygen(name: str, lang: Language) -> None:
    """Tạo cặp khoá ký / make a pair of Ed25519 keys: NAME.key to keep to yourself, NAME.pub to hand out."""
    private, public = Path(f"{name}.key"), Path(f"{name}.pub")
    for file in (private, public):
        if os.path.lexists(file):
            raise UsageError(problem("E-EXISTS", file=str(file)))
    keys = make_keys()
    create(private, keys.private, mode=0o600)
    create(public, keys.public)
    keep = pick(lang, "giữ kín", "keep it to yourself")
    give = pick(lang, "đưa cho người kiểm tra", "give it to verifiers")
    click.echo(f"{private}: {keep}\n{public}: {give}")


def content_of(file: str) -> bytes:
    """Read a record, from standard input for ``-``; one that is too large is refused by its verdict."""
    return sys.stdin.buffer.read(limits.BYTES + 1) if file == "-" else read_bytes(Path(file))
