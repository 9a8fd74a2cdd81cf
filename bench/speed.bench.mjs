// The product's kernels beside torch, NumPy and tfjs, and beside the memory limit of this machine; the gradient check
// beside torch.autograd.gradcheck; growth with N and D.
//   npm run bench -- --only forward-backward,gradcheck
import { Worker } from "node:worker_threads";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { writeGrowth } from "./speed/growth.mjs";
import { Contestants } from "./speed/contestants.mjs";
import { inTurn, makeProblem, PRODUCT, sample, statistics } from "./speed/measure.mjs";

const SIZES = [
  [64, 64],
  [128, 64],
  [512, 512],
  [1024, 1024],
  [4096, 1024],
  [32768, 256],
];
const text = (shape) => shape.join("x");

function reportAll(report, name, size, results, note = "") {
  for (const [contestant, { median, p10 }] of Object.entries(results))
    report({ name, size, contestant, value: median, p10, unit: "us", note });
}

async function forwardBackward(bench, report) {
  const sizes = bench.quick
    ? [
        [64, 64],
        [33, 17],
      ]
    : SIZES;
  const [rounds, milliseconds] = bench.quick ? [1, 2] : [7, 60];
  for (const dtype of ["float64", "float32"]) {
    for (const shape of sizes) {
      const results = await bench.forwardBackward(shape, dtype, rounds, milliseconds);
      reportAll(report, "forward-backward", `${text(shape)} ${dtype}`, results);
    }
  }
}

async function gradcheck(bench, report) {
  const { engine, product, quick } = bench;
  for (const shape of quick
    ? [[8, 4]]
    : [
        [64, 32],
        [256, 128],
      ]) {
    const problem = engine.adopt(makeProblem(product, shape));
    const gradients = engine.gradients(problem, "standard");
    await bench.setup(shape, "float64");
    const contestants = [{ name: OURS, sample: (ms) => sample(() => bench.check(problem, gradients, "standard"), ms) }];
    if (bench.hasTorch && shape[0] <= 64)
      contestants.push({ name: "torch gradcheck, same scalar loss", sample: (ms) => bench.kept.run("gradcheck", ms) });
    const results = await inTurn(contestants, quick ? 1 : 5, quick ? 1 : 200);
    reportAll(report, "gradcheck", text(shape), results);
    engine.dispose(problem);
  }
  const shape = quick ? [16, 8] : [1024, 1024];
  for (const workers of [1, 2]) {
    const runs = [];
    for (let i = 0; i < (quick ? 1 : 3); i++) runs.push(await checkInWorkers(shape, workers));
    const { median, p10 } = statistics(runs.map(({ total }) => total));
    const first = statistics(runs.map((run) => run.first)).median;
    const note = `${workers} worker${workers > 1 ? "s" : ""}`;
    report({ name: "gradcheck", size: text(shape), contestant: OURS, value: median, p10, unit: "us", note });
    report({
      name: "gradcheck-first-cells",
      size: text(shape),
      contestant: OURS,
      value: first,
      unit: "us",
      note: `${note}, until the first cells of the map`,
    });
  }
}

