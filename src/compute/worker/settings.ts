import { failure, success, type Fault, type Result } from "../../core/fault";
import { DEFAULT_EPS, DEFAULT_SEED, type Candidate, type ProblemInput } from "../../core/problem";
import { sizeOf, type Tensor } from "../../core/tensor";
import { readProblem, readTensor } from "../../input/read";
import { readParameter } from "../../input/vector";
import type { ParameterName, ParameterState } from "../../protocol";
import type { AnalysisSettings, CandidateOverride, ParameterOverride, ProblemSource } from "./messages";

/** A source's input with the panel's settings laid over it, and what the panel's boxes show. */
export interface SettledInput {
  readonly input: ProblemInput;
  readonly parameters: Readonly<Record<ParameterName, ParameterState>>;
  readonly candidateTitle: string;
  readonly notes: readonly string[];
}

/** Gamma, beta, dout and eps of a probe that tells all mistakes apart; x where x itself hides some. */
export type Probe = Required<Pick<ProblemInput, "gamma" | "beta" | "dout" | "eps">> & Partial<Pick<ProblemInput, "x">>;

const PROBE_NOTE =
  "A probe that tells all mistakes apart stands in for gamma, beta, dout and eps. " +
  "Export its reproduction, run your backward on it, and compare the result.";

/**
 * Lays the panel's settings over a source's input: what the user typed or picked wins over the probe, the probe over
 * the source, the source over the defaults. A setting that cannot be used is left out and its fault is said at its box.
 */
export function settle(source: ProblemInput, settings: AnalysisSettings, probe: Probe | null): SettledInput {
  const given = source.dout ? { ...source, doutSeed: undefined } : source; // a dout that was given was not drawn
  // A candidate belongs to the numbers it was made of, a seed to the dout drawn from it: neither is the probe's.
  let input: ProblemInput = probe ? { ...given, ...probe, candidate: undefined, doutSeed: undefined } : given;
  const faults = new Map<ParameterName, Fault>();
  const from = new Map<ParameterName, { from: ParameterState["from"]; text?: string }>();

  for (const [name, override] of Object.entries(settings.parameters) as [ParameterName | "seed", ParameterOverride][]) {
    const box = name === "seed" ? "dout" : name;
    const changed = withParameter(input, name, override);
    if (changed.ok) {
      input = changed.value;
      if (name !== "seed")
        from.set(box, { from: override.from, text: override.from === "typed" ? override.text : override.title });
    } else {
      faults.set(box, changed.fault);
      if (override.from === "typed") from.set(box, { from: "typed", text: override.text });
    }
  }
  const candidate = withCandidate(input.candidate, settings.candidate, input.x.shape);
  if (candidate.ok) input = { ...input, candidate: candidate.value };
  const state = (name: ParameterName, given: boolean, text: string): ParameterState => {
    const set = from.get(name);
    const fault = faults.get(name);
    const shown = { from: set?.from ?? (given ? ("given" as const) : ("default" as const)), text: set?.text ?? text };
    return fault ? { ...shown, fault } : shown;
  };
  const seed = input.doutSeed ?? DEFAULT_SEED;
  return {
    input,
    parameters: {
      gamma: state("gamma", input.gamma !== undefined, describe(input.gamma, "1")),
      beta: state("beta", input.beta !== undefined, describe(input.beta, "0")),
      eps: state("eps", input.eps !== undefined, String(input.eps ?? DEFAULT_EPS)),
      dout: state(
        "dout",
        input.dout !== undefined,
        input.dout ? describe(input.dout, "") : `standard normal, seed ${seed}`,
      ),
      mode: state("mode", input.mode !== undefined, input.mode ?? "train"),
      activation: state("activation", input.activation !== undefined, input.activation ?? "none"),
      runningMean: state("runningMean", input.runningMean !== undefined, describe(input.runningMean, "")),
      runningVar: state("runningVar", input.runningVar !== undefined, describe(input.runningVar, "")),
    },
    candidateTitle: settings.candidate?.title ?? "given with x",
    notes: [...(source.notes ?? []), ...(probe ? [PROBE_NOTE] : [])],
  };
}

/** Reads whatever a source holds: a text's matrix or problem, or tensors that were read already. */
export function readSource(source: ProblemSource): Result<ProblemInput> {
  if (source.kind === "input") return success(source.input);
  return readProblem(source.content, { name: source.name, range: source.range });
}

