import { capital, counted } from "./spelling";
import { failure, success, type Result } from "./fault";
import { itemAt } from "./item-at";
import { offsetOf, type Layout } from "./layout";
import { checkSetVariance, setNotes } from "./odd-sets";
import type { Problem } from "./problem";
import type { RowSet } from "./sets";
import type { Values } from "./tensor";

/** Columns in which all members of a set are equal (and finite): their variance is exactly 0. Until none is left. */
function constantColumns({ layout, x, mask }: Problem, { from, to }: RowSet): number[] {
  const at = (row: number, k: number): number => itemAt(x, offsetOf(layout, row, k));
  let first = from;
  while (mask?.[first] === 0) first++;
  let columns = Array.from({ length: layout.channels }, (_, k) => k).filter((k) => Number.isFinite(at(first, k)));
  for (let i = first + 1; i < to && columns.length > 0; i++) {
    if (mask?.[i] === 0) continue;
    const equal = (k: number): boolean => at(i, k) === at(first, k);
    if (!columns.every(equal)) columns = columns.filter(equal);
  }
  return columns;
}

/** The same in any of the sets, rising. */
function constantAnywhere(problem: Problem, sets: readonly RowSet[]): number[] {
  return [...new Set(sets.flatMap((set) => constantColumns(problem, set)))].sort((a, b) => a - b);
}

/** Columns that hold a value which is not finite, rising. In the order of memory: large tensors are read here. */
function spoiltColumns({ channels, inner }: Layout, values: Values): number[] {
  const columns = new Set<number>();
  let offset = 0;
  for (const value of values) {
    if (value - value !== 0) columns.add(Math.floor(offset / inner) % channels);
    offset++;
  }
  return [...columns].sort((a, b) => a - b);
}

/** Fault "zero-variance" when eps is 0 and a column has nothing to divide by. */
export function checkVariance(problem: Problem): Result<void> {
  if (problem.layout.cells) return checkSetVariance(problem);
  if (problem.eps > 0) return success(undefined);
  const running = problem.running?.variance;
  const columns =
    problem.mode === "train"
      ? constantAnywhere(problem, problem.sets)
      : running
        ? [...running.keys()].filter((k) => running[k] === 0)
        : [];
  if (columns.length === 0) return success(undefined);
  const which = problem.mode === "train" ? "the variance" : "runningVar";
  const where = problem.mode === "train" && problem.sets.length > 1 ? " in a part of the split" : "";
  const text = `eps is 0 and ${which} of ${named(columns)} is 0${where}: expected eps > 0, or a positive variance in every column.`;
  return failure("zero-variance", text);
}

/** What is known already of the tensors, so that they are not read for it again. */
interface Known {
  readonly xIsFinite: boolean;
  readonly doutIsFinite: boolean;
}

/** What a reader of the gradients should know, one sentence each: N = 1, constant columns, columns that are not finite. */
export function notes(problem: Problem, known?: Known): string[] {
  if (problem.layout.cells) return setNotes(problem);
  const said = problem.kept?.said ?? [];
  if (problem.mode === "eval") return [...said, ...finiteNotes(problem, known)];
  return [...said, ...varianceNotes(problem), ...finiteNotes(problem, known)];
}

/** Which statistics are made of a single row, and which of equal ones. */
function varianceNotes(problem: Problem): string[] {
  const { layout, mask, sets, epsPlacement } = problem;
  const r = epsPlacement === "outside" ? "r = 1 / eps" : "r = 1 / sqrt(eps)";
  if (layout.rows === 1) return ["N = 1: the only value of a column is its mean, so xhat = 0, out = beta and dx = 0."];
  const single = sets.flatMap((set, s) => (set.members === 1 ? [s] : []));
  const constant = constantAnywhere(
    problem,
    sets.filter(({ members }) => members > 1),
  );
  const lines: string[] = [];
  if (single.length > 0 && sets.length === 1) {
    lines.push(`The mask leaves a single row to the statistics: the variance is 0 and ${r}.`);
  } else if (single.length > 0) {
    const row = mask ? "a single row that makes its statistics" : "a single row";
    lines.push(`${capital(numbered("part", single))} of the split ${have(single)} ${row}: the variance is 0 and ${r}.`);
  }
  if (constant.length > 0) {
    const verb = constant.length === 1 ? "is" : "are";
    const where = sets.length > 1 ? " in a part of the split" : mask ? " in the rows that make the statistics" : "";
    lines.push(`${capital(named(constant))} ${verb} constant${where}: the variance is 0 and ${r}.`);
  }
  return lines;
}

const have = (items: readonly number[]): string => (items.length === 1 ? "has" : "have");

function finiteNotes(problem: Problem, known?: Known): string[] {
  const { layout, gamma, beta } = problem;
  const columnsWhere = (holds: (k: number) => boolean): number[] => [...gamma.keys()].filter(holds);
  const note = (columns: number[], where: (names: string) => string): string[] =>
    columns.length ? [`${where(named(columns))}: gradients that depend on it are not defined.`] : [];
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
  return numbered("column", columns);
}

function numbered(what: string, items: readonly number[]): string {
  if (items.length === 1) return `${what} ${items[0]}`;
  const rest = items.length - 3;
  const shown = items.slice(0, 3).map(String);
  if (rest > 0) return `${what}s ${shown.join(", ")} and ${counted(rest)} more`;
  return `${what}s ${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
