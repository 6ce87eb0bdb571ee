"""Published results: each figure that the press reported of a unit stands in a league case as printed."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pytest
from commands import ROOT, SHIPPED

from parindex.cases import find_cases, read_case
from parindex.cases.league import LeagueCase
from parindex.cases.single import Case
from parindex.exact import parse_number
from parindex.sources.document import Clause
from parindex.sources.figures import same
from parindex.sources.matrix import read_matrix

DOCUMENTS = ("reported-national", "reported-ha-noi")
CASES = ROOT / "tests" / "cases"


class Stated(NamedTuple):
    """What one clause states of units under one ruleset: the unit, and its total as printed."""

    document: str
    at: str
    ruleset: str
    totals: dict[str, str]


NATIONAL, HA_NOI = DOCUMENTS
MINISTRIES, PROVINCES = "national/ministries", "national/provinces"
DEPARTMENTS, DISTRICTS = "ha-noi/departments", "ha-noi/districts"
STATED = [
    Stated(
        NATIONAL,
        "PAR INDEX 2023 các bộ, hạng 1 đến 10",
        f"{MINISTRIES}@2023",
        {
            "ministry-of-justice": "89.95",
            "ministry-of-labour-invalids-and-social-affairs": "85.81",
        },
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2023 các bộ, hạng 11 đến 17",
        f"{MINISTRIES}@2023",
        {"ministry-of-culture-sports-and-tourism": "83.56", "ministry-of-industry-and-trade": "78.03"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2023 các tỉnh, năm hạng đầu",
        f"{PROVINCES}@2023",
        {
            "quang-ninh": "92.18",
            "hai-phong": "91.87",
            "ha-noi": "91.43",
            "bac-giang": "91.16",
            "ba-ria-vung-tau": "91.03",
        },
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2023, Hải Phòng in 91,81 và thuộc nhóm A",
        f"{PROVINCES}@2023",
        {"hai-phong": "91.81"},
    ),
    Stated(NATIONAL, "PAR INDEX 2023, Nam Định thuộc nhóm B", f"{PROVINCES}@2023", {"nam-dinh": "87.32"}),
    Stated(NATIONAL, "PAR INDEX 2023, Ninh Bình", f"{PROVINCES}@2023", {"ninh-binh": "88.72"}),
    Stated(
        NATIONAL,
        "PAR INDEX 2023 các tỉnh, cuối bảng",
        f"{PROVINCES}@2023",
        {"an-giang": "81.32", "soc-trang": "81.70"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2022 các bộ",
        f"{MINISTRIES}@2022",
        {"state-bank-of-vietnam": "91.77", "ministry-of-justice": "90.63", "ministry-of-finance": "89.76"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2022, Bộ Ngoại giao",
        f"{MINISTRIES}@2022",
        {"ministry-of-foreign-affairs": "72.65"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2022, Bộ Ngoại giao",
        f"{MINISTRIES}@2023",
        {"ministry-of-foreign-affairs": "78.48"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2022 các tỉnh",
        f"{PROVINCES}@2022",
        {"quang-ninh": "90.10", "hai-phong": "90.09", "ha-noi": "89.58", "dong-nai": "82.92"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2021 các bộ",
        f"{MINISTRIES}@2021",
        {"ministry-of-justice": "91.9", "ministry-of-science-and-technology": "78.72"},
    ),
    Stated(
        NATIONAL,
        "PAR INDEX 2021 các tỉnh",
        f"{PROVINCES}@2021",
        {"hai-phong": "91.8", "quang-ninh": "91.14", "da-nang": "90.25", "kien-giang": "79.97"},
    ),
    Stated(NATIONAL, "PAR INDEX 2021, Nam Định thuộc nhóm B", f"{PROVINCES}@2021", {"nam-dinh": "86.4"}),
    Stated(NATIONAL, "PAR INDEX 2021, Bà Rịa - Vũng Tàu", f"{PROVINCES}@2021", {"ba-ria-vung-tau": "87.61"}),
    Stated(
        NATIONAL,
        "PAR INDEX 2024 các tỉnh, ba hạng đầu",
        f"{PROVINCES}@2024",
        {"hai-phong": "96.17", "ha-noi": "92.57"},
    ),
    Stated(NATIONAL, "PAR INDEX 2024 các tỉnh, ba hạng đầu", f"{PROVINCES}@2023", {"hai-phong": "91.87"}),
    Stated(NATIONAL, "PAR INDEX 2024, Hà Nội so với các năm", f"{PROVINCES}@2023", {"ha-noi": "91.43"}),
    Stated(NATIONAL, "PAR INDEX 2024, Hà Nội so với các năm", f"{PROVINCES}@2022", {"ha-noi": "89.58"}),
    Stated(
        NATIONAL,
        "PAR INDEX 2014 các bộ, kết quả",
        f"{MINISTRIES}@2014",
        {"ministry-of-transport": "81.83", "ministry-of-science-and-technology": "71"},
    ),
    Stated(NATIONAL, "PAR INDEX 2014 các tỉnh, kết quả", f"{PROVINCES}@2014", {"da-nang": "92.54"}),
    Stated(
        NATIONAL,
        "PAR INDEX 2013 các bộ, kết quả",
        f"{MINISTRIES}@2013",
        {
            "ministry-of-transport": "81.06",
            "state-bank-of-vietnam": "80.38",
            "ministry-of-foreign-affairs": "80.31",
            "committee-for-ethnic-minority-affairs": "66.71",
        },
    ),
    Stated(
        NATIONAL,
        "QĐ 766/QĐ-TTg, kết quả của Bình Dương",
        "national/public-service-quality@2022",
        {"binh-duong": "83.47"},
    ),
    Stated(HA_NOI, "R3, kết quả năm 2024 của các sở", f"{DEPARTMENTS}@2024", {"home-affairs": "95.77"}),
    Stated(HA_NOI, "R3, kết quả năm 2024 của quận, huyện", f"{DISTRICTS}@2024", {"long-bien": "95.39"}),
    Stated(
        HA_NOI,
        "R5, kết quả năm 2023 của các sở",
        f"{DEPARTMENTS}@2023",
        {"home-affairs": "94", "finance": "93.89", "science-and-technology": "93", "inspectorate": "63.9"},
    ),
    Stated(
        HA_NOI,
        "R5, kết quả năm 2023 của quận, huyện",
        f"{DISTRICTS}@2023",
        {
            "dong-da": "96.3",
            "nam-tu-liem": "95.7",
            "hoan-kiem": "95.7",
            "cau-giay": "95.22",
            "phu-xuyen": "91.61",
        },
    ),
    Stated(HA_NOI, "Tân Hoàng Nga, phường Ô Chợ Dừa", "ha-noi/communes@2025", {"o-cho-dua": "94.73"}),
]

# Printed with its parts, so that a case of one unit holds it beside what the parts add up to.
IN_PARTS = {
    (NATIONAL, "QĐ 766/QĐ-TTg, kết quả của Quảng Trị"): (
        "national/public-service-quality@2022",
        "quang-tri",
        "77.65",
        {"15.4", "19.35", "9.03", "17.82", "16.05"},
    )
}

# Results of a year for which nothing ships that a case could be scored or ranked under.
OF_NO_RULESET = {
    (NATIONAL, "PAR INDEX 2012 các tỉnh và các bộ"): (f"{PROVINCES}@2012", f"{MINISTRIES}@2012"),
    (NATIONAL, "PAR INDEX 2019 và 2020 các bộ"): (f"{MINISTRIES}@2019", f"{MINISTRIES}@2020"),
    (HA_NOI, "R6, trung bình năm 2022"): (f"{DEPARTMENTS}@2022", f"{DISTRICTS}@2022"),
    (HA_NOI, "R7, kết quả năm 2022 của các sở"): (f"{DEPARTMENTS}@2022",),
    (HA_NOI, "R8, kết quả năm 2020 của các sở"): (f"{DEPARTMENTS}@2020",),
    (HA_NOI, "R8, kết quả năm 2020 của quận, huyện"): (f"{DISTRICTS}@2020",),
    (HA_NOI, "R9, kết quả năm 2019 của các sở"): (f"{DEPARTMENTS}@2019",),
    (HA_NOI, "R9, kết quả năm 2019 của quận, huyện"): (f"{DISTRICTS}@2019",),
}

# Figures beside them that are no unit's result: means, means of regions, changes, and one unit of a unit.
NO_RESULT = {
    (NATIONAL, "PAR INDEX 2023 các bộ, hạng 11 đến 17"): {"84.38"},
    (NATIONAL, "PAR INDEX 2023, Hải Phòng in 91,81 và thuộc nhóm A"): {"1.72", "91.87"},
    (NATIONAL, "PAR INDEX 2023, Ninh Bình"): {"86.98", "2.19"},
    (NATIONAL, "PAR INDEX 2023, trung bình các vùng"): {
        *("88.33", "86.62", "87.79", "84.74", "87.72", "86.82", "84.25", "85.42")
    },
    (NATIONAL, "PAR INDEX 2022, Bộ Ngoại giao"): {"19.12", "5.83"},
    (NATIONAL, "PAR INDEX 2021 các tỉnh"): {"1.94"},
    (NATIONAL, "PAR INDEX 2024 các tỉnh, ba hạng đầu"): {"4.30", "88.37"},
    (NATIONAL, "PAR INDEX 2024 các tỉnh, tăng, giảm và cuối bảng"): {"6.39", "0.19"},
    (NATIONAL, "PAR INDEX 2024, Hà Nội so với các năm"): {"1.32", "91.25", "2.99"},
    (NATIONAL, "PAR INDEX 2024, trung bình các vùng"): {
        *("90.17", "89.44", "88.51", "88.20", "87.37", "85.63", "88.32", "87.45", "87.72")
    },
    (NATIONAL, "PAR INDEX 2014 các bộ, kết quả"): {"76.99"},
    (NATIONAL, "PAR INDEX 2014 các tỉnh, kết quả"): {"81.21"},
    (NATIONAL, "QĐ 766/QĐ-TTg, kết quả của Bình Dương"): {"83.8"},
    (HA_NOI, "R5, kết quả năm 2023 của các sở"): {"88.4"},
}

# PAR INDEX 2023 of the ministries with its parts, as the first ten rows were printed.
TEN_ROWS = {
    "ministry-of-justice": ("61.86", "28.10", "89.95"),
    "state-bank-of-vietnam": ("62.67", "27.21", "89.89"),
    "ministry-of-finance": ("61.52", "27.66", "89.18"),
    "ministry-of-home-affairs": ("60.65", "26.38", "87.04"),
    "ministry-of-natural-resources-and-environment": ("61.15", "25.85", "87.01"),
    "ministry-of-agriculture-and-rural-development": ("60.25", "26.17", "86.41"),
    "ministry-of-construction": ("61.18", "25.10", "86.28"),
    "ministry-of-transport": ("60.27", "25.91", "86.18"),
    "ministry-of-information-and-communications": ("60.50", "25.33", "85.83"),
    "ministry-of-labour-invalids-and-social-affairs": ("60.99", "24.81", "85.81"),
}


@cache
def clauses() -> dict[tuple[str, str], Clause]:
    """Read every clause of the two collections of reported facts, by document and place."""
    matrix = read_matrix(ROOT / "rulesets", frozenset(DOCUMENTS))
    return {(key, clause.at): clause for key in DOCUMENTS for clause in matrix[key].source.clauses}


@cache
def leagues() -> tuple[LeagueCase, ...]:
    """Read every league case."""
    cases = [read_case(file) for file in find_cases(CASES)]
    return tuple(case for case in cases if isinstance(case, LeagueCase))


def written(clause: Clause, figure: str) -> bool:
    """Tell whether a clause prints a figure, in both languages."""
    english, vietnamese = clause.says.en or "", clause.says.vi
    whole = [re.escape(text) for text in (figure, figure.replace(".", ","))]
    return all(
        re.search(rf"(?<![0-9]){pattern}(?![0-9])", text) is not None
        for pattern, text in zip(whole, (english, vietnamese), strict=True)
    )


@pytest.mark.parametrize("stated", STATED, ids=lambda each: f"{each.at} – {each.ruleset}")
def test_a_published_result_is_in_a_league_case(stated: Stated) -> None:
    """Each result that a clause states of a unit is that unit's total in a league case of the ruleset."""
    clause = clauses()[stated.document, stated.at]
    found = {
        (unit.unit, unit.total)
        for case in leagues()
        if case.ruleset == stated.ruleset
        for unit in case.league.units
    }

    assert all(written(clause, total) for total in stated.totals.values())
    assert {(unit, parse_number(total)) for unit, total in stated.totals.items()} <= found


