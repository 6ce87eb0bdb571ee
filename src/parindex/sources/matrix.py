"""The matrix: what the clauses of the sources became in the rulesets, checked from both ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path as FilePath
from typing import NamedTuple

from parindex.errors import Path, Problem, RulesetError, nearest, problem
from parindex.exact import ZERO
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.declaration import Declaration
from parindex.ruleset.places import path_of, value_at
from parindex.ruleset.process import Source
from parindex.ruleset.references import repeated, sources, unknown_names
from parindex.sources.document import Clause, SourceDocument
from parindex.sources.figures import Stated, figures, held, same
from parindex.validation import validate

__all__ = [
    "Declared",
    "Matrix",
    "check_clauses",
    "check_declared",
    "clauses_at",
    "documents_of",
    "locators",
    "read_matrix",
]

# What is cited by no source of its own: the clause may say it all the same.
_BARE = frozenset({"title", "year", "annual_result", "instruments", "interpretations"})


class Read(NamedTuple):
    """A source document, and the file it was read from."""

    source: SourceDocument
    document: Document


Matrix = Mapping[str, Read]


class Declared(NamedTuple):
    """A ruleset or plan: what it declares, where it has the shape of one, and its file."""

    id: str
    declaration: Declaration | None
    document: Document


def locators(source: Source) -> tuple[str, ...]:
    """Return the clauses that a source names: one, or several joined by ``; ``."""
    return tuple(source.at.split("; "))


def read_matrix(folder: FilePath, keys: frozenset[str] | None = None) -> Matrix:
    """Read the source documents of a folder of rulesets, by key: all of them, or those of some keys.

    Raises:
        ReadError: one cannot be read.
        RulesetError: one has not the shape of a source document; every problem with its place.
    """
    found: dict[str, Read] = {}
    for file in sorted(folder.glob("sources/*.yaml")):
        if keys is not None and file.stem not in keys:
            continue
        document = catalog.read_document(file)
        source = validate(SourceDocument, document.data)
        if not isinstance(source, SourceDocument):
            raise RulesetError(*document.locate(source))
        if source.key != file.stem:
            wanted = f"{source.key}.yaml"
            raise RulesetError(
                *document.locate((problem("E-PLACE", ("key",), found=source.key, wanted=wanted),))
            )
        found[source.key] = Read(source, document)
    return found


def check_clauses(
    matrix: Matrix, declared: Mapping[str, Declared], *, whole: bool = True
) -> Iterator[Problem]:
    """Check the matrix: each locator is unique; each place is there, cites its clause, keeps its figures.

    ``whole``: every ruleset is at hand; without it only the places in those at hand are looked at.
    """
    for source, document in matrix.values():
        yield from document.locate(tuple(repeated(source)))
        seen: set[str] = set()
        for index, clause in enumerate(source.clauses):
            itself = [*_twice(clause, seen), *_referred(clause, source)]
            found = [*itself, *_clause(clause, source.key, declared, whole=whole)]
            yield from document.locate(tuple(each.under(("clauses", index)) for each in found))
            seen.add(clause.at)


def _twice(clause: Clause, seen: set[str]) -> Iterator[Problem]:
    if clause.at in seen:
        yield problem("E-UNIQUE", ("at",), found=clause.at)


def _referred(clause: Clause, source: SourceDocument) -> Iterator[Problem]:
    """Find a reference that is not declared, and lines that the text does not have."""
    known = tuple(each.key for each in source.references)
    if clause.reference:
        yield from unknown_names([("reference", [(("reference",), clause.reference)], known)])
    if clause.lines:
        first, _, last = clause.lines.partition("-")
        end = Fraction(last or first)
        if not int(first) <= end <= (source.lines or end):
            yield problem("E-LINES", ("lines",), found=clause.lines, lines=source.lines or ZERO)


def _clause(clause: Clause, key: str, declared: Mapping[str, Declared], *, whole: bool) -> Iterator[Problem]:
    trees = []
    for name, place in clause.places:
        if name not in declared:
            if whole:
                yield problem("E-RULESET", (), found=name, nearest=nearest(name, declared))
            continue
        path = path_of(declared[name].document.data, place)
        if path is None:
            yield problem("E-CLAUSE-PLACE", (), at=clause.at, id=name, found=place)
            continue
        trees.append(value_at(declared[name].document.data, path))
        if path[0] not in _BARE and not _cites(declared[name].declaration, path, key, clause.at):
            yield problem("E-UNCITED", (), at=clause.at, id=name, found=place)
    if whole or {name for name, _ in clause.places} <= set(declared):
        for figure in clause.figures:
            if not any(held(tree, figure) for tree in trees):
                yield problem("E-FIGURE", (), at=clause.at, found=figure)


def _cites(declaration: Declaration | None, path: Path, key: str, at: str) -> bool:
    """Tell whether a place, something in it or something around it names the clause as its source."""
    return declaration is None or any(
        at in locators(source) and _document(declaration, source) == key and _related(where, path)
        for where, source in _sources(declaration)
    )


@lru_cache(maxsize=64)
def _sources(declaration: Declaration) -> tuple[tuple[Path, Source], ...]:
    """Return each source with the path of the node that it stands on."""
    return tuple((path[:-1], source) for path, source in sources(declaration))


def _document(declaration: Declaration, source: Source) -> str | None:
    instrument = declaration.instrument(source.instrument)
    return instrument.document if instrument else None


def _related(one: Path, other: Path) -> bool:
    """Tell whether one path leads to the other, or to something above or below it."""
    least = min(len(one), len(other))
    return one[:least] == other[:least]


def documents_of(declaration: Declaration) -> frozenset[str]:
    """Return the keys of the source documents that a ruleset names."""
    return frozenset(each.document for each in declaration.instruments if each.document is not None)


def check_declared(declared: Declared, matrix: Matrix) -> Iterator[Problem]:
    """Check a ruleset against the matrix: every clause it cites is there, and states every figure."""
    declaration = declared.declaration
    if declaration is None or declaration.standing == "illustrative":
        return
    found: list[Problem] = []
    for path, source in _sources(declaration):
        found += _cited(declaration, path, source, matrix)
    for stated in figures(declaration):
        found += _supported(declaration, stated, matrix)
    yield from dict.fromkeys(found)


def _cited(declaration: Declaration, path: Path, source: Source, matrix: Matrix) -> Iterator[Problem]:
    key = _document(declaration, source)
    if key is None or key not in matrix:
        keys = [each.key for each in declaration.instruments]
        if source.instrument in keys:
            where = ("instruments", keys.index(source.instrument))
            yield problem(
                "E-DOCUMENT", where, instrument=source.instrument, nearest=nearest(key or "", matrix)
            )
        return
    clauses = {clause.at: clause for clause in matrix[key].source.clauses}
    for at in locators(source):
        if at not in clauses:
            near = nearest(at, clauses)
            yield problem("E-CITED", (*path, "source", "at"), found=at, document=key, nearest=near)
        elif not any(_related(path, each) for each in _paths(clauses[at], declaration)):
            yield problem("E-UNLISTED", (*path, "source", "at"), at=at, document=key, id=declaration.id)


def _paths(clause: Clause, declaration: Declaration) -> Iterator[Path]:
    for name, place in clause.places:
        if name == declaration.id:
            path = path_of(_plain(declaration), place)
            if path is not None:
                yield path


@lru_cache(maxsize=64)
def _plain(declaration: Declaration) -> object:
    return declaration.plain()


def _supported(declaration: Declaration, stated: Stated, matrix: Matrix) -> Iterator[Problem]:
    """Find a figure that no clause states and that is not assumed."""
    if stated.assumed or _dates_itself(declaration, stated, matrix):
        return
    key = _document(declaration, stated.source) if stated.source else None
    named = locators(stated.source) if stated.source else ()
    clauses = (
        [each for each in matrix[key].source.clauses if each.at in named] if key and key in matrix else []
    )
    if any(same(stated.text, figure) for clause in clauses for figure in clause.figures):
        return
    at = "; ".join(named) or "–"
    known = ", ".join(figure for clause in clauses for figure in clause.figures) or "–"
    yield problem("E-UNSUPPORTED", stated.path, found=stated.text, at=at, known=known)


def _dates_itself(declaration: Declaration, stated: Stated, matrix: Matrix) -> bool:
    """Tell whether a figure is the day that an instrument was signed, as the document itself says."""
    if stated.path[0] != "instruments" or stated.path[-1] != "signed":
        return False
    key = declaration.instruments[int(stated.path[1])].document
    return key is not None and key in matrix and matrix[key].source.signed == stated.text


def clauses_at(matrix: Matrix, declared: Declared, path: Path) -> Iterator[tuple[str, str]]:
    """Give the clauses that became a place or something around it: the document's key, and the locator."""
    for source, _ in matrix.values():
        for clause in source.clauses:
            for name, place in clause.places:
                where = path_of(declared.document.data, place) if name == declared.id else None
                if where is not None and path[: len(where)] == where:
                    yield source.key, clause.at
