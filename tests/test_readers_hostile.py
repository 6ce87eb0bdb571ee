"""Files as large as may be, of what costs readers most: each is read or refused in two seconds."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from typing import TYPE_CHECKING

import coverage
import pytest

from parindex.errors import ReadError, problem
from parindex.readers import csv, json, limits, yaml
from parindex.readers.document import check_text

if TYPE_CHECKING:
    from collections.abc import Callable

# Marks of several classes and blocks, those that compose and those that only might.
MARKS = ["\u0301", "\u0591", "\u0653", "\u1ab0"]


def seconds(read: Callable[[bytes], object], content: bytes) -> float:
    """Measure the processor time of reading or refusing; a tenth of it when coverage counts every line."""
    start = time.process_time()
    try:
        read(content)
    except ReadError as error:
        assert error.problems  # noqa: PT017 (either outcome will do)
    return (time.process_time() - start) / (1 if coverage.Coverage.current() is None else 10)


def test_marks_of_every_class_are_counted() -> None:
    """Of every character that combines, three in a row are looked at and a fourth is refused."""
    marks = [chr(index) for index in range(sys.maxunicode + 1) if unicodedata.combining(chr(index))]
    assert len(marks) > 800
    for mark in marks:
        assert check_text("x" + mark * 4) == problem("E-NFC")
        three = "x" + mark * 3
        stands = unicodedata.is_normalized("NFC", three)
        assert check_text(three) == check_text(three + "y" + three) == (None if stands else problem("E-NFC"))


def test_marks_of_different_kinds_are_counted_together() -> None:
    """A run of marks is one, whatever mixture it is of."""
    assert check_text("x\u0316\u0591\u1ab0\u302a") == problem("E-NFC")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("run", [3, 4, 20_000] if os.environ.get("PARINDEX_THOROUGH") else [20_000])
@pytest.mark.parametrize("turned", [False, True])
def test_marks_cost_no_more_than_letters(mark: str, run: int, *, turned: bool) -> None:
    """A file of 2 MiB of marks takes less than two seconds in YAML and JSON, in order or out of it."""
    runs = (mark + "\u0316") * run if turned else mark * run
    text = ("x" + runs[:run]) * (limits.STRING // (run + 1) or 1)
    texts = [text] * (limits.BYTES // (len(text.encode()) + 6))
    assert seconds(json.read, ("[" + ",".join(f'"{each}"' for each in texts) + "]").encode()) < 2
    assert seconds(yaml.read, "".join(f'- "{each}"\n' for each in texts).encode()) < 2


FULL = limits.BYTES - 50


@pytest.mark.parametrize(
    "content",
    [
        b'a: "b"\n' + b"\n" * FULL,
        b'a: "b"\n' + b"# x\n" * (FULL // 4),
        b'a: "' + b"\n" * FULL + b'"\n',
        b'a: "' + b"x\n " * (FULL // 3) + b'"\n',
        b'a: "' + b"\\x41" * (FULL // 4) + b'"\n',
        b"a: " + b"x " * (FULL // 2) + b"\n",
        b"a: |\n" + b" x\n" * (FULL // 3),
        b"- " * (FULL // 2),
        b"[" * FULL,
    ],
    ids=["blank", "comments", "breaks", "folds", "escapes", "words", "lines", "lists", "brackets"],
)
def test_large_yaml_takes_two_seconds(content: bytes) -> None:
    """What the YAML parser takes longest for, at the largest size, is read or refused in two seconds."""
    assert seconds(yaml.read, content) < 2


def test_words_of_yaml_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, lines and escapes are counted together: as many as the limit are read, one more is refused."""
    monkeypatch.setattr(limits, "WORDS", 6)
    with pytest.raises(ReadError) as refused:
        yaml.read(b'a: "b"\nc: "\\x41"\n')
    assert [each.code for each in refused.value.problems] == ["E-WORDS"]
    monkeypatch.setattr(limits, "WORDS", 7)
    assert yaml.read(b'a: "b"\nc: "\\x41"\n').data == {"a": "b", "c": "A"}


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n1,"' + b'""' * (FULL // 2),
        b'a,b\n1,"' + b"\n" * FULL,
        b"a,b\n" + b"1,2\n" * (FULL // 4),
        b"," * FULL,
        b"a,b,c,d,e\n" + b"1,2,3,4,5\n" * 20_000,
    ],
    ids=["quotes", "breaks", "rows", "commas", "full"],
)
def test_large_csv_takes_two_seconds(content: bytes) -> None:
    """Tables at the largest size are read or refused in two seconds."""
    assert seconds(csv.read, content) < 2
