"""A page of the site as a value, and the few pieces of Markdown that pages are made of."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parindex.errors import Language
from parindex.reporting.table import plain

__all__ = ["LANGUAGES", "Page", "block", "cell", "escape", "heading", "link", "table", "trail"]

# What is markup anywhere; `!` before a link; what makes a list, a rule or an address of a bare text.
_MARKUP = re.compile(
    r"[\\`*_\[\]<>|~#&$@{}=^]|!(?=\[)|:(?=[\w/+-])|www\.|^[-+]|^\d+[.)]",
    re.IGNORECASE,
)
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one language.

    ``path`` ends in ``.md`` and is the same in both languages; ``body`` is Markdown below the title;
    ``above`` is the trail of pages that lead here, as (path, title), home left out.
    ``labels`` say what must be known of all that stands on the page, such as that it is illustrative.
    """

    path: str
    lang: Language
    title: str
    body: str
    summary: str = ""
    above: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()


def escape(text: str) -> str:
    """Write a text on one line so that no engine of Markdown takes any of it as markup.

    Entities say the same to each of them, inside a block of HTML too, where backslashes do not.

    >>> escape("1. Sở *Nội vụ*"), escape("a | b")
    ('1&#46; Sở &#42;Nội vụ&#42;', 'a &#124; b')
    """
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", plain(text))


def link(text: str, target: str, *, at: str) -> str:
    """Write a link from the page at ``at`` to another page, both paths from the root of the tree.

    >>> link("Tốt", "rulesets/a/2024/bands.md#tot", at="rulesets/a/2024/items/plan.md")
    '[Tốt](../bands.md#tot)'
    """
    path, mark, anchor = target.partition("#")
    relative = posixpath.relpath(path, posixpath.dirname(at)) if path != at else ""
    return f"[{escape(text)}]({relative}{mark}{anchor})"


def heading(level: int, text: str, anchor: str) -> str:
    """Write a heading with its own anchor: anchors are made of keys, never of words.

    >>> heading(2, "Bằng chứng", "evidence")
    '## Bằng chứng {#evidence}'
    """
    return f"{'#' * level} {escape(text)} {{#{anchor}}}"


def cell(text: str) -> str:
    """Escape a text for a cell of a table, links and all markup taken as text.

    >>> cell("a | b")
    'a &#124; b'
    """
    return escape(text)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, figures: Iterable[int] = ()) -> str:
    """Write a table from Markdown cells, those in the columns ``figures`` to the right.

    >>> print(table(["a", "b"], [["1", "2"]], figures=[1]))
    | a | b |
    | --- | ---: |
    | 1 | 2 |
    """
    right = frozenset(figures)
    lines = [columns, ["---:" if at in right else "---" for at in range(len(columns))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def block(*parts: str) -> str:
    r"""Put paragraphs, tables and headings under each other; empty ones are left out.

    >>> block("a", "", "b")
    'a\n\nb\n'
    """
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def trail(page: Page) -> str:
    """Write the pages that lead to a page, each a link."""
    if not page.above:
        return ""
    steps = " / ".join(link(title, path, at=page.path) for path, title in page.above)
    word = "Vị trí" if page.lang == "vi" else "You are here"
    return f'<nav class="trail" aria-label="{html.escape(word)}" markdown="span">{steps}</nav>'
