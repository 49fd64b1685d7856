// What every figure shares: size, redrawing at another width, labels, dots that lead on.
export const resizable = (draw) => draw;
