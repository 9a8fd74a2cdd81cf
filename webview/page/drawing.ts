import type { PictureName, StripName } from "../../src/protocol/picture";
import {
  columnsPerChannel,
  labelOf,
  sceneOf,
  signOf,
  titleOf,
  toleranceMark,
  type HeatmapElement,
  type ViewElement,
} from "../heatmap";
import { cssOf, STEPS } from "../heatmap/painting/colour";
import { limitText, rangeText, tickTexts } from "../heatmap/limit-labels";
import { toPosition, type Scale } from "../heatmap/scale";
import type { StripElement } from "../heatmap/strip";
import { scaleTicks, wholeTicks } from "../heatmap/ticks";
import type { Camera, Store } from "../store";
import { itemAt } from "../../src/core/item-at";

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

export const FONT = "11px system-ui, sans-serif";
export const STRONG = "600 13px system-ui, sans-serif";

const LEFT = 56;
const TOP = 30;
const STRIP = 12;
const STRIP_GAP = 3;
const BAR = 14;
const BAR_LEFT = 14; // from the cells
const LABEL_LEFT = BAR + 5; // from the bar
const ROOM = 84; // for the bar and its numbers, at least
const EDGE = 8;
const LINE = 17; // of the legend
const SWATCH = 10;
const SLICES = 256;

type List<T> = T extends readonly (infer Item)[] ? Item[] : never;

/** Gathers the shapes from what stands on the screen, from top to bottom. */
export function describe(store: Store, name: PictureName, view: ViewElement): Drawing {
  const composition = new Composition(store, name, view);
  composition.addTitle();
  composition.addCells();
  composition.addRowStrips();
  // In a plane of images the columns are not the channels, of which the strips are.
  if (columnsPerChannel(store) !== null) {
    composition.addStrips();
    composition.addColumnNumbers();
  } else {
    composition.addColumnNumbers();
    composition.addStrips();
  }
  composition.addRowRanges();
  if (store.analysis.peek()?.summaries[name]?.finite !== 0) composition.addColourBar();
  composition.addLegend();
  return composition.drawing();
}

/** The shapes gathered so far, and where the next ones stand. */
class Composition {
  private readonly heatmap: HeatmapElement;
  private readonly scale: Scale;
  private readonly camera: Camera;
  private readonly width: number; // of the cells
  private readonly height: number;
  private readonly barLeft: number; // of the bar of colours
  private readonly right: number; // of the whole
  private readonly ticks: readonly number[];
  private readonly labels: readonly string[];
  private readonly background: string;
  private readonly foreground: string;
  private readonly images: List<Drawing["images"]> = [];
  private readonly boxes: List<Drawing["boxes"]> = [];
  private readonly texts: List<Drawing["texts"]> = [];
  private y = TOP;

  constructor(
    private readonly store: Store,
    private readonly name: PictureName,
    private readonly view: ViewElement,
  ) {
    const heatmap = view.heatmap;
    const scale = sceneOf(store).scale(name).peek();
    if (!heatmap || !scale) throw new Error(`expected a drawn picture of ${name}, got none`);
    this.heatmap = heatmap;
    this.scale = scale;
    this.camera = sceneOf(store).camera.peek();
    const style = getComputedStyle(document.body);
    this.background = style.backgroundColor;
    this.foreground = style.color;
    const { width, height } = heatmap.getBoundingClientRect();
    this.width = width;
    this.height = height;
    this.ticks = scaleTicks(scale, Math.max(1, Math.floor(height / 40)));
    this.labels = [limitText(scale, "low"), ...tickTexts(this.ticks), limitText(scale, "high")];
    const mark = toleranceMark(store, name, scale)?.text ?? "";
    const widest = Math.max(...[...this.labels, mark].map((label) => widthOf(label, FONT)));
    const ranges = stripsOf(view).map(({ tensor }) => widthOf(this.rangeOf(tensor), FONT));
    this.barLeft = LEFT + width + BAR_LEFT + rowStripsOf(view).length * (STRIP + STRIP_GAP);
    this.right = Math.max(
      this.barLeft + Math.max(ROOM - BAR_LEFT, LABEL_LEFT + widest + EDGE),
      ...ranges.map((range) => LEFT + width + BAR_LEFT + range + EDGE),
    );
  }

