import { itemAt } from "../../core/item-at";
import type { Diagnosis } from "../../core/verdict";
import { assignmentsIn, type Assignment } from "./assignments";
import { valueOf } from "./expression";
import { QUANTITIES, quantityOf, sumOfRows, type Cells } from "./quantities";

/** A line of the user's own program. */
export interface OwnLine {
  readonly line: number; // from 1
  readonly text: string;
}

/**
 * The line of a program that makes a mistake, where it is certain: the one assignment that makes of a small batch, for
 * the same quantity, what a line of the mistake makes of it, and not what is right. However it is written, as long as
 * its names are usual ones.
 */
export function findLine(
  text: string,
  name: string,
  mistake: Pick<Diagnosis, "written" | "code">,
): OwnLine | undefined {
  const wrong = formulasOf(mistake).flatMap((one) => toMade(one) ?? []);
  if (wrong.length === 0) return undefined;
  const found = assignmentsIn(text, commentIn(name)).filter((assignment) => {
    const made = toMade(assignment);
    return made && wrong.some((other) => other.quantity === made.quantity && isSame(other.value, made.value));
  });
  const [only, ...more] = found;
  if (!only || more.length > 0) return undefined;
  return { line: only.line, text: (text.split(/\r?\n/)[only.line - 1] ?? "").trim() };
}

/** The mistake as it is written in each language, and as a formula. */
function formulasOf({ written, code }: Pick<Diagnosis, "written" | "code">): Assignment[] {
  return [
    ...assignmentsIn(code.numpy, "#"),
    ...assignmentsIn(code.pytorch, "#"),
    ...assignmentsIn(code.typescript, "//"),
    ...written.split(/[,;] {2}/).flatMap((formula) => assignmentsIn(formula, "#")),
  ];
}

function commentIn(name: string): "#" | "//" {
  return /\.(?:py|pyi|ipynb|jl|r)$/i.test(name) ? "#" : "//";
}

interface Made {
  readonly quantity: string;
  readonly value: Cells;
}

/** What an assignment makes of the batch; undefined where it is right, or nothing that is known. */
function toMade({ name, operator, value: expression }: Assignment): Made | undefined {
  const quantity = quantityOf(name);
  const right = QUANTITIES.get(quantity ?? "");
  const value = valueOf(expression);
  if (quantity === undefined || !right || !value) return undefined;
  const made = operator === "=" ? value : added(quantity, operator, value);
  return made && !isSame(made, right) ? { quantity, value: made } : undefined;
}

/** In a loop over the rows: the sum of what is added for each. */
function added(quantity: string, operator: "+=" | "-=", value: Cells): Cells | undefined {
  if (quantity === "dx") return undefined; // it is made in stages then, of which one alone says nothing
  const sums = sumOfRows(value);
  return operator === "+=" ? sums : sums.map((sum) => -sum);
}

function isSame(one: Cells, other: Cells): boolean {
  return one.every((value, i) => Math.abs(value - itemAt(other, i)) <= 1e-9 * (Math.abs(value) + 1));
}
