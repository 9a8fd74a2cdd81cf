import { DEFAULT_SLOPE, type Activation, type Denominator, type EpsPlacement } from "./conventions";
import { failure, success, type Fault, type Place, type Result } from "./fault";
import { toLayout, type Layout } from "./layout";
import { Random } from "./arithmetic/random";
import type { Dtype, Tensor, Values } from "./tensor";
import { own } from "./own";
import { checkSplit, readMask, rowSets, type RowSet } from "./sets";

export type { Activation, Denominator, EpsPlacement };

/** Training normalises with the batch's statistics; evaluation with running ones, which are constants. */
export type Mode = "train" | "eval";

/** Gradients of the user's own, to be compared with the exact ones. */
export interface Candidate {
  readonly dx?: Tensor; // (N,D), in the shape of x
  readonly dgamma?: Tensor; // (D)
  readonly dbeta?: Tensor; // (D)
}

/** Consecutive stretches of axis 0 that came from different places, such as the ranks of a synchronised batch norm. */
export interface Part {
  readonly name: string;
  readonly outer: number; // how many entries of axis 0
}

/** Something that a reader took for granted, in a sentence: "The first line was read as a header." */
export interface Assumption {
  readonly id: string; // "header", "index", "printed-digits"
  readonly text: string;
}

/** Another reading of the same source, in words that follow "Read": "the first column as data". */
export interface Alternative {
  readonly id: string; // "first-column-as-data", and joined by "+" with others that were taken already
  readonly text: string;
}

/** How a source was read: as which format, with what taken for granted, and as what else it could be read. */
export interface ReadingAccount {
  readonly format: string; // name of an input format
  readonly dtype: Dtype; // of x
  readonly values: number; // how many x has
  readonly assumed: readonly Assumption[];
  readonly alternatives: readonly Alternative[];
  readonly taken: readonly string[]; // ids of the alternatives that were asked for and taken
}

/** What a source gives: x, and any of the rest. */
export interface ProblemInput {
  readonly x: Tensor; // rank 2 to 5
  readonly gamma?: Tensor | number; // (D), or one number for every column
  readonly beta?: Tensor | number; // (D)
  readonly dout?: Tensor; // in the shape of x
  /** dout is drawn from it when absent; beside a dout it says that it was drawn from it. */
  readonly doutSeed?: number;
  readonly eps?: number;
  readonly mode?: Mode;
  readonly runningMean?: Tensor; // (D)
  readonly runningVar?: Tensor; // (D)
  readonly axis?: number; // that holds the channels; negative ones count from the end
  readonly variance?: Denominator;
  readonly epsPlacement?: EpsPlacement;
  /** 0 or 1 for each row: 1 where it makes the statistics. In the shape of x without its channels, or (N). */
  readonly mask?: Tensor;
  readonly split?: readonly number[]; // extents along axis 0 that are normalised apart
  readonly activation?: Activation;
  readonly slope?: number; // of a leaky ReLU
  readonly candidate?: Candidate;
  readonly parts?: readonly Part[];
  /** Keys that were read from a stopped program, where a step may have changed them since the candidate was made. */
  readonly readAtStop?: readonly string[];
  /** Where each part stands in the source, by its key: "gamma", "candidate.dx". */
  readonly places?: Readonly<Record<string, Place>>;
  /** What is to be said about how the source was read, a sentence each: a header line left out, numbers rounded. */
  readonly notes?: readonly string[];
  /** The same for programs; absent where nothing was read, as for a debugger's tensors. */
  readonly reading?: ReadingAccount;
}

/** A checked batch-norm problem: everything has the right shape. */
export interface Problem {
  readonly layout: Layout; // N rows, D columns, and the axis that holds them
  readonly dtype: Dtype; // of x
  readonly x: Values; // (N,D) in layout
  readonly gamma: Float64Array; // (D)
  readonly beta: Float64Array; // (D)
  readonly dout: Values; // (N,D) in layout
  readonly doutSeed: number | undefined; // set when dout was drawn, not given
  readonly eps: number;
  readonly mode: Mode;
  readonly running: { readonly mean: Float64Array; readonly variance: Float64Array } | undefined; // (D) each
  readonly variance: Denominator;
  readonly epsPlacement: EpsPlacement;
  readonly mask: Uint8Array | undefined; // (N) 1 in the rows that make the statistics; all do when absent
  readonly split: readonly number[]; // extents along axis 0 that are normalised apart; empty when there is one part
  readonly sets: readonly RowSet[]; // what split and mask make of every column
  readonly activation: Activation;
  readonly slope: number; // of a leaky ReLU; without one it says nothing
  readonly candidate: Candidate | undefined;
  readonly parts: readonly Part[]; // empty when x came from one place
  /** Keys of the input that the source gives itself: what is not among them is a default, and open. */
  readonly stated: readonly string[];
  /** Keys that a stopped program gives: open as well, since a step may have changed them. */
  readonly readAtStop: readonly string[];
}

