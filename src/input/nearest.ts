import { itemAt } from "../core/item-at";

/** The known name nearest to a given one, when it is near enough to be what was meant. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const steps = distance(plain(given), plain(name));
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return least <= Math.max(1, Math.floor(given.length / 3)) ? best : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into another. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Infinity;
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const steps = (i: number, j: number): number => itemAt(itemAt(rows, i), j); // from i letters of a to j of b
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(steps(i - 1, j) + 1, steps(i, j - 1) + 1, steps(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, steps(i - 2, j - 2) + 1);
      }
      row.push(least);
    }
  }
  return steps(a.length, b.length);
}
