"""`survey`: ballots to points and how sure they are; questionnaires; how many to ask."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parindex.assessment import Assessment
from parindex.cli.assessments import listed, opened
from parindex.cli.files import put, stream, write
from parindex.cli.output import DONE, NO, SEED, guarded, json_option, lang_option, seed_option
from parindex.cli.pages import Form, form_option, hand_out, output_option
from parindex.cli.progress import progress
from parindex.cli.questionnaires import form as form_command
from parindex.cli.rulesets import ruleset_at
from parindex.errors import Language, Problem, UsageError, problem
from parindex.exact import parse_number
from parindex.readers import yaml
from parindex.readers.document import Document
from parindex.ruleset.model import Ruleset

if TYPE_CHECKING:  # an extra, imported only where it is used
    from parindex.survey.counting import Count
    from parindex.survey.result import Sampling, UnitResult

__all__ = ["survey"]

_DRAWS = 50_000  # of the simulations, unless the command says otherwise


class _Survey(click.Group):
    """A group whose first word is a command, or else the first of the ballots to count."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["count", *args])


@click.group("survey", cls=_Survey, no_args_is_help=False)
def survey() -> None:
    """Điều tra xã hội học / the sociological survey; `parindex survey BALLOTS` counts ballots."""


survey.add_command(form_command)

ruleset_option = click.option(
    "--ruleset", required=True, help="Mã hoặc tệp bộ tiêu chí / the ruleset: an id or a file."
)
kind_option = click.option(
    "--kind", help="Loại của đơn vị không ghi loại / the kind of units that state none."
)
confidence_option = click.option(
    "--confidence",
    default="95",
    show_default=True,
    metavar="PERCENT",
    help="Độ tin cậy của khoảng / the confidence of intervals.",
)


@survey.command("count", short_help="Kiểm phiếu, tính điểm / count ballots to points")
@click.argument("ballots", nargs=-1, required=True)
@ruleset_option
@kind_option
@click.option(
    "--assessments",
    "places",
    multiple=True,
    help="Tệp chấm điểm, hoặc thư mục / assessments, or folders of them, to take the tallies in.",
)
@click.option("--fill", metavar="DIR", help="Ghi tệp chấm điểm có số phiếu / write assessments with tallies.")
@click.option("--refused", metavar="CSV", help="Ghi từng câu trả lời bị loại / write all that was refused.")
@click.option(
    "--intervals/--no-intervals",
    default=True,
    show_default=True,
    help="Khoảng tin cậy / confidence intervals.",
)
@confidence_option
@click.option(
    "--draws",
    type=click.IntRange(100, 1_000_000),
    default=_DRAWS,
    show_default=True,
    help="Số lần rút ngẫu nhiên / how many random draws.",
)
@seed_option
@form_option
@json_option
@output_option
@lang_option
@guarded
def count(  # noqa: PLR0913 (the options of the interface)
    ballots: tuple[str, ...],
    *,
    ruleset: str,
    kind: str | None,
    places: tuple[str, ...],
    fill: str | None,
    refused: str | None,
    intervals: bool,
    confidence: str,
    draws: int,
    seed: int,
    form: Form,
    as_json: bool,
    output: str,
    lang: Language,
) -> None:
    """Kiểm phiếu, tính điểm / count BALLOTS (CSV, XLSX, Parquet) to points; exits with 1 on refused ones."""
    rules = ruleset_at(ruleset)
    sampling = _sampling(confidence, draws, seed) if intervals else None
    read = [opened(file) for place in places for file in listed(Path(place))]
    units = [assessment for assessment, _ in read]
    with _extra("batch"):
        from parindex.survey.outcome import outcome  # noqa: PLC0415 (an extra)
        from parindex.survey.plain import plain  # noqa: PLC0415 (the same)
        from parindex.survey.report import report  # noqa: PLC0415 (the same)

        counted = _counted(ballots, rules, kind, units, (refused, lang))
    with _extra("analysis"):
        found = outcome(counted, units, sampling=sampling)
    documents = {assessment.unit.key: document for assessment, document in read}
    found = replace(found, units=tuple(_located(each, documents) for each in found.units))
    if fill is not None:
        _write_filled(Path(fill), [each.assessment for each in found.units if each.assessment])
    if as_json or form == "json":
        put(output, (json.dumps(plain(found, lang), ensure_ascii=False, indent=2) + "\n").encode())
    else:
        options = (
            ("--ruleset", ruleset),
            ("--kind", kind),
            *(("--assessments", place) for place in places),
            ("--confidence", None if confidence == "95" or not intervals else confidence),
            ("--draws", None if draws == _DRAWS or not intervals else draws),
            ("--seed", None if seed == SEED or not intervals else seed),
            ("--lang", None if lang == "vi" else lang),
        )
        command = _command([*ballots, *([] if intervals else ["--no-intervals"])], options)
        hand_out(report(found, command=command, lang=lang), form, output)
    whole = not counted.rows.refused and not counted.answers.refused
    sys.exit(DONE if whole and not any(each.problems for each in found.units) else NO)


