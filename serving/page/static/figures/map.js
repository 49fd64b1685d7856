// The map of regions: outlines, dots or tiles, each a link; hatched where a figure cannot be told apart.

import { svg } from "../elements.js";
import { feature, geoArea, geoBounds, geoCentroid, geoConicEqualArea, geoEqualEarth, geoIdentity, geoPath } from "../vendor/geo.js";
import { roving } from "./roving.js";
import { drawTile, squares, tileText } from "./tiles.js";

const WIDE = 900, NARROW = 460, TALL = .58;
const SMALL = 7, DOT = 5, BESIDE = 44;
const OBJECTS = { "us-states": "states", countries: "countries" };
let maps = 0;

// Features of a map's outlines by the id that its areas name, and those of no area.
export function outlines(map, topology = null) {
  const shapes = map.shapes;
  const collection = topology ? feature(topology, topology.objects[OBJECTS[map.kind]])
    : shapes.type === "Topology" ? feature(shapes, Object.values(shapes.objects)[0]) : shapes;
  const ids = new Set(map.areas.map((area) => area.feature));
  const idOf = (it) => (topology ? it.id : it.properties.region_code);
  const wanted = new Map(), land = [];
  for (const it of collection.features) {
    const shape = topology ? it : wound(it);
    if (ids.has(idOf(it))) wanted.set(idOf(it), shape);
    else land.push(shape);
  }
  return { wanted, land };
}

// Rings in the order that a sphere needs: outer ones run clockwise, holes the other way.
export function wound({ geometry, ...rest }) {
  const turn = (ring, isHole) => ((geoArea({ type: "Polygon", coordinates: [ring] }) > 2 * Math.PI) === isHole ? ring : [...ring].reverse());
  const polygon = (rings) => rings.map((ring, i) => turn(ring, i > 0));
  const coordinates = geometry.type === "Polygon" ? polygon(geometry.coordinates) : geometry.coordinates.map(polygon);
  return { ...rest, geometry: { ...geometry, coordinates } };
}

// A projection that shows some features, or points, as large as they can be without distorting their areas.
export function projectionFor(kind, features, width = WIDE, height = TALL * WIDE) {
  const all = { type: "FeatureCollection", features };
  const extent = [[6, 6], [width - 6, height - 6]];
  if (kind === "us-states") return geoIdentity().fitExtent(extent, all);
  const [[, south], [, north]] = geoBounds(all);
  if (arc(features.map((it) => geoCentroid(it)[0])) > 120) return geoEqualEarth().rotate([-11, 0]).fitExtent(extent, all);
  const middle = geoCentroid(all)[0], sixth = (north - south) / 6;
  // Parallels on both sides of the equator by the same degrees have no cone.
  const parallels = Math.abs(north + south) < 1 ? [0, 1 + north / 2] : [south + sixth, north - sixth];
  return geoConicEqualArea().parallels(parallels).rotate([-middle, 0]).fitExtent(extent, all);
}

// Degrees of the shortest arc that holds all longitudes.
export function arc(longitudes) {
  const sorted = [...longitudes].sort((a, b) => a - b);
  return 360 - Math.max(...sorted.map((at, i) => (i ? at - sorted[i - 1] : at + 360 - sorted.at(-1))));
}

// data: {map, topology}; options: {label, about(code) → {shade, hatched, text, href}, go(href), shown(text)}.
export function draw({ map, topology = null }, { label, about, go, shown, width = room() }) {
  const id = `hatch-${++maps}`, marks = [];
  const main = MAKERS[map.kind]({ map, topology, width });
  const beside = map.beside.length ? squares(map.beside, width, BESIDE) : { tiles: [], height: 0 };
  const top = main.height + (map.beside.length ? 24 : 0);
  const mark = (area, x, y, shapes) => {
    const { shade, hatched, text, href } = about(area.region_code);
    const parts = shapes(shade);
    const overlay = !hatched ? [] : shapes("hatched").map((shape) => {
      shape.setAttribute("fill", `url(#${id})`);
      return shape;
    });
    const node = svg("a", { href, class: "area", "aria-label": text, click: (event) => follow(event, href, go), pointerenter: () => shown(text) }, parts, overlay);
    marks.push({ node, x, y, text });
    return node;
  };
  const nodes = main.areas.map(({ area, x, y, shapes, words }) => [mark(area, x, y, shapes), words || null]);
  const others = beside.tiles.map((tile) => {
    const node = mark(tile.area, tile.x, tile.y + top, (shade) => drawTile(tile, top, shade));
    node.append(tileText(tile, top));
    return node;
  });
  roving(marks, (place) => shown(marks[place].text));
  return svg("svg", { viewBox: `0 0 ${width} ${Math.ceil(top + beside.height)}`, class: "map", role: "group", "aria-label": label },
    hatching(id), svg("g", { class: "land", "aria-hidden": "true" }, main.land), nodes, others);
}

// A narrow page gets a drawing of fewer units, so that marks and letters stay large enough.
const room = () => (document.documentElement.clientWidth < 700 ? NARROW : WIDE);

const hatching = (id) => svg("defs", {}, svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  svg("rect", { width: 2.2, height: 6, class: "hatch light" }), svg("rect", { x: 2.2, width: .8, height: 6, class: "hatch dark" })));

function follow(event, href, go) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href);
}

function ofOutlines({ map, topology, width }) {
  const { wanted, land } = outlines(map, topology);
  const path = geoPath(projectionFor(map.kind, [...wanted.values()], width, TALL * width));
  const areas = map.areas.map((area) => {
    const shape = wanted.get(area.feature), d = path(shape), [x, y] = path.centroid(shape);
    const [[left, upper], [right, lower]] = path.bounds(shape);
    // What is too small to be seen or touched gets a dot.
    const isSmall = Math.max(right - left, lower - upper) < SMALL;
    return { area, x, y, shapes: (shade) => [svg("path", { d, class: shade }), ...(isSmall ? [svg("circle", { cx: x, cy: y, r: DOT, class: shade })] : [])] };
  });
  return { areas, height: TALL * width, land: land.map((shape) => svg("path", { d: path(shape) || "" })) };
}

function ofPoints({ map, width }) {
  const points = map.areas.map((area) => ({ type: "Feature", geometry: { type: "Point", coordinates: [area.longitude, area.latitude] } }));
  const projection = projectionFor("points", points, width - 30, TALL * width - 30);
  const r = Math.max(5, Math.min(14, width / 8 / Math.sqrt(points.length)));
  const areas = map.areas.map((area) => {
    const [x, y] = projection([area.longitude, area.latitude]).map((at) => at + 15);
    return { area, x, y, shapes: (shade) => [svg("circle", { cx: x, cy: y, r, class: shade })] };
  });
  return { areas, height: TALL * width, land: [] };
}

function ofTiles({ map, width }) {
  const { tiles, height } = squares(map.areas, width, 80);
  const areas = tiles.map((tile) => ({
    area: tile.area, x: tile.x, y: tile.y, shapes: (shade) => drawTile(tile, 0, shade),
    words: svg("g", { class: "words", "aria-hidden": "true" }, tileText(tile, 0)),
  }));
  return { areas, height, land: [] };
}

const MAKERS = { shapes: ofOutlines, "us-states": ofOutlines, countries: ofOutlines, points: ofPoints, tiles: ofTiles };