function withParameter(
  input: ProblemInput,
  name: ParameterName | "seed",
  override: ParameterOverride,
): Result<ProblemInput> {
  if (override.from === "typed") {
    const text = override.text.trim();
    switch (name) {
      case "seed": {
        const seed = Number(text);
        if (!Number.isSafeInteger(seed) || seed < 0) {
          return failure("seed", `The seed is ${text || "empty"}, expected a whole number that is 0 or greater.`);
        }
        return success({ ...input, dout: undefined, doutSeed: seed });
      }
      case "eps": {
        const eps = Number(text);
        if (text === "" || !(eps >= 0) || eps === Infinity) {
          return failure("eps", `eps is ${text || "empty"}, expected a finite number that is 0 or greater.`);
        }
        return success({ ...input, eps });
      }
      case "mode":
        if (text !== "train" && text !== "eval") return failure("mode", `The mode is ${text}, expected train or eval.`);
        return success({ ...input, mode: text });
      case "activation":
        if (text !== "none" && text !== "relu") {
          return failure("activation", `The activation is ${text}, expected none or relu.`);
        }
        return success({ ...input, activation: text });
      case "gamma":
      case "beta":
      case "runningMean":
      case "runningVar":
      case "dout": {
        const value = readParameter(text);
        return value.ok ? withTensor(input, name, value.value) : value;
      }
    }
  }
  if (name === "seed" || name === "eps" || name === "mode" || name === "activation") {
    return failure("not-a-tensor", `${name} is typed, not picked.`);
  }
  const value = pickedTensor(override.value);
  return value.ok ? withTensor(input, name, value.value) : value;
}

type TensorParameter = "gamma" | "beta" | "dout" | "runningMean" | "runningVar";

function withTensor(input: ProblemInput, name: TensorParameter, value: Tensor | number): Result<ProblemInput> {
  const { shape } = input.x;
  const expected = name === "dout" ? sizeOf(shape) : shape[1];
  if (typeof value === "number") {
    if (name === "gamma" || name === "beta") return success({ ...input, [name]: value });
    const size = name === "dout" ? sizeOf(shape) : shape[1];
    const values = new Float64Array(size).fill(value);
    const drawn = name === "dout" ? { doutSeed: undefined } : {};
    return success({
      ...input,
      ...drawn,
      [name]: { shape: name === "dout" ? shape : [size], values, dtype: "float64" },
    });
  }
  if (value.values.length !== expected) {
    const wanted = name === "dout" ? `the shape of x, ${shape.join(" x ")}` : `${expected} (one for each column of x)`;
    return failure(`${name}-length`, `${name} has ${value.values.length} values, expected ${wanted}.`);
  }
  const drawn = name === "dout" ? { doutSeed: undefined } : {};
  return success({ ...input, ...drawn, [name]: { ...value, shape: name === "dout" ? shape : [expected] } });
}

function withCandidate(
  given: Candidate | undefined,
  override: CandidateOverride | null,
  shape: readonly number[],
): Result<Candidate | undefined> {
  if (!override) return success(given);
  const candidate: { dx?: Tensor; dgamma?: Tensor; dbeta?: Tensor } = { ...given };
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    const value = override[key];
    if (!value) continue;
    const tensor = pickedTensor(value);
    if (!tensor.ok) return tensor;
    const expected = key === "dx" ? shape : [shape[1]];
    if (tensor.value.values.length !== sizeOf(expected)) {
      const got = tensor.value.shape.join(" x ");
      return failure(
        `candidate-${key}-shape`,
        `The candidate ${key} has shape ${got}, expected ${expected.join(" x ")}.`,
      );
    }
    candidate[key] = { ...tensor.value, shape: expected };
  }
  return success(candidate);
}

/** Checks a candidate before it is taken into the settings, so that a bad one changes nothing. */
export function checkCandidate(override: CandidateOverride, shape: readonly number[]): Result<Candidate | undefined> {
  return withCandidate(undefined, override, shape);
}

function pickedTensor(value: ProblemSource | Tensor): Result<Tensor> {
  if (!("kind" in value)) return success(value);
  if (value.kind === "input") return success(value.input.x);
  return readTensor(value.content, { name: value.name, range: value.range });
}

function describe(value: Tensor | number | undefined, standard: string): string {
  if (value === undefined) return standard;
  if (typeof value === "number") return String(value);
  if (value.values.length <= 8) return `[${Array.from(value.values).join(", ")}]`;
  return `${value.shape.join(" x ")} values`;
}
