"""Who asks in the space of members, and about what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from serving.contracts import Activity
from serving.http.codes import check_codes
from serving.http.problems import ProblemError
from serving.http.who import Who
from serving.languages.language import say
from serving.members.contracts import Named
from serving.niches.lookup import NicheLookup
from serving.served.loaded import Loaded, Part
from serving.tables import Named as Entry

Row = Mapping[str, Any]
ADMINISTRATOR = "administrator"
TRAIN = "train"
"""The right of whoever runs the service: it invites to every region, and moderates all of them."""


@dataclass(frozen=True)
class Asking:
    """One request of the space.

    Attributes
    ----------
    connection : Connection
        In a transaction; one that writes where the endpoint changes something.
    who : Who
    member : row or None
        For whom that identity speaks in the package.
    package : str
    loaded : Loaded
        The champions, in the language that is spoken.
    now : int
        Seconds since 1970.
    afterwards : list of callable
        What is done once the transaction is written, such as sending a mail: others do not wait
        for it. It raises ProblemError.
    """

    connection: Connection
    who: Who
    member: Row | None
    package: str
    loaded: Loaded
    now: int
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def need_member(self) -> Row:
        """The member who asks; ProblemError where none does."""
        if self.member is None:
            raise ProblemError("forbidden", say("members.no_member"))
        return self.member

    def moderates(self, region_code: str) -> bool:
        """Whether who asks invites to a region, removes and hides there."""
        return self.moderated is None or region_code in self.moderated

    @property
    def moderated(self) -> Sequence[str] | None:
        """Regions that who asks moderates; None for all."""
        if TRAIN in self.who.rights:
            return None
        own = self.member
        return [own["region_code"]] if own is not None and own["role"] == ADMINISTRATOR else []

    def need_moderator(self, region_code: str) -> None:
        """ProblemError unless who asks is an administrator of a region."""
        if not self.moderates(region_code):
            raise ProblemError("forbidden", say("members.no_moderator", region=region_code))

    @property
    def author(self) -> str:
        """Who asks, as the database keeps it: the id of a member, else the name of who asks."""
        return self.who.name if self.member is None else str(self.member["id"])

    @cached_property
    def regions(self) -> Mapping[str, Entry]:
        """Regions by code; none where nothing is loaded."""
        is_loaded = self.loaded.growth or self.loaded.niches or self.loaded.markets
        return self.loaded.country().regions() if is_loaded else {}

    @cached_property
    def _clusters(self) -> Mapping[str, Entry]:
        markets, growth = self.loaded.markets, self.loaded.growth
        named = dict(markets.activities) if markets else {}
        return named | (dict(growth.clusters) if growth else {})

    def options(self, activity: str) -> Mapping[str, Entry]:
        """Clusters or technologies by code."""
        if activity != "technology":
            return self._clusters
        return self.loaded.niches.activities if self.loaded.niches else {}

    def need_niches(self, activity: Activity) -> NicheLookup:
        """The champion for niches; ProblemError where the package has none of the kind.

        Raises
        ------
        NoChampionError
            The champion failed to load, or no other one is loaded.
        """
        part: Part = "markets" if activity == "cluster" else "niches"
        loaded = self.loaded
        is_missing = getattr(loaded, part) is None and part not in loaded.failed
        if is_missing and (loaded.niches or loaded.markets or loaded.growth):
            raise ProblemError("question-not-allowed", say(f"members.no_niches.{activity}"))
        return loaded.need_niches(activity)

    def check_region(self, code: str, field: str = "region_code") -> None:
        """ProblemError for a region that the champions do not have."""
        if not self.regions:
            self.loaded.country()  # says that nothing is loaded
        check_codes("region", {field: code}, self.regions)

    def check_option(self, activity: str, code: str, field: str = "code") -> None:
        """ProblemError for a cluster or technology that the champions do not have."""
        check_codes(activity, {field: code}, self.options(activity))

    def region_name(self, code: str) -> str:
        """Name of a region; its code where the champions do not have it any more."""
        found = self.regions.get(code)
        return found.name if found else code

    def option_name(self, activity: str, code: str) -> str:
        """Name of a cluster or technology; its code where the champions do not have it."""
        found = self.options(activity).get(code) if activity else None
        return found.name if found else code

    def named(self, activity: str, codes: list[str]) -> list[Named]:
        """Codes with their names."""
        options = self.options(activity)
        return [
            Named(code=code, name=options[code].name if code in options else code) for code in codes
        ]


def year_of(seconds: int) -> int:
    """The year of a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).year


def day(seconds: int) -> str:
    """The date of a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def moment(seconds: int) -> str:
    """Date and time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
