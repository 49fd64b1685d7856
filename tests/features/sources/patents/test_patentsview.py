import io
import math
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from features.errors import InputError
from features.sources.patents import patentsview
from features.sources.reading import Choices
from tests.features.sources.patents.texts import cells, left_out, opened, parents, read

SHARED = Path(__file__).parents[5] / "shared" / "data"


def tsv(text: str) -> str:
    """A table of blanks as PatentsView writes it: tabs, values in quotes, empty ones bare."""
    rows = [line.split(" ") for line in text.strip().splitlines()]
    return "".join(
        "\t".join("" if cell == "-" else f'"{cell}"' for cell in row) + "\n" for row in rows
    )


TABLES = {
    "g_patent.tsv": tsv(
        """patent_id patent_type patent_date patent_title num_claims withdrawn
        8000001 utility 2012-05-01 A 10 0
        8000002 utility 2012-09-04 with\ta""tab 20 0
        8000003 utility 2013-01-01 C - 0
        8000004 utility 2019-01-01 D 5 0
        D700001 design 2012-05-01 E 1 0
        8000005 utility 2012-05-01 F 1 1""".replace("        ", "")
    ),
    "g_application.tsv": tsv(
        """application_id patent_id filing_date
1 8000001 2010-02-01
2 8000002 2011-02-01
3 8000003 1074-02-01
4 8000004 2011-12-31"""
    ),
    "g_inventor_disambiguated.tsv": tsv(
        """patent_id inventor_sequence inventor_id location_id
8000001 0 a mi
8000001 1 b de
8000002 0 a mi
8000002 1 c wil
8000002 2 d -
8000002 3 e ca
8000003 0 e ca
8000004 0 e ca
8000005 0 e ca
D700001 0 e ca"""
    ),
    "g_location_disambiguated.tsv": tsv(
        """location_id disambig_city disambig_state disambig_country county state_fips county_fips
mi Detroit MI US Wayne 26 163
de Munich - DE - - -
wil Wilmington DE US - 10 -
ca Fresno CA US Fresno 6.0 19"""
    ),
    "g_cpc_current.tsv": tsv(
        """patent_id cpc_sequence cpc_section cpc_class cpc_subclass cpc_group cpc_type
8000001 0 H H01 H01M H01M10/05 inventional
8000001 1 H H01 H01M H01M4/00 additional
8000001 2 A A61 A61K A61K8/02 additional
8000002 0 A A61 A61K A61K31/44 inventional
8000003 0 A A61 A61K A61K31/44 inventional
8000004 0 A A61 A61K A61K31/44 inventional
8000005 0 A A61 A61K A61K31/44 inventional
D700001 0 A A61 A61K A61K31/44 inventional"""
    ),
}
WIPO = tsv(
    """patent_id wipo_field_sequence wipo_field_id wipo_sector_title wipo_field_title
8000001 0 1 - -
8000001 1 D1 - -
8000002 0 16 - -"""
)


def test_every_inventor_has_an_equal_share_wherever_he_lives(tmp_path: Path) -> None:
    reading = read(patentsview.FORMAT, tmp_path, TABLES)
    assert cells(reading) == {
        ("06", "A61K", 2012): 0.25,
        ("06", "A61K", 2013): 1.0,
        ("06", "A61K", 2019): 1.0,
        ("10", "A61K", 2012): 0.25,
        ("26", "A61K", 2012): 0.75,
        ("26", "H01M", 2012): 0.5,
    }
    assert parents(reading.regions) == {"06": "US", "10": "US", "26": "US", "US": ""}
    assert reading.vintage == "2019-01-01"
    assert left_out(reading) == {
        "patents that are not utility patents": 1,
        "withdrawn patents": 1,
        "inventors abroad": 1,
        "inventors without a place": 1,
    }


