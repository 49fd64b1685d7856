// The value chain: suppliers of a cluster on the left, its buyers on the right, as wide as what flows.
//
// draw(data, options) → <svg>
//   data       {code, name, suppliers: [{code, name, flow, share}], buyers: [the same]}; chainOf(flows, code)
//              makes it from `flows` of a region in GET /multipliers?flows=…
//   options    {state (links keep its weights), unit, most: 12 on each side (the rest is summed), width}
import { resizable } from "./frame.js";
export const chainOf = (flows, code) => null;
export const draw = resizable(() => null);
