"""A comparison as a report: what changed in the rules, what that can do, and what it did to real units."""

from __future__ import annotations

from collections import Counter

from parindex.comparison.change import Change
from parindex.comparison.difference import Difference
from parindex.comparison.rows import rows, table
from parindex.comparison.words import kind_name
from parindex.errors import Language
from parindex.explanation.sheet import assumed, instrument, labels
from parindex.fields import Text, counted, say
from parindex.reporting.table import Report, Section
from parindex.ruleset.model import Ruleset

__all__ = ["report"]

# Said of keys by the concordance: they belong to the rules that they explain.
_SAID = frozenset({"rekeyed", "split", "merged"})


def report(
    difference: Difference,
    sections: tuple[Section, ...] = (),
    notes: tuple[Text, ...] = (),
    *,
    command: str,
    lang: Language,
) -> Report:
    """Make the report of a difference; other sections stand between the rules and the words."""
    vi = lang == "vi"
    old, new = difference.old, difference.new
    rules = tuple(each for each in difference.changes if each.rule or each.kind in _SAID)
    words = tuple(each for each in difference.changes if each not in rules)
    return Report(
        f"So sánh {_known(old, new)} với {_known(new, old)}"
        if vi
        else f"{_known(old, new)} compared with {_known(new, old)}",
        tuple(_lead(difference, rules, words, lang)),
        (
            _section("Quy tắc thay đổi" if vi else "Rules that changed", rules, difference, lang),
            *sections,
            _section(
                "Thay đổi khác: câu chữ, căn cứ, thời hạn, danh sách"
                if vi
                else "Other changes: wording, sources, dates, lists",
                words,
                difference,
                lang,
            ),
        ),
        (*(say(each, lang) for each in notes), *_notes(old, lang), *_notes(new, lang)),
        command,
        lang,
    )


def _known(ruleset: Ruleset, other: Ruleset) -> str:
    """Write the id, and the digest where the other has the same id: a draft beside what it was made from."""
    return f"{ruleset.id} (SHA-256 {ruleset.digest[:8]}…)" if ruleset.id == other.id else ruleset.id


def _lead(
    difference: Difference, rules: tuple[Change, ...], words: tuple[Change, ...], lang: Language
) -> list[str]:
    vi = lang == "vi"
    said = [
        f"{'Bộ trước' if vi else 'Older'}: {_titled(difference.old, lang)}",
        f"{'Bộ nay' if vi else 'Newer'}: {_titled(difference.new, lang)}",
    ]
    if not difference.changes:
        return [
            *said,
            "Hai bộ không có gì khác nhau." if vi else "The two rulesets do not differ in anything.",
        ]
    count, other = len(rules), len(words)
    said.append(
        f"{count} thay đổi về quy tắc, {other} thay đổi về câu chữ, căn cứ, thời hạn, danh sách."
        if vi
        else f"{counted(count, 'change')} of rules, {other} of wording, sources, dates and lists."
    )
    if "structure" in {difference.old.coverage, difference.new.coverage}:
        said.append(
            "Nguồn chỉ nêu cấu trúc: một khác biệt có thể do nguồn của năm này nêu kỹ hơn năm kia, "
            "không phải do quy tắc thay đổi."
            if vi
            else "The sources state the structure only: a difference may come from one year's source saying "
            "more than the other's, and not from a change of rules."
        )
    return said


def _titled(ruleset: Ruleset, lang: Language) -> str:
    """Write the title and what every output must say of a ruleset that is not a full official table."""
    return " ".join([f"{say(ruleset.title, lang)} ({ruleset.id}).", *labels(ruleset, lang)])


def _section(title: str, changes: tuple[Change, ...], difference: Difference, lang: Language) -> Section:
    vi = lang == "vi"
    if not changes:
        return Section(title, ("Không có." if vi else "None.",))
    kinds = Counter(kind_name(each.kind, lang) for each in changes)
    counted = "; ".join(f"{kind}: {count}" for kind, count in kinds.items())
    listed = table(
        "Từng thay đổi" if vi else "Each change", rows(changes, difference, lang), difference, lang
    )
    return Section(title, (f"{counted}.",), (listed,))


def _notes(ruleset: Ruleset, lang: Language) -> list[str]:
    """List the instruments of a ruleset, and what it assumes."""
    told = [f"{ruleset.id}: {instrument(each, lang)}" for each in ruleset.instruments]
    return told + [f"{ruleset.id}: {each.removeprefix('- ')}" for each in assumed(ruleset, lang)[1:]]