export const DEFAULT_EPS = 1e-5;
export const DEFAULT_SEED = 1;

/**
 * Checks an input and fills in the defaults: gamma = 1, beta = 0, eps = 1e-5, mode "train", and dout seeded standard
 * normal. (With a constant dout dx is exactly 0, so that a check of it would show nothing.) `room` gives the array into
 * which dout is drawn; it is asked only when all is right.
 */
export function createProblem(
  input: ProblemInput,
  room: (layout: Layout) => Float64Array = ({ rows, channels }) => new Float64Array(rows * channels),
): Result<Problem> {
  const layout = toLayout(input.x.shape, input.axis);
  if (!layout.ok) {
    const { code, text } = layout.fault;
    return failure(code, text, code === "axis" ? input.places?.axis : input.places?.x);
  }
  const checks = new InputChecks(input, layout.value);
  const eps = input.eps ?? DEFAULT_EPS;
  checks.eps(eps);
  const gamma = checks.vector("gamma", input.gamma, 1);
  const beta = checks.vector("beta", input.beta, 0);
  const mode = input.mode ?? "train";
  const running = checks.running(mode);
  const { mask, split, sets } = checks.sets(mode);
  const slope = checks.slope();
  if (input.dout) checks.sameShape("dout", input.dout);
  if (input.candidate?.dx) checks.sameShape("candidate.dx", input.candidate.dx);
  if (input.candidate?.dgamma) checks.vector("candidate.dgamma", input.candidate.dgamma, 0);
  if (input.candidate?.dbeta) checks.vector("candidate.dbeta", input.candidate.dbeta, 0);
  const [fault] = checks.faults;
  if (fault) return { ok: false, fault };

  const doutSeed = input.dout ? input.doutSeed : (input.doutSeed ?? DEFAULT_SEED);
  return success({
    layout: layout.value,
    dtype: input.x.dtype,
    x: input.x.values,
    gamma,
    beta,
    dout: input.dout?.values ?? drawn(room(layout.value), doutSeed ?? DEFAULT_SEED),
    doutSeed,
    eps,
    mode,
    running,
    variance: input.variance ?? "biased",
    epsPlacement: input.epsPlacement ?? "inside",
    mask,
    split,
    sets,
    activation: input.activation ?? "none",
    slope,
    candidate: input.candidate,
    parts: input.parts ?? [],
    stated: Object.entries(input).flatMap(([key, value]) =>
      value === undefined || input.readAtStop?.includes(key) ? [] : [key],
    ),
    readAtStop: input.readAtStop ?? [],
  });
}

/** Judges what is given beside x, tensors by the shape of x, and gathers what does not fit. */
class InputChecks {
  readonly faults: Fault[] = [];

  constructor(
    private readonly input: ProblemInput,
    private readonly layout: Layout,
  ) {}

  eps(eps: number): void {
    if (!(eps >= 0) || eps === Infinity) {
      this.add("eps", `eps is ${eps}, expected a finite number that is 0 or greater.`, "eps");
    }
  }

  vector(key: string, given: Tensor | number | undefined, standard: number): Float64Array {
    const { channels, shape } = this.layout;
    if (given === undefined) return new Float64Array(channels).fill(standard);
    if (typeof given === "number") return new Float64Array(channels).fill(given);
    if (given.values.length !== channels) {
      const got = `${given.values.length} value${given.values.length === 1 ? "" : "s"}`;
      const { why, channelsOn } = whatFits(key, given, this.layout);
      const text = `${key} has ${got}, expected ${channels} (one for each column of x, shape ${shape.join(" x ")})${why}`;
      this.add(`${kebab(key)}-length`, text, key, channelsOn);
    }
    return Float64Array.from(given.values);
  }

  sameShape(key: string, given: Tensor): void {
    const { shape } = this.layout;
    if (given.shape.length !== shape.length || given.shape.some((extent, axis) => extent !== shape[axis])) {
      const text = `${key} has shape ${given.shape.join(" x ")}, expected the shape of x, ${shape.join(" x ")}.`;
      this.add(`${kebab(key)}-shape`, text, key);
    }
  }

