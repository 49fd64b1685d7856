"""What gives way while a new version is read."""

import asyncio
import time

import pytest

from serving.served import reading as module
from serving.served.preparation import choice_ready
from serving.served.reading import Reading
from tests import loops
from tests.serving.conftest import champion, growth_trained, niches_trained


def test_questions_wait_for_a_new_version_alone() -> None:
    reading = Reading()
    with reading.going_on(holds_questions=False):
        assert not reading.holds_questions, "as for each look at the registry"
        with reading.going_on(holds_questions=True):
            assert reading.holds_questions
        assert not reading.holds_questions
    reading.wait()


def test_no_question_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 0.1)
    reading, start = Reading(), time.monotonic()
    with reading.going_on(holds_questions=True):
        loops.run(_both(reading))
        reading.hold()
    assert 0.05 < time.monotonic() - start < 5


async def _both(reading: Reading) -> None:
    await asyncio.gather(reading.held(), reading.held())


def test_the_choice_gives_way_between_any_two_regions() -> None:
    pauses: list[None] = []
    lookup = choice_ready(
        champion(growth_trained()), champion(niches_trained()), lambda: pauses.append(None)
    )
    assert len(lookup.options) > 1
    assert len(pauses) >= 2 * len(lookup.options)
