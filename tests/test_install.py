"""What make install tells uv: where pip's configuration says that packages are found."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parents[1] / ".ci" / "packages.py"
OPTIONS = [
    (":env:", "extra-index-url", "one two"),
    (":env:", "timeout", "60"),
    ("global", "cert", "/etc/certificates.pem"),
    ("global", "extra-index-url", "three"),
    ("global", "find-links", "\n/opt/wheels\n/opt/more"),
    ("global", "index-url", "general"),
    ("install", "index-url", "mirror"),
]
LISTED = "".join(f"{scope}.{option}={value!r}\n" for scope, option, value in OPTIONS)
"""As pip config list prints."""


@pytest.fixture(scope="module")
def packages() -> Any:
    spec = importlib.util.spec_from_file_location("packages", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_uv_looks_where_pip_would(packages: Any) -> None:
    assert packages.configured(LISTED) == {
        "UV_DEFAULT_INDEX": "mirror",
        "UV_INDEX": "one two",
        "UV_FIND_LINKS": "/opt/wheels,/opt/more",
        "SSL_CERT_FILE": "/etc/certificates.pem",
    }
    assert packages.configured("") == {}


def test_uv_itself_is_installed_by_its_hashes_alone(packages: Any) -> None:
    first, *rest = packages.pinned("uv").splitlines()
    assert first.startswith("uv==")
    assert rest
    assert all(line.strip().startswith("--hash=sha256:") for line in rest)
