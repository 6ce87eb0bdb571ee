"""A page for the open questions of each ruleset: the reading chosen, the others, what they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.comparison.difference import Difference, diff
from parindex.comparison.rows import rows
from parindex.errors import Language, ParindexError, Problem
from parindex.explanation.sheet import labels, published
from parindex.fields import counted, pick, say
from parindex.readings import Effect, Question, Standing, effects, questions
from parindex.reporting.table import NOTHING
from parindex.ruleset.model import Alternative, Ruleset
from parindex.ruleset.variants import vary
from parindex.scoring import score
from parindex.site import paths
from parindex.site.clauses import basis
from parindex.site.identity import above
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table

__all__ = ["examples", "has_readings", "pages"]

_Found = tuple[tuple[Standing, ...], tuple[Effect, ...]]


def has_readings(ruleset: Ruleset) -> bool:
    """Tell whether a ruleset has an open question."""
    return bool(questions(ruleset))


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write a page for each ruleset that has an open question; the anchor of a question is its key."""
    for ruleset in material.rulesets.values():
        if has_readings(ruleset):
            yield Page(
                paths.readings(ruleset.id),
                lang,
                f"{pick(lang, 'Chỗ chưa rõ và các cách hiểu', 'Open questions and readings')}: {ruleset.id}",
                block(*_body(material, ruleset, lang)),
                pick(
                    lang,
                    "Những chỗ văn bản chưa rõ: cách hiểu được chọn, cách hiểu khác, và chúng đổi điều gì.",
                    "Where the texts are not clear: the reading chosen, the others, and what they change.",
                ),
                above(ruleset, lang),
                tuple(labels(ruleset, lang)),
            )


def examples(root: Path, ruleset: Ruleset) -> tuple[Assessment, ...]:
    """Return the example assessments of the manual that a ruleset scores, one for each unit and period."""
    found: dict[tuple[str, str], Assessment] = {}
    for each in _written(root):
        if each.ruleset == ruleset.id and (each.unit.key, each.period) not in found:
            try:
                score(ruleset, each, trace=False)
            except ParindexError:  # an example of what is refused
                continue
            found[each.unit.key, each.period] = each
    return tuple(found.values())


@lru_cache(maxsize=4)
def _written(root: Path) -> tuple[Assessment, ...]:
    """Read every example assessment of the manual; among them are files of other kinds."""
    found = []
    for file in sorted((root / "docs" / "examples").rglob("*.yaml")):
        with suppress(ParindexError):
            found.append(read_assessment(file)[0])
    return tuple(found)


@lru_cache(maxsize=64)
def _effects(root: Path, ruleset: Ruleset) -> _Found:
    return effects(ruleset, examples(root, ruleset))


def _body(material: Material, ruleset: Ruleset, lang: Language) -> Iterator[str]:
    path = paths.readings(ruleset.id)
    base, found = _effects(material.root, ruleset)
    yield f"**{escape(say(ruleset.title, lang))}**"
    yield pick(
        lang,
        "Mỗi câu hỏi dưới đây không nguồn nào trả lời dứt khoát. Điểm ở mọi trang khác tính theo cách hiểu "
        "được "
        "chọn; ở đây là các cách hiểu khác, và điều chúng đổi trong bộ tiêu chí.",
        "No source settles the questions below. Every other page computes with the reading chosen; here are "
        "the others, and what they change in the ruleset.",
    )
    if base:
        yield _shown(ruleset, base, lang)
    else:
        yield pick(
            lang,
            "Kho mã nguồn không có hồ sơ ví dụ chấm theo bộ tiêu chí này, nên chỉ nêu quy tắc đổi thế nào; "
            "với "
            "hồ sơ của mình, dùng `parindex score TỆP --interpretations`.",
            "The repository has no example scored by this ruleset, so only the change of rules is told; with "
            "assessments of your own use `parindex score FILE --interpretations`.",
        )
    for question in questions(ruleset):
        yield heading(2, say(question.text, lang), question.key)
        yield from _question(material, ruleset, question, lang, path)
        of = [each for each in found if each.question == question]
        for each in of:
            yield from _reading(ruleset, each, base, lang)


def _shown(ruleset: Ruleset, base: Sequence[Standing], lang: Language) -> str:
    """Say which examples the effects are computed on."""
    names = ", ".join(dict.fromkeys(each.sheet.unit.name for each in base))
    made = (
        pick(lang, "Số liệu của các hồ sơ này là giả định để minh hoạ.", "Their figures are made up.")
        if ruleset.standing == "illustrative"
        else pick(lang, "Nguồn số liệu ghi trong từng tệp.", "Each file says where its figures are from.")
    )
    said = pick(
        lang,
        f"Tác động được tính trên {len(base)} hồ sơ ví dụ trong docs/examples: {names}.",
        f"Effects are computed on {counted(len(base), 'example')} in docs/examples: {names}.",
    )
    return f"{escape(said)} {made}"


