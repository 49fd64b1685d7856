"""Buckets of tokens."""

from serving.access.rates import LEAST_BURST, Rates


class Clock:
    """Seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_filled_again_at_its_rate() -> None:
    clock = Clock()
    rates = Rates(120, clock=clock)
    assert [rates.wait("a") for _ in range(LEAST_BURST)] == [0.0] * LEAST_BURST
    assert rates.wait("a") == 0.5
    clock.now += 0.5
    assert rates.wait("a") == 0.0
    assert rates.wait("a") == 0.5
    clock.now += 3_600
    assert [rates.wait("a") > 0 for _ in range(LEAST_BURST + 1)] == [False] * LEAST_BURST + [True]


def test_each_has_a_bucket_of_its_own() -> None:
    rates = Rates(60, clock=Clock())
    for _ in range(LEAST_BURST + 1):
        rates.wait("a")
    assert rates.wait("a") > 0
    assert rates.wait("b") == 0


def test_no_rate_is_no_limit() -> None:
    rates = Rates(0)
    assert not any(rates.wait("a") for _ in range(1_000))
    assert len(rates) == 0


def test_the_table_is_bounded_and_forgets_who_asked_longest_ago() -> None:
    rates = Rates(60, most=3, clock=Clock())
    for _ in range(LEAST_BURST):
        rates.wait("busy")
    for n in range(10):
        rates.wait(f"address {n}")
        assert rates.wait("busy") > 0
    assert len(rates) == 3
