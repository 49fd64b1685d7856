"""Eurostat's service: SDMX-CSV, faults, files that it prepares."""

import gzip

import pytest

from features.errors import InputError
from tests.features.sources.fetching.conftest import Fetch
from tests.features.sources.fetching.service import Recorded, Service

WHOLE = "/sdmx/2.1/data/NAMA_10R_3GVA"
DATA = "/sdmx/3.0/data/dataflow/ESTAT/NAMA_10R_3GVA/1.0"
PART = {"geo": ("AT",)}
TSV = b"freq,unit,nace_r2,geo\\TIME_PERIOD\t2012 \nA,MIO_EUR,TOTAL,AT\t56.7 \n"
CSV = (
    b"DATAFLOW,LAST UPDATE,freq,unit,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n"
    b"ESTAT:NAMA_10R_3GVA(1.0),18/02/25 11:00:00,A,MIO_EUR,TOTAL,AT,2012,56.7,,\r\n"
)
FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<S:Fault xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
    "<faultcode>{}</faultcode><faultstring>{}</faultstring></S:Fault>"
)
QUEUED = (
    b'<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>'
    b'<ns0:syncResponse xmlns:ns0="http://estat.ec.europa.eu/disschain/soap/extraction">'
    b"<processingTime>92</processingTime><queued><id>e3d39a1b-27eb</id>"
    b"<status>SUBMITTED</status></queued></ns0:syncResponse></env:Body></env:Envelope>"
)


def status(word: str) -> Recorded:
    envelope = (
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
        '<ns0:asyncResponse xmlns:ns0="http://estat.ec.europa.eu/disschain/asynchronous">'
        f"<ns0:status><ns0:key>e3d39a1b-27eb</ns0:key><ns0:status>{word}</ns0:status>"
        "</ns0:status></ns0:asyncResponse></env:Body></env:Envelope>"
    )
    return Recorded(envelope.encode())


def test_a_part_is_asked_for_by_its_filters_and_dated_by_its_file(
    service: Service, fetch: Fetch
) -> None:
    service.give(DATA, Recorded(gzip.compress(CSV)))
    filters = {"geo": ("AT", "DE"), "nace_r2": ("C",), "time": ("2010:2020",)}
    file = fetch("eurostat", "nama_10r_3gva", filters)
    (asked,) = service.asked
    assert asked.path == (
        f"{DATA}?c[geo]=AT,DE&c[nace_r2]=C&c[TIME_PERIOD]=ge:2010+le:2020"
        "&format=csvdata&formatVersion=1.0&compress=true"
    )
    assert gzip.decompress(file.path.read_bytes()) == CSV
    assert file.path.name.startswith("nama_10r_3gva-")
    assert file.path.suffixes == [".csv", ".gz"]
    assert (file.vintage, file.address, file.is_new) == ("2025-02-18", service.address, True)


def test_a_whole_dataset_is_the_prepared_file_dated_by_its_dataflow(
    service: Service, fetch: Fetch
) -> None:
    about = (
        "<c:Annotations><c:Annotation><c:AnnotationTitle>2026-06-01T23:00:00+0200"
        "</c:AnnotationTitle><c:AnnotationType>UPDATE_STRUCTURE</c:AnnotationType></c:Annotation>"
        "<c:Annotation><c:AnnotationTitle>2025-02-18T23:00:00+0200</c:AnnotationTitle>"
        "<c:AnnotationType>UPDATE_DATA</c:AnnotationType></c:Annotation></c:Annotations>"
    )
    service.give(WHOLE, Recorded(gzip.compress(TSV), headers={"ETag": "a"}), Recorded(status=304))
    service.give("/sdmx/2.1/dataflow/ESTAT/NAMA_10R_3GVA/1.0", Recorded(about.encode()))
    file = fetch("eurostat", "nama_10r_3gva")
    assert service.asked[0].path == f"{WHOLE}?format=TSV&compressed=true"
    assert file.path.suffixes == [".tsv", ".gz"]
    assert file.vintage == "2025-02-18"
    assert fetch("eurostat", "nama_10r_3gva").vintage == "2025-02-18"
    assert len(service.asked) == 3, "an unchanged file needs no date"


