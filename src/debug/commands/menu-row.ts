import type { Fault } from "../../core/fault";
import type { ValueRow } from "../readers/variables/value-tree";

/** What a row of the Variables or Watch view hands to a command: an expression of one session, and the row itself. */
interface MenuRow {
  readonly sessionId: string;
  readonly expression: string | null; // null where the adapter names none
  readonly name: string;
  readonly row: ValueRow;
}

/** Checks the object that VS Code passes; undefined when the command came from elsewhere. */
export function menuRow(argument: unknown): MenuRow | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { sessionId, variable } = argument as Readonly<Record<string, unknown>>;
  if (typeof sessionId !== "string" || typeof variable !== "object" || variable === null) return undefined;
  const { name, value, type, evaluateName, variablesReference } = variable as Readonly<Record<string, unknown>>;
  return {
    sessionId,
    expression: typeof evaluateName === "string" && evaluateName !== "" ? evaluateName : null,
    name: typeof name === "string" ? name : "",
    row: {
      type: typeof type === "string" ? type : "",
      value: typeof value === "string" ? value : "",
      variablesReference: typeof variablesReference === "number" ? variablesReference : 0,
      indexedVariables: 0, // VS Code does not pass it on
    },
  };
}

/** The fault of a row that no expression leads to. */
export function rowWithoutExpression({ name, row: { value } }: MenuRow): Fault {
  const shown = value ? value.slice(0, 60) : "no value";
  const text = `${name} (${shown}) has no expression of its own and cannot be read; show the variable that holds it.`;
  return { code: "no-tensor", text };
}
