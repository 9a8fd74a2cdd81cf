import type { PictureName } from "../../src/protocol";
import { cssOf, STEPS } from "../heatmap/colour";
import { short } from "../heatmap/format";
import { labelOf, sceneOf, titleOf, type LinkedViewsElement, type ViewElement } from "../heatmap";
import { toPosition } from "../heatmap/scale";
import { scaleTicks, wholeTicks } from "../heatmap/ticks";
import type { Store } from "../store";

/** One picture as a drawing of three kinds of shapes: the same list becomes a PNG and an SVG. */
interface Drawing {
  readonly width: number; // CSS pixels
  readonly height: number;
  readonly background: string;
  readonly foreground: string;
  readonly images: readonly { canvas: HTMLCanvasElement; x: number; y: number; width: number; height: number }[];
  readonly boxes: readonly { x: number; y: number; width: number; height: number; fill: string }[];
  readonly texts: readonly {
    x: number;
    y: number;
    text: string;
    anchor: "start" | "middle" | "end";
    strong?: boolean;
  }[];
}

const LEFT = 56;
const TOP = 30;
const STRIP = 12;
const BAR = 14;
const ROOM = 84; // for the bar and its numbers
const FONT = "11px system-ui, sans-serif";
const STRONG = "600 13px system-ui, sans-serif";
const SLICES = 256;

/** The picture that an export takes: the active one where it is on screen, else the first that is. */
export function exportable(
  store: Store,
  views: LinkedViewsElement | null,
): { name: PictureName; view: ViewElement } | null {
  for (const name of [store.active.peek(), ...store.views.peek()]) {
    const view = views?.viewOf(name);
    if (view) return { name, view };
  }
  return null;
}

function describe(store: Store, name: PictureName, view: ViewElement): Drawing {
  const scene = sceneOf(store);
  const camera = scene.camera.peek();
  const scale = scene.scale(name).peek();
  const style = getComputedStyle(document.body);
  const heatmap = view.heatmap;
  if (!heatmap || !scale) throw new Error(`expected a drawn picture of ${name}, got none`);
  const { width, height } = heatmap.getBoundingClientRect();
  const images: Drawing["images"][number][] = [];
  const boxes: Drawing["boxes"][number][] = [];
  const texts: Drawing["texts"][number][] = [];
  const cells = document.createElement("canvas");
  if (heatmap.image) {
    cells.width = heatmap.image.width;
    cells.height = heatmap.image.height;
    cells.getContext("2d")?.putImageData(heatmap.image, 0, 0);
  }
  // Numbers that were printed before the camera moved out stay in a canvas that is hidden.
  const details = heatmap.renderRoot.querySelector<HTMLCanvasElement>("canvas.details:not([hidden])");
  for (const canvas of details ? [cells, details] : [cells]) images.push({ canvas, x: LEFT, y: TOP, width, height });
  const title = store.panel.peek()?.provenance?.title ?? "";
  texts.push({
    x: LEFT,
    y: 18,
    text: `${labelOf(name)}: ${titleOf(name)}${title ? `, ${title}` : ""}`,
    anchor: "start",
    strong: true,
  });

  let y = TOP + height + 4;
  for (const strip of view.renderRoot.querySelectorAll("gl-strip")) {
    const canvas = strip.renderRoot.querySelector("canvas");
    if (!canvas) continue;
    images.push({ canvas, x: LEFT, y, width, height: STRIP });
    texts.push({ x: LEFT - 6, y: y + STRIP - 2, text: labelOf(strip.tensor), anchor: "end" });
    y += STRIP + 3;
  }
  for (const tick of wholeTicks(Math.max(0, camera.column), camera.column + camera.columns, width / 60)) {
    const x = LEFT + ((tick + 0.5 - camera.column) / camera.columns) * width;
    if (x <= LEFT + width) texts.push({ x, y: y + 12, text: String(tick), anchor: "middle" });
  }
  for (const tick of wholeTicks(Math.max(0, camera.row), camera.row + camera.rows, height / 30)) {
    const at = TOP + ((tick + 0.5 - camera.row) / camera.rows) * height;
    if (at <= TOP + height) texts.push({ x: LEFT - 6, y: at + 4, text: String(tick), anchor: "end" });
  }

  const table = scene.table(scale);
  const bar = LEFT + width + 14;
  const slice = height / SLICES;
  for (let i = 0; i < SLICES; i++) {
    const entry = Math.round((1 - (i + 0.5) / SLICES) * (STEPS - 1));
    boxes.push({ x: bar, y: TOP + i * slice, width: BAR, height: slice + 0.5, fill: cssOf(table[entry]) });
  }
  const position = toPosition(scale);
  for (const value of [scale.low, ...scaleTicks(scale, Math.max(1, Math.floor(height / 40))), scale.high]) {
    const at = TOP + (1 - position(value)) * height;
    texts.push({ x: bar + BAR + 5, y: at + 4, text: short(value), anchor: "start" });
  }
  return {
    width: Math.ceil(LEFT + width + ROOM),
    height: Math.ceil(y + 20),
    background: style.backgroundColor,
    foreground: style.color,
    images,
    boxes,
    texts,
  };
}

export async function pictureToPng(store: Store, name: PictureName, view: ViewElement): Promise<Uint8Array> {
  const drawing = describe(store, name, view);
  const ratio = Math.max(2, devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawing.width * ratio);
  canvas.height = Math.round(drawing.height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("expected a 2d context, got none");
  context.scale(ratio, ratio);
  context.fillStyle = drawing.background;
  context.fillRect(0, 0, drawing.width, drawing.height);
  context.imageSmoothingEnabled = false;
  for (const image of drawing.images) context.drawImage(image.canvas, image.x, image.y, image.width, image.height);
  for (const box of drawing.boxes) {
    context.fillStyle = box.fill;
    context.fillRect(box.x, box.y, box.width, box.height);
  }
  context.fillStyle = drawing.foreground;
  for (const text of drawing.texts) {
    context.font = text.strong ? STRONG : FONT;
    context.textAlign = text.anchor === "middle" ? "center" : text.anchor;
    context.fillText(text.text, text.x, text.y);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("expected a PNG from the canvas, got none");
  return new Uint8Array(await blob.arrayBuffer());
}

const SVG = "http://www.w3.org/2000/svg";

/** The cells stay an image inside the SVG; everything else is lines and text. */
export function pictureToSvg(store: Store, name: PictureName, view: ViewElement): Uint8Array {
  const drawing = describe(store, name, view);
  const make = (tag: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement => {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  const { width, height } = drawing;
  const root = make("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": "system-ui, sans-serif",
  });
  root.append(make("rect", { width, height, fill: drawing.background }));
  for (const { canvas, ...place } of drawing.images) {
    const href = canvas.toDataURL("image/png");
    root.append(make("image", { ...place, href, preserveAspectRatio: "none", "image-rendering": "pixelated" }));
  }
  for (const box of drawing.boxes) root.append(make("rect", { ...box }));
  for (const { x, y, anchor, strong, text } of drawing.texts) {
    const font = strong ? { "font-size": 13, "font-weight": 600 } : { "font-size": 11, "font-weight": 400 };
    root.append(make("text", { x, y, "text-anchor": anchor, fill: drawing.foreground, ...font }, text));
  }
  return new TextEncoder().encode(new XMLSerializer().serializeToString(root));
}
