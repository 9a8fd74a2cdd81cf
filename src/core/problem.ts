import type { Activation, Denominator, EpsPlacement } from "./conventions";
import { failure, success, type Fault, type Place, type Result } from "./fault";
import type { Forward } from "./forward";
import { InputChecks, kebab } from "./input-checks";
import { toldByKept, type Kept, type KeptName } from "./kept/kept";
import { restoreEvaluation, restoreTraining } from "./kept/restore";
import { normalizedAxesOf, toLayerLayout, type LayerKeys, type Norm } from "./normalization-layer";
import type { Layout } from "./layout";
import { own } from "./own";
import { Random } from "./arithmetic/random";
import type { Dtype, Tensor, Values } from "./tensor";
import type { RowSet, SetMask } from "./sets";
import type { Tolerances } from "./tolerance";

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
export interface ProblemInput extends LayerKeys {
  readonly x: Tensor; // rank 2 to 5; of other layers than batch norm 1 to 6
  /** Set where x is not given, and what stands there is xhat, or x - mu. */
  readonly xKept?: KeptName;
  /** Beside it: 1 / sqrt(v + eps) of each set, (D), or of the parts of a split (parts, D), or one number for all. */
  readonly rstd?: Tensor | number;
  readonly gamma?: Tensor | number; // (A), or one number for every cell; A is D in batch norm
  readonly beta?: Tensor | number; // (A)
  readonly dout?: Tensor; // in the shape of x
  /** dout is drawn from it when absent; beside a dout it says that it was drawn from it. */
  readonly doutSeed?: number;
  readonly eps?: number;
  readonly mode?: Mode;
  readonly runningMean?: Tensor; // (D)
  readonly runningVar?: Tensor; // (D)
  /** 1 where what is given as gamma is gamma - 1, as Gemma's RMS norm stores it. */
  readonly gammaOffset?: 0 | 1;
  readonly variance?: Denominator;
  readonly epsPlacement?: EpsPlacement;
  /** 0 or 1 for each row: 1 where it makes the statistics. In the shape of x without its channels, or (N). */
  readonly mask?: Tensor;
  readonly split?: readonly number[]; // extents along axis 0 that are normalised apart
  readonly activation?: Activation;
  readonly slope?: number; // of a leaky ReLU
  /** Up to which relative error cells of the candidate agree; by the rounding of its numbers where nothing is said. */
  readonly tolerance?: Tolerances;
  readonly candidate?: Candidate;
  readonly candidate2?: Candidate; // to be compared with the first one, too
  /** What the forward pass left that the candidate belongs to. */
  readonly forward?: Forward;
  /** Where its gradients are from, each by its own name: "h.grad". Absent where they stand beside x. */
  readonly candidateFrom?: Readonly<Partial<Record<keyof Candidate, string>>>;
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

/** A checked problem of a normalization layer: everything has the right shape. */
export interface Problem {
  readonly norm: Norm;
  readonly layout: Layout; // N rows, D columns, which are the layer's sets or, of batch norm, what these are parts of
  readonly groups: number; // of channels, in group norm; 1 else
  readonly normalizedAxes: readonly number[]; // of layer and RMS norm, rising; none else
  readonly dtype: Dtype; // of x
  readonly x: Values; // (N,D) in layout
  /** What x was made of, where it was not given. */
  readonly kept: Kept | undefined;
  readonly gamma: Float64Array; // (A) what xhat is multiplied by: with gammaOffset 1, 1 + what was given
  readonly gammaOffset: 0 | 1;
  readonly beta: Float64Array; // (A)
  readonly dout: Values; // (N,D) in layout
  readonly doutSeed: number | undefined; // set when dout was drawn, not given
  readonly eps: number;
  readonly mode: Mode;
  readonly running: { readonly mean: Float64Array; readonly variance: Float64Array } | undefined; // (D) each
  readonly variance: Denominator;
  readonly epsPlacement: EpsPlacement;
  readonly mask: Uint8Array | undefined; // (N) 1 in the rows that make the statistics; all do when absent
  /** The same of group and instance norm, whose sets are parts of samples: `mask` is of a batch. */
  readonly setMask: SetMask | undefined;
  readonly split: readonly number[]; // extents along axis 0 that are normalised apart; empty when there is one part
  readonly sets: readonly RowSet[]; // what split and mask make of every column
  readonly activation: Activation;
  readonly slope: number; // of a leaky ReLU; without one it says nothing
  readonly tolerance: Tolerances | undefined;
  readonly candidate: Candidate | undefined;
  readonly candidate2: Candidate | undefined;
  readonly forward: Forward | undefined;
  readonly parts: readonly Part[]; // empty when x came from one place
  /** Keys of the input that the source gives itself: what is not among them is a default, and open. */
  readonly stated: readonly string[];
  /** Of gamma and beta those that were given as one number for every column. */
  readonly asOneNumber: readonly ("gamma" | "beta")[];
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
  const layout = toLayerLayout(input.x.shape, input);
  if (!layout.ok) return misfit(input, layout.fault);
  const checks = new InputChecks(input, layout.value);
  checks.layer();
  const eps = input.eps ?? DEFAULT_EPS;
  checks.eps(eps);
  const { norm = "batch", gammaOffset = 0 } = input;
  const stored = checks.vector("gamma", input.gamma, 1 - gammaOffset);
  const gamma = gammaOffset === 1 ? stored.map((value) => 1 + value) : stored;
  const beta = checks.vector("beta", input.beta, 0);
  const mode = input.mode ?? "train";
  const running = input.xKept ? undefined : checks.running(mode);
  const rows = checks.sets(mode);
  const slope = checks.slope();
  if (input.dout) checks.sameShape("dout", input.dout);
  checks.candidates();
  checks.forward();
  const restored = restoredX(input, checks, { layout: layout.value, ...rows });
  const [fault] = checks.faults;
  if (fault) return { ok: false, fault };
  if (!restored.ok) return restored;

