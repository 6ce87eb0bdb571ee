"""The words that the points of one leaf are written in: the sign of a penalty, what is lost, the language."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from parindex.errors import Language
from parindex.exact import Rounding
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.ruleset.tree import Node
from parindex.site.page import cell, table
from parindex.vietnamese import with_comma

__all__ = ["Drawn", "Words"]

_ROUGHLY = Rounding(2, "half-up")


class Drawn(NamedTuple):
    """What a method says: a sentence, a picture, and the table of the same figures."""

    lead: str
    picture: str
    table: str


class Words:
    """How the points of one leaf are written: those of a penalty with a minus."""

    def __init__(self, node: Node, lang: Language) -> None:
        self.node = node
        self.lang = lang
        self.loss = node.role == "penalty"
        self.most = node.bound

    def pick(self, vi: str, en: str) -> str:
        """Return the words of the language."""
        return pick(self.lang, vi, en)

    def worth(self, value: Fraction) -> str:
        """Write points for a picture, those of a penalty with a minus: two decimals where none is exact."""
        signed = -value if self.loss else value
        return self.about(signed) or number(signed, self.lang)

    def exactly(self, value: Fraction) -> str:
        """Write points for a table: a fraction that no decimal writes has its two decimals beside it."""
        about = self.about(value)
        return f"{number(value, self.lang)} ({about})" if about else number(value, self.lang)

    def about(self, value: Fraction) -> str:
        """Write two decimals of a fraction that no decimal writes; nothing for any other."""
        if "/" not in number(value, self.lang):
            return ""
        text = _ROUGHLY.text(value)
        return f"≈{with_comma(text) if self.lang == 'vi' else text}"

    def lost(self, value: Fraction) -> str:
        """Write what is not attained: nothing of a bonus is lost, and of a penalty the points say it."""
        return self.exactly(self.most - value) if value < self.most else "–"

    @property
    def loses(self) -> bool:
        """Tell whether points that are not attained are lost."""
        return self.node.role not in {"bonus", "penalty"}

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the heads of the columns of points."""
        return (self.pick("Điểm", "Points"), *([self.pick("Mất", "Lost")] if self.loses else []))

    def figures(self, value: Fraction) -> tuple[str, ...]:
        """Write points, and what is lost."""
        return (self.exactly(-value if self.loss else value), *([self.lost(value)] if self.loses else []))

    def table(self, head: Iterable[str], rows: Iterable[tuple[tuple[str, ...], Fraction]]) -> str:
        """Write a table whose last columns are points, and what is lost."""
        first = tuple(head)
        right = range(len(first), len(first) + len(self.columns))
        lines = [(*map(cell, words), *self.figures(value)) for words, value in rows]
        return table((*first, *self.columns), lines, figures=right)

    @property
    def title(self) -> str:
        """Name a picture for those who do not see it: the item, and where the figures are."""
        name = say(self.node.item.name, self.lang)
        return self.pick(
            f"{name}: cách cho điểm; số liệu ở bảng bên cạnh.",
            f"{name}: how points are given; the table beside it has the figures.",
        )
