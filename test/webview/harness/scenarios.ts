import { Random, standardNormal } from "../../../src/core/arithmetic/random";
import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import { batchnormBackward, batchnormForward } from "./batchnorm";
import type { Scenario } from "./scenario-engine";
import { itemAt } from "../../../src/core/item-at";

/** Named matrices of tests and gallery: honest ones from a batch norm, and ugly ones that none would give. */
export const SCENARIOS: Readonly<Record<string, () => Scenario>> = {
  ordinary: () => honest(96, 64, 7),
  tiny: () => honest(6, 4, 3),
  "few columns": () => honest(64, 16, 9),
  "one row": () => ugly([1, 37], (_row, column) => Math.sin(column / 3)),
  "one column": () => ugly([53, 1], (row) => Math.cos(row / 5)),
  "one cell": () => ugly([1, 1], () => -2.5),
  "10,000 columns": () => ugly([4, 10_000], (row, column) => Math.sin(column / 400 + row) * (1 + column / 10_000)),
  "1 x 10,000": () => ugly([1, 10_000], (_row, column) => Math.sin(column / 300) + (column === 7654 ? 6 : 0)),
  "all NaN": () => ugly([12, 9], () => NaN),
  "all zero": () => ugly([12, 9], () => 0),
  "all one": () => ugly([12, 9], () => 1),
  odd: () => ugly([8, 7], oddValue),
  "odd, many": () =>
    ugly([64, 48], (row, column) =>
      (row * 7 + column * 3) % 31 === 0 ? oddValue(row, column) : Math.sin(row / 9) * Math.cos(column / 7),
    ),
  huge: () => ugly([16, 12], (row, column) => Math.sin(row + column) * 1e300),
  minute: () => ugly([16, 12], (row, column) => Math.sin(row + column) * 1e-300),
  "huge and minute": () =>
    ugly([16, 12], (row, column) => Math.sin(row * 3 + column) * 10 ** (((row * 12 + column) % 41) * 15 - 300)),
  needles: () => needles(4096, 4096, 11),
  "needles beside an offset": () => offsetNeedles(4096, 4096, 11),
  "wide span": () =>
    ugly([80, 60], (row, column) => Math.sin(row) * Math.cos(column * 2) * 10 ** (((row * 60 + column) % 9) - 6)),
  "partly checked": () => partlyChecked(40, 32),
  images: () => images(2, 3, 18, 24),
  "images with NaN": () => imagesWithNaN(2, 3, 18, 24),
  "one wrong cell": () => oneWrong(4, 10_000, 2, 7654),
  "every second wrong": () => wrongWhere(96, 64, (row, column) => (row + column) % 2 === 0),
  "all wrong": () => allWrong(40, 16),
  "wrong and NaN": () => wrongWhere(24, 18, (row, column) => row % 8 === 3 || column === 4, NaN),
  positive: () => ugly([40, 30], (row, column) => 1e6 + Math.sin(row / 4) * Math.cos(column / 3)),
};

/** A real forward and backward pass, with an error map like a check's. */
function honest(rows: number, columns: number, seed: number): Scenario {
  const random = new Random(seed);
  const x = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const wave = Math.sin((row / rows) * 6 + column / 5);
      x[row * columns + column] = 0.6 * random.normal() + wave * (1 + (column % 7) / 3) + 0.4 * Math.cos(column);
    }
  }
  const gamma = Float64Array.from({ length: columns }, (_, k) => 1 + 0.5 * Math.sin(k));
  const beta = Float64Array.from({ length: columns }, (_, k) => 0.3 * Math.cos(k));
  const dout = standardNormal(rows * columns, seed + 1);
  const forward = batchnormForward(x, gamma, beta, rows, columns);
  const backward = batchnormBackward(dout, gamma, forward, rows, columns);
  const error = Float64Array.from(x, () => 10 ** (-15 + 1.5 * random.normal()));
  error[Math.floor(x.length * 0.37)] = 4e-4;
  const candidate = backward.dx.map((value, i) => value * (1 + (i % columns === 5 ? 0.2 : 0)));
  return {
    shape: [rows, columns],
    tensors: {
      x,
      xhat: forward.xhat,
      out: forward.out,
      dout,
      dx: backward.dx,
      error,
      candidate,
      difference: candidate.map((value, i) => value - itemAt(backward.dx, i)),
      gamma,
      beta,
      mean: forward.mean,
      variance: forward.variance,
      dgamma: backward.dgamma,
      dbeta: backward.dbeta,
      candidateDgamma: backward.dgamma,
      candidateDbeta: backward.dbeta.map((value) => value / 16),
      dgammaError: Float64Array.from(gamma, () => 10 ** (-15 + random.normal())),
      dbetaError: Float64Array.from(gamma, () => 10 ** (-15 + random.normal())),
    },
    isChecked: true,
  };
}

/** Gradients of which one cell of dx and the dgamma of its column are not what they should be. */
function oneWrong(rows: number, columns: number, row: number, column: number): Scenario {
  const whole = wrongWhere(rows, columns, (r, c) => r === row && c === column);
  const candidateDgamma = Float64Array.from(whole.tensors.dgamma ?? []);
  candidateDgamma[column] = 2 * itemAt(candidateDgamma, column) + 1;
  return { ...whole, tensors: { ...whole.tensors, candidateDgamma, candidateDbeta: whole.tensors.dbeta } };
}

