import { chooseEngine } from "../compute/engine/select-engine";
import { compare } from "../compute/analysis/candidate-comparison";
import type { Precision } from "../compute/engine/engine";
import { failure, success, type Result } from "../core/fault";
import type { Gradients } from "../core/gradients";
import { checkVariance, notes } from "../core/notes";
import { createProblem, type Candidate, type Problem, type ProblemInput } from "../core/problem";
import { sizeOf, type Tensor } from "../core/tensor";
import type { Check, Comparison, Verdict } from "../core/verdict";
import { readProblem, readTensor } from "../input/read";
import { readParameter } from "../input/vector";
import type { Options } from "./options";
import { readBytes } from "./source";

/** Everything that is known of one problem. */
export interface Outcome {
  readonly title: string;
  readonly problem: Problem;
  readonly precision: Precision;
  readonly gradients: Gradients;
  readonly check: Check;
  readonly comparison: Comparison | undefined;
  readonly notes: readonly string[];
  readonly engine: string;
  readonly milliseconds: number;
}

/** Reads the problem that a command line names. */
export function readInput(options: Options): Result<{ problem: Problem; notes: readonly string[] }> {
  const bytes = readBytes(options.file);
  if (!bytes.ok) return bytes;
  const name = options.file === "-" ? undefined : options.file;
  const read = readProblem(bytes.value, { format: options.format, name });
  if (!read.ok) return at(options.file, read);
  const input = withParameters(read.value, options.parameters);
  if (!input.ok) return input;
  const candidate = withCandidate(input.value, options.candidate);
  if (!candidate.ok) return candidate;
  const problem = createProblem(candidate.value);
  if (!problem.ok) return at(options.file, problem);
  const variance = checkVariance(problem.value);
  if (!variance.ok) return at(options.file, variance);
  return success({ problem: problem.value, notes: [...(read.value.notes ?? []), ...notes(problem.value)] });
}

/** Names the file and the place in front of a fault, as compilers do, so that terminals can link it. */
function at<T>(file: string, result: Result<T>): Result<T> {
  if (result.ok) return result;
  const { code, text, place } = result.fault;
  const where = place ? `:${place.line}:${place.column}` : "";
  return failure(code, `${file === "-" ? "standard input" : file}${where}: ${text}`, place);
}

/** Computes, checks and compares with the machine that the panel's worker uses. `progress` hears what share is done. */
export async function analyse(
  problem: Problem,
  precision: Precision,
  title: string,
  said: readonly string[],
  progress: (done: number) => void,
): Promise<Outcome> {
  const started = performance.now();
  const { engine } = await chooseEngine();
  const adopted = engine.adopt(problem);
  const gradients = engine.gradients(adopted, precision);
  const checker = engine.checker(adopted, gradients, { precision, from: 0, to: adopted.layout.channels });
  while (!checker.advance(500)) progress(checker.done / checker.total);
  const check = checker.result();
  const comparison = compare(adopted, gradients, precision);
  const milliseconds = performance.now() - started;
  return {
    title,
    problem: adopted,
    precision,
    gradients,
    check,
    comparison,
    notes: said,
    engine: engine.name,
    milliseconds,
  };
}

/** The verdict of everything together: the worst there is. */
export function overallVerdict({ check, comparison }: Outcome): Verdict {
  const verdicts = [check.verdict, comparison?.verdict];
  if (verdicts.includes("wrong")) return "wrong";
  return verdicts.includes("doubtful") ? "doubtful" : "correct";
}

function withParameters(input: ProblemInput, texts: Options["parameters"]): Result<ProblemInput> {
  let changed = input;
  for (const [name, text] of Object.entries(texts)) {
    const result = withParameter(changed, name, text);
    if (!result.ok) return failure(result.fault.code, `--${name}: ${result.fault.text}`);
    changed = result.value;
  }
  return success(changed);
}

function withParameter(input: ProblemInput, name: string, text: string): Result<ProblemInput> {
  switch (name) {
    case "gamma":
    case "beta": {
      const value = readParameter(text);
      return value.ok ? success({ ...input, [name]: value.value }) : value;
    }
    case "dout": {
      const value = readFile(text);
      return value.ok ? success({ ...input, dout: value.value, doutSeed: undefined }) : value;
    }
    case "seed": {
      const doutSeed = Number(text);
      if (!/^\d+$/.test(text) || !Number.isSafeInteger(doutSeed)) {
        return failure("seed", `Expected a whole number that is 0 or greater, got "${text}".`);
      }
      return success({ ...input, doutSeed, dout: undefined });
    }
    case "eps": {
      const eps = text.trim() === "" ? NaN : Number(text);
      if (!(eps >= 0) || eps === Infinity) {
        return failure("eps", `Expected a finite number that is 0 or greater, got "${text}".`);
      }
      return success({ ...input, eps });
    }
    case "mode":
      if (text !== "train" && text !== "eval") return failure("mode", `Expected train or eval, got "${text}".`);
      return success({ ...input, mode: text });
    case "activation":
      if (text !== "none" && text !== "relu") return failure("activation", `Expected none or relu, got "${text}".`);
      return success({ ...input, activation: text });
    default:
      throw new Error(`expected the name of a parameter, got ${name}`);
  }
}

function withCandidate(input: ProblemInput, files: Options["candidate"]): Result<ProblemInput> {
  const candidate: { -readonly [K in keyof Candidate]: Candidate[K] } = { ...input.candidate };
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    const file = files[key];
    if (file === undefined) continue;
    const tensor = readFile(file);
    if (!tensor.ok) return failure(tensor.fault.code, `--${key}: ${tensor.fault.text}`);
    const { shape, values } = tensor.value;
    // A vector may stand in a file as a matrix of one row or one column.
    const vector = key !== "dx" && sizeOf(shape) === Math.max(...shape);
    candidate[key] = vector ? { ...tensor.value, shape: [values.length] } : tensor.value;
  }
  return success(Object.keys(candidate).length ? { ...input, candidate } : input);
}

function readFile(file: string): Result<Tensor> {
  const bytes = readBytes(file);
  return bytes.ok ? at(file, readTensor(bytes.value, { name: file })) : bytes;
}
