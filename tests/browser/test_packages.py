"""Several data packages on the page: links keep the package, and a switch leads to another."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Watched
from tests.serving import in_process
from tests.serving.conftest import PACKAGE, growth_trained, register

OTHER = replace(PACKAGE, name="other-country", title="Another country (invented regions)")


@pytest.fixture(scope="module")
def both(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service over growth champions of two packages."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copy(migrated_database, folder / "mlflow.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        for package in (PACKAGE, OTHER):
            register(growth_trained(), package)
        with in_process.running() as address:
            yield address


def test_the_switch_leads_to_another_package_and_links_stay_in_it(
    contexts: Callable[..., BrowserContext], both: str
) -> None:
    watched = Watched(contexts(), both)
    page = watched.open("/?package=test-country&language=en")
    versions = {PACKAGE.name: 1, OTHER.name: 2}
    for name, other in ((PACKAGE.name, OTHER.name), (OTHER.name, PACKAGE.name)):
        page.locator("header nav a").nth(1).wait_for()
        for link in page.locator("header nav:not(#languages) a").all():
            assert f"package={name}" in str(link.get_attribute("href"))
        with page.expect_response(lambda answer: "/options/R1?" in answer.url) as options:
            page.goto(f"{both}/region/R1?package={name}&language=en")
            watched.drawn()
        assert options.value.json()["metadata"]["version"] == versions[name]
        page.locator("#switch summary").click()
        page.locator(f'#switch a[data-package="{other}"]').click()
        page.wait_for_url(f"{both}/?language=en&package={other}")
        watched.drawn()
    assert watched.faults == []
    page.close()
