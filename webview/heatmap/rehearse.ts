import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { PanelState } from "../../src/protocol/panel-state";
import { TILE, type Tile, type TileQuery } from "../../src/protocol/picture";
import type { MarginalReport } from "../../src/protocol/queries";
import type { PanelRequest } from "../../src/protocol/requests";
import { createStore, type Store } from "../store";
import { Client, type Port } from "../transport";
import { sceneOf, type Scene } from "./scene";
import "./view-element";

/** Cells along each side: enough for more than one level of detail, and more than one tile. */
const SIDE = 4 * TILE;
/** The browser makes quick code of what has run so often. */
const TIMES = 48;
/** Changes that are drawn in one frame: few enough to end soon after the first numbers have come. */
const AT_ONCE = 4;

/**
 * While a page waits for its first numbers: draws a picture of zeros out of sight, moves it, and takes it away. Its
 * templates and styles, fonts, colour maps, memory and quick code are then there for the first real picture, and for its
 * first move. Ends early when the numbers come.
 *
 * bench/RESULTS.md says what it gains (`npm run bench -- --only heatmap-rehearsal`, 4096 x 4096, medians of three in turns):
 * from data to picture 224 ms, without it 276 ms (1.24 times); the slowest of the first 8 moves 38 ms, without it 92 ms
 * (2.44 times). Moves are few and vary: two runs before that one gave 1.09 and 0.37 times for them, for the picture 1.56
 * and 1.13.
 */
export async function rehearse(store: Store): Promise<void> {
  await new Promise((resolve) => requestIdleCallback(resolve));
  if (store.analysis.peek()) return;
  const view = document.createElement("gl-view");
  view.store = rehearsalStore(store);
  view.tensor = "dx";
  view.inert = true;
  Object.assign(view.style, { position: "fixed", inset: "0", visibility: "hidden" });
  document.body.append(view);
  const scene = sceneOf(view.store);
  try {
    // Laid out, asked for, drawn.
    for (let frame = 0; frame < 3; frame++) await nextFrame();
    let drawn = 0;
    for (const change of changes(scene)) {
      if (drawn++ % AT_ONCE === 0) await nextFrame();
      if (store.analysis.peek()) return;
      change();
      scene.drawNow();
    }
  } finally {
    view.remove();
  }
}

/** What people do with a picture: point, zoom, drag, choose colours. */
function* changes(scene: Scene): Generator<() => void> {
  const { store } = scene;
  const times = Array.from({ length: TIMES }, (_, i) => i);
  for (const i of times) yield () => (store.hover.value = { row: i, column: i });
  for (const i of times) yield () => scene.zoom({ rows: 1.03, columns: 1.03 }, { x: i / TIMES, y: 0.5 });
  for (const i of times) yield () => scene.setCamera({ ...scene.camera.value, row: 10 * i });
  for (const i of times) yield () => scene.chooseColour("dx", { high: 1 + i });
}

function rehearsalStore({ theme }: Store): Store {
  const client = new Client(
    zeros(),
    () => 1,
    () => undefined,
  );
  const store = createStore(client);
  store.theme.value = theme.peek();
  const dx = {
    ...{ rows: SIDE, columns: SIDE, finite: SIDE ** 2, nan: 0, positiveInfinite: 0, negativeInfinite: 0, zero: 0 },
    ...{ min: -1, max: 1, quantiles: [-1, -1, -1, -1, 0, 1, 1, 1, 1], dtype: "float64", origin: 0, exponent: 0 },
  };
  // A picture reads no more of a state than this.
  const size = { shape: [SIDE, SIDE], columnAxes: [1], rows: SIDE, columns: SIDE };
  const analysis = { generation: 1, norm: "batch" as const, ...size, summaries: { dx }, parts: [] };
  store.panel.value = { analysis: analysis as Partial<AnalysisState> } as PanelState;
  return store;
}

/** A host that has zeros for what a picture asks. */
function zeros(): Port {
  let listener: Parameters<Port["listen"]>[0] = () => undefined;
  const values = new Float32Array(TILE * TILE);
  const tile: Tile = { rows: TILE, columns: TILE, values, whole: true, origin: 0, exponent: 0 };
  const edge = new Float64Array(TILE);
  const lines: MarginalReport = { sum: edge, size: edge, max: edge };
  return {
    post: ({ id, name, ask }: PanelRequest) => {
      const value = name === "tiles" ? (ask as TileQuery[]).map(() => tile) : lines;
      queueMicrotask(() => listener({ id, ok: true, value }));
    },
    listen: (then) => (listener = then),
    getState: () => null,
    setState: () => undefined,
  };
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
