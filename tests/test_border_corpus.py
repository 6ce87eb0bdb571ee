"""The shared corpus of inputs: every bad one is refused with its reason, every good one read."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import PydanticCustomError

from parindex.errors import ReadError
from parindex.exact import decimal_text, parse_number
from parindex.fields import number
from parindex.readers import json as strict_json
from parindex.readers import yaml as strict_yaml
from parindex.ruleset.declaration import is_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.mark import ParameterSet

    from parindex.readers.document import Document

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "bad-inputs.jsonl"
READERS: dict[str, Callable[[bytes], Document]] = {"yaml": strict_yaml.read, "json": strict_json.read}
# Where our code has another name than the corpus wants, and why.
DIFFERENCES = {
    "json-024": "E-EMPTY",  # an empty file is told in the same words in every format, before any syntax
}
# Well formed ids of the corpus: it spells them `ha-nam-2023`, we `ha-nam/family@2023`, so we refuse them.
OTHER_SPELLING = {"ha-noi-2099", "ha-nam-2023"}


def rows(surface: str) -> list[ParameterSet]:
    """List the cases of one surface, or one that is skipped when the corpus is not there."""
    if not CORPUS.exists():
        missing = pytest.mark.skip(reason=f"the shared corpus {CORPUS} is not there")
        return [pytest.param({}, id="corpus", marks=missing)]
    cases = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(case, id=case["id"]) for case in cases if case["surface"] == surface]


def content(case: dict[str, Any]) -> bytes:
    """Return the bytes of a case, which says how many there are."""
    packed = base64.b64decode(case["b64"] if "b64" in case else case["zb64"])
    found = packed if "b64" in case else zlib.decompress(packed)
    assert len(found) == case["bytes"]
    return found


def leaves(data: Any) -> list[Any]:
    """List the scalars of a plain tree, keys included."""
    if isinstance(data, dict):
        return [*data, *(leaf for value in data.values() for leaf in leaves(value))]
    return [leaf for value in data for leaf in leaves(value)] if isinstance(data, list) else [data]


@pytest.mark.parametrize("case", [*rows("yaml"), *rows("json")])
def test_files(case: dict[str, Any]) -> None:
    """A bad file is refused with the wanted code at a place; a good one is read, YAML all as text."""
    reader = READERS[case["surface"]]
    if case["want"] == "accept":
        found = reader(content(case))
        assert found.place(()).line >= 1
        assert case["surface"] == "json" or all(isinstance(leaf, str) for leaf in leaves(found.data))
        return
    with pytest.raises(ReadError) as refused:
        reader(content(case))
    (problem,) = refused.value.problems
    assert problem.code == DIFFERENCES.get(case["id"], case["want"])
    assert problem.place is not None
    assert problem.message("vi")
    assert problem.message("en")


@pytest.mark.parametrize("case", rows("num"))
def test_numbers(case: dict[str, Any]) -> None:
    """A text that is no plain decimal is refused, by the field of numbers as E-NUM; others are read."""
    text = content(case).decode()
    if case["want"] == "accept":
        assert number(text) == parse_number(text)
        assert parse_number(decimal_text(number(text))) == number(text)
        return
    with pytest.raises(ValueError, match=rf"\A{re.escape(text)}\Z"):
        parse_number(text)
    with pytest.raises(PydanticCustomError) as named:
        number(text)
    assert named.value.type == case["want"]


@pytest.mark.parametrize("case", rows("id"))
def test_ids(case: dict[str, Any]) -> None:
    """No bad id passes for the id of a ruleset; nor do the good ones, which are spelled otherwise."""
    text = content(case).decode()
    assert case["want"] == "E-ID" or text in OTHER_SPELLING
    assert not is_id(text)
