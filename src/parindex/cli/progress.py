"""Bars of progress, on stderr where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

__all__ = ["progress"]


@contextmanager
def progress(total: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function that says how much is done so far, of a total where that is known."""
    err = Console(stderr=True)
    columns = (BarColumn(), TaskProgressColumn(show_speed=total is None), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)