  const doutSeed = input.dout ? input.doutSeed : (input.doutSeed ?? DEFAULT_SEED);
  return success({
    norm,
    layout: layout.value,
    groups: input.groups ?? 1,
    normalizedAxes: normalizedAxesOf(input.x.shape, input),
    dtype: input.x.dtype,
    x: input.x.values,
    kept: undefined,
    gamma,
    gammaOffset,
    beta,
    dout: input.dout?.values ?? drawn(room(layout.value), doutSeed ?? DEFAULT_SEED),
    doutSeed,
    eps,
    mode,
    running,
    variance: input.variance ?? "biased",
    epsPlacement: input.epsPlacement ?? "inside",
    ...rows,
    activation: input.activation ?? "none",
    slope,
    tolerance: input.tolerance,
    candidate: input.candidate,
    candidate2: input.candidate2,
    forward: input.forward,
    parts: input.parts ?? [],
    stated: statedIn(input),
    asOneNumber: (["gamma", "beta"] as const).filter((key) => typeof input[key] === "number"),
    readAtStop: input.readAtStop ?? [],
    ...restored.value,
  });
}

/** The fault of a layer that does not fit x, at the key that it is of. */
function misfit(input: ProblemInput, { code, text }: Fault): Result<never> {
  const ofX = code === "rank" || code === "empty";
  const key = ofX ? (input.xKept ?? "x") : Object.hasOwn(input, code) ? code : "norm";
  return failure(kebab(code), text, input.places && own(input.places, key));
}

/** Where x was not given: an x that has what was kept of it, and all that follows. */
function restoredX(
  input: ProblemInput,
  checks: InputChecks,
  where: Pick<Problem, "layout" | "sets" | "mask">,
): Result<Partial<Problem>> {
  const { x: given, xKept: what, eps, variance, epsPlacement, mode } = input;
  const rstd = checks.rstd(where.sets);
  if (!what) return success({});
  const running = checks.runningBesideKept();
  if (checks.faults.length > 0) return success({});
  const keeping = { what, given, rstd, asked: { eps, variance, epsPlacement }, ...where };
  const made = mode === "eval" ? restoreEvaluation(keeping, running) : restoreTraining(keeping);
  if (made.ok) return made;
  const { code, text } = made.fault;
  return failure(code, text, input.places && own(input.places, code));
}

/** Keys of the problem that the source settles: what was kept of x tells eps and the conventions, too. */
function statedIn(input: ProblemInput): string[] {
  const told = toldByKept(input.xKept, input.rstd !== undefined);
  const given = Object.entries(input).flatMap(([key, value]) =>
    value === undefined || input.readAtStop?.includes(key) ? [] : [key],
  );
  return [...new Set([...given, ...told])];
}

/** Fills an array with standard normal numbers. */
function drawn(target: Float64Array, seed: number): Float64Array {
  new Random(seed).fillNormal(target);
  return target;
}
