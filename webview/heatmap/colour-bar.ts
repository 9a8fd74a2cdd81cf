import { effect } from "@preact/signals-core";
import { html, type CSSResultGroup, type TemplateResult } from "lit";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { STEPS, type Table } from "./painting/colour";
import type { Box } from "./painting/device";
import { parse, short } from "./number-format";
import { limitText, tickTexts } from "./limit-labels";
import { isFlat } from "./colour-limits";
import { Paced } from "./paced";
import { toPosition, toValue, type Scale } from "./scale";
import { sceneOf, type Scene } from "./scene";
import { SheetElement, type Pen } from "./sheet-element";
import { labelOf } from "./tensor-names";
import { scaleTicks } from "./ticks";
import { toleranceMark, type Mark } from "./tolerance-mark";
import { own } from "../../src/core/own";
import { itemAt } from "../../src/core/item-at";
import { colourBarStyles } from "./colour-bar-styles";

const BAR = 14; // CSS pixels
const FONT = 10.5;
const ROOM = 24; // between two labels
const MOST = 10; // labels
/** ms. Limits are written no more often: a text lays the page out anew, which takes a quarter of a frame of a drag. */
const PACE = 50;

/** The colours of one picture with their numbers: limits are typed at its ends or dragged by its handles. */
export class ColourBarElement extends SheetElement {
  static override properties = { store: { attribute: false }, tensor: {} };
  static override styles: CSSResultGroup = [SheetElement.styles, colourBarStyles];
  declare store: Store;
  declare tensor: PictureName;
  private colours: { readonly table: Table; readonly box: Box; readonly image: ImageData } | null = null;
  private drawn: readonly unknown[] = []; // what stands on the canvas follows from it
  private readonly limits = new Paced(PACE, () => this.requestUpdate());
  /** Scale and end at the start of a drag: the value under the pointer is read on that scale throughout. */
  private grip: { scale: Scale; end: "low" | "high" } | null = null;

  /** The scale in force; null when there is no finite number that it could belong to. */
  private scale(): Scale | null {
    const isEmpty = this.store.analysis.value?.summaries[this.tensor]?.finite === 0;
    return isEmpty ? null : this.scene.scale(this.tensor).value;
  }

  override render(): TemplateResult {
    const scale = this.scale();
    const name = labelOf(this.tensor);
    return html`<input
        class="high"
        aria-label=${`Upper colour limit of ${name}`}
        title="Upper limit. Type a number; empty is automatic."
        .value=${scale ? limitText(scale, "high") : ""}
        @change=${(event: Event) => this.typed(event, "high")}
      />
      <div class="bar">
        <canvas role="img" aria-label=${`Colours of ${name}`}></canvas>
        ${this.handle("high", scale, name)} ${this.handle("low", scale, name)}
      </div>
      <input
        class="low"
        aria-label=${`Lower colour limit of ${name}`}
        title="Lower limit. Type a number; empty is automatic."
        .value=${scale ? limitText(scale, "low") : ""}
        @change=${(event: Event) => this.typed(event, "low")}
      />`;
  }

  private handle(end: "low" | "high", scale: Scale | null, name: string): TemplateResult {
    return html`<div
      class="handle ${end}"
      role="slider"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${`${end === "high" ? "Upper" : "Lower"} colour limit of ${name}, drag`}
      aria-valuenow=${end === "high" ? 100 : 0}
      aria-valuetext=${scale ? limitText(scale, end) : ""}
      title="Drag to change the limit; double-click for automatic"
      @pointerdown=${(event: PointerEvent) => this.down(event, end)}
      @pointermove=${(event: PointerEvent) => this.move(event)}
      @lostpointercapture=${() => (this.grip = null)}
      @dblclick=${() => this.scene.chooseColour(this.tensor, { low: null, high: null })}
      @keydown=${(event: KeyboardEvent) => this.key(event, end)}
      ?hidden=${scale === null}
    ></div>`;
  }

  protected get scene(): Scene {
    return sceneOf(this.store);
  }

  protected follow(): void {
    const { palette, inspected, check } = this.store;
    void [this.scene.scale(this.tensor).value, palette.value, inspected.value, check.value];
  }

