import assert from "node:assert/strict";
import { createJavaScriptReader } from "../../../../src/debug/readers/javascript/javascript-reader";
import { must, options, program, sameValues } from "../../support";
import { V8Client } from "../../v8-client";

describe("A list and a description of JavaScript objects that count what is done to them", () => {
  const reader = createJavaScriptReader(null);
  let client: V8Client;
  const target = (expression: string) => ({ session: client, frameId: 0, expression });
  const describeOne = async (expression: string) => must(await reader.describe(target(expression), options()));
  const log = async (): Promise<unknown> => {
    const evaluated = await client.customRequest("evaluate", { expression: "JSON.stringify(log)", frameId: 0 });
    return JSON.parse(JSON.parse((evaluated as { result: string }).result) as string);
  };

  before(async () => {
    client = await V8Client.launch(program("traps.mjs"));
  });
  after(() => client.stop());

  it("runs no getter, no proxy and no method", async () => {
    const listed = must(await reader.listTensors(client, 0, options()));
    const found = listed.map(({ expression, description: { shape } }) => [expression, shape?.join(" x ")]);
    assert.deepEqual(Object.fromEntries(found), {
      x: "2 x 2",
      remote: "2 x 2",
      located: "1 x 3",
      rows: undefined,
      sized: "2 x 1",
      "late.data": "2",
      second: "2 x 2",
      log: "0",
    });
    for (const name of ["remote", "computed", "located", "reactive", "rows", "settings", "sized", "late", "first"])
      await describeOne(name);
    assert.equal((await describeOne("located")).dtype, "float32");
    assert.match((await describeOne("ring")).obstacle ?? "", /nested more than 16 deep/);
    assert.deepEqual(await log(), []);
  });

  it("reads one of them when it is asked for", async () => {
    const reads = async (expression: string, values: readonly number[]): Promise<void> => {
      sameValues(must(await reader.read(target(expression), options())).tensor.values, values, expression);
    };
    await reads("remote", [1, 2, 3, 4]);
    assert.deepEqual(await log(), ["Remote.dataSync"]);
    await reads("computed", [1, 2]);
    await reads("located", [1, 2, 3]);
    await reads("reactive", [1, 2]);
    await reads("rows", [1, 2, 3, 4]);
  });
});
