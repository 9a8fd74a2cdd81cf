import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../src/core/item-at";
import { createProblem } from "../../src/core/problem";
import { createDisk } from "../../src/debug/readers/private-folder";
import { createPythonReader } from "../../src/debug/readers/python/python-reader";
import { framesOf } from "../../src/debug/session/stack-frames";
import { readCollected } from "../../src/debug/source/collect-sessions";
import { DapClient, LISTENS, portsOf, PYTHON } from "../debug/dap-client";
import { lineOf, must, options, sameValues } from "../debug/support";

const path = `${process.cwd()}/test/stack/fixtures/torchrun_ranks.py`;
const TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"];

describe("Two ranks under torchrun, each with its debugger", () => {
  const reader = createPythonReader(createDisk());
  let torchrun: ChildProcess;
  let ended: Promise<unknown>;
  let clients: readonly DapClient[] = [];

  before(async function () {
    this.timeout(300_000); // three processes load PyTorch, where everything else runs too
    const env = { ...process.env, OMP_NUM_THREADS: "1" }; // torchrun warns that it sets it
    torchrun = spawn(PYTHON, [...TORCHRUN, path], { env, stdio: ["ignore", "pipe", "ignore"] });
    ended = once(torchrun, "exit");
    const ports = await portsOf(torchrun, LISTENS, 2);
    clients = await Promise.all(ports.map((port) => DapClient.connect(torchrun, port)));
    const line = lineOf(path, "# stop here");
    await Promise.all(clients.map((client) => client.launchTo(path, line, { request: "attach" })));
  });
  after(async () => {
    torchrun.kill("SIGTERM"); // it ends its ranks, those that have no debugger yet as well
    await ended;
    for (const client of clients) await client.stop();
  });

  it("are collected into what one process would have, gradients of the synchronised backward included", async () => {
    const stopped = clients.map((dap) => ({ dap, threadId: dap.threadId }));
    const own = itemAt(stopped, 0);
    const frame = itemAt(must(await framesOf(own.dap, own.threadId)), 0);
    const roles = { dout: "dout", gamma: "gamma", eps: "eps", "candidate.dx": "x.grad" };
    const ask = { stopped, readerFor: () => reader, own, frame, expression: "x", used: { roles } };
    const { input, from, notes } = must(await readCollected(ask, options()));
    assert.deepEqual(
      from.map((name) => name.slice(0, 6)),
      ["rank 0", "rank 1"],
    );
    assert.deepEqual(notes, []);
    assert.deepEqual(
      input.parts?.map(({ outer }) => outer),
      [4, 5],
    );

    const whole = async (expression: string): Promise<ArrayLike<number>> => {
      const target = { session: own.dap, frameId: own.dap.frameId, expression };
      return must(await reader.read(target, options())).tensor.values;
    };
    sameValues(input.x.values, await whole("alone"), "x");
    sameValues(input.dout?.values ?? [], await whole("UPSTREAM"), "dout");
    const { dx } = batchnormGradients(must(createProblem(input)), "standard");
    const [ofRanks, ofOne] = [input.candidate?.dx?.values ?? [], await whole("alone.grad")];
    assert.deepEqual([ofRanks.length, ofOne.length], [27, 27]);
    for (const [at, value] of dx.entries()) {
      assert.ok(Math.abs(itemAt(ofRanks, at) - value) < 1e-5, `dx[${at}] of the ranks: ${ofRanks[at]}, not ${value}`);
      assert.ok(Math.abs(itemAt(ofOne, at) - value) < 1e-5, `dx[${at}] of one process: ${ofOne[at]}, not ${value}`);
    }
  });
});
