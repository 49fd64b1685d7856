// The scatter: chance (or growth) against complexity, a dot an activity or a region.
//
// draw(data, options) → <svg>
//   data       {points: [{code, name, x, y, low, high (interval of y, may be null), recommended: false, kind: view
//              that a dot leads to, "technology" | "cluster" | "region"}], x: {label, format}, y: {label, format}};
//              format is "percent" (a share), "signed" (per cent), "number"
//   options    {state, zero: false (a line at y = 0), middle: y of a line such as the national mean, width}
// Points with an unknown x or y are left out; the caller says how many.
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
