import assert from "node:assert/strict";
import { isDebugMemento } from "../../src/debug/source/debug-memento";
import { isEditorMemento } from "../../src/editor/editor-memento";
import { readMemento, settingsOf, type SettingsMemento } from "../../src/panel/memento";
import { readKept } from "./kept";

const PLAIN: Omit<SettingsMemento, "refused"> = { typed: {}, picked: {}, precision: "standard", probeSeed: null };

/** Panels that a window kept under 0.1.0, with the settings that stand in each. */
const PANELS: Readonly<Record<string, Omit<SettingsMemento, "refused">>> = {
  document: { ...PLAIN, typed: { gamma: "[2, -3, 0.5]", eps: "1e-3", seed: "7" }, picked: { beta: "train.py: beta" } },
  cursor: PLAIN,
  file: { ...PLAIN, picked: { candidate: "mine.npy" }, precision: "exact", probeSeed: 2 },
  debugger: { ...PLAIN, typed: { mode: "train", activation: "relu" }, picked: { dout: "grad.npy" } },
};

describe("panels that a window kept under 0.1.0", () => {
  for (const [name, expected] of Object.entries(PANELS)) {
    it(`${name}: source and settings are found again`, () => {
      const { source, settings } = readMemento(readKept<{ source: unknown }>(`panels/${name}.json`).source);
      const { typed, picked, precision, probeSeed } = settings;
      assert.deepEqual({ typed, picked, precision, probeSeed }, expected);
      assert.equal(isDebugMemento(source), name === "debugger");
      assert.equal(isEditorMemento(source), name !== "debugger");
      const { parameters } = settingsOf(settings);
      for (const [parameter, text] of Object.entries(expected.typed))
        assert.deepEqual(parameters[parameter as keyof typeof parameters], { from: "typed", text });
    });
  }
});