def test_counties_and_application_years(tmp_path: Path) -> None:
    choices = Choices(area="county", year_of="application", count="whole")
    reading = read(patentsview.FORMAT, tmp_path, TABLES, choices)
    assert cells(reading) == {
        ("06019", "A61K", 2011): 2.0,
        ("26163", "A61K", 2010): 1.0,
        ("26163", "A61K", 2011): 1.0,
        ("26163", "H01M", 2010): 1.0,
    }
    names = reading.regions.set_index("code")["name"]
    assert names[["06019", "06"]].tolist() == ["Fresno, CA", "California"]
    counts = left_out(reading)
    assert counts["inventors in the US, in no known county"] == 1
    assert counts["patents without a year"] == 1  # filed in 1074


COUNTIES = [
    ["CBSA Code", "CBSA Title", "Metropolitan/Micropolitan Statistical Area", "FIPS State Code",
     "FIPS County Code"],
    ["19820", "Detroit-Warren-Dearborn, MI", "Metropolitan Statistical Area", "26", "163"],
    ["23420", "Fresno, CA", "Micropolitan Statistical Area", "06", "019"],
]  # fmt: skip


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [["Table with row headers in columns A through E"], [], *COUNTIES]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "table",
    [workbook(), "cbsa,cbsaname,fips\n19820,Detroit,26163\n", "county_fips;cbsa\n26163;19820\n"],
    ids=["delineation file", "text with names", "text with codes"],
)
def test_metropolitan_areas_are_those_of_a_table_of_counties(
    table: str | bytes, tmp_path: Path
) -> None:
    tables = TABLES | {"list1.xlsx": table}
    reading = read(patentsview.FORMAT, tmp_path, tables, Choices(area="metro"))
    assert cells(reading) == {("C19820", "A61K", 2012): 0.75, ("C19820", "H01M", 2012): 0.5}
    assert parents(reading.regions) == {"C19820": "US", "US": ""}
    assert left_out(reading)["inventors in the US, outside the metropolitan areas"] == 3


def test_metropolitan_areas_without_a_table_of_counties_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="county_fips and cbsa"):
        read(patentsview.FORMAT, tmp_path, TABLES, Choices(area="metro"))


def test_wipo_fields_are_those_listed_else_those_of_cpc_groups(tmp_path: Path) -> None:
    choices = Choices(technology="wipo")
    for name in ("listed", "grouped", "titled"):
        (tmp_path / name).mkdir()
    tables = TABLES | {"g_wipo_technology.tsv": WIPO}
    listed = read(patentsview.FORMAT, tmp_path / "listed", tables, choices)
    assert set(cells(listed)) == {
        ("26", "1", 2012), ("26", "16", 2012), ("10", "16", 2012), ("06", "16", 2012)
    }  # fmt: skip
    assert parents(listed.activities) == {"1": "S1", "16": "S3", "S1": "", "S3": ""}
    grouped = read(patentsview.FORMAT, tmp_path / "grouped", TABLES, choices)
    assert ("26", "14", 2012) in cells(grouped)  # A61K 8 is cosmetics
    titles = (
        '"patent_id"\t"wipo_field_title"\n"8000001"\t"Electrical machinery, apparatus, energy"\n'
    )
    tables["g_wipo_technology.tsv"] = titles
    titled = read(patentsview.FORMAT, tmp_path / "titled", tables, choices)
    assert cells(titled) == {("26", "1", 2012): 0.5}


def test_citations_are_those_of_five_years_and_unknown_before(tmp_path: Path) -> None:
    citations = tsv(
        """patent_id citation_sequence citation_patent_id
8000003 0 8000001
8000002 0 8000001
8000004 0 8000001
8000003 1 8000004"""
    )
    reading = read(patentsview.FORMAT, tmp_path, TABLES | {"cites.tsv": citations})
    found = cells(reading, "citations")
    assert found["26", "H01M", 2012] == 2  # the one of 2019 is too late
    assert found["06", "A61K", 2013] == 0
    assert math.isnan(found["06", "A61K", 2019])
    claims = cells(reading, "claims")["26", "A61K", 2012]
    assert claims == pytest.approx((0.5 * 10 + 0.25 * 20) / 0.75)


