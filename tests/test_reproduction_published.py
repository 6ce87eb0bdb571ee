"""Published figures: each has its verdict, and stands here as its source prints it."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from commands import ROOT

from parindex.cases import read_case
from parindex.cases.league import LeagueCase
from parindex.errors import NotFoundError, ReadError
from parindex.exact import Interval
from parindex.readers.yaml import read as read_yaml
from parindex.reproduction import published
from parindex.reproduction.lint import lint
from parindex.reproduction.published import findings, load, structured, table
from parindex.reproduction.relation import Relation
from parindex.reproduction.reproduce import reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, check
from parindex.sources.document import SourceDocument
from parindex.sources.matrix import read_matrix

FOLDER = ROOT / "rulesets" / "published"
KEYS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
CASES = ROOT / "tests" / "cases" / "national" / "ministries" / "2023"
DOCUMENTS = ("reported-national", "reported-ha-noi")
# Read outside the two collections of reported facts: the figures have no clause to be held against.
ELSEWHERE = {
    "hai-phong-communes-2025",
    "hai-phong-departments-2025",
    "hai-phong-wards-2025",
    "hue-communes-2021",
    "nam-dinh-2020",
}
# Counts that a clause gives in words, or by naming the units.
IN_WORDS = {"national-ministries-2021": {"3"}, "national-provinces-2021": {"1", "3"}}
VERDICTS = {
    "ha-noi-means-2022": "IRRECONCILABLE",
    "nam-dinh-2020": "WITHIN-ROUNDING",
    "national-ministries-2023": "WITHIN-ROUNDING",
    "national-provinces-2021": "WITHIN-ROUNDING",
    "national-provinces-2022": "WITHIN-ROUNDING",
    "national-provinces-2023": "WITHIN-ROUNDING",
    "national-provinces-2024": "IRRECONCILABLE",
}

each_table = pytest.mark.parametrize("key", KEYS)


@cache
def documents() -> dict[str, SourceDocument]:
    """Read the two collections of reported facts."""
    matrix = read_matrix(ROOT / "rulesets", frozenset(DOCUMENTS))
    return {key: matrix[key].source for key in DOCUMENTS}


@cache
def in_cases() -> frozenset[Fraction]:
    """Return every figure of PAR INDEX 2023 in the cases of its ministries, and in its examples."""
    case = read_case(CASES / "published-ranks.yaml")
    assert isinstance(case, LeagueCase)
    examples = (ROOT / "docs" / "examples" / "ministries-2023").glob("*.yaml")
    files = [*examples, *CASES.glob("ministry-of-*.yaml")]
    texts = " ".join(file.read_text(encoding="utf-8") for file in files)
    entries = {Fraction(text) for text in re.findall(r"[0-9]+\.[0-9]+", texts)}
    return frozenset(entries | {unit.total for unit in case.league.units})


def rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file of the folder; nothing where there is none."""
    file = FOLDER / f"{name}.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def relations(key: str) -> dict[tuple[str, str | None, str], Relation]:
    """Return the relations of a published table by name, unit and column."""
    return {(each.relation, each.unit, each.at): each for each in reproduce(table(key)).relations}


# Every table


@each_table
def test_a_published_table_has_its_verdict(key: str) -> None:
    """The verdict and every relation that is not EXACT are those that the file expects; all can be read."""
    found = reproduce(table(key))

    assert found.problems == ()
    assert found.verdict == load(key).expected.verdict == VERDICTS.get(key, "EXACT")
    assert findings(found.relations) == load(key).expected.relations


@each_table
def test_nothing_looks_wrong_in_a_published_table(key: str) -> None:
    """The linter finds nothing: units are listed where a ruleset lists them, figures fit their columns."""
    assert [str(each) for each in lint(table(key))] == []


@each_table
def test_what_is_cited_is_there(key: str) -> None:
    """Title, address, date and reliability are those of the reference, and each clause cited is of it."""
    for source in load(key).sources:
        if source.document is None:
            assert key in ELSEWHERE
            assert (source.reference, source.at) == (None, ())
            continue
        document = documents()[source.document]
        reference = next(each for each in document.references if each.key == source.reference)
        assert (source.title, source.url, source.date, source.reliability) == (
            reference.title,
            reference.url,
            reference.date,
            reference.reliability,
        )
        assert source.at
        assert {*source.at} <= {clause.at for clause in document.clauses if clause.reference == reference.key}


