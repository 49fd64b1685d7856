"""Each layout is recognised by its header, and no file of another layout is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from features.sources.accounts import eurostat_tsv, oecd_legacy, sdmx_csv
from features.sources.opening import SourceFile
from tests.features.sources.accounts.opened import opened

HEADERS = {
    "eurostat-tsv": [
        "freq,unit,nace_r2,geo\\TIME_PERIOD\t2019 \t2020 \n",
        "unit,geo\\time\t2019 \n",
        "unit,time\\geo\tAT\tDE\n",
        "FREQ,UNIT,GEO\\TIME_PERIOD\t2019\n",
        "\ufefffreq,unit,geo\\TIME_PERIOD\t2019\n",
    ],
    "sdmx-csv": [
        "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\r\n",
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE\n",
        "STRUCTURE[;],STRUCTURE_ID,REF_AREA,TIME_PERIOD,OBS_VALUE\n",
        "DATAFLOW;geo: Region;TIME_PERIOD: Time;OBS_VALUE\n",
        'OBS_VALUE,"TIME_PERIOD",geo,DATAFLOW\n',
    ],
    "oecd-stat-csv": [
        '\ufeff"LOCATION","Country","REG_ID","Region","TIME","Year","Value","Flag Codes","Flags"\n',
        "TL,Territory Level,REG_ID,Region,VAR,Indicator,TIME,Year,Value,Flag Codes,Flags\n",
    ],
    "": [
        '"area_fips","own_code","industry_code","year","qtr","annual_avg_emplvl"\n',
        "GeoFIPS,GeoName,Region,TableName,LineCode,Description,Unit,2001,2002\n",
        "App_nbr|Appln_id|Reg_code|Ctry_code|Reg_share|Inv_share\n",
        '"patent_id"\t"patent_type"\t"patent_date"\n',
        "region_code,cluster_code,year,indicator,value\n",
        "Region\t2019\t2020\nAT\t1\t2\n",
        "path\\to\\file\t2019\n",
    ],
}
FORMATS = [eurostat_tsv.FORMAT, sdmx_csv.FORMAT, oecd_legacy.FORMAT]


@pytest.mark.parametrize(
    ("name", "header"), [(name, it) for name, headers in HEADERS.items() for it in headers]
)
def test_a_header_is_recognised_by_its_own_format_alone(
    tmp_path: Path, name: str, header: str
) -> None:
    file = opened(tmp_path, "download", header)
    assert [it.name for it in FORMATS if it.recognises(file)] == ([name] if name else [])


@pytest.mark.parametrize("recognises", [it.recognises for it in FORMATS])
def test_no_bytes_make_it_fail(tmp_path: Path, recognises: Callable[[SourceFile], bool]) -> None:
    for content in (b"\x00\xff\xfe" * 50, b"\n", b'"\x00', b"\xff\xfe\x00", b"PK\x03\x04", b"<a>"):
        assert not recognises(opened(tmp_path, "any", content))
