"""Strict workbooks: the sheets of an .xlsx file in their order, every cell as text."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from parindex.errors import Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.document import check_text, refuse
from parindex.readers.sheet import Sheet, read_sheet, shared_text
from parindex.readers.xml import Attributes, Budget, Element, parse
from parindex.readers.zip import Archive

__all__ = ["Sheet", "Workbook", "read"]

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = "xl/sharedStrings.xml"
_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, in order."""

    file: str
    sheets: tuple[Sheet, ...]


def read(content: bytes, file: str = "<xlsx>") -> Workbook:
    """Read a workbook: numbers as the shortest decimals of what is stored, all else as text.

    Formulas, errors, flags, hidden sheets, values in hidden rows, columns and merged cells, references out of
    order, DTDs and archives that unpack to too much are refused.

    Raises:
        ReadError: with a code and a place.
    """
    return _Reader(Archive(content, file), file).read()


class _Reader:
    """Follows the parts of a workbook: its list of sheets, where they are, the shared texts, each sheet."""

    def __init__(self, archive: Archive, file: str) -> None:
        self.archive = archive
        self.file = file
        self.budget = Budget(limits.XML_NODES, limits.CELLS, limits.TEXT_SUM)
        self.names: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.shared: list[str | Problem] = []
        self.pieces: list[str] = []

    def read(self) -> Workbook:
        self._part(_WORKBOOK, {"workbook/sheets/sheet": Element(self._sheet)})
        self._part(_RELATIONS, {"Relationships/Relationship": Element(self._relation)})
        if _SHARED in self.archive:
            piece = Element(end=self.pieces.append, closed=True)
            texts = {"sst/si/t": piece, "sst/si/r/t": piece, "sst/si": Element(end=self._shared)}
            self._part(_SHARED, texts)
        parts = [self._target(name, identity) for name, identity in self.names.items()]
        if not parts:
            raise self._refuse("E-XLSX", found="sheet")
        if len(set(parts)) < len(parts):
            raise self._refuse("E-DUP", what=_RELATIONS)
        return Workbook(self.file, tuple(map(self._read_sheet, self.names, parts)))

    def _part(self, name: str, elements: dict[str, Element]) -> None:
        """Read a part that must be there; the elements above those asked for are asked for too."""
        if name not in self.archive:
            raise self._refuse("E-XLSX", found=name)
        above = {posixpath.dirname(path) for path in elements} | {path.split("/")[0] for path in elements}
        parse(
            self.archive.chunks(name),
            {path: Element() for path in above} | elements,
            self.budget,
            f"{self.file}:{name}",
        )

    def _read_sheet(self, name: str, part: str) -> Sheet:
        files = (self.file, f"{self.file}:{part}")
        return read_sheet(self.archive.chunks(part), name, self.shared, self.budget, files)

    def _sheet(self, attributes: Attributes) -> None:
        name = attributes.get("name", "")
        if wrong := check_text(name):
            raise ReadError(wrong.located(Place(self.file, 1, 1)))
        if not name.strip():
            raise self._refuse("E-XLSX", found="name")
        if len(self.names) == limits.PARTS:
            raise self._refuse("E-PARTS", limit=str(limits.PARTS))
        # Spreadsheets tell sheets apart by more than capitals.
        if name.casefold() in map(str.casefold, self.names):
            raise self._refuse("E-DUP", what=name)
        if attributes.get("state", "visible") != "visible":
            raise self._refuse("E-HIDDEN", found=name)
        self.names[name] = next((attributes[key] for key in _IDS if key in attributes), "")

    def _relation(self, attributes: Attributes) -> None:
        identity = attributes.get("Id", "")
        if identity in self.targets:
            raise self._refuse("E-DUP", what=identity)
        external = attributes.get("TargetMode") == "External"
        self.targets[identity] = "" if external else attributes.get("Target", "")

    def _target(self, name: str, identity: str) -> str:
        """Return the name of the part that holds a sheet."""
        target = self.targets.get(identity, "")
        if ".." in target.split("/"):
            raise self._refuse("E-PATH", found=target)
        part = posixpath.join("/xl", target)[1:]
        if not target or part not in self.archive:
            raise self._refuse("E-XLSX", found=target or name)
        return part

    def _shared(self, _: str) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        self.budget.letters -= len(text)
        if self.budget.letters < 0:
            raise self._refuse("E-BOMB", found=_SHARED)
        self.shared.append(shared_text(text))

    def _refuse(self, code: str, **details: str) -> ReadError:
        return refuse(code, Place(self.file, 1, 1), **details)
