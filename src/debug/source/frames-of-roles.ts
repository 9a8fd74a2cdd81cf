import { failure, success, type Result } from "../../core/fault";
import type { DapSession } from "../session/dap-session";
import { framesOf } from "../session/stack-frames";
import type { UsedExpressions, UsedRole } from "./used-expressions";

/** Ids of the frames at this stop of the expressions that do not stand in the frame of x. */
export type FramesOfRoles = Readonly<Partial<Record<UsedRole, Result<number>>>>;

/** Finds the frames again by their functions, the innermost first. */
export async function framesOfRoles(
  session: DapSession,
  threadId: number,
  { elsewhere = {} }: UsedExpressions,
): Promise<FramesOfRoles> {
  const wanted = Object.entries(elsewhere);
  const frames = wanted.length > 0 ? await framesOf(session, threadId) : success([]);
  return Object.fromEntries(
    wanted.map(([role, { name, file }]) => {
      if (!frames.ok) return [role, frames];
      const frame = frames.value.find((one) => one.name === name && one.file === file);
      return [role, frame ? success(frame.frameId) : failure("no-frame", `${name} is not on the stack.`)];
    }),
  );
}
