import { computed, effect } from "@preact/signals-core";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { PictureName, StripName } from "../../src/protocol/picture";
import { indexInShape } from "../page/geometry";
import type { Cell, ScaleKind, Store } from "../store";
import "./axis";
import { columnsPerChannel } from "./channel";
import type { ColourBarElement } from "./colour-bar";
import "./colour-bar";
import { exactValue } from "./exact-value";
import { count, readable } from "./number-format";
import type { HeatmapElement } from "./heatmap";
import "./heatmap";
import { rangeText } from "./limit-labels";
import "./legend";
import "./painting/marginal-bars";
import { sceneOf } from "./scene";
import { areRows, isOfBlocks, rowsInStep } from "./set-blocks";
import type { StripElement } from "./strip";
import "./strip";
import { stripsStyles } from "./strips-styles";
import { labelOf, signOf, titleOf } from "./tensor-names";
import { Watch } from "./watch-signals";
import { viewStyles } from "./view-styles";
import { writeText } from "./write-text";

const SCALES: readonly { readonly kind: ScaleKind | "auto"; readonly text: string }[] = [
  { kind: "auto", text: "auto" },
  { kind: "linear", text: "linear" },
  { kind: "symlog", text: "symlog" },
  { kind: "log", text: "log" },
];

/** One picture with all that belongs to it: its name and cell, edges, strips, colours and legend. */
export class ViewElement extends LitElement {
  static override properties = {
    store: { attribute: false },
    tensor: {},
    bar: {},
    edges: { type: Boolean },
    alone: { type: Boolean },
  };
  static override styles = [stripsStyles, viewStyles];
  declare store: Store;
  declare tensor: PictureName;
  /** Where its colours stand: wherever they leave the picture more room. */
  declare bar: "side" | "under";
  /** Whether sums and largest magnitudes stand at the picture's edges, where there is room. */
  declare edges: boolean;
  /** Whether no picture as high as it stands at its side. */
  declare alone: boolean;
  private stop: () => void = () => undefined;
  /** Chosen for the colours. Limits change in every frame of a drag; they stand elsewhere. */
  private readonly kind = computed(() => this.store.colour.value[this.tensor]?.kind ?? "auto");

