// The calibration curve: what was stated against what came true.
//
// draw(bins, options) → <svg>
//   bins       [{stated, came_true, low, high (interval of came_true, may be null), n}], shares from 0 to 1;
//              or those of `reliability` of an audit's details, for one call
//   options    {label_x, label_y (by default: stated chance, came true), width}
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
