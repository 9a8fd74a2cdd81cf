import { DEFAULT_AXIS } from "../../core/layout";
import { sizeOf } from "../../core/tensor";
import type { DebugRole } from "../source/debug-problem";
import type { NamedDescription } from "../readers/reader";

/** Names that the parts of a hand-written backward usually have, the usual one first. */
const NAMES: Readonly<Record<"x" | Exclude<DebugRole, "runningMean" | "runningVar" | "mask">, readonly string[]>> = {
  x: ["x", "inputs", "input", "inp", "a", "h", "z"],
  gamma: ["gamma", "self.gamma", "weight", "self.weight", "scale", "g"],
  beta: ["beta", "self.beta", "bias", "self.bias", "shift"],
  dout: ["dout", "dy", "grad_output", "grad_out", "gradOutput", "dL_dout", "upstream", "dO"],
  eps: ["eps", "epsilon", "self.eps"],
  "candidate.dx": ["dx", "dX", "grad_input", "grad_x", "gradInput", "dinputs"],
  "candidate.dgamma": ["dgamma", "dGamma", "grad_gamma", "grad_weight", "dweight", "dg"],
  "candidate.dbeta": ["dbeta", "dBeta", "grad_beta", "grad_bias", "dbias", "db"],
};
export type BackwardRole = keyof typeof NAMES;
export const BACKWARD_ROLES = Object.keys(NAMES) as readonly BackwardRole[];

/** Whether a tensor's shape is possible in a role; x itself may have any shape of rank 2 to 5. */
export function fits(role: BackwardRole | DebugRole, shape: readonly number[] | null, x: Columns | undefined): boolean {
  if (!shape) return false;
  if (role === "x") return shape.length >= 2 && shape.length <= 5 && !shape.includes(0);
  if (!x) return true;
  if (role === "dout" || role === "candidate.dx") return shape.join() === x.shape.join();
  if (role === "eps") return sizeOf(shape) === 1;
  const { columns, rows } = sizesOf(x);
  return sizeOf(shape) === (role === "mask" ? rows : columns);
}

/** An x, and the axis that holds its channels: the second one, unless the panel says another. */
interface Columns {
  readonly shape: readonly number[];
  readonly axis?: number;
}

function sizesOf({ shape, axis = DEFAULT_AXIS }: Columns): { readonly columns: number; readonly rows: number } {
  const columns = shape[axis] ?? 0;
  return { columns, rows: sizeOf(shape) / columns };
}

/** What a tensor in a role must be beside x: "64 x 128", "128 values". */
export function sizeWanted(role: DebugRole, x: Columns): string {
  if (role === "dout" || role === "candidate.dx") return x.shape.join(" x ");
  if (role === "eps") return "one value";
  const { columns, rows } = sizesOf(x);
  return `${role === "mask" ? rows : columns} values`;
}

/** The tensor that has one of a role's usual names, and a shape that fits x's. */
export function findByName(
  role: BackwardRole,
  list: readonly NamedDescription[],
  x: readonly number[],
): string | undefined {
  return NAMES[role].find((name) =>
    list.some(({ expression, description }) => expression === name && fits(role, description.shape, { shape: x })),
  );
}

/** Finds the parts of a backward by name. Candidates whose shape does not fit are not taken. */
export function matchByName(list: readonly NamedDescription[]): Partial<Record<BackwardRole, string>> {
  const found: Partial<Record<BackwardRole, string>> = {};
  const byName = new Map(list.map((entry) => [entry.expression, entry]));
  let x: Columns | undefined;
  for (const role of BACKWARD_ROLES) {
    for (const name of NAMES[role]) {
      const entry = byName.get(name);
      if (!entry || Object.values(found).includes(name) || !fits(role, entry.description.shape, x)) continue;
      found[role] = name;
      if (role === "x" && entry.description.shape) x = { shape: entry.description.shape };
      break;
    }
  }
  return found;
}

/** Whether a name is a usual one of x, or of any of the other parts. */
export function isUsualName(of: "x" | "any other", name: string): boolean {
  return BACKWARD_ROLES.some((role) => (role === "x") === (of === "x") && NAMES[role].includes(name));
}

export const EPS_NAMES = NAMES.eps;