  addTitle(): void {
    const { store, name, right, texts } = this;
    const source = store.panel.peek()?.provenance?.title ?? "";
    const tail = source ? `, ${source}` : "";
    const text = fitting(
      [`${labelOf(name)}: ${titleOf(name)}${tail}`, `${labelOf(name)}${tail}`],
      STRONG,
      right - EDGE - LEFT,
    );
    texts.push({ x: LEFT, y: 18, text, anchor: "start", strong: true });
  }

  addCells(): void {
    const { heatmap, camera, width, height, images, texts } = this;
    const cells = document.createElement("canvas");
    if (heatmap.image) {
      cells.width = heatmap.image.width;
      cells.height = heatmap.image.height;
      const context = cells.getContext("2d");
      context?.putImageData(heatmap.image, 0, 0);
      heatmap.drawWrong(context);
    }
    // Numbers that were printed before the camera moved out stay in a canvas that is hidden.
    const details = heatmap.renderRoot.querySelector<HTMLCanvasElement>("canvas.details:not([hidden])");
    for (const canvas of details ? [cells, details] : [cells]) images.push({ canvas, x: LEFT, y: TOP, width, height });
    for (const tick of wholeTicks(Math.max(0, camera.row), camera.row + camera.rows, height / 30)) {
      const at = TOP + ((tick + 0.5 - camera.row) / camera.rows) * height;
      if (at <= TOP + height) texts.push({ x: LEFT - 6, y: at + 4, text: String(tick), anchor: "end" });
    }
    this.y += height + 4;
  }

  /** Those beside the cells, with their names below and, under the columns' numbers, their ranges. */
  addRowStrips(): void {
    const { view, width, height, images, texts } = this;
    rowStripsOf(view).forEach((strip, i) => {
      const canvas = strip.renderRoot.querySelector("canvas");
      if (!canvas) return;
      const x = LEFT + width + STRIP_GAP + 1 + i * (STRIP + STRIP_GAP);
      images.push({ canvas, x, y: TOP, width: STRIP, height });
      texts.push({ x: x + STRIP / 2, y: TOP + height + 12, text: signOf(strip.tensor), anchor: "middle" });
    });
  }

  addRowRanges(): void {
    const ranges = rowStripsOf(this.view).map(({ tensor }) => `${labelOf(tensor)} ${this.rangeOf(tensor)}`);
    if (ranges.length === 0) return;
    this.texts.push({ x: LEFT, y: this.y + 11, text: ranges.join("   "), anchor: "start" });
    this.y += LINE;
  }

  addStrips(): void {
    const { view, width, images, texts } = this;
    for (const strip of stripsOf(view)) {
      const canvas = strip.renderRoot.querySelector("canvas");
      if (!canvas) continue;
      images.push({ canvas, x: LEFT, y: this.y, width, height: STRIP });
      const y = this.y + STRIP - 2;
      texts.push({ x: LEFT - 6, y, text: labelOf(strip.tensor), anchor: "end" });
      texts.push({ x: LEFT + width + BAR_LEFT, y, text: this.rangeOf(strip.tensor), anchor: "start" });
      this.y += STRIP + STRIP_GAP;
    }
  }

  /** Limits of a strip's colours, which are not those of the bar. */
  private rangeOf(tensor: StripName): string {
    const scale = sceneOf(this.store).scale(tensor).peek();
    const isEmpty = this.store.analysis.peek()?.summaries[tensor]?.finite === 0;
    return scale && !isEmpty ? rangeText(scale) : "";
  }

  addColumnNumbers(): void {
    const { camera, width, texts } = this;
    for (const tick of wholeTicks(Math.max(0, camera.column), camera.column + camera.columns, width / 60)) {
      const x = LEFT + ((tick + 0.5 - camera.column) / camera.columns) * width;
      if (x <= LEFT + width) texts.push({ x, y: this.y + 12, text: String(tick), anchor: "middle" });
    }
    this.y += 20;
  }

  addColourBar(): void {
    const { store, scale, barLeft: x, height, ticks, labels, boxes, texts, foreground } = this;
    const table = sceneOf(store).table(scale);
    const slice = height / SLICES;
    for (let i = 0; i < SLICES; i++) {
      const entry = Math.round((1 - (i + 0.5) / SLICES) * (STEPS - 1));
      boxes.push({ x, y: TOP + i * slice, width: BAR, height: slice + 0.5, fill: cssOf(itemAt(table, entry)) });
    }
    const position = toPosition(scale);
    const at = (value: number): number => TOP + (1 - position(value)) * height;
    const mark = toleranceMark(store, this.name, scale);
    [scale.low, ...ticks, scale.high].forEach((value, i) => {
      if (mark && Math.abs(at(value) - at(mark.value)) < 13) return;
      texts.push({ x: x + LABEL_LEFT, y: at(value) + 4, text: labels[i] ?? "", anchor: "start" });
    });
    if (!mark) return;
    boxes.push({ x: x - 2, y: Math.round(at(mark.value)) - 1, width: BAR + 4, height: 2, fill: foreground });
    texts.push({ x: x + LABEL_LEFT, y: at(mark.value) + 4, text: mark.text, anchor: "start" });
  }