  constructor() {
    super();
    this.bar = "side";
    this.edges = true;
    this.alone = false;
    new Watch(this, () => {
      const { analysis, active, plane } = this.store;
      void [analysis.value, plane.value, this.kind.value, active.value];
      this.toggleAttribute("data-active", active.value === this.tensor);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.follow();
  }
  override firstUpdated(): void {
    this.follow();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  /** True when nothing visible is missing. */
  private readonly isIdle = computed(() => this.store.pendingTiles.value === 0);

  /** The cell's numbers are written straight into the page: they follow the pointer without a render. */
  private follow(): void {
    const { store } = this;
    const stops = [
      effect(() => {
        void [store.inspected.value, store.exact.value, this.isIdle.value, store.plane.value];
        this.readOut();
      }),
      effect(() => this.sayRounding(this.heatmap?.rounding.value ?? "")),
    ];
    this.stop = () => {
      for (const stop of stops) stop();
    };
    const bar = this.renderRoot.querySelector<ColourBarElement>("gl-colour-bar");
    if (bar) bar.valueAtCursor = () => this.numberAtCursor()?.value;
  }

  /** The mark of numbers that are not whole in their cells. */
  private sayRounding(rounding: string): void {
    const mark = this.renderRoot.querySelector<HTMLElement>(".rounding");
    if (!mark) return;
    mark.hidden = rounding === "";
    writeText(mark, rounding === "" ? "" : `≈ ${rounding}`);
    mark.title = `The numbers in the cells are rounded to ${rounding}. Point at a cell for all of its digits.`;
  }

  private numberAtCursor(): ReturnType<HeatmapElement["numberAt"]> {
    const cell = this.store.inspected.value;
    const picture = this.renderRoot.querySelector<HeatmapElement>("gl-heatmap");
    return cell && picture ? picture.numberAt(cell.row, cell.column) : undefined;
  }

  private readOut(): void {
    const index = this.renderRoot.querySelector(".index");
    const value = this.renderRoot.querySelector(".value");
    if (!index || !value) return;
    const cell = this.store.inspected.value;
    const exact = exactValue(this.store, this.tensor, cell);
    const number = exact === undefined ? this.numberAtCursor() : { value: exact, rows: 1, columns: 1 };
    const isBlock = number !== undefined && (number.rows > 1 || number.columns > 1);
    writeText(
      index,
      !cell
        ? ""
        : isBlock
          ? `[${count(cell.row)}, ${count(cell.column)}] in ${number.rows} × ${number.columns}: `
          : `[${this.indexOf(cell).map(count).join(", ")}] `,
    );
    writeText(value, number ? readable(number.value) : "");
    for (const picture of this.renderRoot.querySelectorAll<StripElement>("gl-strip")) {
      const output = this.renderRoot.querySelector(`.at[data-strip="${picture.tensor}"]`);
      if (!output) continue;
      const near = picture.numberAt(cell);
      const at =
        cell === null && near === undefined ? undefined : (exactValue(this.store, picture.tensor, cell) ?? near);
      writeText(output, at === undefined ? this.rangeOf(picture.tensor) : readable(at));
    }
  }

  /** Where a cell of the plane lies on the tensor's own axes. */
  private indexOf(cell: Cell): readonly number[] {
    const { analysis, plane } = this.store;
    return analysis.value ? indexInShape(analysis.value, plane.value, cell) : [cell.row, cell.column];
  }

  /** Limits of a strip's colours, shown while no column is chosen. */
  private rangeOf(tensor: StripName): string {
    const scale = sceneOf(this.store).scale(tensor).value;
    if (!scale || this.store.analysis.value?.summaries[tensor]?.finite === 0) return "";
    return rangeText(scale);
  }

  override render(): TemplateResult {
    const { store, tensor, bar } = this;
    const chosen = this.kind.value;
    const isApart = columnsPerChannel(store) === null;
    const beside = this.beside();
    const parts = [isApart && "apart", this.edges && "edged", beside.length > 0 && "beside"].filter(Boolean);
    return html`<div class=${`view ${bar} ${parts.join(" ")}`}>
      <header>
        <h3>${labelOf(tensor)}</h3>
        <span class="title" title=${titleOf(tensor)}>${titleOf(tensor)}</span>
        <span class="rounding" hidden></span>
        <gl-legend .store=${store} .tensor=${tensor}></gl-legend>
        <span class="readout"><span class="index"></span><span class="value"></span></span>
        <span class="scale" aria-hidden="true">Scale:</span>
        <select
          aria-label=${`Colour scale of ${labelOf(tensor)}`}
          title="Colour scale: how numbers become colours"
          @change=${(event: Event) => {
            const kind = (event.target as HTMLSelectElement).value as ScaleKind | "auto";
            sceneOf(store).chooseColour(tensor, { kind, low: null, high: null });
          }}
        >
          ${SCALES.map(({ kind, text }) => html`<option value=${kind} .selected=${kind === chosen}>${text}</option>`)}
        </select>
      </header>
      ${
        this.edges
          ? html`<div class="corner" aria-hidden="true"><span class="sum">Σ</span><span>max</span></div>
              <gl-marginal along="columns" .store=${store} .tensor=${tensor}></gl-marginal>
              <gl-marginal along="rows" .store=${store} .tensor=${tensor}></gl-marginal>`
          : nothing
      }
      <gl-axis along="rows" .store=${store} .along=${"rows"}></gl-axis>
      <gl-heatmap .store=${store} .tensor=${tensor} .name=${labelOf(tensor)} .caption=${titleOf(tensor)}></gl-heatmap>
      ${beside.length > 0 ? this.rowStrips(beside) : nothing} ${this.strips(bar === "side")}
      <gl-axis along="columns" .store=${store} .along=${"columns"}></gl-axis>
      <div class="foot">
        <gl-colour-bar .store=${store} .tensor=${tensor} .across=${bar === "under"}></gl-colour-bar>
        ${bar === "under" ? this.ranges() : nothing}
      </div>
    </div>`;
  }

  /** Strips that have a number for each row: they stand beside the picture where its rows are these. */
  private beside(): readonly StripName[] {
    return rowsInStep(this.store) ? this.there().filter((name) => this.isOfRows(name)) : [];
  }

  private under(): readonly StripName[] {
    return this.there().filter((name) => !this.isOfRows(name));
  }

  private there(): readonly StripName[] {
    const { analysis, stripsOf } = this.store;
    return stripsOf(this.tensor).filter((name) => analysis.value?.summaries[name]);
  }

  private isOfRows(name: StripName): boolean {
    return areRows(this.store) && isOfBlocks(name, this.store.analysis.value);
  }

  private rowStrips(names: readonly StripName[]): TemplateResult {
    return html`<div class="sets">
        ${names.map((name) => html`<gl-strip .store=${this.store} .tensor=${name}></gl-strip>`)}
      </div>
      <div class="set-names">${names.map((name) => html`<span title=${titleOf(name)}>${signOf(name)}</span>`)}</div>
      ${this.bar === "side" ? this.ranges() : nothing}`;
  }

  /** Without numbers a strip's place stays empty: pictures side by side stay equally high. */
  private strips(hasRanges: boolean): TemplateResult | typeof nothing {
    const { store, tensor } = this;
    const strips = store.stripsOf(tensor);
    const under = this.under();
    if (strips.length === 0 || (this.alone && under.length === 0)) return nothing;
    return html`<div class="strips">
      ${strips.map((name) =>
        under.includes(name)
          ? html`<div class="strip">
              <span title=${titleOf(name)}>${labelOf(name)}</span>
              <gl-strip .store=${store} .tensor=${name}></gl-strip>
              ${hasRanges ? html`<span class="at" data-strip=${name}></span>` : nothing}
            </div>`
          : html`<div class="strip"></div>`,
      )}
    </div>`;
  }

  /** What stands beside a strip elsewhere: its range, or its number at the inspected column. */
  private ranges(): TemplateResult {
    return html`<div class="ranges">
      ${[...this.under(), ...this.beside()].map(
        (name) =>
          html`<span class="range" title=${titleOf(name)}
            >${signOf(name)} <span class="at" data-strip=${name}></span
          ></span>`,
      )}
    </div>`;
  }

  override updated(): void {
    this.readOut();
  }

  /** The picture inside, for focus and export. */
  get heatmap(): HeatmapElement | null {
    return this.renderRoot.querySelector("gl-heatmap");
  }
}
customElements.define("gl-view", ViewElement);
