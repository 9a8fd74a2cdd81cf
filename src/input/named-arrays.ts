import type { Assumption, Candidate, ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";
import type { Reading } from "./formats/format";
import { failAtByte } from "./place";
import { own } from "../core/own";

/** Names under which files of several arrays keep the parts of a problem; PyTorch's own among them. */
const NAMES: Readonly<Record<string, string>> = {
  x: "x",
  input: "x",
  gamma: "gamma",
  weight: "gamma",
  beta: "beta",
  bias: "beta",
  dout: "dout",
  eps: "eps",
  runningmean: "runningMean",
  runningvar: "runningVar",
  axis: "axis",
  mask: "mask",
  split: "split",
  dx: "candidate.dx",
  candidatedx: "candidate.dx",
  dgamma: "candidate.dgamma",
  candidatedgamma: "candidate.dgamma",
  dbeta: "candidate.dbeta",
  candidatedbeta: "candidate.dbeta",
};

/** One named array of a file, and the byte at which it is described. */
export interface NamedArray {
  readonly name: string;
  readonly tensor: Tensor;
  readonly at: number;
}

/** Makes a problem of the arrays of a .npz or .safetensors file. A single array is x whatever its name. */
export function problemOfArrays(arrays: readonly NamedArray[], assumed: readonly Assumption[]): Reading {
  const parts = new Map<string, NamedArray>();
  const unread: string[] = [];
  for (const array of arrays) {
    const key = own(NAMES, array.name.toLowerCase().replace(/[^a-z]/g, ""));
    if (key !== undefined && !parts.has(key)) parts.set(key, array);
    else unread.push(array.name);
  }
  const [only, ...others] = arrays;
  if (only && others.length === 0 && !parts.has("x")) {
    parts.clear();
    unread.length = 0;
    parts.set("x", only);
  }
  const x = parts.get("x");
  if (!x) {
    const names = arrays.map((array) => array.name).join(", ") || "none";
    return failAtByte(
      0,
      "no-x",
      `Expected an array named x, got ${names.length > 200 ? `${names.slice(0, 200)}...` : names}`,
    );
  }
  const rank = x.tensor.shape.length;
  if (rank < 2 || rank > 5) {
    failAtByte(x.at, "rank", `${x.name} has rank ${rank}, expected a tensor of rank 2 to 5 (N x D or N x C x ...)`);
  }
  const tensor = (key: string): Tensor | undefined => parts.get(key)?.tensor;
  const number = (key: string): number | undefined => tensor(key)?.values[0];
  const split = tensor("split");
  const candidate: Candidate = {
    dx: tensor("candidate.dx"),
    dgamma: tensor("candidate.dgamma"),
    dbeta: tensor("candidate.dbeta"),
  };
  const input: ProblemInput = {
    x: x.tensor,
    gamma: tensor("gamma"),
    beta: tensor("beta"),
    dout: tensor("dout"),
    eps: number("eps"),
    runningMean: tensor("runningMean"),
    runningVar: tensor("runningVar"),
    axis: number("axis"),
    mask: tensor("mask"),
    split: split && Array.from(split.values),
    candidate: (candidate.dx ?? candidate.dgamma ?? candidate.dbeta) ? candidate : undefined,
    places: Object.fromEntries([...parts].map(([key, { at }]) => [key, { offset: at, line: 1, column: at + 1 }])),
  };
  return { input, assumed: [...assumed, ...notRead(unread)] };
}

function notRead(names: readonly string[]): Assumption[] {
  if (names.length === 0) return [];
  const some = `${names.slice(0, 10).join(", ")}${names.length > 10 ? " ..." : ""}`;
  return [{ id: "not-read", text: `Arrays not read: ${some}.` }];
}