  running(mode: Mode): Problem["running"] {
    const { runningMean, runningVar } = this.input;
    const running =
      (runningMean ?? runningVar)
        ? { mean: this.vector("runningMean", runningMean, 0), variance: this.vector("runningVar", runningVar, 1) }
        : undefined;
    if (mode === "eval" && (runningMean === undefined || runningVar === undefined)) {
      const got = runningMean ? "no runningVar" : runningVar ? "no runningMean" : "neither";
      const each = `${this.layout.channels} values each`;
      this.add("running-missing", `Evaluation mode needs runningMean and runningVar (${each}), got ${got}.`, "mode");
    }
    const column = running?.variance.findIndex((value) => value < 0) ?? -1;
    if (running && column >= 0) {
      const text = `runningVar[${column}] is ${running.variance[column]}, expected a variance that is 0 or greater.`;
      this.add("running-var-negative", text, "runningVar");
    }
    return running;
  }

  /** Which rows make which statistics. In evaluation they are given: nothing makes them. */
  sets(mode: Mode): Pick<Problem, "mask" | "split" | "sets"> {
    const { input, layout } = this;
    if (mode === "eval") {
      for (const key of ["mask", "split"] as const) {
        const text = `${key} says which rows make the statistics, which are given in evaluation mode: expected none.`;
        if (input[key]) this.add(`${key}-eval`, text, key);
      }
      return { mask: undefined, split: [], sets: rowSets(layout, [], undefined) };
    }
    const mask = input.mask && this.taken("mask", readMask(input.mask, layout));
    const split = (input.split && this.taken("split", checkSplit(input.split, layout))) ?? [];
    if (input.parts && input.parts.length > 1 && layout.axis === 0) {
      const text = `x is put together of ${input.parts.length} parts along axis 0, which cannot hold the channels.`;
      this.add("axis-parts", text, "axis");
    }
    const sets = rowSets(layout, split, mask);
    sets.forEach((set, s) => {
      this.members(set, split.length > 0 ? `part ${s} of the split` : "every column");
    });
    return { mask, split, sets };
  }

  private members({ members }: RowSet, which: string): void {
    const { mask, variance } = this.input;
    if (members === 0) {
      const text = `mask leaves no row in ${which}, expected at least one that makes the statistics.`;
      this.add("mask-empty", text, "mask");
    } else if (members === 1 && variance === "unbiased") {
      const left = mask ? "the mask leaves one row" : "there is one row";
      const text = `The unbiased variance divides by N - 1, and ${left} in ${which}: expected at least 2.`;
      this.add("variance-one-row", text, "variance");
    }
  }

  slope(): number {
    const { activation, slope = DEFAULT_SLOPE } = this.input;
    if (!(slope >= 0) || slope === Infinity) {
      this.add("slope", `slope is ${slope}, expected a finite number that is 0 or greater.`, "slope");
    } else if (this.input.slope !== undefined && activation === undefined) {
      this.add("slope", "slope belongs to the activation leaky-relu, and no activation is given.", "slope");
    }
    return slope;
  }

  private taken<T>(key: string, result: Result<T>): T | undefined {
    if (result.ok) return result.value;
    this.add(result.fault.code, result.fault.text, key);
    return undefined;
  }

  private add(code: string, text: string, key: string, channelsOn?: number): void {
    const { places } = this.input;
    this.faults.push({
      code,
      text,
      place: places && own(places, key),
      ...(channelsOn !== undefined && { channelsOn }),
    });
  }
}

/** What a vector of another length may have come from: x's shape, summed over nothing, or another axis. */
function whatFits(
  key: string,
  { shape: own, values }: Tensor,
  { shape, axis: channels }: Layout,
): Pick<Fault, "channelsOn"> & { readonly why: string } {
  const isGradient = key.startsWith("candidate.");
  if (isGradient && own.length === shape.length && own.every((extent, axis) => extent === shape[axis])) {
    return { why: ": it has the shape of x, so it was not summed over the rows." };
  }
  const axes = shape.flatMap((extent, axis) => (axis !== channels && extent === values.length ? [axis] : []));
  const last = shape.length - 1;
  if (axes.includes(last)) {
    return { why: `: it has as many values as the last axis (axis ${last}): are the channels last?`, channelsOn: last };
  }
  if (axes.length === 0) return { why: "." };
  return { why: `: it has as many values as axis ${axes[0]}: are the channels there?`, channelsOn: axes[0] };
}

/** Fills an array with standard normal numbers. */
function drawn(target: Float64Array, seed: number): Float64Array {
  new Random(seed).fillNormal(target);
  return target;
}

/** "candidate.dx" -> "candidate-dx", "runningMean" -> "running-mean". */
function kebab(key: string): string {
  return key.replace(/\./g, "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
