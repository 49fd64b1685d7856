"""The page of a refresh in English."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "verbatim": "{sentence}",
        "sentences": "{parts: }",
        "listed": "{parts:; }",
        # The first lines
        "label.Advice": "Advice",
        "label.Models": "Models",
        "label.Data": "Data",
        "label.Quality": "Quality",
        "label.Surprises": "Surprises",
        "label.Earlier calls": "Earlier calls",
        "headline.failed": "The model of {subjects: and } could not be trained again; the old one "
        "serves",
        "headline.refused": "The advice stays: the newly trained models are not good enough to "
        "serve",
        "headline.same": "The advice stays: nothing had to be trained again",
        "headline.one": "A new model of {last} serves",
        "headline.several": "New models of {subjects:, } and {last} serve",
        "headline.changes": "{serving}; other clusters are to be backed in {n} of {of} regions",
        "headline.none": "{serving}; the clusters to back are the same in all {of} regions",
        "headline.turned": "{text}, in {n} of them the advice on one is reversed",
        "headline.niches": "{text}; niches moved by more than was to be expected in {n} of {of}",
        "subject.growth": "growth of clusters",
        "subject.niches": "niches of technologies",
        "subject.markets": "niches of clusters",
        "outcome.error": "could not be trained",
        "outcome.refused": "version {version} was refused",
        "outcome.refused.stays": "version {version} was refused, version {champion} still serves",
        "outcome.serves": "version {version} serves now",
        "outcome.same": "as before",
        "outcome.none": "not trained",
        "models.one": "{subject}: {outcome}",
        "models.none": "none serves yet, and none could be trained",
        "quality.none": "No check found anything.",
        "quality.counts": "{counts:, }.",
        "quality.serious": "serious findings: {n}",
        "quality.warning": "warnings: {n}",
        "quality.note": "notes: {n}",
        "quality.quiet": "Nothing serious. {summary}",
        "quality.first": "{summary} First: {first}",
        "surprises.none": "there are no data after {year:year} yet to compare with the forecast",
        "surprises": "{n_outside} of {n} outcomes are outside their interval, {n_surprising} of "
        "them surprisingly far",
        "surprises.named": "{text}: {which:; }",
        "surprise.above": "{cluster} in {region} ({year:year}, above its interval)",
        "surprise.below": "{cluster} in {region} ({year:year}, below its interval)",
        "calls.none": "No further outcome became known.",
        "calls.niches": "From {origin:year} to {year:year}, {calls:; }.",
        "calls.entry": "{true:percent} of {n} likely entries came true, where {stated:percent} "
        "were stated",
        "calls.exit": "{true:percent} of {n} likely losses came true, where {stated:percent} "
        "were stated",
        "calls.growth": "Of {n} growth forecasts made from data to {origin:year} for "
        "{first:year} to {year:year}, {true:percent} came true within their 80 % interval.",
        "news.none": "No model has learned from this package yet.",
        "news.same": "The data are those that the model learned from.",
        "news.names": "The description or the names of the package changed, but no value.",
        "news.added": "new values: {n}",
        "news.changed": "revised: {n} ({first:year} to {last:year})",
        "news.withdrawn": "withdrawn: {n}",
        "advice.clusters": "In {n_moved} of {n} regions other clusters are to be backed",
        "advice.niches": "In {n_moved} of {n} regions niches moved by more than was to be expected",
        "advice.stirred": "{text}, in {n} more the list changed without that",
        "advice.moves": "{text}. In all regions {n} options came into the first {most} or left "
        "them, {n_beyond} of them beyond the 80 % range of ranks that was stated. Most frequent "
        "reasons: {reasons:, }",
        "advice.line": "{text}.",
        "note.same": "The lists of options are as before: their models are.",
        "note.first": "There were no lists of options before to compare with.",
        "note.no_list": "No region had a list of options before.",
        "note.impossible": "The data do not allow lists of options: {error}.",
        "note.other_data": "Niches are left out of the lists: their model (version {version}) was "
        "trained on other data than that of growth (version {growth}).",
        # What moved an option
        "reason.growth": "forecast growth",
        "reason.risk": "the risk to fall behind",
        "reason.multiplier": "the output multiplier",
        "reason.externalities": "ties within the region",
        "reason.relatedness": "relatedness to what is there",
        "reason.complexity": "complexity",
        "reason.alignment": "national priorities",
        "reason.inclusion": "gains for regions behind",
        "reason.chance": "the chance of entry",
        "reason.sustainability": "sustainability",
        "reason.others": "the options around it moved",
        "reason.unlikely": "a chance below the floor",
        "reason.unlikely_before": "a chance below the floor before",
        "reason.entered": "entered since",
        "reason.lost": "lost since",
        "reason.ended": "no value any more",
        "reason.begun": "no value before",
        # Why a model serves or not
        "why.error": "The new data do not allow it: {error}",
        "why.passed": "In tests on earlier years it was not worse than what served before and "
        "simple rules, by more than chance explains.",
        "why.gain": "In tests on earlier years its error differed from that of the model before "
        "by {change:change} ({low:change} to {high:change}).",
        "why.refused": "In tests on earlier years it was not shown to be as good as what serves, "
        "or better than simple rules, by more than chance explains.",
        "why.same": "It was trained on these data already, or was replaced by hand since.",
        # Headings and columns of the page
        "page.title": "What changed: {title}",
        "page.kicker": "What changed in {title}, {date}",
        "page.other": "По-русски",
        "page.serious": "Serious finding in the data, {title}: {text}",
        "page.advice": "Whose advice changed, and why",
        "page.advice.about": "The first {most} options of a region at balanced weights, by the "
        "models of now and of before. In brackets the rank before and now, and what changed most. "
        "Bold: by more than the 80 % range of ranks that was stated before. Regions where no other "
        "cluster is to be backed and niches moved only within that range are left out. Advice is "
        "what the answer for a region says of its clusters: which to back, plainly or with "
        "caution. It turns only where the figures have left a margin around their thresholds.",
        "page.region": "region",
        "page.list": "list",
        "page.entered": "came in",
        "page.left": "went out",
        "page.changes": "advice",
        "page.confidence": "confidence {before:percent} → {now:percent}",
        "page.outgrow": "chance to outgrow {before:percent} → {now:percent}",
        "page.first": "first",
        "page.before": "before: {name}",
        "page.clusters": "clusters",
        "page.niches": "niches",
        "page.models": "Models",
        "page.model": "model",
        "page.outcome": "outcome",
        "page.why": "why",
        "page.figures": "Figures of the test",
        "page.figures.about": "owa: error relative to the forecast that nothing changes, below 1 "
        "is better. Rank skill: whether what was forecast to grow faster did, 0 is chance and 1 "
        "is perfect. ap (average precision): whether what was entered was ranked high. Brier: "
        "error of chances, lower is better. Noise: what chance alone explains.",
        "page.surprises": "What nobody expected",
        "page.surprises.about": "{indicator}, {unit}: outcomes so far from the forecast that "
        "chance does not explain them, the number of series considered.",
        "page.surprises.all": "All series and who is exposed",
        "page.cluster": "cluster",
        "page.year": "year",
        "page.came": "came",
        "page.forecast": "forecast, {level} % interval",
        "page.interval": "{median:figure} ({low:figure} to {high:figure})",
        "page.calls": "What became of the calls of {origin:year} for {year:year}",
        "page.calls.about": "Of the likeliest calls of each region {true:percent} came true; "
        "their mean chance was {stated:percent}. A call says that a region will enter a niche, "
        "or lose a specialisation that it has.",
        "page.true": "Came true: entries, then losses, the most certain first",
        "page.failed": "Failed: entries, then losses, the most certain first",
        "page.niche": "niche",
        "page.call": "call",
        "page.entry": "would be entered",
        "page.exit": "would be lost",
        "page.chance": "chance then",
        "page.data": "New data",
        "page.data.since": "Compared with what version {version} ({subject}) learned from.",
        "page.quality": "The checks of quality",
        "page.what": "figures",
        "page.added": "new",
        "page.changed": "revised",
        "page.median": "median revision",
        "page.years": "years revised",
        "page.span": "{first:year} to {last:year}",
        "page.withdrawn": "withdrawn",
        "page.import": "The import",
        "page.words": "Words on this page",
        "page.words.balanced": "Balanced weights: some of everything, growth and its risk first.",
        "page.words.interval": "80 % interval, 80 % range: four of five outcomes were expected "
        "inside it.",
        "page.words.version": "Version: a model as it was trained once. The one that answers "
        "serves; a new one replaces it only if it passes a test on earlier years.",
        "page.footer": "Data package {package}, sha256 {sha256}. The same as JSON: refresh.json; "
        "the steps and their times: refresh.log.",
    }
)
