"""Names in languages, coordinates and shares that were estimated: read, refused, described."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features import package
from features.package import PackageError
from features.package.describe import describe
from features.package.periods import split
from features.package.sheets import Format
from tests.features import small_package as small


def some_tables() -> dict[str, pd.DataFrame]:
    codes = ("regions", "clusters", "technologies", "indicators")
    return small.tables(*codes, "cluster_indicators", "patents")


def labelled() -> dict[str, pd.DataFrame]:
    """The small package with all optional columns of names, places and estimates."""
    tables = some_tables()
    tables["regions"] = tables["regions"].assign(
        region_name_ru=["Намибия", "", "Эронго"],
        region_name_de="",
        latitude=[-22.0, float("nan"), -22.25],
        longitude=[17.0, float("nan"), 15.0],
    )
    tables["clusters"] = tables["clusters"].assign(cluster_name_ru="Добыча")
    tables["cluster_indicators"] = tables["cluster_indicators"].assign(
        estimated=[0.5, float("nan"), 1.0]
    )
    tables["patents"] = tables["patents"].assign(estimated=[0.0, 0.0, 1.0], citations=2.0)
    return tables


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: Format) -> None:
    package.write(labelled(), tmp_path / "p", "small", "Small", format=suffix)
    read = package.read(tmp_path / "p")
    regions = read.tables["regions"]
    assert list(regions) == [
        *("region_code", "region_name", "parent_code", "latitude", "longitude"),
        *("region_name_de", "region_name_ru"),
    ]
    assert regions["region_name_ru"].tolist() == ["Намибия", "", "Эронго"]
    assert list(read.tables["patents"])[-2:] == ["estimated", "citations"]
    files = {file.name: file.read_bytes() for file in (tmp_path / "p").iterdir()}
    package.overwrite(read.content(), tmp_path / "p", "small", "Small", format=suffix)
    assert {file.name: file.read_bytes() for file in (tmp_path / "p").iterdir()} == files


def test_an_estimate_is_no_part_of_the_key() -> None:
    repeated = labelled()
    rows = repeated["cluster_indicators"]
    repeated["cluster_indicators"] = pd.concat([rows, rows.assign(estimated=0.1)])
    with pytest.raises(PackageError, match="the key 01, C1, 2010, value_added is already in row 2"):
        package.write(repeated, Path("never"), "small", "Small")


@pytest.mark.parametrize(
    ("table", "column", "values", "expected"),
    [
        (
            "regions",
            "region_name_russian",
            "x",
            "regions.csv, column region_name_russian: names in another language need its code of "
            "two or three small letters: as region_name_ru",
        ),
        (
            "clusters",
            "cluster_name_RU",
            "x",
            "clusters.csv, column cluster_name_RU: names in another language need its code of two "
            "or three small letters: as cluster_name_ru",
        ),
        (
            "regions",
            "latitude",
            1.0,
            "regions.csv, column latitude: latitude and longitude belong together: add the other "
            "column or remove this one",
        ),
        (
            "patents",
            "estimated",
            1.5,
            "patents.csv, column estimated, row 2: 1.5 is not between 0 and 1",
        ),
    ],
)
def test_refusals(table: str, column: str, values: Any, expected: str) -> None:
    tables = some_tables()
    tables[table] = tables[table].assign(**{column: values})
    with pytest.raises(PackageError) as error:
        package.write(tables, Path("never"), "small", "Small")
    assert expected in str(error.value)


def test_coordinates_are_degrees_and_come_in_pairs() -> None:
    tables = labelled()
    tables["regions"] = tables["regions"].assign(
        latitude=[-22.0, 1.0, 91.0], longitude=[17.0, float("nan"), 15.0]
    )
    with pytest.raises(PackageError) as error:
        package.write(tables, Path("never"), "small", "Small")
    assert error.value.problems == [
        "regions.csv, column longitude, row 3: the cell is empty but the region has a latitude: "
        "give both or none",
        "regions.csv, column latitude, row 4: 91 is not between -90 and 90",
    ]


def test_a_descriptor_may_declare_names_as_text_only(tmp_path: Path) -> None:
    package.write(labelled(), tmp_path / "p", "small", "Small")
    small.edit_descriptor(
        tmp_path / "p",
        lambda it: it["resources"][1]["schema"]["fields"][-1].update(type="number"),
    )
    with pytest.raises(PackageError, match="declares cluster_name_ru as number, but it is read as"):
        package.read(tmp_path / "p")


def test_the_year_of_quarters_has_their_mean_estimate(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        [
            ("01", "C1", 2010, q, "value_added", 1.0, [0.5, 1.0, None, 0.5][q - 1])
            for q in range(1, 5)
        ],
        columns=[
            *("region_code", "cluster_code", "year", "period", "indicator", "value", "estimated")
        ],
    )
    whole = pd.DataFrame([("02", "C1", 2010, 0, "jobs", 3.0, 0.0)], columns=rows.columns)
    tables = {**some_tables(), "cluster_indicators": pd.concat([rows, whole])}
    package.write(tables, tmp_path / "p", "small", "Small")
    read = package.read(tmp_path / "p")
    assert read.tables["cluster_indicators"]["estimated"].tolist() == [0.0, 0.5]
    content = read.content()["cluster_indicators"]
    assert isinstance(content, pd.DataFrame)
    yearly, sub_annual = split({"cluster_indicators": content})
    pd.testing.assert_frame_equal(yearly["cluster_indicators"], read.tables["cluster_indicators"])
    assert len(sub_annual["cluster_indicators"]) == 4


def test_description_counts_names_places_and_estimates(tmp_path: Path) -> None:
    package.write(labelled(), tmp_path / "p", "small", "Small")
    found = describe(package.read(tmp_path / "p"))
    assert [tuple(row) for row in found.names.itertuples(index=False)] == [
        ("regions", "", 3, 3),
        ("regions", "de", 0, 3),
        ("regions", "ru", 2, 3),
        ("clusters", "", 2, 2),
        ("clusters", "ru", 2, 2),
        ("technologies", "", 3, 3),
    ]
    assert (found.coordinates, found.shapes) == (2, 0)
    # Of 1.5 and -2 the half of the first; all of jobs is 0; half a patent of 4.5.
    assert [tuple(row) for row in found.estimated.itertuples(index=False)] == [
        ("cluster_indicators", "value_added", pytest.approx(0.75 / 3.5)),
        ("cluster_indicators", "jobs", 0.0),
        ("patents", "", pytest.approx(0.5 / 4.5)),
    ]
