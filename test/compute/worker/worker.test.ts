import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, type LoadAsk } from "../../../src/compute/worker/messages";
import { Random, standardNormal } from "../../../src/core/arithmetic/random";
import type { TensorName, Tile } from "../../../src/protocol/picture";
import { eachWithClient, textAsk, type TestClient } from "./opened-worker";

function matrixText(rows: number, columns: number, seed: number): string {
  const random = new Random(seed);
  const line = (): string => `[${Array.from({ length: columns }, () => random.normal().toPrecision(17)).join(", ")}]`;
  return `[${Array.from({ length: rows }, line).join(",\n ")}]`;
}

/** A problem whose check takes half a minute and more: it is never waited for. */
function endlessAsk(generation: number): LoadAsk {
  const shape = [32_768, 64];
  const x = { shape, values: standardNormal(32_768 * 64, 5), dtype: "float64" as const };
  return { ...textAsk(generation, ""), source: { kind: "input", input: { x } } };
}

describe("the compute worker", () => {
  let test: TestClient;
  eachWithClient((client) => (test = client));

  it("analyses a matrix from its text and finds its gradients correct", async () => {
    const loaded = await test.client.request("load", 1, textAsk(1, matrixText(7, 3, 11)));
    assert.ok(loaded.ok);
    const { rows, columns, eps } = loaded.value.state;
    assert.deepEqual([rows, columns, eps], [7, 3, 1e-5]);
    const state = await test.checked(loaded);
    assert.ok(state.check?.status === "done");
    assert.equal(state.check.verdict, "correct", state.check.reason);
    assert.equal(state.check.tensors.dx.cells, 21);
    assert.match(state.check.reason, /^correct: /);
  });

  it("sends the tensors of a small matrix along with its state", async () => {
    const loaded = await test.client.request("load", 1, textAsk(1, "[[1, 2, 3], [3, 5, 8]]"));
    assert.ok(loaded.ok);
    const [event] = test.events.filter((candidate) => candidate.event === "tiles");
    assert.ok(event?.event === "tiles");
    assert.equal(event.generation, 1);
    for (const [name, tile] of Object.entries(event.tiles) as [TensorName, Tile][]) {
      const query = {
        tensor: name,
        plane: { kind: "matrix" as const },
        levelRow: 0,
        levelColumn: 0,
        row: 0,
        column: 0,
      };
      const asked = await test.client.request("tiles", 1, [query]);
      assert.ok(asked.ok);
      if (name !== "error") assert.deepEqual([tile], asked.value, name); // the check may have come further meanwhile
    }
    const { values = [], origin = NaN } = event.tiles.x ?? {};
    assert.deepEqual(
      Array.from(values, (number) => origin + number),
      [1, 2, 3, 3, 5, 8],
    );
    for (const name of ["dout", "dx", "error", "dgamma"] as const) assert.ok(event.tiles[name], name);
  });

  it("says what it runs on", async () => {
    await test.client.request("load", 1, textAsk(1, "[[1,2],[3,5]]"));
    const started = await test.until((event) => event.event === "started");
    assert.ok(started.event === "started");
    assert.equal(started.engine, "wasm-simd");
  });

  it("answers a fault for a bad matrix and keeps the analysis before", async () => {
    await test.client.request("load", 1, textAsk(1, "[[1, 2], [3, 5]]"));
    const bad = await test.client.request("load", 2, textAsk(2, "[[1, 2], [3]]"));
    assert.ok(!bad.ok);
    assert.match(bad.fault.text, /expected 2/);
    const cell = await test.client.request("cell", 1, { row: 1, column: 1 });
    assert.ok(cell.ok);
    assert.equal(cell.value.values.x, 5);
  });

  it("answers questions about an older generation with superseded", async () => {
    await test.client.request("load", 1, textAsk(1, "[[1, 2], [3, 5]]"));
    await test.client.request("load", 2, textAsk(2, "[[1, 2], [3, 6]]"));
    const late = await test.client.request("cell", 1, { row: 0, column: 0 });
    assert.ok(!late.ok);
    assert.equal(late.fault.code, "superseded");
  });

  it("lays typed parameters over the source and says at the box what cannot be used", async () => {
    await test.client.request("load", 1, textAsk(1, matrixText(5, 3, 2)));
    const settings = {
      ...DEFAULT_SETTINGS,
      parameters: {
        gamma: { from: "typed" as const, text: "[2, 3, 4]" },
        beta: { from: "typed" as const, text: "[1, 2]" },
        seed: { from: "typed" as const, text: "77" },
      },
    };
    const configured = await test.client.request("configure", 2, { generation: 2, settings });
    assert.ok(configured.ok);
    assert.equal(configured.value.state.doutSeed, 77);
    assert.equal(configured.value.state.parameters.gamma.from, "typed");
    assert.match(configured.value.state.parameters.beta.fault?.text ?? "", /beta has 2 values, expected 3/);
    const cell = await test.client.request("cell", 2, { row: 4, column: 2 });
    assert.ok(cell.ok);
    assert.deepEqual([cell.value.values.gamma, cell.value.values.beta], [4, 0]);
  });

  it("computes with another dout as if it had been there from the start", async () => {
    const text = matrixText(37, 5, 9);
    const dout = {
      shape: [37, 5],
      values: standardNormal(185, 8).map((value) => value * 1e9),
      dtype: "float64" as const,
    };
    const settings = {
      ...DEFAULT_SETTINGS,
      parameters: { dout: { from: "picked" as const, title: "large", value: dout } },
    };
    const query = {
      tensor: "dx" as const,
      plane: { kind: "matrix" as const },
      row0: 0,
      row1: 37,
      column0: 0,
      column1: 5,
    };
    await test.client.request("load", 1, textAsk(1, text));
    await test.client.request("configure", 2, { generation: 2, settings });
    const later = await test.client.request("values", 2, query);
    await test.client.request("load", 3, textAsk(3, text, { settings }));
    const fresh = await test.client.request("values", 3, query);
    assert.ok(later.ok && fresh.ok);
    assert.deepEqual(later.value.values, fresh.value.values);
  });

  it("computes with the channels on another axis as if they had been there from the start", async () => {
    const text = matrixText(37, 5, 9);
    const settings = { ...DEFAULT_SETTINGS, parameters: { axis: { from: "typed" as const, text: "0" } } };
    const plane = { kind: "matrix" as const };
    const query = { tensor: "dx" as const, plane, row0: 0, row1: 5, column0: 0, column1: 37 };
    await test.client.request("load", 1, textAsk(1, text));
    const configured = await test.client.request("configure", 2, { generation: 2, settings });
    assert.ok(configured.ok);
    const { axis, rows, columns } = configured.value.state;
    assert.deepEqual([axis, rows, columns], [0, 5, 37]);
    const later = await test.client.request("values", 2, query);
    await test.client.request("load", 3, textAsk(3, text, { settings }));
    const fresh = await test.client.request("values", 3, query);
    assert.ok(later.ok && fresh.ok);
    assert.deepEqual(later.value.values, fresh.value.values);
    assert.ok((await test.client.request("configure", 4, { generation: 4, settings: DEFAULT_SETTINGS })).ok);
  });

  it("has terms that add up to dx, and a numeric derivative near it", async () => {
    await test.client.request("load", 1, textAsk(1, matrixText(33, 5, 3)));
    for (const [row, column] of [
      [0, 0],
      [32, 4],
      [17, 2],
    ] as const) {
      const cell = await test.client.request("cell", 1, { row, column });
      assert.ok(cell.ok);
      const dx = Number(cell.value.values.dx);
      const sum = cell.value.terms.reduce<number>((total, term) => total + Number(term), 0);
      assert.ok(Math.abs(sum - dx) <= 1e-14, `terms add up to ${sum}, dx is ${dx}`);
      assert.ok(Math.abs(Number(cell.value.numeric) - dx) <= 1e-6, `numeric ${cell.value.numeric}, dx ${dx}`);
    }
  });

  it("refuses a problem above the memory limit with the figures", async () => {
    const refused = await test.client.request("load", 1, textAsk(1, matrixText(100, 100, 4), { memoryLimit: 100_000 }));
    assert.ok(!refused.ok);
    assert.equal(refused.fault.code, "memory-limit");
    assert.match(refused.fault.text, /100 x 100 needs 1 MiB/);
  });

  it("stops a check when it is told to, and starts it again", async () => {
    await test.client.request("load", 1, endlessAsk(1));
    await test.client.request("cancelCheck", 1, null);
    await test.until((event) => event.event === "progress" && event.check.status === "cancelled");
    const before = test.events.length;
    await test.client.request("restartCheck", 1, null);
    await test.until(
      (event) => event.event === "progress" && event.check.status === "running" && test.events.indexOf(event) >= before,
    );
    // A newer problem is checked at once: the endless one has given way.
    const state = await test.checked(await test.client.request("load", 2, textAsk(2, matrixText(9, 5, 6))));
    assert.ok(state.check?.status === "done");
    assert.equal(state.check.verdict, "correct", state.check.reason);
  });

  it("serves tiles while the check runs, and says whether the error map is whole", async () => {
    await test.client.request("load", 1, endlessAsk(1));
    const plane = { kind: "matrix" as const };
    const query = { plane, levelRow: 2, levelColumn: 0, row: 0, column: 0 };
    const asked = [{ tensor: "dx" as const }, { tensor: "candidate" as const }, { tensor: "error" as const }];
    const tiles = await test.client.request(
      "tiles",
      1,
      asked.map((name) => ({ ...query, ...name })),
    );
    assert.ok(tiles.ok);
    const [dx, candidate, error] = tiles.value;
    assert.deepEqual([dx?.rows, dx?.columns], [256, 64]);
    assert.equal(candidate, null, "there is none");
    assert.equal(error?.whole, false);
    await test.checked(await test.client.request("load", 2, textAsk(2, matrixText(9, 5, 6))));
    const again = await test.client.request("tiles", 2, [{ ...query, levelRow: 0, tensor: "error" as const }]);
    assert.ok(again.ok);
    assert.equal(again.value[0]?.whole, true);
    assert.ok(again.value[0].values.every((value) => value >= 0));
  });

  it("keeps earlier stops and shows what changed since the one before", async () => {
    await test.client.request("load", 1, textAsk(1, "[[1, 2], [3, 5]]", { stop: { stop: 1, title: "stop 1" } }));
    const second = await test.client.request(
      "load",
      2,
      textAsk(2, "[[1, 2], [3, 9]]", { stop: { stop: 4, title: "stop 4" } }),
    );
    assert.ok(second.ok, JSON.stringify(second));
    assert.ok(second.value.state.summaries.change);
    const cell = await test.client.request("cell", 2, { row: 1, column: 1 });
    assert.ok(cell.ok);
    assert.equal(cell.value.values.change, 4);
    assert.deepEqual(
      second.value.history.map(({ title }) => title),
      ["stop 1", "stops 2 to 3, not read", "stop 4"],
    );
    const again = await test.client.request("showStop", 3, { generation: 3, stop: 1, settings: DEFAULT_SETTINGS });
    assert.ok(again.ok);
    const old = await test.client.request("cell", 3, { row: 1, column: 1 });
    assert.ok(old.ok);
    assert.equal(old.value.values.x, 5);
  });

  it("ends every waiting request when it is interrupted, and starts afresh", async () => {
    const first = test.client.request("load", 1, textAsk(1, matrixText(400, 400, 7)));
    test.client.interrupt();
    const ended = await first;
    assert.ok(!ended.ok);
    assert.equal(ended.fault.code, "superseded");
    const second = await test.client.request("load", 2, textAsk(2, "[[1, 2], [3, 5]]"));
    assert.ok(second.ok);
    assert.deepEqual(test.crashes, []);
  });
});
