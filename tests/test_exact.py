"""Exact numbers: the grammar, the two spellings, the four roundings and the sum."""

from __future__ import annotations

import decimal
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parindex.exact import (
    ONE,
    ROUNDING_MODES,
    ZERO,
    Interval,
    Rounding,
    RoundingMode,
    add,
    decimal_text,
    divided,
    dot,
    exact_text,
    parse_number,
    parse_share,
    parse_whole,
    times,
)

NUMBERS = {
    "0": Fraction(0),
    "1": Fraction(1),
    "9": Fraction(9),
    "10": Fraction(10),
    "-1": Fraction(-1),
    "-10": Fraction(-10),
    "0.0": Fraction(0),
    "0.000000": Fraction(0),
    "0.5": Fraction(1, 2),
    "-0.5": Fraction(-1, 2),
    "89.95": Fraction(1799, 20),
    "12.50": Fraction(25, 2),
    "0.000001": Fraction(1, 10**6),
    "-0.000001": Fraction(-1, 10**6),
    "-0.01": Fraction(-1, 100),
    "999999999999999": Fraction(10**15 - 1),
    "-999999999999999": Fraction(1 - 10**15),
    "100000000000000": Fraction(10**14),
    "999999999999999.999999": Fraction(10**21 - 1, 10**6),
    "-999999999999999.999999": Fraction(1 - 10**21, 10**6),
}

NOT_NUMBERS = (
    "",
    "-",
    ".",
    "-.",
    "-0",
    "-0.0",
    "-0.00",
    "-0.000000",
    "-0.0000000",
    "00",
    "01",
    "-01",
    "00.5",
    ".5",
    "-.5",
    "5.",
    "0.",
    "+1",
    "--1",
    "1-",
    "1e5",
    "1E5",
    "1.5e-1",
    "1_000",
    "0x10",
    "1,5",
    "1.234,5",
    "1 000",
    " 1",
    "1 ",
    "\t1",
    "1\n",
    "\n1",
    "-0\n",
    "1.5\n",
    "1.5.2",
    "50%",
    "NaN",
    "sNaN",
    "inf",
    "Infinity",
    "-Infinity",
    "None",
    "true",
    "1000000000000000",
    "-1000000000000000",
    "1000000000000000.5",
    "0.0000000",
    "0.0000001",
    "1.1234567",
    "-1.1234567",
    "\N{MINUS SIGN}1",
    "\N{EN DASH}1",
    "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}",
    "1\N{FULLWIDTH DIGIT TWO}",
    "1.\N{FULLWIDTH DIGIT TWO}",
    "1\N{FULLWIDTH FULL STOP}5",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "\N{VULGAR FRACTION ONE HALF}",
    "1\N{NO-BREAK SPACE}000",
    "1\N{ZERO WIDTH SPACE}",
    "1\x00",
)


def exactly(text: str) -> str:
    """Make the pattern of a message that is one text and nothing else."""
    return rf"\A{re.escape(text)}\Z"


def quantities() -> st.SearchStrategy[Fraction]:
    """Make fractions of every size and sign, those of few decimals and ties among them."""
    return st.one_of(
        st.fractions(max_denominator=10**9),
        st.fractions(min_value=-100, max_value=100, max_denominator=400),
        st.builds(Fraction, st.integers(-(10**12), 10**12), st.integers(0, 8).map(lambda places: 10**places)),
        st.builds(
            Fraction, st.integers(-(10**9), 10**9), st.integers(0, 7).map(lambda places: 2 * 10**places)
        ),
    )


