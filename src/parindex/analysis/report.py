"""How far the next band is, as a report: what stands, what was lost, and what better answers would change."""

from __future__ import annotations

from parindex.analysis.distance import Answer, Better, Edge, Loss, distance
from parindex.analysis.outlook import Outlook
from parindex.analysis.sentences import lead, least, notes, way
from parindex.analysis.words import answer, fine, named, near, standing, title
from parindex.errors import Language
from parindex.exact import ZERO, Rounding
from parindex.explanation.rules import number
from parindex.explanation.sheet import band_span, clause
from parindex.fields import counted, pick
from parindex.reporting.charts import Pareto
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.ruleset.model import Item
from parindex.scoresheet import ScoreSheet, each_line

__all__ = ["report"]


def report(outlook: Outlook, *, command: str, lang: Language) -> Report:
    """Make the report of an outlook."""
    name = outlook.sheet.unit.name
    return Report(
        pick(lang, f"Khoảng cách tới mức xếp loại tiếp theo: {name}", f"How far the next band is: {name}"),
        tuple(lead(outlook, lang)),
        (
            _position(outlook, lang),
            _lost(outlook, lang),
            _better(outlook, lang),
            _cheapest(outlook, lang),
        ),
        tuple(notes(outlook, lang)),
        command,
        lang,
    )


# How it stands


def _position(outlook: Outlook, lang: Language) -> Section:
    sheet, found = outlook.sheet, outlook.distance
    maximum = number(sheet.ruleset.score.max or ZERO, lang)
    needed = [edge.needed for edge in (found.above, found.below) if edge] if found else []
    rows: list[tuple[Cell, ...]] = [
        (
            pick(lang, f"Tổng điểm (điểm, tối đa {maximum})", f"Total (points, of {maximum})"),
            sheet.total.least,
            near(sheet.total.least, lang),
        ),
        (pick(lang, "Chỉ số (%)", "Index (%)"), sheet.index.least, near(sheet.index.least, lang, *needed)),
    ]
    columns = (
        Column(pick(lang, "Kết quả", "Result")),
        Column(pick(lang, "Công bố", "Published"), rounding=sheet.total.rounding, number=True),
        Column(pick(lang, "Chính xác", "Exact"), number=True),
    )
    tables = [Table(pick(lang, "Tổng điểm và chỉ số", "Total and index"), columns, tuple(rows))]
    if found and (found.above or found.below):
        tables.append(_edges(outlook, found.above, found.below, lang))
    return Section(pick(lang, "Vị trí hiện nay", "How it stands"), _reading(outlook, lang), tuple(tables))


def _reading(outlook: Outlook, lang: Language) -> tuple[str, ...]:
    """Say on which figure bands are read."""
    policies = outlook.sheet.ruleset.policies
    if outlook.distance is None:
        return ()
    if policies.band_on.value == "published":
        digits = outlook.sheet.index.rounding.digits
        return (
            pick(
                lang,
                f"Mức xếp loại đọc trên chỉ số công bố, làm tròn đến {digits} chữ số thập phân; "
                "vì vậy chỉ số chính xác cần đạt có thể khác sàn của mức.",
                f"Bands are read on the published index, rounded to {counted(digits, 'decimal')}; "
                "so the exact index that is needed can differ from the floor of the band.",
            ),
        )
    return (
        pick(
            lang,
            "Mức xếp loại đọc trên chỉ số chính xác, chưa làm tròn.",
            "Bands are read on the exact index, before any rounding.",
        ),
    )


def _edges(outlook: Outlook, above: Edge | None, below: Edge | None, lang: Language) -> Table:
    """Put the next band and the present one side by side."""
    short, over = pick(lang, "thiếu", "missing"), pick(lang, "dư", "to spare")
    edges = [(edge, word) for edge, word in ((above, short), (below, over)) if edge]
    titles = [
        f"{word}: {named(edge.band, lang)}"
        for edge, word in (
            (above, pick(lang, "Mức tiếp theo", "Next band")),
            (below, pick(lang, "Mức hiện nay", "Present band")),
        )
        if edge
    ]
    figures = (
        (pick(lang, "Theo chỉ số công bố (%)", "By the published index (%)"), "figure"),
        (pick(lang, "Theo chỉ số chính xác (%)", "By the exact index (%)"), "index"),
        (pick(lang, "Theo tổng điểm (điểm)", "By the total (points)"), "points"),
    )
    shown = figures if outlook.sheet.ruleset.policies.band_on.value == "published" else figures[1:]
    rows: list[tuple[Cell, ...]] = [
        (
            pick(lang, "Khoảng chỉ số của mức (%)", "Span of the band (%)"),
            *(band_span(outlook.sheet.ruleset, edge.band, lang) for edge, _ in edges),
        ),
        (
            pick(lang, "Chỉ số chính xác phải (%)", "Exact index needed (%)"),
            *(least(edge, lang) for edge, _ in edges),
        ),
        *(
            (words, *(f"{said} {near(getattr(edge, name), lang)}" for edge, said in edges))
            for words, name in shown
        ),
    ]
    columns = tuple(map(Column, (pick(lang, "Khoảng cách", "Distance"), *titles)))
    return Table(
        pick(lang, "Khoảng cách tới các mức xếp loại", "Distance to the bands"), columns, tuple(rows)
    )