def test_a_whole_dataset_without_a_date_has_that_of_the_answer(
    service: Service, fetch: Fetch
) -> None:
    modified = {"Last-Modified": "Tue, 18 Feb 2025 10:00:00 GMT"}
    service.give(WHOLE, Recorded(TSV, headers=modified))
    service.give("/sdmx/2.1/dataflow/", Recorded(b"busy", 503))
    file = fetch("eurostat", "nama_10r_3gva")
    assert (file.vintage, file.path.suffix) == ("2025-02-18", ".tsv")


def test_comext_has_a_service_of_its_own(service: Service, fetch: Fetch) -> None:
    service.give("/api/comext/dissemination/sdmx/2.1/data/DS-056121", Recorded(TSV))
    service.address += "/api/dissemination"
    assert fetch("eurostat", "ds-056121").path.read_bytes() == TSV


def test_a_prepared_file_is_waited_for(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(QUEUED, 202))
    waiting = [status("SUBMITTED"), status("PROCESSING"), status("AVAILABLE")]
    service.give("/1.0/async/status/e3d39a1b-27eb", *waiting)
    early = Recorded(FAULT.format(100, "DATA_NOT_YET_AVAILABLE: not yet").encode())
    service.give("/1.0/async/data/e3d39a1b-27eb", early, Recorded(CSV))
    lines: list[str] = []
    assert fetch("eurostat", "nama_10r_3gva", PART, say=lines.append).path.read_bytes() == CSV
    assert lines == ["nama_10r_3gva: Eurostat prepares the file, which may take minutes"]
    assert [it.path for it in service.asked[1:]] == [
        *["/1.0/async/status/e3d39a1b-27eb"] * 3,
        "/1.0/async/data/e3d39a1b-27eb",
        "/1.0/async/status/e3d39a1b-27eb",
        "/1.0/async/data/e3d39a1b-27eb",
    ]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("PROCESSING", "Eurostat is still preparing nama_10r_3gva after 0 minutes"),
        ("EXPIRED", r"Eurostat gave up preparing nama_10r_3gva \(EXPIRED\): fetch it again"),
    ],
)
def test_a_file_that_is_not_delivered(service: Service, fetch: Fetch, word: str, says: str) -> None:
    service.give(DATA, Recorded(QUEUED))
    service.give("/1.0/async/status/", status(word))
    with pytest.raises(InputError, match=says):
        fetch("eurostat", "nama_10r_3gva", PART)


def test_a_key_that_would_lead_elsewhere_is_refused(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(QUEUED.replace(b"e3d39a1b-27eb", b"../../x")))
    with pytest.raises(InputError, match="does not say under which key"):
        fetch("eurostat", "nama_10r_3gva", PART)


@pytest.mark.parametrize(
    ("code", "http", "text", "says"),
    [
        (
            100,
            404,
            "ERR_NOT_FOUND_4: Dataflow ESTAT:NAMA_10R_3GVA(1.0) not found",
            r"Eurostat has no dataset nama_10r_3gva \(ERR_NOT_FOUND_4: .* not found\): look up",
        ),
        (
            413,
            413,
            "EXTRACTION_TOO_BIG: The requested extraction is too big",
            r"does not send so much of nama_10r_3gva at once .*--filter geo=AT,nace_r2=C$",
        ),
        (413, 200, "EXTRACTION_TOO_BIG: too big", "does not send so much"),
        (100, 200, "NO_RESULTS: no results", "has no data of nama_10r_3gva for these filters"),
        (150, 400, "ERR_VALUE: rejected", "refuses the request for nama_10r_3gva with 400"),
    ],
)
def test_faults(service: Service, fetch: Fetch, code: int, http: int, text: str, says: str) -> None:
    service.give(DATA, Recorded(FAULT.format(code, text).encode(), http))
    with pytest.raises(InputError, match=says):
        fetch("eurostat", "nama_10r_3gva", PART)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("dataset", "filters"),
    [
        ("../secret", {}),
        ("..", {}),
        ("x", {"geo": ("AT&format=json",)}),
        ("x", {"geo]=1&c[x": ("AT",)}),
    ],
)
def test_only_codes_become_part_of_an_address(
    service: Service, fetch: Fetch, dataset: str, filters: dict[str, tuple[str, ...]]
) -> None:
    with pytest.raises(InputError, match="is no code of an SDMX service"):
        fetch("eurostat", dataset, filters)
    assert not service.asked