def decimals() -> st.SearchStrategy[str]:
    """Make numbers as a ruleset spells them: at most 15 digits before and 6 after the point."""
    spelled = st.from_regex(re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", re.ASCII), fullmatch=True)
    return spelled.filter(lambda text: not text.startswith("-") or Fraction(text) != 0)


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_read(text: str) -> None:
    """Plain decimal notation is read as the exact fraction it writes, up to 15 and 6 digits."""
    value = parse_number(text)
    assert value == NUMBERS[text]
    assert type(value) is Fraction


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_other_notations_are_refused(text: str) -> None:
    """What is not plain decimal notation is refused by the readers of numbers and shares, with the text."""
    for parse in (parse_number, parse_share):
        with pytest.raises(ValueError, match=exactly(text)) as refusal:
            parse(text)
        assert refusal.value.args == (text,)


def test_a_number_is_no_fraction() -> None:
    """A fraction, which a share may be, is refused where a number is wanted."""
    with pytest.raises(ValueError, match=exactly("1/2")):
        parse_number("1/2")


@given(st.text(alphabet="0123456789.-+eE/_, \n\N{FULLWIDTH DIGIT ONE}", max_size=24))
@example("0" * 15)
@example("1" * 15)
@example("1" * 16)
@example("-0.000000")
def test_the_grammar_is_the_one_of_the_semantics(text: str) -> None:
    """A text is a number exactly when its parts obey section 1 of the semantics."""
    sign, digits = (text[:1], text[1:]) if text.startswith("-") else ("", text)
    whole, point, places = digits.partition(".")
    wanted = (
        0 < len(whole) <= 15
        and set(whole + places) <= set("0123456789")
        and (whole == "0" or whole[0] != "0")
        and (not point or 0 < len(places) <= 6)
        and not (sign and set(whole + places) == {"0"})
    )
    try:
        value = parse_number(text)
    except ValueError:
        assert not wanted
    else:
        assert wanted
        assert value == Fraction(int(sign + whole + places), 10 ** len(places))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", Fraction(1, 3)),
        ("0/1", ZERO),
        ("0/5", ZERO),
        ("2/6", Fraction(1, 3)),
        ("10/4", Fraction(5, 2)),
        ("7/1", Fraction(7)),
        ("999999999999999/999999999999999", ONE),
        ("999999999999999/2", Fraction(10**15 - 1, 2)),
        ("1/999999999999999", Fraction(1, 10**15 - 1)),
        ("1/100000000000000", Fraction(1, 10**14)),
        ("0.25", Fraction(1, 4)),
        ("1", ONE),
        ("0", ZERO),
        ("999999999999999.999999", Fraction(10**21 - 1, 10**6)),
    ],
)
def test_shares_are_decimals_or_fractions(text: str, value: Fraction) -> None:
    """A share is a decimal number, or two whole numbers of at most 15 digits."""
    assert parse_share(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "0/0",
        "1/00",
        "1/03",
        "01/3",
        "-1/3",
        "1/-3",
        "+1/3",
        "1/+3",
        "1 /3",
        "1/ 3",
        " 1/3",
        "1/3 ",
        "1/3\n",
        "1/",
        "/3",
        "/",
        "1//3",
        "1/3/5",
        "1.5/2",
        "1/2.5",
        "1000000000000000/3",
        "1/1000000000000000",
        "1/\N{FULLWIDTH DIGIT TWO}",
        "1\N{FRACTION SLASH}3",
        "x",
    ],
)
def test_other_fractions_are_refused(text: str) -> None:
    """A fraction with a zero below, a sign, a point, a space or 16 digits is refused with its text."""
    with pytest.raises(ValueError, match=exactly(text)) as refusal:
        parse_share(text)
    assert refusal.value.args == (text,)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("7", 7), ("291", 291), ("10", 10), ("999999999999999", 10**15 - 1)]
)
def test_whole_numbers_are_read(text: str, value: int) -> None:
    """A whole number of at most 15 digits is read as an integer."""
    assert parse_whole(text) == value
    assert type(parse_whole(text)) is int


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "-0",
        "+1",
        "00",
        "01",
        "1.0",
        "1.",
        "1e3",
        "1_0",
        " 1",
        "1 ",
        "1\n",
        "1/1",
        "x",
        "1000000000000000",
        "\N{FULLWIDTH DIGIT ONE}",
        "1\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_other_whole_numbers_are_refused(text: str) -> None:
    """A sign, a point, a leading zero or a sixteenth digit is refused with its text."""
    with pytest.raises(ValueError, match=exactly(text)) as refusal:
        parse_whole(text)
    assert refusal.value.args == (text,)


