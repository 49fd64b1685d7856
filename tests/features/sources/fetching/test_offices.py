"""The cache, retries, limits and the command, whatever the office."""

import errno
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from features import package
from features.__main__ import app
from features.errors import InputError
from features.package.describe import describe
from features.sources.fetching import offices
from features.sources.fetching.answers import seconds
from features.sources.fetching.command import fetch_command
from features.sources.fetching.connection import Patience
from features.sources.fetching.offices import Order, fetched, filters
from tests.features import small_package as small
from tests.features.sources.fetching.conftest import Fetch
from tests.features.sources.fetching.service import Recorded, Service
from tests.features.sources.fetching.test_eurostat import CSV, DATA, PART
from tests.features.sources.fetching.test_world_bank import zipped

NEWER = CSV.replace(b"18/02/25", b"20/03/26")


@pytest.mark.parametrize(
    ("given", "header", "sent"),
    [
        (
            {"ETag": '"a1"', "Last-Modified": "Tue, 18 Feb 2025 10:00:00 GMT"},
            "if-none-match",
            '"a1"',
        ),
        (
            {"Last-Modified": "Tue, 18 Feb 2025 10:00:00 GMT"},
            "if-modified-since",
            "Tue, 18 Feb 2025 10:00:00 GMT",
        ),
    ],
)
def test_a_file_is_sent_again_only_if_it_is_newer(
    service: Service, fetch: Fetch, given: dict[str, str], header: str, sent: str
) -> None:
    service.give(DATA, Recorded(CSV, headers=given), Recorded(status=304), Recorded(NEWER))
    first, second, third = (fetch("eurostat", "nama_10r_3gva", PART) for _ in range(3))
    assert [header in it.headers for it in service.asked] == [False, True, True]
    assert service.asked[1].headers[header] == sent
    assert [it.is_new for it in (first, second, third)] == [True, False, True]
    assert [it.vintage for it in (first, second, third)] == ["2025-02-18"] * 2 + ["2026-03-20"]
    assert third.path == first.path
    assert third.path.read_bytes() == NEWER


def test_a_damaged_file_of_the_cache_is_fetched_again(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(CSV, headers={"ETag": "a"}))
    fetch("eurostat", "nama_10r_3gva", PART).path.write_bytes(CSV[:50])
    assert fetch("eurostat", "nama_10r_3gva", PART).path.read_bytes() == CSV
    assert "if-none-match" not in service.asked[1].headers


def test_offline_takes_the_last_download_of_the_same_filters(
    service: Service, fetch: Fetch
) -> None:
    service.give(DATA, Recorded(CSV))
    first = fetch("eurostat", "nama_10r_3gva", {"geo": ("AT", "DE"), "unit": ("MIO_EUR",)})
    same = {"unit": ("MIO_EUR",), "geo": ("DE", "AT")}
    again = fetch("eurostat", "nama_10r_3gva", same, offline=True)
    assert (again.path, again.vintage) == (first.path, first.vintage)
    with pytest.raises(InputError, match=r"is not in the cache .*: fetch it once without --off"):
        fetch("eurostat", "nama_10r_3gva", {"geo": ("AT",)}, offline=True)
    assert len(service.asked) == 1


def test_a_file_has_the_date_of_its_data(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(CSV))
    path = fetch("eurostat", "nama_10r_3gva", PART).path
    assert datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat() == "2025-02-18"


