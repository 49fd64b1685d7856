// Tiles of a grid: a square with its code for each region.

import { svg } from "../elements.js";

export const GAP = 4;

// Outline of each tile in a width: {code, x, y (its middle), size}; tiles are at most `most` wide.
export function squares(areas, width, most = 64) {
  const columns = 1 + Math.max(...areas.map((area) => area.column)), rows = 1 + Math.max(...areas.map((area) => area.row));
  const size = Math.min((width - GAP * (columns - 1)) / columns, most);
  const left = (width - columns * (size + GAP) + GAP) / 2;
  return {
    height: rows * (size + GAP) - GAP,
    tiles: areas.map((area) => ({
      area, size, x: left + area.column * (size + GAP) + size / 2, y: area.row * (size + GAP) + size / 2,
    })),
  };
}

// What fits on a tile of a code: its end, since codes of a country often begin alike.
export const short = (code, size) => {
  const fits = Math.max(Math.floor(size / 9), 2);
  return code.length <= fits ? code : `\u2026${code.slice(1 - fits)}`;
};

export const drawTile = ({ area, size, x, y }, dy, className) => [
  svg("rect", { x: x - size / 2, y: y - size / 2 + dy, width: size, height: size, rx: 3, class: className }),
];
export const tileText = ({ area, size, x, y }, dy) =>
  svg("text", { x, y: y + dy + 4, "text-anchor": "middle", class: "on" }, short(area.region_code, size));
