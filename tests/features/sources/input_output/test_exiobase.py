"""EXIOBASE 3, as an archive and as a folder of texts."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.arrays import Array
from features.errors import InputError
from features.sources.reading import Choices, Reading
from tests.features.sources.official import layouts, read

REGIONS, SECTORS = ("AT", "DE", "WA"), ("Paddy rice", "Motor vehicles (34), trailers")
Z = np.arange(36.0).reshape(6, 6)
Y = np.arange(18.0).reshape(6, 3) + 100
X = Z.sum(axis=1) + Y.sum(axis=1)


def matrix(values: Array, columns: list[tuple[str, str]], second: str) -> str:
    pairs = [(region, sector) for region in REGIONS for sector in SECTORS]
    lines = [
        "\t".join(["region", "", *(region for region, _ in columns)]),
        "\t".join([second, "", *(name for _, name in columns)]),
        "\t".join(["region", "sector", *[""] * len(columns)]),
    ]
    lines += [
        "\t".join([*pair, *map(repr, row.tolist())])
        for pair, row in zip(pairs, values, strict=True)
    ]
    return "\n".join(lines) + "\n"


def vector(name: str, values: Iterable[object]) -> str:
    pairs = [f"{region}\t{sector}" for region in REGIONS for sector in SECTORS]
    rows = [f"{pair}\t{value}" for pair, value in zip(pairs, values, strict=True)]
    return "\n".join([f"region\tsector\t{name}", *rows]) + "\n"


PAIRS = [(region, sector) for region in REGIONS for sector in SECTORS]
TEXTS = {
    "Z.txt": matrix(Z, PAIRS, "sector"),
    "A.txt": matrix(Z / X, PAIRS, "sector"),
    "Y.txt": matrix(Y, [(region, "Households") for region in REGIONS], "category"),
    "x.txt": vector("indout", X),
    "unit.txt": vector("unit", ["M.EUR"] * 6),
}


def archive(*names: str, folder: str = "IOT_2019_pxp", **changed: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(f"{folder}/{name}", changed.get(name.partition(".")[0], TEXTS[name]))
    return content.getvalue()


def checked(found: list[Reading]) -> None:
    sold, made = found
    flows = sold.rows.set_index(["region_code", "from_cluster_code", "to_cluster_code"])["flow"]
    assert flows["DE", SECTORS[0], SECTORS[1]] == pytest.approx(Z[2, 3])
    assert flows["AT", SECTORS[1], SECTORS[0]] == pytest.approx(Z[1, 0])
    assert ("AT", SECTORS[0], SECTORS[0]) not in flows.index  # zero
    output = made.rows.set_index(["region_code", "cluster_code"])["output"]
    assert output["DE", SECTORS[1]] == pytest.approx(X[3])
    assert len(output) == 6
    assert set(made.rows["year"]) == {2019}


@pytest.mark.parametrize(
    "names",
    [
        ("Z.txt", "Y.txt", "x.txt", "unit.txt"),
        ("A.txt", "Y.txt", "x.txt", "unit.txt"),
        ("A.txt", "Z.txt", "Y.txt"),
        ("Z.txt", "x.txt"),
    ],
)
def test_flows_and_output_of_an_archive(tmp_path: Path, names: tuple[str, ...]) -> None:
    found = read(tmp_path, {"IOT_2019_pxp.zip": archive(*names)})
    checked(found)
    assert found[0].dataset == "EXIOBASE 3 product by product"
    assert found[0].indicators["unit"].tolist() == ["million EUR, current prices"]
    assert found[0].activities["name"].tolist() == list(SECTORS)
    assert found[0].regions["left_out"].tolist() == ["", "", "group of countries"]
    counts = {it.what: it.count for it in found[0].left_out}
    assert counts["sales between regions"] == 24


def test_a_folder_of_texts_needs_the_year(tmp_path: Path) -> None:
    files = {name: TEXTS[name] for name in ("A.txt", "Y.txt", "x.txt", "unit.txt")}
    with pytest.raises(InputError, match=r"does not say its year: give it with --year"):
        read(tmp_path, files)
    checked(read(tmp_path, files, Choices(year=2019)))


def test_years_of_several_archives(tmp_path: Path) -> None:
    names = ("Z.txt", "x.txt")
    files = {f"IOT_{year}_ixi.zip": archive(*names) for year in (2018, 2019)}
    sold, _ = read(tmp_path, files)
    assert sold.rows["year"].unique().tolist() == [2018, 2019]
    first, second = (part.drop(columns="year") for _, part in sold.rows.groupby("year"))
    pd.testing.assert_frame_equal(first.reset_index(drop=True), second.reset_index(drop=True))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive("A.txt", "Y.txt"), "has no output: give x.txt of the same table as well"),
        (archive("Y.txt", "x.txt"), "has no Z.txt or A.txt: give the whole EXIOBASE table"),
        (
            archive("Z.txt", "x.txt", "unit.txt", unit=vector("unit", ["M.EUR", "TJ"] * 3)),
            "is in M.EUR, TJ, and multipliers need a table in money",
        ),
        (
            archive("Z.txt", "x.txt", x=vector("indout", ["1.5", *"abcde"])),
            "IOT_2019_pxp.zip is damaged .*: download it again",
        ),
    ],
    ids=["no output", "no flows", "mixed units", "damaged"],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, {"IOT_2019_pxp.zip": content})


def test_headers_may_be_longer_than_the_head_of_a_file(tmp_path: Path) -> None:
    long = TEXTS["Z.txt"].replace(SECTORS[0], SECTORS[0] * 4000)
    assert len(long.splitlines()[1]) > 65_536
    assert layouts(tmp_path, {"Z.txt": long}) == {"exiobase": ["Z.txt"]}


def test_only_its_own_files_are_recognised(tmp_path: Path) -> None:
    others: dict[str, str | bytes] = {
        "F.txt": "region\tAT\tAT\nsector\tPaddy rice\tWheat\nstressor\t\t\nCO2\t1\t2\n",
        "S.txt": matrix(Z, PAIRS, "sector").replace("region\tsector", "stressor\tcompartment"),
        "wide.tsv": "region\tsector\t2019\nAT\tPaddy rice\t1\n",
        "bytes": b"region\x00\xff",
    }
    own: dict[str, str | bytes] = {
        name: TEXTS[name] for name in ("A.txt", "Y.txt", "x.txt", "unit.txt")
    }
    assert layouts(tmp_path, {**own, **others}) == {"exiobase": list(own), "": list(others)}
