/** The verdict of a check as numbers and as one sentence. */
import type { Precision } from "../checker";
import { counted, indexText } from "../spelling";
import { STRICTNESS, type Tally } from "./gradcheck-tally";
import { affineShapeOf, indexAt } from "../layout";
import type { Problem } from "../problem";
import { wordsText, type Words } from "../reason";
import type { Check, CheckedTensor, Coverage, Doubts, GradientName, Verdict } from "../verdict";

export const GRADIENTS: readonly GradientName[] = ["dx", "dgamma", "dbeta"];

export type Tallies = Readonly<Record<GradientName, Tally>>;

/** `of`: cells that there are; `seed`: of the sample that was looked at, if it was one. */
export function createCheck(
  problem: Problem,
  tallies: Tallies,
  method: string,
  of: number,
  seed: number | null,
): Check {
  const tensor = (name: GradientName): CheckedTensor => toCheckedTensor(problem, name, tallies[name]);
  const tensors = { dx: tensor("dx"), dgamma: tensor("dgamma"), dbeta: tensor("dbeta") };
  const within = problem.layout.cells ? "set" : "column";
  return concludeCheck(tensors, { ...tallies.dx.strictness, method, within }, of, seed);
}

/** How a check was made, and what its sentence calls the cells that share statistics. */
type How = Pick<Check, "method" | "tolerance" | "floor"> & { readonly within?: "column" | "set" };

/** The verdict and its sentence over the three tensors, of whose `of` cells some may not have been looked at. */
export function concludeCheck(tensors: Check["tensors"], how: How, of = 0, seed: number | null = null): Check {
  const verdict = verdictOf(Object.values(tensors));
  const cells = GRADIENTS.reduce((total, name) => total + tensors[name].cells, 0);
  const coverage = cells < of ? { cells, of, seed } : undefined;
  const { method, tolerance, floor } = how;
  const words = wordsOf(verdict, tensors, doubtText(tensors, how), coverage);
  return {
    verdict,
    reason: `${verdict}: ${wordsText(words)}`,
    words,
    method,
    tolerance,
    floor,
    tensors,
    ...(coverage && { coverage }),
  };
}

function toCheckedTensor(problem: Problem, name: GradientName, tally: Tally): CheckedTensor {
  const { layout } = problem;
  const shape = name === "dx" ? layout.shape : affineShapeOf(layout);
  const cannotCompare = tally.incomparable >= 0 && tally.wrong === 0;
  return {
    cells: tally.cells,
    agreeing: tally.agreeing,
    doubtful: tally.doubtful,
    wrong: tally.wrong,
    maxRelativeError: cannotCompare ? NaN : tally.maxRelativeError,
    worst: indexAt(shape, cannotCompare ? tally.incomparable : Math.max(0, tally.worst)),
    error: tally.error,
    wrongCells: tally.wrongCells,
    doubts: tally.doubts,
  };
}

function verdictOf(tensors: readonly { readonly wrong: number; readonly doubtful: number }[]): Verdict {
  if (tensors.some(({ wrong }) => wrong > 0)) return "wrong";
  return tensors.some(({ doubtful }) => doubtful > 0) ? "doubtful" : "correct";
}

function doubtText(tensors: Check["tensors"], { tolerance, within }: How): string {
  const count = (kind: keyof Doubts): number =>
    GRADIENTS.reduce((sum, name) => sum + (tensors[name].doubts?.[kind] ?? 0), 0);
  const doubts = { notFinite: count("notFinite"), kink: count("kink"), noise: count("noise") };
  return doubtsSaid(doubts, tolerance === STRICTNESS.standard.tolerance ? "standard" : "exact", within);
}

/** "2 lie on a kink of ReLU, where there is no derivative"; nothing where nothing is doubtful. */
export function doubtsSaid(
  { notFinite, kink, noise }: Readonly<Doubts>,
  precision: Precision,
  within: How["within"] = "column",
): string {
  const hint = precision === "standard" ? '; precision "exact" tells' : "";
  const parts = [
    {
      cells: notFinite,
      one: "cannot",
      many: "cannot",
      text: `be compared because of NaN or infinity in their ${within}`,
    },
    { cells: kink, one: "lies", many: "lie", text: "on a kink of ReLU, where there is no derivative" },
    { cells: noise, one: "is", many: "are", text: `lost in the noise of the numeric derivative${hint}` },
  ];
  return parts
    .filter(({ cells }) => cells > 0)
    .map(({ cells, one, many, text }) => `${counted(cells)} ${cells === 1 ? one : many} ${text}`)
    .join(", ");
}

/** "4,096 of 4,096 cells, largest relative error 3.1e-14 at dx[12, 7]"; of a part it says so. */
function wordsOf(
  verdict: Verdict,
  tensors: Readonly<Record<GradientName, CheckedTensor>>,
  doubts: string,
  coverage: Coverage | undefined,
): Words[] {
  const all = GRADIENTS.map((name) => ({ name, ...tensors[name] }));
  const sum = (key: "cells" | "agreeing" | "wrong"): number => all.reduce((total, tensor) => total + tensor[key], 0);
  const candidates = all.filter(({ wrong }) => verdict !== "wrong" || wrong > 0);
  const worst = candidates.reduce((a, b) => (rank(b.maxRelativeError) > rank(a.maxRelativeError) ? b : a));
  const error = errorWords(worst);
  const some = coverage && partText(coverage);
  if (verdict === "wrong") {
    const tail = doubts ? `; ${doubts}` : "";
    const wrong = counted(sum("wrong"));
    const inSome = `${wrong} ${sum("wrong") === 1 ? "cell differs" : "cells differ"} in ${some}`;
    const differ = some ? inSome : `${wrong} of ${counted(sum("cells"))} cells differ`;
    return [{ text: `${differ}, ` }, ...error, { text: tail }];
  }
  const agreeing = some
    ? `${counted(sum("agreeing"))} cells agree in ${some}`
    : `${counted(sum("agreeing"))} of ${counted(sum("cells"))} cells`;
  // How large the error is, and where, is for those who ask.
  const figures = [{ text: ", " }, ...error].map((one): Words => ({ ...one, role: "figure" }));
  if (verdict === "correct") return [{ text: some ?? agreeing }, ...figures];
  return [{ text: `${agreeing}${some ? "" : " agree"}; ${doubts}` }];
}

/** "a sample of 40,000 of 6,400,000 cells". */
function partText({ cells, of, seed }: Coverage): string {
  const some = `${counted(cells)} of ${counted(of)} cells`;
  return seed === null ? `${some} so far` : `a sample of ${some}`;
}

/** An error of 0 is that of every cell, and of none in particular. */
function errorWords({ name, maxRelativeError, worst }: CheckedTensor & { readonly name: GradientName }): Words[] {
  if (maxRelativeError === 0) return [{ text: "no relative error" }];
  const error = Number.isFinite(maxRelativeError) ? maxRelativeError.toExponential(1) : "infinite";
  const cell = { text: name + indexText(worst), cell: { tensor: name, index: worst } };
  return [{ text: `largest relative error ${error} at ` }, cell];
}

function rank(error: number): number {
  return Number.isNaN(error) ? Infinity : error;
}
