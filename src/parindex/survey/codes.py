"""Codes: the words of ballots as small whole numbers, each different word looked up once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from parindex.errors import UsageError
from parindex.fields import Text, is_date
from parindex.scales.observation import unknown
from parindex.survey.columns import plain
from parindex.survey.design import Design
from parindex.survey.sheets import BLANK

__all__ = [
    "CODES",
    "CONFLICT",
    "DATE",
    "EMPTY",
    "GROUP",
    "NOT_ASKED",
    "NO_BALLOT",
    "NO_QUESTION",
    "OPTION",
    "OWN",
    "QUESTION",
    "REPEATED",
    "SLUG",
    "UNIT",
    "UNIT_KIND",
    "UNNAMED",
    "LookUp",
    "Words",
    "ballot_ids",
    "hashed",
    "mix",
]

# Why an answer does not count; above these are `STRUCK`, `BLANK` and the options.
OPTION, NOT_ASKED, QUESTION = -3, -4, -5
# Why a row does not count.
GROUP, UNIT, SLUG, UNIT_KIND, DATE, NO_BALLOT = -6, -7, -8, -9, -10, -11
REPEATED, CONFLICT = -12, -13
NO_QUESTION = -14  # an unknown question without an answer
EMPTY = -15  # no unit at all: a mistake only where there is an answer
CODES: Final[Mapping[int, str]] = {
    OPTION: "E-OPTION",
    NOT_ASKED: "E-NOT-ASKED",
    QUESTION: "E-QUESTION",
    NO_QUESTION: "E-QUESTION",
    GROUP: "E-GROUP",
    UNIT: "E-UNIT",
    SLUG: "E-SLUG",
    UNIT_KIND: "E-UNIT-KIND",
    DATE: "E-DATE",
    NO_BALLOT: "E-BALLOT",
    REPEATED: "E-REPEATED",
    CONFLICT: "E-CONFLICT",
}

OWN: Final = np.uint64(3 << 62)  # the first respondent of ballots without a name
UNNAMED: Final = np.uint64(2 << 62)
_HASHED: Final = np.uint64(1 << 62)
_PACKED: Final = 2 << 62
_EXACT = 7  # bytes: shorter names are kept whole in the respondent
_WHOLE = 10**18  # numbers from here on are mixed like long names
_REMEMBERED = 1 << 17  # words; more are mistakes, looked up again
_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_SLUG_LENGTH = 64


class Words:
    """What the words of ballots mean in a design; units that no ruleset lists are met as they come.

    ``units`` gives each unit its code; ``kind_of`` is the position of its kind in the ruleset, or below 0.
    """

    def __init__(
        self, design: Design, kind: str | None = None, kinds: Mapping[str, str] | None = None
    ) -> None:
        self.design = design
        every = design.ruleset.units.kinds
        self.kinds = _named((each.key, each.name) for each in every)
        known = [each.key for each in every]
        for given in (*([kind] if kind else ()), *(kinds or {}).values()):
            if given not in known:
                raise UsageError(unknown("E-KIND", (), given, known))
        only = design.kinds[0] if len(design.kinds) == 1 else None
        default = kind or only
        self._default = known.index(default) if default else UNIT_KIND
        self._given = {unit: known.index(given) for unit, given in (kinds or {}).items()}
        self._groups = _named((each.key, each.name) for each in design.groups)
        self._questions = _named((each.key, None) for each in design.questions)
        self._options = [
            _named((each.key, each.name) for each in asked.options) for asked in design.questions
        ]
        self._units = _named((each.key, each.name) for each in design.units.values())
        self._stated: dict[str, int] = {}
        self.units: dict[str, int] = {key: at for at, key in enumerate(design.units)}
        self.kind_of: list[int] = [known.index(each.kind) for each in design.units.values()]
        # The rows of a table: what a word means as the answer to each question.
        self._meanings: dict[tuple[int, ...], int] = {}
        self._meaning(tuple(BLANK for _ in design.questions))
        self._strange = self._meaning(tuple(OPTION for _ in design.questions))
        self._all = {word for options in self._options for word in options}
        found = [
            [[design.asks(group.key, asked, kind) for asked in design.questions] for kind in known]
            for group in design.groups
        ]
        self._asked = np.array(found, dtype=np.bool_)

    def state(self, unit: str, kind: str) -> None:
        """Take down the kind that a row states of a unit which the ruleset does not list."""
        found = _find(self.kinds, kind, UNIT_KIND)
        unit = unit.strip()
        if self._stated.setdefault(unit, found) != found:
            self._stated[unit] = UNIT_KIND  # it cannot be two kinds

    def group(self, word: str) -> int:
        """Return the position of a group in the design, or below 0."""
        return _find(self._groups, word, GROUP) if word.strip() else GROUP

    def unit(self, word: str) -> int:
        """Return the code of a unit, or why it has none."""
        if not word.strip():
            return EMPTY
        if self.design.units:
            return _find(self._units, word, UNIT)
        key = word.strip()
        at = self.units.get(key)
        if at is None:
            if len(key) > _SLUG_LENGTH or not _SLUG.fullmatch(key):
                return SLUG
            kind = self._stated.get(key, self._given.get(key, self._default))
            if kind < 0:
                return UNIT_KIND
            at = self.units[key] = len(self.units)
            self.kind_of.append(kind)
        return at

    def question(self, word: str) -> int:
        """Return the position of a question in the design, or below 0."""
        found = _find(self._questions, word, QUESTION)
        return found if found >= 0 else _find(self._questions, word.strip().removeprefix("_"), QUESTION)

    def answer(self, word: str) -> int:
        """Return the place of a word in the table; 0 is a blank."""
        if not word.strip():
            return 0
        if not self._all & {word, _exact(word), plain(word)}:
            return self._strange
        return self._meaning(tuple(_find(each, word, OPTION) for each in self._options))

    def option(self, question: int) -> Callable[[str], int]:
        """Return what tells the position of an option of one question, `BLANK` or `OPTION`."""
        options = self._options[question]
        return lambda word: _find(options, word, OPTION) if word.strip() else BLANK

    def day(self, word: str) -> int:
        """Return 0 for a day within the span of the survey or a blank, 1 for another, or `DATE`."""
        text = word.strip()
        day, rest = text[:10], text[10:]
        if not text:
            return 0
        if not is_date(day) or rest[:1] not in {"", "T", " "}:
            return DATE
        span = self.design.span
        return int(span is not None and not span.from_ <= day <= span.to)

    def asked(self) -> NDArray[np.bool_]:
        """Return who is asked what: groups x kinds x questions."""
        return self._asked

    def table(self) -> NDArray[np.int8]:
        """Return what each word met so far means: groups x kinds x questions, then an unknown one x words."""
        meanings = np.array(list(self._meanings), dtype=np.int8).T
        asked = self.asked()[..., None]
        found = np.where((meanings >= 0) & ~asked, np.int8(NOT_ASKED), meanings)
        strange = np.full((*found.shape[:2], 1, found.shape[3]), QUESTION, dtype=np.int8)
        strange[..., 0] = NO_QUESTION
        return np.concatenate((found, strange), axis=2)

    def _meaning(self, meaning: tuple[int, ...]) -> int:
        return self._meanings.setdefault(meaning, len(self._meanings))


def _exact(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def _named(pairs: Iterable[tuple[str, Text | None]]) -> dict[str, int | None]:
    """Return the words for each of some things; a folded name that two of them share is nobody's."""
    found: dict[str, int | None] = {}
    pairs = list(pairs)
    names = [[each for each in (name.vi, name.en) if each] if name else [] for _, name in pairs]
    for spell in (plain, _exact):
        sure: dict[str, int | None] = {}
        for at, each in enumerate(names):
            for word in map(spell, each):
                sure[word] = at if sure.get(word, at) == at else None
        found |= sure
    return found | {key: at for at, (key, _) in enumerate(pairs)}