@pytest.mark.parametrize("key", sorted({*KEYS} - ELSEWHERE))
def test_every_figure_is_printed_in_a_clause(key: str) -> None:
    """Each figure with decimals, and each count, stands in a clause that the file cites, or in a case."""
    cited = [(source.document, at) for source in load(key).sources for at in source.at]
    clauses = [
        clause.says.vi
        for name, document in documents().items()
        for clause in document.clauses
        if (name, clause.at) in cited
    ]
    said = {
        text.replace(",", ".") for clause in clauses for text in re.findall(r"[0-9]+(?:,[0-9]+)?", clause)
    }
    figures = {
        text for row in rows(key) for name, text in row.items() if name not in {"unit", "band", "rank"}
    }
    beneath = {row[name] for row in rows(f"{key}-beneath") for name in ("printed", "before") if row.get(name)}
    left = (figures | beneath) - {""} - said - IN_WORDS.get(key, set())
    assert left == set() or key == "national-ministries-2023"
    assert {*map(Fraction, left)} <= in_cases()


@each_table
def test_a_conflict_is_about_a_figure_of_the_table(key: str) -> None:
    """Of each conflict the one figure is printed here, and the other is not the same."""
    for conflict in load(key).conflicts:
        if conflict.of in {"index", "total"}:
            assert any(
                row["unit"] == conflict.unit and row[conflict.of] == conflict.printed for row in rows(key)
            )
        assert conflict.printed != conflict.other


@each_table
def test_an_assumed_structure_is_sound(key: str) -> None:
    """What is assumed where no ruleset fits keeps every law of rulesets, and its groups have no rows."""
    read = load(key)
    if read.structure is not None:
        assert [str(each) for each in check(structured(read), LAWS)] == []
        assert not (read.structure.groups and rows(key))


def test_the_tables_that_there_are() -> None:
    """Every table is found by its key, which is the name of its files, and no file belongs to none."""
    stems = {file.stem.removesuffix("-beneath") for file in FOLDER.iterdir()}

    assert list(published.available()) == KEYS
    assert stems == {load(key).key for key in KEYS} == {*KEYS}
    assert ELSEWHERE | {*VERDICTS} <= {*KEYS}


def test_published_figures_are_no_rulesets() -> None:
    """The catalog finds no ruleset in the folder."""
    assert not any(name.startswith("published/") for name in catalog.available())
    assert not any(FOLDER in file.parents for file in catalog.available().values())


# What they show


def test_par_index_2023_of_the_ministries() -> None:
    """Of 17 rows eight add up exactly and nine within rounding; the mean and the groups are right."""
    found = relations("national-ministries-2023")
    sums = [each.verdict for (name, _, _), each in found.items() if name == "parts-sum"]

    assert [sums.count(each) for each in ("EXACT", "WITHIN-ROUNDING", "NOT-CHECKABLE")] == [8, 9, 0]
    assert found["mean", None, "total"].verdict == "EXACT"
    assert found["group-count", None, "b"].verdict == found["group-count", None, "c"].verdict == "EXACT"


@pytest.mark.parametrize(
    ("figure", "before_it", "after_it"),
    [("91.81", "EXACT", "IRRECONCILABLE"), ("91.87", "IRRECONCILABLE", "EXACT")],
)
def test_two_outlets_print_two_figures_for_hai_phong(figure: str, before_it: str, after_it: str) -> None:
    """Of 91.81 and 91.87 each fits one stated rise and not the other: 1.72 in 2023, 4.30 in 2024."""
    rises = (
        ("national/provinces@2023", figure, f"1.72,{'Hải Phòng'},90.09"),
        ("national/provinces@2024", "96.17", f"4.30,{'Hải Phòng'},{figure}"),
    )
    verdicts = []
    for ruleset, index, rise in rises:
        beneath = f"figure,of,printed,unit,before\ndifference,index,{rise}\n".encode()
        read = read_table(f"unit,index\nHải Phòng,{index}\n".encode(), catalog.load(ruleset), summary=beneath)
        verdicts += [each.verdict for each in reproduce(read).relations if each.relation == "difference"]
    assert verdicts == [before_it, after_it]


def test_ha_noi_2024_rose_by_two_figures() -> None:
    """A rise of 1.32 on 91.43 does not give 92.57; the smallest repair is the rise itself."""
    found = [
        each
        for each in reproduce(table("national-provinces-2024")).relations
        if each.relation == "difference"
    ]
    assert [(each.unit, each.printed, each.verdict) for each in found] == [
        ("hai-phong", "4.30", "EXACT"),
        ("ha-noi", "1.32", "IRRECONCILABLE"),
        ("ha-noi", "2.99", "EXACT"),
    ]
    assert found[1].interval == Interval(Fraction("1.13"), Fraction("1.15"))


def test_ha_noi_2022_cannot_have_had_this_survey() -> None:
    """Beside 91.56 % and 92.75 % a survey of 42.11 % is impossible under 70/30; 95.49 to 95.57 would do."""
    found = relations("ha-noi-means-2022")["total-index", "Khối huyện", "index"]
    survey = next(each for each in found.repairs if each.column == "survey%")

    assert found.verdict == "IRRECONCILABLE"
    assert (survey.least, survey.most) == (Fraction("95.5"), Fraction("95.56"))
    near = relations("ha-noi-means-2022")["total-index", "Khối sở", "index"]
    assert near.interval == Interval(Fraction("85.685"), Fraction("85.695"))


