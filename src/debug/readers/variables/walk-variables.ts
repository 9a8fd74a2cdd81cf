import { success, type Result } from "../../../core/fault";
import type { DapSession } from "../../session/dap-session";
import { childrenOf, variablesOf, type Variable } from "../../session/frame-variables";

/** Variables and members that are looked at for a list where each costs requests of its own. */
const LOOKED_AT = 60;
const DEPTH = 2; // layer.scale.gamma

/** A variable, or a member of one, with the expression that reaches it. */
export interface Reached extends Variable {
  readonly expression: string;
}

/**
 * Goes through the variables of a frame, and through the members of those of which `look` says that they hold others, two
 * levels deep: nearest first.
 */
export async function walkVariables(
  session: DapSession,
  frameId: number,
  signal: AbortSignal,
  look: (reached: Reached) => Promise<Result<{ readonly holdsOthers: boolean }>>,
): Promise<Result<null>> {
  const variables = await variablesOf(session, frameId, signal);
  if (!variables.ok) return variables;
  let level: Reached[] = variables.value.map((one) => ({ ...one, expression: one.evaluateName ?? one.name }));
  let left = LOOKED_AT;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: Reached[] = [];
    for (const reached of level.slice(0, left)) {
      if (signal.aborted) return success(null);
      const seen = await look(reached);
      if (!seen.ok) return seen;
      if (!seen.value.holdsOthers || depth === DEPTH || reached.variablesReference === 0) continue;
      const members = await membersOf(session, reached, signal);
      if (members.ok) next.push(...members.value);
    }
    left -= Math.min(left, level.length);
    level = next;
  }
  return success(null);
}

/** The members of a struct, or of the one that a pointer points at. */
async function membersOf(session: DapSession, owner: Reached, signal: AbortSignal): Promise<Result<Reached[]>> {
  const children = await childrenOf(session, owner.variablesReference, signal);
  if (!children.ok) return children;
  const joint = owner.type.trimEnd().endsWith("*") ? "->" : ".";
  const members: Reached[] = [];
  for (const child of children.value) {
    if (isStep(child, owner)) {
      const inner = await membersOf(session, { ...owner, variablesReference: child.variablesReference }, signal);
      if (inner.ok) members.push(...inner.value);
    } else if (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(child.name)) {
      const expression = `${owner.expression}${joint}${child.name}`;
      members.push({ ...child, expression, ...(owner.isOfModule && { isOfModule: true as const }) });
    }
  }
  return success(members);
}

/** A row between a variable and its members: GDB's "public", and what a pointer points at, which Delve shows by itself. */
function isStep({ name, variablesReference }: Variable, owner: Reached): boolean {
  if (variablesReference === 0) return false;
  return /^(public|private|protected)$/.test(name) || (owner.type.startsWith("*") && name === "");
}