@pytest.mark.parametrize(
    ("value", "exact", "written"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(7), "7", "7"),
        (Fraction(-7), "-7", "-7"),
        (Fraction(100), "100", "100"),
        (Fraction(1, 2), "1/2", "0.5"),
        (Fraction(-1, 2), "-1/2", "-0.5"),
        (Fraction(1, 20), "1/20", "0.05"),
        (Fraction(-1, 100), "-1/100", "-0.01"),
        (Fraction(25, 2), "25/2", "12.5"),
        (Fraction(101, 10), "101/10", "10.1"),
        (Fraction(1, 64), "1/64", "0.015625"),
        (Fraction(1, 128), "1/128", "1/128"),
        (Fraction(1, 10**6), "1/1000000", "0.000001"),
        (Fraction(-1, 10**6), "-1/1000000", "-0.000001"),
        (Fraction(123456789, 10**6), "123456789/1000000", "123.456789"),
        (Fraction(1, 10**7), "1/10000000", "1/10000000"),
        (Fraction(-1, 10**7), "-1/10000000", "-1/10000000"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(-3444, 291), "-1148/97", "-1148/97"),
    ],
)
def test_values_are_written(value: Fraction, exact: str, written: str) -> None:
    """The exact spelling is in lowest terms; the decimal one is used when at most 6 digits say it all."""
    assert exact_text(value) == exact
    assert decimal_text(value) == written


@given(quantities())
def test_the_exact_spelling_is_read_back(value: Fraction) -> None:
    """What `exact_text` writes is what Python writes of the same fraction, and says the same value."""
    assert exact_text(value) == str(value)
    assert Fraction(exact_text(value)) == value


@given(quantities())
def test_the_decimal_spelling_is_exact_and_shortest(value: Fraction) -> None:
    """`decimal_text` keeps the value, and writes a decimal exactly when one of at most 6 digits is there."""
    written = decimal_text(value)
    assert Fraction(written) == value
    assert ("/" in written) == ((value * 10**6).denominator != 1)
    if "." in written:
        assert not written.endswith("0")


@given(decimals())
def test_numbers_survive_writing_and_reading(text: str) -> None:
    """A number that was read, written and read again is the same number, spelled in its shortest way."""
    value = parse_number(text)
    written = decimal_text(value)
    assert parse_number(written) == value
    assert decimal_text(parse_number(written)) == written
    assert len(written) <= len(text)


@pytest.mark.parametrize("sign", [1, -1])
def test_values_longer_than_an_int_may_be_written(sign: int) -> None:
    """A value of more than 4,300 digits, which Python refuses to write as an `int`, is written exactly."""
    below = 10**4999 + 1
    value = Fraction(sign * (10**5000 + 7), below)
    digits = {1: "", -1: "-"}[sign] + "1" + "0" * 4999 + "7"
    assert exact_text(value) == f"{digits}/1{'0' * 4998}1"
    assert decimal_text(value) == exact_text(value)
    assert exact_text(Fraction(sign * (10**5000 + 7))) == digits
    assert decimal_text(Fraction(sign * (10**5000 + 7))) == digits
    assert decimal_text(Fraction(sign * (10**5000 + 7), 10)) == f"{digits[:-1]}.7"


def test_the_modes_are_the_four_of_the_format() -> None:
    """The rounding modes are those that a ruleset may name, in the order of the format."""
    assert ROUNDING_MODES == ("half-up", "half-even", "down", "up")


# What each mode makes of a value in tenths, rounded to whole numbers.
WHOLE: dict[RoundingMode, dict[int, int]] = {
    "half-up": {0: 0, 1: 0, 4: 0, 5: 1, 6: 1, 9: 1, 10: 1, 14: 1, 15: 2, 16: 2, 25: 3, 35: 4, 1005: 101},
    "half-even": {0: 0, 1: 0, 4: 0, 5: 0, 6: 1, 9: 1, 10: 1, 14: 1, 15: 2, 16: 2, 25: 2, 35: 4, 1005: 100},
    "down": {0: 0, 1: 0, 4: 0, 5: 0, 6: 0, 9: 0, 10: 1, 14: 1, 15: 1, 16: 1, 25: 2, 35: 3, 1005: 100},
    "up": {0: 0, 1: 1, 4: 1, 5: 1, 6: 1, 9: 1, 10: 1, 14: 2, 15: 2, 16: 2, 25: 3, 35: 4, 1005: 101},
}