/** A full check shared by workers that are warm and hold the problem already. Times in microseconds. */
async function checkInWorkers(shape, count) {
  const workers = Array.from({ length: count }, (_, index) => {
    const share = [Math.round((shape[1] * index) / count), Math.round((shape[1] * (index + 1)) / count)];
    return new Worker(new URL("./speed/check-worker.mjs", import.meta.url), {
      workerData: { product: PRODUCT, shape, share },
    });
  });
  const next = (worker, what) =>
    new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.on("message", (message) => message === what && resolve(performance.now()));
    });
  try {
    await Promise.all(workers.map((worker) => next(worker, "ready")));
    const start = performance.now();
    const first = Promise.race(workers.map((worker) => next(worker, "first")));
    const done = Promise.all(workers.map((worker) => next(worker, "done")));
    for (const worker of workers) worker.postMessage("go");
    const [firstAt] = [await first, await done];
    return { first: (firstAt - start) * 1000, total: (performance.now() - start) * 1000 };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function gradcheckPrecise(bench, report) {
  const { engine, product, quick } = bench;
  for (const shape of quick
    ? [[8, 4]]
    : [
        [64, 32],
        [512, 64],
      ]) {
    const problem = engine.adopt(makeProblem(product, shape));
    const gradients = engine.gradients(problem, "exact");
    const take = (precision) => (ms) => sample(() => bench.check(problem, gradients, precision), ms);
    const contestants = [
      { name: OURS, sample: take("exact") },
      { name: "the plain check", sample: take("standard") },
    ];
    const results = await inTurn(contestants, quick ? 1 : 5, quick ? 1 : 200);
    reportAll(report, "gradcheck-precise", text(shape), results);
    engine.dispose(problem);
  }
}

/** Memory the engine holds for a problem, in units of x in float64: x, dout, out and dx and little else. */
function engineMemory(bench, report) {
  const { engine, product, quick } = bench;
  for (const [shape, dtype] of quick
    ? [[[64, 64], "float64"]]
    : SIZES.flatMap((size) => [
        [size, "float64"],
        [size, "float32"],
      ])) {
    const before = engine.bytes;
    const problem = engine.adopt(makeProblem(product, shape, dtype));
    engine.gradients(problem, "standard");
    const value = (engine.bytes - before) / (8 * shape[0] * shape[1]);
    report({
      name: "engine-memory",
      size: `${text(shape)} ${dtype}`,
      contestant: OURS,
      value,
      unit: "times x",
      note: "",
    });
    engine.dispose(problem);
  }
}

/** Time against N and D and the slope of its logarithm; plots into docs/ (not when quick). */
async function growth(bench, report) {
  const { engine, product, quick } = bench;
  const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));
  const series = quick
    ? [
        {
          kind: "forward-backward",
          along: "N",
          shapes: [
            [8, 8],
            [16, 8],
          ],
        },
        {
          kind: "gradcheck",
          along: "N",
          shapes: [
            [8, 4],
            [16, 4],
          ],
        },
      ]
    : [
        { kind: "forward-backward", along: "N", shapes: powers(5, 17).map((N) => [N, 64]) },
        { kind: "forward-backward", along: "D", shapes: powers(2, 13).map((D) => [256, D]) },
        { kind: "gradcheck", along: "N", shapes: powers(4, 11).map((N) => [N, 16]) },
        { kind: "gradcheck", along: "D", shapes: powers(2, 9).map((D) => [64, D]) },
      ];
  for (const { kind, along, shapes } of series) {
    const points = [];
    for (const shape of shapes) {
      const problem = engine.adopt(makeProblem(product, shape));
      const gradients = engine.gradients(problem, "standard");
      const step =
        kind === "gradcheck"
          ? () => bench.check(problem, gradients, "standard")
          : () => engine.gradients(problem, "standard");
      sample(step, quick ? 1 : 60);
      const { p10 } = statistics(sample(step, quick ? 1 : 120)); // the least disturbed
      points.push({ at: along === "N" ? shape[0] : shape[1], cells: shape[0] * shape[1], microseconds: p10 });
      engine.dispose(problem);
    }
    const fixed = along === "N" ? `D = ${shapes[0][1]}` : `N = ${shapes[0][0]}`;
    const slope = writeGrowth({ kind, along, fixed, points, write: !quick });
    const size = `${along} from ${points[0].at} to ${points.at(-1).at}, ${fixed}`;
    report({
      name: `growth-${kind}`,
      size,
      contestant: OURS,
      value: slope,
      unit: "slope",
      note: "upper half of the range",
    });
  }
}

/** What measures which names. */
const RUNS = [
  { names: ["forward-backward"], run: forwardBackward },
  { names: ["gradcheck", "gradcheck-first-cells"], run: gradcheck },
  { names: ["gradcheck-precise"], run: gradcheckPrecise },
  { names: ["engine-memory"], run: engineMemory },
  { names: ["growth-forward-backward", "growth-gradcheck"], run: growth },
];
export const NAMES = RUNS.flatMap(({ names }) => names);

/** Runs the benches. `report(row)` gets each figure: { name, size, contestant, value, p10, unit, note }. */
export async function run({ quick = false, only, report = console.log } = {}) {
  const wanted = RUNS.filter(({ names }) => chosen(names, only).length > 0);
  if (wanted.length === 0) return;
  const bench = new Contestants();
  try {
    await bench.open(quick);
    for (const { run: measure } of wanted) await measure(bench, report);
  } finally {
    bench.close();
  }
}
