// The worker's part of a session, with one tensor of given numbers in the place of an analysis.
import { selectEngine } from "../../src/compute/engine/select-engine";
import { Marginals } from "../../src/compute/picture/marginal-sums";
import { Pyramid } from "../../src/compute/picture/pyramid";
import { summarise } from "../../src/compute/analysis/tensor-summary";
import { storedTensor } from "../../src/compute/picture/shown-tensors";
import { toLayout } from "../../src/core/layout";
import type { TileQuery } from "../../src/protocol/picture";
import type { MarginalQuery } from "../../src/protocol/queries";
import type { PanelRequest } from "../../src/protocol/requests";
import { makeField } from "./data";

declare const self: { onmessage: unknown; postMessage(message: unknown, transfer?: ArrayBuffer[]): void };

let answer: (request: PanelRequest) => { value: unknown; transfer: ArrayBuffer[] } = () => {
  throw new Error("expected numbers before the first request");
};

async function prepare(rows: number, columns: number): Promise<void> {
  const { engine } = await selectEngine();
  const { values, needles } = makeField(rows, columns);
  const layout = toLayout([rows, columns]);
  if (!layout.ok) throw new Error(layout.fault.text);
  const tensor = storedTensor("dx", values, "float32");
  const summary = summarise(engine, tensor, layout.value);
  const pyramid = new Pyramid(engine, layout.value, 2 ** 28);
  const marginals = new Marginals(layout.value);
  answer = ({ name, ask }) => {
    if (name === "marginal") return { value: marginals.report(tensor, ask as MarginalQuery), transfer: [] };
    const tiles = (ask as TileQuery[]).map((query) => pyramid.tile(tensor, summary, query));
    return { value: tiles, transfer: tiles.map(({ values }) => values.buffer as ArrayBuffer) };
  };
  self.postMessage({ prepared: { summary, needles } });
}

self.onmessage = ({ data }: MessageEvent<{ prepare: [number, number] } | PanelRequest>) => {
  if ("prepare" in data) {
    void prepare(...data.prepare);
    return;
  }
  const { value, transfer } = answer(data);
  self.postMessage({ id: data.id, ok: true, value }, transfer);
};
