import pytest

from features.sources.tables.sheets.times import periods, time_of


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        (2017.0, (2017, 0)),
        ("2022 2)", (2022, 0)),
        ("20235)", (2023, 0)),
        ("2022 2", (2022, 0)),
        ("2022 г.*", (2022, 0)),
        ("2022 [p]", (2022, 0)),
        ("2016p", (2016, 0)),
        ("2022²⁾", (2022, 0)),
        ("2022 год (оценка)", (2022, 0)),
        ("2022 (предварительные данные)", (2022, 0)),
        ("Jahr 2019", (2019, 0)),
        ("I квартал 2020 г.", (2020, 1)),
        ("2020-Q3", (2020, 3)),
        ("2020Q3", (2020, 3)),
        ("Q3 2020", (2020, 3)),
        ("4 кв. 2019", (2019, 4)),
        ("2009M12", (2009, 12)),
        ("январь 2020", (2020, 1)),
        ("2009-03-01", (2009, 3)),
        ("31.12.2020", (2020, 12)),
        ("июнь", (0, 6)),
        ("за 2020 год", (2020, 0)),
        ("на конец 2019 г.", (2019, 0)),
        ("январь-декабрь 2020 г.", (2020, 0)),
        ("на 1 января 2020 г.", (2020, 1)),
    ],
)
def test_years_and_their_parts(cell: str | float, time: tuple[int, int]) -> None:
    found = time_of(cell)
    assert found is not None
    assert (found.year, found.period) == time


@pytest.mark.parametrize(
    "cell",
    [
        "2022 (прогноз)",
        "2022/23",
        "январь-март 2020",
        "Maine",
        "Марий Эл",
        "12345",
        2017.5,
        210.0,
        None,
        "",
    ],
)
def test_other_texts_are_no_time(cell: str | float | None) -> None:
    assert time_of(cell) is None


def test_dates_are_years_quarters_or_months_by_their_table() -> None:
    def of(*texts: str) -> list[int]:
        times = [time_of(text) for text in texts]
        found = periods(time for time in times if time)
        return [found[time] for time in times if time]

    assert of("31.12.2019", "31.12.2020") == [0, 0]
    assert of("31.03.2020", "30.06.2020", "31.12.2020") == [1, 2, 4]
    assert of("2020-01-01", "2020-04-01") == [1, 2]
    assert of("2020-01-01", "2020-02-01", "2020-12-01") == [1, 2, 12]
