import type { Place } from "../core/fault";
import { normalizesAxes } from "../core/normalization-layer";
import type { Alternative, Assumption, Candidate, ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";
import { saidByWords, type NamedWord } from "./archive-words";
import type { Reading } from "./formats/format";
import { listed } from "./listed";
import { expectedRank, MAX_RANK, ONE_LIST } from "./max-rank";
import { X_KEYS } from "./problem-keys";
import { failAt, failAtByte, Lines, placeOfByte } from "./place";

/** Names under which files and programs keep the parts of a problem, in small letters alone; PyTorch's own among them. */
const NAMES: ReadonlyMap<string, PartKey> = new Map([
  ...names("x", "x input"),
  ...names("xhat", "xhat xnorm xnormalized xnormed"),
  ...names("xmu", "xmu xcentered xcentred xminusmu"),
  ...names("rstd", "rstd invstd istd ivar invsigma invstddev saveinvstd"),
  ...names("gamma", "gamma weight scale"),
  ...names("beta", "beta bias shift offset"),
  ...names("dout", "dout dy gradoutput gradout doutput dldout dldy outgrad outputgrad ygrad upstream upstreamgrad"),
  ...names("eps", "eps epsilon"),
  ...names("runningMean", "runningmean movingmean"),
  ...names("runningVar", "runningvar runningvariance movingvar movingvariance"),
  ...names("axis", "axis"),
  ...names("mask", "mask"),
  ...names("split", "split"),
  ...names("candidate.dx", "dx candidatedx gradinput dinput dldx gradx xgrad inputgrad"),
  ...names("candidate.dgamma", "dgamma candidatedgamma gradweight gradgamma weightgrad gammagrad dweight dldgamma"),
  ...names("candidate.dbeta", "dbeta candidatedbeta gradbias gradbeta biasgrad betagrad dbias dldbeta"),
]);

/** What stands in the place of x: beside x it says nothing new. */
const KEPT = ["xhat", "xmu", "rstd"] as const;

/** Whether a name is of what is kept of x. */
export function isKept(name: string): boolean {
  const key = partOf(name)?.key;
  return KEPT.some((kept) => kept === key);
}

/** A part of a problem that an array can be. */
export type PartKey =
  | "x"
  | "xhat"
  | "xmu"
  | "rstd"
  | "gamma"
  | "beta"
  | "dout"
  | "eps"
  | "runningMean"
  | "runningVar"
  | "axis"
  | "mask"
  | "split"
  | "candidate.dx"
  | "candidate.dgamma"
  | "candidate.dbeta";

function names(key: PartKey, all: string): [string, PartKey][] {
  return all.split(" ").map((name) => [name, key]);
}

/** What a name stands for: by itself, or as the last part of a path such as bn1.weight, self.gamma or bn/gamma:0. */
export function partOf(name: string): { readonly key: PartKey; readonly isPath: boolean } | undefined {
  const path = name.toLowerCase().replace(/:\d+$/, "").split(/[./]/);
  const own = path.at(-1) === "grad" && path.length > 1 ? 2 : 1;
  const key = NAMES.get(
    path
      .slice(-own)
      .join("")
      .replace(/[^a-z]/g, ""),
  );
  return key && { key, isPath: path.length > own && path[0] !== "candidate" };
}

/** One array of a source, with its name and the offset at which it stands. */
export interface NamedArray {
  readonly name: string;
  readonly tensor: Tensor;
  readonly at: number;
}

/** Where the arrays come from: places and faults are those of a text, or of a file's bytes. */
export interface ArraySource {
  fail(offset: number, code: string, sentence: string, ways?: readonly Alternative[]): never;
  placeOf(offset: number): Place;
}
const OF_BYTES: ArraySource = { fail: failAtByte, placeOf: placeOfByte };
export function ofText(text: string): ArraySource {
  const lines = new Lines(text);
  return {
    fail: (offset, code, sentence) => failAt(text, offset, code, sentence),
    placeOf: (offset) => lines.at(offset),
  };
}

/** What stands around arrays. */
interface Around {
  readonly source?: ArraySource;
  /** What was asked for: the array to be taken as x, beside which only names count that are no path: those of layers are others'. */
  readonly asked?: string | undefined;
  readonly words?: readonly NamedWord[];
}

/** Makes a problem of arrays by their names. A single array is x whatever its name. */
export function problemOfArrays(
  arrays: readonly NamedArray[],
  assumed: readonly Assumption[],
  { source = OF_BYTES, asked, words = [] }: Around = {},
): Reading {
  const told = saidByWords(words, arrays, source);
  const [only, ...others] = arrays;
  const isAlone = only !== undefined && others.length === 0;
  const ids = asked?.split("+") ?? [];
  const chosen = arrays.find(({ name }) => ids.includes(wayOf(name)));
  const parts = isAlone
    ? new Map([["x", only]])
    : chosen
      ? partsBeside(chosen, arrays, source)
      : partsOf(arrays, source);
  const xKey = X_KEYS.find((key) => parts.has(key)) ?? "x";
  for (const key of KEPT) if (key !== xKey && (xKey === "x" || key !== "rstd")) parts.delete(key);
  const x = parts.get(xKey);
  if (!x) {
    const got = arrays.map(({ name }) => name).join(", ") || "none";
    const shown = got.length > 200 ? `${got.slice(0, 200)}...` : got;
    const ways = arrays
      .filter(({ tensor: { shape } }) => shape.length >= 2 && shape.length <= MAX_RANK)
      .map(({ name, tensor: { shape } }) => ({ id: wayOf(name), text: `${quoted(name)}, ${shape.join(" x ")}, as x` }));
    return source.fail(arrays[0]?.at ?? 0, "no-x", `Expected an array named x, got ${shown}`, ways);
  }
  checkRank(x, normalizesAxes(told.said) || ids.includes(ONE_LIST) ? 1 : 2, source);
  const tensor = (key: PartKey): Tensor | undefined => parts.get(key)?.tensor;
  const number = (key: PartKey): number | undefined => tensor(key)?.values[0];
  const split = tensor("split");
  const candidate: Candidate = {
    dx: tensor("candidate.dx"),
    dgamma: tensor("candidate.dgamma"),
    dbeta: tensor("candidate.dbeta"),
  };
  const input: ProblemInput = {
    x: x.tensor,
    ...(xKey !== "x" && { xKept: xKey, rstd: parameter(tensor("rstd")) }),
    gamma: parameter(tensor("gamma")),
    beta: parameter(tensor("beta")),
    dout: tensor("dout"),
    eps: number("eps"),
    runningMean: tensor("runningMean"),
    runningVar: tensor("runningVar"),
    axis: number("axis"),
    mask: tensor("mask"),
    split: split && Array.from(split.values),
    ...told.said,
    candidate: (candidate.dx ?? candidate.dgamma ?? candidate.dbeta) ? candidate : undefined,
    places: Object.fromEntries([...parts].map(([key, { at }]) => [key, source.placeOf(at)])),
  };
  const taken = new Set([...parts.values(), ...told.taken]);
  const unread = arrays.filter((array) => !taken.has(array)).map(({ name }) => name);
  // Alone it is x, whatever its name; of another part's name that is worth a word.
  const names = isAlone && (partOf(only.name)?.key ?? "x") === "x" ? [] : renamed(parts);
  const said = { input, assumed: [...assumed, ...told.assumed, ...names, ...notRead(unread)] };
  return chosen ? { ...said, taken: [wayOf(chosen.name)] } : said;
}

/** `fewest`: axes that x must have; a vector is a set of layer and RMS norm. */
function checkRank({ name, tensor, at }: NamedArray, fewest: number, source: ArraySource): void {
  const rank = tensor.shape.length;
  if (rank >= fewest && rank <= MAX_RANK) return;
  source.fail(at, "rank", `${name} has rank ${rank}, ${expectedRank(fewest)}`);
}

/** Id of the reading that takes an array as x. A plus would join it to others. */
function wayOf(name: string): string {
  return `x=${name.replaceAll("+", "%2B")}`;
}

function partsBeside(chosen: NamedArray, arrays: readonly NamedArray[], source: ArraySource): Map<string, NamedArray> {
  const plain = arrays.filter((array) => array !== chosen && partOf(array.name)?.isPath === false);
  return partsOf(plain, source).set("x", chosen);
}

/** A single number is one for every column. */
function parameter(tensor: Tensor | undefined): Tensor | number | undefined {
  return tensor?.shape.length === 0 ? tensor.values[0] : tensor;
}

/** One that says itself that it is to be compared: it goes before a plain dx, as the export of all tensors has both. */
const isCandidate = ({ name }: NamedArray): boolean => /^candidate/i.test(name);

/** Which array is which part. A name by itself goes before a path; two of a kind are ambiguous. */
function partsOf(arrays: readonly NamedArray[], source: ArraySource): Map<string, NamedArray> {
  const parts = new Map<string, NamedArray>();
  const byPath = new Map<string, NamedArray[]>();
  for (const array of arrays) {
    const part = partOf(array.name);
    if (!part) continue;
    if (part.isPath) byPath.set(part.key, [...(byPath.get(part.key) ?? []), array]);
    else {
      const first = parts.get(part.key);
      if (first && isCandidate(first) !== isCandidate(array)) {
        if (isCandidate(array)) parts.set(part.key, array);
        continue;
      }
      if (first) {
        const both = `${quoted(first.name)} and ${quoted(array.name)} both stand for ${part.key}`;
        source.fail(array.at, "ambiguous-name", `${both}, expected one of them`);
      }
      parts.set(part.key, array);
    }
  }
  for (const [key, [array, ...more]] of byPath) {
    if (array && more.length === 0 && !parts.has(key)) parts.set(key, array);
  }
  return parts;
}

const quoted = (name: string): string => `"${name.length > 60 ? `${name.slice(0, 57)}...` : name}"`;

/** Names that are others than those of the parts for which they were taken. */
function renamed(parts: ReadonlyMap<string, NamedArray>): Assumption[] {
  const pairs = [...parts].flatMap(([key, { name }]) =>
    name === key || `candidate.${name}` === key || plain(name) === plain(key) ? [] : [`${quoted(name)} as ${key}`],
  );
  return pairs.length ? [{ id: "names", text: `Read by name: ${listed(pairs)}.` }] : [];
}

const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");

export function notRead(names: readonly string[]): Assumption[] {
  if (names.length === 0) return [];
  const some = `${names.slice(0, 10).join(", ")}${names.length > 10 ? " ..." : ""}`;
  return [{ id: "not-read", text: `Arrays not read: ${some}.` }];
}
