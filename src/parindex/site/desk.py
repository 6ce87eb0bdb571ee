"""The calculator below its page: one question as JSON text, one answer as JSON text, and never an exception.

The protocol is ``docs/reference/calculator.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from parindex.errors import Language, ParindexError, UsageError, nearest, problem
from parindex.readers import limits
from parindex.site import asking, figures, opening, results, shelf
from parindex.site.encoding import encoded

__all__ = ["OPERATIONS", "answer"]

Tree = dict[str, Any]

_REQUEST = 2 * limits.WORKBOOK  # characters: base64 of the largest file is four thirds of it
_INSIDE = re.compile(r"[^\[\]{}]+")
_LANGUAGES: tuple[Language, ...] = ("vi", "en")


def answer(request: str) -> str:
    """Answer a question of the calculator's page.

    >>> answer('{"operation": "close", "lang": "en"}')[:40]
    '{"operation":"close","ok":false,"problem'
    """
    asked: Tree = {}
    lang: Language = "vi"
    try:
        asked = _read(request)
        lang = _language(asked)
        told = _told(asked, lang)
        problems = told.pop("problems", [])
    except ParindexError as error:
        told, problems = {}, [results.plain_problem(each, lang) for each in error.problems]
    except RecursionError:
        told, problems = {}, [results.plain_problem(problem("E-DESK-REQUEST"), lang)]
    except Exception as error:  # noqa: BLE001 (a page that gets no answer waits for ever)
        fault = problem("E-DESK-FAULT", reason=type(error).__name__)
        told, problems = {}, [results.plain_problem(fault, lang)]
    named = asked.get("operation")
    operation = named if isinstance(named, str) else None
    return _written({"operation": operation, "ok": bool(told), "problems": problems, **told})


def _written(tree: Tree) -> str:
    """Write an answer; half a pair of surrogates, which a request may hold, is written as an escape."""
    text = "{" + ",".join(f'"{name}":{encoded(value)}' for name, value in tree.items()) + "}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(text))
    return text


def _read(request: str) -> Tree:
    """Read a request.

    Raises:
        UsageError: it is no JSON object, too large or too deep (``E-DESK-REQUEST``).
    """
    refused = UsageError(problem("E-DESK-REQUEST"))
    if len(request) > _REQUEST:
        raise refused
    if _is_deep(request):
        raise refused
    try:
        tree = json.loads(request, parse_int=_number, parse_float=_number)
    except ValueError:
        raise refused from None
    if not isinstance(tree, dict):
        raise refused
    return tree


def _number(text: str) -> Decimal:
    """Keep the digits of a number, for the library to refuse it in words; of one that is absurd, its sign."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("Infinity")


def _is_deep(text: str) -> bool:
    """Tell whether maps and lists stand deeper in one another than may, or brackets do not match."""
    plain = re.sub(r"\\.", "", text, flags=re.DOTALL) if "\\" in text else text
    brackets = _INSIDE.sub("", "".join(plain.split('"')[::2]))
    for _ in range(limits.DEPTH):
        inner = brackets.replace("[]", "").replace("{}", "")
        if inner == brackets:
            break
        brackets = inner
    return bool(brackets)


def _language(asked: Mapping[str, Any]) -> Language:
    said = asked.get("lang") or "vi"
    for lang in _LANGUAGES:
        if said == lang:
            return lang
    known = ", ".join(_LANGUAGES)
    raise UsageError(problem("E-VALUE", ("lang",), found=str(said), known=known))


def _told(asked: Mapping[str, Any], lang: Language) -> Tree:
    name = asked.get("operation")
    if not isinstance(name, str) or name not in OPERATIONS:
        near = nearest(name, OPERATIONS) if isinstance(name, str) else ""
        known = ", ".join(OPERATIONS)
        wrong = problem("E-DESK-OPERATION", ("operation",), found=str(name), nearest=near, known=known)
        raise UsageError(wrong)
    wanted, operation = OPERATIONS[name]
    rest = {field: value for field, value in asked.items() if field not in {"operation", "lang"}}
    return operation(asking.fields(rest, wanted), lang)


# The operations


def _rulesets(_given: Tree, lang: Language) -> Tree:
    return {"rulesets": list(shelf.listing(lang))}


def _open(given: Tree, lang: Language) -> Tree:
    ruleset = shelf.load(given["ruleset"])
    period, unit = given.get("period"), given.get("unit")
    return opening.opened(ruleset, given["kind"], lang, period=period, unit=unit)


def _score(given: Tree, lang: Language) -> Tree:
    return results.result(asking.question(given, lang), codes=given.get("codes", False))


def _explain(given: Tree, lang: Language) -> Tree:
    return results.explanation(asking.question(given, lang), given.get("key"))


def _read_file(given: Tree, lang: Language) -> Tree:
    from parindex.site import papers  # noqa: PLC0415 (files come late, if at all)

    found = papers.brought(papers.decoded(given["content"]), given["name"], lang)
    known = found.assessment
    tree = papers.plain(known) if known else {}
    return {
        "what": found.what,
        "ruleset": tree.get("ruleset"),
        "kind": known.unit.kind if known else None,
        "period": tree.get("period"),
        "submitted": tree.get("submitted"),
        "unit": {"key": known.unit.key, "name": known.unit.name} if known else None,
        "stage": found.stage,
        "stages": {name: _shown(stage["entries"], lang) for name, stage in tree.get("stages", {}).items()},
        "verdict": found.verdict,
        "problems": [results.plain_problem(each, lang) for each in found.problems],
    }


def _shown(entries: Tree, lang: Language) -> Tree:
    return {key: figures.shown(entry, lang) for key, entry in entries.items()}


def _write_file(given: Tree, lang: Language) -> Tree:
    from parindex.site import papers  # noqa: PLC0415 (the same)

    return papers.written(asking.question(given, lang), given["what"])


def _verify(given: Tree, lang: Language) -> Tree:
    from parindex.site.papers import decoded  # noqa: PLC0415 (the same)
    from parindex.site.verdicts import plain_verdict, verified  # noqa: PLC0415 (the same)

    return plain_verdict(verified(decoded(given["content"])), lang)


OPERATIONS: Mapping[str, tuple[Mapping[str, str], Callable[[Tree, Language], Tree]]] = {
    "rulesets": ({}, _rulesets),
    "open": ({"ruleset": "text", "kind": "text", "period?": "text", "unit?": "text"}, _open),
    "score": ({**asking.QUESTION, "codes?": "true | false"}, _score),
    "explain": ({**asking.QUESTION, "key?": "text"}, _explain),
    "read": ({"name": "text", "content": "text"}, _read_file),
    "write": ({**asking.QUESTION, "what": "text"}, _write_file),
    "verify": ({"content": "text"}, _verify),
}
"""Every operation, with the fields that it takes; ``?`` stands after those that may be left out."""