# Where points were lost


def _lost(outlook: Outlook, lang: Language) -> Section:
    heading = pick(lang, "Điểm bị mất", "Lost points")
    lost = outlook.losses
    if not lost:
        return Section(heading, (pick(lang, "Không tiêu chí nào mất điểm.", "No points were lost."),))
    hand = sum(each.in_hand for each in lost)
    said = pick(
        lang,
        f"Số tiêu chí mất điểm: {len(lost)}, trong đó tuỳ thuộc đơn vị {hand}, "
        f"tuỳ thuộc người trả lời điều tra {len(lost) - hand}.",
        f"Criteria with lost points: {len(lost)}; {hand} in the unit's hands, "
        f"{len(lost) - hand} in those of respondents of a survey.",
    )
    return Section(heading, (said,), (_losses(outlook, lang),))


def _losses(outlook: Outlook, lang: Language) -> Table:
    points = pick(lang, "điểm", "points")
    pairs = ((each.points, each.max) for each in outlook.losses)
    gains = ((each.index or ZERO, ZERO) for each in outlook.losses)
    rounding = fine(outlook.sheet.total.rounding, (*pairs, *gains))
    columns = (
        Column(pick(lang, "Tiêu chí", "Criterion")),
        Column(pick(lang, "Tối đa", "Max"), points, number=True),
        Column(pick(lang, "Đạt", "Got"), points, rounding, number=True),
        Column(pick(lang, "Mất", "Lost"), points, rounding, number=True),
        Column(pick(lang, "Chỉ số", "Index"), "%", rounding, signed=True, number=True),
        Column(pick(lang, "Tuỳ thuộc", "Depends on")),
        Column(pick(lang, "Căn cứ", "Source")),
    )
    bars = tuple((title(each.item, lang), each.index) for each in outlook.losses if each.index)
    chart = pick(lang, "Ảnh hưởng của từng tiêu chí mất điểm", "What each loss costs the index")
    return Table(
        pick(lang, "Điểm bị mất, ảnh hưởng lớn nhất trước", "Lost points, the largest effect first"),
        columns,
        tuple(_loss(each, outlook.sheet, lang) for each in outlook.losses),
        pick(
            lang,
            "Chỉ số: phần tăng thêm nếu chỉ riêng tiêu chí đó đạt điểm cao nhất, qua mọi quy đổi và trần; "
            "“–” là quy tắc không cho tổng điểm đó. Cộng dồn trên biểu đồ là của các phần riêng lẻ này.",
            "Index: what it gains if that criterion alone comes to its best, through every rescale and cap; "
            "“–” is where the rules refuse that total. The chart adds up these separate effects.",
        ),
        Pareto(chart, pick(lang, "% chỉ số", "% of the index"), bars) if bars else None,
    )


def _loss(loss: Loss, sheet: ScoreSheet, lang: Language) -> tuple[Cell, ...]:
    hand = pick(lang, "đơn vị", "unit") if loss.in_hand else pick(lang, "điều tra", "survey")
    return (
        title(loss.item, lang),
        loss.max,
        loss.points,
        loss.lost,
        loss.index,
        hand,
        _source(loss.item, sheet, lang),
    )


# Better answers


