import { existsSync } from "node:fs";
import { selectEngine } from "../compute/engine/select-engine";
import { compare } from "../compute/analysis/candidate-comparison";
import type { Precision } from "../compute/engine/engine";
import { apply, type SettingsAction } from "../compute/settings/reduce-settings";
import { DEFAULT_SETTINGS } from "../compute/settings/settings";
import { settle, type SettledInput } from "../compute/settings/settle";
import { takeFit } from "../compute/settings/take-fit";
import { readDoutName } from "../core/dout-name";
import { failure, success, type Fault, type Result } from "../core/fault";
import { NORMS, normalizesAxes, toLayerLayout } from "../core/normalization-layer";
import { toLayout } from "../core/layout";
import type { Gradients } from "../core/batchnorm/gradients";
import { checkVariance, notes as notesOf } from "../core/odd-columns";
import { createProblem, type Problem, type ProblemInput, type ReadingAccount } from "../core/problem";
import type { Tensor } from "../core/tensor";
import { exactly } from "../core/diagnosis/wording";
import type { Check, Comparison, Fit, GradientName } from "../core/verdict";
import { visible } from "../encoding/visible";
import { listed } from "../input/listed";
import { readProblem, readTensor } from "../input/read";
import { readParameter } from "../input/vector";
import type { Role, TypedName } from "../protocol/parameters";
import { isForwardFlag, withForward, type ForwardFlag } from "./forward-flags";
import { isLayerFlag, withLayer, type LayerFlag } from "./layer-flags";
import type { Options, ProblemFlag } from "./options";
import { runCheck } from "./run-check";
import { readBytes } from "./read-bytes";

/** Everything that is known of one problem. */
export interface Outcome {
  readonly title: string;
  readonly problem: Problem;
  readonly precision: Precision;
  readonly gradients: Gradients;
  readonly check: Check;
  readonly millisecondsForAll: number | undefined; // where a sample was checked
  readonly comparison: Comparison | undefined;
  readonly notes: readonly string[];
  readonly reading: ReadingAccount | undefined;
  readonly engine: string;
  readonly milliseconds: number;
}

/** A problem as it was read, and what is to be said about that: to people, and to programs. */
export interface ReadInput {
  readonly problem: Problem;
  readonly input: ProblemInput; // that the problem was made of
  readonly notes: readonly string[];
  readonly reading: ReadingAccount | undefined;
}

/** Reads the problem that a command line names, from `given` where that is at hand. */
export function readInput(options: Options, given?: Uint8Array): Result<ReadInput> {
  const bytes = given ? success(given) : readBytes(options.file);
  if (!bytes.ok) return bytes;
  const name = options.file === "-" ? undefined : options.file;
  const how = { format: options.format, name, wanted: options.readAs, takesOneList: takesOneList(options) };
  const read = readProblem(bytes.value, how);
  if (!read.ok) return at(options.file, { ok: false, fault: withWays(read.fault) });
  const missed = missedReading(read.value.reading, options.readAs);
  if (missed) return missed;
  const { xKept } = options;
  const input = withLayer(xKept ? { ...read.value, xKept } : read.value, options.said);
  if (!input.ok) return input;
  const beside = withForward(input.value, options.said, readFile);
  if (!beside.ok) return beside;
  const settled = withFlags(beside.value, options);
  if (!settled.ok) return settled;
  const { notes = [], reading } = read.value;
  return toProblem(options.file, settled.value.input, [...notes, ...offers(reading)], reading);
}

/** One list is a set of layer and of RMS norm. */
function takesOneList({ said }: Options): boolean {
  return said.some(([flag, text]) => flag === "norm" && normalizesAxes({ norm: NORMS.find((norm) => norm === text) }));
}

/** How many other readings of a file that was refused are named. */
const WAYS_NAMED = 10;

/** A fault with what the file could be read as instead. */
function withWays(fault: Fault): Fault {
  const { ways = [] } = fault;
  if (ways.length === 0) return fault;
  const named = ways.slice(0, WAYS_NAMED).map(({ id, text: what }) => `--read-as "${visible(id)}" reads ${what}.`);
  const more = ways.length > WAYS_NAMED ? [`There are ${ways.length - WAYS_NAMED} more.`] : [];
  const said = (text: string): string => [text, ...named, ...more].join(" ");
  return { ...fault, text: said(fault.text), ...(fault.bare !== undefined && { bare: said(fault.bare) }) };
}

