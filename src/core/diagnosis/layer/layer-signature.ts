import { numberAt } from "../../item-at";
import type { Values } from "../../tensor";
import type { Signature } from "../evidence/signature";
import type { LayerSets } from "./family/layer-sets";

/** The (a, b, k) that fit dx = r (a u - b ubar - k xhat c) to all sets best; what has no say is taken as right. */
export function layerSignature(s: LayerSets, dx: Values): Signature {
  const matrix = [0, 1, 2].map(() => [0, 0, 0, 0]);
  let square = 0;
  for (let k = 0; k < s.count; k++) {
    const { u, ubar, c, xhat, r } = s.set(k);
    s.gather(dx, k).forEach((value, i) => {
      const row = [numberAt(u, i), -ubar, -numberAt(xhat, i) * c, value / r];
      if (!row.every(Number.isFinite)) return;
      square += (value / r) ** 2;
      matrix.forEach((sums, j) => sums.forEach((sum, l) => (sums[l] = sum + (row[j] ?? 0) * (row[l] ?? 0))));
    });
  }
  const right = matrix.map((sums) => sums[3] ?? 0);
  const solved = solve(matrix);
  const explained = solved.reduce((sum, value, j) => sum + value * (right[j] ?? 0), 0);
  const [a = 1, b = 1, k = 1] = solved;
  return { a, b, k, residual: square > 0 ? Math.sqrt(Math.max(0, 1 - explained / square)) : 0 };
}

/** Gauss and Jordan; an unknown whose pivot is lost to rounding is 1. */
function solve(matrix: readonly (readonly number[])[]): number[] {
  const rows = matrix.map((row) => [...row]);
  const solved = [1, 1, 1];
  const diagonal = rows.map((row, i) => row[i] ?? 0);
  const largest = Math.max(...diagonal);
  const open = diagonal.map((value, i) => (value > 1e-14 * largest ? i : -1)).filter((i) => i >= 0);
  for (const i of open) {
    const row = rows[i] ?? [];
    const head = row[i] ?? 0;
    if (!(Math.abs(head) > 1e-14 * largest)) continue;
    rows[i] = row.map((value) => value / head);
    rows.forEach((other, j) => {
      const factor = other[i] ?? 0;
      if (j !== i) rows[j] = other.map((value, l) => value - factor * (rows[i]?.[l] ?? 0));
    });
  }
  for (const i of open) solved[i] = rows[i]?.[3] ?? 1;
  return solved;
}
