"""`simulate`: what-if over a league, drawn many times: where each unit may land."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parindex.cli.assessments import listed, opened
from parindex.cli.files import put
from parindex.cli.output import DONE, NO, SEED, guarded, json_option, lang_option, seed_option
from parindex.cli.pages import Form, form_option, hand_out, output_option
from parindex.cli.progress import progress
from parindex.cli.rulesets import ruleset_at
from parindex.errors import Language, UsageError, problem
from parindex.exact import parse_number

if TYPE_CHECKING:  # an extra, imported only where it is used
    from parindex.simulation.result import Simulation

__all__ = ["simulate"]

_DRAWS, _COVERAGE = 10_000, "0.9"
_SUFFIXES = {".yaml", ".yml", ".json"}


@click.command("simulate")
@click.argument("units", nargs=-1, required=True)
@click.option("--ruleset", required=True, help="Mã hoặc tệp bộ tiêu chí / the ruleset: an id or a file.")
@click.option(
    "--improve",
    multiple=True,
    metavar="ITEM[=full]",
    help="Mọi đơn vị cải thiện mục này / every unit improves this item; =full: to the most.",
)
@click.option(
    "--under",
    metavar="RULESET",
    help="Chấm theo bộ khác, như dự thảo / score by other rules, such as a draft.",
)
@click.option(
    "--resample-survey",
    is_flag=True,
    help="Rút lại phiếu điều tra / draw the survey again, to see how sure it is.",
)
@click.option(
    "--draws",
    type=click.IntRange(1, 1_000_000),
    default=_DRAWS,
    show_default=True,
    help="Số lần rút ngẫu nhiên / how many random draws.",
)
@seed_option
@click.option(
    "--coverage",
    default=_COVERAGE,
    show_default=True,
    metavar="SHARE",
    help="Phần số lần rút trong khoảng / the part of the draws in an interval.",
)
@click.option("--kind", help="Loại của dòng không ghi loại / the kind of rows that state none.")
@click.option("--period", help="Kỳ của dòng không ghi kỳ / the period of rows that state none.")
@form_option
@json_option
@output_option
@lang_option
@guarded
def simulate(  # noqa: PLR0913 (the options of the interface)
    units: tuple[str, ...],
    *,
    ruleset: str,
    improve: tuple[str, ...],
    under: str | None,
    resample_survey: bool,
    draws: int,
    seed: int,
    coverage: str,
    kind: str | None,
    period: str | None,
    form: Form,
    as_json: bool,
    output: str,
    lang: Language,
) -> None:
    """Mô phỏng / where UNITS (a table, or assessments) may land; exits with 1 when some are left out."""
    rules, other = ruleset_at(ruleset), None if under is None else ruleset_at(under)
    try:
        from parindex.simulation.api import simulate as run  # noqa: PLC0415 (an extra)
        from parindex.simulation.plain import plain  # noqa: PLC0415 (the same)
        from parindex.simulation.report import report  # noqa: PLC0415 (the same)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="batch")) from None

    def drawn(said: Callable[[int], object]) -> Simulation:
        return run(
            _units(units),
            rules,
            improve=improve,
            under=other,
            resample_survey=resample_survey,
            draws=draws,
            seed=seed,
            coverage=_share(coverage),
            kind=kind,
            period=period,
            said=said,
        )

    with progress(100) as said:
        found = drawn(said)
    if as_json or form == "json":
        put(output, (json.dumps(plain(found, lang), ensure_ascii=False, indent=2) + "\n").encode())
    else:
        options = (
            ("--ruleset", ruleset),
            *(("--improve", each) for each in improve),
            ("--under", under),
            ("--draws", None if draws == _DRAWS else draws),
            ("--seed", None if seed == SEED else seed),
            ("--coverage", None if coverage == _COVERAGE else coverage),
            ("--kind", kind),
            ("--period", period),
            ("--lang", None if lang == "vi" else lang),
        )
        words = [*units, *(["--resample-survey"] if resample_survey else [])]
        hand_out(report(found, command=_command(words, options), lang=lang), form, output)
    sys.exit(NO if found.left_out else DONE)


def _units(places: Sequence[str]) -> object:
    """Return the table of a file, or the assessments of files and folders."""
    files = [Path(place) for place in places]
    if len(files) == 1 and not files[0].is_dir() and files[0].suffix not in _SUFFIXES:
        return files[0]
    return [opened(file)[0] for place in files for file in listed(place)]


def _share(text: str) -> Fraction:
    try:
        return parse_number(text)
    except ValueError:
        raise click.BadParameter(repr(text), param_hint="--coverage") from None


def _command(words: Sequence[str], options: Sequence[tuple[str, object]]) -> str:
    """Write the line that makes the same report again: what differs from the defaults."""
    said = [word for name, value in options if value is not None for word in (name, str(value))]
    return shlex.join(["parindex", "simulate", *words, *said])
