import type { Layout } from "../../core/layout";
import type { Problem } from "../../core/problem";
import type { Values } from "../../core/tensor";
import type { BatchnormKernel } from "../../../build/kernel/batchnorm";
import { contiguousSets } from "./contiguous-sets";
import { MAX_PAGES, PAGE, type Kernel, type KernelModule } from "./kernel-bindings";
import { MemoryPlan } from "./memory-plan";
import { blockOf, planSets, takeRangesOfSets, type AdoptedSets } from "./set-memory";

/** Columns that one call of the kernel takes: their records stay in the second cache. */
export const STRIP = 2048;

/** Bytes of the kernel's record for a pair of columns (src/kernel/assembly/_records.ts). */
const RECORD = 144;

/** (D) arrays of doubles that the kernel reads and writes, in the order of its Columns. */
const COLUMN_ARRAYS = [
  "gamma",
  "beta",
  "mean",
  "variance",
  "dgamma",
  "dbeta",
  "low",
  "high",
  "reach",
  "delta",
  "r",
] as const;
type ColumnArray = (typeof COLUMN_ARRAYS)[number];

/** A problem's arrays inside one memory, sized for it. */
export interface Adopted {
  readonly kernel: Kernel<BatchnormKernel>;
  readonly bytes: number;
  readonly x: Values; // (N,D)
  readonly dout: Values; // (N,D)
  readonly out: Float64Array; // (N,D)
  readonly dx: Float64Array; // (N,D)
  readonly columns: Readonly<Record<ColumnArray, Float64Array>>; // (D) each
  readonly arrays: number; // where the kernel finds the addresses of `columns`
  readonly records: number;
  readonly merged: number; // rank > 2: records of two channels each; of sets: the record of the one under way
  readonly doubtful: Int32Array; // (STRIP)
  readonly sets: AdoptedSets | undefined; // of a layer whose sets stand side by side
}

/** Makes a memory for the problem and copies x and dout into it. Throws RangeError when 4 GB do not hold it. */
export function adoptProblem(module: KernelModule<BatchnormKernel>, problem: Problem): Adopted {
  // Same type for both, so that one kernel reads them; float32 widens without loss.
  const single = problem.x instanceof Float32Array && problem.dout instanceof Float32Array;
  return fill(layOut(module, problem.layout, single), problem);
}

/** Brings a problem into a memory of its layout. What stands there already is not copied. */
export function fill(adopted: Adopted, problem: Problem): Adopted {
  const { x, dout } = problem;
  if (x !== adopted.x) adopted.x.set(x);
  if (dout !== adopted.dout) adopted.dout.set(dout);
  takeRanges(adopted, problem);
  return adopted;
}

/** A memory for a problem, with x and dout in single or double precision. Throws RangeError when 4 GB do not hold it. */
export function layOut(module: KernelModule<BatchnormKernel>, layout: Layout, isSingle: boolean): Adopted {
  const { rows: N, channels: D, inner } = layout;
  const cells = N * D;
  const form = contiguousSets(layout);
  const single = isSingle && !form; // sets are read in double precision alone
  const pairs = Math.ceil(Math.min(D, form ? blockOf(form) : STRIP) / 2);
  const plan = new MemoryPlan();
  const arrays = plan.take(4 * COLUMN_ARRAYS.length);
  const records = plan.take(RECORD * (inner > 1 && !form ? 2 * pairs : pairs));
  const merged = plan.take(form ? RECORD : inner > 1 ? RECORD * pairs : 0);
  const doubtful = plan.take(4 * (2 * pairs));
  const columnAt = COLUMN_ARRAYS.map(() => plan.take(8 * (D + 1))); // the kernel works on pairs
  const placeSets = form && planSets(plan, layout, form);
  const size = single ? 4 : 8;
  // A quarter of a page apart, so that equal cells of the four arrays do not fall into one set of the first cache.
  const x = plan.take(size * cells, 4096);
  const dout = plan.take(size * cells, 4096, 1024);
  const out = plan.take(8 * cells, 4096, 2048);
  const dx = plan.take(8 * cells, 4096, 3072);
  const pages = Math.ceil(plan.end / PAGE);
  if (pages > MAX_PAGES) {
    throw new RangeError(
      `expected a problem of at most 4 GB with its results, got ${Math.ceil(plan.end / 2 ** 30)} GB`,
    );
  }
  const kernel = module.instantiate(pages);
  const { buffer } = kernel;
  const values = (at: number): Values =>
    single ? new Float32Array(buffer, at, cells) : new Float64Array(buffer, at, cells);
  const adopted: Adopted = {
    kernel,
    bytes: pages * PAGE,
    x: values(x),
    dout: values(dout),
    out: new Float64Array(buffer, out, cells),
    dx: new Float64Array(buffer, dx, cells),
    columns: Object.fromEntries(
      COLUMN_ARRAYS.map((name, i) => [name, new Float64Array(buffer, columnAt[i], D)]),
    ) as Record<ColumnArray, Float64Array>,
    arrays,
    records,
    merged,
    doubtful: new Int32Array(buffer, doubtful, 2 * pairs),
    sets: placeSets?.(buffer, { x, dout, out, dx, arrays, records, record: merged, doubtful }),
  };
  if (form) adopted.columns.gamma.fill(1); // the layer's own come in by the second sweep
  new Uint32Array(buffer, arrays, COLUMN_ARRAYS.length).set(columnAt);
  return adopted;
}

/** Puts another dout in the place of the adopted one; false where its type is another. */
export function replaceDout(adopted: Adopted, problem: Problem, dout: Values): boolean {
  if (adopted.dout.constructor !== dout.constructor) return false;
  adopted.dout.set(dout);
  takeRanges(adopted, problem);
  return true;
}

/** How far sums can reach, which the kernel needs to know: taken whenever x or dout are new. */
function takeRanges({ kernel, x, dout, arrays, columns, sets }: Adopted, problem: Problem): void {
  if (sets) {
    takeRangesOfSets(problem, kernel.functions, columns.reach, sets);
    return;
  }
  const { rows, channels, outer, inner } = problem.layout;
  const { ranges32, ranges64, rangesOfRuns32, rangesOfRuns64 } = kernel.functions;
  const single = x instanceof Float32Array;
  const given = { x: x.byteOffset, dout: dout.byteOffset, arrays };
  if (inner > 1) (single ? rangesOfRuns32 : rangesOfRuns64)({ ...given, outer, channels, inner });
  else (single ? ranges32 : ranges64)({ ...given, rows, columns: channels });
}
