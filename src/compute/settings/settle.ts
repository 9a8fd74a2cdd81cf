import { doutNamed } from "../../core/diagnosis";
import { success, type Fault, type Result } from "../../core/fault";
import {
  normalizedAxesOf,
  normalizesAxes,
  toLayerLayout,
  type LayerKeys,
  type Norm,
} from "../../core/normalization-layer";
import { DEFAULT_AXIS, type Layout } from "../../core/layout";
import { createProblem, type Candidate, type ProblemInput } from "../../core/problem";
import { readTolerance } from "../../core/tolerance";
import type { ParameterName, ParameterState } from "../../protocol/parameters";
import { boxes, isGiven } from "./boxes";
import { fitGradient, GRADIENTS } from "./fit";
import type { Said } from "./fit-statement";
import { picksRead } from "./picks-read";
import { layByPrecedence } from "./precedence";
import { givenUnder, saidLayer, type SaidLayout } from "./said-layer";
import type { AnalysisSettings, CandidateOverride } from "./settings";
import { newestFirst, statementFor, statementsFor, type Statements } from "./statements";

/** A source's input with the panel's settings laid over it, and what the panel's boxes show. */
export interface SettledInput {
  readonly input: ProblemInput;
  readonly assumed: readonly ParameterName[]; // what the chosen layer needs, and nobody has said
  readonly parameters: Readonly<Record<ParameterName, ParameterState>>;
  readonly candidateTitle: string;
  readonly candidate2Title: string;
  readonly notes: readonly string[];
  /** The layer when nothing is laid over the source. */
  readonly sourceLayer: SourceLayer;
  /** What was said and cannot be used with this x, each with its fault; something below it counts instead. */
  readonly faults: ReadonlyMap<ParameterName | "candidate", Fault>;
  /** Of those the parameters in whose place nothing counts that anybody gave: their default stands in the input. */
  readonly defaulted: readonly ParameterName[];
}

/** A layer, and the axes of x that it normalizes, or that hold its channels. */
export interface SourceLayer {
  readonly norm: Norm;
  readonly axis: number;
  readonly columnAxes: readonly number[];
}

/** Gamma, beta, dout and eps of a probe that tells all mistakes apart; x where x itself hides some. */
export type Probe = Required<Pick<ProblemInput, "gamma" | "beta" | "dout" | "eps">> & Partial<Pick<ProblemInput, "x">>;

const PROBE_NOTE =
  "Values that tell all mistakes apart stand in for gamma, beta, dout and eps. " +
  "Take them out as code by the export menu, run your backward on them, and compare the result.";

/**
 * Lays settings over a source's input, by PRECEDENCE. What was said and cannot be used with this x, or with what else
 * counts, is left out, and its fault is said at its box.
 */
export function settle(read: ProblemInput, settings: AnalysisSettings, probe: Probe | null): SettledInput {
  const source = settings.putAway ? { ...read, candidate: undefined, candidate2: undefined } : read;
  const lay = (out: Out): Laid => layStatements(source, settings, probe, out);
  let laid = lay(new Map());
  // A source that cannot be used by itself is not mended by leaving out what the user says.
  const isOurs = newestFirst(settings).length > 0 && faultOf(laid.input) && !faultOf(lay(everything(settings)).input);
  if (isOurs) laid = withoutMisfits(settings, lay);
  const { x, own, statements } = laid;
  const given = { ...laid.input, ...namedDout(laid) };
  const candidate = withCandidate(given.candidate, settings.candidate, x);
  const second = withCandidate(given.candidate2, settings.candidate2 ?? null, x);
  const whole = {
    ...given,
    ...(candidate.ok && { candidate: candidate.value }),
    ...(second.ok && second.value && { candidate2: second.value }),
  };
  const input = { ...whole, ...stillRead(source, whole) };
  const all = { input, assumed: laid.assumed };
  const faults = new Map<ParameterName | "candidate", Fault>(candidate.ok ? [] : [["candidate", candidate.fault]]);
  for (const [name, { fault }] of statements) if (fault) faults.set(name, fault);
  return {
    ...all,
    sourceLayer: layerOf(source, own),
    parameters: boxes(input, statements, laid.assumed),
    candidateTitle: titleOf(input, candidate.ok ? settings.candidate : null),
    candidate2Title: titleOf({ candidate: input.candidate2 }, second.ok ? (settings.candidate2 ?? null) : null),
    notes: [
      ...(source.notes ?? []),
      ...picksRead(settings, statements, candidate.ok),
      ...(probe ? [PROBE_NOTE] : []),
      ...usual(settings).notes,
      ...(candidate.ok ? [] : [`Your picked gradients are left out: ${candidate.fault.text}`]),
      ...(second.ok ? [] : [`Your second gradients that were picked are left out: ${second.fault.text}`]),
    ],
    faults,
    defaulted: [...statements].flatMap(([name, { fault }]) => (fault && isDefault(name, all) ? [name] : [])),
  };
}