@pytest.mark.parametrize("place", [*IN_PARTS], ids=lambda place: place[1])
def test_a_result_printed_with_its_parts_is_in_a_case(place: tuple[str, str]) -> None:
    """A result that a clause prints with its parts is scored from these parts in a case of that unit."""
    ruleset, name, total, parts = IN_PARTS[place]
    cases = [read_case(file) for file in find_cases(CASES / ruleset.replace("@", "/"))]
    printed = [
        ({entry.points for entry in case.input.stages["final"].entries.values()}, case.printed.total)
        for case in cases
        if isinstance(case, Case) and not isinstance(case.input, str) and case.input.unit.key == name
        if case.printed is not None
    ]

    assert all(written(clauses()[place], each) for each in (total, *parts))
    assert ({parse_number(each) for each in parts}, parse_number(total)) in printed


@pytest.mark.parametrize("place", [*OF_NO_RULESET], ids=lambda place: place[1])
def test_a_result_without_a_case_has_no_ruleset(place: tuple[str, str]) -> None:
    """A clause whose results stand in no case is of a year for which no ruleset of these units ships."""
    assert place in clauses()
    assert not {*OF_NO_RULESET[place]} & {*SHIPPED}


def test_every_reported_figure_is_accounted_for() -> None:
    """Each decimal figure that a clause prints is declared, or named here as a result or as none."""
    for place, clause in clauses().items():
        if place in OF_NO_RULESET:
            continue
        totals = {total for each in STATED if each[:2] == place for total in each.totals.values()}
        _, _, total, parts = IN_PARTS.get(place, ("", "", "", set()))
        known = {*totals, total, *parts, *NO_RESULT.get(place, ())}
        printed = {*re.findall(r"[0-9]+\.[0-9]+", clause.says.en or "")}
        left = {each for each in printed - known if not any(same(each, one) for one in clause.figures)}
        assert left == set(), place