@survey.command("sample", short_help="Cần hỏi bao nhiêu người / the sample size")
@ruleset_option
@click.option("--kind", help="Loại đơn vị / the kind of unit; the only one by default.")
@click.option(
    "--margin", required=True, metavar="POINTS", help="Sai số mỗi phía / the margin to each side, in points."
)
@click.option(
    "--spread", metavar="SHARE", help="Độ lệch chuẩn / the spread of answers; the worst by default."
)
@confidence_option
@form_option
@json_option
@output_option
@lang_option
@guarded
def sample(  # noqa: PLR0913 (the options of the interface)
    *,
    ruleset: str,
    kind: str | None,
    margin: str,
    spread: str | None,
    confidence: str,
    form: Form,
    as_json: bool,
    output: str,
    lang: Language,
) -> None:
    """Cần hỏi bao nhiêu người / how many must answer about a unit for an interval as short as wanted."""
    rules = ruleset_at(ruleset)
    with _extra("analysis"):
        from parindex.survey import sample as samples  # noqa: PLC0415 (an extra)
        from parindex.survey.design import design  # noqa: PLC0415 (with the room)

        asked = design(rules)
        found = samples.sample(
            asked,
            _kind(kind, asked.kinds),
            _number("--margin", margin),
            _percent(confidence),
            spread=None if spread is None else _number("--spread", spread),
        )
    if as_json or form == "json":
        put(output, (json.dumps(samples.plain(found), ensure_ascii=False, indent=2) + "\n").encode())
        return
    options = (
        ("--ruleset", ruleset),
        ("--kind", kind),
        ("--margin", margin),
        ("--spread", spread),
        ("--confidence", None if confidence == "95" else confidence),
        ("--lang", None if lang == "vi" else lang),
    )
    hand_out(samples.report(found, command=_command(["sample"], options), lang=lang), form, output)


def _kind(kind: str | None, kinds: Sequence[str]) -> str:
    """Return a kind of unit, or the only one that there is."""
    if kind is None and len(kinds) > 1:
        raise click.BadParameter(", ".join(kinds), param_hint="--kind")
    return kinds[0] if kind is None else kind


def _number(option: str, text: str) -> Fraction:
    try:
        return parse_number(text)
    except ValueError:
        raise click.BadParameter(repr(text), param_hint=option) from None


@contextmanager
def _extra(name: str) -> Iterator[None]:
    """Say which extra a missing library belongs to."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"numpy", "pyarrow", "scipy"}:
            raise
        raise UsageError(problem("E-EXTRA", extra=name)) from None


def _located(unit: UnitResult, documents: Mapping[str, Document]) -> UnitResult:
    """Give what is wrong with an assessment its place in the file that it came from."""
    document = documents.get(unit.unit)
    return replace(unit, problems=document.locate(unit.problems)) if document else unit


def _sampling(confidence: str, draws: int, seed: int) -> Sampling:
    from parindex.survey.result import Sampling  # noqa: PLC0415 (with the room)

    return Sampling(_percent(confidence), draws, seed)


def _percent(confidence: str) -> Fraction:
    """Read the confidence: percent, as a part of 1."""
    percent = _number("--confidence", confidence)
    if not 50 <= percent <= Fraction("99.9"):  # noqa: PLR2004 (what an interval is good for)
        raise click.BadParameter(f"{confidence!r}: 50 – 99.9", param_hint="--confidence")
    return percent / 100


def _counted(
    ballots: Sequence[str],
    rules: Ruleset,
    kind: str | None,
    units: Sequence[Assessment],
    refused: tuple[str | None, Language],
) -> Count:
    """Count ballots with a bar of progress, and write down all that was refused where that is asked for."""
    from parindex.survey.ballots import open_all  # noqa: PLC0415 (an extra)
    from parindex.survey.counting import count as count_ballots  # noqa: PLC0415 (the same)
    from parindex.survey.design import design  # noqa: PLC0415 (with the room)

    found = design(rules)
    files = open_all([Path(file) for file in ballots])
    kinds = {each.unit.key: each.unit.kind for each in units}
    totals = [each.rows for each in files]
    total = sum(rows for rows in totals if rows is not None) if None not in totals else None
    with _refusals(*refused) as said, progress(total) as done:
        return count_ballots(files, found, kind=kind, kinds=kinds, refused=said, progress=done)


@contextmanager
def _refusals(file: str | None, lang: Language) -> Iterator[Callable[[Problem, int], None] | None]:
    """Give a function that writes a refusal to a new CSV file, if there is to be one."""
    if file is None:
        yield None
        return
    with stream(Path(file)) as out, io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["file", "line", "column", "code", "answers", "message"])

        def say(found: Problem, answers: int) -> None:
            place = found.place
            where = [place.file, place.line, place.column] if place else ["", "", ""]
            rows.writerow([*map(_safe, [*where, found.code, answers, found.message(lang)])])

        yield say


def _safe(value: object) -> str:
    """Write a text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _write_filled(folder: Path, filled: Sequence[Assessment]) -> None:
    """Write assessments into a folder, a file for each unit, all or none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or ""
        raise UsageError(problem("E-WRITE", file=str(folder), reason=reason)) from None
    plain = (each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in filled)
    texts = zip(filled, map(yaml.write, plain), strict=True)
    write({folder / f"{each.unit.key}.yaml": text.encode() for each, text in texts})


def _command(words: Sequence[str], options: Sequence[tuple[str, object]]) -> str:
    """Write the line that makes the same report again: what differs from the defaults."""
    said = [word for name, value in options if value is not None for word in (name, str(value))]
    return shlex.join(["parindex", "survey", *words, *said])