def _find(words: Mapping[str, int | None], word: str, otherwise: int) -> int:
    """Look up a word as it is spelled, then without regard to diacritics."""
    found = words.get(word)
    if found is None:
        found = words.get(_exact(word))
    if found is None:
        found = words.get(plain(word))
    return otherwise if found is None else found


class LookUp:
    """Looks up the words of a column, each once; the same dictionary again costs nothing."""

    def __init__(self, code: Callable[[str], int]) -> None:
        self._code = code
        self._known: dict[str, int] = {}
        self._words: pa.Array | None = None
        self._codes: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def read(self, column: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the code of each different word, then of a blank, and where each row's word is."""
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        words = coded.dictionary
        if self._words is None or not words.equals(self._words):
            texts = words.cast(pa.string()).to_pylist()
            self._codes = np.array([self._find(text or "") for text in (*texts, "")], dtype=np.int64)
            self._words = words
        places = coded.indices.cast(pa.int32())
        if places.null_count:
            places = places.fill_null(len(words))
        return self._codes, places.to_numpy()

    def _find(self, word: str) -> int:
        found = self._known.get(word)
        if found is None:
            found = self._code(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = found
        return found


def mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix 64 bits so that each of them depends on all (the finalizer of SplitMix64)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def ballot_ids(names: pa.Array, salt: int) -> NDArray[np.uint64]:
    """Return a respondent for each name of a ballot, `UNNAMED` for a blank one.

    Whole numbers below 10^18 are themselves, also when they are written as text; other names of up to 7 bytes
    are packed. These never meet. Longer names are mixed (with a salt) to 62 bits, marked by the highest bits
    01: two of them may meet.
    """
    if pa.types.is_integer(names.type):
        least, most = pc.min_max(names).values()
        if least.as_py() is None or (least.as_py() >= 0 and most.as_py() < _WHOLE):
            whole = names.fill_null(0) if names.null_count else names
            found: NDArray[np.uint64] = whole.cast(pa.uint64()).to_numpy()
            return np.where(names.is_null(), UNNAMED, found) if names.null_count else found
        names = names.cast(pa.string())
    texts = pc.utf8_trim_whitespace(names.cast(pa.string())).fill_null("")
    ids = _text_ids(texts, np.uint64(salt))
    whole = pc.match_substring_regex(texts, "^(0|[1-9][0-9]{0,17})$")
    if pc.any(whole).as_py():
        numbers = pc.if_else(whole, texts, "0").cast(pa.uint64()).to_numpy()
        ids = np.where(whole.to_numpy(zero_copy_only=False), numbers, ids)
    return ids


def hashed(respondent: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which respondents are mixed names, of which two may have met."""
    found: NDArray[np.bool_] = respondent >> np.uint64(62) == 1
    return found


def _text_ids(texts: pa.StringArray, salt: np.uint64) -> NDArray[np.uint64]:
    """Pack or mix texts, eight bytes at a time."""
    _, offsets_bytes, data = texts.buffers()
    offsets = np.frombuffer(offsets_bytes, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    first, length = offsets[:-1].astype(np.int64), np.diff(offsets)
    held = np.frombuffer(data, dtype=np.uint8)[: offsets[-1]] if data else np.empty(0, dtype=np.uint8)
    padded = np.concatenate((held, np.zeros(8, dtype=np.uint8)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 8)
    state = np.full(len(texts), mix(np.atleast_1d(salt))[0], dtype=np.uint64)
    packed = np.zeros(len(texts), dtype=np.uint64)
    for start in range(0, int(length.max(initial=0)), 8):
        those = np.flatnonzero(length > start)
        left = np.minimum(length[those] - start, 8).astype(np.uint64)
        word = np.ascontiguousarray(windows[first[those] + start]).view("<u8").ravel().astype(np.uint64)
        word &= np.uint64(2**64 - 1) >> (np.uint64(64) - left * np.uint64(8))
        if not start:
            packed = np.zeros(len(texts), dtype=np.uint64)
            packed[those] = word
        state[those] = mix(state[those] ^ word)
    state = mix(state ^ length.astype(np.uint64))
    small = length <= _EXACT
    tagged = packed | (np.uint64(_PACKED >> 56) | length.astype(np.uint64)) << np.uint64(56)
    return np.where(small, tagged, state >> np.uint64(2) | _HASHED)
