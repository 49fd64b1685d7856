"""The World Bank's service: a zip of CSV files, or a message."""

import io
import zipfile

import pytest

from features.errors import InputError
from tests.features.sources.fetching.conftest import Fetch
from tests.features.sources.fetching.service import Recorded, Service

VALUES = (
    '\ufeff"Data Source","World Development Indicators",\r\n\r\n'
    '"Last Updated Date","2025-07-01",\r\n\r\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019",\r\n'
    '"Austria","AUT","Population, total","SP.POP.TOTL","8879920",\r\n'
)


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("Metadata_Country_API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", '"Country Code"')
        archive.writestr("API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", VALUES)
    return content.getvalue()


def test_an_indicator(service: Service, fetch: Fetch) -> None:
    service.give("/v2/country/", Recorded(zipped()))
    filters = {"country": ("AUT", "DEU"), "time": ("2015:2019",)}
    file = fetch("worldbank", "SP.POP.TOTL", filters)
    path = "/v2/country/AUT;DEU/indicator/SP.POP.TOTL?downloadformat=csv&date=2015:2019"
    assert service.asked[0].path == path
    assert (file.vintage, file.path.suffix) == ("2025-07-01", ".zip")


@pytest.mark.parametrize(
    "message",
    [
        b'[{"message":[{"id":"120","key":"Invalid value",'
        b'"value":"The provided parameter value is not valid"}]}]',
        b'<wb:error xmlns:wb="http://www.worldbank.org"><wb:message id="120" key="Invalid value">'
        b"The provided parameter value is not valid</wb:message></wb:error>",
    ],
)
def test_an_unknown_indicator_is_answered_with_200(
    service: Service, fetch: Fetch, message: bytes
) -> None:
    service.give("/v2/country/all/indicator/X.Y", Recorded(message))
    says = r"World Bank has no dataset X.Y \(The provided parameter value is not valid\): look up"
    with pytest.raises(InputError, match=says):
        fetch("worldbank", "X.Y")


@pytest.mark.parametrize(
    ("dataset", "filters", "says"),
    [
        ("SP.POP.TOTL", {"countri": ("AUT",)}, "unknown filter 'countri': did you mean country"),
        ("SP.POP.TOTL", {"country": ("../x",)}, "filter countries by codes"),
        ("SP.POP.TOTL", {"time": ("late",)}, "late is no range of years: write 2015:2020"),
        ("SP/POP", {}, "is no World Bank indicator"),
    ],
)
def test_what_cannot_be_asked(
    service: Service, fetch: Fetch, dataset: str, filters: dict[str, tuple[str, ...]], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        fetch("worldbank", dataset, filters)
    assert not service.asked
