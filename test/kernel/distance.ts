import type { Gradients } from "../../src/core/batchnorm/gradients";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../src/core/item-at";
import { offsetOf } from "../../src/core/layout";
import type { Problem } from "../../src/core/problem";

/** Largest distance between the engine and the readable kernel, in ulp of the terms' magnitudes; says where. */
export function distance(problem: Problem, got: Gradients): { ulp: number; text: string } {
  const want = batchnormGradients(problem, "exact");
  const { channels: D, rows: N } = problem.layout;
  const { gamma, beta, dout, x } = problem;
  const worst = { ulp: 0, text: "" };
  const look = (name: string, i: number, a: number, b: number, magnitude: number): void => {
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
    const ulp = Math.abs(a - b) / Math.max(2 ** -1074, 2 ** (Math.floor(Math.log2(magnitude)) - 52));
    if (!(ulp <= worst.ulp)) Object.assign(worst, { ulp, text: `${name}[${i}]: got ${a}, expected ${b}, ${ulp} ulp` });
  };
  const { eps } = problem;
  const training = problem.mode === "train" ? 1 : 0;
  for (let k = 0; k < D; k++) {
    const [scale, shift, mean] = [itemAt(gamma, k), itemAt(beta, k), itemAt(want.mean, k)];
    const r = 1 / Math.sqrt(itemAt(want.variance, k) + eps);
    const [dgamma, dbeta] = [itemAt(want.dgamma, k), itemAt(want.dbeta, k)];
    let absolute = 0;
    let absoluteXhat = 0;
    for (let row = 0; row < N; row++) {
      const i = offsetOf(problem.layout, row, k);
      const [out, upstream] = [itemAt(want.out, i), Math.abs(itemAt(dout, i))];
      const xhat = Math.abs(scale) > 0 ? Math.abs((out - shift) / scale) : Math.abs((itemAt(x, i) - mean) * r);
      absolute += upstream;
      absoluteXhat += upstream * xhat;
      const terms = upstream + training * (Math.abs(dbeta / N) + xhat * Math.abs(dgamma / N));
      look("out", i, itemAt(got.out, i), out, Math.abs(scale * xhat) + Math.abs(shift));
      look("dx", i, itemAt(got.dx, i), itemAt(want.dx, i), Math.abs(scale * r) * terms);
    }
    look("dgamma", k, itemAt(got.dgamma, k), dgamma, absoluteXhat);
    look("dbeta", k, itemAt(got.dbeta, k), dbeta, absolute);
  }
  return worst;
}
