"""What is said of a country and of each of its regions, in few sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from features.errors import InputError
from serving.choice.contracts import OptionsRequest
from serving.choice.hindsight import hindsight
from serving.choice.limits import cluster_record
from serving.choice.lookup import ChoiceLookup
from serving.country.contracts import OverviewResponse, RegionOverview
from serving.everywhere import Pick, Wish
from serving.languages.language import say
from serving.messages import Message, message

NAMED = 3
"""Most names in a sentence about the country."""
BACKED, ENTERED = 2, 1
"""Most clusters and niches in the few words about a region."""


def few_words(pick: Pick, names: Mapping[str, str]) -> Message:
    """What to back and to enter, as the verdict of the region has it."""
    back = pick.firm or pick.careful
    how = "back" if pick.firm else "careful" if pick.careful else "none"
    enter = "alone" if pick.niches is None else "enter" if pick.niches else "no_niche"
    parameters = {
        "back": [names.get(code, code) for code in back[:BACKED]],
        "enter": [names.get(code, code) for code in (pick.niches or ())[:ENTERED]],
    }
    return message(f"country.few.{how}.{enter}", **parameters)


def refusal(pick: InputError | Pick | None, is_total: bool, has_growth: bool) -> Message:
    """Why no options are ranked for a region."""
    if is_total:
        return message("country.refused.total")
    if isinstance(pick, InputError):
        return message("country.refused.because", reason=str(pick))
    return message("country.refused.no_series" if has_growth else "country.refused.no_growth")


def summary(
    answer: OverviewResponse, choice: ChoiceLookup | None, wish: Wish | None
) -> list[Message]:
    """At most four sentences: growth, which regions stand out, what is picked, its record."""
    rows = [row for row in answer.regions if not row.is_total]
    return [
        *_regions(answer, rows),
        *_apart(answer, rows),
        *_picked(rows, wish),
        *_record(choice, wish),
    ]


def _regions(answer: OverviewResponse, rows: Sequence[RegionOverview]) -> Iterator[Message]:
    middle, about = answer.middle["growth"], answer.growth
    n = sum(row.growth is not None for row in rows)
    if middle is None or about is None or not n:
        yield message("country.summary.without_growth", n=len(rows))
        return
    yield message(
        "country.summary.regions",
        n=n,
        growth=middle,
        cutoff=answer.cutoff,
        year=answer.target_year,
        prices=(about.price_basis, about.price_year),
    )


def _apart(answer: OverviewResponse, rows: Sequence[RegionOverview]) -> Iterator[Message]:
    """Whose growth is told apart from that of the middle region, and for how many it is not."""
    middle = answer.middle["growth"]
    known = [row for row in rows if row.growth is not None and row.growth.apart is not None]
    if middle is None or len(known) < 2:
        return
    above, below = (
        [row for row in known if row.growth and row.growth.apart and sign * _gap(row, middle) > 0]
        for sign in (1, -1)
    )
    above.sort(key=lambda row: -_gap(row, middle))
    below.sort(key=lambda row: _gap(row, middle))
    n = len(known) - len(above) - len(below)
    if not above and not below:
        yield message("country.summary.none_apart", n=n)
        return
    sides = "both" if above and below else "above" if above else "below"
    yield message(f"country.summary.apart.{sides}", above=_names(above), below=_names(below), n=n)


def _gap(row: RegionOverview, middle: float) -> float:
    return row.growth.value - middle if row.growth else 0.0


def _names(rows: Sequence[RegionOverview]) -> list[str]:
    """The first names, and how many more there are."""
    names = [row.region_name for row in rows[:NAMED]]
    more = len(rows) - len(names)
    return [*names, say("country.more", n=more)] if more else names


def _picked(rows: Sequence[RegionOverview], wish: Wish | None) -> Iterator[Message]:
    """The cluster that comes first in most regions, among those that may be backed."""
    ranked = [row.cluster for row in rows if row.cluster]
    backed = [cluster for cluster in ranked if cluster.advice]
    if not ranked or wish is None:
        return
    if not backed:
        yield message("country.summary.no_cluster", n=len(ranked))
        return
    code, n = Counter(cluster.code for cluster in backed).most_common(1)[0]
    same = [cluster for cluster in backed if cluster.code == code]
    firm = sum(cluster.advice == "recommended" for cluster in same)
    how = "plain" if firm == n else "both" if firm else "careful"
    yield message(
        f"country.summary.cluster.{how}",
        name=same[0].name,
        n=n,
        of=len(ranked),
        firm=firm,
    )


def _record(choice: ChoiceLookup | None, wish: Wish | None) -> Iterator[Message]:
    """How earlier choices at the same weights have done."""
    if choice is None or wish is None or not choice.options:
        return
    request = OptionsRequest(region_codes=[next(iter(choice.options))], floor=wish.floor)
    found = hindsight(choice, dict(wish.weights), request)
    if found is None or found.clusters is None:
        yield message("country.summary.no_record")
    else:
        yield cluster_record(found.clusters)
