import Plotly from "plotly.js-dist-min";
import { frameTime, makeField, nextFrame, type Field } from "./data";

const root = document.createElement("div");
root.style.cssText = "width: 1200px; height: 800px";
document.body.append(root);

type Ranges = Record<"xaxis.range" | "yaxis.range", [number, number]>;

let field: Field;
let z: Float32Array[] = [];
const nothing = (): void => undefined;

function plotArea(): Element {
  const area = root.querySelector(".nsewdrag");
  if (!area) throw new Error("expected plotly's plot area on the page");
  return area;
}
const whole = (): Ranges => ({
  "xaxis.range": [-0.5, field.columns - 0.5],
  "yaxis.range": [field.rows - 0.5, -0.5],
});
function window_(factor: number, dx = 0, dy = 0): Ranges {
  const halfX = field.columns / 2 / factor;
  const halfY = field.rows / 2 / factor;
  const x = field.columns / 2 + dx * halfX;
  const y = field.rows / 2 + dy * halfY;
  return { "xaxis.range": [x - halfX, x + halfX], "yaxis.range": [y + halfY, y - halfY] };
}

window.contestant = {
  prepare: async (rows, columns) => {
    field = makeField(rows, columns);
    z = Array.from({ length: rows }, (_, row) => field.values.subarray(row * columns, (row + 1) * columns));
    await nextFrame();
  },
  firstPaint: () =>
    frameTime(async () => {
      // Rows of single precision work as well; plotly's types know only lists.
      const rows = z as unknown as number[][];
      const trace = { type: "heatmap" as const, z: rows, colorscale: "RdBu", zmin: -1, zmax: 1 };
      await Plotly.newPlot(root, [trace], { margin: { l: 50, r: 0, t: 20, b: 30 }, yaxis: { autorange: "reversed" } });
      await nextFrame();
    }, nothing),
  pan: async (steps) => {
    await Plotly.relayout(root, window_(4));
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const angle = (step / steps) * 2 * Math.PI;
      times.push(await frameTime(() => Plotly.relayout(root, window_(4, Math.cos(angle), Math.sin(angle))), nothing));
    }
    return times;
  },
  zoom: async (steps) => {
    const times: number[] = [];
    for (let step = 0; step < steps; step++)
      times.push(await frameTime(() => Plotly.relayout(root, window_(1.05 ** (step + 1))), nothing));
    return times;
  },
  recolour: async (steps) => {
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const high = 0.5 + step / steps;
      times.push(await frameTime(() => Plotly.restyle(root, { zmin: -high, zmax: high }), nothing));
    }
    await Plotly.restyle(root, { zmin: -1, zmax: 1 });
    return times;
  },
  inspect: async (steps) => {
    const area = plotArea();
    const box = area.getBoundingClientRect();
    const text = (): string => root.querySelector(".hoverlayer")?.textContent ?? "";
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      // Beyond plotly's own delay between hovers, which is not what is measured.
      await new Promise((resolve) => setTimeout(resolve, 120));
      const before = text();
      const start = performance.now();
      const clientX = box.left + box.width * (0.2 + (0.6 * step) / steps);
      const clientY = box.top + box.height * (0.3 + (0.4 * step) / steps);
      area.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
      while (text() === before && performance.now() - start < 1000) await nextFrame();
      times.push(performance.now() - start);
    }
    return times;
  },
  fit: async () => {
    await Plotly.relayout(root, whole());
  },
  area: () => {
    const { x, y, width, height } = plotArea().getBoundingClientRect();
    return { x, y, width, height };
  },
  needles: () => field.needles,
};
