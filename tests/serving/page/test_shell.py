"""What a view has the browser load."""

import re

import pytest

from serving.champions import Champions
from serving.http.routes import routes
from serving.page import static_files
from serving.page.static_files import FOLDER, modules
from tests.serving.http.test_problems import ask

VIEWS = {"/": "country", "/region/R1": "region", "/cluster/C1": "option", "/compare": "compare"}


@pytest.mark.parametrize(("path", "script"), VIEWS.items())
def test_a_view_preloads_exactly_what_its_script_starts_with(path: str, script: str) -> None:
    html = ask(routes(Champions()), path).text
    preloaded = re.findall(r'rel="modulepreload" href="/static/\w+/([^"]+)"', html)
    assert len(preloaded) == len(set(preloaded))
    assert {*preloaded, "main.js"} == {*modules("main.js"), *modules(f"views/{script}.js")}


def test_imports_are_followed_wherever_they_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "a/one.js": 'import { x,\n  y } from "../b/two.js";\nimport "./three.js";\nx("./no.js");',
        "b/two.js": 'export { z } from "../a/three.js"; const w = () => import("../a/late.js");\n',
        "a/three.js": 'import * as one from "./one.js";\n// import x from "./no.js"\n',
        "a/late.js": "",
    }
    sent = {
        path: static_files.StaticFile("text/javascript", text.encode(), b"")
        for path, text in files.items()
    }
    monkeypatch.setattr(static_files, "static_files", lambda: sent)
    modules.cache_clear()
    try:
        assert set(modules("a/one.js")) == {"a/one.js", "b/two.js", "a/three.js"}
    finally:
        modules.cache_clear()


def test_every_script_finds_what_it_imports() -> None:
    for file in FOLDER.rglob("*.js"):
        modules(file.relative_to(FOLDER).as_posix())


@pytest.mark.parametrize(("hosts", "offered"), [("", False), ("https://ministry.example", True)])
def test_pictures_may_be_embedded_only_where_a_site_may_frame_them(
    hosts: str, offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSPEC_EMBED_HOSTS", hosts)
    html = ask(routes(Champions()), "/").text
    assert (" data-embed>" in html) == offered