def test_nam_dinh_2020_is_out_of_70() -> None:
    """Points and percent agree out of 70; out of 100 they cannot."""
    content = (FOLDER / "nam-dinh-2020.csv").read_bytes()
    of_100 = read_table(content, table("hai-phong-wards-2025").ruleset)
    found = [each.verdict for each in reproduce(of_100).relations if each.relation == "total-index"]

    assert found == ["IRRECONCILABLE", "IRRECONCILABLE"]
    assert relations("nam-dinh-2020")["total-index", "Khối huyện (thẩm định)", "index"].verdict == "EXACT"


def test_the_shares_of_hue_add_up_to_more_than_100() -> None:
    """9, 62, 41 and 24 are 136, and each share is right; rounded they add up to 100.01."""
    beneath = rows("hue-communes-2021-beneath")
    printed = {
        name: [row["printed"] for row in beneath if row["figure"] == name] for name in ("count", "share")
    }
    total, *groups = map(int, printed["count"])

    assert sum(groups) == total
    assert sum(map(Fraction, printed["share"])) == Fraction("100.01")
    shares = [each for each in reproduce(table("hue-communes-2021")).relations if each.relation == "share"]
    assert [each.verdict for each in shares] == ["EXACT"] * 4


def test_a_tie_is_printed_without_ranks() -> None:
    """The districts of Hanoi 2023 that are equal as printed are two rows of one figure, without a rank."""
    tied = [row for row in rows("ha-noi-districts-2023") if row["index"] == "95.7"]
    assert [(row["unit"], row["rank"]) for row in tied] == [("Quận Nam Từ Liêm", ""), ("Quận Hoàn Kiếm", "")]


# What is refused


def changed(tmp_path: Path, key: str, *changes: tuple[str, str]) -> Path:
    """Write the file of a table with some of its text changed."""
    text = (FOLDER / f"{key}.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file = tmp_path / f"{key}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_unknown_key_is_refused() -> None:
    """The nearest key is suggested; a name never becomes a path."""
    for name in ("nam-dinh-2021", "../published/nam-dinh-2020"):
        with pytest.raises(NotFoundError) as caught:
            load(name)
        assert (caught.value.problems[0].code, caught.value.problems[0].hint("en")) == (
            "E-VALUE",
            "did you mean `nam-dinh-2020`?",
        )


@pytest.mark.parametrize(
    ("key", "change", "code", "line"),
    [
        ("nam-dinh-2020", ('max: "70"', 'max: "bảy mươi"'), "E-NUM", 12),
        ("nam-dinh-2020", ("ruleset: none", "ruleset: ha-noi/districts@2024"), "E-FIELD", 1),
        ("national-regions-2024", ("ruleset: none\nstructure:", "ruleset: none\nnote:"), "E-REQUIRED", 15),
        ("national-ministries-2021", ("national/ministries@2021", "none"), "E-REQUIRED", 1),
        ("nam-dinh-2020", ("verdict: WITHIN-ROUNDING,", "verdict: RIGHT,"), "E-VALUE", 20),
    ],
)
def test_a_file_that_says_something_else_is_refused(
    tmp_path: Path, key: str, change: tuple[str, str], code: str, line: int
) -> None:
    """Figures that are none, a structure beside a ruleset, none at all and unknown words have a place."""
    with pytest.raises(ReadError) as caught:
        load(changed(tmp_path, key, change))
    found = caught.value.problems[0]
    assert found.place is not None
    assert (found.code, found.place.line) == (code, line)


def test_a_structure_that_is_no_ruleset_is_refused(tmp_path: Path) -> None:
    """A max below zero makes no ruleset."""
    with pytest.raises(ReadError) as caught:
        structured(load(changed(tmp_path, "nam-dinh-2020", ('max: "70"', 'max: "-70"'))))
    assert {each.code for each in caught.value.problems} == {"E-LIMIT"}


def test_a_file_of_ones_own_brings_its_table(tmp_path: Path) -> None:
    """The table stands beside the file, under the same name; without one there is nothing to read."""
    file = changed(tmp_path, "nam-dinh-2020")
    with pytest.raises(ReadError):
        table(file)
    file.with_suffix(".csv").write_bytes((FOLDER / "nam-dinh-2020.csv").read_bytes())
    assert len(table(file).rows) == 4


def test_the_files_are_read_as_strictly_as_all_others() -> None:
    """Nothing but text stands in a file: figures are quoted."""
    data = read_yaml((FOLDER / "nam-dinh-2020.yaml").read_bytes()).data
    assert isinstance(data, dict)
    assert data["year"] == "2020"
