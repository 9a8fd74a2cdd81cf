import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DapSession } from "./dap-session";

export interface FramePlace {
  readonly threadId: number;
  readonly frameId: number;
  readonly name: string; // of the function
  readonly file: string; // "train.py"; "" where the source is unknown
  readonly line: number;
}

/** Frames of a thread, innermost first; none when the session does not answer. */
export async function framesOf(session: DapSession, threadId: number): Promise<readonly FramePlace[]> {
  try {
    const body = (await session.customRequest("stackTrace", { threadId, startFrame: 0, levels: 50 })) as
      DebugProtocol.StackTraceResponse["body"] | undefined;
    return (body?.stackFrames ?? []).map(({ id, name, source, line }) => ({
      threadId,
      frameId: id,
      name,
      file: (source?.name ?? source?.path ?? "").split(/[\\/]/).at(-1) ?? "",
      line,
    }));
  } catch {
    return [];
  }
}

/** Path of the file that a frame of this stop stands in; undefined where the adapter does not say. */
export async function pathOf(session: DapSession, { threadId, frameId }: FramePlace): Promise<string | undefined> {
  try {
    const body = (await session.customRequest("stackTrace", { threadId, startFrame: 0, levels: 50 })) as
      DebugProtocol.StackTraceResponse["body"] | undefined;
    return body?.stackFrames.find(({ id }) => id === frameId)?.source?.path;
  } catch {
    return undefined;
  }
}

/** Whether two frames are of the same function: a step gives the frame another id and line. */
export function isSameFunction(a: FramePlace, b: FramePlace): boolean {
  return a.name === b.name && a.file === b.file;
}

/** "train.py:12". */
export function placeOf({ file, line, name }: FramePlace): string {
  return file ? `${file}:${line}` : name;
}
