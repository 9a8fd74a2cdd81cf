import { solveSymmetric } from "../../arithmetic/symmetric-equations";
import { numberAt } from "../../item-at";
import type { Values } from "../../tensor";
import type { Signature } from "../evidence/signature";
import type { LayerSets } from "./family/layer-sets";

/**
 * The (a, b, k) that fit dx = r (a u - b ubar - k xhat c) to all sets best. It is how far they are from 1 that is solved
 * for, so that what has no say, or the same say as another, is taken as right.
 */
export function layerSignature(s: LayerSets, dx: Values): Signature {
  const matrix = [0, 1, 2].map(() => [0, 0, 0, 0]);
  let [square, off] = [0, 0];
  for (let k = 0; k < s.count; k++) {
    const { u, ubar, c, xhat, r, member } = s.set(k);
    s.gather(dx, k).forEach((value, i) => {
      const m = numberAt(member, i);
      const terms = [numberAt(u, i), -m * ubar, -m * numberAt(xhat, i) * c];
      const rest = value / r - terms.reduce((sum, term) => sum + term, 0);
      const row = [...terms, rest];
      if (!row.every(Number.isFinite)) return;
      square += (value / r) ** 2;
      off += rest ** 2;
      matrix.forEach((sums, j) => sums.forEach((sum, l) => (sums[l] = sum + (row[j] ?? 0) * (row[l] ?? 0))));
    });
  }
  const changes = solveSymmetric(matrix, 1e-14).map((change) => (Number.isNaN(change) ? 0 : change));
  const explained = changes.reduce((sum, change, j) => sum + change * (matrix[j]?.[3] ?? 0), 0);
  const [a = 0, b = 0, k = 0] = changes;
  const residual = square > 0 ? Math.sqrt(Math.max(0, off - explained) / square) : 0;
  return { a: 1 + a, b: 1 + b, k: 1 + k, residual };
}
