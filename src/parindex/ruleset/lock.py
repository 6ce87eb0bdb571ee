"""Published rulesets never change: their canonical JSON stands beside them, and `LOCK` pins its digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path as FilePath
from typing import Any

from parindex.errors import Path, Place, Problem, RulesetError, UsageError, problem
from parindex.readers import json as json_reader
from parindex.readers.document import decode, read_bytes
from parindex.ruleset.declaration import Declaration

__all__ = ["canonical_file", "check_lock", "first_difference", "locked", "publish", "published"]

_NAME = "LOCK"
_ABSENT = object()  # stands for what one of two trees does not have
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[a-z0-9-]+/[a-z0-9-]+/[0-9.]+\.json)", re.ASCII)


def canonical_file(file: FilePath) -> FilePath:
    """Return where the canonical JSON of a file stands: beside it."""
    return file.with_suffix(".json")


def locked(folder: FilePath) -> dict[str, str]:
    """Return the pinned digests of a folder of rulesets, by the canonical file's path from there.

    The lines are those of ``sha256sum``: a digest, two spaces, a file name.

    Raises:
        ReadError: LOCK is not text.
        RulesetError: a line is not of that form, or pins a file again (``E-LOCK-LINE``).
    """
    file = folder / _NAME
    if not file.is_file():
        return {}
    content = read_bytes(file)
    pins: dict[str, str] = {}
    for number, line in enumerate(decode(content, str(file)).split("\n") if content.strip() else (), start=1):
        found = _LINE.fullmatch(line)
        if line and (found is None or found["name"] in pins):
            raise RulesetError(problem("E-LOCK-LINE", found=line).located(Place(str(file), number, 1)))
        if found:
            pins[found["name"]] = found["digest"]
    return pins


def published(file: FilePath) -> FilePath | None:
    """Return the canonical JSON of a file, when LOCK pins it.

    Raises:
        RulesetError: it is gone, or is not what LOCK pins (``E-LOCK``).
    """
    folder, canonical = file.parent.parent.parent, canonical_file(file)
    name = canonical.relative_to(folder).as_posix()
    pinned = locked(folder).get(name)
    if pinned is None:
        return None
    if _digest(canonical) != pinned:
        raise RulesetError(problem("E-LOCK", found=name))
    return canonical


def check_lock(
    folder: FilePath, declared: Mapping[FilePath, Declaration], *, whole: bool = True
) -> Iterator[tuple[FilePath, Problem]]:
    """Find published files that were changed, and those that are not published yet; each with its file.

    ``declared`` holds declarations of the folder by file; ``whole``: all of them, so that none may be gone.
    """
    pins = locked(folder)
    for file, declaration in declared.items():
        name = canonical_file(file).relative_to(folder).as_posix()
        pinned = pins.pop(name, None)
        if pinned is None:
            yield file, problem("W-LOCK", ("id",), found=declaration.id)
        elif declaration.digest != pinned:
            yield file, _changed(canonical_file(file), declaration)
        elif _digest(canonical_file(file)) != pinned:
            yield file, problem("E-LOCK", ("id",), found=name)
    for name in pins if whole else ():
        file = (folder / name).with_suffix(".yaml")
        if not file.is_file():
            yield folder / _NAME, problem("E-LOCK", (), found=name)


def _digest(file: FilePath) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _changed(canonical: FilePath, declaration: Declaration) -> Problem:
    """Say where a published file differs from its canonical JSON."""
    if not canonical.is_file():
        return problem("E-LOCK", ("id",), found=declaration.id)
    published = json_reader.read(read_bytes(canonical), str(canonical)).data
    path = first_difference(published, declaration.plain()) or ("id",)
    return problem("E-PUBLISHED", path, found=declaration.id)


def first_difference(one: Any, other: Any) -> Path | None:  # noqa: ANN401 (any plain tree)
    """Return the path of the first place where two plain trees differ, or nothing when they are equal.

    Depth first: members of maps in the order of RFC 8785, elements of lists from the first one on.

    >>> first_difference({"a": ["1", "2"]}, {"a": ["1", "3"]})
    ('a', 1)
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = sorted({**one, **other}, key=lambda name: name.encode("utf-16-be"))
        parts = [(name, one.get(name, _ABSENT), other.get(name, _ABSENT)) for name in names]
    elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        pairs = zip_longest(one, other, fillvalue=_ABSENT)
        parts = [(number, left, right) for number, (left, right) in enumerate(pairs)]
    else:
        return None if one == other else ()
    for part, left, right in parts:
        below = first_difference(left, right)
        if below is not None:
            return (part, *below)
    return None


def publish(folder: FilePath, declared: Mapping[FilePath, Declaration]) -> tuple[str, ...]:
    """Write the canonical JSON of each file that is not published yet, and pin it; return their ids.

    A published line is never changed: a correction is a file of its own.

    Raises:
        UsageError: a file cannot be written (``E-WRITE``).
    """
    pins, lock = locked(folder), folder / _NAME
    lines, names = [], []
    for file, declaration in declared.items():
        target = canonical_file(file)
        name = target.relative_to(folder).as_posix()
        if name not in pins:
            _write(target, declaration.canonical)
            lines.append(f"{declaration.digest}  {name}\n")
            names.append(declaration.id)
    if lines:
        before = lock.read_bytes() if lock.is_file() else b""
        ended = before if before.endswith(b"\n") or not before else before + b"\n"
        _write(lock, ended + "".join(lines).encode())
    return tuple(names)


def _write(file: FilePath, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(file), reason=error.strerror or "")) from None
