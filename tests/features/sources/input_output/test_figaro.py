"""FIGARO tables, flat and as a matrix."""

from pathlib import Path

import pandas as pd
import pytest

from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.official import layouts, read

AREAS, INDUSTRIES = ("DE", "FR", "FIGW1"), ("A01", "C29")
FINAL = ("P3_S14", "P5M")
ROWS = [(area, code) for area in AREAS for code in INDUSTRIES]
ADDED = [("W2", "D21X31"), ("W2", "D1")]
COLUMNS = [(area, code) for area in AREAS for code in (*INDUSTRIES, *FINAL)]
VALUES = {
    (row, column): 10.0 * i + j if column[1] != "P5M" else -1.5
    for i, row in enumerate([*ROWS, *ADDED], 1)
    for j, column in enumerate(COLUMNS, 1)
}
VALUES[("DE", "C29"), ("DE", "A01")] = 0.0
OUTPUT_DE_C29 = sum(VALUES[("DE", "C29"), column] for column in COLUMNS)


def flat(
    names: str = "refArea,rowIi,counterpartArea,colIi,obsValue",
    first: str = "icioiRow,icioiCol",
    mark: str = "",
) -> str:
    lines = [f"{first},{names}"]
    for (row, column), value in VALUES.items():
        codes = [f"{mark}{code}" if code in INDUSTRIES else code for _, code in (row, column)]
        keys = f"{row[0]}_{codes[0]},{column[0]}_{codes[1]}"
        lines.append(f"{keys},{row[0]},{codes[0]},{column[0]},{codes[1]},{value:.3f}")
    return "\n".join(lines) + "\n"


def matrix(separator: str = ",") -> str:
    lines = [separator.join(["rowLabels", *(f"{area}_{code}" for area, code in COLUMNS)])]
    for row in [*ROWS, *ADDED]:
        cells = [f"{VALUES[row, column]:.3f}" for column in COLUMNS]
        lines.append(separator.join([f"{row[0]}_{row[1]}", *cells]))
    text = "\n".join(lines)
    return text.replace(".", ",") if separator == ";" else text


def flow(reading: Reading, region: str, seller: str, buyer: str) -> list[float]:
    rows = reading.rows.set_index(["region_code", "from_cluster_code", "to_cluster_code"])["flow"]
    return rows[rows.index == (region, seller, buyer)].tolist()


@pytest.mark.parametrize(
    "content",
    [
        flat(),
        flat("REFAREA,ROWII,COUNTERPARTAREA,COLII,OBSVALUE"),
        flat(first="a,b").replace("\n", "\r\n"),
        matrix(),
        matrix(";"),
        matrix("\t"),
        matrix().replace("rowLabels", "icioiRow"),
    ],
    ids=["flat", "capitals", "crlf", "matrix", "semicolons", "tabs", "experimental"],
)
def test_domestic_flows_and_output(tmp_path: Path, content: str | bytes) -> None:
    flows, output = read(tmp_path, {"anything_24ed_2019.csv": content})
    assert (flows.table, output.table) == ("cluster_flows", "cluster_output")
    assert flow(flows, "DE", "A01", "C29") == [VALUES[("DE", "A01"), ("DE", "C29")]]
    assert flow(flows, "FR", "C29", "C29") == [VALUES[("FR", "C29"), ("FR", "C29")]]
    assert flow(flows, "DE", "C29", "A01") == []  # pairs without a row do not trade
    assert set(flows.rows["to_cluster_code"]) == set(INDUSTRIES)
    made = output.rows.set_index(["region_code", "cluster_code"])["output"]
    assert made["DE", "C29"] == OUTPUT_DE_C29
    assert set(made.index) == set(ROWS)
    assert set(output.rows["year"]) == {2019}
    assert flows.vintage == "2024 edition"
    assert flows.indicators.iloc[0].to_dict() == {
        "indicator": "output",
        "unit": "million EUR, current prices",
        "description": "gross output at basic prices, FIGARO table industry by industry",
        "price_basis": "current",
    }


