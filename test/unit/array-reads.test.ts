import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";
import { projects } from "../../scripts/lib/projects.mjs";

/** What the compiler takes as it is read, rooms and single files, and what makes checking each of them too dear. */
const UNCHECKED: Readonly<Record<string, string>> = {
  "src/core/batchnorm": "forward and backward, column by column",
  "src/core/explain/loops": "blocks of a Jacobian of N x N cells",
  "src/core/gradcheck": "forwards for every cell that is checked",
  "src/core/diagnosis/catalogue/formulas/means-over-other-axes.ts": "a dx for each formula, cell by cell",
  "src/core/diagnosis/evidence/allowance.ts": "asked for every cell",
  "src/core/diagnosis/evidence/cell-agreement.ts": "every cell of a candidate",
  "src/core/diagnosis/evidence/dx-observation.ts": "every cell of dx",
  "src/core/diagnosis/evidence/input-rounding.ts": "asked for every cell",
  "src/core/diagnosis/evidence/kept-distance.ts": "every cell of dx",
  "src/core/diagnosis/evidence/relu-ties.ts": "every cell of out",
  "src/core/diagnosis/evidence/signature.ts": "sums over every cell of dx",
  "src/core/diagnosis/formula/column-reader.ts": "every cell of x and dout, in every pass",
  "src/core/diagnosis/formula/column-statistics.ts": "sums over every cell of x and dout",
  "src/core/diagnosis/probe/visible-change.ts": "the effect of every mistake on every cell",
  "src/encoding/loops": "every byte of a payload goes through a table",
  "src/compute/engine/loops": "strips of a tensor, halved cell by cell, and a check's results one by one",
  "src/compute/picture/loops": "every cell of a tensor is summed along both edges",
  "webview/heatmap/painting/loops": "colours for half of all single-precision numbers, while limits are dragged",
};

interface Config {
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly include?: readonly string[];
}

function configOf(project: string): Config {
  return (ts.readConfigFile(project, (name) => ts.sys.readFile(name)) as { config: Config }).config;
}

/** Whether a project checks reads, with what it inherits. */
function isChecked(project: string): boolean {
  const { options } = ts.parseJsonConfigFileContent(configOf(project), ts.sys, dirname(project));
  return options.noUncheckedIndexedAccess === true;
}

/** What a project takes of its folder: all of it, or these files. Declarations from elsewhere aside. */
function scopeOf(project: string): string[] {
  const own = (configOf(project).include ?? ["."]).filter((path) => !path.startsWith(".."));
  return own.map((path) => (path === "." ? dirname(project) : `${dirname(project)}/${path}`));
}

describe("Array reads", () => {
  const unchecked = projects.filter((project) => !isChecked(project));

  it("are checked by the compiler but in inner loops", () => {
    assert.deepEqual(unchecked.flatMap(scopeOf).sort(), Object.keys(UNCHECKED).sort());
  });

  it("are unchecked by a tsconfig.json of their own, with a reason", () => {
    for (const project of unchecked) {
      assert.equal(configOf(project).compilerOptions?.noUncheckedIndexedAccess, false, project);
      assert.match(readFileSync(project, "utf8"), /^\/\/ \w/, `${project}: expected a reason in its first line`);
    }
  });
});
