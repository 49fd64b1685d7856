"""The champion changes hands only through the gate, and goes back the way it came."""

from dataclasses import replace

import pytest

from features.errors import InputError
from tests.training.examples import growth_example, niche_example
from tests.training.registry.test_versions import NAME, log, run_of
from training.registry import promotion, versions

pytestmark = pytest.mark.usefixtures("store")


def test_promotion_moves_the_aliases() -> None:
    version = log(growth_example())
    promoted, decision = promotion.promote(NAME)
    assert promoted == version
    assert decision.passed
    assert versions.champion_version(NAME) == version
    assert versions.champion_method(NAME, "tiny") == "hybrid"
    assert versions.load(NAME).version == version
    with pytest.raises(InputError, match=r"has no challenger: .*name a version with --version N"):
        promotion.promote(NAME)
    with pytest.raises(InputError, match=r"^version 1 of cluster-growth is already the champion"):
        promotion.promote(NAME, version)


def test_a_refused_challenger_changes_nothing_unless_forced() -> None:
    log(growth_example(errors={"naive": 10.0, "theta": 6.0, "hybrid": 8.0}))
    with pytest.raises(InputError) as caught:
        promotion.promote(NAME)
    assert str(caught.value).startswith(
        "version 1 of cluster-growth is not promoted: hybrid is not good enough to serve: its "
    )
    assert str(caught.value).endswith(
        "; theta is the simplest method within the margin: train it with smartspec train growth "
        "--model theta; to promote it anyway, use --force"
    )
    assert versions.champion_version(NAME) is None
    assert "forced" not in run_of(1).data.tags
    _, decision = promotion.promote(NAME, force=True)
    assert not decision.passed
    assert versions.champion_version(NAME) == 1
    assert run_of(1).data.tags["forced"] == "true"


def test_another_method_must_beat_the_champions_method() -> None:
    errors = {"naive": 10.0, "theta": 8.0, "hybrid": 6.0, "lightgbm": 6.5}
    log(growth_example(errors=errors))
    promotion.promote(NAME)
    log(growth_example(model="lightgbm", errors=errors))
    with pytest.raises(InputError, match=r"lightgbm is not good enough to serve: .* of hybrid"):
        promotion.promote(NAME)
    assert versions.champion_version(NAME) == 1


def test_a_champion_of_another_package_need_not_be_beaten() -> None:
    errors = {"naive": 10.0, "theta": 8.0, "hybrid": 6.0, "lightgbm": 6.5}
    log(growth_example(errors=errors))
    promotion.promote(NAME)
    one = growth_example(model="theta", errors=errors)
    log(replace(one, package=replace(one.package, name="other")))
    assert promotion.promote(NAME)[1].passed
    assert versions.champions(NAME) == {"tiny": 1, "other": 2}


def test_the_champion_counts_only_for_its_own_question_and_package() -> None:
    question = {"horizon": 5, "indicator": "value_added"}
    assert promotion.incumbent(NAME, "tiny", question) is None
    log(growth_example())
    promotion.promote(NAME)
    assert promotion.incumbent(NAME, "tiny", question) == "hybrid"
    assert promotion.incumbent(NAME, "other", question) is None
    assert promotion.incumbent(NAME, "tiny", {**question, "horizon": 3}) is None
    assert promotion.incumbent(NAME, "tiny", {**question, "periods_per_year": 4}) is None


def test_origins_that_chose_the_method_do_not_judge_it() -> None:
    one = growth_example()
    params = {**one.trained.params, promotion.CHOSEN_ON: "2003"}
    log(replace(one, trained=replace(one.trained, params=params)))
    _, decision = promotion.promote(NAME)
    assert "(chosen on 2003; noise from regions within the origin 2005 alone" in decision.reason


def test_a_refresh_on_other_data_needs_only_hold_against_the_baseline() -> None:
    log(growth_example(errors={"naive": 10.0, "theta": 8.0, "hybrid": 5.0}))
    promotion.promote(NAME)
    newer = growth_example(cutoff=2012, sha256="b" * 64, errors={"naive": 10.0, "hybrid": 9.99})
    log(newer)
    promotion.promote(NAME)
    assert versions.champion_version(NAME) == 2


def test_a_refresh_on_the_same_data_must_not_be_worse_than_the_champion_was() -> None:
    log(growth_example(errors={"naive": 10.0, "theta": 8.0, "hybrid": 5.0}))
    promotion.promote(NAME)
    log(growth_example(errors={"naive": 10.0, "theta": 8.0, "hybrid": 6.0}))
    with pytest.raises(InputError, match=r"of hybrid \(version 1\)"):
        promotion.promote(NAME)