def test_ipc_at_issue_takes_the_place_of_the_cpc(tmp_path: Path) -> None:
    ipc = tsv(
        """patent_id ipc_sequence section ipc_class subclass main_group
8000001 0 H 1 M 10"""
    )
    tables = {name: text for name, text in TABLES.items() if "cpc" not in name} | {"ipc.tsv": ipc}
    reading = read(patentsview.FORMAT, tmp_path, tables)
    assert cells(reading) == {("26", "H01M", 2012): 0.5}
    assert "classes of the CPC" in left_out(reading)


@pytest.mark.parametrize(
    ("missing", "choices", "message"),
    [
        ("g_location", Choices(), "without g_location_disambiguated"),
        ("g_cpc", Choices(), "give g_cpc_current or g_ipc_at_issue"),
        ("g_application", Choices(year_of="application"), "need the table g_application"),
        ("nothing", Choices(year_of="priority"), "no priority year"),
    ],
)
def test_what_is_missing_is_named(
    missing: str, choices: Choices, message: str, tmp_path: Path
) -> None:
    tables = {name: text for name, text in TABLES.items() if not name.startswith(missing)}
    with pytest.raises(InputError, match=message):
        read(patentsview.FORMAT, tmp_path, tables, choices)


@pytest.mark.parametrize(
    "head",
    [
        "appln_id|prio_year|app_year|IPC\n",
        '"area_fips","own_code","industry_code"\n',
        "GeoFIPS,GeoName,Region,TableName\n",
        "fips,county,value\n01001,Autauga,3\n",
        "fips,cbsa,employment\n26163,19820,3\n",
        "PK\x03\x04 no workbook",
        "\x00|\xff",
    ],
)
def test_other_files_are_not_recognised(head: str, tmp_path: Path) -> None:
    path = tmp_path / "g_patent.tsv"
    path.write_text(head, encoding="latin-1")
    file = opened(tmp_path, {"x": "x"})[0]
    assert not patentsview.FORMAT.recognises(type(file)(path.name, path, path.name, "", file.dated))


@pytest.mark.real_data
def test_the_patents_of_us_states_come_back_from_their_layout(tmp_path: Path) -> None:
    if not (SHARED / "us-states").exists():
        pytest.skip("the data package us-states is not there")
    fips = {"MI": "26", "DE": "10", "WY": "56", "AK": "02"}
    patents = pd.read_parquet(SHARED / "us-states" / "patents.parquet")
    patents = patents[patents["region_code"].isin(fips) & patents["year"].isin([1985, 1995, 2003])]
    each = patents.loc[patents.index.repeat(patents["patents"].astype(int))].reset_index(drop=True)
    each["patent_id"] = 5_000_000 + each.index
    tables = {
        "g_patent.tsv": each.assign(
            patent_type="utility", patent_date=each["year"].astype(str) + "-06-30", withdrawn=0
        )[["patent_id", "patent_type", "patent_date", "withdrawn"]],
        "g_inventor_disambiguated.tsv": each.assign(inventor_id="a", inventor_sequence=0)[
            ["patent_id", "inventor_sequence", "inventor_id", "region_code"]
        ].rename(columns={"region_code": "location_id"}),
        "g_cpc_current.tsv": each[["patent_id", "technology_code"]].set_axis(
            ["patent_id", "cpc_subclass"], axis="columns"
        ),
        "g_location_disambiguated.tsv": pd.DataFrame(
            [(code, code, "US", state) for code, state in fips.items()],
            columns=["location_id", "disambig_state", "disambig_country", "state_fips"],
        ),
    }
    texts = {name: table.to_csv(sep="\t", index=False, quoting=1) for name, table in tables.items()}
    keys = [
        patents["region_code"].map(fips).tolist(),
        patents["technology_code"].tolist(),
        patents["year"].tolist(),
    ]
    expected = dict(zip(zip(*keys, strict=True), patents["patents"].tolist(), strict=True))
    assert len(expected) > 1_000
    assert cells(read(patentsview.FORMAT, tmp_path, texts)) == expected
