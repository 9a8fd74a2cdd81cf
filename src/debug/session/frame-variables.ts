import { success, type Result } from "../../core/fault";
import { ask, unreadable } from "./ask";
import type { DapSession } from "./dap-session";

/** One row of the Variables view. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly evaluateName: string | null;
  readonly variablesReference: number;
  readonly indexedVariables: number;
  readonly memoryReference: string | null;
  /** It is seen by every function of the frame's module or program, not by this one alone. */
  readonly isOfModule?: true;
}

/** Scopes of what is no function's own, beside scopes that are. */
const OF_MODULE = /^(globals?|statics?|module|script)\b/i;
const OF_FUNCTION = /^local/i;

/** The children of a variable or scope; `range` asks for a part of the indexed ones. */
export async function childrenOf(
  session: DapSession,
  variablesReference: number,
  signal: AbortSignal,
  range?: { readonly start: number; readonly count: number },
): Promise<Result<readonly Variable[]>> {
  const args = range ? { variablesReference, filter: "indexed", ...range } : { variablesReference };
  const answer = await ask(session, "variables", args, signal);
  if (!answer.ok) return answer;
  const list = (answer.value as { variables?: unknown } | null | undefined)?.variables;
  if (!Array.isArray(list)) return unreadable(answer.value);
  return success(
    list.map((entry: Readonly<Record<string, unknown>>) => ({
      name: String(entry.name),
      value: typeof entry.value === "string" ? entry.value : "",
      type: typeof entry.type === "string" ? entry.type : "",
      evaluateName: typeof entry.evaluateName === "string" && entry.evaluateName !== "" ? entry.evaluateName : null,
      variablesReference: Number(entry.variablesReference ?? 0),
      indexedVariables: Number(entry.indexedVariables ?? 0),
      memoryReference: typeof entry.memoryReference === "string" ? entry.memoryReference : null,
    })),
  );
}

/**
 * The variables of a frame in its cheap scopes (those that VS Code opens by itself), nearest scope first. Those of the
 * module are marked where the frame has a scope of its function.
 */
export async function variablesOf(
  session: DapSession,
  frameId: number,
  signal: AbortSignal,
): Promise<Result<readonly Variable[]>> {
  const answer = await ask(session, "scopes", { frameId }, signal);
  if (!answer.ok) return answer;
  const { scopes } = (answer.value ?? {}) as { scopes?: unknown };
  if (!Array.isArray(scopes)) return unreadable(answer.value);
  const found = new Map<string, Variable>();
  let isInFunction = false;
  for (const scope of scopes as Readonly<Record<string, unknown>>[]) {
    const scopeName = String(scope.name);
    isInFunction ||= OF_FUNCTION.test(scopeName);
    if (scope.expensive === true || /register/i.test(scopeName)) continue;
    const children = await childrenOf(session, Number(scope.variablesReference), signal);
    if (!children.ok) return children;
    const isOfModule = isInFunction && OF_MODULE.test(scopeName);
    for (const child of children.value) {
      if (!found.has(child.name)) found.set(child.name, isOfModule ? { ...child, isOfModule } : child);
    }
  }
  return success([...found.values()]);
}
