import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { itemAt } from "../../../src/core/item-at";
import type { PictureName } from "../../../src/protocol/picture";
import type { MarginalReport } from "../../../src/protocol/queries";
import type { Store } from "../../store";
import { cssOf, SLOT } from "./colour";
import type { Box } from "./device";
import { count, short } from "../number-format";
import { sceneOf, type Scene } from "../scene";
import { marginalsOf, type Marginal } from "../marginals";
import { SheetElement, type Pen } from "../sheet-element";
import { fullSum, isRoundOff, largestMagnitude } from "../sum-scale";

const GAP = 3; // CSS pixels between the two lanes
const STUB = 4; // CSS pixels that stand for NaN or infinity

type Answered = Marginal & { readonly report: MarginalReport };

/** What is in view along the edge, and what is known of it. */
interface Look {
  readonly start: number; // cells
  readonly shown: number;
  readonly isNewest: boolean;
  readonly answer: Answered | undefined;
}

/** The bars as they were drawn one by one: a picture of their own, which moves with the camera. */
interface Bars {
  readonly look: Look;
  readonly box: Box;
  readonly palette: number;
  readonly image: HTMLCanvasElement;
}

/**
 * Sum and largest magnitude of each row (or column) in view, at the picture's edge: the sum to both sides of its zero
 * line, the magnitude from its own. Both fill their lanes; the numbers are in the tooltip.
 */
export class MarginalElement extends SheetElement {
  static override properties = { store: { attribute: false }, tensor: {}, along: {} };
  declare store: Store;
  declare tensor: PictureName;
  declare along: "rows" | "columns";
  private seen: Look | null = null;
  private shown: Look | null = null; // on the canvas
  private bars: Bars | null = null;

  override render(): TemplateResult {
    const name = this.along === "rows" ? "row" : "column";
    return html`<canvas
      role="img"
      aria-label=${`Sum and largest magnitude of each ${name} of ${this.tensor}`}
    ></canvas>`;
  }

  protected get scene(): Scene {
    return sceneOf(this.store);
  }

  protected follow(): void {
    const { palette, plane, planeSize, inspected, check } = this.store;
    void [this.scene.camera.value, palette.value, plane.value, planeSize.value, inspected.value, check.value?.status];
    this.scene.edition(this.tensor);
  }

  protected subscribe(): () => void {
    return effect(() => {
      this.follow();
      this.scene.schedule(this);
    });
  }

  private look(box: Box): Look | null {
    const { store, scene, tensor, along } = this;
    const isRows = along === "rows";
    const extent = store.planeSize.value[along];
    const camera = scene.camera.value;
    const start = isRows ? camera.row : camera.column;
    const shown = isRows ? camera.rows : camera.columns;
    const length = isRows ? box.height : box.width;
    const from = Math.max(0, Math.floor(start));
    const to = Math.min(extent, Math.ceil(start + shown));
    if (to <= from || store.analysis.value?.summaries[tensor] === undefined) return null;
    // Of a half-checked error map the sums would mean nothing.
    if (store.kindOf(tensor) === "error" && store.check.value?.status === "running") return null;
    const bins = Math.max(1, Math.min(to - from, Math.round(length)));
    const wanted = { tensor, plane: store.plane.value, along, from, to, bins };
    const { inHand, isNewest } = marginalsOf(scene).read(wanted, scene.edition(tensor));
    return { start, shown, isNewest, answer: isAnswered(inHand) ? inHand : undefined };
  }

  override draw(): number {
    this.seen = this.box && this.look(this.box);
    const { seen, shown } = this;
    this.describe(seen?.answer);
    if (!seen || !this.bars || !this.canShow(this.bars, seen)) this.bars = null;
    else if (shown && isSame(seen, shown)) return seen.isNewest ? 0 : 1;
    return super.draw();
  }

  /** While the camera moves, the bars that were drawn where it was move with it. */
  private canShow({ box, palette, look }: Bars, seen: Look): boolean {
    if (box !== this.box || palette !== this.store.palette.value || look.answer !== seen.answer) return false;
    return !seen.isNewest || isSame(seen, look);
  }

  protected paint(context: CanvasRenderingContext2D, box: Box, pen: Pen): number {
    const { seen } = this;
    if (!this.bars && seen?.answer) {
      const image = this.drawBars(box, pen, seen, seen.answer);
      this.bars = { look: seen, box, palette: this.store.palette.value, image };
    }
    if (this.bars && seen) this.drawMoved(context, box, seen, this.bars);
    this.shown = seen;
    return seen && !seen.isNewest ? 1 : 0;
  }

  private drawMoved(context: CanvasRenderingContext2D, box: Box, now: Look, { look: before, image }: Bars): void {
    const length = this.along === "rows" ? box.height : box.width;
    const from = ((before.start - now.start) / now.shown) * length;
    const size = (before.shown / now.shown) * length;
    context.imageSmoothingEnabled = false;
    if (this.along === "rows") context.drawImage(image, 0, from, box.width, size);
    else context.drawImage(image, from, 0, size, box.height);
  }

