"""Columns: which column of a ballot file is what, found by the words of its header."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from parindex.errors import Place, Problem, ReadError, problem
from parindex.survey.design import Design
from parindex.vietnamese import fold

__all__ = ["WORDS", "Column", "Columns", "added", "find_columns", "plain", "word"]

Column = Literal["ballot", "group", "unit", "question", "answer", "date", "kind"]

_LONG: tuple[Column, ...] = ("ballot", "group", "unit", "question", "answer")
_SHORT = 8  # letters: a shorter word is near with one letter wrong, a longer one with two
_TINY = 4  # letters: below it the first letter must be right
_FIELD = re.compile(r"[^\W\d][\w.-]*")  # a field of an XLSForm, also behind the groups that ODK joins to it


def plain(text: str) -> str:
    """Return a word as it is compared: folded, with spaces and hyphens alike.

    >>> plain("  Đơn  vị ")
    'don-vi'
    """
    return re.sub(r"[\s-]+", "-", fold(text).strip(" -\t\r\n"))


_ALIASES: Mapping[Column, tuple[str, ...]] = {
    "ballot": ("ballot", "phiếu", "mã phiếu"),
    "group": ("group", "nhóm"),
    "unit": ("unit", "đơn vị"),
    "question": ("question", "câu hỏi"),
    "answer": ("answer", "trả lời"),
    "date": ("date", "ngày"),
    "kind": ("kind", "loại đơn vị"),
}
WORDS: Mapping[str, Column] = MappingProxyType(
    {plain(alias): column for column, aliases in _ALIASES.items() for alias in aliases}
)
# What survey tools add by themselves, the best first: the day of an answer before that of its arrival.
_ADDED: Mapping[Column, tuple[str, ...]] = {
    "ballot": ("_uuid", "meta/instanceid", "meta-instanceid", "instanceid"),
    "date": ("today", "start", "end", "_submission_time"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything is: the position in the header of each column, and of each question in the wide form.

    ``questions`` are pairs (position of the question in the design, position in the header); none in the long
    form.
    """

    header: tuple[str, ...]
    places: Mapping[Column, int]
    questions: tuple[tuple[int, int], ...]

    @property
    def long(self) -> bool:
        """Tell whether each row is one answer."""
        return not self.questions

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the names of the columns to read."""
        used = {*self.places.values(), *(at for _, at in self.questions)}
        return tuple(self.header[at] for at in sorted(used))

    def name(self, column: Column) -> str | None:
        """Return the name of a column in the file, or nothing where the file has none."""
        at = self.places.get(column)
        return None if at is None else self.header[at]


def word(text: str) -> Column | None:
    """Return what a header calls a column: its key or an alias, also behind Kobo's group.

    >>> word("Mã phiếu"), word("mở đầu/unit"), word("ghi chú")
    ('ballot', 'unit', None)
    """
    whole = plain(text)
    return WORDS.get(whole) or WORDS.get(plain(whole.rpartition("/")[2]))


def added(text: str) -> Column | None:
    """Return what a column that survey tools add by themselves stands in for, where that is absent.

    >>> added("meta/instanceID"), added("_submission_time"), added("ballot")
    ('ballot', 'date', None)
    """
    whole = plain(text)
    return next((column for column, names in _ADDED.items() if whole in names), None)


def find_columns(header: Sequence[str], design: Design, file: str, line: int = 1) -> Columns:
    """Find the columns of a ballot file by its header.

    A column that survey tools add (Kobo's ``_uuid``) is that of ballots or of days where there is none of
    that name. ODK joins its groups to a question by ``-``: such a column is that of the one question whose
    key ends its name.

    Raises:
        ReadError: a column is nearly one that counts, or may be that of several questions (``E-COLUMN``), two
            columns are the same (``E-DUP``, with both names), or the columns are neither a long nor a wide
            form (``E-COLUMNS``).
    """
    keys = {sign + plain(each.key): at for at, each in enumerate(design.questions) for sign in ("", "_")}
    found: dict[Column | int, int] = {}
    tools: dict[str, int] = {}
    others: list[int] = []
    wrong: dict[int, Problem] = {}
    for at, name in enumerate(header):
        meant = _meant(name, keys)
        if meant in found:
            wrong[at] = problem("E-DUP", what=f"{header[found[meant]]}, {name}")
        elif meant is not None:
            found[meant] = at
        elif added(name):
            tools.setdefault(plain(name), at)
        else:
            others.append(at)
    for column, names in _ADDED.items():
        standing = [tools[each] for each in names if each in tools]
        if standing:
            found.setdefault(column, standing[0])
    known = (*WORDS, *(plain(each.key) for each in design.questions))
    lacking = tuple(_lacking(found))
    for at in others:
        ends = _ends(header[at], keys)
        near = ends[0] if ends else _near(header[at], known, lacking)
        if near:
            wrong[at] = problem("E-COLUMN", found=header[at], nearest=near)
    if wrong:
        raise ReadError(*(wrong[at].located(Place(file, line, at + 1)) for at in sorted(wrong)))
    places = {each: at for each, at in found.items() if not isinstance(each, int)}
    questions = sorted((each, at) for each, at in found.items() if isinstance(each, int))
    return _formed(Columns(tuple(header), places, tuple(questions)), Place(file, line, 1))


def _formed(found: Columns, place: Place) -> Columns:
    """Return the columns when they make one of the two forms."""
    if "question" in found.places or "answer" in found.places:
        lacking = [each for each in _LONG if each not in found.places]
        # A table with both would hold answers twice.
        extra = [found.header[at] for _, at in found.questions]
    else:
        lacking = [each for each in ("group", "unit") if each not in found.places]
        lacking += [] if found.questions else ["question", "answer"]
        extra = []
    if lacking or extra:
        lacks, has = (", ".join(each) or "–" for each in (lacking, extra))
        raise ReadError(problem("E-COLUMNS", lacking=lacks, extra=has).located(place))
    return found


def _meant(name: str, keys: Mapping[str, int]) -> Column | int | None:
    """Return what a column is: one of those that every ballot has, or a question by its position.

    A question's column is called by its key, after Kobo's groups, after XLSForm's ``_``, after ODK's groups.
    """
    # A question may be called `kind`: then the column `_kind` is the question.
    if column := word(name):
        return column
    whole = plain(name)
    at = keys.get(whole, keys.get(plain(whole.rpartition("/")[2])))
    if at is not None or added(name):
        return at
    ends = _ends(name, keys)
    return keys[ends[0]] if len(ends) == 1 else None


def _ends(name: str, keys: Mapping[str, int]) -> list[str]:
    """Return the questions that a name ends with behind a group and ``-``, the longest first."""
    if not _FIELD.fullmatch(name.strip()):
        return []
    parts = plain(name).split("-")
    tails = ("-".join(parts[at:]) for at in range(1, len(parts)))
    return [each for each in tails if each in keys and not word(each)]


def _lacking(found: Container[Column | int]) -> Iterator[str]:
    """Yield what tools call the columns that were not found, but for words that any table may have."""
    for column, names in _ADDED.items():
        if column not in found:
            yield from (each for each in names if not each.isalpha())


def _near(name: str, known: Iterable[str], lacking: Iterable[str]) -> str:
    """Return the known word, or the column of a tool, that a name misspells, or nothing."""
    whole = plain(name)
    # Tools put none of their own columns into a group.
    return _misspelt(whole.rpartition("/")[2], known) or _misspelt(whole, lacking)


def _misspelt(text: str, known: Iterable[str]) -> str:
    found = _bare(text)
    for each in known:
        wanted = _bare(each)
        allowed = 1 if len(wanted) < _SHORT else 2
        if len(wanted) < _TINY and found[:1] != wanted[:1]:
            continue
        if abs(len(found) - len(wanted)) <= allowed and _edits(found, wanted) <= allowed:
            return each
    return ""


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _edits(one: str, other: str) -> int:
    """Count the letters to add, leave out, change or swap with their neighbour to make one word of another.

    >>> _edits("untis", "unit"), _edits("unti", "unit")
    (2, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        oldest, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                least = min(least, oldest[j - 2] + 1)
            row.append(least)
    return row[-1]
