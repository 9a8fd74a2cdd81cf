/** A layer's cells, cursors, gammas and gradients in the panel: by its own layout, which is not batch norm's. */
import assert from "node:assert/strict";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { sizeOf } from "../../src/core/tensor";
import type { PanelState } from "../../src/protocol/panel-state";
import type { CellReport, ValuesReport } from "../../src/protocol/queries";
import type { ReplyMessage } from "../../src/protocol/requests";
import { layerInput, problemOfLayer } from "../core/layer-problems";
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
    assert.deepEqual([shown()?.layer, shown()?.parameters.axis.fault], ["layer norm over 4 x 4", undefined]);
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

  for (const [name, shape, keys, extent] of [
    ["layer norm", [2, 3, 4], { norm: "layer" }, [6, 1]],
    ["group norm", [2, 4, 3], { norm: "group", groups: 2 }, [2, 2]],
    ["group norm whose channels come first", [4, 2, 3], { norm: "group", groups: 2, axis: 0 }, [2, 2]],
    ["instance norm whose channels come last", [2, 3, 5], { norm: "instance", axis: 2 }, [2, 5]],
  ] as const) {
    it(`has the statistics of ${name} block by block`, async () => {
      await panel.show(textOf(shape, keys));
      const { setBlock, summaries } = shown() ?? {};
      assert.deepEqual([summaries?.mean?.rows, summaries?.mean?.columns], extent);
      const [rows, columns] = extent;
      const generation = shown()?.generation ?? 0;
      const ask = { tensor: "mean", plane: { kind: "matrix" }, row0: 0, row1: rows, column0: 0, column1: columns };
      const values = await panel.ask("values", ask, generation);
      assert.ok(values.ok);
      for (let i = 0; i < rows * columns; i++) {
        const [block, side] = [Math.floor(i / columns), i % columns];
        const cell = { row: block * (setBlock?.rows ?? 1), column: side * (setBlock?.columns ?? 1) };
        const of = await panel.ask("cell", cell, generation);
        assert.ok(of.ok);
        const told: number | undefined = (values.value as ValuesReport).values[i];
        const wanted = (of.value as CellReport).values.mean;
        assert.equal(told, wanted, `block ${block}, ${side}`);
      }
    });
  }

  describe("that is chosen in the panel", () => {
    const say = async (name: string, text: string): Promise<void> => {
      await panel.ask("setParameter", { name, text });
    };
    const layer = (): unknown => [shown()?.layer, shown()?.columns];
    const faults = (): Record<string, string> =>
      Object.fromEntries(
        Object.entries(shown()?.parameters ?? {}).flatMap(([name, { fault }]) => (fault ? [[name, fault.text]] : [])),
      );

    it("takes the source's place with all that it needs, and gives it back by the one undo", async () => {
      await panel.show(textOf([2, 6, 4], { axis: 1 }));
      await say("norm", "layer");
      assert.deepEqual(layer(), ["layer norm over the last axis (4)", 4]);
      assert.equal(shown()?.parameters.normalizedShape.text, "4");
      await say("normalizedShape", "6 x 4");
      assert.deepEqual(layer(), ["layer norm over 6 x 4", 24]);
      await say("normalizedShape", "axes 1");
      assert.deepEqual(layer(), ["layer norm over axis 1 (6)", 6]);
      assertTaken(await pickAs("gamma", [6]));
      assertTaken(await pickAs("candidate.dgamma", [6]));
      for (let step = 0; step < 3; step++) await panel.ask("undo", null);
      assert.deepEqual(layer(), ["layer norm over 6 x 4", 24]);
      await panel.ask("undo", null);
      await panel.ask("undo", null);
      assert.deepEqual(layer(), ["batch norm", 6]);
      assert.equal(panel.state.undo, undefined);
    });

    it("may have neither gamma nor beta, which is said, and taken back, in one step", async () => {
      await panel.show(textOf([2, 3, 4], { norm: "rms", gammaOffset: 1, gamma: [1, 2, 3, 4] }));
      await panel.ask("setAffine", { affine: false });
      const words = (): unknown => [shown()?.parameters.gamma, shown()?.parameters.beta.text];
      assert.deepEqual(words(), [{ from: "typed", text: "0" }, "0"]);
      await panel.ask("setAffine", { affine: true });
      assert.deepEqual(words(), [{ from: "given", text: "[1, 2, 3, 4]" }, "0"]);
      await panel.ask("undo", null);
      await panel.ask("undo", null);
      assert.deepEqual([words(), panel.state.undo], [[{ from: "given", text: "[1, 2, 3, 4]" }, "0"], undefined]);
    });

    it("takes one list as a set of its own", async () => {
      panel.source.give({ source: { kind: "text", content: "[1.5, -2, 0.25, 3]", name: "x.json" } });
      await panel.until(({ busy, fault }) => busy === null && fault?.code === "rank");
      await say("norm", "rms");
      assert.deepEqual(layer(), ["RMS norm over the last axis (4)", 4]);
      await say("gamma", "1, 2, 3, 4");
      assert.deepEqual([faults(), shown()?.parameters.gamma.from], [{}, "typed"]);
      await say("norm", "");
      assert.deepEqual([panel.state.fault?.code, shown()?.layer], ["rank", "RMS norm over the last axis (4)"]);
    });

    it("has groups that divide the channels until somebody says how many", async () => {
      await panel.show(textOf([2, 6, 4], {}));
      await say("norm", "group");
      assert.deepEqual(
        [shown()?.layer, shown()?.parameters.groups],
        ["group norm, 3 groups", { from: "default", text: "3" }],
      );
      await say("groups", "4");
      assert.deepEqual(faults(), {
        groups: "groups is 4, expected a whole number that divides the 6 channels of x (axis 1).",
      });
      assert.equal(shown()?.layer, "group norm, 3 groups");
      assert.match(panel.state.stale ?? "", /^groups cannot be used as it was given/);
      await say("axis", "2");
      assert.equal(shown()?.layer, "group norm, 4 groups, channels on axis 2");
      assert.deepEqual([faults(), panel.state.stale], [{}, null]);
    });

    it("leaves groups open that nobody has said: gradients of others are right for those", async () => {
      const { x, dout } = layerInput(4, [2, 8, 2], [1], {});
      const { dx } = batchnormGradients(problemOfLayer({ x, dout, norm: "group", groups: 2 }), "exact");
      panel.source.give({ source: { kind: "input", input: { x, ...(dout && { dout }) } } });
      await panel.until(({ busy, analysis }) => busy === null && analysis !== null);
      await say("norm", "group");
      assert.equal(shown()?.layer, "group norm, 4 groups");
      panel.picked = { ok: true, value: { title: "mine", value: { shape: x.shape, values: dx, dtype: "float64" } } };
      assertTaken(await panel.ask("pick", { role: "candidate.dx" }));
      const { analysis } = await panel.until((state) => (state.analysis?.comparison ?? null) !== null);
      assert.match(
        analysis?.comparison?.reason ?? "",
        /^doubtful: dx is right for group norm, 2 groups; groups is not/,
      );
    });

    it("is not shown with groups that nobody gave where x no longer has those that were said", async () => {
      await panel.show(textOf([4, 8], {}));
      await say("norm", "group");
      await say("groups", "2");
      panel.source.giveText(textOf([4, 9], {}));
      const { fault } = await panel.until(
        ({ busy, stale, analysis }) => busy === null && (stale !== null || analysis?.shape[1] === 9),
      );
      assert.match(fault?.text ?? "", /^groups is 2, expected a whole number that divides the 9 channels/);
      assert.deepEqual([shown()?.layer, shown()?.shape], ["group norm, 2 groups", [4, 8]]);
    });

    it("keeps of the source what it has, too, and hears nothing of what was said of another", async () => {
      await panel.show(textOf([2, 6, 4], { norm: "group", groups: 2, axis: -1 }));
      await say("norm", "instance");
      assert.equal(shown()?.layer, "instance norm, channels on axis 2");
      await say("axis", "1");
      await say("norm", "rms");
      assert.deepEqual([shown()?.layer, faults()], ["RMS norm over the last axis (4)", {}]);
      await say("gammaOffset", "1");
      assert.equal(shown()?.parameters.gammaOffset.from, "typed");
      await say("gamma", "1");
      assert.equal(shown()?.summaries.gamma?.max, 2);
      await say("gamma", "");
      await say("norm", "batch");
      assert.deepEqual([shown()?.layer, shown()?.axis, faults()], ["batch norm", 1, {}]);
    });

    it("is refused at its box where the source's own numbers do not fit it", async () => {
      await panel.show(textOf([2, 6, 4], { gamma: [1, 2, 3, 4, 5, 6] }));
      await say("norm", "layer");
      assert.equal(shown()?.layer, "batch norm");
      assert.match(faults().norm ?? "", /^gamma has 6 values, expected 4 for layer norm of x/);
      assert.match(panel.state.stale ?? "", /^norm cannot be used as it was given/);
      await say("norm", "instance");
      assert.deepEqual([shown()?.layer, faults(), panel.state.stale], ["instance norm", {}, null]);
    });

    for (const [name, text, of] of [
      ["groups", "2", "group"],
      ["normalizedShape", "6, 4", "layer"],
      ["gammaOffset", "1", "rms"],
    ] as const) {
      it(`goes back to the source's when it is reset, whatever was said of ${name}`, async () => {
        await panel.show(textOf([2, 6, 4], {}));
        await say("norm", of);
        await say(name, text);
        const chosen = shown()?.layer;
        await say("norm", "");
        assert.deepEqual([shown()?.layer, faults(), panel.state.stale], ["batch norm", {}, null]);
        await say("eps", "0.5");
        assert.equal(shown()?.parameters.eps.text, "0.5");
        await say("norm", of);
        assert.equal(shown()?.layer, chosen);
      });
    }

    it("makes new statistics where the sets are others on the same axis", async () => {
      await panel.show(textOf([2, 6, 4], { norm: "layer" }));
      const before = shown()?.summaries.xhat;
      await say("normalizedShape", "6, 4");
      const wide = shown()?.summaries.xhat;
      assert.notDeepEqual(wide, before);
      await panel.show(textOf([2, 6, 4], { norm: "layer", normalizedShape: [6, 4] }));
      await say("normalizedShape", "");
      assert.deepEqual(shown()?.summaries.xhat, wide);
    });
  });
});