/** As what else the source can be read, in a sentence each. */
function offers(reading: ReadingAccount | undefined): string[] {
  return (reading?.alternatives ?? []).map(({ id, text }) => `--read-as ${id} reads ${text}.`);
}

/** The fault of a reading that was asked for and does not exist. */
function missedReading(reading: ReadingAccount | undefined, asked: string | undefined): Result<never> | undefined {
  const missed = asked?.split("+").find((id) => !reading?.taken.includes(id));
  if (missed === undefined) return undefined;
  const others = reading?.alternatives.map(({ id }) => id) ?? [];
  const expected = others.length ? `expected ${listed(others, "or")}` : "but there is only one reading";
  return failure("usage", `--read-as is "${missed}", ${expected}.`);
}

function toProblem(
  file: string,
  input: ProblemInput,
  said: readonly string[],
  reading: ReadingAccount | undefined,
): Result<ReadInput> {
  const problem = createProblem(input);
  if (!problem.ok) return at(file, problem);
  const variance = checkVariance(problem.value);
  if (!variance.ok) return at(file, variance);
  return success({ problem: problem.value, input, notes: [...said, ...notesOf(problem.value)], reading });
}

/** The same input under the first setting that makes its gradients right; as it was when there is none. */
export function withFit(file: string, read: ReadInput, { comparison }: Outcome): Result<ReadInput> {
  const fit = comparison?.fits[0];
  if (!fit) return success(read);
  const { layer, rest } = layerIn(fit);
  const taken = takeFit(DEFAULT_SETTINGS, rest, read.problem.layout);
  if (!taken.ok) return at(file, taken);
  const { input, faults } = settle({ ...read.input, ...layer }, taken.value, null);
  const [fault] = faults.values();
  if (fault) return at(file, failure("fit", `${fit.sentence} It cannot be taken over: ${fault.text}`));
  const set = Object.entries(fit.set).map(([key, value]) => `${key} = ${shown(value)}`);
  const said = `Taken over because the given gradients fit it: ${set.join("; ")}.`;
  return toProblem(file, input, [...(read.input.notes ?? []), said], read.reading);
}

/** What a fit says of the layer itself: a layer's keys take the place of all that another one has. */
function layerIn(fit: Fit): { readonly layer: Partial<ProblemInput>; readonly rest: Fit } {
  const isOfLayer = (key: string): boolean => "norm" in fit.set && LAYER_KEYS.some((name) => name === key);
  const entries = Object.entries(fit.set);
  const [own, others] = [true, false].map((is) =>
    Object.fromEntries(entries.filter(([key]) => (isOfLayer(key) || key === "gammaOffset") === is)),
  );
  const none = { axis: undefined, groups: undefined, normalizedShape: undefined, axes: undefined };
  return { layer: { ...("norm" in fit.set && none), ...own }, rest: { ...fit, set: others ?? {} } };
}

const LAYER_KEYS = ["norm", "axis", "groups", "axes"] as const;
const MOST_SHOWN = 12;

/** A list that is long by its first numbers. */
function shown(value: Fit["set"][string]): string {
  if (typeof value !== "object") return typeof value === "number" ? exactly(value) : value;
  if (value.length <= MOST_SHOWN) return value.join(", ");
  return `${value.slice(0, MOST_SHOWN).join(", ")}, ... (${value.length} numbers)`;
}

/** Names the file and the place in front of a fault, as compilers do, so that terminals can link it. */
function at<T>(file: string, result: Result<T>): Result<T> {
  if (result.ok) return result;
  const { code, place } = result.fault;
  const where = place ? `:${place.line}:${place.column}` : "";
  const bare = (place && result.fault.bare) ?? result.fault.text;
  const text = `${file === "-" ? "standard input" : file}${where}: ${bare}`;
  return { ok: false, fault: { code, text, bare, ...(place && { place }) } };
}

