"""`report`: a score sheet, a league or the verdict on a record as a document to print and to keep."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

from parindex.assessment import Assessment
from parindex.audit.bare.words import WORDS
from parindex.audit.canonical import canonical, check_code
from parindex.audit.league import Recorded, league_record
from parindex.audit.pointer import words
from parindex.audit.record import obstacle, statement_of
from parindex.audit.verdict import Verdict
from parindex.audit.verify import known_rulesets, verify
from parindex.cli.assessments import given, located
from parindex.cli.output import DONE, INVALID, NO, guarded, lang_option
from parindex.cli.pages import hand_out
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import ruleset_option, stage_option
from parindex.cli.verdicts import ROOTS, RULES, SIGNATURES
from parindex.errors import Language, ParindexError, UsageError, problem
from parindex.exact import ZERO
from parindex.explanation.league_report import league_report
from parindex.explanation.report import Coded, nature, sheet_report
from parindex.explanation.rules import number
from parindex.explanation.sheet import band, instrument, labels, occasion, published
from parindex.fields import pick, say
from parindex.readers import json
from parindex.readers.document import read_bytes
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.ruleset.declaration import Instrument
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

__all__ = ["report", "verdict_report"]

Printed = Literal["text", "md", "html", "xlsx", "docx", "pdf"]

_PAYLOADS = (("payload",), ("record", "payload"))  # which may be longer than other texts
_RECORDS = frozenset({"_type", "payload", "bundle"})  # a statement, an envelope of one, a bundle
_DOCX, _PDF = (
    "Văn bản Word (mặc định) / a Word document, the default.",
    "PDF, cần LibreOffice / needs LibreOffice.",
)


class _Scored(NamedTuple):
    """A sheet, with what it was made from."""

    sheet: ScoreSheet
    assessment: Assessment

    @property
    def recorded(self) -> Recorded | None:
        """Return the sheet with its record, where it can have one."""
        if obstacle(self.sheet, self.assessment):
            return None
        return Recorded(self.sheet, canonical(statement_of(self.sheet, self.assessment)))

    @property
    def coded(self) -> Coded:
        """Return the sheet with the check code of its record."""
        made = self.recorded
        return Coded(self.sheet, made and check_code(made.record))


@click.command("report")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", required=True, help="Tệp ghi ra / the file to write.")
@click.option("--docx", "form", flag_value="docx", default=True, help=_DOCX)
@click.option("--pdf", "form", flag_value="pdf", help=_PDF)
@click.option("--xlsx", "form", flag_value="xlsx", help="Excel / a workbook.")
@click.option("--html", "form", flag_value="html", help="Trang web / a web page.")
@click.option("--md", "form", flag_value="md", help="Markdown.")
@click.option("--text", "form", flag_value="text", help="Chữ / text.")
@ruleset_option
@stage_option
@lang_option
@guarded
def report(  # noqa: PLR0913, PLR0917 (the options of the interface)
    files: tuple[str, ...],
    output: str,
    form: Printed,
    ruleset: str | None,
    stage: str,
    lang: Language,
) -> None:
    """In kết quả / print FILE: an assessment gives its score sheet, several of one league the league table
    with each sheet as an annex, a record the verdict on it. The difference of two rulesets is printed by
    `parindex diff OLD NEW --format docx`.
    """  # noqa: D205 (click prints it as one paragraph)
    chosen = ruleset_at(ruleset) if ruleset is not None else None
    command = _command(files, output, form, ruleset, stage, lang)
    record = _record(files)
    if record is not None:
        verdict = verify(record, known_rulesets(chosen))
        hand_out(
            verdict_report(verdict, command=command, lang=lang),
            form,
            output,
            mark=_mark(verdict.check_code if verdict else None, lang),
        )
        sys.exit(DONE if verdict else INVALID if verdict.verdict == "UNREADABLE" else NO)
    scored = [_score(file, chosen, stage) for file in files]
    if len(scored) == 1:
        found = scored[0].coded
        page, code = sheet_report(found, command=command, lang=lang), found.code
    else:
        code = _league_code(scored)
        page = league_report([each.coded for each in scored], code, command=command, lang=lang)
    hand_out(page, form, output, mark=_mark(code, lang))


def _command(  # noqa: PLR0913, PLR0917 (every option that changes the report)
    files: tuple[str, ...], output: str, form: Printed, ruleset: str | None, stage: str, lang: Language
) -> str:
    """Write the line that makes the same report again."""
    words = ["parindex", "report", *files, f"--{form}", "-o", output]
    words += [] if ruleset is None else ["--ruleset", ruleset]
    words += [] if stage == "final" else ["--stage", stage]
    return shlex.join([*words, *(["--lang", lang] if lang == "en" else [])])


def _mark(code: str | None, lang: Language) -> str:
    return f"{pick(lang, 'Mã đối chiếu', 'Check code')} {code}" if code else ""


def _score(file: str, ruleset: Ruleset | None, stage: str) -> _Scored:
    """Score one file, with every problem at its place."""
    found = given(file, ruleset)
    with located(found.document):
        return _Scored(score(found.ruleset, found.assessment, stage=stage), found.assessment)


def _league_code(scored: list[_Scored]) -> str | None:
    """Return the check code of the league's record, where every unit can be recorded."""
    made = [each.recorded for each in scored]
    recorded = [each for each in made if each is not None]
    return check_code(league_record(recorded).statement) if len(recorded) == len(made) else None


