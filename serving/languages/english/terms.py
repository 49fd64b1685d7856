"""Words that several views and answers share: criteria, presets, units, nouns with a number."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "noun.years": ("{n:count} year", "{n:count} years"),
    "noun.regions": ("{n:count} region", "{n:count} regions"),
    "noun.clusters": ("{n:count} cluster", "{n:count} clusters"),
    "noun.technologies": ("{n:count} technology", "{n:count} technologies"),
    "noun.niches": ("{n:count} niche", "{n:count} niches"),
    "word.unknown": "unknown",
    "word.none": "none",
    "word.and": "and",
}
