import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import type { Store } from "../store";
import { axisScale } from "./axis-scale";
import type { Box } from "./painting/device";
import { count } from "./number-format";
import { sceneOf, type Scene } from "./scene";
import { SheetElement, type Pen } from "./sheet-element";
import { wholeTicks } from "./ticks";

// In CSS pixels.
const FONT = 10.5;
const ROOM = { rows: 26, columns: 62 }; // between two labels
const TICK = 3;
const LABEL = { rows: 7, columns: 6 }; // from the picture
const WORD = 14; // what a word that stands up takes of the width

interface Chip {
  readonly label: string;
  readonly centre: number;
  readonly half: number;
}

/** Row or column numbers at a picture's edge, what they count, and where the cursor stands. */
export class AxisElement extends SheetElement {
  static override properties = { store: { attribute: false }, along: {} };
  declare store: Store;
  declare along: "rows" | "columns";
  readonly tensor = null;

  override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected get scene(): Scene {
    return sceneOf(this.store);
  }

  protected follow(): void {
    const { inspected, palette, plane, planeSize } = this.store;
    void [this.scene.camera.value, inspected.value, palette.value, plane.value, planeSize.value];
  }

  protected subscribe(): () => void {
    return effect(() => {
      this.follow();
      this.scene.schedule(this);
    });
  }

  protected paint(context: CanvasRenderingContext2D, box: Box, pen: Pen): number {
    const isRows = this.along === "rows";
    const camera = this.scene.camera.value;
    const extent = this.store.planeSize.value[this.along];
    const start = isRows ? camera.row : camera.column;
    const shown = isRows ? camera.rows : camera.columns;
    const length = isRows ? box.height : box.width;
    const { word, unit, period } = axisScale(this.store, this.along, shown);
    const at = (index: number): number => (((index + 0.5) * unit - start) / shown) * length;
    const labelOf = (index: number): string => count(index % period);
    context.font = `${FONT}px ${pen.font}`;
    context.textBaseline = isRows ? "middle" : "top";
    context.textAlign = isRows ? "right" : "center";
    // All digits are equally wide: one measurement does for all labels.
    const digit = context.measureText("0").width;
    const widthOf = (label: string): number => label.length * digit;
    const cursor = this.store.inspected.value?.[isRows ? "row" : "column"];
    const chip = cursor === undefined ? null : chipAt(Math.floor(cursor / unit));
    function chipAt(index: number): Chip {
      const label = labelOf(index);
      return { label, centre: at(index), half: isRows ? 8 : widthOf(label) / 2 + 5 };
    }

    const from = Math.max(0, Math.floor(start / unit));
    const to = Math.min(Math.ceil(extent / unit), Math.ceil((start + shown) / unit));
    context.fillStyle = pen.muted;
    const end = length - this.drawWord(context, box, word, widthOf(count(to)), chip);
    for (const tick of wholeTicks(from, to, length / ROOM[this.along])) {
      const position = at(tick);
      const label = labelOf(tick);
      const half = isRows ? FONT / 2 : widthOf(label) / 2;
      if (position < 0 || position > length) continue;
      // A label that would be cut, or covered by the cursor's, is left out; its mark stays.
      const place = Math.min(Math.max(position, half), length - half);
      if (isRows) context.fillRect(box.width - TICK, Math.round(position - 0.5), TICK, 1);
      else context.fillRect(Math.round(position - 0.5), 0, 1, TICK);
      if (place + half > end) continue;
      if (chip && Math.abs(place - chip.centre) < half + chip.half + (isRows ? 0 : 2)) continue;
      if (isRows) context.fillText(label, box.width - LABEL.rows, place);
      else context.fillText(label, place, LABEL.columns);
    }
    if (chip && chip.centre >= 0 && chip.centre <= length) this.drawChip(context, box, pen, chip);
    return 0;
  }

  /** What is counted: along the rows' edge, or at the end of the columns'. Tells how much of the columns' edge it takes. */
  private drawWord(
    context: CanvasRenderingContext2D,
    box: Box,
    word: string,
    widest: number,
    chip: Chip | null,
  ): number {
    const { width } = context.measureText(word);
    if (this.along === "columns") {
      const taken = width + 8;
      if (box.width < 3 * taken || (chip && chip.centre + chip.half > box.width - taken)) return 0;
      context.textAlign = "right";
      context.fillText(word, box.width, LABEL.columns);
      context.textAlign = "center";
      return taken;
    }
    if (box.height < width + 8 || box.width < widest + LABEL.rows + WORD) return 0;
    context.save();
    context.translate(WORD / 2, box.height / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(word, 0, 0);
    context.restore();
    return 0;
  }

  /** The cursor's own number, set off from the ticks. */
  private drawChip(context: CanvasRenderingContext2D, box: Box, pen: Pen, { label, centre, half }: Chip): void {
    const isRows = this.along === "rows";
    const length = isRows ? box.height : box.width;
    const place = Math.min(Math.max(centre, half), length - half);
    context.fillStyle = pen.text;
    if (isRows) context.fillRect(box.width - 5, Math.round(centre - 1), 5, 2);
    else context.fillRect(Math.round(centre - 1), 0, 2, 5);
    context.font = `600 ${FONT}px ${pen.font}`;
    if (isRows) context.fillText(label, box.width - LABEL.rows, place);
    else context.fillText(label, place, LABEL.columns);
  }
}
customElements.define("gl-axis", AxisElement);