def _better(outlook: Outlook, lang: Language) -> Section:
    heading = pick(lang, "Một câu trả lời tốt hơn", "One better answer")
    if not outlook.better:
        return Section(
            heading,
            (pick(lang, "Tiêu chí nào cũng đã đạt mức cao nhất.", "Every criterion is at its best."),),
        )
    answers = [(better, each) for better in outlook.better for each in _answers(better)]
    moved = any(each.effect and each.effect.band != outlook.sheet.band for _, each in answers)
    said = [
        pick(
            lang,
            "Mỗi dòng đổi một tiêu chí, mọi tiêu chí khác giữ nguyên: mức tốt hơn kế tiếp, rồi mức cao nhất "
            "nếu đó là mức khác.",
            "Each row changes one criterion and leaves all others as they are: to the next better answer, "
            "then to the best where that is another one.",
        )
    ]
    if not moved and outlook.distance:
        said.append(
            pick(
                lang,
                "Không thay đổi riêng lẻ nào trong bảng làm đổi mức xếp loại.",
                "None of these changes moves the band by itself.",
            )
        )
    sheet = outlook.sheet
    changes = [(better.points, each.option.points) for better, each in answers]
    gains = ((each.effect.index, ZERO) for _, each in answers if each.effect)
    rounding = fine(sheet.total.rounding, (*changes, *gains))
    extra = (Column(pick(lang, "Xếp loại", "Band")),) if moved else ()
    columns = (
        *_changed(rounding, lang),
        Column(pick(lang, "Chỉ số", "Index"), "%", rounding, signed=True, number=True),
        *extra,
        Column(pick(lang, "Căn cứ", "Source")),
    )
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    rows: list[tuple[Cell, ...]] = [
        (
            _marked(better.item, lang, hand=better.in_hand),
            standing(lines[better.item.key], lang),
            answer(better.item, each.option, lines[better.item.key], lang),
            better.points,
            each.option.points,
            each.effect.index if each.effect else None,
            *((_moved(each, sheet, lang),) if moved else ()),
            _source(better.item, sheet, lang),
        )
        for better, each in answers
    ]
    order = pick(
        lang, "Từng tiêu chí, theo thứ tự bảng tiêu chí", "Each criterion, in the order of the rules"
    )
    return Section(heading, tuple(said), (Table(order, columns, tuple(rows)),))


def _answers(better: Better) -> tuple[Answer, ...]:
    """Return the next answer and the full one, once where they are the same."""
    nearest = better.next
    if nearest is None or nearest.option.points == better.full.option.points:
        return (better.full,)
    return nearest, better.full


def _moved(found: Answer, sheet: ScoreSheet, lang: Language) -> str:
    """Name the band where it is another one."""
    if found.effect is None or found.effect.band == sheet.band:
        return ""
    return named(found.effect.band, lang)


def _changed(rounding: Rounding, lang: Language) -> tuple[Column, ...]:
    """Return the columns of an item, what stands, what is better, and the points of both."""
    points = pick(lang, "điểm", "points")
    return (
        Column(pick(lang, "Tiêu chí", "Criterion")),
        Column(pick(lang, "Hiện nay", "Now")),
        Column(pick(lang, "Tốt hơn", "Better")),
        Column(pick(lang, "Trước", "Before"), points, rounding, number=True),
        Column(pick(lang, "Sau", "After"), points, rounding, number=True),
    )


# The cheapest way


def _cheapest(outlook: Outlook, lang: Language) -> Section:
    heading = pick(lang, "Cách ít công sức nhất", "The way of least effort")
    said = tuple(way(outlook, lang)) or (
        pick(lang, "Bộ tiêu chí không có mức xếp loại.", "The ruleset has no bands."),
    )
    found = outlook.improvement
    if found is None or not found.improved:
        return Section(heading, said)
    floor = distance(found.after).below
    exact = near(found.after.index.least, lang, *((floor.needed,) if floor else ()))
    said += (
        pick(
            lang,
            f"Chỉ số chính xác khi đó: {exact} %. Câu trả lời tốt hơn được hạ xuống mức thấp nhất còn đủ.",
            f"The exact index then: {exact} %. Each better answer is the least that is still enough.",
        ),
    )
    lines = {line.item.key: line for line in each_line(found.before.lines)}
    rows: list[tuple[Cell, ...]] = [
        (
            title(each.item, lang),
            standing(lines[each.item.key], lang),
            answer(each.item, each.option, lines[each.item.key], lang),
            each.points,
            each.option.points,
            each.effort,
            _source(each.item, found.before, lang),
        )
        for each in found.improved
    ]
    changes = ((each.points, each.option.points) for each in found.improved)
    rounding = fine(found.after.total.rounding, changes)
    columns = (
        *_changed(rounding, lang),
        Column(pick(lang, "Công sức", "Effort"), number=True),
        Column(pick(lang, "Căn cứ", "Source")),
    )
    name = named(found.band, lang)
    heads = pick(lang, f"Cần cải thiện để đạt mức {name}", f"What to improve to reach {name}")
    return Section(heading, said, (Table(heads, columns, tuple(rows)),))


# Cells


def _marked(item: Item, lang: Language, *, hand: bool) -> str:
    """Write an item, marked where the unit cannot change it."""
    mark = "" if hand else pick(lang, " (điều tra)", " (survey)")
    return f"{title(item, lang)}{mark}"


def _source(item: Item, sheet: ScoreSheet, lang: Language) -> str | None:
    """Name the clause; the instrument stands in the notes where there is only one."""
    if item.source is None:
        return pick(lang, "giả định", "assumed") if item.assumed else None
    if len(sheet.ruleset.instruments) == 1:
        return item.source.at
    return clause(sheet.ruleset, item.source, lang)
