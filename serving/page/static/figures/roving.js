// One stop of the Tab key for many marks; arrow keys go from mark to mark, Home and End to the ends.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The place of the mark that lies nearest in the direction of an arrow key; the same place where there is none.
export function towards(points, from, key) {
  const way = WAYS[key];
  if (!way) return from;
  let best = from, least = Infinity;
  points.forEach(({ x, y }, place) => {
    const dx = x - points[from].x, dy = y - points[from].y;
    const along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    // Within 60 degrees of the direction; sideways steps count double.
    if (place === from || along <= 0 || aside > 1.8 * along) return;
    const distance = along + 2 * aside;
    if (distance < least) [best, least] = [place, distance];
  });
  return best;
}

// marks: [{node, x, y}]; the first one takes the Tab key.
export function roving(marks, shown = () => {}) {
  let current = 0;
  const enter = (place) => {
    marks[current].node.setAttribute("tabindex", "-1");
    marks[place].node.setAttribute("tabindex", "0");
    current = place;
  };
  marks.forEach(({ node }, place) => {
    node.setAttribute("tabindex", place ? "-1" : "0");
    node.addEventListener("focus", () => {
      enter(place);
      shown(place);
    });
    node.addEventListener("keydown", (event) => {
      const next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : towards(marks, place, event.key);
      if (!(event.key in WAYS) && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      marks[next].node.focus();
    });
  });
}
