/**
 * A debugger evaluates one expression, so that an agent of several files goes out as one text: they stand one after the
 * other in one scope, without the imports from each other and without comments. Each name is there once in all of them.
 */

/** Joins Python modules that import from each other by lines "from .module import name, name". */
export function joinPython(modules: readonly string[]): string {
  return modules
    .map((text) =>
      text
        .replace(/^from \.\w+ import .*\n/gm, "")
        .replace(/^ *#.*\n/gm, "")
        .replace(/^"""[^]*?"""\n/, "")
        .replace(/\n{2,}/g, "\n")
        .trim(),
    )
    .join("\n");
}

/** Joins JavaScript modules that import from each other by lines "import { name, name } from ...;". */
export function joinJavaScript(modules: readonly string[]): string {
  return modules
    .map((text) =>
      text
        .replace(/^import .*\n/gm, "")
        .replace(/^export /gm, "")
        .replace(/^ *\/\*\*[^]*?\*\/\n/gm, "")
        .replace(/^ *\/\/.*\n/gm, "")
        .replace(/\n{2,}/g, "\n")
        .trim(),
    )
    .join("\n");
}
