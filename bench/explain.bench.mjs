// What explains a column of 4,096 rows: on the page (bench/explain/page.mjs) the first picture of its Jacobian of 16.8
// million cells, and the next row; as the worker answers it these, a tile, and the experiment as a whole. Beside the
// picture: the same from every cell.
//   npm run bench -- --only explain
import { mkdirSync } from "node:fs";
import { build } from "esbuild";
import { shared } from "../scripts/build.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { measurePage } from "./explain/page.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { milliseconds } from "./lib/processor-time.mjs";

export const NAMES = ["explain"];
const AIM = { picture: 100, row: 16, experiment: 5000 }; // ms

/** The worker's answers, without its thread. */
async function loadAnswers() {
  mkdirSync(`${root}/build/bench`, { recursive: true });
  const outfile = "build/bench/explain.mjs";
  const contents = `export { Analysis } from "./src/compute/analysis/analysis";
    export { selectEngine } from "./src/compute/engine/select-engine";
    export { createProblem } from "./src/core/problem";
    export { standardNormal } from "./src/core/arithmetic/random";
    export { Experiment } from "./src/core/explain/experiment";`;
  const stdin = { contents, resolveDir: root, loader: "ts" };
  await build({ ...shared, sourcemap: false, stdin, outfile, platform: "node", format: "esm" });
  return import(`${root}/${outfile}`);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Time of the processor: machines are shared. */
const timed = (work) => milliseconds(work, 1);

/** Largest cell of each block of 2^level x 2^level, every cell looked at. */
function fromEveryCell(cellAt, N, level) {
  const edge = Math.ceil(N / 2 ** level);
  const values = new Float32Array(edge * edge);
  for (let i = 0; i < N; i++) {
    for (let l = 0; l < N; l++) {
      const at = (i >> level) * edge + (l >> level);
      const value = cellAt(i, l);
      if (Math.abs(value) > Math.abs(values[at])) values[at] = value;
    }
  }
  return values;
}

export async function run({ quick = false, only = [], report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const { Analysis, selectEngine, createProblem, standardNormal, Experiment } = await loadAnswers();
  const { engine } = await selectEngine();
  const [N, D] = quick ? [512, 4] : [4096, 12];
  const level = Math.log2(N / 256);
  const values = standardNormal(N * D, 1);
  const made = createProblem({ x: { shape: [N, D], values, dtype: "float64" } });
  const analysis = new Analysis(engine, engine.adopt(made.value), "standard", undefined);
  const answer = (name, ask) => {
    const reply = analysis.answer(name, ask);
    if (!reply.ok) throw new Error(reply.fault.text);
    return reply.value;
  };
  const picture = (column, piece) => ({ kind: "jacobian", column, piece });
  const tile = (column, piece, at) =>
    answer("explainTiles", [{ picture: picture(column, piece), levelRow: at, levelColumn: at, row: 0, column: 0 }]);
  const columns = Array.from({ length: D }, (_, k) => k);
  const size = (what) => `${what}, ${N} rows`;
  const row = (what, contestant, value, note, aim) =>
    report({ name: "explain", size: what, contestant, value, unit: "ms", note, ...(!quick && aim && { aim }) });

  // A column that nobody has looked at yet: its statistics, the summary for the colours, and the picture.
  const first = columns.map((k) =>
    timed(() => [answer("explainPicture", picture(k, "whole")), tile(k, "whole", level)]),
  );
  const worst = Math.max(...first.slice(2)); // the first two compile
  row(
    size("first picture of a column"),
    OURS,
    worst,
    `time of the processor, slowest of ${D - 2} columns`,
    AIM.picture,
  );
  const x = columns.map((k) => values.filter((_, at) => at % D === k))[D - 1];
  const mu = x.reduce((sum, value) => sum + value, 0) / N;
  const r = 1 / Math.sqrt(x.reduce((sum, value) => sum + (value - mu) ** 2, 0) / N + 1e-5);
  const xhat = x.map((value) => (value - mu) * r);
  const cellAt = (i, l) => r * ((i === l ? 1 : 0) - (1 + xhat[i] * xhat[l]) / N);
  const plain = timed(() => fromEveryCell(cellAt, N, level));
  row(size("first picture of a column"), "from every cell", plain, "the formula alone, its statistics given");

  const numeric = columns.slice(2).map((k) => timed(() => tile(k, "numeric", level)));
  row(size("first numeric picture"), OURS, Math.max(...numeric), "as far as one request goes", AIM.picture);
  row(
    size("tile of 256 x 256 cells"),
    OURS,
    timed(() => tile(D - 1, "whole", 0)),
    "level 0",
  );
  const rows = Array.from({ length: quick ? 20 : 200 }, (_, l) =>
    timed(() => answer("explainCell", { row: l, column: D - 1, from: 0, to: N })),
  );
  row(size("next row"), OURS, median(rows), "median, with its numeric column and graph", AIM.row);
  await onPage([N, D], quick, (what, value, note, aim) => row(size(what), OURS, value, note, aim));
  const experiment = timed(() => {
    const trained = new Experiment();
    while (!trained.advance(1000));
  });
  row("experiment", OURS, experiment, "3 placements, 5 scales, 200 steps", AIM.experiment);
}

/** The same on the page, as a user has it. */
async function onPage(extents, quick, row) {
  const page = await measurePage(extents, quick ? 4 : 60);
  for (const [what, { times, all, ours }, aim] of [
    ["first picture", page.columns, AIM.picture],
    ["next row", page.rows, AIM.row],
  ]) {
    row(`${what} on the page`, median(times), "wall clock, from the key until it stands there, median", aim);
    row(`${what}, the page's thread`, all, "time of the processor, painting without a GPU");
    row(`${what}, scripts and layout`, ours, "of that, without painting", aim);
  }
}
