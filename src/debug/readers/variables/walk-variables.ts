import { success, type Result } from "../../../core/fault";
import type { DapSession } from "../../session/dap-session";
import { LIST_MILLISECONDS, type ReadOptions } from "../reader";
import { childrenOf, variablesOf, type Variable } from "../../session/frame-variables";

/** Variables and members that are looked at for a list where each costs requests of its own. */
const LOOKED_AT = 60;
const DEPTH = 2; // layer.scale.gamma
const STEPS = 4; // rows between a variable and its members

/** A variable, or a member of one, with the expression that reaches it. */
export interface Reached extends Variable {
  readonly expression: string;
}

/**
 * Goes through the variables of a frame, and through the members of those of which `look` says that they hold others, two
 * levels deep: nearest first. What cannot be looked at is left out. A debugger that does not answer is asked no more.
 */
export async function walkVariables(
  session: DapSession,
  frameId: number,
  { signal, listMilliseconds = LIST_MILLISECONDS, tell }: ReadOptions,
  look: (reached: Reached) => Promise<Result<{ readonly holdsOthers: boolean }>>,
): Promise<Result<null>> {
  const variables = await variablesOf(session, frameId, signal);
  if (!variables.ok) return variables;
  let level: Reached[] = variables.value.map((one) => ({ ...one, expression: one.evaluateName ?? one.name }));
  let left = LOOKED_AT;
  const end = performance.now() + listMilliseconds;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: Reached[] = [];
    for (const reached of level.slice(0, left)) {
      if (signal.aborted) return success(null);
      if (performance.now() >= end) {
        tell?.(
          `The debugger "${session.name}" was asked for variables for ${listMilliseconds / 1000} s: what it had shown by then is offered. Other expressions can be typed.`,
        );
        return success(null);
      }
      const seen = await look(reached);
      if (!seen.ok && seen.fault.code === "time-out") return success(null);
      if (!seen.ok) continue;
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
async function membersOf(
  session: DapSession,
  owner: Reached,
  signal: AbortSignal,
  steps = 0,
): Promise<Result<Reached[]>> {
  const children = await childrenOf(session, owner.variablesReference, signal);
  if (!children.ok) return children;
  const joint = owner.type.trimEnd().endsWith("*") ? "->" : ".";
  const members: Reached[] = [];
  for (const child of children.value) {
    if (isStep(child, owner) && steps < STEPS) {
      const next = { ...owner, variablesReference: child.variablesReference };
      const inner = await membersOf(session, next, signal, steps + 1);
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
