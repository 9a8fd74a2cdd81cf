import { DEFAULT_SLOPE } from "./conventions";
import type { Fault, Result } from "./fault";
import { forwardNames } from "./forward";
import { itemAt, numberAt } from "./item-at";
import { affineShapeOf, layoutOn, type Layout } from "./layout";
import { normalizesSamples } from "./norms";
import { own } from "./own";
import { foreignTo } from "./layer-parameters";
import type { Mode, Problem, ProblemInput } from "./problem";
import { checkSplit, membersIn, readMask, rowSets, toSetMask, type Masked, type RowSet } from "./sets";
import { sizeOf, type Tensor } from "./tensor";

/** Judges what is given beside x, tensors by the shape of x, and gathers what does not fit. */
export class InputChecks {
  readonly faults: Fault[] = [];
  private readonly xName: string; // what the source gives of x

  constructor(
    private readonly input: ProblemInput,
    private readonly layout: Layout,
  ) {
    this.xName = input.xKept ?? "x";
  }

  eps(eps: number): void {
    if (!(eps >= 0) || eps === Infinity) {
      this.add("eps", `eps is ${eps}, expected a finite number that is 0 or greater.`, "eps");
    }
  }

  /** What belongs to batch norm alone so far. */
  layer(): void {
    const { norm = "batch", gammaOffset, mode, mask, split, xKept, parts } = this.input;
    if (gammaOffset === 1 && norm === "batch") {
      this.add(
        "gamma-offset",
        'gammaOffset is 1, which belongs to layer, rms, group and instance norm, and norm is "batch": expected 0.',
        "gammaOffset",
      );
    }
    if (norm === "batch") return;
    const only = (key: string, text: string): void => {
      this.add(`${kebab(key)}-norm`, `${text}, and norm is "${norm}": expected none.`, key);
    };
    for (const [key, given] of Object.entries({ mode: mode === "eval", mask, split })) {
      const text = given ? foreignTo(norm, key) : undefined;
      if (text !== undefined) this.add(`${key}-norm`, text, key);
    }
    if (xKept) only(xKept, `${xKept} stands in the place of x in batch norm alone`);
    if (parts && parts.length > 1) only("x", `x is put together of ${parts.length} parts, as a batch norm's is`);
  }

  vector(key: string, given: Tensor | number | undefined, standard: number): Float64Array {
    const { shape, cells } = this.layout;
    const affine = affineShapeOf(this.layout);
    const size = sizeOf(affine);
    if (given === undefined) return new Float64Array(size).fill(standard);
    if (typeof given === "number") return new Float64Array(size).fill(given);
    const got = `${given.values.length} value${given.values.length === 1 ? "" : "s"}`;
    if (cells && given.values.length !== size) {
      const extents = affine.length > 1 ? ` (${affine.join(" x ")})` : "";
      const text = `${key} has ${got}, expected ${size}${extents} for ${this.input.norm ?? "batch"} norm of x, shape ${shape.join(" x ")}.`;
      this.add(`${kebab(key)}-length`, text, key);
    } else if (cells && given.shape.length > 1 && extentsOf(given.shape) !== extentsOf(affine)) {
      const text = `${key} has shape ${given.shape.join(" x ")}, expected ${affine.join(" x ")}.`;
      this.add(`${kebab(key)}-shape`, text, key);
    } else if (given.values.length !== size) {
      const channels = size;
      const { why, channelsOn } = whatFits(key, given, this.layout);
      const text = `${key} has ${got}, expected ${channels} (one for each column of ${this.xName}, shape ${shape.join(" x ")})${why}`;
      this.add(`${kebab(key)}-length`, text, key, channelsOn);
    }
    return Float64Array.from(given.values);
  }

