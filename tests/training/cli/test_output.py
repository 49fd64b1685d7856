"""Where commands write: two reports never share a folder."""

from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from training.cli.output import LONGEST, folder_name, report_folder


def test_a_code_is_one_folder_below_that_of_its_package() -> None:
    assert report_folder("mine", "MI", "332") == Path("reports/mine/MI-332")
    assert report_folder("us-states", "MI") == Path("reports/us-states/MI")
    assert report_folder("mine", "MI", kind="cluster") == Path("reports/mine/MI-cluster")
    assert report_folder("mine", kind="monitor-v3") == Path("reports/mine/monitor-v3")
    assert report_folder("mine", "../A/B") == Path("reports/mine/%2E.%2FA%2FB")
    assert report_folder("..", "..") == Path("reports/%2E%2E/%2E%2E")


def test_reports_of_different_codes_have_different_folders() -> None:
    reports = [
        report_folder("mine", "A", "B-C"),
        report_folder("mine", "A-B", "C"),
        report_folder("mine", "A/B", "C"),
        report_folder("mine", "x/y"),
        report_folder("mine", "x-y"),
        report_folder("mine", "X-Y"),
        report_folder("mine", "R1", kind="cluster"),
        report_folder("mine", "R1", "cluster"),
        report_folder("mine", "R1", "CLUSTER"),
        report_folder("Mine", "R1"),
        report_folder("mine", "R1"),
        report_folder("mine", "monitor", "v3"),
        report_folder("mine", kind="monitor-v3"),
    ]
    for left, right in combinations(reports, 2):
        assert str(left).casefold() != str(right).casefold()


CODES = st.text("aAbB-./ %~_1\u0416\u0436", min_size=1, max_size=4)


@given(CODES, CODES)
def test_names_are_different_where_case_is_ignored(left: str, right: str) -> None:
    same = folder_name(left).casefold() == folder_name(right).casefold()
    assert same == (left == right)


@given(st.text(min_size=1, max_size=200))
def test_a_name_is_short_and_stays_in_its_folder(code: str) -> None:
    name = folder_name(code)
    assert 0 < len(name.encode()) <= LONGEST
    assert Path("a", name).parent == Path("a")
    assert not set('/\\:*?"<>|-') & set(name)
    assert name.strip(". ") == name


def test_devices_of_windows_are_no_names() -> None:
    assert folder_name("CON") == "%43ON"
