"""What no form has: programs, values from other files, and files and controls inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parindex.errors import Place, ReadError, problem

__all__ = ["refuse_parts", "refuse_relations"]

# By the name of a part, whatever its number; programs put them into folders of their own.
_PARTS = {
    "E-FORM-MACROS": re.compile(r"(?:.*/)?(?:vba[^/]*|(?:macrosheets|dialogsheets)/.*)"),
    "E-FORM-LINKS": re.compile(r"(?:.*/)?(?:externallinks/.*|querytables/.*|connections\.xml)"),
    "E-FORM-OBJECT": re.compile(r"(?:.*/)?(?:activex|embeddings)/.*"),
}
# By the kind of relation that leads to a part, whatever the part is called.
_RELATIONS = {
    "E-FORM-MACROS": re.compile("vba.*|wordvbadata|xl(?:intl)?macrosheet|dialogsheet"),
    "E-FORM-LINKS": re.compile("externallink.*|connections|querytable"),
    "E-FORM-OBJECT": re.compile("oleobject|package|control|activexcontrolbinary"),
}


def refuse_parts(names: Iterable[str], file: str) -> None:
    """Refuse a file with such a part.

    Raises:
        ReadError: it has one (``E-FORM-MACROS``, ``E-FORM-LINKS``, ``E-FORM-OBJECT``).
    """
    _refuse(_PARTS, names, file)


def refuse_relations(kinds: Iterable[str], file: str) -> None:
    """Refuse a file with a relation to such a part.

    Raises:
        ReadError: it has one.
    """
    _refuse(_RELATIONS, kinds, file)


def _refuse(known: dict[str, re.Pattern[str]], names: Iterable[str], file: str) -> None:
    found = [name.lower() for name in names]
    for code, pattern in known.items():
        if any(map(pattern.fullmatch, found)):
            raise ReadError(problem(code).located(Place(file, 1, 1)))
