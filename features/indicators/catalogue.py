"""Every indicator of the indicator table: level, name, unit, formula, source, function.

To add one, write its function and add an entry; then write docs/indicators.md anew with
``python docs/generate.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from features.arrays import Dense
from features.indicators import relatedness, shares
from features.indicators import specialization as portfolios
from features.indicators.observation import Observation, known_sum
from features.package.contract.columns import PATENT_QUALITY

Level = Literal["cell", "region", "activity", "nation"]
Need = Literal["", "past", "population", "quality"]

DATA = "unit of the data"
RATE = "1 = 100 %"
SHARE = "0 to 1"
SIGNED = "−1 to 1"
STANDARD = "standard deviations from the mean"

CLUSTER_LQ = "Florence (1939); Balassa (1965), The Manchester School 33(2)"
DAVIS = "Davis, Haltiwanger & Schuh (1996), Job Creation and Destruction, ch. 2"
DUNN = "Dunn (1960), Papers of the Regional Science Association 6"
ESTEBAN = "Esteban-Marquillas (1972), Regional and Urban Economics 2(3)"
HIDALGO = "Hidalgo et al. (2007), Science 317"
ZACCARIA = "Zaccaria et al. (2014), PLoS ONE 9(12)"
ALBORA = "Albora, Rossi Mori & Zaccaria (2023), Knowledge-Based Systems 275"
ECK = "van Eck & Waltman (2009), J. American Society for Information Science and Technology 60(8)"
HAUSMANN = "Hausmann, Stock & Yildirim (2022), Research Policy 51(8)"
ATLAS = "Hidalgo & Hausmann (2009), PNAS 106(26)"
TACCHELLA = "Tacchella et al. (2012), Scientific Reports 2, 723"
ENTROPY = "Shannon (1948); Jacquemin & Berry (1979), J. Industrial Economics 27(4)"
HERFINDAHL = "Hirschman (1945); Herfindahl (1950)"
KRUGMAN = "Krugman (1991), Geography and Trade, ch. 2"
THEIL = "Theil (1967), Economics and Information Theory, ch. 4; Shorrocks (1980), Econometrica 48"
OECD = "Squicciarini, Dernis & Criscuolo (2013), OECD STI Working Papers 2013/03"


@dataclass(frozen=True)
class Indicator:
    """One indicator of the table.

    Attributes
    ----------
    level : "cell", "region", "activity" or "nation"
        What it describes; a cell is a region and an activity.
    name : str
        As in the column indicator of the table.
    unit, formula, source : str
        docs/indicators.md explains the symbols.
    function : Observation to array
        (R, A) of cells, (R,) of regions, (A,) of activities, (1,) of the nation; NaN where
        unknown.
    needs : "", "past", "population" or "quality"
        What it needs besides the values of the year.
    """

    level: Level
    name: str
    unit: str
    formula: str
    source: str
    function: Callable[[Observation], Dense]
    needs: Need = ""


cell, region = partial(Indicator, "cell"), partial(Indicator, "region")
activity, nation = partial(Indicator, "activity"), partial(Indicator, "nation")


def density(
    name: str, unit: str, formula: str, source: str, similarity: Callable[..., Dense]
) -> Indicator:
    """Relatedness density by one measure of how related two activities are."""

    def function(o: Observation) -> Dense:
        return relatedness.relatedness_density(o.present, similarity(o.present))

    return cell(name, unit, formula, source, function)


def quality(name: str, formula: str) -> Indicator:
    """Quality of the patents of a technology in the window."""
    return activity(
        f"patent_{name}",
        SHARE,
        formula,
        OECD,
        lambda o: o.quality[name].to_numpy(),
        needs="quality",
    )


CELLS = [
    cell("value", DATA, "x", "", lambda o: o.values),
    cell("share_of_region", SHARE, "s[r,a] = x / x[r,·]", "", lambda o: shares.shares(o.sizes, 1)),
    cell("share_of_activity", SHARE, "x / x[·,a]", "", lambda o: shares.shares(o.sizes, 0)),
    cell(
        "location_quotient",
        "1 = as in all regions",
        "LQ = (x / x[r,·]) / (x[·,a] / x[·,·])",
        CLUSTER_LQ,
        lambda o: o.quotients,
    ),
    cell("specialised", "0 or 1", "M = 1 where LQ ≥ 1", HIDALGO, lambda o: o.present),
    cell("growth", RATE, "x / x₀ − 1", "", lambda o: shares.relative_growth(*o.paired), "past"),
    cell("log_growth", "log", "ln(x / x₀)", "", lambda o: shares.log_growth(*o.paired), "past"),
    cell(
        "midpoint_growth",
        "−2 (vanished) to 2 (new)",
        "2 (x − x₀) / (x + x₀)",
        DAVIS,
        lambda o: shares.midpoint_growth(*o.paired_sizes),
        "past",
    ),
    cell(
        "share_growth",
        RATE,
        "(x / x[·,a]) / (x₀ / x₀[·,a]) − 1",
        "",
        lambda o: shares.share_growth(o.paired_sizes[0], o.paired_sizes[1], axis=0),
        "past",
    ),
    cell("national_effect", DATA, "x₀ g", DUNN, lambda o: o.shift_share.national, "past"),
    cell(
        "industry_mix_effect",
        DATA,
        "x₀ (g[a] − g)",
        DUNN,
        lambda o: o.shift_share.industry_mix,
        "past",
    ),
    cell(
        "regional_effect",
        DATA,
        "x₀ (g[r,a] − g[a])",
        DUNN,
        lambda o: o.shift_share.regional,
        "past",
    ),
    cell(
        "competitive_effect",
        DATA,
        "h (g[r,a] − g[a]), h = x₀[r,·] x₀[·,a] / x₀[·,·]",
        ESTEBAN,
        lambda o: o.homothetic[0],
        "past",
    ),
    cell(
        "allocation_effect",
        DATA,
        "(x₀ − h) (g[r,a] − g[a])",
        ESTEBAN,
        lambda o: o.homothetic[1],
        "past",
    ),
    density(
        "relatedness_density",
        SHARE,
        "ω = Σᵢ M[r,i] φ[i,a] / Σᵢ abs(φ[i,a]), φ[i,j] = n[i,j] / max(u[i], u[j])",
        HIDALGO,
        relatedness.proximity,
    ),
    density(
        "relatedness_density_conditional",
        SHARE,
        "ω with φ[i,j] = n[i,j] / u[i], the chance of j given i",
        HIDALGO,
        relatedness.conditional_probability,
    ),
    density(
        "relatedness_density_taxonomy",
        SHARE,
        "ω with φ[i,j] = Σᵣ (M[r,i] M[r,j] / d[r]) / max(u[i], u[j])",
        ZACCARIA,
        relatedness.taxonomy_proximity,
    ),
    density(
        "relatedness_density_sapling",
        SIGNED,
        "ω with φ[i,j] = sign(ρ) ρ², ρ the correlation of M[·,i] and M[·,j]",
        ALBORA,
        relatedness.sapling_similarity,
    ),
    density(
        "relatedness_density_cosine",
        SHARE,
        "ω with φ[i,j] = n[i,j] / √(u[i] u[j])",
        ECK,
        relatedness.cosine_similarity,
    ),
    density(
        "relatedness_density_pearson",
        SIGNED,
        "ω with φ[i,j] = ρ",
        HAUSMANN,
        relatedness.pearson_similarity,
    ),
]

REGIONS = [
    region("region_value", DATA, "x[r,·]", "", lambda o: known_sum(o.values, 1)),
    region("region_growth", RATE, "x[r,·] / x₀[r,·] − 1", "", lambda o: o.total_growth(1), "past"),
    region(
        "region_national_effect",
        DATA,
        "Σₐ national_effect",
        DUNN,
        lambda o: known_sum(o.shift_share.national, 1),
        "past",
    ),
    region(
        "region_industry_mix_effect",
        DATA,
        "Σₐ industry_mix_effect",
        DUNN,
        lambda o: known_sum(o.shift_share.industry_mix, 1),
        "past",
    ),
    region(
        "region_regional_effect",
        DATA,
        "Σₐ regional_effect",
        DUNN,
        lambda o: known_sum(o.shift_share.regional, 1),
        "past",
    ),
    region(
        "diversity",
        "activities",
        "d[r] = Σₐ M",
        ATLAS,
        lambda o: portfolios.diversity(o.present),
    ),
    region(
        "shannon_entropy",
        "nats, 0 (one activity) to ln A",
        "−Σₐ s[r,a] ln s[r,a]",
        ENTROPY,
        lambda o: portfolios.shannon_entropy(o.sizes),
    ),
    region(
        "herfindahl_index",
        "1 / A to 1 (one activity)",
        "Σₐ s[r,a]²",
        HERFINDAHL,
        lambda o: portfolios.herfindahl_index(o.sizes),
    ),
    region(
        "krugman_index",
        "0 (as all regions) to 2",
        "Σₐ abs(s[r,a] − x[·,a] / x[·,·])",
        KRUGMAN,
        lambda o: portfolios.krugman_index(o.sizes),
    ),
    region("eci", STANDARD, "second eigenvector of D⁻¹ M U⁻¹ Mᵀ", ATLAS, lambda o: o.eci_pci[0]),
    region("fitness", "1 = mean", "F[r] ∝ Σₐ M Q[a]", TACCHELLA, lambda o: o.fitness.fitness),
    region(
        "inequality_effect",
        "nats",
        "ln(y[r] / y) − T; below 0 where a gain would narrow the gap between regions",
        THEIL,
        lambda o: o.inequality_effect,
        "population",
    ),
]

ACTIVITIES = [
    activity("activity_value", DATA, "x[·,a]", "", lambda o: known_sum(o.values, 0)),
    activity("activity_growth", RATE, "g[a]", "", lambda o: o.total_growth(0), "past"),
    activity(
        "ubiquity",
        "regions",
        "u[a] = Σᵣ M",
        ATLAS,
        lambda o: portfolios.ubiquity(o.present),
    ),
    activity("pci", STANDARD, "second eigenvector of U⁻¹ Mᵀ D⁻¹ M", ATLAS, lambda o: o.eci_pci[1]),
    activity(
        "complexity",
        "1 = mean",
        "Q[a] ∝ 1 / Σᵣ (M / F[r])",
        TACCHELLA,
        lambda o: o.fitness.complexity,
    ),
    activity(
        "concentration_entropy",
        "nats, 0 (one region) to ln R",
        "shannon_entropy with regions and activities exchanged",
        ENTROPY,
        lambda o: portfolios.shannon_entropy(o.sizes.T),
    ),
    activity(
        "concentration_herfindahl",
        "1 / R to 1 (one region)",
        "herfindahl_index with regions and activities exchanged",
        HERFINDAHL,
        lambda o: portfolios.herfindahl_index(o.sizes.T),
    ),
    activity(
        "concentration_krugman",
        "0 (spread as all activities) to 2",
        "krugman_index with regions and activities exchanged",
        KRUGMAN,
        lambda o: portfolios.krugman_index(o.sizes.T),
    ),
    activity(
        "inclusion",
        "nats",
        "−Σᵣ G inequality_effect / Σᵣ G, G = max(x − x₀, 0); above 0 where regions behind grew",
        THEIL,
        lambda o: o.inclusion,
        "past",
    ),
    *(
        quality(name, f"{name} over its 98th percentile of field and year")
        for name in PATENT_QUALITY
    ),
    quality("quality", "mean of those in the composite index of the OECD"),
]

NATIONS = [
    nation(
        "theil_total",
        "nats",
        "T = Σᵣ (x[r,·] / x[·,·]) ln(y[r] / y)",
        THEIL,
        lambda o: o.theil("total"),
        "population",
    ),
    nation(
        "theil_between",
        "nats",
        "T of the groups of regions that have one parent",
        THEIL,
        lambda o: o.theil("between"),
        "population",
    ),
    nation(
        "theil_within",
        "nats",
        "T − theil_between",
        THEIL,
        lambda o: o.theil("within"),
        "population",
    ),
]

INDICATORS = {entry.name: entry for entry in [*CELLS, *REGIONS, *ACTIVITIES, *NATIONS]}
