"""The calculator's desk asked from tests: requests, answers, and what an example asks."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers import Plain

from parindex.errors import Language
from parindex.readers import yaml
from parindex.site import figures
from parindex.site.desk import answer

LANGUAGES: tuple[Language, ...] = ("vi", "en")
EXAMPLE = "example/department@2024"


def ask(operation: str, **fields: Any) -> Plain:
    """Ask the desk, and return its answer, whatever it is."""
    found = json.loads(answer(json.dumps({"operation": operation, **fields})))
    assert isinstance(found, dict)
    assert found["operation"] == operation
    return found


def done(operation: str, **fields: Any) -> Plain:
    """Ask the desk for something that it can do."""
    found = ask(operation, **fields)
    assert found["ok"], found["problems"]
    return found


def refused(operation: str, **fields: Any) -> list[str]:
    """Return the lines with which the desk refuses."""
    found = ask(operation, **fields)
    assert not found["ok"]
    assert set(found) == {"operation", "ok", "problems"}
    return [each["text"] for each in found["problems"]]


def packed(content: bytes) -> str:
    """Write bytes as a request has them."""
    return base64.b64encode(content).decode()


def asked(tree: Plain) -> Plain:
    """Return the fields of a request that ask for what an assessment says, at the last stage that it has."""
    *others, last = tree["stages"]
    return {
        "ruleset": tree["ruleset"],
        "kind": tree["unit"]["kind"],
        "unit": {key: value for key, value in tree["unit"].items() if key != "kind"},
        "period": tree["period"],
        "submitted": tree.get("submitted"),
        "stage": last,
        "entries": tree["stages"][last]["entries"],
        "stages": {name: tree["stages"][name]["entries"] for name in others},
    }


def as_typed(entries: Plain, lang: Language) -> Plain:
    """Return the entries of a stage as people of a language type them."""
    return {key: figures.shown(entry, lang) for key, entry in entries.items()}


def of_file(file: Path) -> Plain:
    """Return the fields of a request for what an example says."""
    return asked(tree_of(file))


@lru_cache
def _text(file: Path) -> str:
    return json.dumps(yaml.read(file.read_bytes(), file.name).data)


def tree_of(file: Path) -> Plain:
    """Return an example as a plain tree of one's own."""
    found: Plain = json.loads(_text(file))
    return found
