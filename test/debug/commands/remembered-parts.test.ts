import assert from "node:assert/strict";
import { failure, success } from "../../../src/core/fault";
import { RememberedParts, stillThere } from "../../../src/debug/commands/remembered-parts";
import type { NamedDescription } from "../../../src/debug/readers/reader";
import { described } from "./described";

/** What a workspace keeps. */
class Kept {
  readonly values = new Map<string, unknown>();
  get<T>(key: string, otherwise?: T): T {
    return (this.values.get(key) ?? otherwise) as T;
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

describe("What was chosen for the parts of a backward", () => {
  const place = { program: "train", path: "/home/ada/layers.py", function: "backward" };
  const frame = { threadId: 1, frameId: 7, name: "step", file: "train.py", line: 3 };
  const entry = (expression: string, more: Partial<NamedDescription> = {}): NamedDescription => ({
    expression,
    description: described("float64", 8, 4),
    ...more,
  });

  it("is kept for its function, its file and its program alone", async () => {
    const kept = new Kept();
    await new RememberedParts(kept).keep(place, [["x", entry("pre")], ["gamma", null]]); // prettier-ignore
    await new RememberedParts(kept).add(place, "dout", entry("dy", { frame }));
    const remembered = new RememberedParts(kept); // another window
    assert.deepEqual(remembered.of(place), { x: { expression: "pre" }, dout: { expression: "dy", caller: "step" } });
    for (const other of [{ program: "other" }, { path: "/home/ada/other.py" }, { function: "forward" }]) {
      assert.deepEqual(remembered.of({ ...place, ...other }), {});
    }
  });
  it("is kept for fifty functions, and nothing where nothing was chosen", async () => {
    const kept = new Kept();
    const remembered = new RememberedParts(kept);
    for (let n = 0; n <= 50; n++) await remembered.keep({ ...place, function: `f${n}` }, [["x", entry("pre")]]);
    assert.deepEqual(remembered.of({ ...place, function: "f0" }), {});
    assert.deepEqual(remembered.of({ ...place, function: "f1" }), { x: { expression: "pre" } });
    await remembered.keep({ ...place, function: "f1" }, []);
    assert.deepEqual(remembered.of({ ...place, function: "f1" }), { x: { expression: "pre" } });
  });
  it("is used where it is still there, in the frame that it was in; nothing is called for it", async () => {
    const list = [entry("pre"), entry("dy"), entry("dy", { frame })];
    const asked: string[] = [];
    const describe = (_: string, expression: string) => {
      asked.push(expression);
      return Promise.resolve(expression === "cache['x']" ? success(entry(expression)) : failure("gone", "It is gone."));
    };
    const chosen = {
      x: { expression: "cache['x']" },
      gamma: { expression: "scale" },
      dout: { expression: "dy", caller: "step" },
      beta: { expression: "beta", caller: "step" },
      "candidate.dx": { expression: "self.backward(dy)" },
    };
    const found = await stillThere(chosen, list, describe);
    assert.deepEqual([...found.keys()], ["x", "dout"]);
    assert.equal(found.get("dout"), list[2]);
    assert.deepEqual(asked, ["cache['x']", "scale"]);
  });
});
