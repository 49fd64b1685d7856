"""The configurations of nginx and Caddy in the docs, each started in front of the service."""

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from serving.access.access import Access
from serving.access.keys import Keys
from serving.http.host import free_port
from tests.serving.access.conftest import LOOPBACK

DOCS = (Path(__file__).parents[3] / "docs" / "security.md").read_text(encoding="utf-8")
NAME = "forecasts.example.org"
SECONDS = 30


def documented(language: str) -> str:
    """The configuration of the docs."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return str(text)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of the name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "forecasts.pem", folder / "forecasts.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


@contextmanager
def answering(app: Access) -> Iterator[int]:
    """The port on which an app answers, until the block ends."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def nginx(folder: Path, port: int, service: int) -> Iterator[None]:
    """Nginx with the configuration of the docs on other ports."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    pem, secret = certificate(folder)
    passwords = folder / "forecasts.htpasswd"
    passwords.write_text("alice:{PLAIN}right\n")
    server = documented("nginx")
    for old, new in [
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/forecasts.pem", str(pem)),
        ("/etc/ssl/forecasts.key", str(secret)),
        ("/etc/nginx/forecasts.htpasswd", str(passwords)),
        ("127.0.0.1:3000", f"127.0.0.1:{service}"),
    ]:
        assert old in server
        server = server.replace(old, new)
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"user root;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}{server}}}\n"
    )
    command = [program, "-c", str(file), "-p", str(folder), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with started([*command, "-g", "daemon off;"], folder):
        yield


@contextmanager
def caddy(folder: Path, port: int, service: int) -> Iterator[None]:
    """Caddy with the configuration of the docs on other ports."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed (apt-get install caddy)")
    pem, secret = certificate(folder)
    command = [program, "hash-password", "--plaintext", "right"]
    password = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    site = documented("caddy")
    for old, new in [
        (f"{NAME} {{", f"{NAME}:{port} {{"),
        ("/etc/ssl/forecasts.pem", str(pem)),
        ("/etc/ssl/forecasts.key", str(secret)),
        ("HASH", password),
        ("127.0.0.1:3000", f"127.0.0.1:{service}"),
    ]:
        assert old in site
        site = site.replace(old, new)
    file = folder / "Caddyfile"
    options = "admin off\nauto_https disable_redirects\n"
    file.write_text(f"{{\n{options}}}\n{site}")
    with started([program, "run", "--config", str(file), "--adapter", "caddyfile"], folder):
        yield


@contextmanager
def started(command: list[str], folder: Path) -> Iterator[None]:
    """A program that runs until the block ends."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_a_proxy_of_the_docs_signs_people_in_and_lets_keys_pass(
    proxy: Callable[..., object], made: Callable[..., Access], tmp_path: Path
) -> None:
    text = Keys(tmp_path / "keys.db").add("Ministry", ["read"], 90)[1]
    app = made({"SMARTSPEC_PROXIES": "127.0.0.1", "SMARTSPEC_HOSTS": NAME}, LOOPBACK)
    port = free_port()

    def status(**options: object) -> int:
        extensions = {"sni_hostname": NAME}
        given = {"Host": f"{NAME}:{port}", **dict(options.pop("headers", {}))}  # type: ignore[call-overload]
        with httpx.Client(verify=False, timeout=SECONDS) as client:  # noqa: S501
            answer = client.get(
                f"https://127.0.0.1:{port}/regions",
                headers=given,
                extensions=extensions,
                **options,  # type: ignore[arg-type]
            )
        if answer.status_code == 200:
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
        return answer.status_code

    with answering(app) as service, proxy(tmp_path, port, service):  # type: ignore[attr-defined]
        wait_for(lambda: status())
        assert status(auth=("alice", "right")) == 200
        assert status(auth=("alice", "wrong")) == 401
        assert status() == 401
        assert status(headers={"Authorization": f"Bearer {text}"}) == 200
        assert status(headers={"Authorization": "Bearer wrong"}) == 401
        spoofed = {"X-Forwarded-User": "alice", "X-Forwarded-Groups": "data"}
        assert status(headers=spoofed) == 401
        assert status(headers={"Authorization": "Bearer x", **spoofed}) == 401


def test_no_one_says_for_himself_that_he_is_a_listed_proxy(made: Callable[..., Access]) -> None:
    """Uvicorn would take the address from the header of any program of this machine."""
    app = made({"SMARTSPEC_PROXIES": "10.0.0.5"}, LOOPBACK)
    headers = {"X-Forwarded-For": "10.0.0.5", "X-Forwarded-User": "alice"}
    with answering(app) as port:
        url = f"http://127.0.0.1:{port}/regions"
        wait_for(lambda: httpx.get(url))
        assert httpx.get(url, headers=headers).status_code == 401


def wait_for(ready: Callable[[], object]) -> None:
    """Wait until a program answers."""
    deadline = time.monotonic() + SECONDS
    while True:
        with suppress(httpx.TransportError):
            ready()
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)
