"""Files as people hold them: plain, gzipped or in a zip, in any encoding, whatever their names."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from charset_normalizer import from_bytes

from features.errors import InputError

HEAD = 65_536
"""Bytes from which a layout is recognised."""
MAX_MEMBERS = 2_000
MAX_UNPACKED = 60_000_000_000
"""Bytes of all files of an archive."""
MAX_RATIO = 250
"""Unpacked over packed bytes: text shrinks to a hundredth at best."""
FREE_RATIO = 20_000_000
"""Bytes up to which the ratio does not matter."""
CHUNK = 1 << 20
GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ["cp1252", "cp1251", "cp866", "koi8_r"]
"""Encodings of one byte a letter that official files still use."""


@dataclass(frozen=True)
class SourceFile:
    """A file that a user gave, or a member of an archive that he gave.

    Attributes
    ----------
    name : str
        Its name, without folders.
    path : path
        Its content, unpacked.
    given : str
        Name of the file that the user gave.
    sha256 : str
        Digest of the file that the user gave.
    dated : date
        When it was last changed: that of the member, or of the file given.
    """

    name: str
    path: Path
    given: str
    sha256: str
    dated: date

    @cached_property
    def start(self) -> bytes:
        """Its first bytes."""
        with self.path.open("rb") as content:
            return content.read(HEAD)

    @property
    def size(self) -> int:
        """Bytes, unpacked."""
        return self.path.stat().st_size

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook: xlsx, xls, or ods."""
        return self.start.startswith((ZIP, OLE))

    @property
    def is_xml(self) -> bool:
        """Whether it is XML text."""
        return not self.is_workbook and self.head.lstrip("\ufeff \r\n\t").startswith("<")

    @cached_property
    def encoding(self) -> str:
        """Encoding of its text."""
        return text_encoding(self.path)

    @cached_property
    def head(self) -> str:
        """Its first characters; empty for a workbook."""
        if self.is_workbook:
            return ""
        return self.start.decode(self.encoding, errors="replace")

    def lines(self, count: int = 50) -> list[str]:
        """Its first lines, without their ends."""
        return self.head.splitlines()[:count]

    def text(self) -> TextIO:
        """Its text, opened for reading; line ends as they are."""
        return self.path.open(encoding=self.encoding, newline="")


def text_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, UTF-8 where all of it is, else by its letters."""
    with path.open("rb") as content:
        start = content.read(HEAD)
        for mark, encoding in MARKS:
            if start.startswith(mark):
                return encoding
        content.seek(0)
        if _is_utf8(content):
            return "utf-8"
        content.seek(0)
        sample = b"".join(_lines_beyond_ascii(content))
    # Western text is taken for Central European all too easily, so that is tried last.
    found = (
        from_bytes(sample, cp_isolation=LEGACY).best()
        or from_bytes(sample, cp_isolation=["cp1250"]).best()
    )
    return found.encoding if found else "cp1252"


def _is_utf8(content: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := content.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_beyond_ascii(content: BinaryIO, most: int = 400) -> Iterator[bytes]:
    """The first lines with letters beyond ASCII, which tell encodings apart."""
    for line in content:
        if not line.isascii():
            yield line
            most -= 1
            if not most:
                return


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def unpacked(paths: Iterable[Path], folder: Path) -> list[SourceFile]:
    """The files given, and the members of archives among them, unpacked into a folder.

    Parameters
    ----------
    paths : iterable of path
        Files of any kind; archives are recognised by their first bytes, not by their names.
    folder : path
        Empty; it keeps what is unpacked.

    Raises
    ------
    InputError
        A file that is missing, empty or damaged, or an archive beyond the limits.
    """
    found = []
    for path in paths:
        if not path.is_file():
            raise InputError(f"there is no file {path}")
        if not path.stat().st_size:
            raise InputError(f"{path.name} is empty: download it again")
        file = SourceFile(path.name, path, path.name, digest(path), _day(path.stat().st_mtime))
        found += _contents(file, folder, 0)
    return found


def _contents(file: SourceFile, folder: Path, depth: int) -> list[SourceFile]:
    """A file itself, or what is in it if it is an archive."""
    if file.start.startswith(GZIP):
        return _contents(_gunzipped(file, folder), folder, depth + 1)
    if not file.start.startswith(ZIP):
        return [file]
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [it for it in archive.infolist() if not it.is_dir() and it.file_size]
            _check_archive(file, members)
            if {it.filename for it in members} & {"[Content_Types].xml", "content.xml"}:
                return [file]  # a workbook, of Excel or LibreOffice
            if depth > 1:
                raise InputError(f"{file.given} holds archives inside archives: unpack it first")
            parts = [_member(archive, it, file, folder) for it in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(f"{file.name} is a damaged archive ({error}): download it again") from None
    except RuntimeError:
        raise InputError(f"{file.name} needs a password: unpack it first") from None
    return [it for part in parts for it in _contents(part, folder, depth + 1)]


def _check_archive(file: SourceFile, members: list[zipfile.ZipInfo]) -> None:
    """InputError for an archive that would unpack to more than any official one."""
    if not members:
        raise InputError(f"{file.name} is an archive without files")
    if len(members) > MAX_MEMBERS:
        raise InputError(
            f"{file.name} holds {len(members):,} files, more than {MAX_MEMBERS:,}: "
            "unpack it and give the files that you need"
        )
    _check_size(file, sum(it.file_size for it in members), file.size)


def _check_size(file: SourceFile, unpacked_bytes: int, packed: int) -> None:
    if unpacked_bytes > MAX_UNPACKED:
        raise InputError(
            f"{file.name} unpacks to more than {MAX_UNPACKED // 10**9} GB: "
            "give the files that you need"
        )
    if unpacked_bytes > FREE_RATIO and unpacked_bytes > MAX_RATIO * packed:
        raise InputError(
            f"{file.name} unpacks to more than {MAX_RATIO} times its size, as no official file "
            "does: it is refused"
        )


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: SourceFile, folder: Path
) -> SourceFile:
    """A member, unpacked under a name of our own; its own may lead anywhere."""
    name = member.filename.replace("\\", "/").rpartition("/")[2]
    with archive.open(member) as packed:
        target = _unpack(packed, file, folder, member.file_size)
    year, month, day = member.date_time[:3]
    dated = date(year, month, day) if month and day else file.dated
    return SourceFile(name, target, file.given, file.sha256, dated)


def _gunzipped(file: SourceFile, folder: Path) -> SourceFile:
    name = file.name.removesuffix(".gz")
    try:
        with gzip.open(file.path) as packed:
            target = _unpack(cast("IO[bytes]", packed), file, folder, MAX_UNPACKED)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{file.name} is damaged ({error}): download it again") from None
    return SourceFile(name, target, file.given, file.sha256, file.dated)


def _unpack(packed: IO[bytes], file: SourceFile, folder: Path, most: int) -> Path:
    """Write unpacked bytes to a new file of the folder, within the limits."""
    target = folder / f"{len(list(folder.iterdir())):05d}"
    written = 0
    try:
        with target.open("wb") as out:
            while chunk := packed.read(CHUNK):
                written += len(chunk)
                _check_size(file, written, file.size)
                if written > most:
                    raise InputError(f"{file.name} is a damaged archive: download it again")
                out.write(chunk)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise
        free = shutil.disk_usage(folder).free
        raise InputError(
            f"cannot unpack {file.name}: {error.strerror} ({free // 10**6:,} MB free in {folder})"
        ) from error
    return target


def _day(timestamp: float) -> date:
    return datetime.fromtimestamp(timestamp, UTC).date()