@pytest.mark.parametrize(
    "passing",
    [
        Recorded(b"slow down", 429, {"Retry-After": "0"}),
        Recorded(b"", 503),
        Recorded(CSV, cut=True),
        Recorded(CSV, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_what_fails_in_passing_is_asked_again(
    service: Service, fetch: Fetch, passing: Recorded
) -> None:
    service.give(DATA, passing, passing, Recorded(CSV))
    lines: list[str] = []
    assert fetch("eurostat", "nama_10r_3gva", PART, say=lines.append).path.read_bytes() == CSV
    assert len(service.asked) == 3
    assert [line.endswith("trying again") for line in lines] == [True, True]


def test_what_keeps_failing_ends_in_one_sentence(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(b"<html><title>Bad gateway</title><p>", 502))
    with pytest.raises(InputError, match=r"did not answer nama_10r_3gva in 3 attempts \(502 Bad"):
        fetch("eurostat", "nama_10r_3gva", PART)
    assert len(service.asked) == 3


def test_a_long_wait_is_said_and_not_slept(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(b"", 429, {"Retry-After": "3301"}))
    with pytest.raises(InputError, match="Eurostat asks to wait for 56 minutes: fetch nama_10r"):
        fetch("eurostat", "nama_10r_3gva", PART)
    assert len(service.asked) == 1


def test_the_wait_that_the_office_asks_for() -> None:
    assert seconds("7") == 7
    assert seconds("") is None
    assert seconds("soon") is None
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < (seconds(later) or 0) <= 90
    assert seconds("Tue, 18 Feb 2025 10:00:00 GMT") == 0


def test_an_office_that_cannot_be_reached(tmp_path: Path) -> None:
    order = Order("eurostat", "nama_10r_3gva", address="http://127.0.0.1:9")
    with pytest.raises(InputError, match=r"cannot reach Eurostat at http://127.0.0.1:9 \(.*--off"):
        fetched(order, tmp_path, patience=Patience(attempts=2, wait=0.001))


def test_an_answer_above_the_limit_is_cut_off(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(CSV * 20_000))
    limit = Patience(most=1_000_000)
    with pytest.raises(InputError, match="sends more than 1 MB of nama_10r_3gva: fetch a part"):
        fetch("eurostat", "nama_10r_3gva", PART, patience=limit)
    service.give(DATA, Recorded())
    with pytest.raises(InputError, match="sent an empty file"):
        fetch("eurostat", "nama_10r_3gva", PART)


def test_nothing_is_left_of_a_download_that_fails(
    service: Service, fetch: Fetch, tmp_path: Path
) -> None:
    service.give(DATA, Recorded(CSV, cut=True))
    with pytest.raises(InputError):
        fetch("eurostat", "nama_10r_3gva", PART)
    assert not list((tmp_path / "eurostat").iterdir())


def test_a_cache_that_cannot_be_written(
    service: Service, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    service.give(DATA, Recorded(CSV))
    monkeypatch.setattr(offices, "digest", full)
    with pytest.raises(InputError, match=r"cannot write the cache .*: No space left on device"):
        fetch("eurostat", "nama_10r_3gva", PART)


def test_redirects_stay_with_the_office(service: Service, fetch: Fetch) -> None:
    service.give(DATA, Recorded(status=302, headers={"Location": "/moved"}))
    service.give("/moved", Recorded(CSV))
    assert fetch("eurostat", "nama_10r_3gva", PART).path.read_bytes() == CSV
    elsewhere = service.address.replace("127.0.0.1", "localhost")
    service.give("/moved", Recorded(status=302, headers={"Location": f"{elsewhere}/data"}))
    with pytest.raises(InputError, match="redirects nama_10r_3gva to localhost, which is not its"):
        fetch("eurostat", "nama_10r_3gva", PART)
    service.give("/moved", Recorded(status=302, headers={"Location": "/moved"}))
    with pytest.raises(InputError, match="in a circle"):
        fetch("eurostat", "nama_10r_3gva", PART)


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1", "file:///etc"])
def test_only_encrypted_or_local_services_are_asked(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="is not encrypted: give an address that begins with"):
        fetched(Order("eurostat", "x", address=address), tmp_path)


def test_the_address_may_come_from_the_environment(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.give(DATA, Recorded(CSV))
    monkeypatch.setenv("SMARTSPEC_EUROSTAT_ADDRESS", service.address)
    assert fetched(Order("eurostat", "nama_10r_3gva", PART), tmp_path).address == service.address


def test_unknown_sources_and_unwritable_caches(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown source 'eurostatt': did you mean eurostat"):
        fetched(Order("eurostatt", "x"), tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot write the cache .* choose another with --cache"):
        fetched(Order("eurostat", "x"), tmp_path / "file")


def test_filters_are_read_from_texts() -> None:
    given = ["geo=AT,DE,nace_r2=C+D", "geo = FR", "Год=2020:2021"]
    assert filters(given) == {
        "geo": ("AT", "DE", "FR"),
        "nace_r2": ("C", "D"),
        "Год": ("2020:2021",),
    }
    for wrong in ("AT", "geo=", "=AT"):
        with pytest.raises(InputError, match="is no filter: write dimension=code"):
            filters([wrong])


def test_the_command_imports_what_it_fetches(service: Service, tmp_path: Path) -> None:
    service.give(DATA, Recorded(CSV))
    imported: list[Any] = []

    def importer(files: Sequence[Path], to: Path, dry_run: bool) -> None:
        imported.append(([file.read_bytes() for file in files], to, dry_run))

    app = typer.Typer()
    app.command("fetch")(fetch_command(importer, print, print))
    app.command("other")(lambda: None)
    arguments = ["fetch", "eurostat", "--dataset", "nama_10r_3gva", "--filter", "geo=AT"]
    arguments += ["--address", service.address, "--cache", os.fspath(tmp_path / "cache")]
    found = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "nama_10r_3gva: downloaded, data of 2025-02-18, " in found.output
    assert not imported
    CliRunner().invoke(app, [*arguments, "--to", "p", "--dry-run"], catch_exceptions=False)
    assert imported == [([CSV], Path("p"), True)]
    assert "c[geo]=AT&" in service.asked[0].path


def test_world_bank_indicators_go_into_a_package(service: Service, tmp_path: Path) -> None:
    service.give("/v2/country/", Recorded(zipped()))
    folder = small.make(tmp_path / "small")
    arguments = ["fetch", "worldbank", "--dataset", "SP.POP.TOTL", "--to", os.fspath(folder)]
    arguments += ["--address", service.address, "--cache", os.fspath(tmp_path / "cache")]
    found = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert found.exit_code == 0
    written = package.read(folder)
    rows = written.tables["region_indicators"]
    austria = rows[rows["region_code"] == "AUT"]
    assert austria.to_numpy().tolist() == [["AUT", 2019, "population", 8879920.0]]
    (source,) = describe(written).table_sources.to_dict("records")
    assert source["source"] == "World Bank indicators, SP.POP.TOTL"
    assert (source["data_of"], source["licence"]) == ("2025-07-01", "CC BY 4.0")
    assert source["file"].startswith("SP.POP.TOTL-")
