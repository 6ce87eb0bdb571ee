"""A finding in words, for whoever holds the printed decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parindex.audit.bare.reading import Path, canonical
from parindex.audit.bare.verdict import Finding
from parindex.audit.bare.words import WORDS

__all__ = ["report"]

_RESULT = ("predicate", "result")
_LONG = 200  # characters of a value that is shown


def report(finding: Finding, lang: str) -> str:
    """Write a finding in lines; published figures have a decimal comma in Vietnamese."""
    said = WORDS[lang]
    lines = [f"{said['verdict']}: {said[finding.verdict]}", *_failure(finding, lang)]
    facts = [f"{said[name]}: {value}" for name, value in _facts(finding, lang) if value is not None]
    if facts and finding.verdict != "REPRODUCED":
        lines.append(said["recorded"])
    lines += facts
    if finding.ruleset:
        lines.append(f"{said['rules sha256']}: {finding.ruleset['sha256']}")
    if finding.sha256 and finding.verdict == "REPRODUCED":
        lines.append(f"{said['check code']}: {finding.check_code()}")
    if finding.sha256:
        # What is not reproduced is nobody's record.
        of = "sha256" if finding.verdict == "REPRODUCED" else "this sha256"
        lines.append(f"{said[of]}: {finding.sha256}")
    # Where too few signatures are valid, the verdict says so.
    if finding.verdict not in {"BAD-SIGNATURE", "UNREADABLE"}:
        lines.append(f"{said['signatures']}: {said[finding.signatures]}")
    if finding.root != "none":
        lines.append(f"{said['root']}: {said[f'root.{finding.root}']}")
    return "\n".join(lines) + "\n"


def _failure(finding: Finding, lang: str) -> Iterator[str]:
    said = WORDS[lang]
    if finding.verdict == "REPRODUCED":
        return
    yield f"{said['at']}: {finding.at or '/'}"
    path = tuple(finding.at.split("/")[1:])
    item = _item(finding, path)
    if item is not None:
        place = " · ".join((said.get(f"item.{path[4]}", path[4]), *path[5:])) if path[4:] else ""
        yield f"{said['item']}: {_named(item, lang)}" + (f", {place}" if place else "")
    if finding.verdict in {"UNREADABLE", "NOT-CANONICAL"} or finding.found is finding.expected is None:
        if isinstance(finding.expected, str):
            yield f"{said['why']}: {said.get(finding.expected, finding.expected)}"
        return
    published = path[-1:] == ("published",)
    for name in ("expected", "found"):
        yield f"{said[name]}: {_shown(getattr(finding, name), lang, published=published)}"


def _item(finding: Finding, path: tuple[str, ...]) -> Any:  # noqa: ANN401 (any tree)
    """Return the item that a place under `/predicate/result/items/N` is about."""
    if path[:3] != (*_RESULT, "items") or len(path) < 4:  # noqa: PLR2004 (with its number)
        return None
    items = _at(finding.statement, (*_RESULT, "items"))
    number = int(path[3])
    return items[number] if isinstance(items, list) and number < len(items) else finding.expected


def _facts(finding: Finding, lang: str) -> Iterator[tuple[str, str | None]]:
    statement, said = finding.statement, WORDS[lang]
    unit = _at(statement, ("predicate", "assessment", "unit"))
    yield "unit", _named(unit, lang) if isinstance(unit, dict) else None
    most = _at(statement, (*_RESULT, "total", "max"))
    total, index = (_at(statement, (*_RESULT, name, "published")) for name in ("total", "index"))
    figures = [_shown(figure, lang, published=True) for figure in (total, most, index)]
    yield "total", f"{figures[0]} / {figures[1]}" if total is not None else None
    yield "index", f"{figures[2]} %" if index is not None else None
    yield "band", _band(finding, lang) if total is not None else None
    name = _at(statement, ("predicate", "ruleset", "id"))
    source = said[finding.ruleset["from"]] if finding.ruleset else said["unknown"]
    yield "ruleset", f"{_shown(name, lang)} ({source})" if name is not None else None
    instruments = _at(statement, ("predicate", "ruleset", "instruments"))
    for each in instruments if isinstance(instruments, list) else ():
        yield "instrument", f"{_shown(_at(each, ('number',)), lang)} · {_word(_at(each, ('title',)), lang)}"


def _band(finding: Finding, lang: str) -> str:
    key = _at(finding.statement, (*_RESULT, "band"))
    named = {band["key"]: _word(band["name"], lang) for band in finding.rules.get("bands", ())}
    if key is None:
        return WORDS[lang]["no band"]
    return named.get(key, key) if isinstance(key, str) else _shown(key, lang)


def _at(tree: object, path: Path) -> Any:  # noqa: ANN401 (any tree)
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _named(tree: object, lang: str) -> str:
    """Write the name of an item or a unit, with its code and its key."""
    name, code, key = (_at(tree, (name,)) for name in ("name", "code", "key"))
    start = f"{_shown(code, lang)} " if code is not None else ""
    return f"{start}{_word(name, lang)} ({_shown(key, lang)})"


def _word(words: object, lang: str) -> str:
    """Write a text by language, in the other one where it has no such."""
    found = _at(words, (lang,)) or _at(words, ("vi",)) or words
    return _shown(found, lang)


def _shown(value: object, lang: str, *, published: bool = False) -> str:
    if value is None:
        return WORDS[lang]["nothing"]
    written = value if isinstance(value, str) else canonical(value).decode()
    if published and lang == "vi":
        written = written.replace(".", ",")
    # A text of several lines may not look like a line of the report.
    written = " ".join(written.split())
    return written if len(written) <= _LONG else written[:_LONG] + "…"
