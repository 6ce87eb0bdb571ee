"""`distance`: how far a unit is from the next band, and the cheapest way to it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from fractions import Fraction

import click

from parindex.analysis.outlook import outlook
from parindex.analysis.plain import plain
from parindex.analysis.report import report
from parindex.cli.assessments import given, located
from parindex.cli.files import put
from parindex.cli.output import guarded, json_option, lang_option
from parindex.cli.pages import Form, form_option, hand_out, output_option
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import ruleset_option, stage_option
from parindex.errors import Language, UsageError, problem
from parindex.exact import parse_number

__all__ = ["distance"]


@click.command("distance")
@click.argument("file")
@ruleset_option
@stage_option
@click.option("--band", metavar="KEY", help="Mức cần đạt / the band to reach; the next one by default.")
@click.option(
    "--effort", "efforts", multiple=True, metavar="KEY=N", help="Công sức của tiêu chí / what an item costs."
)
@click.option("--survey", is_flag=True, help="Tính cả điều tra / take survey items as improvable too.")
@form_option
@json_option
@output_option
@lang_option
@guarded
def distance(  # noqa: PLR0913 (the options of the interface)
    file: str,
    ruleset: str | None,
    stage: str,
    *,
    band: str | None,
    efforts: tuple[str, ...],
    form: Form,
    output: str,
    survey: bool,
    as_json: bool,
    lang: Language,
) -> None:
    """Còn cách mức xếp loại bao xa / how far FILE is from the next band, and what would reach it."""
    found = given(file, ruleset_at(ruleset) if ruleset is not None else None)
    costs = _efforts(efforts)
    with located(found.document):
        seen = outlook(found.ruleset, found.assessment, stage=stage, band=band, effort=costs, survey=survey)
    if as_json or form == "json":
        put(output, (json.dumps(plain(seen, lang), ensure_ascii=False, indent=2) + "\n").encode())
        return
    options = (("--ruleset", ruleset), ("--stage", None if stage == "final" else stage), ("--band", band))
    words = [word for option, value in options if value is not None for word in (option, value)]
    words += [word for each in efforts for word in ("--effort", each)]
    command = _command(file, [*words, *(["--survey"] if survey else [])], lang)
    hand_out(report(seen, command=command, lang=lang), form, output)


def _efforts(texts: Iterable[str]) -> dict[str, Fraction]:
    """Read the efforts, each item once."""
    costs: dict[str, Fraction] = {}
    for key, value in map(_effort, texts):
        if key in costs:
            raise UsageError(problem("E-ASKED-TWICE", found=key))
        costs[key] = value
    return costs


def _effort(text: str) -> tuple[str, Fraction]:
    key, _, value = text.partition("=")
    try:
        return key, parse_number(value)
    except ValueError:
        raise UsageError(problem("E-EFFORT", found=key, value=value)) from None


def _command(file: str, words: Iterable[str], lang: Language) -> str:
    """Write the line that makes the same report again."""
    return shlex.join(["parindex", "distance", file, *words, *(["--lang", "en"] if lang == "en" else [])])
