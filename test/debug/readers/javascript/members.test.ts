import assert from "node:assert/strict";
import { markExplaining } from "../../../../src/debug/commands/explains";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createJavaScriptReader } from "../../../../src/debug/readers/javascript/javascript-reader";
import { must, options, program } from "../../support";
import { namesOf } from "../../commands/described";
import { V8Client } from "../../v8-client";

const reader = createJavaScriptReader(null);

describe("Tensors that a JavaScript program keeps in other things", () => {
  let client: V8Client;
  before(async () => {
    client = await V8Client.launch(program("holders.mjs"));
  });
  after(() => {
    client.stop();
  });

  it("are listed two levels deep, each once, and no getter is run", async () => {
    const list = must(await reader.listTensors(client, 0, options()));
    const shown = list.map(({ expression, description, isOfModule }) =>
      [expression, description.shape?.join(" x "), ...(isOfModule ? ["module"] : [])].join(": "),
    );
    assert.deepEqual(shown.sort(), [
      "cache.x: 2 x 3",
      "cache.xhat: 2 x 3",
      "dout: 2 x 3",
      "grads[1].dgamma: 3",
      "out: 4 x 2",
      "rows: 4 x 2",
      "table: 3 x 2: module",
      "this.scale.gamma: 3",
      'this.scale["beta-0"]: 3',
    ]);
    for (const { expression, description } of list) {
      const read = must(await reader.read({ session: client, frameId: 0, expression }, options()));
      assert.deepEqual(read.shape, description.shape, expression);
    }
    const marked = await markExplaining(reader, { session: client, frameId: 0 }, list, options());
    const explaining = marked.flatMap(({ expression, explains }) =>
      explains ? [`${expression} explains ${explains}`] : [],
    );
    assert.deepEqual(explaining, ["rows explains out"]);
    const withEps = must(await reader.listTensors(client, 0, options({ numbers: ["eps", "asked", "running"] })));
    const numbers = withEps.flatMap(({ expression, description: { number } }) => (number === null ? [] : [expression]));
    assert.deepEqual(numbers, ["this.asked", "this.scale.eps"]);
    const { result } = (await client.customRequest("evaluate", { expression: "this.asked", frameId: 0 })) as {
      result: string;
    };
    assert.equal(result, "0");
    assert.deepEqual(namesOf(matchByName(list)), {
      x: "cache.x",
      gamma: "this.scale.gamma",
      dout: "dout",
      "candidate.dgamma": "grads[1].dgamma",
    });
  });
});
