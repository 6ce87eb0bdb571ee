"""Changes as people read them: one row for what several items say alike, rules apart from words."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import commonprefix
from typing import NamedTuple

from parindex.comparison.change import Change
from parindex.comparison.difference import Difference
from parindex.comparison.words import basis, item_name, kind_name, side, sources, subject
from parindex.errors import Language
from parindex.reporting.table import Column, Table

__all__ = ["Row", "rows", "table"]


class Row(NamedTuple):
    """One or several changes that say the same: kind, what they are about, both sides, and both clauses."""

    kind: str
    subject: str
    old: str
    new: str
    old_basis: str
    new_basis: str


def rows(changes: Iterable[Change], difference: Difference, lang: Language) -> tuple[Row, ...]:
    """Put changes into words, those of several items that are alike into one row."""
    alike: dict[tuple[str, ...], list[tuple[str, Row]]] = {}
    for each in changes:
        row, item = _row(each, difference, lang), ""
        # Only below an item: two items that lose a point each are two things to read.
        if each.place[0] == "score" and len(each.place) > 3:  # noqa: PLR2004 (("score", key, field))
            item = item_name((difference.new if each.new_place else difference.old).item(each.at), lang)
        # What is said twice is one row, like two parts of one policy.
        mark = (row.kind, row.subject.removeprefix(item), row.old, row.new) if item else row
        alike.setdefault(mark, []).append((item, row))
    return tuple(_joined(found) for found in alike.values())


def _row(change: Change, difference: Difference, lang: Language) -> Row:
    old, new = sources(change, difference)
    return Row(
        kind_name(change.kind, lang),
        subject(change, difference, lang),
        side(change, difference, "old", lang),
        side(change, difference, "new", lang),
        basis(old, difference.old, lang),
        basis(new, difference.new, lang),
    )


def _joined(found: list[tuple[str, Row]]) -> Row:
    """Make one row of several: every item is named once, and what they share after them."""
    first, row = found[0]
    return row._replace(
        subject="; ".join(dict.fromkeys(item for item, _ in found)) + row.subject.removeprefix(first),
        old_basis=_together(each.old_basis for _, each in found),
        new_basis=_together(each.new_basis for _, each in found),
    )


def _together(found: Iterable[str]) -> str:
    """List clauses, the instrument and what else they begin with once."""
    bases = tuple(dict.fromkeys(found))
    start = commonprefix(bases).rpartition(", ")  # noqa: RUF071 (letter by letter is what is meant)
    shared = "".join(start[:2]) if len(bases) > 1 else ""
    return shared + "; ".join(each.removeprefix(shared) for each in bases)


def table(title: str, found: tuple[Row, ...], difference: Difference, lang: Language) -> Table:
    """Make the table of rows: the year stands over each side, and each side has its clause."""
    old, new = difference.old.year, difference.new.year
    titles = (
        ("Loại", "Về", f"Trước ({old})", f"Nay ({new})", "Căn cứ trước", "Căn cứ nay")
        if lang == "vi"
        else ("Kind", "About", f"Old ({old})", f"New ({new})", "Old source", "New source")
    )
    return Table(title, tuple(Column(each) for each in titles), found)
