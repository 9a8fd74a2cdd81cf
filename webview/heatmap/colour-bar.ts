import { effect } from "@preact/signals-core";
import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { BarColours, drawAcross, drawUp } from "./painting/bar";
import type { Box } from "./painting/device";
import { parse, short } from "./number-format";
import { limitText } from "./limit-labels";
import { isFlat } from "./colour-limits";
import { Paced } from "./paced";
import { toValue, type Scale } from "./scale";
import { sceneOf, type Scene } from "./scene";
import { SheetElement, type Pen } from "./sheet-element";
import { labelOf } from "./tensor-names";
import { toleranceMark, type Mark } from "./tolerance-mark";
import { own } from "../../src/core/own";
import { colourBarStyles } from "./colour-bar-styles";

/** ms. Limits are written no more often: a text lays the page out anew, which takes a quarter of a frame of a drag. */
const PACE = 50;

/**
 * The colours of one picture with their numbers, standing at its side or lying under it: limits are typed at its ends or
 * dragged by its handles.
 */
export class ColourBarElement extends SheetElement {
  static override properties = {
    store: { attribute: false },
    tensor: {},
    across: { type: Boolean, reflect: true },
  };
  static override styles: CSSResultGroup = [SheetElement.styles, colourBarStyles];
  declare store: Store;
  declare tensor: PictureName;
  declare across: boolean;
  private readonly colours = new BarColours();
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
    const marks = scale ? this.marks(scale) : [];
    const bar = html`<div class="bar" title=${marks.flatMap(({ title }) => title ?? []).join(" ") || nothing}>
      <canvas role="img" aria-label=${[`Colours of ${name}`, ...marks.map(({ text }) => text)].join(", ")}></canvas>
      ${this.handle("high", scale, name)} ${this.handle("low", scale, name)}
    </div>`;
    const [first, last] = this.across ? (["low", "high"] as const) : (["high", "low"] as const);
    return html`${this.limit(first, scale, name)} ${bar} ${this.limit(last, scale, name)}`;
  }

  private limit(end: "low" | "high", scale: Scale | null, name: string): TemplateResult {
    const upper = end === "high" ? "Upper" : "Lower";
    return html`<input
      class=${end}
      aria-label=${`${upper} colour limit of ${name}`}
      title=${`${upper} limit. Type a number; empty is automatic.`}
      .value=${scale ? limitText(scale, end) : ""}
      @change=${(event: Event) => this.typed(event, end)}
    />`;
  }

  private handle(end: "low" | "high", scale: Scale | null, name: string): TemplateResult {
    return html`<div
      class="handle ${end}"
      role="slider"
      tabindex="0"
      aria-orientation=${this.across ? "horizontal" : "vertical"}
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
    const { palette, inspected, check, analysis } = this.store;
    void [this.scene.scale(this.tensor).value, palette.value, inspected.value, check.value, analysis.value];
  }

  protected subscribe(): () => void {
    const stops = [
      effect(() => {
        this.follow();
        this.scene.schedule(this);
      }),
      effect(() => {
        void [this.scene.scale(this.tensor).value, this.store.check.value, this.store.analysis.value];
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
    const { palette, check, analysis } = this.store;
    const look = [this.box, this.scale(), palette.value, check.value, analysis.value, this.valueAtCursor()];
    if (look.every((part, i) => Object.is(part, this.drawn[i]))) return 0;
    this.drawn = look;
    return super.draw();
  }

  protected paint(context: CanvasRenderingContext2D, box: Box, pen: Pen): number {
    const scale = this.scale();
    if (!scale) return 0;
    const table = this.scene.table(scale);
    this.colours.draw(context, box, table, this.across);
    const look = { scale, table, marks: this.marks(scale), pointed: this.valueAtCursor() };
    (this.across ? drawAcross : drawUp)(context, box, pen, look);
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
    const position = this.across ? (event.clientX - box.left) / box.width : 1 - (event.clientY - box.top) / box.height;
    this.setLimit(this.grip.end, toValue(this.grip.scale)(position));
  }

  private key(event: KeyboardEvent, end: "low" | "high"): void {
    const scale = this.scene.scale(this.tensor).value;
    const arrows = { ArrowUp: 0.02, ArrowRight: 0.02, ArrowDown: -0.02, ArrowLeft: -0.02 };
    const step = own({ ...arrows, PageUp: 0.1, PageDown: -0.1 }, event.key);
    if (!scale || step === undefined) return;
    event.preventDefault();
    this.setLimit(end, toValue(scale)((end === "high" ? 1 : 0) + step));
  }
}
customElements.define("gl-colour-bar", ColourBarElement);