/** Computes, checks and compares with the machine that the panel's worker uses. `progress` hears what share is done. */
export async function analyse(
  { problem, notes, reading }: ReadInput,
  { precision, check: cells }: Pick<Options, "precision" | "check">,
  title: string,
  progress: (done: number) => void,
): Promise<Outcome> {
  const started = performance.now();
  const { engine } = await selectEngine();
  const adopted = engine.adopt(problem);
  const gradients = engine.gradients(adopted, precision);
  const { check, millisecondsForAll } = runCheck(engine, { problem: adopted, gradients, precision }, cells, progress);
  const comparison = compare(adopted, gradients, precision);
  const milliseconds = performance.now() - started;
  return {
    title,
    problem: adopted,
    precision,
    gradients,
    check,
    millisecondsForAll,
    comparison,
    notes,
    reading,
    engine: engine.label,
    milliseconds,
  };
}

/** Lays what the command line says over a file's input, by the panel's own rules. Here a thing that does not fit ends it. */
function withFlags(input: ProblemInput, { said }: Options): Result<SettledInput> {
  const { shape } = input.x;
  const tried = [toLayerLayout(shape, input), toLayout(shape)];
  const { norm = "batch" } = input;
  const x = tried.flatMap((layout) => (layout.ok ? [{ ...layout.value, norm }] : []))[0] ?? null;
  const refusal = (flag: string, { code, text }: Fault): Result<never> => failure(code, `--${flag}: ${text}`);
  let settings = DEFAULT_SETTINGS;
  // What is said of columns is judged by the axis that holds them, wherever that is said.
  for (const [flag, text] of [...said].sort(([one], [other]) => Number(other === "axis") - Number(one === "axis"))) {
    if (isLayerFlag(flag) || isForwardFlag(flag)) continue; // laid over the input already
    const action = actionOf(flag, text);
    if (!action.ok) return refusal(flag, action.fault);
    const applied = apply(settings, action.value, x);
    if (applied.fault) return refusal(flag, applied.fault);
    ({ settings } = applied);
  }
  const settled = settle(input, settings, null);
  for (const [name, fault] of settled.faults) return refusal(flagOf(name), fault);
  return success(settled);
}

const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function actionOf(flag: Exclude<ProblemFlag, LayerFlag | ForwardFlag>, text: string): Result<SettingsAction> {
  switch (flag) {
    case "dout":
      return readDoutName(text) ? success({ do: "type", name: flag, text }) : picked("dout", text);
    case "gamma":
    case "beta":
    case "rstd":
    case "mask":
      return valuesOrFile(flag, text);
    case "eps-placement":
      return typed("epsPlacement", text);
    case "dx":
    case "dgamma":
    case "dbeta":
      return picked(`candidate.${flag}`, text);
    case "dx2":
    case "dgamma2":
    case "dbeta2":
      return picked(`candidate2.${flag.slice(0, -1) as GradientName}`, text);
    default:
      return typed(flag, text);
  }
}

/** What may be files of those that a command line names: a value that is no name of a file is none that is there. */
export function filesOf({ file, said }: Options): string[] {
  return [file, ...said.map(([, value]) => value)].filter((name) => name !== "-");
}

function typed(name: TypedName, text: string): Result<SettingsAction> {
  if (text.trim() === "") return failure("empty", "Expected a value, got nothing.");
  return success({ do: "type", name, text });
}

/** What cannot be read as numbers may be the name of a file. */
function valuesOrFile(name: "gamma" | "beta" | "rstd" | "mask", text: string): Result<SettingsAction> {
  return readParameter(text, name === "mask").ok || !existsSync(text) ? typed(name, text) : picked(name, text);
}

function picked(role: Role, file: string): Result<SettingsAction> {
  const read = readFile(file, role === "mask");
  return read.ok ? success({ do: "pick", role, title: file, value: read.value }) : read;
}

function readFile(file: string, ofMask = false): Result<Tensor> {
  const bytes = readBytes(file);
  return bytes.ok ? at(file, readTensor(bytes.value, { name: file, ofMask })) : bytes;
}
