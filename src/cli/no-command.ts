import { visible } from "../encoding/visible";

/**
 * A line that may begin with a file's name, so that a runner of CI finds no command in it: it looks for "::" at the start
 * and for "##[" anywhere.
 */
export function noCommand(line: string): string {
  const text = visible(line).replaceAll("##[", "\\u0023#[");
  return /^\s*::/.test(text) ? `./${text.trimStart()}` : text;
}
