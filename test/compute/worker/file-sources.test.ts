import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_SETTINGS } from "../../../src/compute/worker/messages";
import { standardNormal } from "../../../src/core/arithmetic/random";
import { sizeOf } from "../../../src/core/tensor";
import { writeNpz } from "../../../src/input/write-npz";
import { writeNpy } from "../../../src/input/write-npy";
import { CHECKED } from "../../../src/views";
import type { AnalysisState } from "../../../src/protocol/analysis-state";
import type { TensorName } from "../../../src/protocol/picture";
import { eachWithClient, textAsk, type TestClient } from "./opened-worker";

describe("the compute worker reads files itself", () => {
  let test: TestClient;
  eachWithClient((client) => (test = client));

  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-files-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const fromFile = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return test.client.request("load", 1, { ...textAsk(1, ""), source: { kind: "file", path, name } });
  };
  const fromBytes = (name: string, content: Uint8Array) =>
    test.client.request("load", 2, { ...textAsk(2, ""), source: { kind: "text", content, name } });
  const whole = { plane: { kind: "matrix" as const }, row0: 0, row1: 300, column0: 0, column1: 7 };

  for (const dtype of ["float64", "float32"] as const) {
    it(`${dtype} .npy as from its bytes`, async () => {
      const drawn = standardNormal(300 * 7, 12);
      const values = dtype === "float64" ? drawn : Float32Array.from(drawn);
      const bytes = writeNpy({ shape: [300, 7], values, dtype });
      const first = await fromFile("x.npy", bytes);
      const here = await test.client.request("values", 1, { ...whole, tensor: "dx" });
      const second = await fromBytes("x.npy", bytes);
      const there = await test.client.request("values", 2, { ...whole, tensor: "dx" });
      assert.ok(first.ok && second.ok && here.ok && there.ok);
      assert.equal(first.value.state.dtype, dtype);
      // How far the check of each has come by now is the machine's affair.
      const known = ({ summaries }: AnalysisState): object =>
        Object.entries(summaries).filter(([name]) => !CHECKED.includes(name as TensorName));
      assert.deepEqual(known(first.value.state), known(second.value.state));
      assert.deepEqual(here.value.values, there.value.values);
    });
  }

  it("an archive of xhat and rstd, from which settings are laid again and again", async () => {
    const vector = (values: Float64Array) => ({ shape: [values.length], values, dtype: "float64" as const });
    const x = standardNormal(40, 15);
    const mean = [0, 1].map((k) => x.reduce((sum, value, i) => (i % 2 === k ? sum + value / 20 : sum), 0));
    const centred = x.map((value, i) => value - (mean[i % 2] ?? 0));
    const square = [0, 1].map((k) => centred.reduce((sum, d, i) => (i % 2 === k ? sum + (d * d) / 20 : sum), 0));
    const rstd = Float64Array.from(square, (v) => 1 / Math.sqrt(v + 1e-3));
    const xhat = centred.map((value, i) => value * (rstd[i % 2] ?? 1));
    const shape = [20, 2];
    const archive = writeNpz({ xhat: { shape, values: xhat, dtype: "float64" }, rstd: vector(rstd) });
    assert.ok(archive.ok);
    const first = await fromFile("kept.npz", archive.value);
    assert.ok(first.ok);
    assert.deepEqual(first.value.state.kept, { what: "xhat", rstd: "given" });
    assert.equal(first.value.state.eps, 1e-3);
    assert.equal(first.value.state.summaries.x, undefined);
    for (const generation of [2, 3]) {
      const settings = { ...textAsk(generation, "").settings, probeSeed: generation === 2 ? 1 : null };
      const again = await test.client.request("configure", generation, { settings, generation });
      assert.ok(again.ok, again.ok ? "" : again.fault.text);
      const values = await test.client.request("values", generation, {
        ...whole,
        row1: 20,
        column1: 2,
        tensor: "xhat",
      });
      assert.ok(values.ok);
      assert.deepEqual(Array.from(values.value.values), Array.from(xhat));
    }
  });

  it("JSON as from its text", async () => {
    const loaded = await fromFile("x.json", new TextEncoder().encode("[[1, 2], [3, 5], [4, 4]]"));
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.value.state.shape, [3, 2]);
  });

  it("and names what is wrong with one as from its bytes", async () => {
    const bytes = writeNpy({ shape: [3, 2], values: new Float64Array(6), dtype: "float64" });
    const flat = writeNpy({ shape: [6], values: new Float64Array(6), dtype: "float64" });
    for (const bad of [bytes.subarray(0, bytes.length - 9), bytes.subarray(0, 40), flat]) {
      const [file, text] = [await fromFile("bad.npy", bad), await fromBytes("bad.npy", bad)];
      assert.ok(!file.ok && !text.ok);
      assert.deepEqual(file.fault, text.fault);
    }
    const path = join(folder, "none.npy");
    const gone = await test.client.request("load", 3, {
      ...textAsk(3, ""),
      source: { kind: "file", path, name: "none.npy" },
    });
    assert.ok(!gone.ok);
    assert.equal(gone.fault.code, "read-failed");
  });

  it("one list of any form under a layer of which it is a set, and ranks that other layers alone have", async () => {
    const said = (norm: string) => ({
      ...DEFAULT_SETTINGS,
      parameters: { norm: { from: "typed" as const, text: norm } },
    });
    const made = (shape: readonly number[]) => ({ shape, values: standardNormal(sizeOf(shape), 4), dtype: "float64" as const }); // prettier-ignore
    const list = made([6]);
    const archive = writeNpz({ x: list, dout: list, gamma: list });
    assert.ok(archive.ok);
    const values = Array.from(list.values);
    const sources: readonly (readonly [string, Uint8Array, string])[] = [
      ["x.npy", writeNpy(list), "6"],
      ["x.npz", archive.value, "6"],
      ["x.json", new TextEncoder().encode(JSON.stringify({ x: values, dout: values, gamma: values })), "6"],
      ["six.npy", writeNpy(made([2, 1, 2, 2, 1, 3])), "2,1,2,2,1,3"],
    ];
    let generation = 10;
    for (const [name, bytes, shape] of sources) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      for (const source of [{ kind: "file", path, name } as const, { kind: "text", content: bytes, name } as const]) {
        const load = (settings = DEFAULT_SETTINGS) =>
          test.client.request("load", ++generation, { ...textAsk(generation, ""), settings, source });
        const refused = await load();
        assert.ok(!refused.ok && refused.fault.code === "rank", `${source.kind} ${name}`);
        for (const norm of shape === "6" ? ["layer", "rms"] : ["layer", "rms", "instance"]) {
          const loaded = await load(said(norm));
          assert.ok(loaded.ok, `${norm}, ${source.kind} ${name}: ${loaded.ok ? "" : loaded.fault.text}`);
          assert.equal(loaded.value.state.shape.join(), shape);
        }
      }
    }
  });

  it("but none that needs more memory than it may have", async () => {
    const bytes = writeNpy({ shape: [300, 7], values: standardNormal(2100, 3), dtype: "float64" });
    const path = join(folder, "large.npy");
    writeFileSync(path, bytes);
    const source = { kind: "file" as const, path, name: "large.npy" };
    const refused = await test.client.request("load", 1, { ...textAsk(1, ""), source, memoryLimit: 100_000 });
    assert.ok(!refused.ok);
    assert.equal(refused.fault.code, "memory-limit");
  });
});
