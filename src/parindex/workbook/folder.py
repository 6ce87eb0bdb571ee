"""A folder of forms: each is read by itself, and one that is bad does not stop the others."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from parindex.assessment import Assessment
from parindex.errors import ParindexError, Place, Problem, ReadError, UsageError, problem
from parindex.readers import limits
from parindex.readers.document import read_bytes
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.workbook.reading import Read, read
from parindex.workbook.tampering import tampering

__all__ = ["Outcome", "forms_in", "outcome", "outcomes", "plain_assessment"]

# What people keep tables in, and what is said of it; nothing of what is read.
_WORKBOOKS = {".xlsx": "", ".xlsm": "E-FORM-MACROS", ".xls": "E-ZIP", ".xlsb": "E-ZIP", ".ods": "E-ZIP"}
_DEEP = 8  # levels of folders in which nobody finds a form again


class Outcome(NamedTuple):
    """What came of one form: assessment and score where it can be read, what is wrong, what was changed."""

    file: Path
    assessment: Assessment | None
    score: ScoreSheet | None
    problems: tuple[Problem, ...]
    changed: tuple[Problem, ...]

    @property
    def good(self) -> bool:
        """Tell whether it could be read and nobody changed it."""
        return self.assessment is not None and not self.changed


def forms_in(folder: Path) -> list[Path]:
    """Return the forms of a folder in the order of their names, and what may be forms but cannot be read.

    These are workbooks of other kinds, and folders that hold workbooks. Of a file that a program has open the
    mark beside it is left out.

    Raises:
        ReadError: there is no such folder (``E-FILE``).
        UsageError: it has no form (``E-FORM-FILES``).
    """
    try:
        files = sorted(each for each in folder.iterdir() if _is_meant(each, _DEEP))
    except OSError as error:
        raise ReadError(problem("E-FILE", file=str(folder), reason=error.strerror or "")) from None
    if not files:
        raise UsageError(problem("E-FORM-FILES", file=str(folder)))
    return files


def _is_meant(path: Path, deep: int) -> bool:
    """Tell whether somebody may take a path for a form; folders are looked into only so many levels deep."""
    if path.suffix.lower() in _WORKBOOKS:
        return not path.name.startswith("~$")
    if not deep or path.is_symlink() or not path.is_dir():
        return False
    return any(_is_meant(each, deep - 1) for each in path.iterdir())


def outcome(file: Path, ruleset: Ruleset | None = None, *, content: bytes | None = None) -> Outcome:
    """Read one form, whatever it is; its content may have come by another way than its file."""
    name = _printable(file) if content is None else "<stdin>"
    try:
        found: Read = read(_content(file) if content is None else content, name, ruleset)
        return Outcome(file, found.assessment, found.score, found.problems, tampering(found))
    except ParindexError as error:
        start = Place(name, 1, 1)
        return Outcome(file, None, None, tuple(each.located(start) for each in error.problems), ())


def _content(file: Path) -> bytes:
    """Read a file; a pipe or a device, which may have no end, is none."""
    try:
        mode = file.stat().st_mode
    except (OSError, ValueError):
        mode = stat.S_IFREG  # what is wrong with it, reading says
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ReadError(problem("E-FILE", file=str(file), reason="not a regular file"))
    if (code := _WORKBOOKS.get(file.suffix.lower())) and file.is_file():
        raise ReadError(problem(code))
    return read_bytes(file, limits.WORKBOOK)


def _printable(file: Path) -> str:
    """Return the name of a file on one line, whatever its letters do to a terminal."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in str(file))


def outcomes(files: Iterable[Path], ruleset: Ruleset | None = None) -> Iterator[Outcome]:
    """Read forms; of several forms of one unit all are bad, for nobody knows which one is meant."""
    found = [outcome(file, ruleset) for file in files]
    counts = Counter(map(_result, found))
    for each in found:
        if each.assessment is None or counts[_result(each)] == 1:
            yield each
            continue
        twice = problem("E-UNIT-TWICE", unit=each.assessment.unit.key).located(
            Place(_printable(each.file), 1, 1)
        )
        yield Outcome(each.file, None, None, (*each.problems, twice), each.changed)


def _result(found: Outcome) -> tuple[str, ...] | None:
    """Return which result of which unit a form gives, if any."""
    known = found.assessment
    if known is None or found.score is None:
        return None
    return known.ruleset, known.unit.kind, known.period, found.score.stage, known.unit.key


def plain_assessment(assessment: Assessment) -> dict[str, object]:
    """Return an assessment as the plain tree of a file."""
    return assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
