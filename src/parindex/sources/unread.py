"""The clauses near the place where a file can no longer be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parindex.errors import Path as Steps
from parindex.errors import Place, Problem, ReadError, problem
from parindex.readers import json as json_reader
from parindex.readers import yaml
from parindex.readers.document import Document, read_bytes
from parindex.ruleset.declaration import id_of
from parindex.ruleset.lock import canonical_file
from parindex.ruleset.places import place_of, value_at
from parindex.sources.matrix import Matrix

__all__ = ["unread_clauses"]

_OPENED = re.compile(rb" *(?:- )?(?P<name>[a-z_]+): *")
_TRIES = 40  # lines that are left out before a broken one, until what is above can be read


def unread_clauses(file: Path, problems: tuple[Problem, ...], matrix: Matrix) -> Iterator[Problem]:
    """Name the clauses that the last readable node of a file records, and those of what was to follow it.

    What was to follow is known from the canonical JSON, where the file is published.
    """
    broken = problems[0].place
    above, opened = _readable(file, broken) if broken else (None, ())
    if above is None:
        return
    name = id_of(file)
    last = max(above.places, key=lambda path: above.places[path])
    here, lost = place_of(above.data, last), set(_following(file, last, opened))
    for source, _ in matrix.values():
        for clause in source.clauses:
            places = [place for id_, place in clause.places if id_ == name]
            # What a lost part holds is lost with it.
            gone = any(_holds(place, each) or _holds(each, place) for place in places for each in lost)
            if gone or any(_holds(place, here) for place in places):
                found = problem("E-CLAUSE", last, at=clause.at, document=source.key)
                yield found.located(above.place(last))


def _readable(file: Path, broken: Place) -> tuple[Document | None, tuple[str, ...]]:
    """Read what stands above the place where a file breaks, and name the fields opened after that."""
    lines = read_bytes(file).split(b"\n")[: max(broken.line - 1, 0)]
    opened: list[str] = []
    for _ in range(min(_TRIES, len(lines))):
        try:
            return yaml.read(b"\n".join(lines) + b"\n", broken.file), tuple(opened)
        except ReadError:
            field = _OPENED.fullmatch(lines.pop())
            opened += [field["name"].decode()] if field else []
    return None, ()


def _following(file: Path, path: Steps, opened: tuple[str, ...]) -> Iterator[str]:
    """Give the place after a part of a list, and the first part of an opened list, as published."""
    canonical = canonical_file(file)
    if not canonical.is_file():
        return
    tree = json_reader.read(read_bytes(canonical), str(canonical)).data
    for index, step in enumerate((*path, "")):
        above = path[:index]
        if isinstance(step, int) and _is_there(tree, (*above, step + 1)):
            yield place_of(tree, (*above, step + 1))
        # A list whose first part has lost its dash reads as a map.
        for name in (*opened, step):
            if isinstance(name, str) and _is_there(tree, (*above, name, 0)):
                yield place_of(tree, (*above, name, 0))


def _is_there(tree: Any, path: Steps) -> bool:  # noqa: ANN401 (any plain tree)
    try:
        value_at(tree, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _holds(place: str, other: str) -> bool:
    """Tell whether one place is another, or is around it."""
    return f"{other}.".startswith(f"{place}.")