  /** Draws what is in hand where it belongs under the camera in force, be it of an older camera or not. */
  private drawBars(
    box: Box,
    pen: Pen,
    { start, shown }: Look,
    { report, query: { from, to } }: Answered,
  ): HTMLCanvasElement {
    const { canvas, context } = sheetFor(box);
    const isRows = this.along === "rows";
    const length = isRows ? box.height : box.width;
    const across = isRows ? box.width : box.height;
    const bins = report.sum.length;
    const lane = (across - GAP) / 2;
    const cells = (to - from) / bins;
    const edge = (bin: number): number => ((from + bin * cells - start) / shown) * length;
    const bar = (bin: number, offset: number, size: number): void => {
      const a = Math.max(0, edge(bin));
      const b = Math.min(length, edge(bin + 1));
      // Bars of neighbouring cells are told apart once there is room.
      const gap = b - a > 4 ? 1 : 0;
      if (isRows) context.fillRect(offset, a, size, b - a - gap);
      else context.fillRect(a, across - offset - size, b - a - gap, size);
    };
    const terms = this.terms();
    const sums = fullSum(report.sum, report.size, terms);
    const magnitudes = largestMagnitude(report.max);
    const first = Math.max(0, Math.floor(((start - from) / (to - from)) * bins));
    const end = Math.min(bins, Math.ceil(((start + shown - from) / (to - from)) * bins));
    const inView = (values: Float64Array, draw: (bin: number, value: number) => void): void => {
      for (let bin = first; bin < end; bin++) draw(bin, itemAt(values, bin));
    };
    const middle = lane + GAP + lane / 2;
    // One lane after the other: a canvas changes its colour slowly.
    context.fillStyle = pen.muted;
    inView(report.max, (bin, max) => {
      if (Number.isFinite(max) && max > 0) bar(bin, 0, (max / magnitudes) * lane);
    });
    context.fillStyle = pen.accent;
    inView(report.sum, (bin, sum) => {
      const half = ((sum / sums) * lane) / 2;
      if (isRoundOff(sum, itemAt(report.size, bin), terms)) return;
      if (Number.isFinite(half) && half !== 0) bar(bin, half < 0 ? middle + half : middle, Math.abs(half));
    });
    inView(report.max, (bin, max) => {
      if (Number.isFinite(max)) return;
      context.fillStyle = this.stubOf(max);
      bar(bin, 0, STUB);
    });
    inView(report.sum, (bin, sum) => {
      if (Number.isFinite(sum)) return;
      context.fillStyle = this.stubOf(sum);
      bar(bin, sum < 0 ? middle - STUB : middle, STUB);
    });
    context.fillStyle = pen.line;
    if (isRows) context.fillRect(lane + GAP + lane / 2 - 0.5, 0, 1, length);
    else context.fillRect(0, across - lane - GAP - lane / 2 - 0.5, length, 1);
    if (!isRows && isAllRoundOff(report, terms)) sayZero(context, pen, { length, lane });
    return canvas;
  }

  /** NaN and infinity have no length: a stub in their own colour says that they are there. */
  private stubOf(value: number): string {
    const scale = this.scene.scale(this.tensor).value;
    if (!scale) return "";
    const slot = Number.isNaN(value) ? SLOT.nan : value > 0 ? SLOT.positiveInfinite : SLOT.negativeInfinite;
    return cssOf(itemAt(this.scene.table(scale), slot));
  }

  /** Cells of one line. */
  private terms(): number {
    const { rows, columns } = this.store.planeSize.value;
    return this.along === "rows" ? columns : rows;
  }

  private sumText(sum: number, size: number): string {
    return isRoundOff(sum, size, this.terms()) ? `0 (${short(sum)} is round-off)` : short(sum);
  }

  private describe(answer: Answered | undefined): void {
    if (!answer) return;
    const { report, query: span } = answer;
    const cell = this.store.inspected.value;
    const index = cell?.[this.along === "rows" ? "row" : "column"];
    const name = this.along === "rows" ? "row" : "column";
    let title = `sum and max |·| of each ${name} of the whole matrix`;
    if (index !== undefined && index >= span.from && index < span.to) {
      const [lines, bins] = [span.to - span.from, report.sum.length];
      const bin = Math.floor(((index - span.from) * bins) / lines);
      const edge = (of: number): number => span.from + Math.ceil((of * lines) / bins);
      const [first, end] = [edge(bin), edge(bin + 1)];
      const [sum, max] = [itemAt(report.sum, bin), itemAt(report.max, bin)];
      // Of several lines each number is the largest, and need not be of the same line.
      title =
        end - first > 1
          ? `${name}s ${count(first)}–${count(end - 1)}: largest |sum| ${short(Math.abs(sum))}, max |·| ${short(max)}`
          : `${name} ${count(index)}: sum ${this.sumText(sum, itemAt(report.size, bin))}, max |·| ${short(max)}`;
    }
    if (this.title !== title) this.title = title;
  }
}
customElements.define("gl-marginal", MarginalElement);

/** True where every sum is 0 by theory, as the columns of dx sum up to in training. */
function isAllRoundOff({ sum, size }: MarginalReport, terms: number): boolean {
  return sum.every((value, bin) => value === 0 || isRoundOff(value, itemAt(size, bin), terms)) && size.some(Boolean);
}

/** A lane without a bar looks broken: it says in its middle that the sums are 0. */
function sayZero(
  context: CanvasRenderingContext2D,
  pen: Pen,
  { length, lane }: { length: number; lane: number },
): void {
  context.font = `10px ${pen.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const text = "every sum is 0";
  const width = context.measureText(text).width + 8;
  if (width > length || lane < 9) return;
  context.clearRect((length - width) / 2, 0, width, lane);
  context.fillStyle = pen.muted;
  context.fillText(text, length / 2, lane / 2 + 0.5);
}

function isAnswered(marginal: Marginal | null): marginal is Answered {
  return marginal?.report != null;
}

function isSame(a: Look, b: Look): boolean {
  return a.answer === b.answer && a.isNewest === b.isNewest && a.start === b.start && a.shown === b.shown;
}

/** An empty canvas of the size of a box, to be drawn on in CSS pixels. */
function sheetFor(box: Box): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = box.deviceWidth;
  canvas.height = box.deviceHeight;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("expected a 2d context, got none");
  context.scale(box.deviceWidth / box.width, box.deviceHeight / box.height);
  return { canvas, context };
}
