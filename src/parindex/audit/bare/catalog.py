"""The published rulesets that come with the verifier, each compared with what LOCK says of it."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["LOCK", "DamagedError", "load", "published", "shelf"]

LOCK = "LOCK"
_LINE = re.compile(r"([0-9a-f]{64})  ([a-z0-9-]+/[a-z0-9-]+/([0-9.]+)\.json)")


class DamagedError(ValueError):
    """Say which published file is not what LOCK says."""


def shelf() -> Traversable:
    """Return the folder of published rulesets: in the package, or beside the sources it is made from."""
    package = files("parindex")
    inside = package / "rulesets"
    return inside if inside.is_dir() else package / ".." / ".." / "rulesets"


def published(folder: Traversable) -> dict[str, bytes]:
    """Read every published file by its path, in the order of LOCK.

    Raises:
        DamagedError: A file is gone or was changed, or LOCK cannot be read.
    """
    found = {}
    try:
        for line in (folder / LOCK).read_bytes().decode("ascii").splitlines():
            parts = _LINE.fullmatch(line)
            if not parts:
                raise DamagedError(f"{LOCK}: {line}")
            content = found[parts[2]] = folder.joinpath(*parts[2].split("/")).read_bytes()
            if hashlib.sha256(content).hexdigest() != parts[1]:
                raise DamagedError(parts[2])
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise DamagedError(str(error)) from None
    return found


def load(folder: Traversable) -> dict[str, bytes]:
    """Read every published ruleset by its id; a plan is none.

    Raises:
        DamagedError: As in `published`.
    """
    found = published(folder).items()
    return {_id(path): content for path, content in found if json.loads(content).get("kind") != "plan"}


def _id(path: str) -> str:
    jurisdiction, family, year = path.removesuffix(".json").split("/")
    return f"{jurisdiction}/{family}@{year}"
