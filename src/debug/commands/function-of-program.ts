import { pathOf } from "../session/stack-frames";
import type { Place } from "./debug-services";
import type { FunctionOfProgram } from "./remembered-parts";

/** The function of a frame, in the program that it belongs to. */
export async function functionOf({ tracked, frame }: Place): Promise<FunctionOfProgram> {
  const path = (await pathOf(tracked.dap, frame)) ?? frame.file;
  return { program: tracked.dap.name, path, function: frame.name };
}
