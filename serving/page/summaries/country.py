"""The country as plain HTML: every region with a link to its view."""

from serving.catalogue import answers as catalogue
from serving.champions import Loaded
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.summary import Link, Summary, Table


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The regions that can be asked for."""
    found = catalogue.region_list(loaded.growth, loaded.niches, loaded.markets)
    title = found.metadata[0].title if found.metadata else say("page.title")
    rows = [[Link(one.region_name, asked.link("region", one.region_code))] for one in found.regions]
    return Summary(title, [], [Table(say("page.home"), [say("page.region")], rows)])