# Records


def _record(files: tuple[str, ...]) -> bytes | None:
    """Return the bytes of a record, or nothing where files are assessments; a record is printed by itself.

    Raises:
        UsageError: there is a record among several files (``E-ALONE``).
        ReadError: a file cannot be read.
    """
    found = {file: read_bytes(Path(file)) for file in files if file != "-"}
    records = [file for file, content in found.items() if _is_record(content)]
    if records and len(files) > 1:
        raise UsageError(problem("E-ALONE", file=records[0]))
    return found[records[0]] if records else None


def _is_record(content: bytes) -> bool:
    """Tell a record from an assessment; what is no JSON is left to the reader of assessments."""
    if content.lstrip()[:1] != b"{":
        return False
    try:
        tree = json.read(content, longer=_PAYLOADS).data
    except ParindexError:
        return False
    return isinstance(tree, dict) and not _RECORDS.isdisjoint(tree)


def verdict_report(verdict: Verdict, *, command: str, lang: Language) -> Report:
    """Make the report of a verdict: what came of it, where it failed, and what was computed again."""
    title = pick(lang, "Kết quả kiểm tra hồ sơ, tính bằng parindex", "Record verified with parindex")
    sheet = verdict.sheet
    return Report(
        f"{title}: {sheet.unit.name}" if sheet else title,
        (
            WORDS[lang][verdict.verdict],
            *(labels(sheet.ruleset, lang) if sheet else ()),
            nature(lang),
        ),
        tuple(_sections(verdict, lang)),
        tuple(f"{pick(lang, 'Căn cứ', 'Source')}: {instrument(each, lang)}" for each in _instruments(sheet)),
        command,
        lang,
    )


def _instruments(sheet: ScoreSheet | None) -> tuple[Instrument, ...]:
    return sheet.ruleset.instruments if sheet else ()


def _sections(verdict: Verdict, lang: Language) -> Iterator[Section]:
    """Yield where it failed, the score computed again, and the record itself."""
    if verdict.because:
        rows = (
            (pick(lang, "Nơi", "Place"), verdict.at or "–"),
            (pick(lang, "Là", "Which is"), words(verdict, lang) or "–"),
            (pick(lang, "Ghi trong hồ sơ", "In the record"), verdict.found),
            (pick(lang, "Tính lại", "Computed again"), verdict.expected),
            (pick(lang, "Lý do", "Why"), verdict.because.line(lang)),
        )
        yield _listed(pick(lang, "Chỗ không khớp", "What differs"), rows, lang)
    if verdict.sheet:
        yield _listed(
            pick(lang, "Kết quả tính lại", "Computed again"), tuple(_result(verdict.sheet, lang)), lang
        )
    yield _listed(pick(lang, "Hồ sơ", "The record"), tuple(_file(verdict, lang)), lang)


def _result(sheet: ScoreSheet, lang: Language) -> Iterator[tuple[Cell, ...]]:
    rules = sheet.ruleset
    maximum = number(rules.score.max or ZERO, lang)
    yield pick(lang, "Đơn vị", "Unit"), sheet.unit.name
    yield pick(lang, "Kỳ và giai đoạn", "Period and stage"), occasion(sheet, lang)
    yield pick(lang, "Bộ tiêu chí", "Ruleset"), f"{say(rules.title, lang)} ({rules.id})"
    yield pick(lang, "Tổng điểm", "Total"), f"{published(sheet.total, lang)} / {maximum}"
    yield pick(lang, "Chỉ số", "Index"), f"{published(sheet.index, lang)} %"
    yield pick(lang, "Xếp loại", "Band"), band(sheet, lang) or None


def _file(verdict: Verdict, lang: Language) -> Iterator[tuple[Cell, ...]]:
    if verdict:
        yield pick(lang, "Mã đối chiếu", "Check code"), verdict.check_code
    # The digest of a record that is not reproduced is no record's.
    whose = (
        ("SHA-256 của hồ sơ", "SHA-256 of the record")
        if verdict
        else ("SHA-256 của tệp này", "SHA-256 of this file")
    )
    yield pick(lang, *whose), verdict.sha256
    if verdict.sheet:
        yield pick(lang, "SHA-256 của bộ tiêu chí", "SHA-256 of the ruleset"), verdict.sheet.ruleset.digest
        whose = RULES[verdict.rules or "catalog"]
        yield pick(lang, "Bộ tiêu chí để tính lại", "Ruleset it was computed by"), pick(lang, *whose)
    yield pick(lang, "Chữ ký", "Signatures"), pick(lang, *SIGNATURES[verdict.signatures])
    if verdict.root != "none":
        yield pick(lang, "Gốc Merkle", "Merkle root"), pick(lang, *ROOTS[verdict.root])


def _listed(title: str, rows: tuple[tuple[Cell, ...], ...], lang: Language) -> Section:
    columns = Column(pick(lang, "Nội dung", "What")), Column(pick(lang, "Giá trị", "Value"))
    return Section(title, (), (Table(title, columns, rows),))
