import { realpathSync } from "node:fs";
import { isAbsolute, relative } from "node:path";

/** Whether a file is in one of the folders, or in one of theirs: where it really lies, whatever a link or ".." says. */
export function isWithin(file: string, folders: readonly string[]): boolean {
  try {
    const path = realpathSync(file);
    return folders.some((folder) => {
      const inside = relative(realpathSync(folder), path);
      return inside !== "" && inside.split(/[\\/]/)[0] !== ".." && !isAbsolute(inside);
    });
  } catch {
    return false; // what is not there is nowhere
  }
}