/** Whether nobody has said anything of a parameter that is used in this input. */
export function isDefault(name: ParameterName, { input, assumed }: Pick<SettledInput, "input" | "assumed">): boolean {
  if (assumed.includes(name)) return true;
  return !isGiven(name, input) && (name !== "dout" || input.doutSeed === undefined);
}

/** Statements that are left out, with what is wrong with them. */
type Out = ReadonlyMap<ParameterName, Fault>;

interface Laid {
  readonly input: ProblemInput;
  readonly named: string | undefined; // a dout that follows from the forward pass
  readonly x: Layout | null;
  readonly own: Layout | null; // of x when nothing is laid over the source
  readonly statements: Statements;
  readonly assumed: readonly ParameterName[]; // what the chosen layer needs, and nobody has said
}

function layStatements(source: ProblemInput, settings: AnalysisSettings, probe: Probe | null, out: Out): Laid {
  const own = layoutOf(source.x.shape, source);
  const layer = saidLayer(source, own, (name, of) =>
    out.has(name) ? undefined : statementFor(name, settings, of).counts?.said,
  );
  const x = layer.keys ? layoutOf(source.x.shape, layer.keys) : own;
  const statements = withSilent(statementsFor(settings, x, out), layer.silent);
  const said: { typed: Said; picked: Said } = { typed: {}, picked: {} };
  for (const { counts } of statements.values()) if (counts) Object.assign(said[counts.from], counts.said);
  const ofLayer = givenUnder(layer.keys?.norm, source);
  const given = source.dout ? { ...ofLayer, doutSeed: undefined } : ofLayer; // a dout that was given was not drawn
  // A candidate belongs to the numbers it was made of, a seed to the dout drawn from it: neither is the probe's.
  const probed = probe && {
    ...(source.xKept ? besideKept(probe) : probe),
    candidate: undefined,
    candidate2: undefined,
    doutSeed: undefined,
  };
  const { doutNamed: named, ...input } = {
    ...ofLayer,
    ...layByPrecedence<Said>({
      ...said,
      ...(probed && { probe: probed }),
      source: given,
      setting: usual(settings).said,
    }),
  };
  return { input: { ...input, ...layer.keys }, named, x, own, statements, assumed: layer.assumed };
}

/** What is said of another layer than the one in force stays in its box, and counts for nothing. */
function withSilent(statements: Statements, silent: readonly ParameterName[]): Statements {
  return new Map(
    [...statements].map(([name, { box, ...statement }]) => {
      return [name, { ...(silent.includes(name) ? {} : statement), ...(box && { box }) }];
    }),
  );
}

function layerOf(source: ProblemInput, own: Layout | null): SourceLayer {
  const { norm = "batch" } = source;
  const axis = own?.axis ?? DEFAULT_AXIS;
  return { norm, axis, columnAxes: normalizesAxes({ norm }) ? normalizedAxesOf(source.x.shape, source) : [axis] };
}

/** What was kept of x has an eps of its own, and no other x can take its place. */
function besideKept({ gamma, beta, dout }: Probe): Pick<Probe, "gamma" | "beta" | "dout"> {
  return { gamma, beta, dout };
}

