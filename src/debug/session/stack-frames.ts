import type { DebugProtocol } from "@vscode/debugprotocol";
import { success, type Result } from "../../core/fault";
import { ask, unreadable } from "./ask";
import type { DapSession } from "./dap-session";

export interface FramePlace {
  readonly threadId: number;
  readonly frameId: number;
  readonly name: string; // of the function
  readonly file: string; // "train.py"; "" where the source is unknown
  readonly line: number;
}

/** Frames of a thread, innermost first. Faults are those of a question: "time-out", "refused", "unreadable-answer". */
export async function framesOf(
  session: DapSession,
  threadId: number,
  signal?: AbortSignal,
): Promise<Result<readonly FramePlace[]>> {
  const frames = await stackOf(session, threadId, signal);
  if (!frames.ok) return frames;
  return success(frames.value.map((frame) => placeIn(threadId, frame)));
}

function placeIn(threadId: number, { id, name, source, line }: DebugProtocol.StackFrame): FramePlace {
  const file = (source?.name ?? source?.path ?? "").split(/[\\/]/).at(-1) ?? "";
  return { threadId, frameId: id, name, file, line };
}

/** Path of the file that a frame of this stop stands in; undefined where the adapter does not say. */
export async function pathOf(session: DapSession, frame: FramePlace): Promise<string | undefined> {
  const { threadId } = frame;
  const frames = await stackOf(session, threadId);
  if (!frames.ok) return undefined;
  const places = frames.value.map((one) => placeIn(threadId, one));
  return frames.value[depthOf(frame, places)]?.source?.path;
}

/**
 * Where a frame stands among those of another answer of the same stop; -1 where it does not. Delve and Eclipse's adapter
 * for GDB give a frame another id each time that somebody asks.
 */
export function depthOf(frame: FramePlace, frames: readonly FramePlace[]): number {
  const same = frames.findIndex(({ frameId }) => frameId === frame.frameId);
  return same >= 0 ? same : frames.findIndex((one) => isSameFunction(one, frame) && one.line === frame.line);
}

async function stackOf(
  session: DapSession,
  threadId: number,
  signal = new AbortController().signal,
): Promise<Result<readonly DebugProtocol.StackFrame[]>> {
  const answer = await ask(session, "stackTrace", { threadId, startFrame: 0, levels: 50 }, signal);
  if (!answer.ok) return answer;
  const { stackFrames } = (answer.value ?? {}) as { stackFrames?: unknown };
  return Array.isArray(stackFrames) ? success(stackFrames as DebugProtocol.StackFrame[]) : unreadable(answer.value);
}

/** Whether two frames are of the same function: a step gives the frame another id and line. */
export function isSameFunction(a: FramePlace, b: FramePlace): boolean {
  return a.name === b.name && a.file === b.file;
}

/** "train.py:12". */
export function placeOf({ file, line, name }: FramePlace): string {
  return file ? `${file}:${line}` : name;
}
