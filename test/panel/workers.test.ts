import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../src/compute/worker/messages";
import type { SpawnWorker } from "../../src/compute/worker/client";
import { Workers } from "../../src/panel/workers";
import { InThreadWorker } from "./interleavings/in-thread-worker";
import { sourceOf } from "./interleavings/values";

describe("the workers of a panel", () => {
  const deliver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const threads: InThreadWorker[] = [];
  const crashed: number[] = [];
  const spawn: SpawnWorker = () => {
    const thread = new InThreadWorker(deliver);
    threads.push(thread);
    return thread;
  };
  const create = (how = spawn): Workers =>
    new Workers(
      how,
      () => undefined,
      (worker) => crashed.push(worker),
    );
  const ask = {
    generation: 1,
    source: sourceOf({ id: 1, kind: "good", stop: null }),
    settings: DEFAULT_SETTINGS,
    memoryLimit: 1e9,
  };
  beforeEach(() => {
    threads.length = crashed.length = 0;
  });

  it("are started when they are asked, each once, and hold what they were given", async () => {
    const workers = create();
    assert.equal(threads.length, 0);
    assert.ok((await workers.request(1, "load", 1, ask)).ok);
    assert.ok((await workers.request(1, "cell", 1, { row: 0, column: 0 })).ok);
    const other = await workers.request(2, "cell", 1, { row: 0, column: 0 });
    assert.deepEqual([threads.length, other.ok], [2, false]);
    workers.dispose();
    assert.deepEqual(
      threads.map(({ isAlive }) => isAlive),
      [false, false],
    );
  });

  it("start nothing once they are closed", async () => {
    const workers = create();
    workers.dispose();
    const reply = await workers.request(1, "load", 1, ask);
    assert.deepEqual([reply.ok ? "" : reply.fault.code, threads.length], ["closed", 0]);
  });

  it("tell who of them has died, and answer what waits with a fault", async () => {
    const workers = create();
    const waiting = workers.request(7, "load", 1, ask);
    threads[0]?.die();
    const reply = await waiting;
    assert.ok(!reply.ok);
    assert.deepEqual([reply.fault.code, crashed], ["worker-died", [7]]);
    workers.dispose();
  });

  it("answer with a fault when none can be started, and when something cannot be sent", async () => {
    const none = create(() => {
      throw new Error("no memory for a thread");
    });
    const refused = await none.request(1, "load", 1, ask);
    assert.match(refused.ok ? "" : refused.fault.text, /could not be started: no memory for a thread/);
    const workers = create();
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] }); // given away already
    const unsent = await workers.request(1, "load", 1, ask, [buffer]);
    assert.equal(unsent.ok ? "" : unsent.fault.code, "not-sent");
    workers.dispose();
  });
});