/** Gradients of which no cell is right. */
function allWrong(rows: number, columns: number): Scenario {
  const whole = wrongWhere(rows, columns, () => true);
  const off = (values?: ArrayLike<number>): Float64Array => Float64Array.from(values ?? [], (value) => 2 * value + 1);
  const { dgamma, dbeta } = whole.tensors;
  return { ...whole, tensors: { ...whole.tensors, candidateDgamma: off(dgamma), candidateDbeta: off(dbeta) } };
}

/** A dx that is wrong there: by another number, or by one that is added. */
function wrongWhere(
  rows: number,
  columns: number,
  isWrong: (row: number, column: number) => boolean,
  wrong?: number,
): Scenario {
  const whole = honest(rows, columns, 7);
  const candidate = Float64Array.from(whole.tensors.dx ?? [], (value, i) =>
    isWrong(Math.floor(i / columns), i % columns) ? (wrong ?? value + 0.5 + 0.1 * Math.sin(i)) : value,
  );
  return { ...whole, tensors: { ...whole.tensors, candidate } };
}

/** (N, C, H, W): rings whose centre and width differ by image and channel. */
function images(n: number, c: number, h: number, w: number): Scenario {
  const x = new Float64Array(n * c * h * w);
  for (let i = 0; i < x.length; i++) {
    const column = i % w;
    const row = Math.floor(i / w) % h;
    const channel = Math.floor(i / (w * h)) % c;
    const image = Math.floor(i / (w * h * c));
    const distance = Math.hypot(row - h * (0.3 + 0.4 * image), column - w * (0.2 + 0.3 * channel));
    x[i] = Math.cos(distance / (1.5 + channel)) * (1 + channel) + 0.2 * image;
  }
  const strip = (f: (channel: number) => number): Float64Array => Float64Array.from({ length: c }, (_, k) => f(k));
  return {
    shape: [n, c, h, w],
    tensors: {
      x,
      dx: x.map((value, i) => Math.sin(3 * value + i / w)),
      mean: strip((k) => 0.1 * k),
      variance: strip((k) => 1 + k),
      dgamma: strip((k) => k - 1),
      dbeta: strip((k) => 0.5 - k),
    },
    isChecked: false,
  };
}

/** Three cells of x are NaN: two in the image [0, 1], one in [1, 2]. */
function imagesWithNaN(n: number, c: number, h: number, w: number): Scenario {
  const whole = images(n, c, h, w);
  const x = Float64Array.from(whole.tensors.x ?? []);
  for (const at of [1 * h * w + 5, 1 * h * w + 3 * w + 2, (c + 2) * h * w + 7 * w]) x[at] = NaN;
  return { ...whole, tensors: { ...whole.tensors, x } };
}

/** A check that has come half-way: the other cells of the error map are not known. */
function partlyChecked(rows: number, columns: number): Scenario {
  const whole = honest(rows, columns, 5);
  const error = Float32Array.from(whole.tensors.error ?? [], (value, i) =>
    i % columns < columns / 2 ? value : UNCHECKED,
  );
  return { ...whole, tensors: { ...whole.tensors, error }, isChecked: false };
}

/** One function as every picture, so that all of them are ugly at once. */
function ugly(shape: readonly [number, number], at: (row: number, column: number) => number): Scenario {
  const [rows, columns] = shape;
  const fill = (f: (row: number, column: number) => number): Float64Array =>
    Float64Array.from({ length: rows * columns }, (_, i) => f(Math.floor(i / columns), i % columns));
  const strip = (f: (column: number) => number): Float64Array => Float64Array.from({ length: columns }, (_, k) => f(k));
  return {
    shape,
    tensors: {
      x: fill(at),
      dx: fill((row, column) => -at(row, column) / 2),
      error: fill((row, column) => Math.abs(at(row, column)) * 1e-12),
      mean: strip((column) => at(0, column)),
      variance: strip((column) => Math.abs(at(0, column))),
      dgamma: strip((column) => at(0, column)),
      dbeta: strip((column) => -at(0, column)),
    },
    isChecked: true,
  };
}

/** Cells of "needles": single ones of full range, of both signs by turns. */
export const NEEDLES: readonly number[] = needleCells(4096 * 4096, 40, 12);

function needleCells(cells: number, count: number, seed: number): number[] {
  const random = new Random(seed);
  const at = new Set<number>();
  while (at.size < count) at.add(random.below(cells));
  return [...at];
}

/** Small noise with the needles in it. */
function needles(rows: number, columns: number, seed: number): Scenario {
  const random = new Random(seed);
  const dx = new Float32Array(rows * columns);
  for (let i = 0; i < dx.length; i++) dx[i] = (random.uint32() / 2 ** 32 - 0.5) * 0.05;
  NEEDLES.forEach((cell, i) => (dx[cell] = i % 2 === 0 ? 1 : -1));
  return { shape: [rows, columns], tensors: { dx }, isChecked: false };
}

/** The same on activations far from 0: every needle crosses 0, and is smaller in magnitude than what is around it. */
function offsetNeedles(rows: number, columns: number, seed: number): Scenario {
  const { shape, tensors } = needles(rows, columns, seed);
  const x = tensors.dx?.map((value) => (Math.abs(value) === 1 ? -9 : 10 + value));
  return { shape, tensors: x ? { x } : {}, isChecked: false };
}

function oddValue(row: number, column: number): number {
  const odd = [NaN, Infinity, -Infinity, 0, -0, 1e-300, 3, -4, 0.125, 2 / 3];
  return itemAt(odd, (row * 7 + column) % odd.length);
}
