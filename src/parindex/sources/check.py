"""Everything that is wrong between rulesets, the sources they rest on, and what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parindex.errors import ParindexError, Place, Problem, ReadError, problem
from parindex.ruleset import catalog
from parindex.ruleset.declaration import Declaration, id_of
from parindex.ruleset.lock import check_lock
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.sources.matrix import (
    Declared,
    Matrix,
    check_clauses,
    check_declared,
    clauses_at,
    documents_of,
    read_matrix,
)
from parindex.sources.unread import unread_clauses
from parindex.validation import validate

__all__ = ["check_beside", "check_folder", "read_declared"]


def read_declared(file: Path) -> Declared:
    """Read a ruleset or plan, sound or not.

    Raises:
        ReadError: it cannot be read.
    """
    document = catalog.read_document(file)
    model = Plan if catalog.is_plan(document) else Ruleset
    found = validate(model, document.data)
    return Declared(
        id_of(file),
        found if isinstance(found, Declaration) else None,
        document,
    )


def _read(file: Path, folder: Path) -> Declared:
    """Read a file; where that is not possible, name the clauses near the place too."""
    try:
        return read_declared(file)
    except ReadError as error:
        raise ReadError(*error.problems, *_unread(file, folder, error.problems)) from None


def _unread(file: Path, folder: Path, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    try:
        return tuple(unread_clauses(file, problems, read_matrix(folder)))
    except ParindexError:  # what else is wrong is not what this file is told
        return ()


def check_folder(folder: Path) -> Iterator[Problem]:
    """Find every problem of a folder of rulesets: of each file, between files, with sources and LOCK.

    Raises:
        ReadError: a file cannot be read.
        RulesetError: a source document, or LOCK, has not the shape of one.
    """
    files = {file: _read(file, folder) for file in sorted(folder.glob("*/*/*.yaml"))}
    found = list(_problems(folder, files, read_matrix(folder), whole=True))
    yield from found
    if not any(each.severity == "error" for each in found):
        declarations = {each.id: each.declaration for each in files.values() if each.declaration}
        for each in catalog.check_catalog(declarations):
            yield each.located(Place(str(folder), 1, 1))


def check_beside(file: Path) -> Iterator[Problem]:
    """Find every problem of one file, and between it and the sources and the LOCK of the folder it lies in.

    Raises:
        ReadError: a file cannot be read.
        RulesetError: a source document, or LOCK, has not the shape of one.
    """
    placed = file.absolute()
    folder = placed.parent.parent.parent
    declared = _read(file, folder)
    data = declared.document.data
    if not isinstance(data, Mapping) or data.get("id") != declared.id:
        # A file that does not lie where its id says has no sources and no LOCK above it.
        yield from catalog.check_document(declared.document)
        return
    keys = None if declared.declaration is None else documents_of(declared.declaration)
    yield from _problems(folder, {placed: declared}, read_matrix(folder, keys), whole=False)


def _problems(folder: Path, files: dict[Path, Declared], matrix: Matrix, *, whole: bool) -> Iterator[Problem]:
    """Check files by themselves; against sources and LOCK where the folder has such."""
    if (folder / "sources").is_dir():
        yield from check_clauses(matrix, {each.id: each for each in files.values()}, whole=whole)
    sound = {file: each.declaration for file, each in files.items() if each.declaration is not None}
    changed = list(check_lock(folder, sound, whole=whole)) if (folder / "LOCK").is_file() else []
    for file, each in files.items():
        locked = tuple(found for where, found in changed if where == file)
        rested = check_declared(each, matrix) if (folder / "sources").is_dir() else ()
        found = (*catalog.check_document(each.document), *each.document.locate((*rested, *locked)))
        yield from found
        yield from _touched(matrix, each, found)
    for where, problem_ in changed:
        if where not in files:
            yield problem_.located(Place(str(where), 1, 1))


def _touched(matrix: Matrix, declared: Declared, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Name the clauses that the wrong places of a file record."""
    found = {
        problem("E-CLAUSE", each.path, at=at, document=key): None
        for each in problems
        if each.severity == "error"
        for key, at in clauses_at(matrix, declared, each.path)
    }
    yield from declared.document.locate(tuple(found))
