import { failure, success, type Result } from "./fault";
import { offsetOf, type Layout } from "./layout";
import type { Problem } from "./problem";
import type { Values } from "./tensor";

/** Columns whose values are all equal (and finite): their variance is exactly 0. Row by row, until none is left. */
function constantColumns({ layout, x }: Problem): number[] {
  const first = (k: number): number => x[offsetOf(layout, 0, k)];
  let columns = Array.from({ length: layout.channels }, (_, k) => k).filter((k) => Number.isFinite(first(k)));
  for (let i = 1; i < layout.rows && columns.length > 0; i++) {
    const equal = (k: number): boolean => x[offsetOf(layout, i, k)] === first(k);
    if (!columns.every(equal)) columns = columns.filter(equal);
  }
  return columns;
}

/** Columns that hold a value which is not finite, rising. In the order of memory: large tensors are read here. */
function spoiltColumns({ channels, inner }: Layout, values: Values): number[] {
  const columns = new Set<number>();
  for (let offset = 0; offset < values.length; offset++) {
    const value = values[offset];
    if (value - value !== 0) columns.add(Math.floor(offset / inner) % channels);
  }
  return [...columns].sort((a, b) => a - b);
}

/** Fault "zero-variance" when eps is 0 and a column has nothing to divide by. */
export function checkVariance(problem: Problem): Result<void> {
  if (problem.eps > 0) return success(undefined);
  const running = problem.running?.variance;
  const columns =
    problem.mode === "train"
      ? constantColumns(problem)
      : running
        ? [...running.keys()].filter((k) => running[k] === 0)
        : [];
  if (columns.length === 0) return success(undefined);
  const which = problem.mode === "train" ? "the variance" : "runningVar";
  const text = `eps is 0 and ${which} of ${named(columns)} is 0: expected eps > 0, or a positive variance in every column.`;
  return failure("zero-variance", text);
}

/** What is known already of the tensors, so that they are not read for it again. */
interface Known {
  readonly xIsFinite: boolean;
  readonly doutIsFinite: boolean;
}

/** What a reader of the gradients should know, one sentence each: N = 1, constant columns, columns that are not finite. */
export function notes(problem: Problem, known?: Known): string[] {
  const { layout, mode } = problem;
  if (mode === "eval") return finiteNotes(problem, known);
  if (layout.rows === 1)
    return [
      "N = 1: the only value of a column is its mean, so xhat = 0, out = beta and dx = 0.",
      ...finiteNotes(problem, known),
    ];
  const constant = constantColumns(problem);
  const lines = finiteNotes(problem, known);
  if (constant.length) {
    const verb = constant.length === 1 ? "is" : "are";
    lines.unshift(`${capital(named(constant))} ${verb} constant: the variance is 0 and r = 1 / sqrt(eps).`);
  }
  return lines;
}

function finiteNotes(problem: Problem, known?: Known): string[] {
  const { layout, gamma, beta } = problem;
  const columnsWhere = (holds: (k: number) => boolean): number[] => [...gamma.keys()].filter(holds);
  const note = (columns: number[], where: (names: string) => string): string[] =>
    columns.length
      ? [`${where(named(columns))}: ${columns.length === 1 ? "its" : "their"} gradients are not defined.`]
      : [];
  const inside = (name: string) => (names: string) => `${name} holds NaN or infinity in ${names}`;
  const x = known?.xIsFinite ? [] : spoiltColumns(layout, problem.x);
  const dout = known?.doutIsFinite ? [] : spoiltColumns(layout, problem.dout);
  return [
    ...note(x, (names) => `${capital(names)} ${x.length === 1 ? "holds" : "hold"} NaN or infinity`),
    ...note(dout, inside("dout")),
    ...note(
      columnsWhere((k) => !Number.isFinite(gamma[k])),
      inside("gamma"),
    ),
    ...note(
      columnsWhere((k) => !Number.isFinite(beta[k])),
      inside("beta"),
    ),
  ];
}

/** "column 3"; "columns 3, 4 and 5"; "columns 3, 4, 5 and 12 more". */
export function named(columns: readonly number[]): string {
  if (columns.length === 1) return `column ${columns[0]}`;
  const rest = columns.length - 3;
  const shown = columns.slice(0, 3).map(String);
  if (rest > 0) return `columns ${shown.join(", ")} and ${rest.toLocaleString("en-US")} more`;
  return `columns ${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
