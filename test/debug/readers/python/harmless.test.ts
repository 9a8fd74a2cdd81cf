import assert from "node:assert/strict";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import { DapClient, debugpy, PYTHON } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const path = program("traps.py");
const launch = { python: PYTHON, console: "internalConsole", justMyCode: true, program: path };
const reader = createPythonReader(createDisk());

/** What the program and its debugger have put into the debug console since a number of events. */
function output(client: DapClient, since: number): string {
  const said = client.events.slice(since).filter(({ event }) => event === "output");
  const bodies = said.map(({ body }) => body as { category?: string; output: string });
  return bodies.flatMap(({ category, output }) => (category === "telemetry" ? [] : output)).join("");
}

describe("A list and a description of objects that write down what is done to them", () => {
  let client: DapClient;
  const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });
  const describeOne = async (expression: string) => must(await reader.describe(target(expression), options()));
  const log = (): Promise<string> => client.value(`__import__("json").dumps(globals()["LOG"])`);

  before(async () => {
    client = await DapClient.start(debugpy);
    await client.launchTo(path, lineOf(path, "# stop with objects"), launch);
  });
  after(() => client.stop());

  it("lists what is there, a hostile object left out, and runs none of the program's code", async () => {
    const listed = must(await reader.listTensors(client, client.frameId, options()));
    const found = new Map(listed.map(({ expression, description }) => [expression, description.shape?.join(" x ")]));
    assert.deepEqual(Object.fromEntries(found), {
      x: "4 x 3",
      wide: "2",
      lazy: "3 x 2",
      unsized: undefined,
      logged: "3 x 2",
      wrapped: undefined,
      liar: "2 x 2",
      overridden: "3 x 2",
      frame: "2 x 2",
      layer: "2",
      "layer.bias": "2",
      "layer.running_mean": "2",
      "layer.running_var": "2",
      LOG: "0",
    });
    assert.equal(await log(), "[]");
    assert.equal(await client.value("seen[1]()"), "(0, 0, 0)");
  });

  it("describes each of them in the same way", async () => {
    const since = client.events.length;
    const names = ["lazy", "unsized", "proxy", "odd", "count", "magic", "plain_mock", "patched", "logged", "wrapped"];
    for (const name of [...names, "liar", "overridden", "frame", "freed", "layer", "rows"]) await describeOne(name);
    assert.equal(await log(), "[]");
    assert.equal(await client.value("seen[1]()"), "(0, 0, 0)");
    assert.equal((await describeOne("lazy")).dtype, "float32");
    assert.equal((await describeOne("count")).number, 3);
    assert.equal((await describeOne("layer")).extras.module?.gamma, "layer.weight");
    assert.match((await describeOne("rows")).obstacle ?? "", /^a __main__\.Proxy at \[0\], expected a number\.$/);
    assert.equal(output(client, since), "");
  });

  it("does not follow a list into itself", async () => {
    assert.match((await describeOne("ring")).obstacle ?? "", /nested more than 16 deep/);
    assert.match((await describeOne("pair")).obstacle ?? "", /nested more than 16 deep/);
    const read = await reader.read(target("wide"), options());
    assert.match(read.ok ? "" : read.fault.text, /^The list is no tensor: \[1\] has 2 values, expected a number\.$/);
  });

  it("does not read memory that the program has given back", async () => {
    const read = await reader.read(target("freed"), options());
    assert.match(read.ok ? "" : read.fault.text, /^freed is a tensor whose memory the program has given back\.$/);
    must(await reader.read(target("x"), options()));
  });

  it("reads one of them when it is asked for", async () => {
    const reads = async (expression: string, values: readonly number[]): Promise<void> => {
      sameValues(must(await reader.read(target(expression), options())).tensor.values, values, expression);
    };
    await reads("logged", [0, 1, 2, 3, 4, 5]);
    await reads("liar", [1, 2, 3, 4]);
    await reads("overridden", [0, 1, 2, 3, 4, 5]);
    assert.equal(await log(), "[]");
    await reads("lazy", [1, 1, 1, 1, 1, 1]);
    await reads("unsized", [1, 1, 1, 1]);
    await reads("frame", [1, 3, 2, 4]);
    await reads("layer.weight", [2, 2]);
  });

  it("looks into self without asking it", async () => {
    await client.continueTo(path, lineOf(path, "# stop in a method"));
    const before = await log();
    const listed = must(await reader.listTensors(client, client.frameId, options()));
    assert.deepEqual(
      listed.map(({ expression }) => expression),
      ["x", "self.lazy", "self.inside"],
    );
    assert.equal(await log(), before);
  });
});

describe("Reading while something watches", () => {
  const expressions = ["x", "half", "inner", "x.grad", "[x, inner]"];
  const stops = ["# stop under a dispatch mode", "# stop under a function mode", "# stop under a profiler"].concat(
    "# stop under a hook of the interpreter",
  );
  let client: DapClient;

  before(async () => {
    client = await DapClient.start(debugpy);
    await client.launchTo(path, lineOf(path, stops[0] ?? ""), launch);
  });
  after(() => client.stop());

  it("is seen by no mode and no profiler, and changes neither autograd nor the console", async () => {
    const breakpoints = stops.map((stop) => ({ line: lineOf(path, stop) }));
    await client.customRequest("setBreakpoints", { source: { path }, breakpoints });
    for (const stop of stops) {
      const since = client.events.length;
      for (const expression of expressions.filter((name) => name !== "x.grad" || stop === stops[0])) {
        const target = { session: client, frameId: client.frameId, expression };
        must(await reader.describe(target, options()));
        must(await reader.read(target, options()));
      }
      must(await reader.listTensors(client, client.frameId, options()));
      assert.equal(await client.value(`__import__("json").dumps(globals()["LOG"])`), "[]", stop);
      await client.customRequest("continue", { threadId: client.threadId });
      if (stop !== stops.at(-1)) await client.stopped(since);
    }
    await client.event("terminated");
    // Nothing but the program's own: its modes are on again after each reading.
    const own = ["dispatch", "op aten.add.Tensor", "function", "call add", "call add", "profile"];
    assert.deepEqual(output(client, 0).trim().split("\n"), [
      ...own,
      "hook",
      "called []",
      "events ['aten::add']",
      "modules False",
    ]);
  });
});
