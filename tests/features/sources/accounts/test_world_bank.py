"""World Bank: CSV files of the zip, DataBank's CSV, JSON of the API."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from features.errors import InputError
from features.sources.accounts import world_bank
from features.sources.formats import recognised
from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Choices, Reading, silent

GDP = (
    '\ufeff"Data Source","World Development Indicators",\r\n\r\n'
    '"Last Updated Date","2025-07-01",\r\n\r\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",\r\n'
    '"Austria","AUT","GDP (current US$)","NY.GDP.MKTP.CD","455.1","","433.3",\r\n'
    '"Bahamas, The","BHS","GDP (current US$)","NY.GDP.MKTP.CD","12.5","13.1","0",\r\n'
    '"World","WLD","GDP (current US$)","NY.GDP.MKTP.CD","86000","87000","85000",\r\n'
    '"Newly formed group","NFG","GDP (current US$)","NY.GDP.MKTP.CD","1","2","3",\r\n'
)
COUNTRIES = (
    '\ufeff"Country Code","Region","IncomeGroup","SpecialNotes","TableName",\r\n'
    '"AUT","Europe & Central Asia","High income","A note\nof two lines","Austria",\r\n'
    '"BHS","Latin America & Caribbean","High income","","Bahamas, The",\r\n'
    '"NFG","","","A group","Newly formed group",\r\n'
    '"WLD","","","World aggregate.","World",\r\n'
)
NOTES = (
    '\ufeff"INDICATOR_CODE","INDICATOR_NAME","SOURCE_NOTE","SOURCE_ORGANIZATION",\r\n'
    '"NY.GDP.MKTP.CD","GDP (current US$)","GDP at purchaser\'s prices","World Bank",\r\n'
)
DATABANK = (
    "Series Name,Series Code,Country Name,Country Code,2019 [YR2019],2020 [YR2020]\n"
    '"Population, total",SP.POP.TOTL,Namibia,NAM,2494524,..\n'
    '"Population, total",SP.POP.TOTL,Euro area,EMU,341000000,342000000\n'
    "\n\n\n"
    "Data from database: World Development Indicators,,,,,\n"
    "Last Updated: 07/01/2025,,,,,\n"
)


def value(code: str, iso3: str, date: str, number: float | None, name: str = "A") -> dict[str, Any]:
    return {
        "indicator": {"id": "NY.GDP.PCAP.KD", "value": "GDP per capita (constant 2015 US$)"},
        "country": {"id": code, "value": name},
        "countryiso3code": iso3,
        "date": date,
        "value": number,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


def page(*values: dict[str, Any], updated: str = "2025-07-01") -> str:
    about = {"page": 1, "pages": 1, "per_page": 50, "total": len(values), "lastupdated": updated}
    return json.dumps([about, list(values)])


def files(folder: Path, **contents: str) -> list[SourceFile]:
    paths = []
    for name, text in contents.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8", newline="")
    (folder / "unpacked").mkdir(exist_ok=True)
    return unpacked(paths, folder / "unpacked")


def read(given: list[SourceFile]) -> list[Reading]:
    return world_bank.read(given, Choices(), silent)


def values(reading: Reading) -> dict[tuple[str, int], float]:
    keys = reading.rows[["region_code", "year"]].itertuples(index=False, name=None)
    return dict(zip(keys, reading.rows["value"], strict=True))


def test_the_zip_is_read_with_its_table_of_countries(tmp_path: Path) -> None:
    archive = tmp_path / "download.bin"
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("Metadata_Country_API_1.csv", COUNTRIES)
        members.writestr("API_1.csv", GDP)
        members.writestr("Metadata_Indicator_API_1.csv", NOTES)
    (tmp_path / "unpacked").mkdir()
    given = unpacked([archive], tmp_path / "unpacked")
    found, others = recognised(given)
    assert ({name: len(part) for name, part in found.items()}, others) == ({"world-bank": 3}, [])
    (reading,) = read(given)
    assert values(reading) == {
        ("AUT", 2018): 455.1,
        ("AUT", 2020): 433.3,
        ("BHS", 2018): 12.5,
        ("BHS", 2019): 13.1,
        ("BHS", 2020): 0,
        **{("WLD", 2018 + n): v for n, v in enumerate((86000, 87000, 85000))},
        **{("NFG", 2018 + n): v for n, v in enumerate((1, 2, 3))},
    }
    assert reading.regions.to_numpy().tolist() == [
        ["AUT", "Austria", "", ""],
        ["BHS", "Bahamas, The", "", ""],
        ["NFG", "Newly formed group", "", "World Bank aggregate of countries"],
        ["WLD", "World", "", "World Bank aggregate of countries"],
    ]
    assert reading.indicators.to_numpy().tolist() == [
        ["ny_gdp_mktp_cd", "current US$", "GDP (current US$)", "current"]
    ]
    assert (reading.dataset, reading.vintage) == ("NY.GDP.MKTP.CD", "2025-07-01")
    assert [(it.what, it.count) for it in reading.left_out] == [("empty cells", 1)]


def test_databank(tmp_path: Path) -> None:
    (reading,) = read(files(tmp_path, table=DATABANK))
    assert values(reading) == {
        ("NAM", 2019): 2494524,
        ("EMU", 2019): 341e6,
        ("EMU", 2020): 342e6,
    }
    assert reading.indicators.iloc[0].tolist() == [
        *("population", "persons", "Population, total", "none")
    ]
    assert reading.regions.set_index("code")["left_out"].tolist() == [world_bank.AGGREGATE, ""]
    assert reading.vintage == "2025-07-01"
    assert [(it.what, it.count) for it in reading.left_out] == [("empty cells", 1)]


def test_pages_of_the_api(tmp_path: Path) -> None:
    values_page = page(
        value("AT", "AUT", "2019", 44.5),
        value("NA", "NAM", "2019", None),
        value("NA", "NAM", "2020", 4.25),
        value("XD", "", "2019", 40.0),
        value("ZH", "AFE", "2019", 1.5),
        value("AT", "AUT", "2013Q1", 11.0),
    )
    older = page(value("AT", "AUT", "2019", 1.0), updated="2024-01-01")
    (reading,) = read(files(tmp_path, new=values_page, old=older))
    assert values(reading) == {
        ("AUT", 2019): 44.5,
        ("NAM", 2020): 4.25,
        ("XD", 2019): 40.0,
        ("AFE", 2019): 1.5,
    }
    kept = reading.regions[reading.regions["left_out"] == ""]
    assert kept["code"].tolist() == ["AUT", "NAM"]
    assert reading.indicators["price_basis"].tolist() == ["constant"]
    assert [(it.what, it.count) for it in reading.left_out] == [
        ("empty cells", 1),
        ("values of quarters or months", 1),
    ]


def test_countries_of_the_api_tell_aggregates(tmp_path: Path) -> None:
    countries = [
        {"id": "AUT", "iso2Code": "AT", "region": {"id": "ECS", "value": "Europe"}},
        {"id": "NEW", "iso2Code": "N1", "region": {"id": "NA", "value": "Aggregates"}},
    ]
    listed = json.dumps([{"page": 1, "pages": 1}, countries])
    given = files(
        tmp_path,
        listed=listed,
        values=page(value("AT", "AUT", "2019", 1.0), value("N1", "NEW", "2019", 2.0)),
    )
    assert all(world_bank.recognises(file) for file in given)
    (reading,) = read(given)
    assert reading.regions["left_out"].tolist() == ["", world_bank.AGGREGATE]


@pytest.mark.parametrize(
    "text",
    [
        "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nx,y,A,EUR,AT,2019,1,",
        "freq,unit,geo\\TIME_PERIOD\t2019 \nA,EUR,AT\t1 ",
        '"area_fips","own_code","industry_code","year"\n"26163","5","336","2019"',
        "Country Name,Country Code,2019\nAustria,AUT,1",
        '[{"message":[{"id":"120","key":"Invalid value"}]}]',
        '{"page": 1}',
        '"unclosed',
        "\x00\x01\x02",
    ],
)
def test_files_of_other_layouts(tmp_path: Path, text: str) -> None:
    (file,) = files(tmp_path, other=text)
    assert not world_bank.recognises(file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (COUNTRIES, "given has notes of the World Bank but no values: give the whole zip"),
        (page(value("AT", "AUT", "2019", 1.0))[:-3], "given is no complete answer of the World"),
        (page({"indicator": {}}), "given is no complete answer of the World"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(files(tmp_path, given=text))
