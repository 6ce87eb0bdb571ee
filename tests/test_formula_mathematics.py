"""An expression as mathematics: what a browser shows can be computed again, and comes to the same."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.exact import ROUNDING_MODES, Rounding
from parindex.formula.evaluate import evaluate
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
    Rounded,
    Rung,
    Weighted,
)
from parindex.formula.mathematics import ROUNDED, formula, symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.errors import Language
    from parindex.formula.expression import Relation

F = Fraction
Values = dict[str, Fraction | str]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
KEYS = ("early", "late")


# A reader of the markup that knows nothing of expressions: tokens in a row, and the rules of arithmetic.


def _parsed(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 (made by the function under test)


def computed(markup: str, known: Values, lang: Language) -> Fraction:
    """Return what the first line of a formula comes to; those below are worked out from the last one up."""
    table = _parsed(markup)[0]
    assert table.get("class") == "equations"
    values = dict(known)
    for name, equals, side in reversed([(row[0], row[1], row[2]) for row in table]):
        assert "".join(equals.itertext()) == "="
        values[spoken(name[0])] = _Reader(values, lang).value(list(side))
    found = values[spoken(table[0][0][0])]
    assert isinstance(found, Fraction)
    return found


def spoken(element: ET.Element) -> str:
    """Return the name that a symbol shows."""
    return "_".join(each.text or "" for each in element) if element.tag == "msub" else element.text or ""


class _Reader:
    def __init__(self, values: Values, lang: Language) -> None:
        self.values = values
        self.lang = lang
        self.rounded = {pair[LANGUAGES.index(lang)]: mode for mode, pair in ROUNDED.items()}

    def value(self, elements: list[ET.Element]) -> Fraction:
        left = list(self.flat(elements))
        found = self.sum(left)
        assert not left, [each.text for each in left]
        return found

    def flat(self, elements: list[ET.Element]) -> Iterator[ET.Element]:
        """Take rows apart: they group, and nothing in them says in what order to compute."""
        for each in elements:
            if each.tag == "mrow":
                yield from self.flat(list(each))
            else:
                yield each

    def sum(self, left: list[ET.Element]) -> Fraction:
        sign = -1 if self.taken(left, "−") else 1
        found = sign * self.product(left)
        while left and left[0].text in {"+", "−"}:
            sign = 1 if left.pop(0).text == "+" else -1
            found += sign * self.product(left)
        return found

    def product(self, left: list[ET.Element]) -> Fraction:
        found = self.factor(left)
        while self.taken(left, "×"):
            found *= self.factor(left)
        return found

    def taken(self, left: list[ET.Element], sign: str) -> bool:
        if left and left[0].tag == "mo" and left[0].text == sign:
            left.pop(0)
            return True
        return False

    def factor(self, left: list[ET.Element]) -> Fraction:
        first = left.pop(0)
        called = left and left[0].text == "(" and first.tag != "mo"
        if first.tag == "mn":
            return self.number(first)
        if first.tag == "mfrac":
            above, below = first
            return self.value([above]) / self.value([below])
        if first.text == "(":
            inside = self.sum(left)
            assert self.taken(left, ")")
            return inside
        if first.text == "{":
            return self.cases(left.pop(0))
        if called:
            return self.called(first, left)
        found = self.values[spoken(first)]
        assert isinstance(found, Fraction)
        return found

    def called(self, name: ET.Element, left: list[ET.Element]) -> Fraction:
        assert self.taken(left, "(")
        first = self.sum(left)
        if name.tag == "msub":
            assert self.taken(left, ")")
            word, digits = name
            return Rounding(int(digits.text or ""), self.rounded[word.text or ""]).apply(first)
        assert self.taken(left, ";")
        second = self.sum(left)
        assert self.taken(left, ")")
        return {"min": min, "max": max}[name.text or ""](first, second)

    def cases(self, table: ET.Element) -> Fraction:
        assert table.get("class") == "cases"
        return next(self.value(list(row[0])) for row in table if self.holds(row[1]))

    def holds(self, cell: ET.Element) -> bool:
        word, *rest = cell
        assert (word.text or "").strip() == {"vi": "nếu", "en": "if"}[self.lang]
        left = list(self.flat(rest))
        if left[-1].tag == "mtext":
            return self.values[spoken(left[0])] == left[-1].text
        held, low = True, self.sum(left)
        while left:
            sign = left.pop(0).text or ""
            high = self.sum(left)
            held = held and {
                "<": low < high, "≤": low <= high, ">": low > high, "≥": low >= high
            }[sign]  # fmt: skip
            low = high
        return held

    def number(self, element: ET.Element) -> Fraction:
        text = element.text or ""
        assert ("," in text) <= (self.lang == "vi")
        assert ("." in text) <= (self.lang == "en")
        return Fraction(text.replace(",", "."))


# Random expressions: any nesting, names bound twice among them.

FIGURES = st.fractions(min_value=-20, max_value=20, max_denominator=12)
NAMES = st.sampled_from(["a", "b", "c"])


def _ladders(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def made(of: Expression, edges: set[Fraction], thens: list[Expression], relation: Relation) -> Ladder:
        falling = sorted(edges, reverse=True)
        rungs = tuple(Rung(edge, relation, then) for edge, then in zip(falling, thens, strict=False))
        return Ladder("interval", of, rungs[: len(thens) - 1], thens[-1])

    return st.builds(
        made,
        parts,
        st.sets(FIGURES, max_size=3),
        st.lists(parts, min_size=1, max_size=4),
        st.sampled_from([">=", ">"]),
    )


def _grown(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    apart = FIGURES.filter(bool).map(Number)
    rounding = st.builds(Rounding, st.integers(0, 3), st.sampled_from(ROUNDING_MODES))
    return st.one_of(
        st.builds(Product, parts, parts),
        st.builds(Quotient, parts, apart),
        st.builds(Capped, st.just("cap"), parts, FIGURES),
        st.builds(Floored, st.just("floor"), parts, FIGURES),
        st.builds(Rounded, parts, rounding),
        st.builds(Named, st.just("points"), parts),
        st.builds(Let, NAMES, parts, parts),
        _ladders(parts),
    )


TERMS = st.lists(st.tuples(FIGURES, NAMES), min_size=1, max_size=3).map(tuple)
LEAVES: st.SearchStrategy[Expression] = st.one_of(
    FIGURES.map(Number),
    NAMES.map(Input),
    st.builds(Weighted, TERMS, st.none() | FIGURES),
    st.just(Pick("level", tuple((key, F(at, 2)) for at, key in enumerate(KEYS)))),
)
EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=8)


@given(
    EXPRESSIONS,
    st.fixed_dictionaries({**dict.fromkeys("abc", FIGURES), "level": st.sampled_from(KEYS)}),
    st.sampled_from(LANGUAGES),
)
def test_it_says_what_is_computed(expression: Expression, inputs: Values, lang: Language) -> None:
    """Whoever computes what stands there comes to the value of the expression, whatever is nested in what."""
    markup = formula(expression, "points", lang=lang)
    assert computed(markup, inputs, lang) == evaluate(expression, inputs)


@pytest.mark.parametrize(("lang", "text"), [("vi", "0,25"), ("en", "0.25")])
def test_a_decimal_has_the_mark_of_its_language(lang: Language, text: str) -> None:
    """A figure has a decimal comma in Vietnamese and a point in English."""
    assert f"<mn>{text}</mn>" in formula(Number(F(1, 4)), "p", lang=lang)


def test_names_are_words_and_letters_with_an_index() -> None:
    """An input is shown by the name it is given, with its index, and by its own name where it has none."""
    expression = Weighted(((F(1), "tick-1"), (F(2), "tick-2"), (F(1), "c")))
    markup = formula(expression, "điểm", lang="vi", names={"tick-1": "x_1", "tick-2": "số lỗi"})
    assert "<mi>điểm</mi>" in markup
    assert symbol("x_1") in markup
    assert "<mi>số lỗi</mi>" in markup
    assert "<mi>c</mi>" in markup
    assert "tick-" not in markup


def test_a_bound_figure_stands_below_with_what_it_is_made_of() -> None:
    """Below the formula stand the figures in it, and below these what they are made of."""
    size = Let("ratio", Quotient(Input("done"), Input("planned")), Product(Number(F(3)), Input("ratio")))
    markup = formula(Let("size", size, Product(Number(F(-1)), Input("size"))), "points", lang="en")
    assert [spoken(row[0][0]) for row in _parsed(markup)[0]] == ["points", "size", "ratio"]


def test_a_name_with_two_meanings_is_written_out() -> None:
    """A name that is bound twice, or means an input elsewhere, has one line at most."""
    twice = Product(Let("a", Number(F(2)), Input("a")), Let("a", Number(F(3)), Input("a")))
    markup = formula(twice, "points", lang="en")
    assert [spoken(row[0][0]) for row in _parsed(markup)[0]] == ["points", "a"]
    assert computed(markup, {}, "en") == 6
    outside = Product(Input("a"), Let("a", Number(F(3)), Input("a")))
    assert computed(formula(outside, "points", lang="en"), {"a": F(5)}, "en") == 15


def test_a_ladder_names_both_ends_and_to_whom_an_edge_belongs() -> None:
    """A step has both its ends; an edge belongs to the step above it, or with ``>`` to the one below."""
    steps = (Rung(F(98), ">=", Number(F(8))), Rung(F(90), ">=", Number(F(4))))
    cells = _conditions(Ladder("interval", Input("x"), steps, Number(F(0))))
    assert cells == ["if x≥98", "if 90≤x<98", "if x<90"]
    upper = (Rung(F(98), ">", Number(F(8))), Rung(F(90), ">", Number(F(4))))
    cells = _conditions(Ladder("interval", Input("x"), upper, Number(F(0))))
    assert cells == ["if x>98", "if 90<x≤98", "if x≤90"]


def test_a_ladder_of_one_step_is_that_step() -> None:
    """Where nothing divides, nothing is asked."""
    alone = formula(Ladder("interval", Input("x"), (), Number(F(3))), "p", lang="en")
    assert alone == formula(Number(F(3)), "p", lang="en")


def _conditions(ladder: Ladder) -> list[str]:
    cells = _parsed(formula(ladder, "p", lang="en")).iter("mtr")
    return ["".join(row[1].itertext()).replace("\xa0", " ") for row in list(cells)[1:]]


def test_the_words_of_roundings_differ() -> None:
    """Each way of rounding has words of its own, in both languages."""
    for at in range(2):
        assert len({pair[at] for pair in ROUNDED.values()}) == len(ROUNDING_MODES)


def test_names_cannot_become_markup() -> None:
    """A name with signs of markup is shown as it is."""
    hostile = "<script>&\"'"
    names = {"a": hostile, "level": "l", "level/late": hostile}
    pick = Product(Input("a"), Let("b", Pick("level", (("late", F(1)),)), Input("b")))
    markup = formula(pick, hostile, lang="vi", names=names)
    assert "<script" not in markup
    shown = [each.text for each in _parsed(markup).iter() if each.tag in {"mi", "mtext"}]
    assert shown.count(hostile) == 3