@pytest.mark.parametrize("content", [flat(), matrix()], ids=["flat", "matrix"])
def test_what_is_left_out_is_counted(tmp_path: Path, content: str | bytes) -> None:
    flows, _ = read(tmp_path, {"x_2019.csv": content})
    counts = {it.what: it.count for it in flows.left_out}
    assert counts["sales between regions"] == 6 * 4
    assert counts["sales to final demand"] == 6 * 3 * 2
    assert counts["rows of value added, taxes and totals"] == 2
    groups = flows.regions.set_index("code")["left_out"]
    assert groups.to_dict() == {"DE": "", "FR": "", "FIGW1": "group of countries"}


@pytest.mark.parametrize("content", [flat(), matrix()], ids=["flat", "matrix"])
def test_a_cell_without_a_number_is_unknown(tmp_path: Path, content: str) -> None:
    cell = f"{VALUES[('DE', 'A01'), ('DE', 'C29')]:.3f}"
    flows, _ = read(tmp_path, {"x_2019.csv": content.replace(f",{cell}", ",", 1)})
    assert flow(flows, "DE", "A01", "C29") == []
    assert {it.what: it.count for it in flows.left_out}["cells without a number"] == 1


def test_a_row_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row W2_D1 has 10 cells, the header 13: download it"):
        read(tmp_path, {"x_2019.csv": matrix().rsplit(",", 3)[0]})


def test_a_damaged_flat_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x_2019.csv is damaged .*: download it again"):
        read(tmp_path, {"x_2019.csv": flat().replace("FR_C29", '"FR_C29', 1)})


def test_products_and_years_are_told_apart(tmp_path: Path) -> None:
    product = flat("refArea,rowPi,counterpartArea,colPi,obsValue", mark="CPA_")
    found = read(tmp_path, {"a_2018.csv": flat(), "b_2019.csv": matrix(), "c_2019.csv": product})
    assert [it.dataset for it in found[::2]] == [
        "FIGARO industry by industry",
        "FIGARO product by product",
    ]
    assert set(found[0].rows["year"]) == {2018, 2019}
    first, second = (part.drop(columns="year").reset_index(drop=True) for part in years(found[0]))
    pd.testing.assert_frame_equal(first, second)  # the matrix says the same as the flat file


def years(reading: Reading) -> list[pd.DataFrame]:
    return [part for _, part in reading.rows.groupby("year")]


def test_the_year_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table.csv does not say its year: give it with --year"):
        read(tmp_path, {"table.csv": flat()})
    assert set(read(tmp_path, {"table.csv": flat()}, Choices(year=2020))[0].rows["year"]) == {2020}


def test_the_same_year_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a_2019.csv and b_2019.csv both hold .* of 2019"):
        read(tmp_path, {"a_2019.csv": flat(), "b_2019.csv": matrix()})


def test_supply_and_use_tables_are_refused(tmp_path: Path) -> None:
    use = flat("refArea,rowPi,counterpartArea,colPi,obsValue", "icuseRow,icuseCol", "CPA_")
    with pytest.raises(InputError, match=r"is a supply or use table: download the input-output"):
        read(tmp_path, {"use_2019.csv": use})


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    others: dict[str, str | bytes] = {
        "wide.csv": "region,C29,A01\nDE,1,2\n",
        "long.csv": "refArea,counterpartArea,obsValue\nDE,FR,1\n",
        "labels.csv": "rowLabels,DE_C29,DE_A01\nDE_C29,1,2\n",
        "bytes": b"\x00\xff\xfe rowLabels",
    }
    found = layouts(tmp_path, {"own": flat(), "own2": matrix(), **others})
    assert found == {"figaro": ["own", "own2"], "": list(others)}


def test_countries_and_industries_have_names(tmp_path: Path) -> None:
    for mark in ("", "CPA_"):
        _, output = read(tmp_path, {"flatfile_24ed_2019.csv": flat(mark=mark)})
        names = dict(zip(output.activities["code"], output.activities["name"], strict=True))
        assert names[f"{mark}C29"].startswith("Manufacture of motor vehicles")
        parents = dict(
            zip(output.activities["code"], output.activities["parent_code"], strict=True)
        )
        assert (parents[f"{mark}C29"], parents[f"{mark}C"]) == (f"{mark}C", "")
        assert "Germany" in output.regions["name"].tolist()
