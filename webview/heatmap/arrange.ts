const COMFORTABLE = 1.7; // width by height of a view that reads best
const LEAST = { width: 300, height: 190 }; // CSS pixels below which a view is not worth more columns

/** Rows and columns of equal views that come nearest to a comfortable shape and waste the fewest places. */
export function gridFor(views: number, width: number, height: number): { columns: number; rows: number } {
  let best = { columns: 1, rows: Math.max(1, views) };
  let least = Infinity;
  for (let columns = 1; columns <= Math.max(1, views); columns++) {
    if (columns > 1 && width / columns < LEAST.width) break;
    const rows = Math.ceil(views / columns);
    const shape = width / columns / Math.max(height / rows, LEAST.height);
    const waste = (rows * columns - views) / views;
    const cost = Math.abs(Math.log(shape / COMFORTABLE)) + waste;
    if (cost < least) {
      least = cost;
      best = { columns, rows };
    }
  }
  return best;
}
