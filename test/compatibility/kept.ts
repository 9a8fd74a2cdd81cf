import { readFileSync } from "node:fs";

/** What 0.1.0 left behind: files that were made by it, and are never made anew. */
export const FOLDER = "test/compatibility/fixtures/0.1.0";

export function readKept<T>(file: string): T {
  return JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as T;
}
