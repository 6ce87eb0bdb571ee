"""Strict workbooks: the sheets of an .xlsx file in their order, every cell as text."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from parindex.errors import Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.composing import compose
from parindex.readers.document import check_text, refuse
from parindex.readers.filled import LETTERS, RELATIONS, Filled, masked, shown
from parindex.readers.sheet import Looks, Sheet, Styles, read_sheet, shared_text, unescaped
from parindex.readers.xml import Attributes, Budget, Element, parse
from parindex.readers.zip import Archive

__all__ = ["Looks", "Sheet", "Workbook", "read"]

_PACKAGE = "_rels/.rels"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# The parts that are read, by the kind of relation that must lead to them and nowhere else.
_READ = {"officeDocument": _WORKBOOK, "sharedStrings": _SHARED, "styles": _STYLES}
_INDEX = re.compile(r"[0-9]{1,7}", re.ASCII)
_FALSE = frozenset({"0", "false"})
_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, in order; only a form that was filled in may have ``hidden`` ones.

    ``since_1904`` tells that the file counts its days from 1904. In cells that show a day a lenient reading
    counts them from 1899-12-30, as in every other file; of a number that only means a day nobody can tell.
    ``relations`` are the kinds of parts that the file says it has, like ``worksheet`` and ``vbaProject``.
    """

    file: str
    sheets: tuple[Sheet, ...]
    hidden: frozenset[str] = frozenset()
    since_1904: bool = False
    relations: frozenset[str] = frozenset()


def read(
    content: bytes,
    file: str = "<xlsx>",
    *,
    lenient: bool = False,
    filled: bool = False,
    budget: Budget | None = None,
) -> Workbook:
    """Read a workbook: numbers as the shortest decimals of what is stored, all else as text.

    Formulas, errors, flags, hidden sheets, values in hidden rows, columns and merged cells, references out of
    order, DTDs and archives that unpack to too much are refused.

    A ``lenient`` reading, for documents that others made, puts letters in parts together and leaves formulas
    without a value instead of refusing them; each sheet says in its ``looks`` where, and what is bold.

    A ``filled`` form is read leniently; its sheets also tell what formulas gave last, errors, what is hidden.
    Who knows how large a workbook may be gives its ``budget``.

    Raises:
        ReadError: with a code and a place.
    """
    found = _Reader(Archive(content, file), file, lenient=lenient, filled=filled)
    found.budget = budget or found.budget
    return found.read()


