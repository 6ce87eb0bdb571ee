"""A questionnaire as an XLSForm for KoboToolbox and ODK, filled in once for each unit; ballots come back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parindex.errors import Language
from parindex.fields import Text, say
from parindex.scales.survey import Option
from parindex.survey.design import Asked
from parindex.survey.entry import new_workbook
from parindex.survey.questionnaire import Questionnaire, column_key, head, rated_kinds

__all__ = ["render"]

# xlsxwriter has no types.
Book = Any

_LANGUAGES: tuple[tuple[Language, str], ...] = (("vi", "Tiếng Việt (vi)"), ("en", "English (en)"))
_LONG = 12  # units from which a list is searched by typing
_DIGITS = 12  # of the digest, which is the version
_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
_WIDTH = 28
_WORDS: Mapping[str, Text] = {
    "unit": Text(vi="Đơn vị được đánh giá", en="Unit to be rated"),
    "kind": Text(vi="Loại đơn vị", en="Kind of unit"),
    "slug": Text(
        vi="Ghi khoá của đơn vị: chữ thường không dấu, số và gạch nối, ví dụ so-noi-vu.",
        en="Write the key of the unit: small letters, digits and hyphens, like so-noi-vu.",
    ),
    "how": Text(vi="Chọn một phương án cho mỗi câu hỏi.", en="Choose one answer for each question."),
}
Row = Mapping[str, str]


def render(questionnaire: Questionnaire, lang: Language = "vi") -> bytes:
    """Write a questionnaire as an XLSForm workbook in both languages; ``lang`` is the one it opens in.

    Raises:
        UsageError: the extra ``excel`` is not installed (``E-EXTRA``).
    """
    first = head(questionnaire, lang)
    content = io.BytesIO()
    book = new_workbook(content, first.title, first.mark)
    lists = _lists(questionnaire)
    _write(book, "survey", [*_survey(questionnaire, lists)])
    _write(book, "choices", [*_choices(questionnaire, lists)])
    ruleset = questionnaire.design.ruleset
    settings = {
        "form_title": f"{first.title} – {first.group}",
        "form_id": re.sub("[^a-z0-9]+", "-", f"{ruleset.id}-{questionnaire.group.key}"),
        "version": ruleset.digest[:_DIGITS],
        "default_language": dict(_LANGUAGES)[lang],
        "instance_name": "concat(${group}, ' · ', ${unit})",
    }
    _write(book, "settings", [settings])
    book.close()
    return content.getvalue()


def _write(book: Book, name: str, rows: Sequence[Row]) -> None:
    """Write a sheet of texts: a header with every column that some row has, and the rows."""
    sheet = book.add_worksheet(name)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    bold = book.add_format({"bold": True})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, bold)
        for down, row in enumerate(rows, start=1):
            if text := row.get(column, ""):
                sheet.write_string(down, at, text)
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)


def _lists(questionnaire: Questionnaire) -> Mapping[tuple[Option, ...], str]:
    """Return the name of each list of answers; questions with the same answers share one."""
    lists: dict[tuple[Option, ...], str] = {}
    for each in questionnaire.questions:
        lists.setdefault(each.options, f"answers_{len(lists) + 1}")
    return lists


def _survey(questionnaire: Questionnaire, lists: Mapping[tuple[Option, ...], str]) -> Iterator[Row]:
    """Yield the rows of what is asked: the day, the group, the unit and its kind, the questions."""
    yield {"type": "today", "name": "date"}
    yield _constant("group", questionnaire.group.key)
    yield {"type": "note", "name": "about_form", **_label(_about(questionnaire))}
    required = {"required": "yes"}
    if questionnaire.units:
        searched = {"appearance": "minimal autocomplete"} if len(questionnaire.units) >= _LONG else {}
        yield {
            "type": "select_one units",
            "name": "unit",
            **_label(_WORDS["unit"]),
            **required,
            **searched,
        }
    else:
        yield {
            "type": "text",
            "name": "unit",
            **_label(_WORDS["unit"]),
            **required,
            "constraint": f"regex(., '{_SLUG}')",
            **_label(_WORDS["slug"], "constraint_message"),
            **_label(_WORDS["slug"], "hint"),
        }
    yield from _kind(questionnaire)
    for each in questionnaire.questions:
        yield {
            "type": f"select_one {lists[each.options]}",
            "name": _name(each),
            **_label(each.text),
            **required,
            **_relevant(questionnaire, each),
        }


def _constant(name: str, key: str) -> Row:
    return {"type": "calculate", "name": name, "calculation": f"'{key}'"}


def _kind(questionnaire: Questionnaire) -> Iterator[Row]:
    """Yield the row that says of which kind the unit is, where that is not always the same."""
    if len(questionnaire.kinds) == 1:
        yield _constant("kind", questionnaire.kinds[0])
    elif questionnaire.units:
        yield {
            "type": "calculate",
            "name": "kind",
            "calculation": "instance('units')/root/item[name = ${unit}]/kind",
        }
    else:
        yield {"type": "select_one kinds", "name": "kind", **_label(_WORDS["kind"]), "required": "yes"}


def _relevant(questionnaire: Questionnaire, asked: Asked) -> Row:
    """Say of which kinds a question is asked, where that is not all of them."""
    kinds = [each for each in questionnaire.kinds if questionnaire.asks(asked, each)]
    if len(kinds) == len(questionnaire.kinds):
        return {}
    return {"relevant": " or ".join(f"${{kind}} = '{each}'" for each in kinds)}


def _choices(questionnaire: Questionnaire, lists: Mapping[tuple[Option, ...], str]) -> Iterator[Row]:
    """Yield the rows of what there is to choose from."""
    for options, name in lists.items():
        for option in options:
            yield {"list_name": name, "name": option.key, **_label(option.name)}
    for unit in questionnaire.units:
        yield {"list_name": "units", "name": unit.key, **_label(unit.name), "kind": unit.kind}
    if not questionnaire.units and len(questionnaire.kinds) > 1:
        for kind in rated_kinds(questionnaire):
            yield {"list_name": "kinds", "name": kind.key, **_label(kind.name)}


def _name(asked: Asked) -> str:
    """Return the name of a question, which cannot begin with a digit."""
    name = column_key(asked)
    return f"_{name}" if name[0].isdigit() else name


def _about(questionnaire: Questionnaire) -> Text:
    """Say what the form is, in both languages, a line each."""
    vi, en = (
        "\n\n".join(
            filter(None, (each.ruleset, *each.labels, each.group, each.span, say(_WORDS["how"], lang)))
        )
        for lang, each in ((lang, head(questionnaire, lang)) for lang, _ in _LANGUAGES)
    )
    return Text(vi=vi, en=en)


def _label(text: Text, column: str = "label") -> Row:
    """Return the cells of a text in each language; Vietnamese stands where the English is not known."""
    # What begins with these two would be taken for a reference to a question.
    return {f"{column}::{name}": say(text, lang).replace("${", "$ {") for lang, name in _LANGUAGES}