  protected subscribe(): () => void {
    const stops = [
      effect(() => {
        this.follow();
        this.scene.schedule(this);
      }),
      effect(() => {
        void this.scene.scale(this.tensor).value;
        this.limits.due();
      }),
      () => this.limits.stop(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The number at the cursor; set by the view that holds picture and bar. */
  valueAtCursor: () => number | undefined = () => undefined;

  /** Tiles that come change nothing here, but for the number at the cursor. */
  override draw(): number {
    const { palette, check } = this.store;
    const look = [this.box, this.scale(), palette.value, check.value, this.valueAtCursor()];
    if (look.every((part, i) => Object.is(part, this.drawn[i]))) return 0;
    this.drawn = look;
    return super.draw();
  }

  protected paint(context: CanvasRenderingContext2D, box: Box, pen: Pen): number {
    const scale = this.scale();
    if (!scale) return 0;
    const table = this.scene.table(scale);
    const position = toPosition(scale);
    const y = (value: number): number => (1 - position(value)) * box.height;
    this.drawColours(context, box, table);
    context.strokeStyle = pen.line;
    context.strokeRect(0.5, 0.5, BAR - 1, box.height - 1);

    context.font = `${FONT}px ${pen.font}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    const marks = this.marks(scale).map(({ value, text }) => ({ at: y(value), text }));
    const ticks = scaleTicks(scale, Math.min(MOST, Math.max(1, Math.floor(box.height / ROOM))));
    const texts = tickTexts(ticks);
    ticks.forEach((tick, i) => {
      const at = y(tick);
      const text = texts[i] ?? "";
      if (marks.some((mark) => Math.abs(at - mark.at) < 13)) return;
      context.fillStyle = pen.muted;
      context.fillRect(BAR, Math.round(at - 0.5), 3, 1);
      context.fillText(text, BAR + 6, at, box.width - BAR - 6); // a long one is condensed
    });
    context.fillStyle = pen.text;
    context.font = `600 ${FONT}px ${pen.font}`;
    for (const { at, text } of marks) {
      context.fillRect(-2, Math.round(at) - 1, BAR + 6, 2);
      context.fillText(text, BAR + 6, Math.min(Math.max(at, FONT / 2), box.height - FONT / 2), box.width - BAR - 6);
    }
    this.drawPointer(context, box, pen, position);
    return 0;
  }

  /** Values within the limits that have a name: the tolerance of the check, the one value of a flat tensor. */
  private marks(scale: Scale): readonly Mark[] {
    const { store, tensor } = this;
    const summary = store.analysis.value?.summaries[tensor];
    const tolerance = toleranceMark(store, tensor, scale);
    const marks = tolerance ? [tolerance] : [];
    if (summary && isFlat(summary)) {
      const value = scale.kind === "log" ? Math.abs(summary.min) : summary.min; // its colours are of magnitudes
      marks.push({ value, text: `flat ${short(value)}` });
    }
    return marks.filter(({ value }) => value >= scale.low && value <= scale.high);
  }

  /** Each line of device pixels in one colour of the map. */
  private drawColours(context: CanvasRenderingContext2D, box: Box, table: Table): void {
    if (this.colours?.table !== table || this.colours.box !== box) {
      const lines = box.deviceHeight;
      const width = Math.round((BAR * box.deviceWidth) / box.width);
      const image = context.createImageData(width, lines);
      const pixels = new Uint32Array(image.data.buffer);
      for (let line = 0; line < lines; line++) {
        const entry = Math.round((1 - (line + 0.5) / lines) * (STEPS - 1));
        pixels.fill(itemAt(table, entry), line * width, (line + 1) * width);
      }
      this.colours = { table, box, image };
    }
    context.putImageData(this.colours.image, 0, 0);
  }

  /** Where the cursor's number stands among the colours. */
  private drawPointer(
    context: CanvasRenderingContext2D,
    box: Box,
    pen: Pen,
    position: (value: number) => number,
  ): void {
    const value = this.valueAtCursor();
    if (value === undefined || Number.isNaN(value)) return;
    const at = (1 - Math.min(Math.max(position(value), 0), 1)) * box.height;
    context.fillStyle = pen.text;
    context.beginPath();
    context.moveTo(BAR - 4, at);
    context.lineTo(BAR + 4, at - 4);
    context.lineTo(BAR + 4, at + 4);
    context.fill();
  }

  private typed(event: Event, end: "low" | "high"): void {
    const input = event.target as HTMLInputElement;
    const value = parse(input.value);
    if (input.value.trim() === "") this.setLimit(end, null);
    else if (value !== undefined) this.setLimit(end, value);
    const scale = this.scene.scale(this.tensor).value;
    input.value = scale ? limitText(scale, end) : "";
  }

  /** Leaves the limit as it is where the scale has no place for the value. */
  private setLimit(end: "low" | "high", value: number | null): void {
    const scale = this.scene.scale(this.tensor).value;
    if (value !== null && (!Number.isFinite(value) || (scale?.kind === "log" && value <= 0))) return;
    if (scale?.family === "diverging") {
      const size = value === null ? null : Math.abs(value);
      if (size === 0) return;
      this.scene.chooseColour(this.tensor, { low: size === null ? null : -size, high: size });
      return;
    }
    if (value !== null && scale && (end === "low" ? value >= scale.high : value <= scale.low)) return;
    this.scene.chooseColour(this.tensor, { [end]: value });
  }

  private down(event: PointerEvent, end: "low" | "high"): void {
    const scale = this.scene.scale(this.tensor).value;
    if (!scale || event.button !== 0) return;
    (event.target as Element).setPointerCapture(event.pointerId);
    this.grip = { scale, end };
  }

  private move(event: PointerEvent): void {
    if (!this.grip) return;
    const box = this.sheet().getBoundingClientRect();
    const position = 1 - (event.clientY - box.top) / box.height;
    this.setLimit(this.grip.end, toValue(this.grip.scale)(position));
  }

  private key(event: KeyboardEvent, end: "low" | "high"): void {
    const scale = this.scene.scale(this.tensor).value;
    const step = own({ ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 }, event.key);
    if (!scale || step === undefined) return;
    event.preventDefault();
    this.setLimit(end, toValue(scale)((end === "high" ? 1 : 0) + step));
  }
}
customElements.define("gl-colour-bar", ColourBarElement);
