"""A page for each two neighbouring years: what changed, what that can do, and what moves no score."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from parindex.comparison.difference import Difference
from parindex.comparison.report import report
from parindex.comparison.witness import Witness, witnesses
from parindex.comparison.witness_report import PROVEN, witness_section
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.explanation.sheet import labels
from parindex.fields import counted, pick
from parindex.ruleset.model import Ruleset, walk
from parindex.site import paths
from parindex.site.identity import RULESETS, coverage, standing
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import closing, sections, wide

__all__ = ["INDEX", "pages"]

INDEX = "changes/index.md"


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the list of changes, and a page for each two neighbouring years of a family."""
    title = pick(lang, "Thay đổi giữa các năm", "Changes between years")
    yield Page(
        INDEX,
        lang,
        title,
        block(*_index(material, lang)),
        pick(
            lang,
            "Từng hai năm kế tiếp có ở đây của một bộ tiêu chí: điều gì đổi, điều gì làm đổi điểm.",
            "Each year of a ruleset against the one before: what changed, and what can move scores.",
        ),
    )
    for difference in material.changes.values():
        yield _page(difference, lang, ((INDEX, title),))


def _index(material: Material, lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        "Quy tắc là điều có thể làm đổi điểm; phần còn lại là câu chữ, căn cứ, thời hạn, danh sách. "
        "Với bộ chỉ có cấu trúc, một khác biệt có thể do nguồn của năm này nêu kỹ hơn năm kia.",
        "Rules can move a score; the rest is wording, sources, dates and lists. "
        "Where there is structure only, a difference may come from sources: one year's may say more.",
    )
    columns = (
        pick(lang, "Bộ tiêu chí", "Ruleset"),
        pick(lang, "Hai năm", "Years"),
        pick(lang, "Quy tắc", "Rules"),
        pick(lang, "Điều khác", "Other"),
        pick(lang, "Bộ năm sau", "The newer one"),
    )
    rows = (
        (
            f"`{old.partition('@')[0]}`",
            link(f"{old.partition('@')[2]} → {new.partition('@')[2]}", paths.change(old, new), at=INDEX),
            str(len(each.rules)),
            str(len(each.changes) - len(each.rules)),
            f"{standing(each.new, lang)}, {coverage(each.new, lang)}",
        )
        for (old, new), each in material.changes.items()
    )
    yield wide(table(columns, rows, figures=(2, 3)))
    yield link(pick(lang, "Mọi bộ tiêu chí", "All rulesets"), RULESETS, at=INDEX)


def _page(difference: Difference, lang: Language, way: tuple[tuple[str, str], ...]) -> Page:
    old, new = difference.old, difference.new
    path = paths.change(old.id, new.id)
    found = _examples(difference)
    shown = (witness_section(found, difference, lang),) if found else ()
    command = f"parindex diff {old.id} {new.id}{'' if lang == 'vi' else ' --lang en'}"
    made = report(difference, shown, (PROVEN,) if found else (), command=command, lang=lang)
    count, moving = len(difference.changes), len(difference.rules)
    both = (link(each.id, paths.ruleset(each.id), at=path) for each in (old, new))
    return Page(
        path,
        lang,
        made.title,
        block(
            pick(lang, "Trang của hai bộ: ", "The pages of both: ") + " · ".join(both),
            *map(escape, made.lead),
            sections(made.sections, lang),
            *_items(difference, lang, path),
            *closing(made),
        ),
        pick(
            lang,
            f"{count} thay đổi, {moving} có thể làm đổi điểm.",
            f"{counted(count, 'change')}, {moving} of which can move scores.",
        ),
        way,
        tuple(dict.fromkeys(f"{each.id}: {label}" for each in (old, new) for label in labels(each, lang))),
    )


@lru_cache(maxsize=64)
def _examples(difference: Difference) -> tuple[Witness, ...]:
    """Return what each change can do; where no source states the criteria there is nothing to observe."""
    stated = "structure" not in {difference.old.coverage, difference.new.coverage}
    return witnesses(difference) if stated else ()


def _items(difference: Difference, lang: Language, path: str) -> Iterator[str]:
    """List the items whose own rules changed, each with its pages in both years."""
    changed = {each.at for each in difference.rules if each.place[0] == "score"}
    names = {new: old for old, new in difference.matching.kept.items()}
    rows = []
    for item, _ in walk(difference.new.score):
        if item.key in changed:
            was = names.get(item.key)
            sides = (_linked(difference.old, was, path), _linked(difference.new, item.key, path))
            rows.append((cell(item_name(item, lang)), *sides))
    gone = changed - {item.key for item, _ in walk(difference.new.score)}
    for item, _ in walk(difference.old.score):
        if item.key in gone:
            rows.append((cell(item_name(item, lang)), _linked(difference.old, item.key, path), "–"))
    if rows:
        yield heading(2, pick(lang, "Tiêu chí có quy tắc thay đổi", "Items whose rules changed"), "items")
        columns = (pick(lang, "Tiêu chí", "Item"), difference.old.year, difference.new.year)
        yield table(columns, rows)


def _linked(ruleset: Ruleset, key: str | None, path: str) -> str:
    """Link the page of an item in one year by its number, or by its key where it has none."""
    if key is None:
        return "–"
    return link(ruleset.item(key).code or key, paths.item(ruleset.id, key), at=path)
