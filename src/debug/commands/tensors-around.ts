import { success, type Result } from "../../core/fault";
import type { NamedDescription, Reader, ReadOptions } from "../readers/reader";
import type { DapSession } from "../session/dap-session";
import { depthOf, framesOf, type FramePlace } from "../session/stack-frames";
import { withGradients } from "./autograd-gradients";
import { markExplaining } from "./explains";
import { EPS_NAMES, matchByName, type BackwardRole } from "./usual-names";

/** Callers that are looked at. */
const CALLERS = 2;
/** Names of frames that run a module, in Python and in JavaScript (where any function may have none). */
const MODULE_BODY = /^([<(](module|anonymous)[>)])?$/;
/** Parts that a caller may have where the backward has not. */
const OF_CALLERS: readonly BackwardRole[] = ["x", "gamma", "dout", "eps"];

/**
 * What may be a part of a backward: the tensors of a frame with the gradients that autograd has computed, plain numbers
 * that are called as eps is, and the same of the callers. Where each frame costs many requests, callers are looked at
 * only for what is missing.
 */
export async function tensorsAround(
  reader: Reader,
  session: DapSession,
  frame: FramePlace,
  given: ReadOptions,
): Promise<Result<readonly NamedDescription[]>> {
  const options = { ...given, numbers: EPS_NAMES };
  const listed = await reader.listTensors(session, frame.frameId, options);
  if (!listed.ok) return listed;
  const at = { session, frameId: frame.frameId };
  const own = withGradients(await markExplaining(reader, at, listed.value, options));
  const found = matchByName(own);
  if (reader.asksOneByOne && OF_CALLERS.every((role) => found[role] !== undefined)) return success(own);
  const stack = await framesOf(session, frame.threadId, given.signal);
  const frames = stack.ok ? stack.value : []; // without callers the frame's own are still there
  const depth = depthOf(frame, frames);
  const all = [...own];
  for (const caller of depth < 0 ? [] : frames.slice(depth + 1, depth + 1 + CALLERS)) {
    const isModule = MODULE_BODY.test(caller.name);
    const list = await reader.listTensors(session, caller.frameId, options);
    if (!list.ok) break; // a frame without code of its own
    const isKnown = (one: string): boolean =>
      own.some(({ expression, isOfModule }) => expression === one && isOfModule);
    const ofCaller = list.value.filter(({ expression, isOfModule }) => !isOfModule && !isKnown(expression));
    const mark = isModule ? { isOfModule: true as const } : {};
    all.push(...withGradients(ofCaller).map((entry) => ({ ...entry, ...mark, frame: caller })));
  }
  return success(all);
}
