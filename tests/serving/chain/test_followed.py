"""A service reads outcomes that are recorded while it runs."""

from pathlib import Path

import pytest

from serving.served import package
from serving.served.package import Served
from tests.serving.chain.test_answers import OUTCOMES
from tests.serving.conftest import PACKAGE


def test_outcomes_that_were_recorded_since_are_read(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store
    served = Served(PACKAGE.name, {"growth": 1})
    before = served.get()
    assert before.records["growth"].surprises.years == ()
    assert not served.follow({"growth": 1}, frozenset(), "")
    monkeypatch.setattr(package, "recorded", lambda _: OUTCOMES)
    assert served.follow({"growth": 1}, frozenset(), "2026-11-27T22:00:00")
    after = served.get()
    assert after.growth is before.growth
    assert len(after.records["growth"].surprises.rows) == 2
    # Answers that were kept are not sent again.
    assert after.identity != before.identity
    assert not served.follow({"growth": 1}, frozenset(), "2026-11-27T22:00:00")
