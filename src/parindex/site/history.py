"""The history of an item: what became of it from year to year, read from the differences of its family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, assert_never

from parindex.comparison.change import Change
from parindex.comparison.difference import Difference
from parindex.comparison.rows import Row, rows
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.fields import counted, pick
from parindex.ruleset.model import Ruleset, walk
from parindex.site import paths
from parindex.site.material import Material
from parindex.site.page import block, escape, link

__all__ = ["Chapter", "histories", "history"]

What = Literal["new", "dropped", "unchanged", "changed", "other"]
_NAMED = 6  # as many items below as are named
_LONG = 60  # letters of two sides that one line can hold


@dataclass(frozen=True, slots=True)
class Chapter:
    """What became of an item between two neighbouring years.

    ``old`` and ``new`` are its keys in the two, where it is there. ``what`` is ``other`` where one year
    states as a whole what the other states in parts. ``related`` are the items that it was split from or
    merged into, with the ruleset of each; ``below`` those below it that changed.
    """

    difference: Difference
    what: What
    old: str | None
    new: str | None
    changes: tuple[Change, ...] = ()
    related: tuple[tuple[Ruleset, str], ...] = ()
    below: tuple[tuple[Ruleset, str], ...] = ()


def histories(material: Material) -> Mapping[tuple[str, str], tuple[Chapter, ...]]:
    """Return the chapters of every item by ruleset and key, the latest first; none in a family of one."""
    found: dict[tuple[str, str], tuple[Chapter, ...]] = {}
    for ids in material.families.values():
        differences = [material.changes[pair] for pair in pairwise(ids)]
        touched = [_touched(each) for each in differences]
        keys = {id_: _keys(material.rulesets[id_]) for id_ in ids}
        for at, id_ in enumerate(ids):
            for key in keys[id_]:
                line = _through(ids, at, key, differences, keys)
                chapters = [
                    _chapter(each, touched[step], line[step], line[step + 1], keys)
                    for step, each in enumerate(differences)
                    if line[step] or line[step + 1]
                ]
                found[id_, key] = tuple(reversed(chapters))
    return found


Below = Mapping[str, tuple[str, ...]]
Keys = Mapping[str, Below]


def _keys(ruleset: Ruleset) -> Below:
    """Return the keys of all items below each item, in order."""
    return {
        item.key: tuple(each.key for each, _ in walk(item) if each is not item)
        for item, _ in walk(ruleset.score)
    }


def _through(
    ids: tuple[str, ...], at: int, key: str, differences: list[Difference], keys: Keys
) -> list[str | None]:
    """Follow an item through the years: as they were matched, and by its key where they were not."""
    line: list[str | None] = [None] * len(ids)
    line[at] = key
    for step in range(at, len(ids) - 1):
        line[step + 1] = _next(line[step], differences[step].matching.kept, key, keys[ids[step + 1]])
    for step in range(at, 0, -1):
        turned = differences[step - 1].matching.turned.kept
        line[step - 1] = _next(line[step], turned, key, keys[ids[step - 1]])
    return line


def _next(here: str | None, kept: Mapping[str, str], key: str, there: Below) -> str | None:
    if here is not None and here in kept:
        return kept[here]
    known = here or key
    return known if known in there and known not in kept.values() else None


def _touched(difference: Difference) -> Mapping[tuple[str, str], tuple[Change, ...]]:
    """Return the changes of items by side and key: a change has the key of each side that it has."""
    found: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in difference.changes:
        for side, place in (("old", change.old_place), ("new", change.new_place)):
            if place is not None and place[0] == "score":
                found[side, place[1]].append(change)
    return {at: tuple(each) for at, each in found.items()}


def _chapter(
    difference: Difference,
    touched: Mapping[tuple[str, str], tuple[Change, ...]],
    old: str | None,
    new: str | None,
    keys: Keys,
) -> Chapter:
    before, after = difference.old, difference.new
    if old is None or new is None:
        pairs = difference.matching.recast
        related = [(before, key) for each in pairs if new in each.new for key in each.old]
        related += [(after, key) for each in pairs if old in each.old for key in each.new]
        return Chapter(difference, "new" if old is None else "dropped", old, new, related=tuple(related))
    own = dict.fromkeys((*touched.get(("new", new), ()), *touched.get(("old", old), ())))
    below = [
        (after, key)
        for key in keys[after.id][new]
        if any(change.kind != "source" for change in touched.get(("new", key), ()))
    ]
    below += [
        (before, key)
        for key in keys[before.id][old]
        if any(change.new_place is None for change in touched.get(("old", key), ()))
    ]
    if difference.matching.kept.get(old) != new:
        return Chapter(difference, "other", old, new, below=tuple(below))
    what: What = "changed" if own or below else "unchanged"
    return Chapter(difference, what, old, new, tuple(own), below=tuple(below))


# Words


def history(chapters: tuple[Chapter, ...], key: str, here: Ruleset, lang: Language) -> str:
    """Write the history of an item: a point for each two years, the latest first; empty where it has none."""
    at = paths.item(here.id, key)
    if not chapters:
        return ""
    parts = any(
        each.what != "unchanged"
        and "structure" in {each.difference.old.coverage, each.difference.new.coverage}
        for each in chapters
    )
    said = pick(
        lang,
        "Nguồn chỉ nêu cấu trúc: một khác biệt có thể do nguồn của năm này nêu kỹ hơn năm kia, không phải do "
        "quy tắc thay đổi.",
        "The sources state the structure only: a difference may come from one year's source saying more than "
        "the other's, and not from a change of rules.",
    )
    return block("\n".join(_point(each, lang, at) for each in chapters), said if parts else "")


def _point(chapter: Chapter, lang: Language, at: str) -> str:
    """Write one chapter as a point of a list, with points below it."""
    old, new = chapter.difference.old, chapter.difference.new
    years = link(f"{old.year} → {new.year}", paths.change(old.id, new.id), at=at)
    lines = [f"- **{years}**: {_said(chapter, lang, at)}"]
    lines += [f"    - {each}" for each in _details(chapter, lang, at)]
    return "\n".join(lines)


def _said(chapter: Chapter, lang: Language, at: str) -> str:
    there = _elsewhere(chapter, lang, at)
    match chapter.what:
        case "new":
            said = _new(chapter.difference, lang)
            return said + _recast(chapter, lang, at, pick(lang, "từ", "from")) + there
        case "dropped":
            said = _gone(chapter.difference, lang)
            return said + _recast(chapter, lang, at, pick(lang, "thành", "into")) + there
        case "unchanged":
            return pick(lang, "không đổi", "unchanged") + there
        case "changed":
            return pick(lang, "có thay đổi", "changed") + there
        case "other":
            said = pick(
                lang,
                "nguồn của một năm nêu cả khối, nguồn của năm kia nêu từng phần, nên không so được",
                "one year's source states it as a whole, the other's in parts, so they cannot be compared",
            )
            return said + there
        case _:
            assert_never(chapter.what)


def _apart(difference: Difference) -> bool:
    """Tell whether years lie between the two, of which nothing is known here."""
    old, new = difference.old.year, difference.new.year
    return not (old.isdigit() and new.isdigit() and int(new) - int(old) == 1)


def _new(difference: Difference, lang: Language) -> str:
    old, new = difference.old.year, difference.new.year
    if _apart(difference):
        return pick(
            lang,
            f"có ở năm {new}, không có ở năm {old}; không rõ các năm ở giữa",
            f"there in {new}, not in {old}; the years between are not known here",
        )
    return pick(lang, f"mới có từ năm {new}", f"new in {new}")


def _gone(difference: Difference, lang: Language) -> str:
    old, new = difference.old.year, difference.new.year
    if _apart(difference):
        return pick(
            lang,
            f"có ở năm {old}, không có ở năm {new}; không rõ các năm ở giữa",
            f"there in {old}, not in {new}; the years between are not known here",
        )
    return pick(lang, f"không còn từ năm {new}", f"not there any more in {new}")


def _elsewhere(chapter: Chapter, lang: Language, at: str) -> str:
    """Link the item of the two years that the page is not of."""
    found = []
    for ruleset, key in ((chapter.difference.old, chapter.old), (chapter.difference.new, chapter.new)):
        if key is not None and paths.item(ruleset.id, key) != at:
            word = pick(lang, f"xem mục của năm {ruleset.year}", f"see the item of {ruleset.year}")
            found.append(link(word, paths.item(ruleset.id, key), at=at))
    return f" ({', '.join(found)})" if found else ""


def _recast(chapter: Chapter, lang: Language, at: str, word: str) -> str:
    return f" {word} {_linked(chapter.related, lang, at)}" if chapter.related else ""


def _linked(found: Iterable[tuple[Ruleset, str]], lang: Language, at: str) -> str:
    return "; ".join(
        link(item_name(ruleset.item(key), lang), paths.item(ruleset.id, key), at=at) for ruleset, key in found
    )


def _details(chapter: Chapter, lang: Language, at: str) -> Iterator[str]:
    """Write each change of the item itself, rules first; then which items below it changed."""
    if chapter.new is None or chapter.old is None:
        return
    name = item_name(chapter.difference.new.item(chapter.new), lang)
    for change in sorted(chapter.changes, key=lambda each: not each.rule):
        for row in rows([change], chapter.difference, lang):
            yield _row(row, name, lang)
    if chapter.below:
        count = len(chapter.below)
        named = _linked(chapter.below[:_NAMED], lang, at)
        more = pick(lang, "; và các mục khác", "; and others") if count > _NAMED else ""
        word = pick(lang, f"{count} mục bên dưới có thay đổi", f"{counted(count, 'item')} below changed")
        yield f"{word}: {named}{more}"


def _row(row: Row, name: str, lang: Language) -> str:
    """Write one row: what it is about, both sides, long ones in sentences of their own."""
    part = row.subject.removeprefix(name).removeprefix(" – ")
    label = escape(f"{row.kind} – {part}" if part else row.kind)
    old, new = escape(row.old), escape(row.new)
    if len(row.old) + len(row.new) <= _LONG:
        return f"{label}: {old} → {new}"
    before, now = pick(lang, "trước:", "before:"), pick(lang, "nay:", "now:")
    return f"{label}: *{before}* {old} *{now}* {new}"
