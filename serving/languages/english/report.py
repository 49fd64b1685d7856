"""The report of a region and its briefing, and what a downloaded workbook says of itself."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "report.about": "About",
    "report.about.question": "Question",
    "report.about.model": "Model",
    "report.about.version": "Version",
    "report.about.cutoff": "Last year of the data",
    "report.about.horizon": "Horizon",
    "report.about.package": "Data package",
    "report.about.sources": "Sources",
    "report.about.licence": "Licence of the data",
    "report.about.record": "Track record in the backtest",
    "report.about.address": "Address",
    "report.about.date": "Downloaded",
    "report.title": "Where {region} may grow",
    "report.kicker": "Report for decision-makers",
    "report.briefing.kicker": "Briefing on one page",
    "report.as_pdf": "PDF",
    "report.full": "The whole report",
    "report.briefing": "Briefing on one page",
    "report.page": "The page of the region",
    "report.print": "To print, use the browser's print command: the paper is A4.",
    "report.date_style": "d MMMM y",
    "report.footer": "{region}, {date}, data to {year}, {models}",
    "report.model": "{name} version {version}",
    "report.weights": "Ranked at {weights:weights}.",
    "report.demo": "The regions are invented: this is a demonstration.",
    "report.what": "What should {region} do?",
    "report.no_choice": "Options of this region cannot be ranked; what is known follows.",
    "report.emerging": "What may break through",
    "report.emerging.point": (
        "{name}: chance to break through {chance:percent}, chance that the region is then "
        "specialised in it {strength:percent}."
    ),
    "report.why": "Why?",
    "report.sure": "How sure is this?",
    "report.change": "What would change the answer?",
    "report.clusters": "Which clusters are worth backing?",
    "report.clusters.none": "No cluster of this region can be ranked.",
    "report.clusters.read": (
        "Growth a year to {year}: the dot is the median, the bar the 80 % interval, the dashed "
        "line zero; an arrow says that the interval goes on. Confidence: in how many of 100 "
        "simulated futures the cluster scores above the region's middle one."
    ),
    "report.clusters.caption": "The first {n:count} of {of:clusters}, the recommended on top.",
    "report.niches": "Which niches are worth entering?",
    "report.niches.none": "There are no calls of niches for this region.",
    "report.niches.read": (
        "Chance of entry by {until}: the dot is the chance, the bar its 90 % range, the "
        "dashed line the share of all open niches that were entered in the backtest. Calls of "
        "{year}."
    ),
    "report.niches.caption": "The first {n:count} of {of:niches}, the recommended on top.",
    "report.calls.past": (
        "The time of these calls has passed ({until:year_list}): read them as history, and see "
        "what became of them in the track record."
    ),
    "report.growth": "How will the first clusters grow?",
    "report.growth.read": (
        "{indicator} in {unit}{prices:prices}. The line is the past, the dashed line the median "
        "forecast, the area its 80 % interval."
    ),
    "report.growth.none": "There are no forecasts for these clusters.",
    "report.growth.values": (
        "{year}: {median:number} (80 % interval {low:number} to {high:number}); in {cutoff}: "
        "{last}."
    ),
    "report.links": "Who else gains, and who could be partners?",
    "report.multipliers.read": (
        "Output multiplier: million of output in the region for each million of demand, with its "
        "range. Input-output table of {year}."
    ),
    "report.flows": "The strongest value chains inside the region",
    "report.flow": "{seller} sells to {buyer}: {share:percent} of its output.",
    "report.flow.unknown": "{seller} sells to {buyer}.",
    "report.partners": "Partners in {activity}",
    "report.partner": "{region} contributes {names:list}.",
    "report.partner.plain": "{region}.",
    "report.partners.none": "No region adds anything that the region lacks.",
    "report.peers": "Most similar regions",
    "report.peers.list": "{names:list}.",
    "report.lost": "What could be lost?",
    "report.lost.read": (
        "Chance to lose the specialisation by {until}, with its 90 % range; the dashed line is one "
        "half. Calls of {year}."
    ),
    "report.lost.none": "No specialisation of the region has a chance of exit.",
    "report.notes": "What do members say?",
    "report.notes.by": "{organisation}, {date:date}",
    "report.notes.elsewhere": (
        "Members of the cluster wrote about this region: their notes stand on its page."
    ),
    "report.notes.latest": "The latest {n:count}; all of them stand on the page of the region.",
    "report.notes.read": (
        "Notes of members of the cluster, as they wrote them. The figures do not use them."
    ),
    "report.record": "Were such calls right before?",
    "report.record.none": "There is no record of earlier choices.",
    "report.data": "Where do the numbers come from?",
    "report.data.model": (
        "{name} version {version} ({model:method}), trained on data to {year}, "
        "horizon {horizon:years}. {title}."
    ),
    "report.data.sources": "Sources: {names}.",
    "report.data.licences": "Licences: {names}.",
    "report.missing": "What this report lacks",
    "report.terms": "What do the words mean?",
    "report.term.interval": "80 % interval",
    "report.term.interval.means": "in 80 of 100 cases the outcome should lie inside it",
    "report.term.confidence": "Confidence",
    "report.term.confidence.means": (
        "share of simulated futures in which the cluster's score is above that of the region's "
        "middle cluster (the median)"
    ),
    "report.term.outgrow": "Chance to outgrow",
    "report.term.outgrow.means": "chance to grow more than the region's middle cluster",
    "report.term.niche": "Niche",
    "report.term.niche.means": (
        "a technology in which the region is not yet specialised; entered once its share there is "
        "at least that of the nation (location quotient 1)"
    ),
    "report.term.multiplier": "Output multiplier",
    "report.term.multiplier.means": (
        "output that a unit of final demand for a cluster brings to the region, through its "
        "suppliers too"
    ),
    "report.term.score": "Score",
    "report.term.score.means": (
        "sum of the criteria at the weights chosen, 0 for the weakest and 1 for the strongest "
        "clusters of all regions"
    ),
    "report.column.cluster": "Cluster",
    "report.column.niche": "Niche",
    "report.column.growth": "Growth a year",
    "report.column.range": "Range",
    "report.column.outgrow": "Chance to outgrow",
    "report.column.confidence": "Confidence",
    "report.column.chance": "Chance",
    "report.column.usefulness": "Usefulness",
    "report.column.activity": "Specialisation",
    "report.column.lq": "Location quotient",
    "report.column.multiplier": "Output multiplier",
    "report.pdf.absent": (
        "this installation cannot write PDF: pip install 'smartspec[pdf]' adds it, and every "
        "browser prints this report to PDF"
    ),
    "report.pdf.busy": "other reports are being set: ask again in a moment",
}
