// Ranks, or any value, each a dot with its range on one scale.
//
// draw(rows, options) → <svg>
//   rows       [{code, name, value, low, high, mark (a thin line, may be null), kind: view it leads to}]
//   options    {state, format: "rank" | "percent" | "signed" | "number", label of the scale, from, to (else by the
//              data), best: "low" for ranks, width}
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
