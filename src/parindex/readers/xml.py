"""Strict XML, a piece at a time: no DTD, no entities, UTF-8 only, and only the elements asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from parindex.errors import Place, ReadError
from parindex.readers import limits
from parindex.readers.document import refuse

__all__ = ["Attributes", "Budget", "Dialect", "Element", "parse"]

Attributes = Mapping[str, str]

# Of workbooks and their packages, in the two spellings of the standard.
_OURS = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    }
)


def _nothing(_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Element:
    """What is done where an element begins and ends, and whether it may hold only elements asked for."""

    start: Callable[[Attributes], None] = _nothing
    end: Callable[[str], None] = _nothing
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """Whose elements are known, and which of them only wrap what they hold."""

    spaces: frozenset[str] = _OURS
    wrappers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Budget:
    """What all parts may hold together: elements with their attributes, cells, and characters of texts."""

    nodes: int
    cells: int
    letters: int
    most_cells: int = field(init=False)

    def __post_init__(self) -> None:
        self.most_cells = self.cells


def parse(
    chunks: Iterable[bytes],
    elements: Mapping[str, Element],
    budget: Budget,
    file: str,
    *,
    dialect: Dialect | None = None,
) -> None:
    """Read one document; elements are asked for by their path of names: ``workbook/sheets/sheet``.

    Raises:
        ReadError: with a code and a place, or what an element raises.
    """
    _Parser(elements, budget, file, dialect or Dialect()).parse(chunks)


class _Parser:
    """Feeds expat and looks over its events; what is not asked for has no path, nor has anything in it."""

    def __init__(self, elements: Mapping[str, Element], budget: Budget, file: str, dialect: Dialect) -> None:
        self.elements = elements
        self.dialect = dialect
        self.budget = budget
        self.file = file
        self.paths: list[str] = []
        # Of each open element: whether it only wraps what it holds, under the path of what it is in.
        self.wraps: list[bool] = []
        self.texts: list[str] = []
        self.length = 0
        self.known = False
        # What each name means below each path; a document has few of them, again and again.
        self.below: dict[tuple[str | None, str], str] = {}
        # The encoding is given, so that no name of one in the document is looked up.
        self.expat: Any = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.XmlDeclHandler = self._declaration
        self.expat.StartDoctypeDeclHandler = self._doctype
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text

    def parse(self, chunks: Iterable[bytes]) -> None:
        fed = 0
        try:
            for chunk in chunks:
                self.expat.Parse(chunk, False)  # noqa: FBT003 (expat takes no keywords)
                fed += len(chunk)
                if fed - self.expat.CurrentByteIndex > limits.TOKEN:
                    raise self._refuse("E-XML")
            self.expat.Parse(b"", True)  # noqa: FBT003 (expat's own flag)
        except expat.ExpatError:
            raise self._refuse("E-XML") from None
        if not self.known:
            raise refuse("E-XML", Place(self.file, 1, 1))

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise self._refuse("E-XML")

    def _doctype(self, *_: object) -> None:
        raise self._refuse("E-DTD")

    def _start(self, name: str, attributes: Attributes) -> None:
        if len(self.paths) >= limits.DEPTH:
            raise self._refuse("E-DEPTH", limit=str(limits.DEPTH))
        self.budget.nodes -= 1 + len(attributes)
        if self.budget.nodes < 0:
            raise self._refuse("E-BOMB", found=self.file)
        wraps = self._wraps(name)
        path = self.paths[-1] if wraps else self._path(name)
        self.paths.append(path)
        self.wraps.append(wraps)
        if path and not wraps:
            if attributes and max(map(len, attributes.values())) > limits.STRING:
                raise self._refuse("E-LONG", limit=str(limits.STRING))
            self.known = True
            self.texts, self.length = [], 0
            self.elements[path].start(attributes)

    def _wraps(self, name: str) -> bool:
        if not self.dialect.wrappers or not self.paths:
            return False
        space, _, local = name.rpartition(" ")
        return space in self.dialect.spaces and local in self.dialect.wrappers

    def _path(self, name: str) -> str:
        """Return the path of an element, or nothing when it is not asked for."""
        above = self.paths[-1] if self.paths else None
        if found := self.below.get((above, name)):
            return found
        space, _, local = name.rpartition(" ")
        if above != "" and space in self.dialect.spaces:
            path = f"{above}/{local}" if above else local
            if path in self.elements:
                self.below[above, name] = path
                return path
        if above and self.elements[above].closed:
            raise self._refuse("E-XML")
        return ""

    def _end(self, _name: str) -> None:
        wraps = self.wraps.pop()
        if (path := self.paths.pop()) and not wraps:
            self.elements[path].end("".join(self.texts))

    def _text(self, text: str) -> None:
        """Keep the text of the innermost element asked for, unless it is too long for any."""
        if not self.paths[-1]:
            return
        self.length += len(text)
        if self.length > limits.STRING:
            raise self._refuse("E-LONG", limit=str(limits.STRING))
        self.texts.append(text)

    def _refuse(self, code: str, **details: str) -> ReadError:
        place = Place(self.file, self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1)
        return refuse(code, place, **details)
