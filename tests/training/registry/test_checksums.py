"""A version whose files are not as they were written is refused."""

import logging
from pathlib import Path

import pandas as pd
import pytest
from mlflow import MlflowClient

from features.errors import InputError
from tests.training.examples import growth_example, niche_example
from tests.training.registry.test_versions import NAME, log, run_of
from training.registry import checksums, promotion, versions

NICHES = "technology-niches"


def files(store: Path) -> Path:
    """The snapshot of the only version."""
    (about,) = store.rglob("about.json")
    return about.parent


def test_an_altered_probability_is_refused(store: Path) -> None:
    log(niche_example())
    assert versions.load(NICHES, 1).checked
    calls = files(store) / "tables" / "calls.parquet"
    rows = pd.read_parquet(calls)
    rows.loc[0, "probability"] = 0.9
    rows.to_parquet(calls, index=False)
    with pytest.raises(InputError) as caught:
        versions.load(NICHES, 1)
    assert str(caught.value).startswith(
        "file tables/calls.parquet of technology-niches version 1 has changed since its training "
        "(checksum "
    )
    assert str(caught.value).endswith("): restore it from a backup or train again")
    with pytest.raises(InputError, match=r"calls\.parquet of .* has changed"):
        promotion.promote(NICHES, force=True)
    assert versions.champion_version(NICHES) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("missing", r"^file trees/a\.txt of cluster-growth version 1 is missing: restore it"),
        ("added", r"^file trees/b\.txt of cluster-growth version 1 was added after its training: "),
        ("rewritten", r"^file checksums\.json of cluster-growth version 1 has changed since its "),
        ("unlisted", r"^file checksums\.json of cluster-growth version 1 is missing: restore it"),
    ],
)
def test_files_that_are_missing_or_added_are_refused(
    tmp_path: Path, change: str, told: str
) -> None:
    (tmp_path / "trees").mkdir()
    tree = tmp_path / "trees" / "a.txt"
    tree.write_text("a tree")
    digest = checksums.write(tmp_path)
    assert checksums.check(tmp_path, NAME, 1, digest)
    if change == "missing":
        tree.unlink()
    elif change == "added":
        tree.with_name("b.txt").write_text("more")
    elif change == "rewritten":
        tree.write_text("another tree")
        assert checksums.write(tmp_path) != digest
    else:
        (tmp_path / checksums.FILE).unlink()
    with pytest.raises(InputError, match=told):
        checksums.check(tmp_path, NAME, 1, digest)


def test_versions_without_checksums_load_and_say_so(store: Path) -> None:
    """As those of older releases."""
    log(growth_example())
    assert run_of(1).data.tags[checksums.TAG]
    (files(store) / checksums.FILE).unlink()
    MlflowClient().delete_model_version_tag(NAME, "1", checksums.TAG)
    assert not versions.load(NAME, 1).checked
    assert promotion.promote(NAME)[0] == 1
    (files(store) / "tables" / "forecasts.parquet").write_text("no table")
    with pytest.raises(InputError, match=r"^the files of cluster-growth version 1 cannot be read"):
        versions.load(NAME, 1)


def test_a_champion_that_is_damaged_can_be_replaced_and_is_passed_over(
    store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for _ in range(4):
        log(growth_example())
    for version in (1, 2, 3):
        promotion.promote(NAME, version, force=True)
    for damaged in ("2", "3"):
        uri = MlflowClient().get_model_version_download_uri(NAME, damaged)
        (Path(uri.removeprefix("file://")) / "artifacts" / "snapshot" / "about.json").unlink()
    with pytest.raises(InputError, match=r"^file about.json of .* version 3 is missing"):
        versions.load(NAME)
    assert promotion.promote(NAME, 4, force=True)[0] == 4
    assert promotion.rollback(NAME) == 1
    assert versions.load(NAME).version == 1