@pytest.mark.parametrize("mode", ROUNDING_MODES)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("digits", range(7))
def test_ties_and_neighbours_in_every_mode(mode: RoundingMode, sign: int, digits: int) -> None:
    """Below, at and above a tie each mode gives its declared figure, for both signs."""
    rounding = Rounding(digits, mode)
    for tenths, units in WHOLE[mode].items():
        value = Fraction(sign * tenths, 10 * 10**digits)
        assert rounding.units(value) == sign * units
        assert rounding.apply(value) == Fraction(sign * units, 10**digits)


@pytest.mark.parametrize(
    ("mode", "below", "at", "above"),
    [("half-up", 0, 1, 1), ("half-even", 0, 0, 1), ("down", 0, 0, 0), ("up", 1, 1, 1)],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_smallest_step_beside_a_tie_counts(
    mode: RoundingMode, below: int, at: int, above: int, sign: int
) -> None:
    """A hair on either side of a tie, far beyond any float, decides the rounding."""
    hair, rounding = Fraction(1, 10**60), Rounding(2, mode)
    tie = Fraction(1, 200)
    assert rounding.units(sign * (tie - hair)) == sign * below
    assert rounding.units(sign * tie) == sign * at
    assert rounding.units(sign * (tie + hair)) == sign * above
    assert rounding.units(sign * hair) == (sign if mode == "up" else 0)
    assert rounding.units(sign * (Fraction(1, 100) - hair)) == (0 if mode == "down" else sign)


@pytest.mark.parametrize("mode", ROUNDING_MODES)
def test_odd_denominators_have_no_tie(mode: RoundingMode) -> None:
    """Thirds on either side of the middle go to the nearest figure in both half modes, odd or even."""
    rounded = [Rounding(0, mode).units(Fraction(third, 3)) for third in (1, 2, 4, 5, -1, -2, -4, -5)]
    wanted = {
        "half-up": [0, 1, 1, 2, 0, -1, -1, -2],
        "half-even": [0, 1, 1, 2, 0, -1, -1, -2],
        "down": [0, 0, 1, 1, 0, 0, -1, -1],
        "up": [1, 1, 2, 2, -1, -1, -2, -2],
    }
    assert rounded == wanted[mode]


@given(quantities(), st.integers(0, 6), st.sampled_from(ROUNDING_MODES))
def test_rounding_obeys_its_definition(value: Fraction, digits: int, mode: RoundingMode) -> None:
    """The rounded figure is the multiple that the words of the mode single out, from the exact value."""
    scaled = value * 10**digits
    units = Rounding(digits, mode).units(value)
    off = abs(units - scaled)
    assert off < 1
    assert units * scaled >= 0
    if mode == "down":
        assert abs(units) <= abs(scaled)
    elif mode == "up":
        assert abs(units) >= abs(scaled)
    else:
        assert off <= Fraction(1, 2)
        if off == Fraction(1, 2):
            assert abs(units) > abs(scaled) if mode == "half-up" else units % 2 == 0


@given(st.integers(-(10**14), 10**14), st.integers(0, 12), st.integers(0, 6), st.sampled_from(ROUNDING_MODES))
def test_rounding_agrees_with_the_decimal_module(
    number: int, places: int, digits: int, mode: RoundingMode
) -> None:
    """Of a decimal, the figure is the one that `Decimal.quantize` gives in a context of ample digits."""
    constant = {
        "half-up": decimal.ROUND_HALF_UP,
        "half-even": decimal.ROUND_HALF_EVEN,
        "down": decimal.ROUND_DOWN,
        "up": decimal.ROUND_UP,
    }[mode]
    with decimal.localcontext(decimal.Context(prec=100)):
        wanted = Decimal(number).scaleb(-places).quantize(Decimal(1).scaleb(-digits), rounding=constant)
    rounding = Rounding(digits, mode)
    assert rounding.decimal(Fraction(number, 10**places)) == wanted
    assert Fraction(rounding.text(Fraction(number, 10**places))) == Fraction(wanted)


@given(quantities(), st.integers(0, 6), st.sampled_from(ROUNDING_MODES))
def test_rounding_twice_is_rounding_once(value: Fraction, digits: int, mode: RoundingMode) -> None:
    """A rounded figure is on its own grid, rounding leaves it, and the sign only mirrors it."""
    rounding = Rounding(digits, mode)
    once = rounding.apply(value)
    assert rounding.apply(once) == once
    assert rounding.apply(-value) == -once
    assert once == Fraction(rounding.units(value), 10**digits)


@given(quantities(), quantities(), st.integers(0, 6), st.sampled_from(ROUNDING_MODES))
def test_rounding_never_turns_an_order_around(
    one: Fraction, other: Fraction, digits: int, mode: RoundingMode
) -> None:
    """Of two values the smaller never has the greater rounded figure."""
    least, most = sorted((one, other))
    rounding = Rounding(digits, mode)
    assert rounding.units(least) <= rounding.units(most)


@pytest.mark.parametrize(
    ("digits", "value", "text"),
    [
        (0, Fraction(0), "0"),
        (0, Fraction(88), "88"),
        (0, Fraction(-88), "-88"),
        (1, Fraction(0), "0.0"),
        (1, Fraction(1, 10), "0.1"),
        (2, Fraction(0), "0.00"),
        (2, Fraction(175, 2), "87.50"),
        (2, Fraction(100), "100.00"),
        (2, Fraction(1, 100), "0.01"),
        (2, Fraction(-1, 100), "-0.01"),
        (2, Fraction(-1, 1000), "0.00"),
        (2, Fraction(-12345, 1000), "-12.34"),
        (6, Fraction(1, 3), "0.333333"),
        (6, Fraction(-1, 10**6), "-0.000001"),
    ],
)
def test_rounded_figures_are_written_with_all_their_digits(digits: int, value: Fraction, text: str) -> None:
    """A published figure shows every declared digit, one digit before the point, and never a minus zero."""
    rounding = Rounding(digits, "down")
    assert rounding.text(value) == text
    assert str(rounding.decimal(value)) == text
    assert type(rounding.decimal(value)) is Decimal


def test_one_rounding_from_the_exact_value() -> None:
    """The traps of double rounding, floats and 28 digits, each measured once, give the right figure."""
    half_up = Rounding(2, "half-up")
    assert Rounding(1, "half-up").text(parse_number("94.445")) == "94.4"
    assert half_up.text(parse_number("84.985")) == "84.99"
    assert Rounding(2, "half-even").text(parse_number("84.985")) == "84.98"
    trap = add([Fraction(1, 3), Fraction(78, 6), Fraction(26, 15), Fraction(17 * 19, 24)])
    assert trap == Fraction(28525, 1000)
    assert half_up.text(trap) == "28.53"


def test_no_mode_stands_for_another() -> None:
    """A mode that is none of the four rounds nothing, instead of passing for one of them."""
    with pytest.raises(AssertionError):
        Rounding(2, "nearest").units(ONE)  # type: ignore[arg-type]


def test_a_rounding_is_a_value() -> None:
    """A rounding is equal to and hashes as another of the same digits and mode, and cannot be changed."""
    rounding = Rounding(2, "half-up")
    assert rounding == Rounding(digits=2, mode="half-up")
    assert len({rounding, Rounding(2, "half-up"), Rounding(2, "down"), Rounding(1, "half-up")}) == 3
    with pytest.raises(FrozenInstanceError):
        rounding.digits = 3  # type: ignore[misc]  # it must fail


def hostile() -> decimal.Context:
    """Make a decimal context in which nearly every operation fails or loses digits."""
    traps = [
        decimal.Clamped,
        decimal.Inexact,
        decimal.Rounded,
        decimal.Subnormal,
        decimal.FloatOperation,
        decimal.InvalidOperation,
    ]
    return decimal.Context(
        prec=1, rounding=decimal.ROUND_UP, Emin=-1, Emax=1, capitals=0, clamp=1, traps=traps
    )


def everything() -> list[object]:
    """Run every function of the module on figures that a small decimal context would spoil."""
    found: list[object] = [
        exact_text(Fraction(10**30 + 1, 10**29)),
        decimal_text(parse_number("999999999999999.999999")),
        decimal_text(Fraction(10**40)),
        parse_share("999999999999998/999999999999999"),
        add([Fraction(1, 3), Fraction(1, 7), Fraction(10**20)]),
        dot([(Fraction(1, 3), Fraction(10**20, 7))]),
    ]
    for mode in ROUNDING_MODES:
        rounding = Rounding(6, mode)
        value = parse_number("-123456789012345.654321") / 7
        found += [
            rounding.units(value),
            rounding.apply(value),
            rounding.text(value),
            str(rounding.decimal(value)),
        ]
    return found


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    """Every function gives the same answers in a hostile decimal context, also in many threads at once."""
    wanted = everything()
    with decimal.localcontext(hostile()):
        assert everything() == wanted

    def in_thread(_: int) -> list[object]:
        decimal.setcontext(hostile())
        return everything()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(in_thread, range(32))) == [wanted] * 32


