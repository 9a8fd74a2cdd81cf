import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { TensorSummary } from "../../src/protocol/picture";
import { rehearse } from "../../webview/heatmap";
import { pan } from "../../webview/heatmap/camera";
import type { HeatmapElement } from "../../webview/heatmap/heatmap";
import { sceneOf } from "../../webview/heatmap/scene";
import { createStore, type Store } from "../../webview/store";
import { Client, type Port } from "../../webview/transport";
import { frameTime, nextFrame, type Field } from "./data";

const worker = new Worker("/ours.worker.js");
let listener: Parameters<Port["listen"]>[0] = () => undefined;
let prepared: (value: { summary: TensorSummary; needles: Field["needles"] }) => void = () => undefined;
worker.onmessage = ({
  data,
}: MessageEvent<{ prepared: Parameters<typeof prepared>[0] } | Parameters<typeof listener>[0]>) => {
  if ("prepared" in data) prepared(data.prepared);
  else listener(data);
};
const port: Port = {
  post: (message) => worker.postMessage(message),
  listen: (then) => (listener = then),
  getState: () => null,
  setState: () => undefined,
};
const store: Store = createStore(
  new Client(
    port,
    () => 1,
    () => undefined,
  ),
);
store.theme.value = "light";
store.views.value = ["dx"];
const views = document.createElement("gl-linked-views");
views.store = store;
document.body.append(views);
if (location.search !== "?unrehearsed") void rehearse(store);

let summary: TensorSummary;
let needles: Field["needles"] = [];

function heatmap(): HeatmapElement {
  const element = views.viewOf("dx")?.heatmap;
  if (!element) throw new Error("expected the picture on the page");
  return element;
}
let canvas: HTMLCanvasElement | null = null;
function finish(): void {
  canvas ??= heatmap().renderRoot.querySelector("canvas");
  canvas?.getContext("2d")?.getImageData(0, 0, 1, 1);
}
/** All that shows is drawn from final numbers. */
async function complete(): Promise<void> {
  do await nextFrame();
  while (store.pendingTiles.value > 0);
}

window.contestant = {
  prepare: async (rows, columns) => {
    const done = new Promise<Parameters<typeof prepared>[0]>((resolve) => (prepared = resolve));
    worker.postMessage({ prepare: [rows, columns] });
    ({ summary, needles } = await done);
  },
  firstPaint: async () => {
    const start = performance.now();
    const { rows, columns } = summary;
    const ofBatch = { norm: "batch", columnAxes: [1], setBlock: { rows, columns: 1 } };
    const own = { generation: 1, shape: [rows, columns], rows, columns, ...ofBatch };
    const analysis = { ...own, summaries: { dx: summary }, parts: [] };
    store.panel.value = { analysis: analysis as unknown as AnalysisState } as Store["panel"]["value"];
    // The picture counts when its own tiles are final; the marginals at its edges may come later.
    await nextFrame();
    while (!heatmap().isFinal) await nextFrame();
    finish();
    await nextFrame();
    const time = performance.now() - start;
    await complete();
    return time;
  },
  pan: async (steps) => {
    const scene = sceneOf(store);
    scene.zoom({ rows: 4, columns: 4 }, { x: 0.5, y: 0.5 });
    await complete();
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const camera = scene.camera.value;
      const angle = (step / steps) * 2 * Math.PI;
      // By whole pixels, as a pointer drags.
      const { width = 0, height = 0 } = canvas ?? {};
      const rows = (Math.round(Math.sin(angle) * height * 0.05) / height) * camera.rows;
      const columns = (Math.round(Math.cos(angle) * width * 0.05) / width) * camera.columns;
      times.push(
        await frameTime(() => {
          store.camera.value = pan(camera, rows, columns, store.planeSize.value);
          scene.drawNow();
        }, finish),
      );
    }
    return times;
  },
  zoom: async (steps) => {
    const scene = sceneOf(store);
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      times.push(
        await frameTime(() => {
          scene.zoom({ rows: 1.05, columns: 1.05 }, { x: 0.5, y: 0.5 });
          scene.drawNow();
        }, finish),
      );
    }
    return times;
  },
  recolour: async (steps) => {
    const scene = sceneOf(store);
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      times.push(
        await frameTime(() => {
          scene.chooseColour("dx", { high: 0.5 + step / steps });
          scene.drawNow();
        }, finish),
      );
    }
    scene.chooseColour("dx", { high: null, low: null });
    await complete();
    return times;
  },
  inspect: async (steps) => {
    const stage = heatmap().renderRoot.querySelector(".stage");
    const value = views.viewOf("dx")?.renderRoot.querySelector(".index");
    const box = heatmap().getBoundingClientRect();
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      const before = value?.textContent;
      const start = performance.now();
      const clientX = box.left + box.width * (0.2 + (0.6 * step) / steps);
      const clientY = box.top + box.height * (0.3 + (0.4 * step) / steps);
      stage?.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true, pointerId: 1 }));
      while (value?.textContent === before) await nextFrame();
      times.push(performance.now() - start);
    }
    return times;
  },
  fit: async () => {
    store.camera.value = null;
    await complete();
  },
  area: () => {
    const { x, y, width, height } = heatmap().getBoundingClientRect();
    return { x, y, width, height };
  },
  needles: () => needles,
};
