import { success, type Result } from "../../../core/fault";
import type { DapSession } from "../../session/dap-session";
import { evaluate } from "../../session/ask";
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

/** Where the debugger is asked. */
interface Place {
  readonly session: DapSession;
  readonly frameId: number;
  readonly signal: AbortSignal;
}

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
  const place = { session, frameId, signal };
  if (await walkLevels(place, own, budget, look)) await walkLevels(place, ofModule, budget, look);
  return success(null);
}

/** Whether there is anything left to look with. */
async function walkLevels(place: Place, first: readonly Reached[], budget: Budget, look: Look): Promise<boolean> {
  let level = first;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: Reached[] = [];
    for (const reached of level.slice(0, budget.left)) {
      if (budget.isOver()) return false;
      const seen = await look(reached);
      if (!seen.ok && seen.fault.code === "time-out") return false;
      if (!seen.ok) continue;
      if (!seen.value.holdsOthers || depth === DEPTH || reached.variablesReference === 0) continue;
      const members = await membersOf(place, reached);
      if (members.ok) next.push(...members.value);
    }
    budget.left -= Math.min(budget.left, level.length);
    level = next;
  }
  return budget.left > 0;
}

/** The members of a struct, or of the one that a pointer points at. */
async function membersOf(place: Place, owner: Reached, steps = 0): Promise<Result<Reached[]>> {
  const children = await childrenOf(place.session, owner.variablesReference, place.signal);
  if (!children.ok) return children;
  const mark = owner.isOfModule ? { isOfModule: true as const } : {};
  const members: Reached[] = [];
  for (const child of children.value) {
    if (steps < STEPS && (isStep(child, owner) || (await isBase(place, child, owner)))) {
      const next = { ...owner, variablesReference: child.variablesReference };
      const inner = await membersOf(place, next, steps + 1);
      if (inner.ok) members.push(...inner.value);
    } else if (owner.type.startsWith("map[")) {
      // Delve's map[string]T has rows such as "x", of the type "string: T".
      if (!/^("(?:[^"\\]|\\.)*"|-?\d+)$/.test(child.name)) continue;
      const expression = `${owner.expression}[${child.name}]`;
      members.push({ ...child, type: child.type.replace(/^\w+: /, ""), expression, ...mark });
    } else if (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(child.name)) {
      members.push({ ...child, expression: memberOf(owner, child.name), ...mark });
    }
  }
  return success(members);
}

function memberOf(owner: Reached, name: string): string {
  return `${owner.expression}${owner.type.trimEnd().endsWith("*") ? "->" : "."}${name}`;
}

/**
 * A row between a variable and its members: GDB's "public", and what a pointer or reference stands for, which Delve shows
 * by itself and GDB's own adapter calls "value".
 */
function isStep({ name, type, variablesReference }: Variable, owner: Reached): boolean {
  if (variablesReference === 0) return false;
  if (/^(public|private|protected)$/.test(name)) return true;
  return (owner.type.startsWith("*") && name === "") || (name === "value" && type === targetOf(owner.type));
}

/**
 * A base class, which debuggers show as a row of its name, between a variable and its members as well. A member may be
 * named as its type too: that one can be reached by its name. LLDB tells the two apart itself, GDB has to be asked.
 */
async function isBase({ session, frameId, signal }: Place, child: Variable, owner: Reached): Promise<boolean> {
  const { name, type, variablesReference, evaluateName } = child;
  if (variablesReference === 0 || name !== type) return false;
  const expression = memberOf(owner, name);
  if (evaluateName === owner.expression || evaluateName === expression) return evaluateName === owner.expression;
  const member = await evaluate(session, { expression, frameId, context: "watch" }, signal);
  return !member.ok || member.value.type.trim() !== type;
}

/** "Layer" of "Layer *", "Layer &" and "*mut Layer". */
function targetOf(type: string): string {
  return type.replace(/^\*(mut|const) /, "").replace(/\s*[*&]$/, "");
}
