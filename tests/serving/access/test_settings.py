"""Settings: what is open where, and what is refused in one sentence."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from typer.testing import CliRunner

from features.errors import InputError
from serving.__main__ import app
from serving.access import settings
from serving.access.settings import VARIABLES, Settings, read

DOCS = Path(__file__).parents[3] / "docs" / "security.md"
SIGN_ON = {
    "SMARTSPEC_OIDC_ISSUER": "https://id.example",
    "SMARTSPEC_OIDC_CLIENT_ID": "smartspec",
    "SMARTSPEC_OIDC_CLIENT_SECRET": "hidden",
    "SMARTSPEC_PUBLIC_URL": "https://forecasts.example/",
    "SMARTSPEC_SECRET": "s" * 32,
}


@pytest.mark.parametrize(
    ("address", "given", "reading"),
    [
        ("http://127.0.0.1:3000", {}, "local"),
        ("http://[::1]:3000", {}, "local"),
        ("http://localhost:3000", {}, "local"),
        ("http://0.0.0.0:3000", {}, "key"),
        ("http://[::]:3000", {}, "key"),
        ("http://10.0.0.1:3000", {}, "key"),
        ("", {}, "local"),
        ("", {"SMARTSPEC_HOSTS": "forecasts.example"}, "key"),
        ("http://10.0.0.1:3000", {"SMARTSPEC_READING": "open"}, "open"),
        ("http://127.0.0.1:3000", {"SMARTSPEC_READING": "key"}, "key"),
        ("http://127.0.0.1:3000", {"SMARTSPEC_HOSTS": "forecasts.example"}, "key"),
        ("http://127.0.0.1:3000", {"SMARTSPEC_PROXIES": "127.0.0.1"}, "key"),
        ("http://127.0.0.1:3000", SIGN_ON, "key"),
    ],
)
def test_reading_is_open_only_where_this_machine_alone_can_come(
    address: str, given: dict[str, str], reading: str
) -> None:
    assert read(given, address).reading == reading


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SMARTSPEC_READING": "yes"}, "SMARTSPEC_READING is 'yes'"),
        ({"SMARTSPEC_PROXIES": "10.0.0.1, proxy"}, "SMARTSPEC_PROXIES: 'proxy'"),
        ({"SMARTSPEC_PROXIES": "10.0.0.1/8"}, "SMARTSPEC_PROXIES: '10.0.0.1/8'"),
        ({"SMARTSPEC_RATE": "-1"}, "SMARTSPEC_RATE is '-1'"),
        ({"SMARTSPEC_RATE": "1000001"}, "SMARTSPEC_RATE is '1000001'"),
        ({"SMARTSPEC_AUDIT": "/nowhere/audit.log"}, "SMARTSPEC_AUDIT: cannot write /nowhere"),
        ({**SIGN_ON, "SMARTSPEC_SECRET": ""}, "SMARTSPEC_SECRET is not"),
        ({**SIGN_ON, "SMARTSPEC_SECRET": "short"}, "SMARTSPEC_SECRET has fewer than 32"),
        ({**SIGN_ON, "SMARTSPEC_PUBLIC_URL": "http://a.example"}, "SMARTSPEC_PUBLIC_URL is"),
        ({**SIGN_ON, "SMARTSPEC_OIDC_ISSUER": "id.example"}, "SMARTSPEC_OIDC_ISSUER is"),
        ({**SIGN_ON, "SMARTSPEC_SESSION_HOURS": "1000"}, "SMARTSPEC_SESSION_HOURS is '1000'"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(given, "http://127.0.0.1:3000")
    assert "\n" not in str(error.value)


def test_a_message_does_not_repeat_a_secret() -> None:
    with pytest.raises(InputError) as error:
        read({**SIGN_ON, "SMARTSPEC_SECRET": "short-secret"}, "")
    assert "short-secret" not in str(error.value)


def test_the_service_does_not_start_with_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSPEC_READING", "maybe")
    done = CliRunner().invoke(app, ["--port", "3999"])
    assert done.exit_code == 2
    assert 'error: SMARTSPEC_READING is \'maybe\': give "open" or "key"' in done.output


def test_without_its_library_single_sign_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'smartspec\[oidc\]'"):
        read(SIGN_ON, "")


def test_every_setting_is_read(tmp_path: Path) -> None:
    given = {
        "SMARTSPEC_READING": "open",
        "SMARTSPEC_HOSTS": "Forecasts.Example, *.ministry.example",
        "SMARTSPEC_PROXIES": "10.0.0.5,10.1.0.0/16",
        "SMARTSPEC_KEYS": str(tmp_path / "k.db"),
        "SMARTSPEC_RATE": "60",
        "SMARTSPEC_AUDIT": str(tmp_path / "audit.log"),
        "SMARTSPEC_USER_HEADER": "Remote-User",
        "SMARTSPEC_EMAIL_HEADER": "Remote-Email",
        "SMARTSPEC_GROUPS_HEADER": "Remote-Groups",
        "SMARTSPEC_READERS": "all",
        "SMARTSPEC_CONTRIBUTORS": "planners, analysts",
        "SMARTSPEC_TRAINERS": "data",
        **SIGN_ON,
        "SMARTSPEC_OIDC_GROUPS_CLAIM": "roles",
        "SMARTSPEC_SESSION_HOURS": "2",
    }
    assert set(given) == set(VARIABLES)
    found = read(given, "http://10.0.0.1:3000")
    sign_on = found.sign_on
    assert sign_on is not None
    assert (sign_on.public_url, sign_on.hours) == ("https://forecasts.example", 2)
    assert sign_on.groups_claim == "roles"
    assert found == Settings(
        "open",
        ("forecasts.example", "*.ministry.example", "forecasts.example", "localhost", "10.0.0.1"),
        True,
        (ip_network("10.0.0.5"), ip_network("10.1.0.0/16")),
        {"user": "remote-user", "email": "remote-email", "groups": "remote-groups"},
        {
            "read": frozenset({"all"}),
            "contribute": frozenset({"planners", "analysts"}),
            "train": frozenset({"data"}),
        },
        60,
        tmp_path / "k.db",
        sign_on,
        2,
    )


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_is_in_the_docs(variable: str) -> None:
    assert f"`{variable}`" in DOCS.read_text(encoding="utf-8")


def test_keys_are_beside_the_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    assert settings.keys_file({}) == tmp_path / "keys.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    assert settings.keys_file({}).parts[-2:] == ("mlruns", "keys.db")
    assert settings.keys_file({"SMARTSPEC_KEYS": "/a/b.db"}) == Path("/a/b.db")
