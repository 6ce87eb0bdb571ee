"""The field types that every declaration and every assessment share: closed, frozen, text at the border."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    WrapSerializer,
)
from pydantic_core import PydanticCustomError

from parindex.errors import Language
from parindex.exact import decimal_text, parse_number, parse_share, parse_whole
from parindex.readers.document import check_text

__all__ = [
    "Date",
    "FrozenMap",
    "Key",
    "Model",
    "Name",
    "Number",
    "Reason",
    "Share",
    "Str",
    "Table",
    "Text",
    "True_",
    "Whole",
    "counted",
    "is_date",
    "number",
    "pick",
    "say",
]

_ONE = re.compile(r"(?<![0-9.,])(?<!– )1\Z")  # and no 0.1, no end of a span

K = TypeVar("K")
V = TypeVar("V")


class Model(BaseModel):
    """A closed, frozen value: no other field, no change after it is made."""

    # Built when it is first used: most parts of a file are built once, with the whole.
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True, defer_build=True
    )


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """A mapping that cannot change, can be hashed and keeps its order."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    # These three are a `Mapping`'s own, which are slower: they look every key up again.

    def keys(self) -> KeysView[K]:
        """Return a view of the keys."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """Return a view of the values."""
        return self._items.values()

    def items(self) -> ItemsView[K, V]:
        """Return a view of the keys with their values."""
        return self._items.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return bool(self._items == other._items)
        return bool(self._items == dict(other)) if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"


def _text(value: Any) -> str:  # noqa: ANN401 (a border: anything may arrive)
    """Accept text only: a number that was not written as text may already be another number."""
    if isinstance(value, str):
        # A tree from Python has passed no reader.
        if wrong := check_text(value):
            raise PydanticCustomError(wrong.code, "", dict(wrong.details))
        return value
    if isinstance(value, (bool, int, float, Decimal)):
        raise PydanticCustomError(
            "E-TEXT", "", {"found": str(value).lower() if isinstance(value, bool) else str(value)}
        )
    raise PydanticCustomError("E-SHAPE", "", {"found": _kind(value), "wanted": "text"})


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return "map" if isinstance(value, Mapping) else "list" if isinstance(value, (list, tuple)) else "other"


def number(value: Any) -> Fraction:  # noqa: ANN401 (a border)
    """Accept a number written as text (or an exact fraction, from Python)."""
    if isinstance(value, Fraction):
        return value
    return _parsed(value, parse_number)


def _share(value: Any) -> Fraction:  # noqa: ANN401 (a border)
    if isinstance(value, Fraction):
        return value
    return _parsed(value, parse_share)


def _whole(value: Any) -> Fraction:  # noqa: ANN401 (a border)
    text = decimal_text(value) if isinstance(value, Fraction) else _text(value)
    try:
        return Fraction(parse_whole(text))
    except ValueError:
        raise PydanticCustomError("E-WHOLE", "", {"found": text}) from None


def _parsed(value: Any, parse: Callable[[str], Fraction]) -> Fraction:  # noqa: ANN401 (a border)
    text = _text(value)
    try:
        return parse(text)
    except ValueError:
        raise PydanticCustomError("E-NUM", "", {"found": text}) from None


def _slug(value: str) -> str:
    if len(value) > 64 or not re.fullmatch(_SLUG, value, re.ASCII):  # noqa: PLR2004 (the cap of the format)
        raise PydanticCustomError("E-SLUG", "", {"found": value})
    return value


def is_date(text: str) -> bool:
    """Tell whether a text is a day of 1900 to 2199.

    >>> is_date("2024-02-29"), is_date("2023-02-29")
    (True, False)
    """
    spelled = re.fullmatch(r"(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}", text, re.ASCII)
    try:
        dt.date.fromisoformat(text if spelled else "")
    except ValueError:
        return False
    return True


def _date(value: str) -> str:
    if not is_date(value):
        raise PydanticCustomError("E-DATE", "", {"found": value})
    return value


def _true(value: Any) -> bool:  # noqa: ANN401 (a border)
    if value is True or value == "true":
        return True
    raise PydanticCustomError("E-TRUE", "", {"found": str(value)})


_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
_NUMBER_PATTERN = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$"
_SHARE_PATTERN = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6}|/[1-9][0-9]{0,14})?$"

Str = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string"})]
Key = Annotated[
    Str, AfterValidator(_slug), WithJsonSchema({"type": "string", "pattern": f"^{_SLUG}$", "maxLength": 64})
]
Date = Annotated[
    Str,
    AfterValidator(_date),
    WithJsonSchema({"type": "string", "pattern": "^(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$"}),
]
Number = Annotated[
    Fraction,
    BeforeValidator(number),
    PlainSerializer(decimal_text),
    WithJsonSchema({"type": "string", "pattern": _NUMBER_PATTERN}),
]
Share = Annotated[
    Fraction,
    BeforeValidator(_share),
    PlainSerializer(decimal_text),
    WithJsonSchema({"type": "string", "pattern": _SHARE_PATTERN}),
]
Whole = Annotated[
    Fraction,
    BeforeValidator(_whole),
    PlainSerializer(decimal_text),
    WithJsonSchema({"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})$"}),
]
# Editors read the plain word as a boolean, our own reader as text: both mean the flag is set.
True_ = Annotated[bool, BeforeValidator(_true), WithJsonSchema({"enum": [True, "true"]})]
Table = Annotated[
    Mapping[K, V], AfterValidator(FrozenMap), WrapSerializer(lambda items, serialize: serialize(dict(items)))
]


class Text(Model):
    """A text by language: Vietnamese always, English where known."""

    vi: Str = Field(min_length=1)
    en: Str | None = None


Name = Text
Reason = Text | Str


def pick(lang: Language, vi: str, en: str) -> str:
    """Return the words of a language.

    >>> pick("en", "điểm", "points")
    'points'
    """
    return vi if lang == "vi" else en


def counted(figure: str | int, one: str, many: str | None = None) -> str:
    """Write a figure and what it counts, in English: Vietnamese has one word for one and for many.

    Of a text that ends in a figure that figure decides, but not of a span.

    >>> counted(1, "day"), counted("0.5 + 0.5 = 1", "point"), counted("0 – 1", "point")
    ('1 day', '0.5 + 0.5 = 1 point', '0 – 1 points')
    >>> counted(2, "criterion", "criteria")
    '2 criteria'
    """
    several = f"{one}s" if many is None else many
    return f"{figure} {one if _ONE.search(str(figure)) else several}"


def say(text: Text | str | None, lang: Language) -> str:
    """Return a text in a language; Vietnamese where the English is not known."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.vi if lang == "vi" or text.en is None else text.en