/** What VS Code's settings say for all panels, and a note on what cannot be used of it. */
function usual({ usualTolerance = "" }: AnalysisSettings): { readonly said: Said; readonly notes: readonly string[] } {
  if (usualTolerance.trim() === "") return { said: {}, notes: [] };
  const read = readTolerance(usualTolerance);
  if (read.ok) return { said: { tolerance: read.value }, notes: [] };
  return { said: {}, notes: [`The setting gradientLens.tolerance is not used: ${read.fault.text}`] };
}

/** Where the sets of x are. One whose axis it does not have is judged by the usual one: its box may mend it. */
function layoutOf(
  shape: readonly number[],
  { norm = "batch", groups, normalizedShape, axes, axis }: LayerKeys,
): SaidLayout | null {
  for (const tried of [axis, undefined]) {
    const layout = toLayerLayout(shape, { norm, groups, normalizedShape, axes, axis: tried });
    if (layout.ok) return { ...layout.value, norm };
  }
  return null;
}

function faultOf(input: ProblemInput): Fault | undefined {
  const created = createProblem(input, () => new Float64Array(0)); // no dout is drawn for this
  return created.ok ? undefined : created.fault;
}

function everything(settings: AnalysisSettings): Out {
  return new Map(newestFirst(settings).map((name) => [name, { code: "left-out", text: "" }]));
}

/**
 * Leaves out statements until the rest can be used: each time the newest one without which it can, or else the newest one
 * without which something else is wrong.
 */
function withoutMisfits(settings: AnalysisSettings, lay: (out: Out) => Laid): Laid {
  let out: Out = new Map();
  for (;;) {
    const laid = lay(out);
    const fault = faultOf(laid.input);
    if (!fault) return laid;
    const left = newestFirst(settings).filter((name) => laid.statements.get(name)?.counts !== undefined);
    const tried = left.map((name) => {
      const without: Out = new Map([...out, [name, fault]]);
      return { without, then: faultOf(lay(without).input) };
    });
    const next = tried.find(({ then }) => !then) ?? tried.find(({ then }) => then?.text !== fault.text);
    if (!next) return laid;
    out = next.without;
  }
}

/** What was read at a stop, but for what the user says instead. */
function stillRead({ readAtStop, ...source }: ProblemInput, laid: ProblemInput): Pick<ProblemInput, "readAtStop"> {
  const keys = Object.keys(source) as (keyof ProblemInput)[];
  const kept = keys.filter((key) => readAtStop?.includes(key) && laid[key] === source[key as "gamma"]);
  return readAtStop ? { readAtStop: kept } : {};
}

/** The numbers of a dout that was named, when everything else is known. */
function namedDout({ input, named }: Laid): Pick<ProblemInput, "dout"> {
  if (named === undefined) return {};
  const problem = createProblem(input, () => new Float64Array(0));
  const values = problem.ok ? doutNamed(named, problem.value) : undefined;
  return values ? { dout: { shape: input.x.shape, values, dtype: "float64" } } : {};
}

/** Where gradients are from: said of each where they are from different things. */
function titleOf(
  { candidate, candidateFrom }: Pick<ProblemInput, "candidate" | "candidateFrom">,
  override: CandidateOverride | null,
): string {
  const titles = GRADIENTS.filter((name) => candidate?.[name]).map((name) => {
    const given = candidateFrom?.[name] ?? "given with x";
    return { name, title: override?.[name] ? (override.titles?.[name] ?? override.title) : given };
  });
  const [first] = titles;
  if (!first || titles.every(({ title }) => title === first.title)) return first?.title ?? "given with x";
  return titles
    .map(({ name, title }) => (title === "given with x" ? `${name} ${title}` : `${name} from ${title}`))
    .join(", ");
}

function withCandidate(
  given: Candidate | undefined,
  override: CandidateOverride | null,
  x: Layout | null,
): Result<Candidate | undefined> {
  if (!override) return success(given);
  let candidate: Candidate = { ...given };
  for (const name of GRADIENTS) {
    const value = override[name];
    if (!value) continue;
    const fits = fitGradient(name, value, x);
    if (!fits.ok) return fits;
    candidate = { ...candidate, ...fits.value };
  }
  return success(candidate);
}
