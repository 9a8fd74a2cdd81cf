import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import type { Store } from "../store";
import type { Box } from "./painting/device";
import { count } from "./number-format";
import { sceneOf, type Scene } from "./scene";
import { SheetElement, type Pen } from "./sheet-element";
import { wholeTicks } from "./ticks";

const FONT = 10.5; // CSS pixels
const ROOM = { rows: 26, columns: 62 }; // between two labels
const LEAST_CELL = { rows: 11, columns: 0 };

/** Row or column numbers at a picture's edge, and where the cursor stands. */
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
    const { inspected, palette, planeSize } = this.store;
    void [this.scene.camera.value, inspected.value, palette.value, planeSize.value];
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
    const at = (index: number): number => ((index + 0.5 - start) / shown) * length;
    context.font = `${FONT}px ${pen.font}`;
    context.textBaseline = isRows ? "middle" : "top";
    context.textAlign = isRows ? "right" : "center";
    // All digits are equally wide: one measurement does for all labels.
    const digit = context.measureText("0").width;
    const widthOf = (label: string): number => label.length * digit;
    const cursor = this.store.inspected.value?.[this.along === "rows" ? "row" : "column"];
    const chip =
      cursor === undefined ? null : { centre: at(cursor), half: isRows ? 8 : widthOf(count(cursor)) / 2 + 5 };

    const from = Math.max(0, Math.floor(start));
    const to = Math.min(extent, Math.ceil(start + shown));
    const room = Math.max(ROOM[this.along], LEAST_CELL[this.along]);
    context.fillStyle = pen.muted;
    for (const tick of wholeTicks(from, to, length / room)) {
      const position = at(tick);
      const label = count(tick);
      const half = isRows ? FONT / 2 : widthOf(label) / 2;
      if (position < 0 || position > length) continue;
      // A label that would be cut, or covered by the cursor's, is left out; its mark stays.
      const place = Math.min(Math.max(position, half), length - half);
      if (isRows) context.fillRect(box.width - 4, Math.round(position - 0.5), 4, 1);
      else context.fillRect(Math.round(position - 0.5), 0, 1, 4);
      if (chip && Math.abs(place - chip.centre) < half + chip.half + (isRows ? 0 : 2)) continue;
      if (isRows) context.fillText(label, box.width - 7, place);
      else context.fillText(label, place, 6);
    }
    if (chip && cursor !== undefined && chip.centre >= 0 && chip.centre <= length)
      this.drawChip(context, box, pen, cursor, chip);
    return 0;
  }

  /** The cursor's own number, set off from the ticks. */
  private drawChip(
    context: CanvasRenderingContext2D,
    box: Box,
    pen: Pen,
    index: number,
    chip: { centre: number; half: number },
  ): void {
    const isRows = this.along === "rows";
    const length = isRows ? box.height : box.width;
    const place = Math.min(Math.max(chip.centre, chip.half), length - chip.half);
    const label = count(index);
    context.fillStyle = pen.text;
    if (isRows) context.fillRect(box.width - 5, Math.round(chip.centre - 1), 5, 2);
    else context.fillRect(Math.round(chip.centre - 1), 0, 2, 5);
    context.font = `600 ${FONT}px ${pen.font}`;
    if (isRows) context.fillText(label, box.width - 7, place);
    else context.fillText(label, place, 6);
  }
}
customElements.define("gl-axis", AxisElement);
