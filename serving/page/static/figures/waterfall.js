// The waterfall: drivers that add up to growth a year, or from the last value to the forecast.
//
// draw(forecast, options) → <svg>
//   forecast   one of `forecasts` of GET /growth (drivers, last_value, points, growth)
//   options    {unit, metadata, by: "growth" (% a year where every driver has it) or "value", width}
// null where there are no drivers.
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