@pytest.mark.parametrize(
    ("asked", "refresh"),
    [
        ({}, True),
        ({"threshold": 1.5}, False),
        ({"window": 3}, False),
        ({"minimum": 50.0}, False),
    ],
)
def test_a_champion_of_another_question_is_no_measure(
    asked: dict[str, float], refresh: bool
) -> None:
    """Its higher precision is that of other calls: the best baseline alone is to be beaten."""
    question = {"threshold": 1.0, "window": 5, "minimum": 100.0}
    for precision, more in ((0.3, {}), (0.2, asked)):
        one = niche_example(ap={"random": 0.05, "density": 0.1, "lightgbm": precision})
        params = {**one.trained.params, **question, **more}
        log(replace(one, trained=replace(one.trained, params=params)))
        if precision == 0.3:
            promotion.promote("technology-niches")
    if refresh:
        with pytest.raises(InputError, match=r"of lightgbm \(version 1\)"):
            promotion.promote("technology-niches")
    else:
        _, decision = promotion.promote("technology-niches")
        assert decision.passed
        ((key, value),) = asked.items()
        assert decision.notes == (
            "version 2 answers another question than the previous champion: "
            f"{key} {value}, not {question[key]}",
        )


@pytest.mark.parametrize(
    "asked", [{"indicator": "jobs"}, {"periods_per_year": 4}, {"deflator": "cpi"}]
)
def test_growth_of_something_else_is_another_question(asked: dict[str, str | int]) -> None:
    for error, more in ((5.0, {}), (6.0, asked)):
        one = growth_example(errors={"naive": 10.0, "theta": 8.0, "hybrid": error})
        params = {**one.trained.params, **more}
        log(replace(one, trained=replace(one.trained, params=params)))
        promotion.promote(NAME)
    assert versions.champion_version(NAME) == 2


def test_fewer_years_of_the_same_package_are_refused_however_good() -> None:
    for cutoff in (2010, 2015):
        log(growth_example(cutoff=cutoff))
        promotion.promote(NAME)
    log(growth_example(model="lightgbm", cutoff=2014, errors={"naive": 10.0, "lightgbm": 1.0}))
    begun = "is not promoted: its data of tiny end in {}, those of the champion (version 2) in 2015"
    for version, told in (
        (
            1,
            begun.format(2010) + "; rollback returns to it; to promote it anyway, use --force",
        ),
        (3, begun.format(2014) + "; to promote it anyway, use --force"),
    ):
        with pytest.raises(InputError) as caught:
            promotion.promote(NAME, version)
        assert str(caught.value) == f"version {version} of cluster-growth {told}"
    assert versions.champion_version(NAME) == 2
    _, decision = promotion.promote(NAME, 1, force=True)
    assert not decision.passed
    assert versions.champion_version(NAME) == 1
    assert run_of(1).data.tags["forced"] == "true"
    assert run_of(1).data.tags["gate"].startswith("its data of tiny end in 2010")


@pytest.mark.parametrize("other", ["package", "indicator"])
def test_other_data_may_end_earlier(other: str) -> None:
    log(growth_example(cutoff=2015))
    promotion.promote(NAME)
    one = growth_example(cutoff=2010)
    package = replace(one.package, name="other") if other == "package" else one.package
    params = {**one.trained.params, **({"indicator": "jobs"} if other == "indicator" else {})}
    log(replace(one, package=package, trained=replace(one.trained, params=params)))
    assert promotion.promote(NAME)[1].passed


def test_rollback_goes_back_champion_by_champion() -> None:
    with pytest.raises(
        InputError, match="cluster-growth has no champion yet: promote a version first"
    ):
        promotion.rollback(NAME)
    for cutoff in (2010, 2011, 2012):
        log(growth_example(cutoff=cutoff))
        promotion.promote(NAME)
    assert versions.champion_version(NAME) == 3
    assert promotion.rollback(NAME) == 2
    assert promotion.rollback(NAME) == 1
    assert versions.load(NAME).cutoff == 2010
    with pytest.raises(
        InputError,
        match="cluster-growth has only one champion of tiny so far: nothing to roll back",
    ):
        promotion.rollback(NAME)


def test_a_deflated_version_says_that_it_answers_another_question() -> None:
    log(growth_example())
    promotion.promote(NAME)
    one = growth_example()
    params = {**one.trained.params, "deflator": "cpi"}
    log(replace(one, trained=replace(one.trained, params=params)))
    _, decision = promotion.promote(NAME)
    assert decision.notes == (
        "version 2 answers another question than the previous champion: deflator cpi, not none",
    )
    found = versions.compare(NAME).set_index("version")["deflator"]
    assert (found[1], set(found[0]), found[2]) == ("", {"cpi"}, "cpi")
