"""Who may frame pictures: nobody by default, and only what is an origin."""

import pytest

from features.errors import InputError
from serving.http.framing import HOSTS, embed_hosts, frame_ancestors


def test_nobody_may_frame_pictures_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOSTS, raising=False)
    assert frame_ancestors(embed_hosts()) == "frame-ancestors 'none'"


def test_sites_are_apart_by_spaces_or_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        HOSTS, "https://ministry.example, https://*.example.org http://localhost:8080"
    )
    assert frame_ancestors(embed_hosts()) == (
        "frame-ancestors https://ministry.example https://*.example.org http://localhost:8080"
    )


@pytest.mark.parametrize(
    "entry",
    [
        "*",
        "ministry.example",
        "https://",
        "https://ministry.example/page",
        "https://ministry.example;script-src",
        "https://ministry.example\r\nX: y",
        "javascript:alert(1)",
        "'self'",
    ],
)
def test_what_is_not_an_origin_is_refused(monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    monkeypatch.setenv(HOSTS, f"https://good.example {entry}")
    with pytest.raises(InputError, match=HOSTS):
        embed_hosts()
