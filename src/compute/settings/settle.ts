import { success, type Fault, type Result } from "../../core/fault";
import { DEFAULT_EPS, DEFAULT_SEED, type Candidate, type ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import type { ParameterName, ParameterState } from "../../protocol";
import { fitGradient, fitParameter, GRADIENTS, type Said } from "./fit";
import { layByPrecedence } from "./precedence";
import { namesOf } from "./reduce-settings";
import type { AnalysisSettings, CandidateOverride, ParameterOverride, TypedName } from "./settings";

/** A source's input with the panel's settings laid over it, and what the panel's boxes show. */
export interface SettledInput {
  readonly input: ProblemInput;
  readonly parameters: Readonly<Record<ParameterName, ParameterState>>;
  readonly candidateTitle: string;
  readonly notes: readonly string[];
  /** What was said and does not fit this x, each with its fault; something below it counts instead. */
  readonly faults: ReadonlyMap<ParameterName | "candidate", Fault>;
}

/** Gamma, beta, dout and eps of a probe that tells all mistakes apart; x where x itself hides some. */
export type Probe = Required<Pick<ProblemInput, "gamma" | "beta" | "dout" | "eps">> & Partial<Pick<ProblemInput, "x">>;

const PROBE_NOTE =
  "A probe that tells all mistakes apart stands in for gamma, beta, dout and eps. " +
  "Export its reproduction, run your backward on it, and compare the result.";

/**
 * Lays settings over a source's input, by PRECEDENCE. What was said and does not fit this x is left out, and its fault
 * is said at its box.
 */
export function settle(source: ProblemInput, settings: AnalysisSettings, probe: Probe | null): SettledInput {
  const faults = new Map<ParameterName | "candidate", Fault>();
  const words = new Map<ParameterName, Word>();
  const said: { typed: Said; picked: Said } = { typed: {}, picked: {} };
  for (const name of PARAMETERS) {
    const word = wordFor(name, settings, source.x.shape);
    words.set(name, word);
    if (word.fault) faults.set(name, word.fault);
    if (word.counts) Object.assign(said[word.counts.from], word.counts.said);
  }
  const given = source.dout ? { ...source, doutSeed: undefined } : source; // a dout that was given was not drawn
  // A candidate belongs to the numbers it was made of, a seed to the dout drawn from it: neither is the probe's.
  const probed = probe && { ...probe, candidate: undefined, doutSeed: undefined };
  const laid: ProblemInput = {
    ...source,
    ...layByPrecedence<ProblemInput>({ ...said, ...(probed && { probe: probed }), source: given }),
  };
  const candidate = withCandidate(laid.candidate, settings.candidate, laid.x.shape);
  if (!candidate.ok) faults.set("candidate", candidate.fault);
  const input = candidate.ok ? { ...laid, candidate: candidate.value } : laid;
  return {
    input,
    parameters: boxes(input, words),
    candidateTitle: settings.candidate?.title ?? "given with x",
    notes: [
      ...(source.notes ?? []),
      ...(probe ? [PROBE_NOTE] : []),
      ...(candidate.ok ? [] : [`The picked candidate is left out: ${candidate.fault.text}`]),
    ],
    faults,
  };
}

const PARAMETERS = ["gamma", "beta", "eps", "dout", "mode", "activation", "runningMean", "runningVar"] as const;

/** What the user has said of one parameter. */
interface Word {
  readonly box?: Pick<ParameterState, "from" | "text">; // what the box shows in place of the value in force
  readonly fault?: Fault; // of the newest word
  readonly counts?: { readonly from: "typed" | "picked"; readonly said: Said };
}

/** The newest word comes first, one that was refused too: with this x it may fit. Where it does not, the one before counts. */
function wordFor(name: ParameterName, { refused, parameters }: AnalysisSettings, shape: readonly number[]): Word {
  const names = namesOf(name);
  const words = [
    ...names.flatMap((typed): Named[] => {
      const text = refused[typed];
      return text === undefined ? [] : [[typed, { from: "typed", text }]];
    }),
    ...names.flatMap((typed): Named[] => (parameters[typed] ? [[typed, parameters[typed]]] : [])),
  ];
  let newest: Word | undefined;
  for (const [typed, word] of words) {
    const fits = fitParameter(typed, word, shape);
    const text = word.from === "typed" ? word.text : word.title;
    if (!fits.ok) {
      newest ??= { fault: fits.fault, ...(word.from === "typed" && { box: { from: "typed", text } }) };
      continue;
    }
    // A seed's box tells how dout is drawn, whoever has given the seed.
    newest ??= typed === "seed" ? {} : { box: { from: word.from, text } };
    return { ...newest, counts: { from: word.from, said: fits.value } };
  }
  return newest ?? {};
}
type Named = [TypedName, ParameterOverride];

function boxes(
  input: ProblemInput,
  words: ReadonlyMap<ParameterName, Word>,
): Readonly<Record<ParameterName, ParameterState>> {
  const { gamma, beta, eps, dout, mode, activation, runningMean, runningVar } = input;
  const seed = input.doutSeed ?? DEFAULT_SEED;
  const state = (name: ParameterName, given: unknown, text: string): ParameterState => {
    const { box, fault } = words.get(name) ?? {};
    const shown = box ?? { from: given === undefined ? ("default" as const) : ("given" as const), text };
    return fault ? { ...shown, fault } : shown;
  };
  return {
    gamma: state("gamma", gamma, describe(gamma, "1")),
    beta: state("beta", beta, describe(beta, "0")),
    eps: state("eps", eps, String(eps ?? DEFAULT_EPS)),
    dout: state("dout", dout, dout ? describe(dout, "") : `standard normal, seed ${seed}`),
    mode: state("mode", mode, mode ?? "train"),
    activation: state("activation", activation, activation ?? "none"),
    runningMean: state("runningMean", runningMean, describe(runningMean, "")),
    runningVar: state("runningVar", runningVar, describe(runningVar, "")),
  };
}

function withCandidate(
  given: Candidate | undefined,
  override: CandidateOverride | null,
  shape: readonly number[],
): Result<Candidate | undefined> {
  if (!override) return success(given);
  let candidate: Candidate = { ...given };
  for (const name of GRADIENTS) {
    const value = override[name];
    if (!value) continue;
    const fits = fitGradient(name, value, shape);
    if (!fits.ok) return fits;
    candidate = { ...candidate, ...fits.value };
  }
  return success(candidate);
}

function describe(value: Tensor | number | undefined, standard: string): string {
  if (value === undefined) return standard;
  if (typeof value === "number") return String(value);
  if (value.values.length <= 8) return `[${Array.from(value.values).join(", ")}]`;
  return `${value.shape.join(" x ")} values`;
}
