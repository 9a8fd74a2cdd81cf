import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createReaders } from "../../../../src/debug/readers/debuggers";
import { namesOf } from "../../commands/described";
import { DapClient, delve } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const cwd = program("gonum");
const hasGonum = spawnSync("go", ["mod", "download"], { cwd }).status === 0;

// Where neither the Go module proxy nor an earlier run has gonum, nothing of it is tested.
if (hasGonum)
  describe("gonum's matrices, through Delve's variables", () => {
    const source = join(cwd, "main.go");
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const reader = createReaders(null)("go");
    let client: DapClient;
    const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });

    before(async () => {
      const out = join(folder, "gonum");
      execFileSync("go", ["build", "-gcflags=-N -l", "-o", out, "."], { cwd });
      client = await DapClient.start(delve());
      await client.launchTo(source, lineOf(source, "// stop here"), { mode: "exec", program: out });
    });
    after(async () => {
      await client.stop();
      rmSync(folder, { recursive: true });
    });

    const twelve = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12.5];
    const cases: [string, number[], number[]][] = [
      ["x", [4, 3], twelve],
      ["value", [4, 3], twelve],
      ["boxed", [4, 3], twelve],
      ['bn.cache["x"]', [4, 3], twelve],
      ["x.mat", [4, 3], twelve],
      ["part", [2, 2], [4, 5, 7, 8]],
      ["column", [4], [2, 5, 8, 11]],
      ["bn.gamma", [3], [0.5, 1, 2]],
      ["single", [2, 2], [...Float32Array.of(0.1, 2, 3, 4)]],
    ];
    for (const [expression, shape, values] of cases)
      it(`are read: ${expression}`, async () => {
        const described = must(await reader.describe(target(expression), options()));
        const { tensor } = must(await reader.read(target(expression), options()));
        assert.deepEqual([described.shape, tensor.shape], [shape, shape]);
        sameValues(tensor.values, values, expression);
      });

    it("take another shape where one is asked for, and say what they are where they hold nothing", async () => {
      assert.deepEqual(must(await reader.read(target("part"), options({ shape: [4, 1] }))).shape, [4, 1]);
      for (const [expression, shape, text] of [
        ["x", [5, 3], /^x has 12 values, 5 x 3 needs 15\.$/],
        ["nothing", undefined, /^nothing is .*nil.*no list of numbers\.$/],
        ["empty", undefined, /no list of numbers\.$/],
      ] as const) {
        const got = await reader.read(target(expression), options(shape ? { shape } : {}));
        assert.match(got.ok ? "it was read" : got.fault.text, text);
      }
    });

    it("are listed whole, in maps too, and found by their names", async () => {
      const listed = must(await reader.listTensors(client, client.frameId, options()));
      const shapes = Object.fromEntries(
        listed.map(({ expression, description: { shape } }) => [expression, shape?.join(" x ")]),
      );
      const { x, part, boxed, single } = shapes;
      assert.deepEqual([x, part, boxed, single], ["4 x 3", "2 x 2", "4 x 3", "2 x 2"]);
      assert.equal(shapes['bn.cache["x"]'], "4 x 3");
      assert.deepEqual([shapes["bn.steps[0]"], shapes["bn.steps[7]"]], ["2", "2"]);
      const parts = namesOf(matchByName(listed));
      assert.deepEqual(parts, { x: "x", gamma: "bn.gamma", dout: "dout", "candidate.dx": "dx" });
    });
  });
