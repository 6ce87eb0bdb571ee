"""The words of a simulation: what is asked, what is assumed, and shares of draws."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parindex.analysis.words import title
from parindex.errors import Language
from parindex.exact import Rounding
from parindex.explanation.rules import number
from parindex.explanation.sheet import assumed, instrument, labels
from parindex.fields import pick, say
from parindex.ruleset.model import Ruleset
from parindex.simulation.result import League, Simulation
from parindex.simulation.streams import GENERATOR
from parindex.vietnamese import with_comma

__all__ = ["lead", "league_name", "notes", "percent", "question"]

_TENTH = Rounding(1, "half-up")
_HUNDRED = Fraction(100)
_PERIODS = {"year": ("kỳ năm", "the year"), "half-year": ("kỳ sáu tháng", "the half-year")}


def percent(share: Fraction, lang: Language) -> str:
    """Write a share of draws in percent; what is not none and not all never looks like it.

    >>> percent(Fraction(1, 10_000), "vi"), percent(Fraction(9_999, 10_000), "en"), percent(Fraction(1), "vi")
    ('< 0,1', '> 99.9', '100')
    """
    if share in {0, 1}:
        return str(share * _HUNDRED)
    text = _TENTH.text(share * _HUNDRED)
    said = {"0.0": "< 0.1", "100.0": "> 99.9"}.get(text, text)
    return with_comma(said) if lang == "vi" else said


def league_name(league: League, ruleset: Ruleset, lang: Language) -> str:
    """Name the kind of units and the period."""
    kind = next(say(each.name, lang) for each in ruleset.units.kinds if each.key == league.kind)
    own = next((each.name for each in ruleset.periods if each.key == league.period), None)
    period = say(own, lang) if own else pick(lang, *_PERIODS[league.period])
    return f"{kind}, {period}"


def lead(found: Simulation, lang: Language) -> Iterator[str]:
    """Say by which rules, how often was drawn, and what a simulation is not."""
    asked = found.scenario
    yield _rules(asked.ruleset, lang)
    yield pick(
        lang,
        "Mô phỏng là giả định của người hỏi, không phải dự báo và không phải kết quả thẩm định.",
        "A simulation is an assumption of whoever asks: no forecast, and no result of appraisal.",
    )
    if not asked.random:
        yield pick(
            lang,
            "Điều được hỏi không có gì ngẫu nhiên: một lần tính nói hết.",
            "Nothing in what is asked is left to chance: one computation says all.",
        )
        return
    draws, coverage = number(Fraction(found.draws), lang), number(asked.coverage * _HUNDRED, lang)
    yield pick(
        lang,
        f"Số lần rút ngẫu nhiên: {draws}; hạt giống {asked.seed}, bộ sinh số {GENERATOR} của NumPy. "
        f"Khoảng nêu dưới đây chứa ít nhất {coverage} % số lần rút.",
        f"Draws: {draws}; seed {asked.seed}, generator {GENERATOR} of NumPy. "
        f"Intervals below hold at least {coverage} % of the draws.",
    )


def _rules(ruleset: Ruleset, lang: Language) -> str:
    return " ".join((f"{say(ruleset.title, lang)} ({ruleset.id}).", *labels(ruleset, lang)))


def question(found: Simulation, lang: Language) -> Iterator[str]:
    """Say what is asked, one thing a line."""
    asked = found.scenario
    if asked.under is not None:
        yield f"{pick(lang, 'Chấm theo', 'Scored by')}: {_rules(asked.under, lang)}"
    for full, words in (
        (False, ("Mọi đơn vị cải thiện, không biết bao nhiêu", "Every unit improves, by an unknown amount")),
        (True, ("Mọi đơn vị đạt mức cao nhất", "Every unit comes to the most there is")),
    ):
        items = "; ".join(title(each.item, lang) for each in asked.improved if each.full == full)
        if items:
            yield f"{pick(lang, *words)}: {items}."
    if asked.resampled:
        yield pick(
            lang,
            "Kết quả điều tra được rút lại từ chính số phiếu của từng đơn vị.",
            "The survey is drawn again, from each unit's own ballots.",
        )
    if not asked.moving and not asked.resampled:
        yield pick(lang, "Không đổi gì.", "Nothing is changed.")


def notes(found: Simulation, lang: Language) -> Iterator[str]:
    """Say what is assumed of chance, how figures come about, and what the rules assume."""
    asked = found.scenario
    if any(not each.full for each in asked.improved):
        yield pick(
            lang,
            "Giả định về cải thiện: ở mỗi lần rút, mỗi đơn vị có một kết quả cho ít nhất số điểm hiện nay "
            "của mục; mọi mức điểm từ đó lên đều có khả năng như nhau. Mục chấm theo tỷ lệ: mọi số từ số "
            "đã làm đến số phải làm; điểm cho trực tiếp: mọi số từ điểm hiện nay đến điểm tối đa; điểm "
            "trừ thì ngược lại, từ số hiện nay xuống không. Chưa có số liệu thì mọi kết quả đều có thể. "
            "Các đơn vị, các mục độc lập với nhau. Không nguồn nào nêu các xác suất này.",
            "Assumed of improvement: in each draw each unit has an observation that gives at least the "
            "points it has now, and every number of points from there up is equally likely. Of a share: "
            "every figure from what is done to what is planned; of points given directly: every figure "
            "from those given to the max; of a penalty the other way, from its figure down to none. Where "
            "nothing is known, any observation is possible. Units and items are independent of each "
            "other. No source states these probabilities.",
        )
    if asked.improved:
        yield pick(
            lang,
            "Mục không áp dụng vẫn không áp dụng; mọi số liệu khác giữ nguyên.",
            "What does not apply stays so; all other figures stay as they are.",
        )
    if asked.resampled:
        yield pick(
            lang,
            "Giả định về điều tra: mỗi nhóm, mỗi câu hỏi được rút lại có hoàn lại từ các câu trả lời đã "
            "có, đủ số phiếu như cũ (bootstrap), độc lập giữa các câu hỏi và các nhóm. Chưa tính: người "
            "không trả lời, danh sách chọn mẫu, nhóm nhỏ được hỏi gần hết, và việc một người trả lời "
            "nhiều câu giống nhau.",
            "Assumed of the survey: the answers of each group to each question are drawn again with "
            "replacement, as many as there were (bootstrap), independently of other questions and groups. "
            "Not covered: those who did not answer, the sampling frame, small groups of which nearly all "
            "were asked, and that one respondent answers several questions alike.",
        )
    if asked.random:
        yield pick(
            lang,
            "Khoảng: bỏ các lần rút thấp nhất và cao nhất, mỗi bên số lần như nhau; hai đầu là điểm công "
            "bố và hạng của một lần rút có thật. Điểm, mức xếp loại, hạng của mọi lần rút đều tính đúng "
            "theo bộ tiêu chí, hạng theo quy tắc đồng hạng của bộ tiêu chí.",
            "Intervals: as many draws are left out at the bottom as at the top; both ends are the "
            "published total and the rank of some draw. Totals, bands and ranks of every draw are exact "
            "by the rules, ranks with the ties that they declare.",
        )
    if asked.moving and asked.resampled:
        yield pick(
            lang,
            "Lên hạng, xuống hạng: so trong cùng một lần rút với hạng khi chỉ kết quả điều tra được rút lại.",
            "Ranks better or worse: within one draw, against the rank with only the survey drawn again.",
        )
    for ruleset in dict.fromkeys((asked.ruleset, asked.then)):
        for each in ruleset.instruments:
            yield f"{pick(lang, 'Căn cứ', 'Source')} {ruleset.id}: {instrument(each, lang)}"
        head = pick(lang, "Giả định, không nguồn nào nêu", "Assumed, no source states it")
        for said in assumed(ruleset, lang)[1:]:
            yield f"{head} ({ruleset.id}): {said.removeprefix('- ')}"
