import type { Gradients } from "../../core/batchnorm/gradients";
import { batchnormGradients } from "../../core/batchnorm/batchnorm";
import { isCentred } from "../../core/normalization-layer";
import type { Problem } from "../../core/problem";
import type { Adopted } from "./kernel-memory";
import { takeRangesOfSets, type AdoptedSets } from "./set-memory";

/** Magnitudes of gamma between which the products of a few numbers keep all their digits. */
const SMALLEST = 1e-50;
const LARGEST = 1e50;

/**
 * Forward and backward of sets that stand side by side, by the kernel; by core where one of them is out of the ordinary: its
 * share of dgamma and dbeta stands among those of the others.
 */
export function setGradients(problem: Problem, adopted: Adopted, sets: AdoptedSets): Gradients {
  const { gamma, beta, layout, eps } = problem;
  const { out, dx, columns, kernel } = adopted;
  if (isCentred(problem) !== sets.centred) takeRangesOfSets(problem, kernel.functions, columns.reach, sets);
  let largest = 0;
  let ordinary = Number.isFinite(sets.largestDout);
  for (const value of gamma) {
    const size = Math.abs(value);
    ordinary &&= size === 0 || (size >= SMALLEST && size <= LARGEST); // NaN is neither
    largest = Math.max(largest, size);
  }
  if (!ordinary) return batchnormGradients(problem, "standard");
  sets.gamma.set(gamma);
  sets.beta.set(beta);
  columns.reach.set(sets.reach.map((reach) => reach * largest)); // of u = gamma dout
  const careful = kernel.functions.sets64({
    sets: sets.at,
    reach: sets.largestDout,
    eps,
    centred: sets.centred,
  });
  if (careful > 0) return batchnormGradients(problem, "standard");
  const { mean, variance, delta, r } = columns;
  const normaliser = { unit: new Float64Array(layout.channels).fill(1), m: mean.slice(), delta, r };
  return { out, dx, dgamma: sets.dgamma, dbeta: sets.dbeta, mean, variance, normaliser };
}
