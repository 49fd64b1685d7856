"""Files are opened whatever their packing and encoding, within limits."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from features.errors import InputError
from features.sources import opening
from features.sources.opening import text_encoding, unpacked

RUSSIAN = "Регион;2020\nБелгородская область;1,5\nг. Москва;2,5\n"
GERMAN = "Jahr;München;Düsseldorf\n2020;1;2\nÜbrige Länder;3;4\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_russian_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "table"
    file.write_bytes(RUSSIAN.encode(encoding))
    assert file.read_text(text_encoding(file)).lstrip("\ufeff") == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_german_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "table"
    file.write_bytes(GERMAN.encode(encoding))
    assert file.read_text(text_encoding(file)) == GERMAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Województwo śląskie;Łódź;świętokrzyskie\nprzemysł, górnictwo, leśnictwo\n", "cp1250"),
        ("Île-de-France;Région\nhébergement, pêche, forêt\n", "cp1252"),
    ],
)
def test_letters_of_the_west_and_of_central_europe(
    tmp_path: Path, text: str, encoding: str
) -> None:
    file = tmp_path / "table"
    file.write_bytes(text.encode(encoding))
    assert file.read_text(text_encoding(file)) == text


def test_a_letter_beyond_the_first_lines_counts(tmp_path: Path) -> None:
    file = tmp_path / "table"
    file.write_bytes(b"code,name\n" * 200_000 + "35013,Doña Ana\n".encode("latin-1"))
    assert "Doña" in file.read_text(text_encoding(file))


def test_archives_are_told_by_their_first_bytes(tmp_path: Path) -> None:
    inner = gzip.compress(b"a,b\n1,2\n")
    zipped(tmp_path / "download", {"folder/one.csv": b"x,y\n", "two.tsv.gz": inner})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    files = unpacked([tmp_path / "download"], scratch)
    assert [(it.name, it.given) for it in files] == [
        ("one.csv", "download"),
        ("two.tsv", "download"),
    ]
    assert files[1].head == "a,b\n1,2\n"


def test_a_member_cannot_leave_the_folder(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    zipped(tmp_path / "z", {"../../evil.csv": b"a,b\n"})
    unpacked([tmp_path / "z"], scratch)
    assert {it.name for it in tmp_path.iterdir()} == {"z", "scratch"}


def test_a_workbook_stays_whole(tmp_path: Path) -> None:
    path = zipped(tmp_path / "w.csv", {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"})
    (file,) = unpacked([path], tmp_path)
    assert file.path == path
    assert file.is_workbook


def test_archives_beyond_the_limits_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"zeros": bytes(30_000_000)})
    with pytest.raises(InputError, match="250 times its size"):
        unpacked([bomb], tmp_path)
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(gzip.compress(bytes(30_000_000)))
    with pytest.raises(InputError, match="250 times its size"):
        unpacked([packed], tmp_path)
    monkeypatch.setattr(opening, "MAX_MEMBERS", 2)
    with pytest.raises(InputError, match="holds 3 files"):
        unpacked([zipped(tmp_path / "many.zip", dict.fromkeys("abc", b"1"))], tmp_path)


@pytest.mark.parametrize("depth", [2, 3])
def test_archives_inside_archives_end(tmp_path: Path, depth: int) -> None:
    content = b"a,b\n1,2\n"
    for _ in range(depth):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("inner", content)
        content = buffer.getvalue()
    (tmp_path / "nested").write_bytes(content)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    if depth == 2:
        assert unpacked([tmp_path / "nested"], scratch)[0].head == "a,b\n1,2\n"
    else:
        with pytest.raises(InputError, match="archives inside archives"):
            unpacked([tmp_path / "nested"], scratch)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is empty"),
        (gzip.compress(b"a,b\n" * 1000, mtime=0)[:-20], "damaged"),
        (b"PK\x03\x04 no zip", "damaged archive"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "file").write_bytes(content)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(InputError, match=text):
        unpacked([tmp_path / "file"], scratch)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        unpacked([tmp_path / "none"], tmp_path)