  addLegend(): void {
    const { view, right, boxes, texts } = this;
    let x = LEFT;
    const { background, foreground } = this;
    for (const { colours, text } of legendOf(view)) {
      const length = colours.length * (SWATCH + 3) + widthOf(text, FONT);
      if (x > LEFT && x + length > right - EDGE) {
        x = LEFT;
        this.y += LINE;
      }
      colours.forEach((fill, i) => {
        const place = { x: x + i * (SWATCH + 3), y: this.y + 2 };
        if (fill === null) boxes.push(...hatched(place, background, foreground));
        else boxes.push({ ...place, width: SWATCH, height: SWATCH, fill });
      });
      texts.push({ x: x + colours.length * (SWATCH + 3), y: this.y + 11, text, anchor: "start" });
      x += length + 14;
    }
    if (x > LEFT) this.y += LINE;
  }

  drawing(): Drawing {
    const { background, foreground, images, boxes, texts } = this;
    const [width, height] = [Math.ceil(this.right), Math.ceil(this.y + EDGE)];
    return { width, height, background, foreground, images, boxes, texts };
  }
}

/** Those under the picture. */
function stripsOf(view: ViewElement): StripElement[] {
  return [...view.renderRoot.querySelectorAll<StripElement>(".strips gl-strip")];
}

/** Those beside it. */
function rowStripsOf(view: ViewElement): StripElement[] {
  return [...view.renderRoot.querySelectorAll<StripElement>(".sets gl-strip")];
}

/** What the legend on the screen says: wrong, NaN, infinities, clipped, unchecked and flat, with their colours; null: hatched. */
function legendOf(view: ViewElement): { colours: readonly (string | null)[]; text: string }[] {
  const legend = view.renderRoot.querySelector("gl-legend");
  return Array.from(legend?.shadowRoot?.children ?? [], (entry) => ({
    colours: Array.from(entry.querySelectorAll("i"), (swatch) =>
      swatch.className === "hatch" ? null : getComputedStyle(swatch).backgroundColor,
    ),
    text: (entry.querySelector("span:not([aria-hidden])") ?? entry).textContent.trim(),
  })).filter(({ text }) => text !== "");
}

/** The swatch of wrong cells: a frame, and steps that fall to the right. */
function hatched(at: { x: number; y: number }, back: string, front: string): List<Drawing["boxes"]> {
  const box = (x: number, y: number, size: number, fill: string): List<Drawing["boxes"]>[number] => {
    return { x: at.x + x, y: at.y + y, width: size, height: size, fill };
  };
  const steps: List<Drawing["boxes"]> = [box(0, 0, SWATCH, front), box(1, 1, SWATCH - 2, back)];
  for (let y = 1; y < SWATCH - 1; y++)
    for (let x = 1; x < SWATCH - 1; x++) if ((x - y + SWATCH) % 4 === 0) steps.push(box(x, y, 1, front));
  return steps;
}

let measuring: CanvasRenderingContext2D | null = null;

function widthOf(text: string, font: string): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) throw new Error("expected a 2d context, got none");
  measuring.font = font;
  return measuring.measureText(text).width;
}

/** The first of some texts, long ones first, that fits; else what fits of the last one's beginning and end. */
function fitting(texts: readonly string[], font: string, width: number): string {
  const fits = (text: string): boolean => widthOf(text, font) <= width;
  const whole = texts.find(fits);
  if (whole !== undefined) return whole;
  const letters = [...(texts.at(-1) ?? "")];
  const cut = (kept: number): string =>
    `${letters.slice(0, Math.ceil(kept / 2)).join("")}…${letters.slice(letters.length - Math.floor(kept / 2)).join("")}`;
  let kept = letters.length - 1;
  while (kept > 0 && !fits(cut(kept))) kept--;
  return cut(kept);
}
