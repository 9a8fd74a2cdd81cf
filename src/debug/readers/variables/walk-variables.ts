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

type Look = (reached: Reached) => Promise<Result<{ readonly holdsOthers: boolean }>>;

/** What may still be looked at; a debugger that does not answer is asked no more. */
interface Budget {
  left: number;
  isOver: () => boolean;
}

/**
 * Goes through the variables of a frame, and through the members of those of which `look` says that they hold others, two
 * levels deep: nearest first, and those of the module when all else was seen. What cannot be looked at is left out.
 */
export async function walkVariables(
  session: DapSession,
  frameId: number,
  { signal, listMilliseconds = LIST_MILLISECONDS, tell }: ReadOptions,
  look: Look,
): Promise<Result<null>> {
  const variables = await variablesOf(session, frameId, signal);
  if (!variables.ok) return variables;
  const all: readonly Reached[] = variables.value.map((one) => ({ ...one, expression: one.evaluateName ?? one.name }));
  const end = performance.now() + listMilliseconds;
  const budget: Budget = {
    left: LOOKED_AT,
    isOver: () => {
      if (signal.aborted) return true;
      if (performance.now() < end) return false;
      tell?.(
        `The debugger "${session.name}" was asked for variables for ${listMilliseconds / 1000} s: what it had shown by then is offered. Other expressions can be typed.`,
      );
      return true;
    },
  };
  const own = all.filter(({ isOfModule }) => !isOfModule);
  const ofModule = all.filter(({ isOfModule }) => isOfModule);
  if (await walkLevels(session, own, budget, look, signal)) await walkLevels(session, ofModule, budget, look, signal);
  return success(null);
}

/** Whether there is anything left to look with. */
async function walkLevels(
  session: DapSession,
  first: readonly Reached[],
  budget: Budget,
  look: Look,
  signal: AbortSignal,
): Promise<boolean> {
  let level = first;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: Reached[] = [];
    for (const reached of level.slice(0, budget.left)) {
      if (budget.isOver()) return false;
      const seen = await look(reached);
      if (!seen.ok && seen.fault.code === "time-out") return false;
      if (!seen.ok) continue;
      if (!seen.value.holdsOthers || depth === DEPTH || reached.variablesReference === 0) continue;
      const members = await membersOf(session, reached, signal);
      if (members.ok) next.push(...members.value);
    }
    budget.left -= Math.min(budget.left, level.length);
    level = next;
  }
  return budget.left > 0;
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
  const mark = owner.isOfModule ? { isOfModule: true as const } : {};
  const members: Reached[] = [];
  for (const child of children.value) {
    if (isStep(child, owner) && steps < STEPS) {
      const next = { ...owner, variablesReference: child.variablesReference };
      const inner = await membersOf(session, next, signal, steps + 1);
      if (inner.ok) members.push(...inner.value);
    } else if (owner.type.startsWith("map[")) {
      // Delve's map[string]T has rows such as "x", of the type "string: T".
      if (!/^("(?:[^"\\]|\\.)*"|-?\d+)$/.test(child.name)) continue;
      const expression = `${owner.expression}[${child.name}]`;
      members.push({ ...child, type: child.type.replace(/^\w+: /, ""), expression, ...mark });
    } else if (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(child.name)) {
      const expression = `${owner.expression}${joint}${child.name}`;
      members.push({ ...child, expression, ...mark });
    }
  }
  return success(members);
}

/**
 * A row between a variable and its members: GDB's "public", a base class, and what a pointer or reference stands for, which
 * Delve shows by itself and GDB's own adapter calls "value".
 */
function isStep({ name, type, variablesReference }: Variable, owner: Reached): boolean {
  if (variablesReference === 0) return false;
  if (/^(public|private|protected)$/.test(name) || name === type) return true;
  return (owner.type.startsWith("*") && name === "") || (name === "value" && type === targetOf(owner.type));
}

/** "Layer" of "Layer *", "Layer &" and "*mut Layer". */
function targetOf(type: string): string {
  return type.replace(/^\*(mut|const) /, "").replace(/\s*[*&]$/, "");
}
