"""Verdicts on a printed table as a working paper: what was checked, what fails, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from parindex.errors import Language, Problem
from parindex.explanation.policies import policies
from parindex.explanation.sheet import labels
from parindex.fields import counted, pick, say
from parindex.reporting.table import Column, Report, Section, Table
from parindex.reproduction.inference import Inference
from parindex.reproduction.listing import Listing
from parindex.reproduction.paper import Paper
from parindex.reproduction.policies import describe, explain
from parindex.reproduction.relation import Verdict, worst
from parindex.reproduction.words import column_name, verdict_name
from parindex.ruleset.assumptions import assumptions

__all__ = ["report"]


def report(paper: Paper, *, command: str, lang: Language) -> Report:
    """Make the working paper of a printed table."""
    title = say(paper.table.ruleset.title, lang)
    listing = Listing(paper, lang)
    return Report(
        pick(lang, f"Đối chiếu bảng đã in: {title}", f"A printed table checked: {title}"),
        (_conclusion(listing), _checked(listing), _compared(paper, lang)),
        tuple(_sections(listing)),
        tuple(_notes(paper, lang)),
        command,
        lang,
    )


def _sections(listing: Listing) -> Iterator[Section]:
    """Give the results, the rounding, and what is wrong in the input."""
    yield listing.results()
    yield _rounding(listing)
    if listing.paper.problems:
        yield _problems(listing.paper.problems, listing.lang)


# What is said first


def _conclusion(listing: Listing) -> str:
    """Say the verdict on the whole, and what it means."""
    lang, verdict = listing.lang, listing.paper.found.verdict
    broken = len(listing.of("IRRECONCILABLE"))
    relations = counted(broken, "relation")
    meanings: dict[Verdict, tuple[str, str]] = {
        "EXACT": (
            "Mọi quan hệ đã kiểm tra đều khớp đúng như đã in.",
            "Every relation that was checked holds just as it is printed.",
        ),
        "WITHIN-ROUNDING": (
            "Không quan hệ nào mâu thuẫn.",
            "No relation is contradicted.",
        ),
        "IRRECONCILABLE": (
            f"{broken} quan hệ không thể khớp dù làm tròn thế nào: số in sai hoặc tính theo quy tắc khác.",
            f"{relations} cannot hold however figures were rounded: a misprint, or other rules.",
        ),
        "NOT-CHECKABLE": (
            "Bảng không in đủ số liệu để kiểm tra một quan hệ nào.",
            "The table does not print enough to check any relation.",
        ),
    }
    head = pick(lang, "Kết luận", "Verdict")
    return f"{head}: {verdict_name(verdict, lang)}. {pick(lang, *meanings[verdict])}"


def _checked(listing: Listing) -> str:
    """Say how many rows hold, and how many relations were looked at."""
    lang, relations = listing.lang, listing.relations
    of_rows = groupby((each for each in relations if each.row is not None), key=lambda each: each.row)
    rows = [worst(each.verdict for each in found) for _, found in of_rows]
    good, exact = len(rows) - rows.count("IRRECONCILABLE") - rows.count("NOT-CHECKABLE"), rows.count("EXACT")
    every = len(listing.paper.table.rows)
    return pick(
        lang,
        f"{good} trên {every} dòng khớp trong phạm vi làm tròn, trong đó {exact} dòng đúng khít ở mọi "
        f"quan hệ kiểm tra được. Số quan hệ đã xét: {len(relations)}.",
        f"{good} of {counted(every, 'row')} {'holds' if good == 1 else 'hold'} within rounding, {exact} of "
        f"them exactly in every relation that could be checked. Relations looked at: {len(relations)}.",
    )


def _compared(paper: Paper, lang: Language) -> str:
    """Say what was compared with what, and whether the input itself looks right."""
    table, ruleset = paper.table, paper.table.ruleset
    columns = ", ".join(column_name(each, ruleset, lang) for each in table.columns)
    rows = len(table.rows)
    said = [
        pick(
            lang,
            f"Bảng {paper.file.name}: {rows} dòng; cột: {columns}.",
            f"Table {paper.file.name}: {counted(rows, 'row')}; columns: {columns}.",
        ),
        f"{pick(lang, 'Bộ tiêu chí', 'Ruleset')} {ruleset.id}.",
        *labels(ruleset, lang),
    ]
    if not paper.problems:
        said.append(pick(lang, "Kiểm tra dữ liệu vào: không có cảnh báo.", "Input check: nothing to remark."))
    return " ".join(said)


# Rounding


def _rounding(listing: Listing) -> Section:
    """Say which policies of rounding the table leaves, and which rows rule out the others."""
    lang, found = listing.lang, listing.paper.rounding
    declared = policies(listing.ruleset, lang)["rounding"]
    said = [pick(lang, f"Bộ tiêu chí lấy: {declared}.", f"The ruleset has: {declared}.")]
    if listing.ruleset.policies.rounding.assumed is not None:
        said = [pick(lang, f"Bộ tiêu chí giả định: {declared}.", f"The ruleset assumes: {declared}.")]
    said += [_survivors(found, lang)] if found.rows else []
    said += _undecided(found, lang)
    paragraphs = (" ".join(said), " ".join(_excluded(found, listing)))
    title = pick(lang, "Cách làm tròn đã dùng", "Which rounding was used")
    return Section(title, tuple(each for each in paragraphs if each))


def _survivors(found: Inference, lang: Language) -> str:
    """List the policies that fit every row."""
    count = len(found.survivors)
    every = count + len(found.excluded)
    listed = "; ".join(describe(each, lang) for each in found.survivors)
    end = f": {listed}." if listed else "."
    return pick(
        lang,
        f"Số dòng in một tổng cùng các phần của nó: {found.rows}. "
        f"{count} trên {every} cách làm tròn khớp với mọi dòng{end}",
        f"Rows that print a sum beside its parts: {found.rows}. "
        f"{count} of {counted(every, 'way')} of rounding {'fits' if count == 1 else 'fit'} every row{end}",
    )


def _undecided(found: Inference, lang: Language) -> Iterator[str]:
    """Say between which policies the table does not decide."""
    for each in found.undetermined:
        ways = "; ".join(describe(policy, lang) for policy in each.policies)
        if each.policies == found.survivors:
            ways = pick(lang, "các cách còn lại", "the ways that are left")
        why = explain(each.reason, lang)
        yield pick(
            lang, f"Bảng không phân biệt được {ways}: {why}.", f"The table does not tell apart {ways}: {why}."
        )


def _excluded(found: Inference, listing: Listing) -> Iterator[str]:
    """Say what is ruled out, together where the same rows decide."""
    groups: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for each in found.excluded:
        groups.setdefault((each.units, each.count), []).append(describe(each.policy, listing.lang))
    for (units, count), ways in groups.items():
        deciding = listing.few([listing.unit(unit, None) for unit in units], count)
        yield listing.say(f"Bị loại bởi {deciding}: ", f"Ruled out by {deciding}: ") + f"{'; '.join(ways)}."


# The input


def _problems(found: tuple[Problem, ...], lang: Language) -> Section:
    """List what cannot be read, and what looks wrong."""
    rows = tuple(
        (str(each.place) if each.place else each.at, f"{each.code}: {each.message(lang)}", each.hint(lang))
        for each in found
    )
    columns = (
        Column(pick(lang, "Chỗ", "Place")),
        Column(pick(lang, "Vấn đề", "Problem")),
        Column(pick(lang, "Gợi ý", "Suggestion")),
    )
    table = Table(pick(lang, "Vấn đề trong tệp", "Problems in the file"), columns, rows)
    return Section(pick(lang, "Kiểm tra dữ liệu vào", "Input check"), (), (table,))


# Notes


def _notes(paper: Paper, lang: Language) -> Iterator[str]:
    """Say what the ruleset assumes, and which bytes were read."""
    yield from _assumptions(paper, lang)
    ruleset = paper.table.ruleset
    digests = {file.name: file.sha256 for file in (paper.file, paper.summary) if file is not None}
    digests[ruleset.id] = ruleset.digest
    yield f"SHA-256: {'; '.join(f'{name} {digest}' for name, digest in digests.items())}"


def _assumptions(paper: Paper, lang: Language) -> Iterator[str]:
    """Name the assumptions of the ruleset that bear on what was tested, besides that on rounding."""
    ruleset, tested = paper.table.ruleset, {each.relation for each in paper.found.relations}
    idle = ["periods.", "policies.missing", "policies.rounding"]
    if not tested & {"band-total", "group-count", "share"}:
        idle += ["bands.", "policies.band_on"]
    if "rank-total" not in tested:
        idle.append("policies.rank")
    said = {f"policies.{name}": words for name, words in policies(ruleset, lang).items()}
    found = [said.get(at, at) for at, _ in assumptions(ruleset) if not at.startswith(tuple(idle))]
    if found:
        yield pick(
            lang,
            f"Giả định, không nguồn nào nêu (lý do xem ở parindex show {ruleset.id}): {'; '.join(found)}.",
            f"Assumed, no source states it (parindex show {ruleset.id} has the reasons): {'; '.join(found)}.",
        )
