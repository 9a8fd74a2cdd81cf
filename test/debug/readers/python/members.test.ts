import assert from "node:assert/strict";
import { markExplaining } from "../../../../src/debug/commands/explains";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import type { DapClient } from "../../dap-client";
import { stoppedPython } from "../../stopped-python";
import { must, options, program } from "../../support";
import { namesOf } from "../../commands/described";

const path = program("holders.py");
const reader = createPythonReader(createDisk());

describe("Tensors that a Python program keeps in other things", () => {
  let client: DapClient;
  before(async () => {
    client = await stoppedPython(path);
  });
  after(() => client.stop());

  it("are listed two levels deep, each once and by its shortest expression; those of the module are marked", async () => {
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const shown = list.map(({ expression, description, isOfModule }) =>
      [expression, description.shape?.join(" x "), ...(isOfModule ? ["module"] : [])].join(": "),
    );
    assert.deepEqual(shown.sort(), [
      "cache['xhat']: 4 x 3",
      "cache[7]: 2 x 2",
      "dout: 4 x 3",
      "grads[1]: 3",
      "grads[2]['dbeta']: 3",
      "out: 4 x 2",
      "rows: 4 x 2",
      "self.scale.gamma: 3",
      "table: 5 x 2: module",
      "x: 4 x 3",
    ]);
    for (const { expression, description } of list) {
      const read = must(await reader.read({ session: client, frameId: client.frameId, expression }, options()));
      assert.deepEqual(read.shape, description.shape, expression);
    }
    const marked = await markExplaining(reader, { session: client, frameId: client.frameId }, list, options());
    const explaining = marked.flatMap(({ expression, explains }) =>
      explains ? [`${expression} explains ${explains}`] : [],
    );
    assert.deepEqual(explaining, ["x explains cache['xhat']", "rows explains out"]);
    assert.deepEqual(namesOf(matchByName(list)), {
      x: "x",
      gamma: "self.scale.gamma",
      dout: "dout",
      "candidate.dbeta": "grads[2]['dbeta']",
    });
  });

  it("are the module's own, looked into as any, where the program stands in the module", async () => {
    await client.takeFrame(1);
    const list = must(await reader.listTensors(client, client.frameId, options()));
    assert.deepEqual(
      list.map(({ expression, isOfModule }) => [expression, isOfModule]),
      [
        ["table", undefined],
        ["kept['x']", undefined],
      ],
    );
  });
});
