"""What a survey asks: questions with their answers, and who is asked which of them about which units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parindex.errors import UsageError, problem
from parindex.fields import FrozenMap, Text
from parindex.ruleset.model import Item, Ruleset, Unit, walk
from parindex.ruleset.process import Respondents, Span, Survey
from parindex.ruleset.tree import leaves, resolve
from parindex.scales.survey import Option, SurveyScale

__all__ = ["Asked", "Design", "design"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its item, the answers to choose from, and who is asked about which kinds of units."""

    key: str
    text: Text
    item: Item
    options: tuple[Option, ...]
    groups: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """The survey of one ruleset: groups, questions, the kinds of units that are rated, the units it lists."""

    ruleset: Ruleset
    groups: tuple[Respondents, ...]
    questions: tuple[Asked, ...]
    kinds: tuple[str, ...]
    units: FrozenMap[str, Unit]
    span: Span | None

    def group(self, key: str) -> Respondents:
        """Return a group of respondents by its key.

        Raises:
            KeyError: there is none.
        """
        for each in self.groups:
            if each.key == key:
                return each
        raise KeyError(key)

    def asks(self, group: str, question: Asked, kind: str) -> bool:
        """Tell whether a group is asked a question of a kind of unit."""
        rated = self.group(group).rates
        return group in question.groups and kind in question.kinds and (not rated or kind in rated)


def design(ruleset: Ruleset) -> Design:
    """Return the survey of a ruleset; an item scored by ballots that no question names is itself a question.

    Raises:
        UsageError: no item is scored by ballots (``E-SURVEY``).
    """
    scored = dict(_scored(ruleset))
    if not scored:
        raise UsageError(problem("E-SURVEY", ruleset=ruleset.id))
    stated = ruleset.survey or Survey()
    asked = [(each.key, each.text, each.item) for each in stated.questions if each.item in scored]
    named = {item for _, _, item in asked}
    asked += [(key, item.name, key) for key, (item, _) in scored.items() if key not in named]
    questions = tuple(_asked(key, text, *scored[item], ruleset) for key, text, item in asked)
    known = {each.key for each in stated.groups}
    scales = [scale for _, scale in scored.values()]
    extra = {group.key: group for scale in scales for group in scale.groups if group.key not in known}
    groups = (*stated.groups, *(Respondents(key=each.key, name=each.name) for each in extra.values()))
    kinds = tuple(
        kind.key for kind in ruleset.units.kinds if any(kind.key in each.kinds for each in questions)
    )
    units = FrozenMap({unit.key: unit for unit in ruleset.units.units})
    return Design(ruleset, groups, questions, kinds, units, stated.span)


def _scored(ruleset: Ruleset) -> Iterator[tuple[str, tuple[Item, SurveyScale]]]:
    """Yield the items that ballots score, in the order of the tree."""
    for item, _ in walk(ruleset.score):
        if isinstance(item.scale, SurveyScale):
            yield item.key, (item, item.scale)


def _asked(key: str, text: Text, item: Item, scale: SurveyScale, ruleset: Ruleset) -> Asked:
    kinds = tuple(
        kind.key
        for kind in ruleset.units.kinds
        if any(leaf.applies and leaf.item.key == item.key for leaf in leaves(resolve(ruleset, kind.key)))
    )
    return Asked(key, text, item, scale.options, tuple(group.key for group in scale.groups), kinds)
