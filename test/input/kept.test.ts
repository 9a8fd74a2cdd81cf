import assert from "node:assert/strict";
import { read, refuse } from "./support";
import { writeNpz } from "../../src/input/write-npz";
import type { Tensor } from "../../src/core/tensor";

const matrix: Tensor = { shape: [2, 2], values: Float64Array.of(1, -1, -1, 1), dtype: "float64" };
const pair: Tensor = { shape: [2], values: Float64Array.of(0.5, 2), dtype: "float64" };

describe("what stands in the place of x", () => {
  it("is read from a problem object by its key", () => {
    const input = read('{"xhat": [[1, -1], [-1, 1]], "rstd": [0.5, 2], "gamma": 2}');
    assert.equal(input.xKept, "xhat");
    assert.deepEqual([...input.x.values], [1, -1, -1, 1]);
    assert.deepEqual(input.rstd, pair);
    assert.equal(read('{"xmu": [[1, -1], [-1, 1]], "rstd": 3}').rstd, 3);
    assert.equal(read('{"x": [[1, -1], [-1, 1]]}').xKept, undefined);
  });

  it("is one of three", () => {
    assert.match(refuse('{"x": [[1]], "xhat": [[0]]}').text, /^Expected one of x, xhat and xmu, got x and xhat/);
    assert.match(refuse('{"rstd": [1]}').text, /^Expected the key "x" .*\(or "xhat", or "xmu"\), got rstd/);
    assert.match(refuse('{"xhat": [1, 2]}').text, /^Expected xhat to be a matrix/);
  });

  for (const [name, root] of [
    ["x_hat", "inv_std"],
    ["x_norm", "invstd"],
    ["xhat", "rstd"],
    ["cache/x_normalized", "cache/ivar"],
  ] as const) {
    it(`is read by the names ${name} and ${root}`, () => {
      const archive = writeNpz({ [name]: matrix, [root]: pair, dout: matrix });
      assert.ok(archive.ok);
      const input = read(archive.value, { name: "a.npz" });
      assert.equal(input.xKept, "xhat");
      assert.deepEqual(input.rstd, pair);
      const script = `${name.replace("/", ".")} = np.array([[1., -1.], [-1., 1.]])\n${root.replace("/", ".")} = np.array([0.5, 2.])\ndout = np.array([[1., 2.], [3., 5.]])\n`;
      const said = read(script);
      assert.equal(said.xKept, "xhat");
      assert.deepEqual([...said.x.values], [1, -1, -1, 1]);
      assert.deepEqual([...((said.rstd as Tensor).values as Float64Array)], [0.5, 2]);
    });
  }

  it("is x - mu by the names xmu and x_centered", () => {
    for (const name of ["xmu", "x_centered"]) {
      const archive = writeNpz({ [name]: matrix, dout: matrix });
      assert.ok(archive.ok);
      assert.equal(read(archive.value, { name: "a.npz" }).xKept, "xmu");
    }
  });

  it("says nothing beside x, however it is made", () => {
    const archive = writeNpz({ x: matrix, xhat: matrix, rstd: pair, dout: matrix });
    assert.ok(archive.ok);
    const input = read(archive.value, { name: "a.npz" });
    assert.equal(input.xKept, undefined);
    assert.equal(input.rstd, undefined);
    assert.match((input.notes ?? []).join(" "), /Arrays not read: xhat, rstd\./);
    const script = read(
      "x = np.array([[1., 2.], [3., 5.]])\nxhat = (x - mu) * inv_std\ndx = np.array([[1., 2.], [3., 5.]])\n",
    );
    assert.equal(script.xKept, undefined);
    assert.deepEqual(script.x.shape, [2, 2]);
  });

  it("is x where it is alone, whatever its name, and that is said", () => {
    const archive = writeNpz({ xhat: matrix });
    assert.ok(archive.ok);
    const input = read(archive.value, { name: "a.npz" });
    assert.equal(input.xKept, undefined);
    assert.match((input.notes ?? []).join(" "), /"xhat" as x/);
  });
});
