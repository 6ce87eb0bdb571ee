"""A questionnaire on paper: one page that needs nothing else, boxes to mark, set for A4."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from parindex.errors import Language
from parindex.fields import pick, say
from parindex.reporting.templates import templates
from parindex.ruleset.model import Unit
from parindex.survey.design import Asked
from parindex.survey.questionnaire import Questionnaire, head, rated_kinds

__all__ = ["render"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "ballot": ("Mã phiếu", "Ballot"),
    "unit": ("Đơn vị được đánh giá", "Unit to be rated"),
    "kind": ("Loại đơn vị", "Kind of unit"),
    "only": ("Chỉ trả lời đối với", "Only for"),
    "one": ("Đánh dấu X vào một ô cho mỗi câu hỏi.", "Mark one box for each question with an X."),
    "many": (
        "Với mỗi câu hỏi, đánh dấu X vào một ô ở dòng của từng đơn vị.",
        "For each question, mark one box with an X in the row of each unit.",
    ),
    "blank": (
        "Câu nào không có ý kiến thì để trống. Nếu đánh nhầm, khoanh tròn ô đó và đánh dấu X vào ô khác.",
        "Leave empty what you have no view on. If you marked the wrong box, circle it and mark another.",
    ),
    "thanks": ("Xin cảm ơn.", "Thank you."),
}


def render(questionnaire: Questionnaire, lang: Language = "vi") -> str:
    """Write a questionnaire as one page: a list of answers for one unit, a table for several.

    Raises:
        UsageError: the extra ``html`` is not installed (``E-EXTRA``).
    """
    return (
        templates("parindex.survey")
        .get_template("paper.html.j2")
        .render(
            head=head(questionnaire, lang),
            kinds=rated_kinds(questionnaire),
            lang=lang,
            only=functools.partial(_only, questionnaire, lang),
            questions=questionnaire.questions,
            rated=functools.partial(_rated, questionnaire),
            say=functools.partial(say, lang=lang),
            units=questionnaire.units,
            words={key: pick(lang, *words) for key, words in _WORDS.items()},
        )
    )


def _rated(questionnaire: Questionnaire, asked: Asked) -> tuple[Unit, ...]:
    """Return the units of which a question is asked."""
    return tuple(each for each in questionnaire.units if questionnaire.asks(asked, each.kind))


def _only(questionnaire: Questionnaire, lang: Language, asked: Asked) -> str:
    """Name the kinds of which a question is asked, where units are not known and it is not all of them."""
    kinds = rated_kinds(questionnaire)
    named = [say(each.name, lang) for each in kinds if questionnaire.asks(asked, each.key)]
    return "" if questionnaire.units or len(named) == len(kinds) else "; ".join(named)
