"""OECD ICIO tables of several editions."""

from pathlib import Path
from typing import Any

import pytest

from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.official import layouts, read

CODES = ("A01_02", "C29", "T")


def table(
    regions: tuple[str, ...] = ("AUT", "CHN", "ROW"),
    first: str = "V1",
    total: str = "OUT",
    below: tuple[str, ...] = ("TLS", "VA", "OUT"),
    turned: bool = False,
) -> str:
    industries = [f"{region}_{code}" for region in regions for code in CODES]
    countries = sorted(
        {{"CN": "CHN"}.get(it[:2], it) if it[-1].isdigit() else it for it in regions}
    )
    final = [
        f"{item}_{country}" if turned else f"{country}_{item}"
        for country in countries
        for item in ("HFCE", "INVNT")
    ]
    lines = [",".join([first, *industries, *final, total])]
    for i, row in enumerate(industries, 1):
        sales = [
            "0" if row[-1] == "T" or it[-1] == "T" else str(10 * i + j)
            for j, it in enumerate(industries)
        ]
        demand = [str(100 + i) for _ in final]
        made = sum(map(float, sales + demand)) + 0.25  # as published: not just the sum
        lines.append(",".join([row, *sales, *demand, f"{made}"]))
    lines += [",".join([name, *["1"] * (len(industries) + len(final)), "0"]) for name in below]
    return "\n".join(lines) + "\n"


def flows(reading: Reading) -> dict[Any, float]:
    columns = ["region_code", "from_cluster_code", "to_cluster_code"]
    return reading.rows.set_index(columns)["flow"].to_dict()


def output(reading: Reading) -> dict[Any, float]:
    return reading.rows.set_index(["region_code", "cluster_code"])["output"].to_dict()


def test_the_domestic_block_and_published_output(tmp_path: Path) -> None:
    sold, made = read(tmp_path, {"ICIO2023_2018.csv": table()})
    found = flows(sold)
    assert found["AUT", "A01_02", "C29"] == 11
    assert found["CHN", "C29", "A01_02"] == 53
    assert {code for _, code, _ in found} == {"A01_02", "C29"}  # T trades with nobody
    assert output(made)["AUT", "C29"] == sum([20, 21, 23, 24, 26, 27]) + 6 * 102 + 0.25
    assert output(made)["AUT", "T"] == 6 * 103 + 0.25
    assert set(made.rows["year"]) == {2018}
    assert made.vintage == "2023 edition"
    assert made.indicators["unit"].tolist() == ["million USD, current prices"]
    groups = made.regions.set_index("code")["left_out"].to_dict()
    assert groups == {"AUT": "", "CHN": "", "ROW": "group of countries"}


@pytest.mark.parametrize(
    "other",
    [
        {"first": "", "total": "TOTAL", "below": ("AUT_TAXSUB", "CHN_TAXSUB", "VALU", "OUTPUT")},
        {"first": "", "total": "TOTAL", "below": ("VA+TAXSUB", "OUT"), "turned": True},
    ],
    ids=["2021", "2016"],
)
def test_editions_give_the_same(tmp_path: Path, other: dict[str, Any]) -> None:
    latest = read(tmp_path, {"ICIO2023_2018.csv": table()})
    former = read(tmp_path, {"2018_SML.csv": table(**other)})
    assert flows(latest[0]) == flows(former[0])
    assert output(latest[1]) == output(former[1])
    counts = {it.what: it.count for it in former[0].left_out}
    assert counts["sales to final demand"] == 9 * 6
    assert counts["rows of value added, taxes and totals"] == len(other["below"])


def test_parts_of_china_are_added_up(tmp_path: Path) -> None:
    sold, made = read(
        tmp_path, {"2018_SML.csv": table(("AUT", "CHN", "CN1", "CN2"), total="TOTAL")}
    )
    assert set(made.rows["region_code"]) == {"AUT", "CHN"}
    # rows and columns of CHN, CN1 and CN2, industry C29
    assert flows(sold)["CHN", "C29", "C29"] == sum(
        10 * i + j for i in (5, 8, 11) for j in (4, 7, 10)
    )


def test_rows_and_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    lines = table().splitlines()
    head, *body = [line.split(",") for line in lines]
    order = [0, *reversed(range(1, len(head)))]
    turned = [[cells[at] for at in order] for cells in [head, *reversed(body)]]
    text = "\n".join(",".join(f'"{cell}"' for cell in cells) for cells in turned)
    straight, other = (
        read(tmp_path, {"2018_SML.csv": table()}),
        read(tmp_path, {"other_2018.csv": text}),
    )
    assert flows(straight[0]) == flows(other[0])
    assert output(straight[1]) == output(other[1])


def test_the_year_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ICIO2023.csv does not say its year: give it with"):
        read(tmp_path, {"ICIO2023.csv": table()})
    assert set(read(tmp_path, {"ICIO2023.csv": table()}, Choices(year=2017))[0].rows["year"]) == {
        2017
    }


@pytest.mark.parametrize("name", ["ICIO2021_2018.csv", "2024 icio-2023ed 2018.csv", "2018_SML.csv"])
def test_the_year_is_the_last_one_of_the_name(tmp_path: Path, name: str) -> None:
    assert set(read(tmp_path, {name: table()})[0].rows["year"]) == {2018}


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    others: dict[str, str | bytes] = {
        "national.csv": "V1,D01T02,D03,HFCE\nTTL_01T02,1,2,3\n",
        "wide.csv": "code,AUT_2018,DEU_2018\nC29,1,2\n",
        "bytes": bytes(range(256)),
    }
    found = layouts(tmp_path, {"own": table(), "older": table(first="", turned=True), **others})
    assert found == {"icio": ["own", "older"], "": list(others)}
