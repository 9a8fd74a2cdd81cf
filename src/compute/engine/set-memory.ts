import { affineShapeOf, type Layout } from "../../core/layout";
import { isCentred } from "../../core/normalization-layer";
import type { Problem } from "../../core/problem";
import { sizeOf } from "../../core/tensor";
import type { BatchnormKernel } from "../../../build/kernel/batchnorm";
import type { ContiguousSets } from "./contiguous-sets";
import type { MemoryPlan } from "./memory-plan";

/** x and dout of so many bytes go through both sweeps together: they stay in the second cache from one to the other. */
const BLOCK_BYTES = 192 * 1024;
/** Sets of a block: four go together, and finishing takes long for few. */
const [FEWEST, MOST] = [4, 128];
/** Bytes that the kernel keeps for a run of elements, for two entries of gamma and for a set (src/kernel/assembly/_sets.ts). */
const [PART, CHAINS, CONSTANTS] = [32, 64, 40];
/** Numbers that it knows of the sets. */
const NUMBERS = 22;

/** Sets that go through both sweeps together. */
export function blockOf({ runs, length }: ContiguousSets): number {
  const sets = Math.floor(BLOCK_BYTES / (16 * runs * length) / FEWEST) * FEWEST;
  return Math.max(FEWEST, Math.min(MOST, sets));
}

/** What a problem whose sets stand side by side has in its memory beside x, dout, out and dx. */
export interface AdoptedSets {
  readonly at: number; // of what the kernel knows of the sets (src/kernel/assembly/_sets.ts)
  readonly gamma: Float64Array; // (A), as the three that follow
  readonly beta: Float64Array;
  readonly dgamma: Float64Array;
  readonly dbeta: Float64Array;
  readonly reach: Float64Array; // (D) largest |dout| of each set, NaN where it is out of the ordinary
  /** Taken with the ranges: whether for sets that have a mean, and the largest |dout| of all. */
  centred: boolean;
  largestDout: number;
}

/** Addresses that are planned elsewhere. */
interface Elsewhere {
  readonly x: number;
  readonly dout: number;
  readonly out: number;
  readonly dx: number;
  readonly arrays: number;
  readonly records: number; // one for each pair of a block, and one more
  readonly record: number; // that one
  readonly doubtful: number;
}

/** Plans the rest of the memory; the function that it gives fills it in. */
export function planSets(
  plan: MemoryPlan,
  layout: Layout,
  form: ContiguousSets,
): (buffer: ArrayBuffer, there: Elsewhere) => AdoptedSets {
  const { runs, length, period } = form;
  const entries = sizeOf(affineShapeOf(layout));
  const sets = layout.channels;
  const at = plan.take(4 * NUMBERS);
  const vector = (count: number): number => plan.take(8 * (count + 1)); // the kernel works on pairs
  const [gamma, beta, dgamma, dbeta] = [vector(entries), vector(entries), vector(entries), vector(entries)];
  const reach = vector(sets);
  const chains = plan.take(CHAINS * period * Math.ceil(runs / 2));
  const block = blockOf(form);
  const constants = plan.take(CONSTANTS * block);
  const shifted = length > 1 ? 0 : vector(runs);
  const parts = plan.take(length > 1 ? PART * (block * runs + 1) : 0);
  return (buffer, { x, dout, out, dx, arrays, records, record, doubtful }) => {
    const numbers = [x, dout, out, dx, sets, block, runs, length, period, records, record, constants, shifted];
    new Uint32Array(buffer, at, NUMBERS).set([
      ...numbers,
      parts,
      arrays,
      reach,
      gamma,
      beta,
      dgamma,
      dbeta,
      chains,
      doubtful,
    ]);
    const values = (from: number, count: number): Float64Array => new Float64Array(buffer, from, count);
    return {
      at,
      gamma: values(gamma, entries),
      beta: values(beta, entries),
      dgamma: values(dgamma, entries),
      dbeta: values(dbeta, entries),
      reach: values(reach, sets),
      centred: true,
      largestDout: NaN,
    };
  };
}

/** Takes how far sums of x and dout can reach: whenever one of them is new, or sets with a mean follow those without. */
export function takeRangesOfSets(
  problem: Pick<Problem, "norm">,
  functions: BatchnormKernel,
  found: Float64Array,
  sets: AdoptedSets,
): void {
  sets.centred = isCentred(problem);
  functions.rangesOfSets64({ sets: sets.at, centred: sets.centred });
  sets.reach.set(found);
  sets.largestDout = found.reduce((most, reach) => Math.max(most, reach), 0); // NaN stays
}
