"""Where commands write."""

from pathlib import Path

from training.cli.output import report_folder


def test_a_code_is_one_folder_below_that_of_its_package() -> None:
    assert report_folder("mine", "MI", "332") == Path("reports/mine/MI-332")
    assert report_folder("mine", "../A/B") == Path("reports/mine/..-A-B")
