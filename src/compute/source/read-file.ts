import { failure, reasonOf, success, type Result } from "../../core/fault";
import { toLayout } from "../../core/layout";
import type { ProblemInput } from "../../core/problem";
import { readProblemFile } from "../../input/read";
import type { Engine } from "../engine/engine";
import type { OpenDisk, OpenFile } from "./disk";
import { allowMemory } from "./memory-limit";
import type { FileOnDisk } from "./problem-source";

/** Reads a file of this machine, into the memory in which it is analysed where that can be done. */
export function readFile(
  { path, name, wanted }: FileOnDisk,
  openFile: OpenDisk | undefined,
  engine: Engine,
  memoryLimit: number,
  takesOneList: boolean,
): Result<ProblemInput> {
  if (!openFile) throw new Error("expected a worker that can read files, got one that cannot");
  let file: OpenFile | undefined;
  try {
    file = openFile(path);
    return readProblemFile(file, { name, wanted, takesOneList }, (shape) => {
      const layout = toLayout(shape);
      if (!layout.ok && layout.fault.code !== "rank") return layout;
      const allowed = allowMemory(shape, memoryLimit);
      if (!allowed.ok) return allowed;
      // Other layers than batch norm take other ranks too, of which the reader and the layer that is said tell.
      return layout.ok ? success(engine.room(layout.value).x) : undefined;
    });
  } catch (error) {
    return failure("read-failed", `${name} could not be read: ${reasonOf(error)}`);
  } finally {
    file?.close();
  }
}
