import assert from "node:assert/strict";
import { createDisk } from "../../src/debug/readers/private-folder";
import { createPythonReader } from "../../src/debug/readers/python/python-reader";
import { DapClient, PYTHON, waitingProgram } from "../debug/dap-client";
import { lineOf, must, options, sameValues } from "../debug/support";

const path = `${process.cwd()}/test/stack/fixtures/data_loader.py`;
const reader = createPythonReader(createDisk());
const VALUES = Array.from({ length: 12 }, (_, i) => i);

async function isRead(client: DapClient, expression: string): Promise<void> {
  const target = { session: client, frameId: client.frameId, expression };
  const { tensor } = must(await reader.read(target, options()));
  assert.deepEqual(tensor.shape, [4, 3]);
  sameValues(tensor.values, VALUES, expression);
}

describe("A worker of a DataLoader", () => {
  let main: DapClient;
  let worker: DapClient | undefined;
  before(async function () {
    this.timeout(300_000); // PyTorch takes long to load where everything else runs too
    main = await DapClient.start(waitingProgram(PYTHON, [path]));
  });
  after(async () => {
    await worker?.stop();
    await main.stop();
  });

  it("is stopped and read in its collate function, and its batch where it arrives", async () => {
    const stopped = main.launchTo(path, lineOf(path, "# stop with its batch"), { request: "attach" });
    worker = await main.subprocess(path, lineOf(path, "# stop in the worker"));
    await isRead(worker, "x");
    const list = must(await reader.listTensors(worker, worker.frameId, options()));
    assert.ok(list.some(({ expression }) => expression === "x"));
    await worker.customRequest("continue", { threadId: worker.threadId });
    await stopped;
    await isRead(main, "batch");
  });
});
