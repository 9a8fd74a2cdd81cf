import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../../src/core/fault";
import { createReaders } from "../../../src/debug/readers/debuggers";
import { isUnreadableRole, readUsed, TAKE_BACK, type ReadUsed } from "../../../src/debug/source/read-used";
import { without, type UsedExpressions } from "../../../src/debug/source/used-expressions";
import { DapClient, debugpy, lldb, PYTHON, type Adapter } from "../dap-client";
import { lineOf, must, options, program, sameValues } from "../support";

const X = [4, 3];

describe("Expressions in use", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  let client: DapClient;
  const start = async (adapter: Adapter, path: string, marker: string, more: object): Promise<void> => {
    client = await DapClient.start(adapter);
    await client.launchTo(path, lineOf(path, marker), { program: path, ...more });
  };
  const read = (used: UsedExpressions, x = X): Promise<Result<ReadUsed>> => {
    const target = { session: client, frameId: client.frameId, expression: "x" };
    return readUsed(createReaders(null)(client.type), target, used, x, options());
  };
  const step = async (): Promise<void> => {
    const before = client.events.length;
    await client.customRequest("next", { threadId: client.threadId });
    await client.stopped(before);
  };
  after(() => rmSync(folder, { recursive: true }));

  describe("of Python", () => {
    before(() => start(debugpy, program("ranks.py"), "# stop before", { python: PYTHON, console: "internalConsole" }));
    after(() => client.stop());

    it("that are not there yet are named in one sentence that says what to do, and are read when they are there", async () => {
      const used = { roles: { gamma: "scale" }, layer: "bn" };
      const early = await read(used);
      assert.ok(!early.ok && isUnreadableRole(early.fault));
      assert.equal(early.fault.role, "gamma");
      const why = "NameError: name 'scale' is not defined";
      const what = `go on to a stop where it can be, or take gamma back by the command "Gradient Lens: ${TAKE_BACK}".`;
      assert.equal(early.fault.text, `gamma = scale cannot be read at this stop (${why}): ${what}`);
      // Taken back, the layer's own gamma stands there again.
      const { values } = must(await read(without(used, ["gamma"])));
      sameValues(typeof values.gamma === "object" ? values.gamma.values : [], [3, 3, 3], "gamma");
      await step();
      await step();
      const late = must(await read(used));
      sameValues(typeof late.values.gamma === "object" ? late.values.gamma.values : [], [5, 5, 5], "gamma");
      assert.deepEqual(late.lines.slice(0, 2), ["layer = bn", "gamma = scale"]);
      assert.equal(late.layer?.eps, 1e-3);
    });

    it("what is no layer at this stop is no layer that is silently left out", async () => {
      const gone = await read({ roles: {}, layer: "rank" });
      assert.ok(!gone.ok && isUnreadableRole(gone.fault));
      assert.equal(gone.fault.role, "layer");
      assert.match(
        gone.fault.text,
        /^layer = rank cannot be read at this stop \(it is int, no normalization layer\): /,
      );
    });

    it("a candidate that is not there yet is left out and named", async () => {
      const { values, notes } = must(await read({ roles: { "candidate.dx": "dx", eps: "eps" } }));
      assert.deepEqual(values, { eps: 0.25 });
      assert.deepEqual(notes, ["your dx is missing: NameError: name 'dx' is not defined."]);
    });
  });

  describe("of C++", () => {
    const source = program("tensors.cpp");
    before(async () => {
      const out = join(folder, "tensors");
      execFileSync("g++", ["-O0", "-g", "-I/usr/include/eigen3", source, "-o", out]);
      await start(lldb, source, "// stop here", { program: out });
    });
    after(() => client.stop());

    it("a pointer gets its sizes from x", async () => {
      const { values } = must(await read({ roles: { gamma: "pointer", dout: "pointer" } }, [5, 3]));
      assert.ok(typeof values.gamma === "object" && typeof values.dout === "object");
      sameValues(values.gamma.values, [0, 1, 2], "gamma");
      assert.deepEqual(values.dout.shape, [5, 3]);
      assert.equal(values.dout.values[13], 13);
    });
  });
});
