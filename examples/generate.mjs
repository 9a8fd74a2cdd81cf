// Makes the matrices in this folder again, from seeds:   node examples/generate.mjs
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const { Random, createProblem, batchnormGradients, batchnormForward, terms } = await core();

/** The product's own generator and reference, bundled for this run. */
async function core() {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-"));
  try {
    const contents = ["arithmetic/random", "problem", "batchnorm/batchnorm"].map((name) => `export * from "./src/core/${name}";`).join("");
    const outfile = join(folder, "core.mjs");
    await build({ stdin: { contents, resolveDir: join(here, "..") }, bundle: true, format: "esm", outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const round = (value, digits = 6) => Number(value.toPrecision(digits));
const matrix = (rows, columns, at) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => at(i, k)));

/** A matrix with one row on a line; deeper tensors likewise. */
function rows(value, indent = "") {
  if (!Array.isArray(value[0])) return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
  return `[\n${value.map((item) => `${indent}  ${rows(item, `${indent}  `)}`).join(",\n")}\n${indent}]`;
}
function problemText(members) {
  const lines = Object.entries(members).map(([key, value]) => {
    if (key !== "candidate") return `  "${key}": ${Array.isArray(value) ? rows(value, "  ") : JSON.stringify(value)}`;
    const inner = Object.entries(value).map(([name, tensor]) => `    "${name}": ${rows(tensor, "    ")}`);
    return `  "candidate": {\n${inner.join(",\n")}\n  }`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
const save = (name, text) => writeFileSync(join(here, name), text);

/**
 * Inputs of the second layer of a network that has learned three spirals: 2 -> 16 (ReLU) -> 16 (ReLU) -> 3, trained
 * by plain gradient descent on 96 points. Returns 64 x 16, the numbers that a batch norm before the ReLU would see.
 */
function spiralActivations() {
  const random = new Random(2026);
  const count = 96;
  const points = matrix(count, 2, () => 0);
  const labels = [];
  for (let i = 0; i < count; i++) {
    const label = i % 3;
    const t = 0.1 + 0.9 * random.uniform();
    const angle = 4 * t + (2 * Math.PI * label) / 3 + 0.15 * random.normal();
    points[i] = [t * Math.cos(angle), t * Math.sin(angle)];
    labels.push(label);
  }
  const layer = (inputs, outputs) => ({
    w: matrix(inputs, outputs, () => random.normal() * Math.sqrt(2 / inputs)),
    b: new Array(outputs).fill(0).map(() => 0.1 * random.normal()),
  });
  const layers = [layer(2, 16), layer(16, 16), layer(16, 3)];
  const affine = (x, { w, b }) => x.map((row) => b.map((bias, k) => row.reduce((sum, v, j) => sum + v * w[j][k], bias)));
  const relu = (x) => x.map((row) => row.map((v) => Math.max(v, 0)));
  let hidden;
  for (let step = 0; step < 600; step++) {
    const z1 = affine(points, layers[0]);
    const a1 = relu(z1);
    hidden = affine(a1, layers[1]);
    const a2 = relu(hidden);
    const logits = affine(a2, layers[2]);
    let delta = logits.map((row, i) => {
      const top = Math.max(...row);
      const e = row.map((v) => Math.exp(v - top));
      const sum = e.reduce((s, v) => s + v, 0);
      return e.map((v, k) => (v / sum - (k === labels[i] ? 1 : 0)) / count);
    });
    const activations = [points, a1, a2];
    for (let n = 2; n >= 0; n--) {
      const input = activations[n];
      const { w, b } = layers[n];
      const below = input.map((row, i) => row.map((v, j) => (v > 0 ? delta[i].reduce((s, d, k) => s + d * w[j][k], 0) : 0)));
      for (let k = 0; k < b.length; k++) {
        b[k] -= 0.5 * delta.reduce((s, d) => s + d[k], 0);
        for (let j = 0; j < w.length; j++) w[j][k] -= 0.5 * delta.reduce((s, d, i) => s + d[k] * input[i][j], 0);
      }
      delta = below;
    }
  }
  return hidden.slice(0, 64).map((row) => row.map((v) => round(v)));
}

/** Four pictures of three channels, 8 x 8: waves of one direction for each channel, brightness of each picture, noise. */
function pictures() {
  const random = new Random(7);
  return Array.from({ length: 4 }, (_, n) =>
    Array.from({ length: 3 }, (_, c) =>
      matrix(8, 8, (h, w) => {
        const wave = Math.sin(0.8 * h * Math.cos(c) + 0.8 * w * Math.sin(c) + n);
        return round(0.5 + 0.3 * wave + 0.1 * n * (c + 1) + 0.05 * random.normal(), 4);
      }),
    ),
  );
}

function unflatten(values, columns) {
  return matrix(values.length / columns, columns, (i, k) => values[i * columns + k]);
}

/** A hand-written backward pass with two classic mistakes: no variance path in dx, and a mean for the sum in dbeta. */
function wrongGradient() {
  const random = new Random(11);
  const [N, D] = [16, 6];
  const x = matrix(N, D, (_, k) => round(3 * k - 4 + (0.5 + 0.5 * k) * random.normal()));
  const dout = matrix(N, D, () => round(random.normal()));
  const gamma = Array.from({ length: D }, () => round(1 + 0.4 * random.normal(), 3));
  const beta = Array.from({ length: D }, () => round(0.5 * random.normal(), 3));
  const tensor = (values) => ({ shape: [N, D], values: Float64Array.from(values.flat()), dtype: "float64" });
  const vector = (values) => ({ shape: [D], values: Float64Array.from(values), dtype: "float64" });
  const { value: problem } = createProblem({ x: tensor(x), dout: tensor(dout), gamma: vector(gamma), beta: vector(beta) });
  const { dgamma, dbeta } = batchnormGradients(problem, "standard");
  const { cache } = batchnormForward(problem);
  const withoutVariancePath = matrix(N, D, (i, k) => {
    const [direct, meanPath] = terms(problem, cache, i, k);
    return direct + meanPath;
  });
  return {
    description: "A backward pass as it is often written by hand. What is wrong with it?",
    x,
    gamma,
    beta,
    dout,
    candidate: { dx: withoutVariancePath, dgamma: [...dgamma], dbeta: [...dbeta].map((value) => value / N) },
  };
}

/** Layer norm with gamma left out of the two means: right while gamma is 1, and wrong as soon as it has learned. */
function wrongLayerNorm() {
  const random = new Random(12);
  const [N, D] = [6, 8];
  const x = matrix(N, D, (i) => round(i - 2 + (1 + 0.3 * i) * random.normal()));
  const dout = matrix(N, D, () => round(random.normal()));
  const gamma = Array.from({ length: D }, () => round(1 + 0.4 * random.normal(), 3));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / D;
  const dx = x.map((row, i) => {
    const mu = mean(row);
    const r = 1 / Math.sqrt(mean(row.map((value) => (value - mu) ** 2)) + 1e-5);
    const xhat = row.map((value) => (value - mu) * r);
    const c = mean(xhat.map((value, k) => value * dout[i][k]));
    return xhat.map((value, k) => gamma[k] * r * (dout[i][k] - mean(dout[i]) - value * c));
  });
  const description = "A layer norm whose backward was derived from batch norm: gamma stands in front of the means.";
  return { description, norm: "layer", x, gamma, dout, candidate: { dx } };
}

/** RMS norm with a mean path, as layer norm has it. */
function wrongRmsNorm() {
  const random = new Random(13);
  const shape = [2, 3, 8]; // (B, T, D)
  const draw = () => matrix(2, 3, () => Array.from({ length: 8 }, () => round(0.4 + random.normal())));
  const [x, dout] = [draw(), draw()];
  const gamma = Array.from({ length: 8 }, () => round(0.4 * random.normal(), 3));
  const tensor = (values) => ({ shape, values: Float64Array.from(values.flat(2)), dtype: "float64" });
  const given = { x: tensor(x), dout: tensor(dout), gamma: { shape: [8], values: Float64Array.from(gamma), dtype: "float64" } };
  const { value: problem } = createProblem({ ...given, norm: "rms", eps: 1e-6, gammaOffset: 1 });
  const { dx, dgamma } = batchnormGradients(problem, "standard");
  const wrong = matrix(2, 3, (n, t) => {
    const row = x[n][t];
    const r = 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / 8 + 1e-6);
    const ubar = dout[n][t].reduce((sum, value, k) => sum + (1 + gamma[k]) * value, 0) / 8;
    return row.map((_, k) => dx[(n * 3 + t) * 8 + k] - r * ubar);
  });
  const description = "Gemma's RMS norm, which stores gamma - 1, with a mean path that belongs to layer norm.";
  const candidate = { dx: wrong, dgamma: [...dgamma] };
  return { description, norm: "rms", eps: 1e-6, gammaOffset: 1, x, gamma, dout, candidate };
}

/** Pictures with gamma for a layer of 2 groups or none, and the exact gradients of any layer over them. */
function channelPictures(seed) {
  const random = new Random(seed);
  const shape = [2, 4, 3]; // (N, C, L)
  const draw = () => matrix(2, 4, (n, c) => Array.from({ length: 3 }, () => round(c + (1 + n) * random.normal())));
  const [x, dout] = [draw(), draw()];
  const gamma = Array.from({ length: 4 }, () => round(1 + 0.4 * random.normal(), 3));
  const tensor = (values) => ({ shape, values: Float64Array.from(values.flat(2)), dtype: "float64" });
  const given = { x: tensor(x), dout: tensor(dout), gamma: { shape: [4], values: Float64Array.from(gamma), dtype: "float64" } };
  const nested = (values) => matrix(2, 4, (n, c) => [...values.subarray((4 * n + c) * 3, (4 * n + c + 1) * 3)]);
  const of = (layer) => {
    const { value: problem } = createProblem({ ...given, ...layer });
    const { dx, dgamma, dbeta } = batchnormGradients(problem, "standard");
    const out = nested(batchnormForward(problem).out);
    return { out, dx: nested(dx), dgamma: [...dgamma], dbeta: [...dbeta] };
  };
  return { x, dout, gamma, of };
}

/** Group norm whose backward takes each channel as a group of its own. */
function wrongGroupNorm() {
  const { x, dout, gamma, of } = channelPictures(14);
  const { dx } = of({ norm: "instance" });
  const description = "A group norm whose backward forgets the groups: it is instance norm's.";
  return { description, norm: "group", groups: 2, x, gamma, dout, candidate: { dx } };
}

/** Instance norm whose backward takes its means over the batch. */
function wrongInstanceNorm() {
  const { x, dout, gamma, of } = channelPictures(15);
  const [right, batch] = [of({ norm: "instance" }), of({ norm: "batch" })];
  const description = "An instance norm whose backward is batch norm's: out says which forward it was.";
  const candidate = { out: right.out, dx: batch.dx, dgamma: right.dgamma, dbeta: right.dbeta };
  return { description, norm: "instance", x, gamma, dout, candidate };
}

const random = new Random(5);
save("activations.json", `${rows(spiralActivations())}\n`);
save(
  "bn2d.gradlens.json",
  problemText({
    description: "A batch of 4 pictures with 3 channels of 8 x 8: each channel is normalized over the batch and its pixels.",
    x: pictures(),
    gamma: [1.2, 0.8, -0.5],
    beta: [0.1, -0.3, 0],
    doutSeed: 3,
  }),
);
save(
  "constant-column.json",
  `${rows(matrix(12, 5, (_, k) => (k === 2 ? 0.1 : round(k + (k + 1) * random.normal(), 4))))}\n`,
);
const holes = matrix(10, 6, (_, k) => round(random.normal() * 10 ** (k - 2), 4));
holes[3][1] = "NaN";
holes[7][4] = "Infinity";
holes[8][4] = "-Infinity";
save("with-nan.json", `${rows(holes)}\n`);
save("wrong-gradient.gradlens.json", problemText(wrongGradient()));
save("layers/layer-norm.gradlens.json", problemText(wrongLayerNorm()));
save("layers/rms-norm.gradlens.json", problemText(wrongRmsNorm()));
save("layers/group-norm.gradlens.json", problemText(wrongGroupNorm()));
save("layers/instance-norm.gradlens.json", problemText(wrongInstanceNorm()));
