// The activity space: a network of activities, where near ones are found in the same regions.
//
// draw(space, options) → <svg>
//   space      the answer of GET /space?activity=technology|cluster: {activity, nodes, links}
//   options    {state (links keep its weights), present: codes that the region has, recommended: codes to
//              enter or back, risk: codes that it may lose, focus: code in the middle of attention, width}
import { resizable } from "./frame.js";
export const draw = resizable(() => null);
