import assert from "node:assert/strict";
import { createDisk } from "../../src/debug/readers/private-folder";
import { createReaders } from "../../src/debug/readers/debuggers";
import { DapClient, PYTHON } from "../debug/dap-client";
import { must, options, sameValues } from "../debug/support";
import { CELL, CELL_LINE, KERNEL_TYPE as TYPE, SQUARES } from "./notebook-cell";

const BRIDGE = `${process.cwd()}/test/stack/fixtures/kernel_bridge.py`;

describe("A cell of a notebook, through the kernel's own debug adapter", () => {
  const reader = createReaders(createDisk())(TYPE);
  let client: DapClient;
  const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });

  before(async function () {
    this.timeout(300_000); // a kernel takes long to start where everything else runs too
    client = await DapClient.start({ type: TYPE, adapterId: TYPE, command: PYTHON, args: [BRIDGE] });
    await client.customRequest("attach", {});
    const { sourcePath: path } = (await client.customRequest("dumpCell", { code: CELL })) as { sourcePath: string };
    await client.customRequest("setBreakpoints", { source: { path }, breakpoints: [{ line: CELL_LINE }] });
    await client.customRequest("configurationDone", {});
    await client.customRequest("execute", { code: CELL });
    await client.stopped();
  });
  after(() => client.stop());

  it("has its tensors listed: those of the function, then those of the notebook", async () => {
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const names = list.map(({ expression }) => expression);
    assert.deepEqual(names, ["x", "gamma", "xhat", "batch"]);
  });

  it("has its numbers read", async () => {
    for (const name of ["x", "batch"]) {
      const got = must(await reader.read(target(name), options()));
      assert.deepEqual(got.shape, [4, 3]);
      sameValues(got.tensor.values, SQUARES, name);
    }
    const sums = must(await reader.read(target("xhat.sum(0) + gamma"), options()));
    for (const value of sums.tensor.values) assert.ok(Math.abs(value - 1) < 1e-12, String(value));
    const large = must(await reader.read(target("np.ones((600, 700))"), options()));
    assert.equal(large.how, "private temporary file");
  });
});
