/** A layer's cells, cursors, gammas and gradients in the panel: by its own layout, which is not batch norm's. */
import assert from "node:assert/strict";
import { sizeOf } from "../../src/core/tensor";
import type { PanelState } from "../../src/protocol/panel-state";
import type { ReplyMessage } from "../../src/protocol/requests";
import { OpenedRelay } from "./opened-relay";

const faultText = (reply: ReplyMessage): string => (reply.ok ? "" : reply.fault.text);

/** A problem's text whose x holds other numbers in every cell. */
function textOf(shape: readonly number[], keys: object): string {
  const nested = (at: number, from: number): unknown => {
    const [extent = 1, rest] = [shape[at], sizeOf(shape.slice(at + 1))];
    if (at === shape.length) return Math.round(1000 * Math.sin(from + 1)) / 1000;
    return Array.from({ length: extent }, (_, i) => nested(at + 1, from + i * rest));
  };
  return JSON.stringify({ x: nested(0, 0), eps: 0.1, ...keys });
}

function assertTaken(reply: ReplyMessage): void {
  assert.equal(faultText(reply), "");
}

describe("a layer in the panel", () => {
  let panel: OpenedRelay;
  beforeEach(() => {
    panel = new OpenedRelay();
  });
  afterEach(() => {
    panel.relay.dispose();
  });

  const shown = (): PanelState["analysis"] => panel.state.analysis;
  const pickAs = (role: string, shape: readonly number[]): Promise<ReplyMessage> => {
    const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => 1 + i / 4);
    panel.picked = { ok: true, value: { title: "picked", value: { shape, values, dtype: "float64" } } };
    return panel.ask("pick", { role });
  };
  const cursorAt = (index: readonly number[]): unknown => {
    panel.source.moveCursor(index);
    return panel.posted.filter((message) => "event" in message && message.event === "cursor").at(-1);
  };
  /** Goes to the text's place of a cell, and back from there. */
  const assertPlace = async (row: number, column: number, index: readonly number[]): Promise<void> => {
    assertTaken(await panel.ask("reveal", { row, column }));
    assert.deepEqual(panel.source.revealed.at(-1), index);
    assert.deepEqual(cursorAt(index), { event: "cursor", row, column });
  };

  it("takes a gamma and gradients in the shape of the normalized axes", async () => {
    await panel.show(textOf([2, 3, 4, 4], { norm: "layer", normalizedShape: [4, 4] }));
    assertTaken(await pickAs("candidate.dgamma", [4, 4]));
    assertTaken(await pickAs("candidate.dbeta", [4, 4]));
    assert.deepEqual(Object.keys(shown()?.comparison?.tensors ?? {}), ["dgamma", "dbeta"]);
    assertTaken(await pickAs("gamma", [4, 4]));
    const { fault, from } = shown()?.parameters.gamma ?? {};
    assert.deepEqual([fault, from], [undefined, "picked"]);
    assert.equal(faultText(await pickAs("candidate.dgamma", [3])), "Your dgamma has shape 3, expected 4 x 4.");
  });

  for (const [name, shape, keys, places] of [
    [
      "layer norm over the last axes",
      [2, 3, 4, 4],
      { norm: "layer", normalizedShape: [4, 4] },
      [[5, 15, [1, 2, 3, 3]]],
    ],
    ["layer norm over an axis between others", [2, 3, 4], { norm: "layer", axes: [1] }, [[6, 2, [1, 2, 2]]]],
    ["RMS norm over axes that stand apart", [2, 3, 4], { norm: "rms", axes: [0, 2] }, [[1, 6, [1, 1, 2]]]],
    ["RMS norm of one axis", [5], { norm: "rms" }, [[0, 3, [3]]]],
    ["layer norm of six axes", [2, 1, 2, 1, 2, 3], { norm: "layer" }, [[5, 2, [1, 0, 0, 0, 1, 2]]]],
    ["group norm", [2, 4, 3], { norm: "group", groups: 2 }, [[4, 3, [1, 3, 1]]]],
    ["instance norm of six axes", [2, 3, 1, 2, 1, 2], { norm: "instance" }, [[6, 1, [1, 1, 0, 1, 0, 0]]]],
  ] as const) {
    it(`finds the cells of ${name} in the text`, async () => {
      await panel.show(textOf(shape, keys));
      for (const [row, column, index] of places) await assertPlace(row, column, index);
    });
  }

  it("judges gradients by the normalized axes where an axis of channels is said", async () => {
    await panel.show(textOf([2, 3, 4, 4], { norm: "layer", normalizedShape: [4, 4] }));
    await panel.ask("setParameter", { name: "axis", text: "0" });
    assert.match(shown()?.parameters.axis.fault?.text ?? "", /^axis belongs to batch, group and instance/);
    assertTaken(await pickAs("candidate.dgamma", [4, 4]));
  });

  it("takes an axis of channels of an x of six axes", async () => {
    await panel.show(textOf([2, 3, 1, 2, 1, 4], { norm: "instance" }));
    await panel.ask("setParameter", { name: "axis", text: "-1" });
    assert.deepEqual([shown()?.axis, shown()?.parameters.axis.fault], [5, undefined]);
    assertTaken(await pickAs("candidate.dgamma", [4]));
  });

  it("judges what is said of a layer that could not be used by that layer", async () => {
    const content = textOf([2, 3, 4, 4], { norm: "layer", normalizedShape: [4, 4], gamma: [1, 2, 3] });
    panel.source.give({ source: { kind: "text", content, name: "x.json" } });
    await panel.until(({ busy, fault }) => busy === null && fault !== null);
    await panel.ask("setParameter", { name: "eps", text: "0.5" });
    assert.equal(shown(), null);
    assert.equal(faultText(await pickAs("gamma", [3])), "gamma has 3 values, expected 16 (4 x 4).");
    assertTaken(await pickAs("gamma", [4, 4]));
    assert.equal(shown()?.parameters.gamma.from, "picked");
  });
});
