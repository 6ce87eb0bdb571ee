"""Letters written in parts, put together: for texts that others typed and nobody will type again."""

from __future__ import annotations

import unicodedata

from parindex.errors import Problem
from parindex.readers import limits
from parindex.readers.document import check_text

__all__ = ["compose"]


def compose(text: str) -> tuple[str, bool] | Problem:
    """Return a text in NFC and whether it was not, or what else is wrong with it.

    >>> compose("ca\u0309i")
    ('cải', True)
    """
    wrong = check_text(text)
    if wrong is None:
        return text, False
    # A crowd of marks is refused before it is put in order, which would take long.
    if wrong.code != "E-NFC" or _crowded(text):
        return wrong
    composed = unicodedata.normalize("NFC", text)
    return check_text(composed) or (composed, True)


def _crowded(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > limits.COMBINING_MARKS:
            return True
    return False
