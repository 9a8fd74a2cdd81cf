import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { Plane } from "../../src/protocol/picture";
import { axisNames, imagesOf, indexInShape, planeThrough } from "../page/geometry";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { reducedMotion } from "../page/motion";
import { PartElement } from "../page/watching-element";
import { itemAt } from "../../src/core/item-at";

type Axes = Extract<Plane, { kind: "axes" }>;
const STEP = 250; // ms for each image when playing
const CALM_STEP = 1000;

/** For rank 3 to 5: the flattened matrix, or two axes as rows and columns with a slider for each of the others. */
@customElement("gl-plane")
export class PlanePart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      .plane {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        min-width: 0;
        max-width: 100%;
      }
      .plane,
      select {
        min-width: 0;
        max-width: 100%;
      }
      .slider input {
        width: 96px;
      }
      .at {
        min-width: 5ch;
      }
    `,
  ];

  @state() private playing: number | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis || analysis.shape.length < 3) return nothing;
    const { shape, columnAxes } = analysis;
    const plane = store.plane.value;
    const names = axisNames(analysis);
    const flat = (isColumn: boolean): string =>
      names.filter((_, axis) => columnAxes.includes(axis) === isColumn).join("·");
    return html`<div class="plane" role="group" aria-label=${t("Plane")}>
      <select aria-label=${t("What is shown")} @change=${this.kind}>
        <option value="matrix" .selected=${plane.kind === "matrix"}>
          ${t("matrix {0} × {1}", flat(false) || "1", flat(true))}
        </option>
        ${
          imagesOf(analysis)
            ? html`<option value="images" .selected=${plane.kind === "images"}>
                ${t("images, sample below sample, channel by channel")}
              </option>`
            : nothing
        }
        <option value="axes" .selected=${plane.kind === "axes"}>${t("two axes")}</option>
      </select>
      ${plane.kind === "axes" ? this.axes(plane, shape, names) : nothing}
    </div>`;
  }

  private axes(plane: Axes, shape: readonly number[], names: readonly string[]): TemplateResult {
    const choice = (which: "rows" | "columns", label: string): TemplateResult =>
      html`<label
        >${label}<select
          @change=${(event: Event) => this.turn(which, Number((event.target as HTMLSelectElement).value))}
        >
          ${names.map((name, axis) => html`<option value=${axis} .selected=${plane[which] === axis}>${name} (${shape[axis]})</option>`)}
        </select></label
      >`;
    const others = names.map((_, axis) => axis).filter((axis) => axis !== plane.rows && axis !== plane.columns);
    return html`${choice("rows", t("rows"))} ${choice("columns", t("columns"))}
    ${others.map((axis) => {
      const [name, extent, at] = [itemAt(names, axis), itemAt(shape, axis), itemAt(plane.at, axis)];
      const playing = this.playing === axis;
      return html`<label class="slider"
          ><span class="mono">${name}</span
          ><input
            type="range"
            min="0"
            max=${extent - 1}
            .value=${String(at)}
            aria-label=${t("Entry of axis {0}", name)}
            @input=${(event: Event) => this.move(axis, Number((event.target as HTMLInputElement).value))}
          /><span class="mono muted at">${at}/${extent - 1}</span></label
        ><button
          class="tool"
          aria-pressed=${playing}
          title=${playing ? t("Pause") : t("Play axis {0}", name)}
          aria-label=${playing ? t("Pause") : t("Play axis {0}", name)}
          ?disabled=${extent < 2}
          @click=${() => this.play(axis)}
        >
          ${icon(playing ? "pause" : "play")}
        </button>`;
    })}`;
  }

  private readonly kind = (event: Event): void => {
    const { store } = this.page;
    const analysis = store.analysis.peek();
    if (!analysis) return;
    const { shape } = analysis;
    this.stop();
    const kind = (event.target as HTMLSelectElement).value as Plane["kind"];
    const at = this.here(analysis);
    store.isPlaneChosen.value = true;
    this.set(kind === "axes" ? { kind, rows: shape.length - 2, columns: shape.length - 1, at } : { kind }, at);
  };

  /** Where the cursor is, in the tensor's own shape, so that changing the plane keeps the cell. */
  private here(analysis: AnalysisState): readonly number[] {
    const { store } = this.page;
    const cursor = store.cursor.peek();
    const plane = store.plane.peek();
    if (cursor) return indexInShape(analysis, plane, cursor);
    return plane.kind === "axes" ? plane.at : analysis.shape.map(() => 0);
  }

  /** Rank 3 has one axis besides n and c: (c, l) are then the last two. Choosing the other's axis swaps them. */
  private turn(which: "rows" | "columns", axis: number): void {
    const { store } = this.page;
    const plane = store.plane.peek();
    const analysis = store.analysis.peek();
    if (plane.kind !== "axes" || !analysis) return;
    const at = this.here(analysis);
    const other = which === "rows" ? "columns" : "rows";
    const swapped = plane[other] === axis ? plane[which] : plane[other];
    this.set({ ...plane, [which]: axis, [other]: swapped, at }, at);
  }

  private set(plane: Plane, index: readonly number[]): void {
    const { store } = this.page;
    const analysis = store.analysis.peek();
    if (!analysis) return;
    const had = store.cursor.peek() !== null;
    store.plane.value = plane;
    store.camera.value = null;
    store.selection.value = null;
    store.hover.value = null;
    store.cursor.value = had ? planeThrough(plane, analysis, index).cell : null;
  }

  private move(axis: number, entry: number): void {
    const { store } = this.page;
    const plane = store.plane.peek();
    if (plane.kind !== "axes") return;
    store.plane.value = { ...plane, at: plane.at.map((at, i) => (i === axis ? entry : at)) };
  }

  private play(axis: number): void {
    const again = this.playing !== axis;
    this.stop();
    if (!again) return;
    this.playing = axis;
    const step = (): void => {
      const { store } = this.page;
      const plane = store.plane.peek();
      const extent = store.analysis.peek()?.shape[axis] ?? 0;
      if (plane.kind !== "axes" || plane.rows === axis || plane.columns === axis || extent < 2) {
        this.stop();
        return;
      }
      if (store.pendingTiles.peek() > 0) return; // the image before has not been drawn yet
      this.move(axis, (itemAt(plane.at, axis) + 1) % extent);
    };
    this.timer = setInterval(step, reducedMotion() ? CALM_STEP : STEP);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.playing = null;
  }
}
