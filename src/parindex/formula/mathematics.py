"""Write an expression as mathematics: MathML, which browsers set without any script.

The same expression that `evaluate` reads. Inputs stay letters or words; a figure that is worked out once
stands below the formula in a line of its own.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, assert_never

from parindex.errors import Language
from parindex.exact import RoundingMode, decimal_text
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Pick,
    Product,
    Quotient,
    Relation,
    Rounded,
    Rung,
    Weighted,
)
from parindex.vietnamese import with_comma

__all__ = ["ROUNDED", "formula", "symbol"]

ROUNDED: Mapping[RoundingMode, tuple[str, str]] = {
    "half-up": ("làm tròn", "round"),
    "half-even": ("làm tròn về số chẵn", "round to even"),
    "down": ("cắt", "cut"),
    "up": ("làm tròn lên", "round up"),
}
_IF = ("nếu", "if")
_MINUS, _TIMES = "<mo>−</mo>", "<mo>×</mo>"


class _Piece(NamedTuple):
    """Some markup; ``loose`` where it needs brackets as a factor."""

    markup: str
    loose: bool = False

    @property
    def factor(self) -> str:
        return _row("<mo>(</mo>", self.markup, "<mo>)</mo>") if self.loose else self.markup


def formula(
    expression: Expression, result: str, *, lang: Language, names: Mapping[str, str] | None = None
) -> str:
    """Return ``<math>`` that says what a result is, and below it what every figure in it is.

    ``names`` gives inputs and bound figures the words or letters that a reader meets; ``x_1`` is x with the
    index 1, and the option ``late`` of an input ``level`` is ``level/late``.

    >>> formula(Product(Number(Fraction(3, 2)), Input("n")), "p", lang="vi")[-78:]
    '<mtd><mrow><mn>1,5</mn><mo>×</mo><mi>n</mi></mrow></mtd></mtr></mtable></math>'
    """
    writer = _Writer(lang, names or {}, {result, *_free(expression, frozenset())})
    body = writer.piece(expression, {}).markup
    lines = [(result, body), *reversed(writer.where)]
    rows = "".join(
        f"<mtr><mtd>{symbol(name)}</mtd><mtd><mo>=</mo></mtd><mtd>{markup}</mtd></mtr>"
        for name, markup in lines
    )
    return f'<math display="block"><mtable class="equations" displaystyle="true">{rows}</mtable></math>'


def symbol(name: str) -> str:
    """Write a name: a word as it is, ``x_1`` with its index.

    >>> symbol("x_1")
    '<msub><mi>x</mi><mn>1</mn></msub>'
    """
    letter, mark, index = name.partition("_")
    word = f"<mi>{html.escape(letter)}</mi>"
    return f"<msub>{word}<mn>{html.escape(index)}</mn></msub>" if mark else word


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _free(expression: Expression, bound: frozenset[str]) -> Iterator[str]:
    """Give the inputs of an expression that no figure of it stands for."""
    match expression:
        case Number():
            return
        case Input(name) | Pick(name):
            yield from {name} - bound
        case Weighted(terms):
            yield from {name for _, name in terms} - bound
        case Let(name, value, body):
            yield from _free(value, bound)
            yield from _free(body, bound | {name})
        case _:
            for part in _parts(expression):
                yield from _free(part, bound)


def _parts(expression: Product | Quotient | Ladder | Capped | Floored | Rounded | Named) -> list[Expression]:
    match expression:
        case Product(left, right) | Quotient(left, right):
            return [left, right]
        case Ladder(_, of, rungs, otherwise):
            return [of, *(rung.then for rung in rungs), otherwise]
        case Capped(_, of) | Floored(_, of) | Rounded(of) | Named(_, of):
            return [of]
        case _:
            assert_never(expression)


Bound = Mapping[str, _Piece]


class _Writer:
    """The walk over one expression; it collects the lines that stand below the formula."""

    def __init__(self, lang: Language, names: Mapping[str, str], taken: set[str]) -> None:
        self.lang = lang
        self.names = names
        self.taken = taken
        self.where: list[tuple[str, str]] = []

    def piece(self, expression: Expression, bound: Bound) -> _Piece:
        match expression:
            case Number(value):
                return self.figure(value)
            case Input(name):
                return self.named(name, bound)
            case Pick(name, options):
                return self.pick(name, options, bound)
            case Weighted(terms, constant):
                return self.weighted(terms, constant, bound)
            case Product(left, right):
                factors = [self.piece(each, bound).factor for each in (left, right)]
                return _Piece(_row(factors[0], _TIMES, factors[1]))
            case Quotient(dividend, divisor):
                above, below = (self.piece(each, bound).markup for each in (dividend, divisor))
                return _Piece(f"<mfrac>{_row(above)}{_row(below)}</mfrac>")
            case Ladder() | Capped() | Floored() | Rounded() | Named() | Let():
                return self.shaped(expression, bound)
            case _:
                assert_never(expression)

    def shaped(self, expression: Ladder | Capped | Floored | Rounded | Named | Let, bound: Bound) -> _Piece:
        match expression:
            case Ladder(_, of, rungs, otherwise):
                return self.ladder(of, rungs, otherwise, bound)
            case Capped(_, of, limit) | Floored(_, of, limit):
                word = "min" if isinstance(expression, Capped) else "max"
                inside = self.piece(of, bound).markup
                return _applied(f"<mi>{word}</mi>", inside, "<mo>;</mo>", self.figure(limit).markup)
            case Rounded(of, rounding):
                word = self.words(ROUNDED[rounding.mode])
                called = f"<msub><mi>{word}</mi><mn>{rounding.digits}</mn></msub>"
                return _applied(called, self.piece(of, bound).markup)
            case Named(_, of):
                return self.piece(of, bound)
            case Let(name, value, body):
                return self.let(name, value, body, bound)
            case _:
                assert_never(expression)

    def let(self, name: str, value: Expression, body: Expression, bound: Bound) -> _Piece:
        """Give a figure a line of its own, or put it in its place where its name means something else."""
        if name in self.taken:
            return self.piece(body, {**bound, name: self.piece(value, bound)})
        self.taken.add(name)
        inner = self.piece(body, {**bound, name: _Piece(symbol(self.label(name)))})
        # What this figure is made of stands below it, as it stands below what it is used in.
        self.where.append((self.label(name), self.piece(value, bound).markup))
        return inner

    def ladder(self, of: Expression, rungs: tuple[Rung, ...], otherwise: Expression, bound: Bound) -> _Piece:
        if not rungs:
            return self.piece(otherwise, bound)
        height = self.piece(of, bound).factor
        edges: list[Rung | None] = [None, *rungs, None]
        cases = []
        for above, here in pairwise(edges):
            then = otherwise if here is None else here.then
            cases.append((self.piece(then, bound).markup, self.between(height, here, above)))
        return self.cases(cases)

    def between(self, height: str, here: Rung | None, above: Rung | None) -> str:
        """Write between which edges a figure lies, each edge with the sign that tells to whom it belongs."""
        left = "" if here is None else f"{self.edge(here)}<mo>{'≤' if here.relation == '>=' else '&lt;'}</mo>"
        right = "" if above is None else f"<mo>{_under(above.relation)}</mo>{self.edge(above)}"
        if here is not None and above is None:
            return f"{height}<mo>{'≥' if here.relation == '>=' else '&gt;'}</mo>{self.edge(here)}"
        return f"{left}{height}{right}"

    def edge(self, rung: Rung) -> str:
        return self.figure(rung.edge).factor

    def pick(self, name: str, options: Iterable[tuple[str, Fraction]], bound: Bound) -> _Piece:
        chosen = self.named(name, bound).markup
        cases = []
        for key, points in options:
            word = html.escape(self.names.get(f"{name}/{key}", key))
            cases.append((self.figure(points).markup, f"{chosen}<mo>=</mo><mtext>{word}</mtext>"))
        return self.cases(cases)

    def cases(self, cases: Iterable[tuple[str, str]]) -> _Piece:
        rows = "".join(
            f"<mtr><mtd>{value}</mtd><mtd><mtext>{self.words(_IF)}&#160;</mtext>{condition}</mtd></mtr>"
            for value, condition in cases
        )
        brace, table = '<mo class="brace" stretchy="true">{</mo>', f'<mtable class="cases">{rows}</mtable>'
        return _Piece(_row(brace, table), loose=True)

    def weighted(
        self, terms: Iterable[tuple[Fraction, str]], constant: Fraction | None, bound: Bound
    ) -> _Piece:
        parts = [] if constant is None else [(constant < 0, self.figure(abs(constant)).markup)]
        for weight, name in terms:
            value = self.named(name, bound)
            size = abs(weight)
            plain = value.factor if size == 1 else f"{self.figure(size).markup}{_TIMES}{value.factor}"
            parts.append((weight < 0, plain))
        markup = "".join(
            f"{_MINUS if negative else '<mo>+</mo>' if at else ''}{plain}"
            for at, (negative, plain) in enumerate(parts)
        )
        return _Piece(_row(markup or "<mn>0</mn>"), loose=len(parts) > 1 or any(sign for sign, _ in parts))

    def named(self, name: str, bound: Bound) -> _Piece:
        return bound[name] if name in bound else _Piece(symbol(self.label(name)))

    def label(self, name: str) -> str:
        return self.names.get(name, name)

    def figure(self, value: Fraction) -> _Piece:
        """Write a figure: a decimal where one is exact, else a fraction."""
        whole, _, under = decimal_text(abs(value)).partition("/")
        text = with_comma(whole) if self.lang == "vi" else whole
        plain = f"<mfrac><mn>{text}</mn><mn>{under}</mn></mfrac>" if under else f"<mn>{text}</mn>"
        return _Piece(_row(_MINUS, plain), loose=True) if value < 0 else _Piece(plain)

    def words(self, pair: tuple[str, str]) -> str:
        return pair[0 if self.lang == "vi" else 1]


def _applied(called: str, *inside: str) -> _Piece:
    return _Piece(_row(called, "<mo>(</mo>", *inside, "<mo>)</mo>"))


def _under(relation: Relation) -> str:
    """Return the sign of what lies below an edge that is reached by a relation."""
    return "&lt;" if relation == ">=" else "≤"
