import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { itemAt } from "../../../../src/core/item-at";
import { tensorsAround } from "../../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { framesOf } from "../../../../src/debug/session/stack-frames";
import { namesOf } from "../../commands/described";
import { DapClient, gdbs, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const hasRust = spawnSync("rustc", ["--version"]).status === 0;
const source = program("tensors.rs");
const reader = createCppReader(null);

// Debian's Rust is larger than all else that the tests install: where there is none, nothing of it is tested.
if (hasRust)
  describe("Rust", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const binary = join(folder, "tensors");
    before(() => {
      execFileSync("rustc", ["-A", "warnings", "-g", "-C", "opt-level=0", source, "-o", binary]);
    });
    after(() => rmSync(folder, { recursive: true }));

    // GDB speaks Rust, to LLDB these are values of C.
    const debuggers = [
      { name: "LLDB", adapter: () => lldb, arrow: "->", unreadable: ["whole", /a pointer to double\[2\]\[3\]: show \*whole\./] },
      ...gdbs().map(([name, adapter]) => ({ name, adapter, arrow: ".", unreadable: ["text", /no tensor/] }) as const),
    ] as const; // prettier-ignore
    for (const { name, adapter, arrow, unreadable } of debuggers)
      describe(`through ${name}`, () => {
        let client: DapClient;
        const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });

        before(async () => {
          client = await DapClient.start(adapter());
          await client.launchTo(source, lineOf(source, "// stop here"), { program: binary });
        });
        after(() => client.stop());

        const cases: [string, number[], number[]][] = [
          ["x", [6], [1, 2, 3, 4, 5, 6]],
          [`net${arrow}scale.gamma`, [3], [1, 2, 3]],
          [`net${arrow}cache`, [2, 3], [1, 2, 3, 4, 5, 6]],
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
        it("is read: arrays, vectors, slices, boxes and references to them", async () => {
          for (const [expression, shape, values] of cases) {
            const description = must(await reader.describe(target(expression), options()));
            const { tensor } = must(await reader.read(target(expression), options()));
            assert.deepEqual([description.shape, tensor.shape], [shape, shape], expression);
            sameValues(tensor.values, values, expression);
          }
        });

        it("is not read, with the reason, where it holds no tensor", async () => {
          const refusals: readonly (readonly [string, RegExp])[] = [
            unreadable,
            ["ragged", /is ragged: vector 1 has 1 values, expected 2/],
            ["words", /whose elements are not plain numbers/],
            ["text", /of type &str, no tensor/],
          ];
          for (const [expression, text] of refusals) {
            const got = await reader.read(target(expression), options());
            assert.match(got.ok ? "it was read" : got.fault.text, text, expression);
          }
        });

        it("asks no more than it must of a vector, and nothing of a text", async () => {
          const asked = async (expression: string): Promise<number> => {
            const before = client.sent.length;
            await reader.describe(target(expression), options());
            return client.sent.length - before;
          };
          assert.deepEqual([await asked("own"), await asked("text")], [3, 1]);
        });

        it("is listed where programs keep it, two levels deep, eps too", async () => {
          const listed = must(await reader.listTensors(client, client.frameId, options({ numbers: ["eps"] })));
          const names = listed.map(({ expression }) => expression);
          for (const one of ["x", "fixed", "deep", "net->scale.gamma", "net->cache", "net->scale.eps"]) {
            const expected = one.replace("->", arrow);
            assert.ok(names.includes(expected), `${expected} of ${names.join(", ")}`);
          }
          assert.equal(names.includes("whole"), name !== "LLDB"); // LLDB calls it a pointer to rows
          for (const one of ["words", "text"]) assert.ok(!names.includes(one), one);
        });

        it("is found in tuples and in the caller's frame, a static by its name", async () => {
          await client.continueTo(source, lineOf(source, "// stop apart"));
          const frame = itemAt(must(await framesOf(client, client.threadId)), 0);
          const list = must(await tensorsAround(reader, client, frame, options()));
          const shapes = list.map(({ expression, description: { shape } }) => `${expression}: ${shape?.join(" x ")}`);
          for (const one of ["grads.__0: 2", "grads.__1: 3", "dx: 3 x 2"])
            assert.ok(shapes.includes(one), shapes.join());
          const { x, gamma, dout, eps, ...found } = namesOf(matchByName(list));
          const step = x?.replace(/^x in /, "") ?? "";
          assert.match(step, /\bstep\b/);
          assert.deepEqual([gamma, dout, eps], [`gamma in ${step}`, "dout", `eps in ${step}`]);
          assert.equal(found["candidate.dx"], "dx");
          for (const [expression, values] of [
            ["grads.0", [7, 8]],
            ["grads.__1", [1, 2, 3]],
            ["tensors::TABLE", Array.from({ length: 10 }, () => 0.5)],
          ] as const)
            sameValues(must(await reader.read(target(expression), options())).tensor.values, values, expression);
          const map = await reader.read(target("params"), options());
          assert.match(map.ok ? "it was read" : map.fault.text, /HashMap.*, no tensor/);
        });
      });
  });
