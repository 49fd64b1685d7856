"""The mechanism behind the demo country: capabilities, patents and growth.

No place is real. Regions r, technologies t, clusters c and years y follow these
equations (names in capitals are the constants of this file):

Capabilities. A technology is a point x_t in a space of three dimensions, scattered around the
point of its section; u and t are related by phi_ut = exp(-|x_u - x_t|^2 / (2 REACH^2)),
phi_tt = 0. S_rty is 1 where region r masters technology t. Its relatedness density

    w_rty = sum_u phi_ut S_ruy / sum_u phi_ut,

less the region's and the technology's means and in units of the standard deviation over all
cells (so that it is relative, as specialisation is), drives who enters and who leaves, beside what
the neighbours master (n_rty, standardised alike) and how easy the technology is to enter (a_t,
normal with spread EASE):

    P(entry in y + 1) = logistic(ENTRY + PULL w + SPILL n + a_t)        where S = 0
    P(exit  in y + 1) = logistic(EXIT  - PULL w - SPILL n - a_t)        where S = 1

RUN_IN years pass before the first year of the tables. Skill follows mastery within a few years,
k_y = k_(y-1) + LEARNING (S_y - k_(y-1)).

Planted niches. The NICHES largest regions enter, in one of the two years after CUTOFF, the
technology most related to what they master among those they had no skill in, and keep it.

Patents. Counts are Poisson with mean P_ry q_rty: P_ry is the region's size, growing 2 % a year,
and q_rty its technology shares, proportional to exp(m_ty + SKILL k_rty + e_rty), with m_ty the
nation's path, a random walk, and e_rty autoregressive with spread NOISE. The EMERGING technologies
start low and gain EMERGING_GROWTH log points a year after EMERGING_SINCE.

Growth. Value added v of cluster c in region r follows its long-run path v* and returns to it:

    dlog v*_rcy = nation_y + sector_cy + region_r + KAPPA h_rcy + planted_rcy
    dlog v_rcy  = dlog v*_rcy + REVERSION (log v*_rc(y-1) - log v_rc(y-1)) + noise

nation_y falls in the RECESSIONS for all alike; a region whose share of the nation's cluster is
below its long-run share catches up; h is the mean skill of the region in the section of
technologies that serves the cluster, standardised; planted is PLANTED_GROWTH after PLANTED_SINCE
for the PLANTED_SERIES.

With nothing planted, PLAIN_ENTRY and PLAIN_EXIT replace the terms in w and n, nothing emerges, no
niche is planted and dlog v = nation_y + noise: sizes, counts and rates are similar, but there is
nothing to find.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from features.arrays import Array, Index, Mask

YEARS = np.arange(1996, 2021)
CUTOFF = 2015
REGIONS, SECTIONS, ASPECTS, CLUSTERS = 60, 8, 15, 8
"""Technologies are SECTIONS x ASPECTS; the c-th section serves the c-th cluster."""

RUN_IN = 60
SCATTER, REACH, PULL, SPILL, ENTRY, EXIT, EASE = 0.4, 0.7, 1.8, 0.5, -4.1, -2.2, 0.7
PLAIN_ENTRY, PLAIN_EXIT = -5.3, -4.4
NICHES = 30
LEARNING, SKILL, NOISE = 0.7, 2.5, 0.15
EMERGING, EMERGING_SINCE, EMERGING_GROWTH = 6, 2009, 0.20

RECESSIONS = {2001: -0.05, 2009: -0.09}
REVERSION, KAPPA = 0.15, 0.006
PLANTED_SERIES, PLANTED_SINCE, PLANTED_GROWTH = 24, 2006, 0.05


@dataclass(frozen=True)
class Country:
    """The data behind the tables; R regions, T technologies, C clusters, Y years.

    Attributes
    ----------
    links : (R, R)
        Strength of the link between neighbours, symmetric, 0 where they do not touch.
    skill : (Y, R, T)
        From 0 to 1.
    counts : (Y, R, T)
        Patents.
    value_added : (Y, R, C)
        Million crowns.
    population : (Y, R)
        Persons.
    emerging : (n,)
        Technology positions.
    niches : (n, 3)
        Region position, technology position, year of entry.
    growing : (R, C)
        Whether planted growth is added to the series.
    """

    links: Array
    skill: Array
    counts: Array
    value_added: Array
    population: Array
    emerging: Index
    niches: Index
    growing: Mask


def country(seed: int, planted: bool) -> Country:
    """Run the mechanism; each part has a random stream of its own."""
    geography, capabilities, patenting, economy = (
        np.random.default_rng([seed, part]) for part in range(4)
    )
    size = geography.permutation(ndtri((np.arange(REGIONS) + 0.5) / REGIONS))
    links = _links(geography)
    skill, niches = _skills(capabilities, links, size, planted)
    counts, emerging = _counts(patenting, skill, size, planted)
    value_added, growing = _value_added(economy, skill, size, planted)
    growth = np.exp(0.004 * (YEARS - YEARS[0]))[:, None]
    population = np.round(2e5 * np.exp(0.8 * size) * growth)
    return Country(links, skill, counts, value_added, population, emerging, niches, growing)


def _links(rng: np.random.Generator) -> Array:
    """Links between a region and its four nearest on the map, made symmetric."""
    place = rng.uniform(size=(REGIONS, 2))
    distance = _distances(place)
    np.fill_diagonal(distance, np.inf)
    near = distance <= np.sort(distance, axis=1)[:, [3]]
    return np.where(near | near.T, np.exp(-5 * distance), 0.0)


def _distances(points: Array) -> Array:
    """Euclidean distances between points (n, d), as (n, n)."""
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=2))


def _skills(
    rng: np.random.Generator, links: Array, size: Array, planted: bool
) -> tuple[Array, Index]:
    """Let regions enter and leave technologies; skill (Y, R, T) and the planted niches."""
    phi = _relatedness(rng)
    ease = rng.normal(0, EASE, len(phi))
    command = rng.random((len(links), len(phi))) < 0.25
    skills = command.astype(float)
    niches = np.empty((0, 3), dtype=np.intp)
    skill = np.empty((len(YEARS), *command.shape))
    for year in range(YEARS[0] - RUN_IN, YEARS[-1] + 1):
        command = _enter_and_leave(rng, command, phi, links, ease, planted)
        region, technology, start = niches.T
        command[region[start <= year], technology[start <= year]] = True
        skills += LEARNING * (command - skills)
        if year >= YEARS[0]:
            skill[year - YEARS[0]] = skills
        if planted and year == CUTOFF:
            niches = _niches(rng, _density(command, phi), skill[: year - YEARS[0] + 1], size)
    return skill, niches


def _relatedness(rng: np.random.Generator) -> Array:
    """Relatedness phi (T, T) of technologies scattered around the points of their sections."""
    points = np.repeat(rng.normal(size=(SECTIONS, 3)), ASPECTS, axis=0)
    points = points / points.std(axis=0) + rng.normal(0, SCATTER, points.shape)
    phi = np.exp(-((_distances(points) / REACH) ** 2) / 2)
    np.fill_diagonal(phi, 0)
    return phi


def _enter_and_leave(
    rng: np.random.Generator,
    command: Mask,
    phi: Array,
    links: Array,
    ease: Array,
    planted: bool,
) -> Mask:
    """One year of the entry and exit equations, (R, T) to (R, T)."""
    around = _standardised(links / links.sum(axis=1, keepdims=True) @ command)
    pull = PULL * _density(command, phi) + SPILL * around
    entry, leave = (ENTRY + pull, EXIT - pull) if planted else (PLAIN_ENTRY, PLAIN_EXIT)
    chance = np.where(command, expit(leave - ease), expit(entry + ease))
    return command ^ (rng.random(command.shape) < chance)


def _density(command: Mask, phi: Array) -> Array:
    """Standardised relatedness density (R, T) of what regions master."""
    return _standardised(command @ phi / phi.sum(axis=0))


def _standardised(cells: Array) -> Array:
    """Cells (R, T) less their region's and technology's means, in standard deviations of all."""
    centred = cells - cells.mean(axis=1, keepdims=True)
    centred -= centred.mean(axis=0)
    return np.asarray(centred / centred.std())


def _niches(rng: np.random.Generator, density: Array, skill: Array, size: Array) -> Index:
    """For each of the larger regions the most related technology it has had no skill in."""
    region = np.argsort(-size)[:NICHES]
    unskilled = skill[-5:].max(axis=0) < 0.05
    technology = np.where(unskilled, density, -np.inf)[region].argmax(axis=1)
    return np.column_stack([region, technology, rng.integers(CUTOFF + 1, CUTOFF + 3, NICHES)])


def _counts(
    rng: np.random.Generator, skill: Array, size: Array, planted: bool
) -> tuple[Array, Index]:
    """Patent counts (Y, R, T) and the positions of the emerging technologies."""
    path = rng.normal(0, 0.5, skill.shape[2]) + rng.normal(0, 0.03, skill.shape[::2]).cumsum(axis=0)
    emerging = np.sort(rng.choice(skill.shape[2], EMERGING, replace=False))
    if planted:
        gained = EMERGING_GROWTH * np.maximum(YEARS - EMERGING_SINCE, 0)
        path[:, emerging] += gained[:, None] - 1.0
    noise = _autoregressive(rng, skill.shape, persistence=0.8, spread=NOISE)
    weight = np.exp(path[:, None] + SKILL * skill + noise)
    share = weight / weight.sum(axis=2, keepdims=True)
    total = 170 * np.exp(1.4 * size) * np.exp(0.02 * (YEARS - YEARS[0]))[:, None]
    counts = rng.poisson(total[:, :, None] * share).astype(float)
    return counts, emerging if planted else emerging[:0]


def _autoregressive(
    rng: np.random.Generator, shape: tuple[int, ...], persistence: float, spread: float
) -> Array:
    """Stationary first-order autoregressive noise along the first axis."""
    noise = rng.normal(0, spread, shape)
    for year in range(1, shape[0]):
        fresh = np.sqrt(1 - persistence**2) * noise[year]
        noise[year] = persistence * noise[year - 1] + fresh
    return noise


def _value_added(
    rng: np.random.Generator, skill: Array, size: Array, planted: bool
) -> tuple[Array, Mask]:
    """Value added (Y, R, C) by the growth equations, and the series with planted growth (R, C)."""
    structure, growing = _structural_growth(rng, skill)
    nation = np.array([0.04 + RECESSIONS.get(int(year), 0.0) for year in YEARS])
    nation += rng.normal(0, 0.006, len(YEARS))
    noise = rng.normal(0, 0.025, structure.shape)
    long_run = 7.1 + 0.8 * size[:, None] + rng.normal(0, 0.7, growing.shape)
    level = np.empty(structure.shape)
    level[0] = long_run + rng.normal(0, 0.3, growing.shape)
    for year in range(1, len(YEARS)):
        step = nation[year] + planted * structure[year]
        back = planted * REVERSION * (long_run - level[year - 1])
        level[year] = level[year - 1] + step + back + noise[year]
        long_run = long_run + step
    return np.exp(level), growing & planted


def _structural_growth(rng: np.random.Generator, skill: Array) -> tuple[Array, Mask]:
    """Growth of sectors, regions and planted series (Y, R, C), and where it is planted (R, C)."""
    serving = skill.reshape(len(YEARS), REGIONS, SECTIONS, ASPECTS).mean(axis=3)
    growing = np.zeros((REGIONS, CLUSTERS), dtype=bool)
    growing.flat[rng.choice(growing.size, PLANTED_SERIES, replace=False)] = True
    sector = rng.normal(0, 0.012, (1, CLUSTERS))
    sector = sector + _autoregressive(rng, (len(YEARS), CLUSTERS), persistence=0.7, spread=0.015)
    region = rng.normal(0, 0.006, (REGIONS, 1))
    planted = np.where(YEARS > PLANTED_SINCE, PLANTED_GROWTH, 0.0)[:, None, None] * growing
    served = KAPPA * (serving - serving.mean()) / serving.std()
    return sector[:, None] + region + served + planted, growing
