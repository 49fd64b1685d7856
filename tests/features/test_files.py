"""How files are written: whole, or not at all."""

from pathlib import Path

import pytest

from features.errors import InputError
from features.files import write


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write(tmp_path / "new" / "file", b"text")
    assert (tmp_path / "new" / "file").read_bytes() == b"text"
    with pytest.raises(InputError, match=r"^cannot write .*new: Is a directory"):
        write(tmp_path / "new", b"text")


def test_a_write_that_fails_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report"
    write(file, b"good")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"cannot write .*report: No space left on device"):
        write(file, b"half")
    assert file.read_bytes() == b"good"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_to_itself_gives_way_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.symlink_to("report")
    write(file, b"good")
    assert file.read_bytes() == b"good"
