"""The OECD's service: SDMX-CSV with labels, errors in plain text and in SDMX."""

import pytest

from features.errors import InputError
from tests.features.sources.fetching.conftest import Fetch
from tests.features.sources.fetching.service import Recorded, Service

CSV = (
    b"STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,FREQ,Frequency of observation,REF_AREA,"
    b"Reference area,TIME_PERIOD,Time period,OBS_VALUE,Observation value\r\n"
    b"DATAFLOW,OECD.CFE.EDS:DSD_REG_ECO@DF_GVA(2.0),GVA,I,A,Annual,AT,Austria,2019,,8.1,\r\n"
)
OPTIONS = "dimensionAtObservation=AllDimensions&format=csvfilewithlabels"


@pytest.mark.parametrize(
    ("dataset", "version"),
    [
        ("OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,2.0", "2.0"),
        ("OECD.CFE.EDS:DSD_REG_ECO@DF_GVA(2.0)", "2.0"),
        ("OECD.CFE.EDS,DSD_REG_ECO@DF_GVA", "+"),
        ("OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,", "+"),
    ],
)
def test_a_dataflow_is_named_as_the_office_shows_it(
    service: Service, fetch: Fetch, dataset: str, version: str
) -> None:
    service.give("/v2/data/dataflow/", Recorded(CSV))
    assert fetch("oecd", dataset).path.read_bytes() == CSV
    path = f"/v2/data/dataflow/OECD.CFE.EDS/DSD_REG_ECO@DF_GVA/{version}/*?{OPTIONS}"
    assert service.asked[0].path == path


def test_the_content_constraint_says_when_the_data_were_updated(
    service: Service, fetch: Fetch
) -> None:
    service.give("/v2/data/dataflow/", Recorded(CSV))
    constraint = b'<structure:ContentConstraint id="CR_A_X" validFrom="2025-02-18T09:00:00Z">'
    service.give("/contentconstraint/OECD.CFE.EDS/CR_A_DSD_REG_ECO@DF_GVA/", Recorded(constraint))
    assert fetch("oecd", "OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,2.0").vintage == "2025-02-18"


def test_filters_and_the_date_of_the_answer(service: Service, fetch: Fetch) -> None:
    modified = {"Last-Modified": "Tue, 18 Feb 2025 10:00:00 GMT"}
    service.give("/v2/data/dataflow/", Recorded(CSV, headers=modified))
    file = fetch("oecd", "OECD.CFE.EDS,DSD_REG_ECO@DF_GVA,2.0", {"REF_AREA": ("AUT", "DEU")})
    assert service.asked[0].path.endswith(f"/*?c[REF_AREA]=AUT,DEU&{OPTIONS}")
    assert file.vintage == "2025-02-18"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            Recorded(b"Could not find Dataflow and/or DSD related with this data request", 404),
            r"OECD has no dataset OECD.X,DF_Y \(Could not find Dataflow",
        ),
        (Recorded(b"NoRecordsFound", 404), "OECD has no data of OECD.X,DF_Y for these filters"),
        (
            Recorded(
                b'<mes:Error xmlns:mes="urn:m" xmlns:com="urn:c"><mes:ErrorMessage code="100">'
                b"<com:Text>No results matching the query found</com:Text></mes:ErrorMessage>"
                b"</mes:Error>"
            ),
            r"OECD has no data of OECD.X,DF_Y for these filters \(No results matching",
        ),
    ],
)
def test_errors(service: Service, fetch: Fetch, answer: Recorded, says: str) -> None:
    service.give("/v2/data/dataflow/", answer)
    with pytest.raises(InputError, match=says):
        fetch("oecd", "OECD.X,DF_Y")


def test_a_dataset_without_an_agency(fetch: Fetch) -> None:
    with pytest.raises(InputError, match="write agency, dataflow and version"):
        fetch("oecd", "DSD_REG_ECO@DF_GVA")
