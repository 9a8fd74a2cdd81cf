// Layer, RMS and group norm beside torch and NumPy, and the check of a layer norm beside torch.autograd.gradcheck.
//   npm run bench -- --only layer-norm,rms-norm,group-norm
import { OURS } from "./lib/figures.mjs";
import { Contestants } from "./speed/contestants.mjs";
import { inTurn, makeProblem, sample } from "./speed/measure.mjs";

/** Sets and elements of one; and images (N, C, H, W) whose groups of 4 channels are as many sets. */
const SIZES = [
  { sets: 64, elements: 64, images: [4, 64, 4, 4] },
  { sets: 4096, elements: 1024, images: [128, 128, 16, 16] },
  { sets: 512, elements: 4096, images: [16, 128, 32, 32] },
];
const QUICK = [{ sets: 6, elements: 64, images: [3, 8, 4, 4] }];

/** What each name measures, and the shape of x. */
const LAYERS = {
  "layer-norm": ({ sets, elements }) => ({ layer: { norm: "layer" }, shape: [sets, elements] }),
  "rms-norm": ({ sets, elements }) => ({ layer: { norm: "rms" }, shape: [sets, elements] }),
  "group-norm": ({ images }) => ({ layer: { norm: "group", groups: images[1] / 4 }, shape: images }),
};
const CHECK = "layer-norm-check";

async function forwardBackward(bench, name, report) {
  const { quick } = bench;
  for (const size of quick ? QUICK : SIZES) {
    const { layer, shape } = LAYERS[name](size);
    const [rounds, milliseconds] = quick ? [1, 2] : [7, 60];
    const results = await bench.forwardBackward(shape, "float64", rounds, milliseconds, layer);
    const note = shape.length > 2 ? `x ${shape.join("x")}` : "";
    for (const [contestant, { median, p10 }] of Object.entries(results))
      report({ name, size: `${size.sets}x${size.elements}`, contestant, value: median, p10, unit: "us", note });
  }
}

async function check(bench, report) {
  const { engine, product, quick } = bench;
  const shape = quick ? [4, 8] : [64, 256];
  const layer = { norm: "layer" };
  const problem = engine.adopt(makeProblem(product, shape, "float64", layer));
  const gradients = engine.gradients(problem, "standard");
  await bench.setup(shape, "float64", layer);
  const contestants = [{ name: OURS, sample: (ms) => sample(() => bench.check(problem, gradients, "standard"), ms) }];
  if (bench.hasTorch)
    contestants.push({ name: "torch gradcheck, same scalar loss", sample: (ms) => bench.kept.run("gradcheck", ms) });
  const results = await inTurn(contestants, quick ? 1 : 3, quick ? 1 : 200);
  for (const [contestant, { median, p10 }] of Object.entries(results))
    report({ name: CHECK, size: shape.join("x"), contestant, value: median, p10, unit: "us", note: "" });
  engine.dispose(problem);
}

export const NAMES = [...Object.keys(LAYERS), CHECK];

/** Runs the benches. `report(row)` gets each figure: { name, size, contestant, value, p10, unit, note }. */
export async function run({ quick = false, only = NAMES, report = console.log } = {}) {
  const bench = new Contestants();
  try {
    await bench.open(quick);
    for (const name of only) {
      if (name === CHECK) await check(bench, report);
      else await forwardBackward(bench, name, report);
    }
  } finally {
    bench.close();
  }
}