@given(st.lists(quantities(), max_size=12))
def test_adding_is_the_sum(values: list[Fraction]) -> None:
    """`add` equals `sum` for any fractions, in any order, from any iterable, and is a fraction."""
    total = add(values)
    assert total == sum(values, Fraction(0))
    assert add(iter(values[::-1])) == total
    assert type(total) is Fraction


@given(st.lists(st.integers(-(10**6), 10**6), max_size=20), st.sampled_from([1, 2, 3, 4, 100]))
def test_adding_among_one_denominator(numerators: list[int], denominator: int) -> None:
    """Fractions of one denominator, where the short cut works, also add up to their sum."""
    values = [Fraction(numerator, denominator) for numerator in numerators]
    assert add(values) == Fraction(sum(numerators), denominator)


@given(st.lists(st.tuples(quantities(), quantities()), max_size=8))
def test_a_dot_product_is_the_sum_of_products(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """`dot` equals the sum of the products of any pairs, from any iterable, and is a fraction."""
    total = dot(pairs)
    assert total == sum((one * two for one, two in pairs), Fraction(0))
    assert dot((two, one) for one, two in pairs[::-1]) == total
    assert type(total) is Fraction


def test_dot_products_by_hand() -> None:
    """Weights times figures give the sum known by hand, with one denominator and with several."""
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert dot([(half, third)]) == Fraction(1, 6)
    assert dot([(half, Fraction(5)), (half, Fraction(-2))]) == Fraction(3, 2)
    assert dot([(half, Fraction(3)), (third, Fraction(3, 2)), (Fraction(2, 5), third)]) == Fraction(32, 15)


@given(quantities(), quantities())
def test_products_and_quotients_are_those_of_fractions(one: Fraction, other: Fraction) -> None:
    """`times` is ``*`` and `divided` is ``/``, also of negative figures; nothing is divided by 0."""
    assert times(one, other) == one * other
    if other:
        assert divided(one, other) == one / other
        assert divided(one, other).denominator > 0
    else:
        with pytest.raises(ZeroDivisionError):
            divided(one, other)


@example([(1, 4), (1, 2), (1, 6), (1, 3)])
@given(st.lists(st.tuples(st.integers(-99, 99), st.sampled_from([1, 2, 4, 6, 9, 97])), max_size=12))
def test_adding_among_denominators_that_share_factors(parts: list[tuple[int, int]]) -> None:
    """Whichever denominator comes first, and whether it is a multiple of the next, the sum is the same."""
    values = [Fraction(number, divisor) for number, divisor in parts]
    assert add(values) == add(values[::-1]) == sum(values, Fraction(0))


def test_nothing_adds_up_to_zero() -> None:
    """The sum of nothing is the fraction 0."""
    assert add([]) == dot([]) == ZERO
    assert type(add(())) is type(dot(())) is Fraction


def test_the_constants() -> None:
    """`ZERO` and `ONE` are the fractions they name."""
    assert (ZERO.as_integer_ratio(), ONE.as_integer_ratio()) == ((0, 1), (1, 1))
    assert type(ZERO) is type(ONE) is Fraction


def test_an_interval_is_its_two_ends() -> None:
    """An interval has its least end first and is equal to the pair of its ends."""
    interval = Interval(ZERO, ONE)
    assert (interval.least, interval.most) == (ZERO, ONE)
    assert interval == (ZERO, ONE)
