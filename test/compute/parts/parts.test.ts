import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { chunkNames, commonParts, toCommonJs } from "../../../scripts/lib/common-parts.mjs";
import { gather } from "../../../src/compute/parts/gather";
import { scriptOf } from "../../../src/compute/parts/one-script";

const SOURCES: Readonly<Record<string, string>> = {
  desktop: `import { shared } from "shared"; import { sep } from "node:path"; export const where = shared("desktop" + sep);`,
  browser: `import { shared } from "shared"; import * as host from "vscode"; export const where = shared(host.name);`,
  shared: `import { least } from "least"; export const shared = (name) => least(name) + " of " + least(2);`,
  least: `export function least(x) { return "<" + x + ">"; }`,
  later: `import { least } from "least"; export const ask = () => import("shared").then(({ shared }) => shared(least(0)));`,
};

describe("Parts that several processes share", () => {
  let folder: string;
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const evaluated = (script: string): unknown =>
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as the browser's entry does
    (new Function("outer", `return ${script}`) as (outer: (name: string) => unknown) => unknown)((name) =>
      name === "vscode" ? { name: "browser" } : undefined,
    );

  for (const minify of [false, true]) {
    describe(minify ? "made small" : "as they are written", () => {
      before(async () => {
        folder = mkdtempSync(join(tmpdir(), "gradient-lens-parts-"));
        const own: Plugin = {
          name: "own",
          setup: (made) => {
            made.onResolve({ filter: /^(desktop|browser|shared|least|later)$/ }, ({ path }) => ({
              path,
              namespace: "own",
            }));
            made.onLoad({ filter: /.*/, namespace: "own" }, ({ path }) => ({ contents: SOURCES[path] }));
          },
        };
        await build({
          entryPoints: ["desktop", "browser", "later"],
          ...{ outdir: folder, bundle: true, minify, splitting: true, format: "esm", write: false, chunkNames },
          ...{ external: ["vscode", "node:*"], plugins: [own, commonParts], sourcemap: "linked", logLevel: "error" },
        });
      });
      after(() => {
        rmSync(folder, { recursive: true, force: true });
      });

      it("stand once, and each entry finds them by require", async () => {
        const { where } = createRequire(__filename)(join(folder, "desktop.js")) as { where: string };
        assert.equal(where, "<desktop/> of <2>");
        const parts = await gather("desktop.js", read);
        assert.ok(![...parts.keys()].at(-1)?.startsWith("part-"));
        assert.equal([...parts.values()].join("").split('"<"').length, 2);
      });

      it("become one script where nothing can be required", async () => {
        const { where } = evaluated(scriptOf(await gather("browser.js", read), "outer")) as { where: string };
        assert.equal(where, "<browser> of <2>");
      });

      it("that are asked for later are among them", async () => {
        const { ask } = evaluated(scriptOf(await gather("later.js", read), "outer")) as { ask: () => Promise<string> };
        assert.equal(await ask(), "<<0>> of <2>");
      });
    });
  }

  it("keep their lines, so that source maps stay right", () => {
    const module = `import {\n  a,\n  b as c\n} from "./part-A.js";\nc(a, () => import("./part-B.js"));\nexport {\n  c as d\n};\n`;
    assert.deepEqual(toCommonJs(module).split("\n"), [
      `"use strict";const{a,b:c}=require("./part-A.js");`,
      "",
      "",
      "",
      `c(a, () => Promise.resolve().then(()=>require("./part-B.js")));`,
      "Object.assign(exports,{d:c});",
      "",
      "",
      "",
    ]);
  });
});