def test_a_clause_that_says_published_result_is_named_here() -> None:
    """A clause set aside as a published result with figures is one of those that no ruleset ships for."""
    set_aside = {
        place
        for place, clause in clauses().items()
        if clause.not_a_rule is not None
        and re.search(r"[Kk]ết quả", clause.not_a_rule.vi)
        and re.search(r"[0-9]+,[0-9]+", clause.says.vi)
    }

    assert set_aside
    assert set_aside <= {*OF_NO_RULESET}


@pytest.mark.parametrize("name", TEN_ROWS)
def test_the_first_ten_ministries_of_2023_in_parts(name: str) -> None:
    """Each printed row of 2023 stands in the league with its total, and in its own case with its parts."""
    appraisal, survey, total = TEN_ROWS[name]
    folder = CASES / "national" / "ministries" / "2023"
    case = read_case(folder / f"{name}.yaml")
    assert isinstance(case, Case)
    assert isinstance(case.input, str)
    assessment = (folder / case.input).read_text(encoding="utf-8")
    (league,) = [
        each for each in leagues() if each.ruleset == f"{MINISTRIES}@2023" and len(each.league.units) == 17
    ]
    totals = {unit.unit: unit.total for unit in league.league.units}

    assert totals[name] == parse_number(total)
    assert case.printed is not None
    assert case.printed.total == parse_number(total)
    assert f'appraisal: {{points: "{appraisal}"}}' in assessment
    assert f'survey: {{points: "{survey}"}}' in assessment
