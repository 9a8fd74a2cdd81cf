import type { Gradients } from "../../src/core/batchnorm/gradients";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import type { Problem } from "../../src/core/problem";

/** Largest distance between the engine and the readable kernel, in ulp of the terms' magnitudes; says where. */
export function distance(problem: Problem, got: Gradients): { ulp: number; text: string } {
  const want = batchnormGradients(problem, "exact");
  const { channels: D, inner, rows: N } = problem.layout;
  const { gamma, beta, dout, x } = problem;
  const worst = { ulp: 0, text: "" };
  const look = (name: string, i: number, a: number, b: number, magnitude: number): void => {
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
    const ulp = Math.abs(a - b) / Math.max(2 ** -1074, 2 ** (Math.floor(Math.log2(magnitude)) - 52));
    if (!(ulp <= worst.ulp)) Object.assign(worst, { ulp, text: `${name}[${i}]: got ${a}, expected ${b}, ${ulp} ulp` });
  };
  const absolute = new Float64Array(D);
  const absoluteXhat = new Float64Array(D);
  const eps = problem.eps;
  const training = problem.mode === "train" ? 1 : 0;
  for (let i = 0; i < x.length; i++) {
    const k = Math.floor(i / inner) % D;
    const r = 1 / Math.sqrt(want.variance[k] + eps);
    const xhat =
      Math.abs(gamma[k]) > 0 ? Math.abs((want.out[i] - beta[k]) / gamma[k]) : Math.abs((x[i] - want.mean[k]) * r);
    absolute[k] += Math.abs(dout[i]);
    absoluteXhat[k] += Math.abs(dout[i] * xhat);
    const c = training * Math.abs(want.dgamma[k] / N);
    const gbar = training * Math.abs(want.dbeta[k] / N);
    look("out", i, got.out[i], want.out[i], Math.abs(gamma[k] * xhat) + Math.abs(beta[k]));
    look("dx", i, got.dx[i], want.dx[i], Math.abs(gamma[k] * r) * (Math.abs(dout[i]) + gbar + xhat * c));
  }
  for (let k = 0; k < D; k++) {
    look("dgamma", k, got.dgamma[k], want.dgamma[k], absoluteXhat[k]);
    look("dbeta", k, got.dbeta[k], want.dbeta[k], absolute[k]);
  }
  return worst;
}