class _Reader:
    """Follows the parts of a workbook: its list of sheets, where they are, the shared texts, each sheet."""

    def __init__(self, archive: Archive, file: str, *, lenient: bool, filled: bool) -> None:
        self.lenient = lenient or filled
        self.filled = filled
        self.hidden: set[str] = set()
        self.since_1904 = False
        self.archive = archive
        self.file = file
        self.budget = Budget(limits.XML_NODES, limits.CELLS, limits.TEXT_SUM)
        self.names: dict[str, str] = {}
        self.taken: set[str] = set()
        self.relations: set[str] = set()
        self.targets: dict[str, str] = {}
        self.shared: list[str | Problem] = []
        self.pieces: list[str] = []
        self.run_is_bold = False
        self.run_bolds: list[bool] = []
        self.fonts: list[bool] = []
        self.struck_fonts: set[int] = set()
        self.struck: set[int] = set()
        self.is_struck = False
        self.struck_texts: set[int] = set()
        self.styles: list[bool] = []
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.bold_texts: set[int] = set()
        self.composed_texts: set[int] = set()

    def read(self) -> Workbook:
        if _PACKAGE in self.archive:
            self._part(_PACKAGE, {"Relationships/Relationship": Element(self._leads_to_workbook)})
        properties = {"workbook/workbookPr": Element(self._properties)}
        self._part(_WORKBOOK, properties | {"workbook/sheets/sheet": Element(self._sheet)})
        self._part(_RELATIONS, {"Relationships/Relationship": Element(self._relation)})
        if _SHARED in self.archive:
            self._part(_SHARED, self._texts())
        if self.lenient and _STYLES in self.archive:
            self._part(_STYLES, self._looks())
        parts = [self._target(name, identity) for name, identity in self.names.items()]
        if not parts:
            raise self._refuse("E-XLSX", found="sheet")
        if len(set(parts)) < len(parts):
            raise self._refuse("E-DUP", what=_RELATIONS)
        styles = self._known()
        sheets = tuple(
            self._read_sheet(name, part, styles) for name, part in zip(self.names, parts, strict=True)
        )
        hidden, relations = frozenset(self.hidden), frozenset(self.relations)
        return Workbook(self.file, sheets, hidden, self.since_1904, relations)

    def _known(self) -> Styles | None:
        """Return what the sheets need to know of texts and styles, where they are read leniently."""
        if not self.lenient:
            return None
        known = {
            each: (shown(each, self.codes), masked(self.codes.get(each, "0"))) for each in set(self.formats)
        }
        return Styles(
            tuple(self.styles),
            frozenset(self.bold_texts),
            frozenset(self.composed_texts),
            frozenset(self.struck_texts),
            self.filled,
            tuple(known[each][0] for each in self.formats),
            frozenset(at for at, each in enumerate(self.formats) if known[each][1]),
            frozenset(self.struck),
            self.since_1904,
        )

    def _texts(self) -> dict[str, Element]:
        """Return what is asked for of the shared texts; where a text is bold only in a lenient reading."""
        piece = Element(end=self.pieces.append, closed=True)
        texts = {"sst/si/t": piece, "sst/si/r/t": piece, "sst/si": Element(end=self._shared)}
        if self.lenient:
            texts["sst/si/r/t"] = Element(end=self._run, closed=True)
            texts["sst/si/r/rPr"] = Element()
            texts["sst/si/r/rPr/b"] = Element(self._bold_run)
            texts["sst/si/r/rPr/strike"] = Element(self._strike_run)
        return texts

    def _looks(self) -> dict[str, Element]:
        """Return what is asked for of the styles: which fonts are bold, and what each style has."""
        return {
            "styleSheet/numFmts": Element(),
            "styleSheet/numFmts/numFmt": Element(self._code),
            "styleSheet/fonts": Element(),
            "styleSheet/fonts/font": Element(lambda _: self.fonts.append(False)),
            "styleSheet/fonts/font/b": Element(self._bold_font),
            "styleSheet/fonts/font/strike": Element(self._strike_font),
            "styleSheet/cellXfs": Element(),
            "styleSheet/cellXfs/xf": Element(self._style),
        }

    def _bold_font(self, attributes: Attributes) -> None:
        self.fonts[-1] = attributes.get("val") not in _FALSE

    def _strike_font(self, attributes: Attributes) -> None:
        if attributes.get("val") not in _FALSE:
            self.struck_fonts.add(len(self.fonts) - 1)

    def _strike_run(self, attributes: Attributes) -> None:
        self.is_struck |= attributes.get("val") not in _FALSE

    def _code(self, attributes: Attributes) -> None:
        number, code = attributes.get("numFmtId", ""), attributes.get("formatCode", "")
        place = Place(f"{self.file}:{_STYLES}", 1, 1)
        if len(code) > LETTERS:
            raise refuse("E-LONG", place, limit=str(LETTERS))
        # Which of two a spreadsheet takes, nobody can tell.
        if self.codes.setdefault(number, code) != code:
            raise refuse("E-DUP", place, what=number)

    def _style(self, attributes: Attributes) -> None:
        self.formats.append(attributes.get("numFmtId", ""))
        given = attributes.get("fontId", "")
        font = int(given) if _INDEX.fullmatch(given) else len(self.fonts)
        if font in self.struck_fonts:
            self.struck.add(len(self.styles))
        self.styles.append(font < len(self.fonts) and self.fonts[font])

    def _bold_run(self, attributes: Attributes) -> None:
        self.run_is_bold = attributes.get("val") not in _FALSE

    def _run(self, text: str) -> None:
        self.pieces.append(text)
        if text.strip():
            self.run_bolds.append(self.run_is_bold)
        self.run_is_bold = False

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

    def _read_sheet(self, name: str, part: str, styles: Styles | None) -> Sheet:
        files = (self.file, f"{self.file}:{part}")
        chunks = self.archive.chunks(part)
        sheet = read_sheet(chunks, name, self.shared, self.budget, files, styles=styles)
        if sheet.looks is not None and sheet.looks.filled is not None:
            self._beside(sheet.looks.filled, part)
        return sheet

    def _beside(self, filled: Filled, part: str) -> None:
        """Read what stands beside a sheet: the addresses of its links, and which cells have comments."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        targets: dict[str, str] = {}
        comments: list[str] = []

        def relation(attributes: Attributes) -> None:
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target
            self.relations.add(kind := _kind(attributes))
            if kind == "comments":
                comments.append(posixpath.normpath(posixpath.join("/", folder, target))[1:])

        def comment(attributes: Attributes) -> None:
            filled.comments.add(attributes.get("ref", ""))

        if relations in self.archive:
            self._part(relations, {"Relationships/Relationship": Element(relation)})
        for each in comments:
            within = {"comments/commentList": Element(), "comments/commentList/comment": Element(comment)}
            self._part(each, within)
        for reference, identity in filled.links.items():
            filled.links[reference] = targets.get(identity, "")

    def _properties(self, attributes: Attributes) -> None:
        self.since_1904 = attributes.get("date1904") in _TRUE

    def _sheet(self, attributes: Attributes) -> None:
        name = attributes.get("name", "")
        found = compose(name) if self.lenient else check_text(name)
        if isinstance(found, Problem):
            raise ReadError(found.located(Place(self.file, 1, 1)))
        name = found[0] if found else name
        if len(name) > LETTERS:
            raise self._refuse("E-LONG", limit=str(LETTERS))
        if not name.strip():
            raise self._refuse("E-XLSX", found="name")
        if len(self.names) == limits.PARTS:
            raise self._refuse("E-PARTS", limit=str(limits.PARTS))
        # Spreadsheets tell sheets apart by more than capitals.
        if name.casefold() in self.taken:
            raise self._refuse("E-DUP", what=name)
        self.taken.add(name.casefold())
        if attributes.get("state", "visible") != "visible":
            if not self.filled:
                raise self._refuse("E-HIDDEN", found=name)
            self.hidden.add(name)
        self.names[name] = next((attributes[key] for key in RELATIONS if key in attributes), "")

    def _relation(self, attributes: Attributes) -> None:
        identity = attributes.get("Id", "")
        if identity in self.targets:
            raise self._refuse("E-DUP", what=identity)
        external = attributes.get("TargetMode") == "External"
        self.targets[identity] = "" if external else attributes.get("Target", "")
        self._leads(attributes, _RELATIONS, "/xl")

    def _leads_to_workbook(self, attributes: Attributes) -> None:
        self._leads(attributes, _PACKAGE, "/")

    def _leads(self, attributes: Attributes, part: str, folder: str) -> None:
        """Refuse a relation to another part than that which is read: others may show something else."""
        self.relations.add(kind := _kind(attributes))
        target = attributes.get("Target", "")
        found = posixpath.normpath(posixpath.join(folder, target)).lstrip("/").lower()
        wanted = _READ.get(kind, "")
        if wanted and (found != wanted.lower() or attributes.get("TargetMode") == "External"):
            place = Place(f"{self.file}:{part}", 1, 1)
            raise refuse("E-RELATION", place, found=target, wanted=wanted)

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
        self.shared.append(self._mended(text) if self.lenient else shared_text(text))

    def _mended(self, text: str) -> str | Problem:
        """Return a text with its letters put together, and remember by its number what it was."""
        number = len(self.shared)
        if self.is_struck:
            self.struck_texts.add(number)
        self.is_struck = False
        if self.run_bolds and all(self.run_bolds):
            self.bold_texts.add(number)
        self.run_bolds.clear()
        found = compose(unescaped(text))
        if isinstance(found, Problem):
            return found
        text, mended = found
        if mended:
            self.composed_texts.add(number)
        return text

    def _refuse(self, code: str, **details: str) -> ReadError:
        return refuse(code, Place(self.file, 1, 1), **details)


def _kind(attributes: Attributes) -> str:
    """Return what kind of part a relation leads to, as the end of its type says."""
    return attributes.get("Type", "").rpartition("/")[2]
