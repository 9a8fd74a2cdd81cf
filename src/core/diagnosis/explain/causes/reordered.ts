import type { Values } from "../../../tensor";
import { itemAt, numberAt } from "../../../item-at";
import { offsetOf } from "../../../layout";
import type { GradientName } from "../../../verdict";
import { listed } from "../../wording";
import { stepsOf } from "../../evidence/allowance";
import { resolution } from "../../evidence/given-precision";
import { causeOf, isAs, valuesOf, type Cause, type Evidence } from "./cause";

const ROUNDINGS = 4; // of a cell larger than its column's usual one
const MOST = 512; // rows or columns whose places are looked for

/** What is off is right in another order of the rows, or of the columns: the same order in all of it. */
export const reordered: Cause = (e) => {
  const { rows, D } = e.s;
  if (e.off.length === 0) return undefined;
  const byDx = e.off.includes("dx");
  if (byDx && e.off.length === 1 && rows <= MOST && D > 1) {
    const order = orderOf(e, "dx", rows, (row) => cellsOf(e, { row }));
    if (order && isAs(e, "dx", takenFrom(e, "dx", order, "row"))) return told(e, "row", order);
  }
  if (D > MOST || (byDx && rows === 1) || D < 2) return undefined;
  const name = byDx ? "dx" : itemAt(e.off, 0);
  const order = orderOf(e, name, D, (column) => (name === "dx" ? cellsOf(e, { column }) : [column]));
  return order && e.off.every((one) => isTaken(e, one, order)) ? told(e, "column", order) : undefined;
};

function cellsOf({ s }: Evidence, { row, column }: { row?: number; column?: number }): number[] {
  const { layout } = s.problem;
  return row === undefined
    ? Array.from({ length: s.rows }, (_, i) => offsetOf(layout, i, column ?? 0))
    : Array.from({ length: s.D }, (_, k) => offsetOf(layout, row, k));
}

/** Of each line of the candidate the line of the exact one that is nearest; undefined where two share one. */
function orderOf(
  e: Evidence,
  name: GradientName,
  lines: number,
  cells: (line: number) => number[],
): number[] | undefined {
  const given = valuesOf(e, name);
  const exact = e.gradients[name];
  const linesOf = (values: Values): Float64Array[] =>
    Array.from({ length: lines }, (_, line) => Float64Array.from(cells(line), (offset) => numberAt(values, offset)));
  const right = linesOf(exact);
  const order = linesOf(given).map((own, line) => {
    let best = line;
    let least = Infinity;
    for (const [other, taken] of right.entries()) {
      const distance = distanceOf(own, taken, least);
      if (distance < least) [best, least] = [other, distance];
    }
    return best;
  });
  return new Set(order).size === lines ? order : undefined;
}

/** Squared distance of two lines, as far as it stays below a number. */
function distanceOf(one: Float64Array, other: Float64Array, least: number): number {
  let distance = 0;
  for (let i = 0; i < one.length && distance < least; i++) distance += (numberAt(one, i) - numberAt(other, i)) ** 2;
  return distance;
}

/** The exact tensor with its lines in this order. */
function takenFrom(e: Evidence, name: GradientName, order: readonly number[], line: "row" | "column"): Float64Array {
  const exact = e.gradients[name];
  if (name !== "dx") return exact.map((_, k) => numberAt(exact, itemAt(order, k)));
  const taken = new Float64Array(exact.length);
  order.forEach((from, to) => {
    const source = cellsOf(e, { [line]: from });
    cellsOf(e, { [line]: to }).forEach((offset, i) => (taken[offset] = numberAt(exact, itemAt(source, i))));
  });
  return taken;
}

/** Whether a tensor has these columns, each to the rounding of the column that it is. */
function isTaken(e: Evidence, name: GradientName, order: readonly number[]): boolean {
  const given = valuesOf(e, name);
  const expected = takenFrom(e, name, order, "column");
  const precision = e.precisions[name];
  if (!precision) return false;
  const sizes = name === "dx" ? e.s.size : name === "dgamma" ? e.s.sums : e.s.sumsBeta;
  const steps = ROUNDINGS * stepsOf(precision, e.s.rows);
  return order.every((from, to) =>
    (name === "dx" ? cellsOf(e, { column: to }) : [to]).every((offset) => {
      const wanted = numberAt(expected, offset);
      const allowed = resolution(precision, wanted) + steps * numberAt(sizes, from);
      return Math.abs(numberAt(given, offset) - wanted) <= allowed;
    }),
  );
}

function told(e: Evidence, line: "row" | "column", order: readonly number[]): ReturnType<Cause> {
  const first = order.findIndex((from, to) => from !== to);
  const have = e.off.length === 1 ? "has" : "have";
  const why =
    line === "row"
      ? "x was shuffled, or sorted, between the forward pass and this comparison."
      : "The columns were ordered anew on the way.";
  return causeOf(e, e.off, {
    id: `${line}s-reordered`,
    title: `the right ${line}s in another order`,
    text: `${listed(e.off)} ${have} the right ${line}s in another order: ${line} ${first} is ${line} ${itemAt(order, first)} of what it should be. ${why}`,
    written: (tensor) =>
      `${tensor} = (the right ${tensor})[${line === "row" || tensor !== "dx" ? "order" : ":, order"}]`,
    code: CODE[line],
  });
}

const CODE = {
  row: {
    numpy: "x = x[rng.permutation(len(x))]  # the same order for x, dout and dx",
    pytorch: "DataLoader(..., shuffle=True)  # compare tensors of the same batch",
    typescript: "dx[order[i] * D + k] = ...; // the same order of rows in x and dx",
  },
  column: {
    numpy: "dx = dx[:, order]  # the same order for x, gamma and the gradients",
    pytorch: "dx = dx[:, index]  # the same index for x, weight and their gradients",
    typescript: "dx[i * D + order[k]] = ...; // the same order of columns in x and dx",
  },
} as const;
