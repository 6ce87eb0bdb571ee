"""`batch`: many units at once, from a table to a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from parindex.cli.files import stream
from parindex.cli.output import DONE, NO, guarded, json_option, lang_option, pick, print_json
from parindex.cli.progress import progress
from parindex.cli.rulesets import ruleset_at
from parindex.errors import Language, UsageError, problem
from parindex.fields import counted
from parindex.scoresheet import plain

if TYPE_CHECKING:  # an extra, imported only where it is used
    from parindex.batch.leagues import Leagues
    from parindex.batch.running import Engine, Summary

__all__ = ["batch"]


@click.command("batch")
@click.argument("units", type=click.Path(path_type=Path))
@click.option(
    "--ruleset",
    "rulesets",
    required=True,
    multiple=True,
    help="Mã hoặc tệp bộ tiêu chí, có thể nhiều / a ruleset, or several: ids or files.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Tệp Parquet ghi điểm / the scores.",
)
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Tệp Parquet ghi dòng bị loại, nếu có / rejected rows, if any; REJECTS.parquet beside the scores.",
)
@click.option("--kind", help="Loại của dòng không ghi loại / the kind of rows that state none.")
@click.option("--period", help="Kỳ của dòng không ghi kỳ / the period of rows that state none.")
@click.option(
    "--lines",
    "shown",
    multiple=True,
    metavar="UNIT",
    help="In mọi dòng của đơn vị / print every line of a unit.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Chấm trên máy này hay trên cụm Spark / on this machine, or on a cluster.",
)
@click.option(
    "--spark",
    "master",
    metavar="MASTER",
    help="Địa chỉ cụm Spark, nếu Spark chưa được đặt sẵn / the cluster: spark://HOST:PORT, yarn, local[4].",
)
@json_option
@lang_option
@guarded
def batch(  # noqa: PLR0913 (the options of the interface)
    units: Path,
    *,
    rulesets: tuple[str, ...],
    output: Path,
    rejects: Path | None,
    kind: str | None,
    period: str | None,
    shown: tuple[str, ...],
    engine: str,
    master: str | None,
    as_json: bool,
    lang: Language,
) -> None:
    """Chấm nhiều đơn vị / score UNITS (Parquet, CSV), a row for each; exits with 1 on rejected rows."""
    loaded = tuple(ruleset_at(each) for each in rulesets)
    try:
        from parindex.batch.api import lines  # noqa: PLC0415 (an extra)
        from parindex.batch.leagues import Leagues  # noqa: PLC0415 (the same)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="batch")) from None

    if master is not None and engine != "spark":
        raise UsageError(problem("E-SPARK-MASTER"))
    beside = rejects or output.with_name("REJECTS.parquet")
    leagues = Leagues(loaded, kind, period, lang)
    found = _run(units, leagues, (output, beside), _engine(engine, master))
    sheets = (
        [plain(each, lang) for each in lines(units, loaded, shown, kind=kind, period=period)] if shown else []
    )
    if as_json or sheets:
        print_json({**{name: str(rows) for name, rows in found._asdict().items()}, "sheets": sheets})
    if not as_json:
        click.echo(_said(found, beside, lang), err=True)
    sys.exit(NO if found.rejected else DONE)


@contextmanager
def _engine(name: str, master: str | None) -> Iterator[Engine | None]:
    """Give what scores on Spark, where that is asked for."""
    if name == "local":
        yield None
        return
    from parindex.batch.spark import outcomes, session  # noqa: PLC0415 (an extra)

    with session(master) as opened:
        yield partial(outcomes, opened)


def _run(
    units: Path, leagues: Leagues, files: tuple[Path, Path], engine: AbstractContextManager[Engine | None]
) -> Summary:
    """Score a file into two, the second where rows are rejected; where that fails, neither is left."""
    from parindex.batch.files import open_file  # noqa: PLC0415 (an extra)
    from parindex.batch.running import finished, scored  # noqa: PLC0415 (the same)
    from parindex.batch.spools import Disk  # noqa: PLC0415 (the same)
    from parindex.batch.writing import write  # noqa: PLC0415 (the same)

    output, rejects = files
    heard: list[Summary] = []
    source = open_file(units)
    with _written(output), ExitStack() as stack:
        good, bad = (stack.enter_context(_new(file)) for file in files)
        chosen = stack.enter_context(engine)
        spool = stack.enter_context(Disk(output.parent, leagues.digits))
        with progress(source.rows) as said:
            kept = scored(source, leagues, spool, said=said, engine=chosen)
        write(finished(kept, heard.append), leagues, good, lambda: bad)
    (summary,) = heard
    if not summary.rejected:
        rejects.unlink()
    return summary


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Turn a full disk, and what else goes wrong with writing, into its problem."""
    try:
        yield
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(file), reason=error.strerror or str(error))) from None


@contextmanager
def _new(file: Path) -> Iterator[BinaryIO]:
    """Open a new file, which does not stay where what is written to it fails."""
    opened = stream(file)
    try:
        with opened:
            yield opened
    except BaseException:
        file.unlink()
        raise


def _said(found: Summary, rejects: Path, lang: Language) -> str:
    words = pick(
        lang,
        f"Đọc {found.read} dòng: chấm {found.scored}, loại {found.rejected}.",
        f"{counted(found.read, 'row')}: {found.scored} scored, {found.rejected} rejected.",
    )
    if not found.rejected:
        return words
    return f"{words} {pick(lang, 'Dòng bị loại và lý do:', 'Rejected rows and why:')} {rejects}"
