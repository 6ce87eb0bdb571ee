"""`diff`: what changed between two years, and what it does to real units."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from parindex.assessment import Assessment
from parindex.cli.assessments import listed, located, opened
from parindex.cli.files import put
from parindex.cli.output import DONE, NO, guarded, json_option, lang_option, watched
from parindex.cli.pages import Form, form_option, hand_out, output_option
from parindex.cli.rulesets import ruleset_at
from parindex.comparison.difference import Difference
from parindex.comparison.difference import diff as compare
from parindex.comparison.effect import Measured, measure
from parindex.comparison.effect_report import CONVENTIONS, effect_sections
from parindex.comparison.plain import plain
from parindex.comparison.report import report
from parindex.comparison.witness import witnesses
from parindex.comparison.witness_report import PROVEN, witness_section
from parindex.errors import AssessmentError, Language, problem
from parindex.scoring import score

__all__ = ["diff"]


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--assessments",
    "places",
    multiple=True,
    help="Tệp chấm điểm, hoặc thư mục / assessments, or folders of them: what it does to each unit.",
)
@click.option(
    "--witnesses/--no-witnesses",
    "shown",
    default=True,
    show_default=True,
    help="Mỗi thay đổi có thể làm gì / what each change can do, shown or proven.",
)
@click.option("--stage", default="final", show_default=True, help="Giai đoạn / the stage.")
@form_option
@json_option
@output_option
@lang_option
@guarded
def diff(  # noqa: PLR0913, PLR0917 (the options of the interface)
    old: str,
    new: str,
    places: tuple[str, ...],
    stage: str,
    form: Form,
    output: str,
    *,
    shown: bool,
    as_json: bool,
    lang: Language,
) -> None:
    """So sánh hai bộ tiêu chí / what changed from OLD to NEW, ids or files; exits with 1 on a difference."""
    found = compare(ruleset_at(old), ruleset_at(new))
    units = _effects(found, places, stage) if places else Measured((), ())
    # Where no source states the criteria there is nothing to observe an example of.
    stated = "structure" not in {found.old.coverage, found.new.coverage}
    examples = witnesses(found, watch=watched) if shown and stated else None
    if as_json or form == "json":
        tree = plain(found, examples, units.effects, lang, units.refused)
        put(output, (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode())
    else:
        sections = [] if not examples else [witness_section(examples, found, lang)]
        if places:
            sections += effect_sections(units.effects, found.old, found.new, lang, units.refused)
        notes = ((PROVEN,) if examples else ()) + (CONVENTIONS if places else ())
        command = _command(old, new, places, stage, lang, shown=shown)
        hand_out(report(found, tuple(sections), notes, command=command, lang=lang), form, output)
    sys.exit(NO if found.changes else DONE)


def _command(  # noqa: PLR0913 (every option that changes the report)
    old: str, new: str, places: tuple[str, ...], stage: str, lang: Language, *, shown: bool
) -> str:
    """Write the line that makes the same report again."""
    words = ["parindex", "diff", old, new, *(word for place in places for word in ("--assessments", place))]
    words += [] if shown else ["--no-witnesses"]
    words += ["--stage", stage] if stage != "final" else []
    return shlex.join([*words, *(["--lang", lang] if lang == "en" else [])])


def _effects(found: Difference, places: tuple[str, ...], stage: str) -> Measured:
    """Score every unit of files and folders under both rulesets, each problem at its place.

    Raises:
        ReadError: a file or folder cannot be read.
        UsageError: a folder has no assessment, or a unit comes twice.
        AssessmentError: an assessment is of other rules, or does not fit its own.
    """
    read = [_read(file, found, stage) for place in places for file in listed(Path(place))]
    return measure(found.old, found.new, read, stage=stage, watch=watched)


def _read(file: Path, found: Difference, stage: str) -> Assessment:
    """Read one assessment and score it under the ruleset it names, so that what is wrong has a place."""
    assessment, document = opened(file)
    with located(document):
        _fit(assessment, found, stage)
    return assessment


def _fit(assessment: Assessment, found: Difference, stage: str) -> None:
    rulesets = {each.id: each for each in (found.new, found.old)}
    if assessment.ruleset not in rulesets:
        named = assessment.ruleset
        raise AssessmentError(
            problem("E-OTHER-RULES", ("ruleset",), found=named, old=found.old.id, new=found.new.id)
        )
    score(rulesets[assessment.ruleset], assessment, stage=stage, trace=False)
