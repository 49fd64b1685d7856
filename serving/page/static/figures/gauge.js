// The small bar in a cell: a dot with its range, and a thin mark to compare with.
//
// draw({value, low, high, mark}, {from: 0, to: 1, label: text for screen readers or null, colour: "accent" | "risk"}) → <svg>
// Beside a number that says the same, leave the label null: it is hidden from screen readers then.
export const draw = () => null;
