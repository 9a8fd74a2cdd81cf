import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";
import { projects } from "../../scripts/lib/projects.mjs";

/** The rooms whose array reads the compiler takes as they are, and what makes checking each of them too dear. */
const UNCHECKED: Readonly<Record<string, string>> = {
  "src/core/batchnorm": "forward and backward, column by column",
  "src/core/gradcheck": "forwards for every cell that is checked",
  "src/core/diagnosis": "its searches read columns of numbers",
  "src/encoding/loops": "every byte of a payload goes through a table",
  "src/compute/engine/loops": "strips of a tensor, halved cell by cell",
  "webview/heatmap/painting/loops": "colours for half of all single-precision numbers, while limits are dragged",
  "src/compute/picture/loops": "every cell of a tensor is summed along both edges",
};

/** Whether a project checks reads, with what it inherits, and whether it says so itself. */
function readsOf(project: string): { isChecked: boolean; own: unknown } {
  const { config } = ts.readConfigFile(project, (name) => ts.sys.readFile(name)) as {
    config: { compilerOptions?: Record<string, unknown> };
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(project));
  return {
    isChecked: options.noUncheckedIndexedAccess === true,
    own: config.compilerOptions?.noUncheckedIndexedAccess,
  };
}

describe("Array reads", () => {
  it("are checked by the compiler but in the rooms of inner loops", () => {
    const unchecked = projects.filter((project) => !readsOf(project).isChecked).map((project) => dirname(project));
    assert.deepEqual(unchecked.sort(), Object.keys(UNCHECKED).sort());
  });

  it("are unchecked by the room's own word, with a reason in its tsconfig.json", () => {
    for (const room of Object.keys(UNCHECKED)) {
      const project = `${room}/tsconfig.json`;
      assert.equal(readsOf(project).own, false, project);
      assert.match(readFileSync(project, "utf8"), /^\/\/ \w/, `${project}: expected a reason in its first line`);
    }
  });
});
