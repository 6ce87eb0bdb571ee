"""`ledger`: what each stage changed, by whom and why, and what it does to the total and the rank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.assessment import StageName
from parindex.audit.ledger import Change, Ends, Gap, Ledger, Passage, observation, plain
from parindex.audit.ledger import ledger as keep
from parindex.cli.assessments import Given, given, located
from parindex.cli.output import console, guarded, json_option, lang_option, pick, print_json, wrapped
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import ruleset_option
from parindex.errors import Language, UsageError, problem
from parindex.exact import ZERO, Rounding, add, decimal_text
from parindex.explanation.sheet import clause, labels, period, published, state
from parindex.fields import counted, say
from parindex.ruleset.model import Ruleset
from parindex.scales import ChecklistScale, DeductionScale, LevelsScale, Scale, StepsScale, SurveyScale
from parindex.scoresheet import Line
from parindex.vietnamese import with_comma

__all__ = ["ledger"]

STAGES: dict[StageName, tuple[str, str]] = {
    "self": ("Tự chấm", "Self-assessment"),
    "appraisal-1": ("Thẩm định lần 1", "Appraisal 1"),
    "explanation": ("Giải trình", "Explanation"),
    "appraisal-2": ("Thẩm định lần 2", "Appraisal 2"),
    "final": ("Kết quả cuối cùng", "Final result"),
}
UNITS = {
    "percent": ("%", "%", "%"),
    "days-late": ("ngày chậm", "day late", "days late"),
    "points": ("điểm", "point", "points"),
}
_MARKED = re.compile(r"[\\`*_~<>|\[\]]")


class _Table(NamedTuple):
    """Headings, how many columns hold words, and rows; the first line of a cell says what it is about."""

    headings: tuple[str, ...]
    words: int
    rows: tuple[tuple[str, ...], ...]


class _Part(NamedTuple):
    """A heading, what is said before the table, the table, and what is said after it."""

    heading: str
    lead: tuple[str, ...] = ()
    table: _Table | None = None
    notes: tuple[str, ...] = ()


@click.command("ledger")
@click.argument("files", nargs=-1, required=True)
@ruleset_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="Chữ, JSON hoặc Markdown / text, JSON or Markdown.",
)
@json_option
@lang_option
@guarded
def ledger(files: tuple[str, ...], *, ruleset: str | None, form: str, as_json: bool, lang: Language) -> None:
    """Theo dõi các giai đoạn / what each stage of FILE changed, who did, why, and to what effect.

    Nhiều tệp của một bảng xếp hạng thì có cả hạng: mỗi đơn vị đổi trong khi các đơn vị khác giữ kết quả
    cuối / several files of one league have ranks: each unit moves while the others stand as at the end.
    """
    chosen = ruleset_at(ruleset) if ruleset is not None else None
    read = [_read(file, chosen) for file in files]
    rules, first, _ = read[0]
    for each in read:
        if each.ruleset.digest != rules.digest:
            raise UsageError(problem("E-LEAGUE", unit=each.assessment.unit.name, other=first.unit.name))
    found = keep(rules, [each.assessment for each in read])
    if as_json or form == "json":
        print_json(plain(found, lang))
        return
    for kept in found:
        parts = tuple(_parts(kept, lang, several=len(found) > 1))
        (_print if form == "text" else _print_markdown)(parts)


def _read(file: str, ruleset: Ruleset | None) -> Given:
    """Read one file, with every problem of every stage at its place."""
    found = given(file, ruleset)
    with located(found.document):
        keep(found.ruleset, [found.assessment])
    return found


def _print(parts: Sequence[_Part]) -> None:
    out = console()
    for part in parts:
        out.print(wrapped(part.heading, out.width), style="bold", markup=False)
        for each in part.lead:
            out.print(wrapped(each, out.width), markup=False)
        if part.table:
            out.print(_rich(part.table))
        for each in part.notes:
            out.print(wrapped(each, out.width), markup=False)
        if part.notes:
            out.print()


def _rich(shown: _Table) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, heading in enumerate(shown.headings):
        if at < shown.words:
            table.add_column(heading, overflow="fold")
        else:
            table.add_column(heading, justify="right", no_wrap=True)
    for row in shown.rows:
        table.add_row(*(_dimmed(cell) for cell in row))
    return table


def _dimmed(cell: str) -> str:
    first, _, more = cell.partition("\n")
    return f"{escape(first)}\n[dim]{escape(more)}[/dim]" if more else escape(first)


def _print_markdown(parts: Sequence[_Part]) -> None:
    for part in parts:
        click.echo(f"{'#' if part is parts[0] else '##'} {_marked(part.heading)}\n")
        for each in part.lead:
            click.echo(f"{_marked(each)}\n")
        if part.table:
            click.echo("\n".join(_markdown_rows(part.table)) + "\n")
        for each in part.notes:
            click.echo(f"{_marked(each)}\n")


def _markdown_rows(table: _Table) -> Iterator[str]:
    sides = (":--" if at < table.words else "--:" for at in range(len(table.headings)))
    yield f"| {' | '.join(_marked(each.replace(chr(10), ' ')) for each in table.headings)} |"
    yield f"| {' | '.join(sides)} |"
    for row in table.rows:
        yield f"| {' | '.join(_marked(cell) for cell in row)} |"


def _marked(text: str) -> str:
    """Write a text in Markdown, where none of its signs means anything but itself."""
    escaped = _MARKED.sub(r"\\\g<0>", text)
    return "<br>".join(escaped.splitlines())


def _parts(kept: Ledger, lang: Language, *, several: bool) -> Iterator[_Part]:
    final = kept.final
    title = f"{final.unit.name} · {say(final.ruleset.title, lang)} ({final.ruleset.id})"
    lead = (f"{period(final, lang)}.", *labels(final.ruleset, lang))
    ranked = any(each.rank for each in kept.positions)
    words = ("Chưa xếp hạng vì còn đơn vị chưa đủ kết quả.", "No ranks yet, because a unit is incomplete.")
    if ranked:
        vi = "Hạng: xếp cùng các đơn vị khác ở kết quả cuối cùng của họ."
        words = (vi, "Rank: among the other units at their final result.")
    notes = (pick(lang, *words),) if several else ()
    yield _Part(title, lead, _stages(kept, lang, ranked=ranked), notes)
    for passage in kept.passages:
        yield _passage(passage, kept, lang, ranked=ranked)
    yield from _gaps(kept, lang)
    yield _Part(pick(lang, "Lưu ý", "Notes"), notes=tuple(_notes(kept, lang)))


def _stages(kept: Ledger, lang: Language, *, ranked: bool) -> _Table:
    vi = ("Giai đoạn", "Xếp loại", "Tổng điểm", "Thay đổi", "Chỉ số %", "Hạng")
    en = ("Stage", "Band", "Total", "Change", "Index %", "Rank")
    rows = []
    for (sheet, place), passage in zip(kept.positions, (None, *kept.passages), strict=True):
        moved = _shift(passage.whole, sheet.total.rounding, lang) if passage else ""
        named = say(sheet.band.name, lang) if sheet.band else "–"
        figures = published(sheet.total, lang), moved, published(sheet.index, lang)
        rows.append((pick(lang, *STAGES[sheet.stage]), named, *figures, str(place or "–")))
    return _cut(_Table(vi if lang == "vi" else en, 2, tuple(rows)), ranked=ranked)


def _cut(table: _Table, *, ranked: bool) -> _Table:
    """Leave out the last column, that of ranks, where nobody has one."""
    headings, words, rows = table
    return table if ranked else _Table(headings[:-1], words, tuple(row[:-1] for row in rows))


def _passage(passage: Passage, kept: Ledger, lang: Language, *, ranked: bool) -> _Part:
    rounding = kept.final.total.rounding
    before, after = (pick(lang, *STAGES[each]) for each in (passage.before, passage.after))
    moved = f"{pick(lang, 'tổng điểm', 'total')} {_shift(passage.whole, rounding, lang)}"
    heading = f"{before} → {after}: {moved}"
    if not passage.entries:
        return _Part(heading, notes=(pick(lang, "Không có thay đổi.", "Nothing was changed."),))
    vi = ("STT", "Thay đổi, ai và vì sao", "Điểm", "Tổng\nđiểm", "Hạng")
    en = ("Code", "What, who and why", "Points", "Total", "Rank")
    rows = tuple(_row(each, kept.final.ruleset, rounding, lang) for each in passage.entries)
    table = _cut(_Table(vi if lang == "vi" else en, 2, rows), ranked=ranked)
    return _Part(heading, table=table, notes=(_summed(passage, rounding, lang),))


def _row(change: Change, ruleset: Ruleset, rounding: Rounding, lang: Language) -> tuple[str, ...]:
    by = f"{change.by}: {change.why}" if change.by else pick(lang, "Nhập lần đầu", "Entered first here")
    entry, source = change.after.entry, clause(ruleset, change.item.source, lang)
    lines = [
        say(change.item.name, lang),
        _observed(change, lang),
        by,
        f"{pick(lang, 'Lý do', 'Reason')}: {entry.why}" if entry and entry.why else "",
        _evidence(change, lang),
        f"{pick(lang, 'Căn cứ', 'Source')}: {source}" if source else "",
    ]
    points = (published(each.figure(rounding), lang) for each in (change.before, change.after))
    places = dict.fromkeys(str(each or "–") for each in (change.rank_before, change.rank_after))
    return (
        change.item.code or "",
        "\n".join(" ".join(line.split()) for line in lines if line),
        "\n→ ".join(points).replace("-", "−"),
        _shift(change.effect, rounding, lang),
        " → ".join(places),
    )


def _evidence(change: Change, lang: Language) -> str:
    """Name the documents, each with the first digits of its digest."""
    named = [
        f"{each.title} (SHA-256 {each.sha256[:12]}…)" if each.sha256 else each.title
        for each in change.evidence
    ]
    return f"{pick(lang, 'Tài liệu', 'Evidence')}: {'; '.join(named)}" if named else ""


def _summed(passage: Passage, rounding: Rounding, lang: Language) -> str:
    """Say that the single effects and the remainder are the change of the stage."""
    whole = _shift(passage.whole, rounding, lang)
    if passage.remainder is None:
        vi = "Có thay đổi không tính riêng được, vì bộ tiêu chí không nhận tổng điểm như thế; cả giai đoạn"
        en = "A change cannot be made alone, for the rules refuse such a total; the stage"
        return f"{pick(lang, vi, en)}: {whole}."
    single = Ends(*(end - rest for end, rest in zip(passage.whole, passage.remainder, strict=True)))
    each, left = (_shift(ends, rounding, lang) for ends in (single, passage.remainder))
    vi = f"Cộng từng thay đổi: {each}; phần còn lại do mức trần, quy đổi, làm tròn: {left}; cả giai đoạn"
    en = f"Each change alone: {each}; the rest, by caps, rescaling and rounding: {left}; the stage"
    return f"{pick(lang, vi, en)}: {whole}."


def _observed(change: Change, lang: Language) -> str:
    """Write what was observed before and after; of a list only what is other than before."""
    old, new = observation(change.before), observation(change.after)
    names = _names(change.item.scale, lang)
    if "ticks" in old and "ticks" in new:
        gone, come = _without(old, new), _without(new, old)
        parts = [(pick(lang, "không còn", "no longer"), gone), (pick(lang, "thêm", "now also"), come)]
        if gone or come:
            return "; ".join(
                f"{word}: {', '.join(names[key] for key in keys)}" for word, keys in parts if keys
            )
    places = [place for place in {**old, **new} if place in names and old.get(place) != new.get(place)]
    if {place.partition(".")[0] for place in old} == {place.partition(".")[0] for place in new} and places:
        return "; ".join(f"{names[place]}: {old.get(place, '0')} → {new.get(place, '0')}" for place in places)
    return f"{_whole(change.before, lang)} → {_whole(change.after, lang)}"


def _without(fields: Mapping[str, str], others: Mapping[str, str]) -> list[str]:
    return [key for key in _ticks(fields) if key not in _ticks(others)]


def _ticks(fields: Mapping[str, str]) -> list[str]:
    return [key for key in fields.get("ticks", "").split(", ") if key]


def _whole(line: Line, lang: Language) -> str:
    """Write all that was observed: ``287/291``, a level, or the number of ballots."""
    fields, names = observation(line), _names(line.item.scale, lang)
    if not fields:
        return state(line, lang)
    if any(place.startswith("tallies.") for place in fields):
        count = _grouped(decimal_text(add(Fraction(each) for each in fields.values())), lang)
        return pick(lang, f"{count} phiếu", counted(count, "ballot"))
    if any(place in names for place in fields):
        return "; ".join(f"{names[place]}: {value}" for place, value in fields.items())
    if "level" in fields:
        return names[fields["level"]]
    if "ticks" in fields or "counts" in fields:
        none = pick(lang, "không nội dung nào", "nothing")
        return ", ".join(names[key] for key in _ticks(fields)) or none
    said = "/".join(_grouped(value, lang) for value in fields.values())
    of = line.item.scale.of if isinstance(line.item.scale, StepsScale) and "value" in fields else ""
    vi, one, many = UNITS.get("points" if "points" in fields else of, ("", "", ""))
    return pick(lang, f"{said} {vi}", counted(said, one, many)).strip()


def _names(scale: Scale | None, lang: Language) -> dict[str, str]:
    """Return the words of the keys of a scale: of levels and ticks by key, of counts by their place."""
    match scale:
        case LevelsScale():
            return {each.key: say(each.name, lang) for each in scale.levels}
        case ChecklistScale():
            return {each.key: say(each.name, lang) for each in scale.ticks}
        case DeductionScale():
            return {f"counts.{each.key}": say(each.name, lang) for each in scale.kinds}
        case SurveyScale():
            return {
                f"tallies.{group.key}.{option.key}": f"{say(group.name, lang)} – {say(option.name, lang)}"
                for group in scale.groups
                for option in scale.options
            }
        case _:
            return {}


def _grouped(text: str, lang: Language) -> str:
    """Write a figure with its thousands apart, from five digits on."""
    whole, point, rest = text.partition(".")
    if len(whole) > 4:  # noqa: PLR2004 (1234 is read at a glance)
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", pick(lang, ".", ","), whole)
    return f"{whole}{pick(lang, ',', '.') if point else ''}{rest}"


def _gaps(kept: Ledger, lang: Language) -> Iterator[_Part]:
    last = pick(lang, *STAGES[kept.positions[-1].sheet.stage])
    heading = pick(lang, "Tự chấm so với thẩm định", "Self-assessment against appraisal")
    if kept.gaps is None:
        words = ("Tệp không có giai đoạn tự chấm nên không so được.", "The file has no self-assessment.")
        if kept.positions[0].sheet.stage == "self":
            words = ("Tệp mới có giai đoạn tự chấm.", "The file has the self-assessment alone.")
        yield _Part(heading, notes=(pick(lang, *words),))
        return
    columns = (pick(lang, "Tự chấm", "Claimed"), last, pick(lang, "Chênh lệch", "Gap"))
    fields = [(item.code or "", say(item.name, lang), gap) for item, gap in kept.gaps.fields]
    total = ("", pick(lang, "Tổng điểm", "Total"), kept.gaps.total)
    rows = tuple((code, name, *_gap(gap, lang)) for code, name, gap in (*fields, total))
    headings = (pick(lang, "STT", "Code"), pick(lang, "Lĩnh vực", "Field"), *columns)
    vi = "Chênh lệch: điểm tự chấm trừ điểm được công nhận."
    yield _Part(
        heading,
        (pick(lang, vi, "The gap: what was claimed less what was granted."),),
        _Table(headings, 2, rows),
    )
    unstated = pick(lang, "không nêu", "not stated")
    bodies = tuple((say(body, lang) or unstated, *_gap(gap, lang)) for body, gap in kept.gaps.bodies)
    vi = "Điểm cộng từng mục của mỗi cơ quan, trước mức trần và quy đổi."
    lead = pick(lang, vi, "The points of each body's own items, before caps and rescaling.")
    table = _Table((pick(lang, "Cơ quan thẩm định", "Appraising body"), *columns), 1, bodies)
    yield _Part(pick(lang, "Theo cơ quan thẩm định", "By appraising body"), (lead,), table)


def _gap(gap: Gap, lang: Language) -> tuple[str, ...]:
    figures = (published(each, lang).replace("-", "−") for each in (gap.claimed, gap.granted))
    return (*figures, _shift(gap.difference, gap.granted.rounding, lang))


def _notes(kept: Ledger, lang: Language) -> Iterator[str]:
    """Say how to read the figures, and what the score's own warnings are."""
    yield pick(
        lang,
        "- Tổng điểm ở mỗi thay đổi: nếu chỉ thay đổi đó xảy ra ở giai đoạn trước.",
        "- The total beside a change: if that change alone were made to the stage before.",
    )
    yield pick(
        lang,
        "- Mỗi số được làm tròn riêng từ số chính xác; bản JSON có số chính xác.",
        "- Each figure is rounded by itself from the exact one, which the JSON has.",
    )
    if not all(each.sheet.complete for each in kept.positions):
        yield pick(
            lang,
            "- Còn mục chưa có kết quả thì điểm là một khoảng; hai số cách nhau bằng `/` là thay đổi của "
            "mức thấp nhất và mức cao nhất.",
            "- While an item is missing a score is an interval; two figures with `/` between are how far its "
            "lower and its upper end move.",
        )
    for each in kept.final.warnings:
        yield f"- {each.code}: {each.message(lang)}"


def _shift(ends: Ends | None, rounding: Rounding, lang: Language) -> str:
    """Write how far a figure moves; both ends where they move differently."""
    if ends is None:
        return "–"
    return " / ".join(dict.fromkeys(_signed(end, rounding, lang) for end in ends))


def _signed(value: Fraction, rounding: Rounding, lang: Language) -> str:
    if not value:
        return "0"
    text = f"{'+' if value > ZERO else '−'}{rounding.text(abs(value))}"
    return with_comma(text) if lang == "vi" else text
