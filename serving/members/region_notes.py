"""The notes that every reader sees, to stand beside the figures that they are about."""

import time
from collections.abc import Sequence

from serving.http.who import ANONYMOUS
from serving.members.asking import Asking
from serving.members.contracts import MAX_LISTED
from serving.members.contributed import NotesRequest, NotesResponse
from serving.members.endpoint import opened
from serving.members.notes import list_notes
from serving.served.loaded import Loaded


def region_notes(
    loaded: Loaded, package: str, region_codes: Sequence[str], limit: int = MAX_LISTED
) -> NotesResponse:
    """The notes that are shown at regions and at options in them, the latest first.

    Neither drafts nor hidden notes are among them, whoever asks: files and reports are passed on.

    Raises
    ------
    ProblemError
        The database of the space cannot be read.
    """
    request = NotesRequest(region_codes=list(region_codes), limit=limit)
    with opened(changes=False) as connection:
        asking = Asking(connection, ANONYMOUS, None, package, loaded, int(time.time()))
        return list_notes(asking, request)
