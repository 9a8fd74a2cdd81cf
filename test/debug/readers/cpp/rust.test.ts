import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { DapClient, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const hasRust = spawnSync("rustc", ["--version"]).status === 0;

// Debian's Rust is larger than all else that the tests install: where there is none, nothing of it is tested.
if (hasRust)
  describe("Rust through LLDB", () => {
    const source = program("tensors.rs");
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const reader = createCppReader(null);
    let client: DapClient;
    const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });

    before(async () => {
      execFileSync("rustc", ["-A", "warnings", "-g", "-C", "opt-level=0", source, "-o", join(folder, "tensors")]);
      client = await DapClient.start(lldb);
      await client.launchTo(source, lineOf(source, "// stop here"), { program: join(folder, "tensors") });
    });
    after(async () => {
      await client.stop();
      rmSync(folder, { recursive: true });
    });

    const cases: [string, number[], number[]][] = [
      ["x", [6], [1, 2, 3, 4, 5, 6]],
      ["net->scale.gamma", [3], [1, 2, 3]],
      ["net->cache", [2, 3], [1, 2, 3, 4, 5, 6]],
      ["rows", [3, 2], [1, 2, 3, 4, 5, 6]],
      ["*whole", [2, 3], [7, 7, 7, 7, 7, 7]],
      ["fixed", [2, 3], [1, 2, 3, 4, 5, -0]],
      ["own", [3], [0.5, NaN, 2.5]],
      ["pairs", [2, 2], [1, 2, 3, 4]],
      ["part", [2], [NaN, 2.5]],
      ["boxed", [2], [1, 2]],
      ["counts", [2], [1, -2]],
      ["deep", [2, 3, 2], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]],
      ["of_slice", [3, 2], [1, 2, 3, 4, 5, 6]],
    ];
    for (const [expression, shape, values] of cases)
      it(`reads ${expression}: ${shape.join(" x ")}`, async () => {
        const { description, tensor } = {
          description: must(await reader.describe(target(expression), options())),
          ...must(await reader.read(target(expression), options())),
        };
        assert.deepEqual([description.shape, tensor.shape], [shape, shape]);
        sameValues(tensor.values, values, expression);
      });

    it("says why it does not read what is no tensor", async () => {
      const refusals: [string, RegExp][] = [
        ["whole", /a pointer to double\[2\]\[3\]: show \*whole\./],
        ["ragged", /is ragged: vector 1 has 1 values, expected 2/],
        ["words", /whose elements are not plain numbers/],
        ["text", /of type &str, no tensor/],
      ];
      for (const [expression, text] of refusals) {
        const got = await reader.read(target(expression), options());
        assert.match(got.ok ? "it was read" : got.fault.text, text, expression);
      }
    });

    it("lists them where programs keep them, eps too", async () => {
      const listed = must(await reader.listTensors(client, client.frameId, options({ numbers: ["eps"] })));
      const names = listed.map(({ expression }) => expression);
      for (const name of ["x", "fixed", "deep", "net->scale.gamma", "net->cache", "net->scale.eps"])
        assert.ok(names.includes(name), `${name} of ${names.join(", ")}`);
      for (const name of ["words", "text"]) assert.ok(!names.includes(name), name);
    });
  });
