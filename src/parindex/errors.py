"""Errors as data: a problem has a code, a place, what was found and a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from parindex.exact import decimal_text
from parindex.messages import MESSAGES
from parindex.vietnamese import with_comma

__all__ = [
    "AssessmentError",
    "Language",
    "NotFoundError",
    "ParindexError",
    "Path",
    "Place",
    "Problem",
    "ReadError",
    "RulesetError",
    "UsageError",
    "nearest",
    "problem",
]

_LINE = 60  # characters of a detail, on one line of a terminal
_ALIKE = 0.6  # of 1: below it no word is offered for another
Language = Literal["vi", "en"]
Path = tuple[str | int, ...]
Detail = str | Fraction


class Place(NamedTuple):
    """Where something is written: a file, and a line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a stable code, the path to it, and the details its message names.

    ``details`` holds text (quoted from the input) and exact figures; each language puts them into words.
    """

    code: str
    path: Path = ()
    details: tuple[tuple[str, Detail], ...] = ()
    place: Place | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Return ``error``, or ``warning`` for codes that begin with W."""
        return "warning" if self.code.startswith("W") else "error"

    @property
    def at(self) -> str:
        """Return the path as text: ``score.items.0.max``."""
        return ".".join(str(part) for part in self.path)

    def message(self, lang: Language = "vi") -> str:
        """Say what is wrong, in one language."""
        return self._say(MESSAGES[self.code][lang], lang)

    def hint(self, lang: Language = "vi") -> str:
        """Say what to do about it: the nearest known word when there is one, else the code's advice."""
        found = dict(self.details)
        if found.get("nearest"):
            return self._say("có phải là `{nearest}`?" if lang == "vi" else "did you mean `{nearest}`?", lang)
        return self._say(MESSAGES[self.code]["hint_vi" if lang == "vi" else "hint_en"], lang)

    def line(self, lang: Language = "vi") -> str:
        """Write the problem as one line: place, code, path, message, suggestion."""
        where = f"{self.place}: " if self.place else ""
        at = f" {_shown(self.at)}" if self.path else ""
        hint = self.hint(lang)
        return f"{where}{self.code}{at}: {self.message(lang)}{'; ' + hint if hint else ''}"

    def __str__(self) -> str:
        return self.line()

    def _say(self, template: str, lang: Language) -> str:
        return template.format_map({name: _said(name, detail, lang) for name, detail in self.details})

    def under(self, path: Path) -> Problem:
        """Return the problem with its path continued from a path above it."""
        return replace(self, path=path + self.path)

    def located(self, place: Place | None) -> Problem:
        """Return the problem with its place, unless it has one."""
        return self if self.place or place is None else replace(self, place=place)


def _said(name: str, detail: Detail, lang: Language) -> str:
    """Write a detail on one short line; figures take the decimal comma in Vietnamese."""
    if isinstance(detail, Fraction):
        text = decimal_text(detail)
        return with_comma(text) if lang == "vi" else text
    if len(detail) > _LINE:
        # Of a path the end tells more.
        detail = "…" + detail[3 - _LINE :] if name == "file" else detail[: _LINE - 3] + "…"
    return _shown(detail)


def _shown(text: str) -> str:
    """Write what cannot be printed as an escape: a break could pass for the end of our own line."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def problem(code: str, path: Path = (), **details: Detail) -> Problem:
    """Make a problem from a code, a path and the details its message names.

    >>> print(problem("E-WEIGHT", ("score", "scale", "groups"), sum=Fraction(3, 4)))
    E-WEIGHT score.scale.groups: trọng số cộng lại được 0,75, phải bằng 1
    """
    return Problem(code, path, tuple(details.items()))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like another, or nothing when none is near.

    >>> nearest("anual-plan", ["annual-plan", "survey"])
    'annual-plan'
    """
    match = difflib.SequenceMatcher(b=word[:80])
    likely = []
    for each in known:
        match.set_seq1(each)
        if match.real_quick_ratio() >= _ALIKE and (ratio := match.quick_ratio()) >= _ALIKE:
            likely.append((ratio, each))
    # The whole comparison takes time, so it is for the likeliest alone.
    found: list[tuple[float, str]] = []
    for _, each in sorted(likely, reverse=True)[:10]:
        match.set_seq1(each)
        found.append((match.ratio(), each))
    ratio, best = max(found, default=(0.0, ""))
    return best if ratio >= _ALIKE else ""


class ParindexError(Exception):
    """Raised for anything a user can mend; carries every problem found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.problems)


class ReadError(ParindexError):
    """Raised when a file or text cannot be read at all."""


class RulesetError(ParindexError):
    """Raised when a ruleset is not well formed or fails a check."""


class AssessmentError(ParindexError):
    """Raised when what was observed does not fit the rules."""


class NotFoundError(ParindexError):
    """Raised when no ruleset has the id or year asked for."""


class UsageError(ParindexError):
    """Raised when a question cannot be asked this way."""
