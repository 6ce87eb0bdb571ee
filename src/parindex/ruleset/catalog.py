"""Find and load rulesets: those shipped, those of other packages, and files of one's own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple

from parindex.errors import NotFoundError, Problem, RulesetError, nearest, problem
from parindex.readers import json as json_reader
from parindex.readers.document import Document, read_bytes
from parindex.ruleset.checks import LAWS, Check, check
from parindex.ruleset.declaration import Declaration, id_of, is_id
from parindex.ruleset.lock import published
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.ruleset.plan_checks import check_plan
from parindex.validation import validate

__all__ = [
    "Read",
    "available",
    "check_catalog",
    "check_document",
    "check_file",
    "declaration",
    "find",
    "folders",
    "is_plan",
    "load",
    "load_plan",
    "read",
    "read_document",
    "read_plan",
]


class Read(NamedTuple):
    """A ruleset, and the document it was read from."""

    ruleset: Ruleset
    document: Document


def read_document(file: Path) -> Document:
    """Read a file as YAML, or as JSON when its name ends so.

    Raises:
        ReadError: with a code and a place.
    """
    if file.suffix == ".json":
        return json_reader.read(read_bytes(file), _shown(file))
    from parindex.readers import yaml  # noqa: PLC0415 (only for a file of it)

    return yaml.read(read_bytes(file), _shown(file))


def is_plan(document: Document) -> bool:
    """Tell whether a file declares a reform plan, and not a ruleset."""
    return isinstance(document.data, Mapping) and document.data.get("kind") == "plan"


# The field by which each other kind of file is known, where a ruleset was looked for.
_OTHERS = {
    "as_of": "plan-report",
    "clauses": "source",
    "expected": "case",
    "league": "league",
    "stages": "assessment",
}


def _other_kind(document: Document) -> tuple[Problem, ...]:
    """Say that a file is of another kind, where one field tells it."""
    given = document.data if isinstance(document.data, Mapping) else {}
    found = [kind for field, kind in _OTHERS.items() if field in given and "score" not in given]
    return document.locate(tuple(problem("E-NOT-RULESET", (), found=kind) for kind in found[:1]))


def read(file: Path, checks: tuple[Check, ...] = LAWS) -> Read:
    """Read and check one file.

    Raises:
        ReadError: it cannot be read.
        RulesetError: it is not a sound ruleset; every problem with its place.
    """
    return _checked(read_document(file), checks)


def _checked(document: Document, checks: tuple[Check, ...]) -> Read:
    if is_plan(document):
        raise RulesetError(*document.locate((problem("E-PLAN", ("kind",)),)))
    if other := _other_kind(document):
        raise RulesetError(*other)
    ruleset = validate(Ruleset, document.data)
    if not isinstance(ruleset, Ruleset):
        raise RulesetError(*document.locate(ruleset))
    found = check(ruleset, checks)
    if any(each.severity == "error" for each in found):
        raise RulesetError(*document.locate(found))
    return Read(ruleset, document)


def read_plan(file: Path) -> Plan:
    """Read and check the file of a reform plan.

    Raises:
        ReadError: it cannot be read.
        RulesetError: it is not a sound plan; every problem with its place.
    """
    document = read_document(file)
    plan = validate(Plan, document.data)
    found = check_plan(plan) if isinstance(plan, Plan) else plan
    if not isinstance(plan, Plan) or found:
        raise RulesetError(*document.locate(found))
    return plan


def check_file(file: Path) -> tuple[Problem, ...]:
    """Return every problem of a file, errors and warnings, each with its place.

    Raises:
        ReadError: it cannot be read at all.
    """
    return check_document(read_document(file))


def check_document(document: Document) -> tuple[Problem, ...]:
    """Return every problem of a document that declares a ruleset or a plan, each with its place."""
    if other := _other_kind(document):
        return other
    if is_plan(document):
        plan = validate(Plan, document.data)
        return document.locate(check_plan(plan) if isinstance(plan, Plan) else plan)
    ruleset = validate(Ruleset, document.data)
    return document.locate(check(ruleset) if isinstance(ruleset, Ruleset) else ruleset)


@lru_cache(maxsize=1)
def available() -> dict[str, Path]:
    """Return the file of every ruleset that can be named, by id, in alphabetical order.

    Where two folders have the same id the earlier one stands: no other package replaces a shipped ruleset.
    """
    found = {id_of(file): file for folder in reversed(folders()) for file in folder.glob("*/*/*.yaml")}
    return {name: found[name] for name in sorted(found) if is_id(name)}


def find(name: str, year: int | str | None = None) -> Path:
    """Return the file of an id, or of a family and a year; a name never becomes a path.

    Raises:
        NotFoundError: no id (``E-ID``), no such ruleset (``E-RULESET``), or no year is said (``E-YEAR``).
    """
    files = available()
    family, _, written = name.partition("@")
    if not is_id(name if written else f"{name}@2000"):
        raise NotFoundError(problem("E-ID", found=name))
    known = [each for each in files if each.partition("@")[0] == family]
    if not known:
        families = {each.partition("@")[0] for each in files}
        raise NotFoundError(problem("E-RULESET", found=name, nearest=nearest(family, families)))
    if not written and year is None:
        years = ", ".join(each.partition("@")[2] for each in known)
        raise NotFoundError(problem("E-YEAR", found=name, known=years))
    if written:
        if name not in files or (year is not None and written.partition(".")[0] != str(year)):
            raise NotFoundError(problem("E-RULESET", found=name, nearest=nearest(name, known)))
        return files[name]
    # The latest correction of the year stands.
    of_year = [each for each in known if each.partition("@")[2].partition(".")[0] == str(year)]
    if not of_year:
        asked = f"{name}@{year}"
        raise NotFoundError(problem("E-RULESET", found=asked, nearest=nearest(asked, known)))
    # Only the package of a ruleset corrects it.
    home = _folder(files[min(of_year, key=_correction)])
    return files[max((each for each in of_year if _folder(files[each]) == home), key=_correction)]


def _correction(name: str) -> int:
    return int(name.partition("@")[2].partition(".")[2] or 1)


def _folder(file: Path) -> Path:
    return file.parent.parent.parent


def load(name: str | Path, year: int | str | None = None) -> Ruleset:
    """Load a checked ruleset by id, by family and year, or from a file of one's own.

    What is published is read from its canonical JSON, after its digest was compared with LOCK.

    Raises:
        NotFoundError: no ruleset has the id or year.
        ReadError: the file cannot be read.
        RulesetError: it is not a sound ruleset.

    >>> load("ha-nam/departments-and-districts", year=2023).id
    'ha-nam/departments-and-districts@2023'
    """
    return read(name).ruleset if isinstance(name, Path) else _loaded(find(name, year))


@lru_cache(maxsize=32)
def _loaded(file: Path) -> Ruleset:
    canonical = published(file)
    if canonical is None:
        return read(file).ruleset
    # What is shipped was checked before it was pinned, and every test run checks it again; what another
    # package pins may have been checked by nobody.
    return _checked(_pinned(canonical), () if file.is_relative_to(_shipped()) else LAWS).ruleset


def _pinned(file: Path) -> Document:
    """Read canonical JSON that LOCK pins: it was written from what our own reader had read."""
    try:
        return Document(_shown(file), json.loads(file.read_bytes()), {})
    except (ValueError, RecursionError):
        return read_document(file)  # somebody else's, for the reader to say what is wrong


def load_plan(name: str | Path) -> Plan:
    """Load a checked reform plan by id, or from a file of one's own.

    Raises:
        NotFoundError: no plan has the id.
        ReadError: the file cannot be read.
        RulesetError: it is not a sound plan.
    """
    if isinstance(name, Path):
        return read_plan(name)
    file = find(name)
    return read_plan(published(file) or file)


def declaration(name: str) -> Ruleset | Plan:
    """Load what an id names, a ruleset or a plan.

    Raises:
        NotFoundError: nothing has the id.
        RulesetError: it is not sound.
    """
    return load_plan(name) if _holds_plan(find(name)) else load(name)


@lru_cache(maxsize=128)
def _holds_plan(file: Path) -> bool:
    return is_plan(read_document(published(file) or file))


def check_catalog(rulesets: Mapping[str, Declaration]) -> Iterator[Problem]:
    """Find what is wrong between rulesets: a wrong place, a correction of nothing, two for one year."""
    in_force: defaultdict[str, list[str]] = defaultdict(list)
    # A published file never changes, so what a correction supersedes still says that it is in force.
    corrected = {ruleset.supersedes.id for ruleset in rulesets.values() if ruleset.supersedes}
    for name, ruleset in rulesets.items():
        if ruleset.id != name:
            yield problem("E-PLACE", ("id",), found=ruleset.id, wanted=ruleset.id.replace("@", "/") + ".yaml")
        others = [other for other in rulesets if other != name]
        if ruleset.supersedes and ruleset.supersedes.id not in others:
            wrong = ruleset.supersedes.id
            yield problem("E-SUPERSEDES", ("supersedes", "id"), found=wrong, nearest=nearest(wrong, others))
        if ruleset.standing != "superseded" and name not in corrected:
            in_force[f"{name.partition('@')[0]}@{ruleset.year}"].append(name)
    for names in in_force.values():
        for other in names[1:]:
            yield problem("E-FORCE", ("standing",), found=names[0], other=other)


def folders() -> list[Path]:
    """Return the folders that hold rulesets: the shipped one, then those of other packages."""
    shipped = _shipped()
    others = map(_folder_of, entry_points(group="parindex.rulesets"))
    return [*([shipped] if shipped.is_dir() else []), *others]


def _shipped() -> Path:
    package = Path(__file__).resolve().parent.parent
    # An editable install has no copy in the package; the repository's own folder stands in.
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent.parent / "rulesets"


def _folder_of(entry: EntryPoint) -> Path:
    """Return the folder that another package says it has.

    Raises:
        NotFoundError: the package cannot say, or it is no folder (``E-PLUGIN``).
    """
    try:
        folder = Path(str(entry.load()))
    except Exception as error:  # noqa: BLE001 (whatever another package raises is said in one line)
        raise NotFoundError(problem("E-PLUGIN", found=entry.value, reason=type(error).__name__)) from None
    if not folder.is_dir():
        raise NotFoundError(problem("E-PLUGIN", found=entry.value, reason=str(folder)))
    return folder


def _shown(file: Path) -> str:
    """Write a file's path as short as it can be from here."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_absolute() and file.is_relative_to(here) else str(file)
