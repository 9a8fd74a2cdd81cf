// Folders that the scripts share.
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone, without a slash at its end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** What is downloaded once lives outside the clone, so that every clone and every run shares it. */
export function cacheFolder() {
  return process.env.GRADIENT_LENS_CACHE || join(homedir(), ".cache", "gradient-lens");
}
