"""What a table may hold: the rulesets it is scored by, its columns by name and type, and its leagues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parindex.batch.numbers import is_text, type_problem
from parindex.batch.reading import FRAME, columns_of
from parindex.batch.scoring import League
from parindex.errors import Language, Problem, ReadError, UsageError, nearest, problem
from parindex.ruleset.model import Ruleset

__all__ = ["Leagues", "Part", "check_schema", "parts"]

_SHOWN = 20  # rulesets and columns named in a problem

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Leagues:
    """The rulesets of a table, in any sequence, and the kind and the period of rows that state none.

    Without a kind it is the only one of the ruleset, without a period that of the year's result. ``lang`` is
    the language of what is wrong with rejected rows.
    """

    rulesets: Sequence[Ruleset]
    kind: str | None = None
    period: str | None = None
    lang: Language = "vi"

    def __post_init__(self) -> None:
        # What was found out about one table is looked up by its leagues, and a list has no hash.
        object.__setattr__(self, "rulesets", tuple(self.rulesets))

    @property
    def digits(self) -> int:
        """Return the most digits that one of the rulesets publishes."""
        return max(each.policies.rounding.value.digits for each in self.rulesets)


class Part(NamedTuple):
    """Rows of one league, or of none that there is; ``rows`` are all where nothing says which."""

    league: League | Problem
    rows: Places | None


def check_schema(schema: pa.Schema, leagues: Leagues) -> None:
    """Look at the names and types of the columns.

    Raises:
        ReadError: a column is not known (``E-BATCH-COLUMN``), is there twice (``E-BATCH-TWICE``), is needed
            and not there (``E-BATCH-LACKS``), or holds floats (``E-BATCH-FLOAT``) or another wrong type
            (``E-BATCH-TYPE``).
        UsageError: there are several rulesets, and no column says which (``E-BATCH-WHICH``).
    """
    known: dict[str, bool] = dict.fromkeys(FRAME, True)
    for ruleset in leagues.rulesets:
        known |= columns_of(ruleset)
    wrong = [
        problem("E-BATCH-COLUMN", (), found=name, nearest=nearest(name, known))
        for name in schema.names
        if name not in known
    ]
    wrong += [
        problem("E-BATCH-TWICE", (), found=name) for name, many in Counter(schema.names).items() if many > 1
    ]
    wrong += [
        each
        for field in schema
        if field.name in known and (each := type_problem(field.type, field.name, words=known[field.name]))
    ]
    if "unit" not in schema.names:
        wrong.append(problem("E-BATCH-LACKS", (), found="unit"))
    if wrong:
        raise ReadError(*wrong)
    if len(leagues.rulesets) > 1 and "ruleset" not in schema.names:
        named = ", ".join(each.id for each in leagues.rulesets[:_SHOWN])
        raise UsageError(problem("E-BATCH-WHICH", (), known=named))


def parts(batch: pa.RecordBatch, leagues: Leagues) -> Iterator[Part]:
    """Split a batch into its leagues, in the order in which they first appear."""
    columns = [_words(batch, name) for name in ("ruleset", "kind", "period")]
    if all(isinstance(each, str | None) for each in columns):
        words = cast("list[str | None]", columns)
        yield Part(_league(leagues, words[0], words[1], words[2]), None)
        return
    codes = np.zeros(batch.num_rows, dtype=np.int64)
    texts: list[list[str | None]] = []
    for each in columns:
        if isinstance(each, str | None):
            texts.append([each])
            continue
        codes = codes * len(each.dictionary) + each.indices.to_numpy(zero_copy_only=False)
        texts.append(each.dictionary.to_pylist())
    found, first, place = np.unique(codes, return_index=True, return_inverse=True)
    for at in np.argsort(first):
        code, chosen = int(found[at]), []
        for words_ in reversed(texts):
            code, one = divmod(code, len(words_))
            chosen.append(words_[one])
        yield Part(_league(leagues, *reversed(chosen)), np.flatnonzero(place == at))


def _words(batch: pa.RecordBatch, name: str) -> pa.DictionaryArray | str | None:
    """Return a column as a dictionary of its words; one word where it is the same for all rows."""
    if name not in batch.schema.names or not batch.num_rows:
        return None
    array = batch.column(name)
    assert is_text(array.type) or pa.types.is_null(array.type)  # noqa: S101 (the schema was looked at)
    if _same(array):
        return array[0].as_py()
    if pa.types.is_dictionary(array.type) and len(array.dictionary) == 1 and not array.null_count:
        return array.dictionary[0].as_py()
    found = array.cast(pa.string()).dictionary_encode(null_encoding="encode")
    used = pc.unique(found.indices)
    return found.dictionary[used[0].as_py()].as_py() if len(used) == 1 else found


def _same(array: pa.Array) -> bool:
    """Tell whether all texts are surely the same, which costs less than to tell which they are."""
    if array.type != pa.string() or array.null_count:
        return False
    size = len(array[0].as_buffer())
    _, places, content = array.buffers()
    starts = np.frombuffer(places, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    if not size or starts[-1] - starts[0] != size * len(array) or (np.diff(starts) != size).any():
        return False
    held = np.frombuffer(content, dtype=np.uint8)[starts[0] : starts[-1]]
    return np.array_equal(held[size:], held[:-size])


def _league(leagues: Leagues, ruleset: str | None, kind: str | None, period: str | None) -> League | Problem:
    """Return the league of rows by what they state, or why there is none."""
    rulesets = {each.id: each for each in leagues.rulesets}
    one = leagues.rulesets[0] if ruleset is None and len(rulesets) == 1 else rulesets.get(ruleset or "")
    if one is None:
        return problem("E-BATCH-RULESET", (), found=ruleset or "", nearest=nearest(ruleset or "", rulesets))
    kinds = [each.key for each in one.units.kinds]
    chosen = kind or leagues.kind or (kinds[0] if len(kinds) == 1 else None)
    if chosen is None:
        return problem("E-BATCH-KIND", (), known=", ".join(kinds))
    return League(one, chosen, period or leagues.period or one.annual_result or one.periods[0].key)