def _question(
    material: Material, ruleset: Ruleset, question: Question, lang: Language, path: str
) -> Iterator[str]:
    chosen = escape(say(question.chosen.name, lang))
    yield f"**{pick(lang, 'Đang theo', 'Chosen')}:** {chosen}."
    declared = next((each for each in ruleset.interpretations if each.key == question.key), None)
    if declared is None:  # a policy that no source answers
        name = question.key.removeprefix("policy-").replace("-", "_")
        why = basis(material, ruleset, getattr(ruleset.policies, name), lang, at=path)
        policies = link(
            pick(lang, "quy tắc chung", "policies"), f"{paths.ruleset(ruleset.id)}#policies", at=path
        )
        yield f"{why} ({policies})"
    elif declared.source or declared.assumed:
        said = basis(material, ruleset, declared, lang, at=path)
        yield f"{pick(lang, 'Vì sao, căn cứ', 'Why, and on what')}: {said}"


def _reading(ruleset: Ruleset, effect: Effect, base: Sequence[Standing], lang: Language) -> Iterator[str]:
    """Say what another reading changes in the rules, and what that does to the examples."""
    reading = effect.reading
    name = pick(lang, "Cách hiểu khác", "Other reading")
    yield heading(3, f"{name}: {say(reading.name, lang)}", f"{effect.question.key}--{reading.key}")
    if reading.unknown is not None:
        open_ = pick(lang, "Không tính được", "Cannot be computed")
        yield f"{open_}: {escape(say(reading.unknown, lang))}"
        return
    varied = _varied(ruleset, reading)
    if varied is not None:
        # A reading that is taken is no open question any more; that says nothing of the rules.
        told = rows((each for each in varied if each.place[0] != "interpretations"), varied, lang)
        columns = (
            pick(lang, "Quy tắc", "Rule"),
            pick(lang, "Đang theo", "Chosen"),
            pick(lang, "Theo cách hiểu này", "By this reading"),
        )
        yield table(
            columns,
            ((cell(each.subject), cell(each.old), cell(each.new)) for each in told),
        )
    yield from dict.fromkeys(_problems(effect.problems, bool(base), lang))
    if base and any(each is not None for each in effect.standings):
        yield _changes(effect, base, lang)


def _varied(ruleset: Ruleset, reading: Alternative) -> Difference | None:
    """Return what a reading changes; nothing where its changes make no ruleset."""
    varied = vary(ruleset, reading)
    return diff(ruleset, varied) if isinstance(varied, Ruleset) else None


def _problems(found: Sequence[Problem], examples: bool, lang: Language) -> Iterator[str]:  # noqa: FBT001 (a fact)
    """Say why a reading cannot be computed; what stands as code in a message stays code."""
    for each in found:
        hint = each.hint(lang)
        told = (
            pick(lang, "Không tính được với mọi ví dụ", "Not computed for every example")
            if examples
            else pick(lang, "Không tính được theo cách hiểu này", "Cannot be computed by this reading")
        )
        said = f"{told}: {each.message(lang)}{'; ' + hint if hint else ''} ({each.code})."
        parts = said.split("`")
        yield "".join(f"`{part}`" if at % 2 else _spaced(part) for at, part in enumerate(parts))


def _spaced(text: str) -> str:
    """Escape what stands between two pieces of code, with the spaces at its ends."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{escape(text)}{after}" if text.strip() else text


def _changes(effect: Effect, base: Sequence[Standing], lang: Language) -> str:
    """Write the examples that come out otherwise, what was and what would be."""
    pairs = [(was, now) for was, now in zip(base, effect.standings, strict=True) if now is not None]
    changed = [(was, now) for was, now in pairs if _figures(was, lang) != _figures(now, lang)]
    if not changed:
        exact = sum(was.sheet.total.exact != now.sheet.total.exact for was, now in pairs)
        beyond = pick(
            lang,
            f" ({exact} hồ sơ chỉ đổi số lẻ sau chỗ làm tròn)",
            f" ({exact} change only beyond the rounding)",
        )
        said = pick(
            lang,
            f"Tác động: không hồ sơ ví dụ nào trong {len(pairs)} hồ sơ đổi kết quả công bố",
            f"Effect: of {counted(len(pairs), 'example')} none comes out otherwise as published",
        )
        return f"{said}{beyond if exact else ''}."
    columns = (
        pick(lang, "Đơn vị", "Unit"),
        pick(lang, "Tổng điểm", "Total"),
        pick(lang, "Chỉ số (%)", "Index (%)"),
        pick(lang, "Xếp loại", "Band"),
        pick(lang, "Hạng", "Rank"),
    )
    lines = (
        (
            cell(was.sheet.unit.name),
            *(
                cell(one if one == other else f"{one} → {other}")
                for one, other in zip(_figures(was, lang), _figures(now, lang), strict=True)
            ),
        )
        for was, now in changed
    )
    said = pick(
        lang,
        f"Tác động: {len(changed)} trên {len(pairs)} hồ sơ ví dụ đổi kết quả.",
        f"Effect: {len(changed)} of {counted(len(pairs), 'example')} "
        f"{'comes' if len(changed) == 1 else 'come'} out otherwise.",
    )
    return f"{said}\n\n{table(columns, lines)}"


def _figures(standing: Standing, lang: Language) -> tuple[str, str, str, str]:
    sheet = standing.sheet
    band = say(sheet.band.name, lang) if sheet.band else NOTHING
    rank = str(standing.rank) if standing.rank else NOTHING
    return published(sheet.total, lang), published(sheet.index, lang), band, rank
