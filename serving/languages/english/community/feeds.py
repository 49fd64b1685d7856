"""Feeds: what they are called, and what is wrong with a question for one."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "feed.all": "{package}: what happened",
    "feed.option": "{name}: what happened in all regions",
    "feed.region": "{name}: what happened",
    "feed.link": "Feed: what happened here",
    "problem.feed_unknown": (
        "there is no such feed: there are /feeds/all.atom, /feeds/region/CODE.atom, "
        "/feeds/option/cluster/CODE.atom and /feeds/option/technology/CODE.atom"
    ),
    "problem.feed_unreadable": (
        "what happened cannot be read at present; the error is in the log of the service"
    ),
}