  sameShape(key: string, given: Tensor): void {
    const { shape } = this.layout;
    if (given.shape.length !== shape.length || given.shape.some((extent, axis) => extent !== shape[axis])) {
      const text = `${key} has shape ${given.shape.join(" x ")}, expected the shape of ${this.xName}, ${shape.join(" x ")}.`;
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

  /** The running statistics that there are: beside xhat and rstd evaluation needs none. */
  runningBesideKept(): { readonly mean?: Float64Array; readonly variance?: Float64Array } {
    const { runningMean, runningVar } = this.input;
    const running = this.running("train");
    return {
      ...(runningMean && { mean: running?.mean }),
      ...(runningVar && { variance: running?.variance }),
    };
  }

  /** r of each set, (D, sets). It is given for each column, or for each part of a split one after the other. */
  rstd(sets: readonly RowSet[]): Float64Array | undefined {
    const { rstd, xKept } = this.input;
    if (rstd === undefined) return undefined;
    if (!xKept) {
      this.add("rstd", "rstd stands beside xhat or xmu, in the place of x: expected one of these, or no rstd.", "rstd");
      return undefined;
    }
    const { channels: D } = this.layout;
    const isOfSets = typeof rstd === "object" && sets.length > 1 && rstd.values.length === D * sets.length;
    const values = isOfSets ? Float64Array.from(rstd.values) : this.vector("rstd", rstd, 1);
    const at = values.findIndex((value) => value <= 0 || value === Infinity);
    if (at >= 0) {
      const text = `rstd[${at}] is ${values[at]}, expected a finite number above 0: 1 / sqrt(v + eps).`;
      this.add("rstd", text, "rstd");
    }
    if (this.faults.length > 0) return undefined;
    return Float64Array.from({ length: D * sets.length }, (_, i) => {
      const [k, s] = [Math.floor(i / sets.length), i % sets.length];
      return numberAt(values, isOfSets ? s * D + k : k);
    });
  }

  /** Which rows make which statistics. In evaluation they are given: nothing makes them. */
  sets(mode: Mode): Pick<Problem, "mask" | "setMask" | "split" | "sets"> {
    const { input, layout } = this;
    if (layout.cells) return this.setsOfLayer();
    if (mode === "eval") {
      for (const key of ["mask", "split"] as const) {
        const text = `${key} says which rows make the statistics, which are given in evaluation mode: expected none.`;
        if (input[key]) this.add(`${key}-eval`, text, key);
      }
      return { mask: undefined, setMask: undefined, split: [], sets: rowSets(layout, [], undefined) };
    }
    const mask = input.mask && this.taken("mask", readMask(input.mask, layout));
    const split = (input.split && this.taken("split", checkSplit(input.split, layout))) ?? [];
    if (input.parts && input.parts.length > 1 && layout.axis === 0) {
      const text = `x is put together of ${input.parts.length} parts along axis 0, which cannot hold the channels.`;
      this.add("axis-parts", text, "axis");
    }
    const sets = rowSets(layout, split, mask);
    sets.forEach((set, s) => {
      this.members(set.members, split.length > 0 ? `part ${s} of the split` : "every column");
    });
    return { mask, setMask: undefined, split, sets };
  }

  /** Of any layer but batch norm. A split of samples that are normalised one by one cuts none of their sets. */
  private setsOfLayer(): ReturnType<InputChecks["sets"]> {
    const { layout, input } = this;
    const { norm } = input;
    const sets = rowSets(layout, [], undefined);
    const isOfSamples = normalizesSamples({ norm });
    // Its rows are the places of each sample.
    const batch = (): Layout => layoutOn(layout.axis, layout.shape);
    const given = isOfSamples && input.mask ? this.taken("mask", readMask(input.mask, batch())) : undefined;
    if (isOfSamples && input.split) this.taken("split", checkSplit(input.split, layout));
    const setMask = given && toSetMask(given, layout);
    if (!setMask)
      sets.forEach(({ members }) => { this.members(members, "every set"); }); // prettier-ignore
    else this.membersOfSets({ layout, mask: undefined, setMask });
    return { mask: undefined, setMask, split: [], sets };
  }

  /** The first set that has too few of them. */
  private membersOfSets(masked: Masked): void {
    const { layout, input } = this;
    const samples = itemAt(layout.shape, layout.axis === 0 ? 1 : 0);
    const each = layout.channels / samples; // sets of a sample
    const fewest = input.variance === "unbiased" ? 2 : 1;
    const [set] = rowSets(layout, [], undefined);
    for (let k = 0; set && k < layout.channels; k++) {
      const members = membersIn(masked, k, set);
      if (members >= fewest) continue;
      // Samples stand behind the channels where these are on axis 0.
      const [place, sample] =
        layout.axis === 0 ? [Math.floor(k / samples), k % samples] : [k % each, Math.floor(k / each)];
      this.members(members, `${input.norm === "group" ? "group" : "channel"} ${place} of sample ${sample}`);
      return;
    }
  }

  private members(members: number, which: string): void {
    const { mask, variance } = this.input;
    if (members === 0) {
      const one = this.layout.cells ? "element" : "row";
      const text = `mask leaves no ${one} in ${which}, expected at least one that makes the statistics.`;
      this.add("mask-empty", text, "mask");
    } else if (members === 1 && variance === "unbiased") {
      const one = this.layout.cells ? "element" : "row";
      const left = mask ? `the mask leaves one ${one}` : `there is one ${one}`;
      const text = `The unbiased variance divides by N - 1, and ${left} in ${which}: expected at least 2.`;
      this.add("variance-one-row", text, "variance");
    }
  }

  /** Gradients of the user's own stand in the shapes of the exact ones; a second set stands beside a first. */
  candidates(): void {
    const { candidate, candidate2 } = this.input;
    for (const [key, given] of Object.entries({ candidate, candidate2 })) {
      if (given?.dx) this.sameShape(`${key}.dx`, given.dx);
      if (given?.dgamma) this.vector(`${key}.dgamma`, given.dgamma, 0);
      if (given?.dbeta) this.vector(`${key}.dbeta`, given.dbeta, 0);
    }
    if (!candidate2 || candidate) return;
    const text =
      "candidate2 is compared with candidate, which is not there: expected dx, dgamma or dbeta of a first one.";
    this.add("candidate2-alone", text, "candidate2");
  }

  /** out stands in the shape of x; what has one number of each set may be of other sets than the problem's. */
  forward(): void {
    const { forward, xKept } = this.input;
    if (!forward) return;
    const [first = "out"] = forwardNames(forward);
    if (xKept) {
      const text = `${first} is held against a forward pass of x, and x is not given: expected x in the place of ${xKept}.`;
      this.add("forward", text, `candidate.${first}`);
      return;
    }
    if (forward.out) this.sameShape("candidate.out", forward.out);
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
  const isGradient = /^candidate2?\./.test(key);
  if (isGradient && own.length === shape.length && own.every((extent, axis) => extent === shape[axis])) {
    return { why: ": it has the shape of x, so it was not summed over the rows." };
  }
  const axes = shape.flatMap((extent, axis) => (axis !== channels && extent === values.length ? [axis] : []));
  const last = shape.length - 1;
  if (axes.includes(last)) {
    // Of gamma, beta and their gradients: running statistics are batch norm's alone.
    const orLayer = isGradient || key === "gamma" || key === "beta" ? ', or is norm "layer"' : "";
    const why = `: it has as many values as the last axis (axis ${last}): are the channels last${orLayer}?`;
    return { why, channelsOn: last };
  }
  if (axes.length === 0) return { why: "." };
  return { why: `: it has as many values as axis ${axes[0]}: are the channels there?`, channelsOn: axes[0] };
}

/** "candidate.dx" -> "candidate-dx", "runningMean" -> "running-mean". */
export function kebab(key: string): string {
  return key.replace(/\./g, "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A tensor's extents, but for those of 1: libraries keep them or leave them out. */
const extentsOf = (shape: readonly number[]): string => shape.filter((extent) => extent !== 1).join(" x ");
