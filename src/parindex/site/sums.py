"""How an inner item comes to its points: the items below it, how they add up, and what limits the sum."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.exact import add
from parindex.explanation.rules import number
from parindex.fields import counted, pick, say
from parindex.ruleset.lattice import applicable_max
from parindex.ruleset.model import Item, Ruleset, stated
from parindex.ruleset.tree import Node
from parindex.site import paths, pictures
from parindex.site.outline import Spot, outline
from parindex.site.page import block, cell, link, table
from parindex.site.pictures import Bar
from parindex.site.points import METHODS

__all__ = ["sums"]


def sums(ruleset: Ruleset, spot: Spot, lang: Language) -> str:
    """Write the items below one, in a table and a picture of the same figures, and how they add up."""
    drawn = _picture(spot.node, lang)
    figure = f'<figure class="picture">{drawn}</figure>' if drawn else ""
    listed = _table(ruleset, spot, lang)
    framed = block('<div class="parts" markdown="1">', listed, "</div>")
    return block(" ".join(_adding(ruleset, spot.node, lang)), framed, figure)


def _adding(ruleset: Ruleset, node: Node, lang: Language) -> Iterator[str]:
    """Say how the items below add up, in the order in which the engine takes them."""
    item = node.item
    yield pick(lang, "Điểm là tổng điểm của các mục bên dưới.", "The points are the sum of the items below.")
    if any(not child.counts for child in node.nodes) and node.counts:
        yield pick(
            lang,
            "Điểm thưởng cộng thêm và điểm trừ lấy đi; cả hai không tính vào điểm tối đa.",
            "A bonus adds to it and a penalty takes from it; neither counts in the maximum.",
        )
    if item.rescale and item.max is not None:
        most, marks = number(item.max, lang), number(add(applicable_max(each) for each in node.nodes), lang)
        yield pick(
            lang,
            f"Tổng được quy đổi từ thang {marks} điểm (phần áp dụng) về thang {most} điểm.",
            f"The sum is carried from a scale of {counted(marks, 'point')}, as far as they apply, to one of "
            f"{most}.",
        )
    if item.floor is not None:
        least = number(item.floor, lang)
        yield pick(lang, f"Thấp hơn {least} thì lấy {least} điểm.", f"Below {least} it counts as {least}.")
    if (cap := stated(item.cap)) is not None:
        most = number(cap, lang)
        yield pick(lang, f"Vượt {most} thì chỉ tính {most} điểm.", f"Above {most} it counts as {most}.")
    if node.path == ("score",):
        yield _above_max(ruleset, node, lang)


def _above_max(ruleset: Ruleset, node: Node, lang: Language) -> str:
    most = number(node.bound, lang)
    said = {
        "cap": (f"Tổng điểm vượt {most} thì lấy {most}.", f"A total above {most} counts as {most}."),
        "allow": (f"Tổng điểm được vượt {most}.", f"The total may go above {most}."),
        "refuse": (f"Tổng điểm vượt {most} thì không chấm.", f"A total above {most} is refused."),
    }
    return pick(lang, *said[ruleset.policies.above_max.value])


def _picture(node: Node, lang: Language) -> str:
    """Draw the maxima of the items below, where all of them are stated; bonus and penalty are left out."""
    counted = [child for child in node.nodes if child.counts or not node.counts]
    if len(counted) < 2 or any(child.item.max is None for child in counted):  # noqa: PLR2004 (one is no division)
        return ""
    found = [Bar(_named(each.item, lang), each.bound, number(each.bound, lang)) for each in counted]
    name = say(node.item.name, lang)
    title = pick(lang, f"{name}: điểm tối đa của các mục bên dưới.", f"{name}: maxima of the items below.")
    return pictures.bars(title, found, max(bar.value for bar in found), loss=node.role == "penalty")


def _named(item: Item, lang: Language) -> str:
    return " ".join(part for part in (item.code, say(item.name, lang)) if part)


def _table(ruleset: Ruleset, spot: Spot, lang: Language) -> str:
    spots = outline(ruleset)
    head = (
        pick(lang, "Mã", "Code"),
        pick(lang, "Mục", "Item"),
        pick(lang, "Tối đa", "Max"),
        pick(lang, "Cách chấm", "Method"),
    )
    at = paths.item(ruleset.id, spot.item.key)
    rows = [_row(ruleset, spots[each.key], lang, at) for each in spot.item.items]
    return table(head, rows, figures=[2])


def _row(ruleset: Ruleset, spot: Spot, lang: Language, at: str) -> tuple[str, ...]:
    item, role = spot.item, spot.node.role
    most = "–" if item.max is None else number(-item.max if role == "penalty" else item.max, lang)
    if item.items:
        count = len(item.items)
        method = pick(lang, f"cộng {count} mục", f"sum of {counted(count, 'item')}")
    else:
        method = pick(lang, *METHODS[item.scale.method]) if item.scale else ""
    more = [method]
    if role == "bonus":
        more.append(pick(lang, "điểm thưởng", "bonus"))
    if role == "penalty":
        more.append(pick(lang, "điểm trừ", "penalty"))
    if len(spot.kinds) < len(ruleset.units.kinds):
        names = "; ".join(say(each.name, lang) for each in spot.kinds)
        more.append(pick(lang, f"chỉ cho {names}", f"only for {names}"))
    name = link(say(item.name, lang), paths.item(ruleset.id, item.key), at=at)
    return cell(item.code or ""), name, most, cell("; ".join(more))
