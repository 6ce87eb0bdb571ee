"""What every command shares: languages, results on stdout, messages on stderr, exit codes."""

from __future__ import annotations

import functools
import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import track

from parindex.errors import Language, ParindexError, Problem
from parindex.fields import pick
from parindex.readers import json as json_reader
from parindex.readers import limits
from parindex.readers import yaml as yaml_reader
from parindex.readers.document import Document
from parindex.ruleset import catalog

__all__ = [
    "DONE",
    "INVALID",
    "NO",
    "SEED",
    "WIDTH",
    "console",
    "guarded",
    "json_option",
    "lang_option",
    "one_line",
    "pick",
    "print_json",
    "print_problems",
    "print_text",
    "read_document",
    "seed_option",
    "watched",
    "wrapped",
]

DONE, NO, WRONG, INVALID = 0, 1, 2, 3
# What is wrong with the words of a command, and not with a file.
_USAGE = {
    "E-ALONE", "E-ASKED-TWICE", "E-BAND-KEY", "E-EFFORT", "E-EXTRA", "E-FORM-FILES", "E-FORM-FOLDER",
    "E-FORM-FROM", "E-FORM-OUTPUT", "E-FORM-SIZE", "E-MARGIN", "E-NONE-LISTED", "E-NOTHING-ASKED", "E-OFFICE",
    "E-ONE-FILE", "E-ONE-RECORD", "E-PAPER", "E-ROOT", "E-RUN", "E-SIMULATE-COVERAGE", "E-SIMULATE-HOW",
    "E-SIMULATE-ITEM", "E-SPARK-MASTER", "E-SPREAD", "E-STDOUT", "E-SURVEY", "E-THRESHOLD", "E-WHAT-IF",
    "E-WHAT-IF-WITH", "E-WHICH-KIND", "E-WORKBOOK",
}  # fmt: skip
SEED = 1  # of random draws, unless the command says otherwise
WIDTH = 110  # of tables, where no terminal says how wide it is
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

lang_option = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Ngôn ngữ / language."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="In một tài liệu JSON / print one JSON document."
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=SEED,
    show_default=True,
    help="Hạt giống của các lần rút / the seed of the draws.",
)


def console() -> Console:
    """Return the console of results: as wide as the terminal, or wide enough for a table."""
    probe = Console()
    return Console(width=None if probe.is_terminal else WIDTH, highlight=False, emoji=False)


def print_text(text: str) -> None:
    """Print a text as it is; on a terminal its long lines are broken."""
    out = console()
    click.echo(wrapped(text, out.width) if out.is_terminal else text)


def one_line(text: str) -> str:
    """Write a text from a file on one line: its breaks could pass for lines of our own."""
    return " ".join(text.split())


def wrapped(text: str, width: int) -> str:
    """Break each long line of a text between words; what follows stands further in."""
    lines = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines += textwrap.wrap(
            line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def watched(things: Sequence[T]) -> Iterable[T]:
    """Hand things out one by one, with a bar of progress on stderr where that is a terminal."""
    err = Console(stderr=True)
    return track(things, "", console=err, transient=True, disable=not err.is_terminal)


def read_document(file: str) -> Document:
    """Read a file, or standard input for ``-``, where JSON is told by its first character.

    Raises:
        ReadError: it cannot be read; with a place.
    """
    if file != "-":
        return catalog.read_document(Path(file))
    content = sys.stdin.buffer.read(limits.BYTES + 1)  # one byte more than a reader takes
    read = json_reader.read if content.lstrip()[:1] == b"{" else yaml_reader.read
    return read(content, "<stdin>")


def print_json(tree: Any) -> None:  # noqa: ANN401 (any plain tree)
    """Print one JSON document on stdout."""
    click.echo(json.dumps(tree, ensure_ascii=False, indent=2))


def print_problems(problems: Iterable[Problem], lang: Language) -> None:
    """Print problems on stderr, a line each."""
    for each in problems:
        click.echo(each.line(lang), err=True)


def guarded(command: F) -> F:
    """Turn a user's mistake into its problem lines on stderr and exit code 3; nothing else is printed."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:  # noqa: ANN401 (any command)
        try:
            return command(*args, **options)
        except ParindexError as error:
            lang: Language = "en" if options.get("lang") == "en" else "vi"
            print_problems(error.problems, lang)
            # What has a place is wrong in a file, whatever it is.
            words = all(each.code in _USAGE and each.place is None for each in error.problems)
            sys.exit(WRONG if words else INVALID)

    return run  # type: ignore[return-value]  # functools.wraps keeps the signature
