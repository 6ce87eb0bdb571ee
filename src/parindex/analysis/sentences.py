"""How far the next band is, in sentences: what was found first, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.analysis.distance import HUNDRED, Edge, applicable_max
from parindex.analysis.improvement import Improvement
from parindex.analysis.outlook import Outlook, read_on
from parindex.analysis.words import named, near
from parindex.errors import Language
from parindex.exact import ZERO
from parindex.explanation.rules import number
from parindex.explanation.sheet import assumed, band, instrument, labels, occasion, published
from parindex.fields import counted, pick, say
from parindex.ruleset.model import Band
from parindex.scoresheet import ScoreSheet

__all__ = ["lead", "least", "notes", "resting", "way"]


def lead(outlook: Outlook, lang: Language) -> Iterator[str]:
    """Say what was scored, how it stands, the way to the band, and that none of it is a promise."""
    sheet = outlook.sheet
    yield " ".join([f"{say(sheet.ruleset.title, lang)} ({sheet.ruleset.id}).", *labels(sheet.ruleset, lang)])
    maximum = number(sheet.ruleset.score.max or ZERO, lang)
    total, index = published(sheet.total, lang), published(sheet.index, lang)
    held = f"; {pick(lang, 'xếp loại', 'band')} {band(sheet, lang)}" if band(sheet, lang) else ""
    yield " ".join(
        (
            occasion(sheet, lang),
            pick(
                lang,
                f"Tổng điểm {total} trên {maximum} điểm, chỉ số {index} %{held}.",
                f"Total {total} of {counted(maximum, 'point')}, index {index} %{held}.",
            ),
        )
    )
    yield " ".join(_gaps(outlook, lang))
    yield from way(outlook, lang)
    yield pick(
        lang,
        "Đây là phép tính trên quy tắc đã mã hoá, không phải lời hứa về kết quả của cuộc thẩm định nào.",
        "This is arithmetic on the encoded rules and not a promise of any appraisal.",
    )


def _gaps(outlook: Outlook, lang: Language) -> Iterator[str]:
    """Say how far the next floor is, and how far the floor below."""
    found = outlook.distance
    if found is None:
        yield pick(lang, "Bộ tiêu chí không có mức xếp loại.", "The ruleset has no bands.")
        return
    if found.above:
        name, needed = named(found.above.band, lang), least(found.above, lang)
        gap = _gap(outlook, found.above, lang)
        yield pick(
            lang,
            f"Còn thiếu {gap} để lên mức {name}: chỉ số chính xác phải {needed} %.",
            f"To {name} {gap} is missing: the exact index must be {needed} %.",
        )
    elif found.band is None:
        yield pick(lang, "Chỉ số vượt trên mức cao nhất.", "The index lies above the highest band.")
    else:
        yield pick(lang, "Đây là mức cao nhất.", "This is the highest band.")
    if found.below:
        name = named(found.below.band, lang)
        gap = _gap(outlook, found.below, lang)
        yield pick(
            lang,
            f"So với sàn của mức {name} còn dư {gap}.",
            f"Above the floor of {name} there is {gap} to spare.",
        )


def _gap(outlook: Outlook, edge: Edge, lang: Language) -> str:
    """Write a gap in percent of the index, and in points where the total is not above its maximum."""
    index, points = near(edge.index, lang, digits=2), near(edge.points, lang, digits=2)
    said = f"{index} {pick(lang, '% chỉ số', '% of the index')}"
    if edge.index * applicable_max(outlook.sheet) != HUNDRED * edge.points:
        return said
    return f"{said} ({pick(lang, f'{points} điểm', counted(points, 'point'))})"


def least(edge: Edge, lang: Language) -> str:
    """Say what the exact index must be for a band."""
    needed = number(edge.needed, lang)
    if edge.attained:
        return f"{pick(lang, 'đạt ít nhất', 'at least')} {needed}"
    return f"{pick(lang, 'lớn hơn', 'above')} {needed}"


def way(outlook: Outlook, lang: Language) -> Iterator[str]:
    """Say in a sentence or two what the cheapest way is; nothing where there are no bands."""
    if outlook.target is None:
        return
    name = named(outlook.target, lang)
    if outlook.improvement:
        yield _found(outlook.improvement, name, lang)
    elif outlook.obstacle:
        yield f"{outlook.obstacle.message(lang)}; {outlook.obstacle.hint(lang)}."
    else:
        yield pick(
            lang,
            f"Không có cách nào trong tầm tay đơn vị{'' if not outlook.survey else ', kể cả điều tra,'} "
            f"đạt tới mức {name}.",
            f"No set of answers in the unit's hands{'' if not outlook.survey else ', survey included,'} "
            f"comes to {name}.",
        )
        yield from _short(outlook, outlook.target, lang)


def _found(found: Improvement, name: str, lang: Language) -> str:
    if not found.improved:
        return pick(
            lang, f"Đã đạt mức {name}, không cần cải thiện gì.", f"{name} is reached; nothing is needed."
        )
    count, cost = len(found.improved), number(found.cost, lang)
    criteria = counted(count, "criterion", "criteria")
    total, index = published(found.after.total, lang), published(found.after.index, lang)
    return pick(
        lang,
        f"Cách ít công sức nhất để đạt mức {name}: cải thiện {count} tiêu chí, tổng công sức {cost}; "
        f"khi đó tổng điểm {total} điểm, chỉ số {index} %.",
        f"The way of least effort to {name}: better answers on {criteria}, effort {cost} in all; "
        f"the total then is {counted(total, 'point')}, the index {index} %.",
    )


def _short(outlook: Outlook, target: Band, lang: Language) -> Iterator[str]:
    """Say what is missing even with the best answer everywhere."""
    if outlook.most is None:
        return
    index, lacking = published(outlook.most.index, lang), target.from_ - read_on(outlook.most)
    held = band(outlook.most, lang)
    yield pick(
        lang,
        f"Đạt mức cao nhất ở mọi tiêu chí đó thì chỉ số là {index} %, xếp loại {held}; "
        f"vẫn thiếu {near(lacking, lang)} %.",
        f"With the best answer on all of these the index is {index} %, band {held}; "
        f"{near(lacking, lang)} % is still missing.",
    )


def notes(outlook: Outlook, lang: Language) -> Iterator[str]:
    """Say the conventions, the sources, what is assumed, and what the score warns of."""
    sheet = outlook.sheet
    efforts = "; ".join(f"{key}: {number(value, lang)}" for key, value in outlook.effort.items())
    yield pick(
        lang,
        f"Công sức của mỗi tiêu chí là 1 trừ khi được nêu riêng{f' ({efforts})' if efforts else ''}; một cải "
        "thiện được tính trọn, dù nhiều hay ít.",
        f"Each criterion costs an effort of 1 unless given{f' ({efforts})' if efforts else ''}; "
        "one improvement counts whole, however large.",
    )
    if sheet.ruleset.coverage == "structure":
        yield pick(
            lang,
            "Nguồn chỉ nêu cấu trúc: một tiêu chí ở đây là cả một khối điểm, "
            "một cải thiện có thể là nhiều việc.",
            "The sources state the structure only: a criterion here is a whole block, "
            "one improvement may be many things to do.",
        )
    if outlook.survey:
        yield pick(
            lang,
            "Theo yêu cầu, các tiêu chí điều tra cũng được coi là cải thiện được.",
            "As asked, survey items too are taken as something that can be improved.",
        )
    else:
        yield pick(
            lang,
            "Các tiêu chí điều tra do người trả lời quyết định, không nằm trong tầm tay đơn vị.",
            "Survey items depend on the respondents and are not in the unit's hands.",
        )
    yield pick(
        lang,
        "Quy tắc và các đơn vị khác giữ nguyên; mục không áp dụng vẫn không áp dụng.",
        "The rules and the other units stay as they are; what does not apply stays so.",
    )
    yield pick(
        lang,
        "Số có dấu ≈ đã làm tròn; phân số chính xác có trong --format json.",
        "A figure with ≈ is rounded; the exact fraction is in --format json.",
    )
    for each in sheet.ruleset.instruments:
        yield f"{pick(lang, 'Căn cứ', 'Source')}: {instrument(each, lang)}"
    yield from resting(outlook.sheet, lang)


def resting(sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    """Say what no source states, and what the score warns of."""
    head = pick(lang, "Giả định, không nguồn nào nêu", "Assumed, no source states it")
    for each in assumed(sheet.ruleset, lang)[1:]:
        yield f"{head}: {each.removeprefix('- ')}"
    for warning in sheet.warnings:
        yield f"{warning.code}: {warning.message(lang)}"
