import { failure, reasonOf, sentenceOf, success, type Result } from "../../core/fault";
import type { DapSession } from "./dap-session";

/** Waiting times in milliseconds. debugpy warns in its console about evaluations above 3 s, so most requests stay far below. */
export const PATIENCE = { request: 15_000, file: 60_000 } as const;

/**
 * Sends one request and waits for its answer, but neither longer than `patience` nor after `signal`. Whatever comes
 * later is dropped; the program and its debugger go on as they were. Faults: "cancelled", "time-out", "refused" (the
 * adapter's own words).
 */
export async function ask(
  session: DapSession,
  command: string,
  args: unknown,
  signal: AbortSignal,
  patience: number = PATIENCE.request,
): Promise<Result<unknown>> {
  if (signal.aborted) return cancelled();
  return await new Promise<Result<unknown>>((resolve) => {
    const end = (result: Result<unknown>): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const onAbort = (): void => end(cancelled());
    const timer = setTimeout(() => {
      const text = `The debugger "${session.name}" did not answer "${command}" within ${patience / 1000} s. Nothing more is asked of it for this reading.`;
      end(failure("time-out", text));
    }, patience);
    signal.addEventListener("abort", onAbort);
    session.customRequest(command, args).then(
      (body) => end(success(body)),
      (error: unknown) => end(failure("refused", reasonOf(error))),
    );
  });
}

export function cancelled(): Result<never> {
  return failure("cancelled", "Reading was cancelled.");
}

export interface Evaluated {
  readonly result: string;
  readonly type: string;
  readonly variablesReference: number;
  readonly indexedVariables: number;
  readonly namedVariables: number;
  readonly memoryReference: string | null;
}

/**
 * Eclipse's adapter for GDB keeps what it has evaluated in a function. In the next function at that depth of the stack it
 * drops an expression of the same text twice, and answers with the fault of the second time. Nothing was evaluated by then:
 * it is asked once more.
 */
async function askKept(
  session: DapSession,
  args: unknown,
  signal: AbortSignal,
  patience?: number,
): Promise<Result<unknown>> {
  const first = await ask(session, "evaluate", args, signal, patience);
  const isDropped = !first.ok && first.fault.text.includes("Variable object not found");
  return isDropped ? await ask(session, "evaluate", args, signal, patience) : first;
}

/** Evaluates an expression in a frame. Fault "unreadable-answer" when the answer is not one of the protocol's. */
export async function evaluate(
  session: DapSession,
  args: { expression: string; frameId: number; context: string; format?: Readonly<Record<string, boolean>> },
  signal: AbortSignal,
  patience?: number,
): Promise<Result<Evaluated>> {
  const answer = await askKept(session, args, signal, patience);
  if (!answer.ok) return answer;
  const body = answer.value as Readonly<Record<string, unknown>> | null | undefined; // checked field by field
  // Eclipse's adapter for GDB answers a fault in the body of a success.
  const fault = body?.error as { format?: unknown } | null | undefined;
  if (typeof fault?.format === "string") return failure("refused", sentenceOf(fault.format));
  if (typeof body?.result !== "string") return unreadable(body);
  const count = (value: unknown): number => (typeof value === "number" ? value : 0);
  return success({
    result: body.result,
    type: typeof body.type === "string" ? body.type : "",
    variablesReference: count(body.variablesReference),
    indexedVariables: count(body.indexedVariables),
    namedVariables: count(body.namedVariables),
    memoryReference: typeof body.memoryReference === "string" ? body.memoryReference : null,
  });
}

/** Fault for an answer that no reader understands; quotes its beginning. */
export function unreadable(answer: unknown): Result<never> {
  const text = typeof answer === "string" ? answer : (JSON.stringify(answer) ?? "nothing");
  const quoted = text.length > 200 ? `${text.slice(0, 200)} ...` : text;
  return failure("unreadable-answer", `The debugger gave an answer that cannot be read: ${sentenceOf(quoted)}`);
}
