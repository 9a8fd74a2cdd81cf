import { computed, effect } from "@preact/signals-core";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { PictureName, StripName } from "../../src/protocol";
import type { ScaleKind, Store } from "../store";
import "./axis";
import { channelOf, hasChannelColumns } from "./channel";
import type { ColourBarElement } from "./colour-bar";
import "./colour-bar";
import { count, readable } from "./format";
import type { HeatmapElement } from "./heatmap";
import "./heatmap";
import { rangeText } from "./labels";
import "./legend";
import "./painting/marginal";
import { sceneOf } from "./scene";
import type { StripElement } from "./strip";
import "./strip";
import { stripsOf } from "./strips";
import { labelOf, titleOf } from "./tensors";
import { Watch } from "./watch";

const SCALES: readonly { readonly kind: ScaleKind | "auto"; readonly text: string }[] = [
  { kind: "auto", text: "auto" },
  { kind: "linear", text: "linear" },
  { kind: "symlog", text: "symlog" },
  { kind: "log", text: "log" },
];

/** One picture with all that belongs to it: its name and cell, edges, strips, colours and legend. */
export class ViewElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {}, index: { type: Number } };
  static override styles = css`
    :host {
      display: block;
      container-type: size;
      min-width: 0;
      min-height: 0;
      --gl-line: color-mix(in srgb, var(--vscode-foreground) 22%, transparent);
    }
    .view {
      --head: 24px;
      display: grid;
      height: 100%;
      grid-template-columns: 46px minmax(0, 1fr) 34px 86px;
      grid-template-rows: var(--head) 34px minmax(0, 1fr) auto 20px;
      grid-template-areas:
        "head head head head"
        "corner top . ."
        "rows picture right bar"
        "strips strips strips strips"
        ". columns . .";
      column-gap: 0;
    }
    /* Strips of channels under a picture whose columns are no channels: its own column numbers come first. */
    .view.apart {
      grid-template-areas:
        "head head head head"
        "corner top . ."
        "rows picture right bar"
        ". columns . ."
        "strips strips strips strips";
      grid-template-rows: var(--head) 34px minmax(0, 1fr) 20px auto;
    }
    header {
      grid-area: head;
      display: flex;
      align-items: center;
      gap: 0 8px;
      min-width: 0;
      padding: 0 2px 0 8px;
      white-space: nowrap;
    }
    h3 {
      margin: 0;
      font-size: 13px;
      font-weight: 600;
      font-family: var(--vscode-editor-font-family, monospace);
    }
    :host([data-active]) h3 {
      color: var(--vscode-textLink-foreground, inherit);
    }
    /* What has no room goes whole, to a line that is not shown: words of the title, then the index, then the number. */
    .title {
      flex: 1 1 0;
      height: 18px;
      overflow: hidden;
      color: var(--vscode-descriptionForeground);
      font-size: 12px;
      line-height: 18px;
      white-space: normal;
    }
    .readout {
      display: flex;
      flex-flow: row-reverse wrap;
      height: 18px;
      overflow: hidden;
      font-family: var(--vscode-editor-font-family, monospace);
      font-size: 12px;
      line-height: 18px;
      font-variant-numeric: tabular-nums;
    }
    .readout::before {
      content: "";
      order: -2;
      height: 100%;
    }
    .readout .value {
      order: -1;
    }
    .readout .index {
      padding-right: 7px;
      color: var(--vscode-descriptionForeground);
    }
    select {
      height: 20px;
      padding: 0 2px;
      border: 1px solid transparent;
      border-radius: 3px;
      background: transparent;
      color: var(--vscode-descriptionForeground);
      font: inherit;
      font-size: 11px;
      cursor: pointer;
    }
    select:hover,
    select:focus-visible {
      color: var(--vscode-foreground);
      border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--gl-line)));
    }
    select:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    option {
      background: var(--vscode-dropdown-background);
      color: var(--vscode-dropdown-foreground);
    }
    /* A rim that is painted with the background: an outline would lie over the picture, and be blended with it in every frame. */
    gl-heatmap {
      grid-area: picture;
      box-shadow: 0 0 0 1px var(--gl-line);
    }
    gl-axis,
    .corner,
    .strip {
      font-family: var(--vscode-font-family, sans-serif);
      font-variant-numeric: tabular-nums;
    }
    gl-axis[along="rows"] {
      grid-area: rows;
    }
    gl-axis[along="columns"] {
      grid-area: columns;
      margin-top: 2px;
    }
    gl-marginal[along="columns"] {
      grid-area: top;
      margin-bottom: 2px;
    }
    gl-marginal[along="rows"] {
      grid-area: right;
      margin-left: 2px;
    }
    gl-colour-bar {
      grid-area: bar;
      margin-left: 8px;
      font-family: var(--vscode-font-family, sans-serif);
    }
    .corner {
      grid-area: corner;
      display: grid;
      grid-template-rows: 1fr 1fr;
      align-items: center;
      justify-items: end;
      padding: 0 6px 2px 0;
      font-size: 10.5px;
      white-space: nowrap;
      color: var(--vscode-descriptionForeground);
    }
    .corner .sum {
      color: var(--vscode-charts-blue, inherit);
    }
    .strips {
      grid-area: strips;
      display: grid;
      grid-template-columns: subgrid;
      padding-top: 3px;
    }
    .strip {
      display: grid;
      grid-column: 1 / -1;
      grid-template-columns: 46px minmax(0, 1fr) 120px;
      height: 15px;
      align-items: center;
      font-size: 10.5px;
      color: var(--vscode-descriptionForeground);
    }
    .strip > :first-child {
      text-align: right;
      padding-right: 7px;
      white-space: nowrap;
      overflow: hidden;
    }
    .strip > :last-child {
      padding-left: 8px;
      overflow: hidden;
      white-space: nowrap;
    }
    gl-strip {
      height: 12px;
      outline: 1px solid var(--gl-line);
    }
    gl-legend {
      flex: none;
    }
    @container (max-width: 380px) or (max-height: 250px) {
      .view {
        grid-template-columns: 46px minmax(0, 1fr) 0 84px;
        grid-template-rows: var(--head) 0 minmax(0, 1fr) auto 20px;
      }
      .view.apart {
        grid-template-rows: var(--head) 0 minmax(0, 1fr) 20px auto;
      }
      gl-marginal,
      .corner {
        display: none;
      }
      .strip {
        grid-template-columns: 46px minmax(0, 1fr) 84px;
      }
    }
    /* Title and legend on a line of their own, in every view: pictures stay equally high whatever legends say. */
    @container (max-width: 340px) {
      .view {
        --head: 42px;
      }
      header {
        flex-wrap: wrap;
        align-content: start;
      }
      header::after {
        content: "";
        order: 1;
        width: 100%;
      }
      .title,
      gl-legend {
        order: 2;
      }
      h3,
      .readout {
        line-height: 22px;
      }
      .readout {
        flex: 1 1 0;
        height: 22px;
      }
    }
  `;
  declare store: Store;
  declare tensor: PictureName;
  private stop: () => void = () => undefined;
  /** Chosen for the colours. Limits change in every frame of a drag; they stand elsewhere. */
  private readonly kind = computed(() => this.store.colour.value[this.tensor]?.kind ?? "auto");

  constructor() {
    super();
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
    this.stop = effect(() => {
      void [store.inspected.value, this.isIdle.value, store.plane.value];
      this.readOut();
    });
    const bar = this.renderRoot.querySelector<ColourBarElement>("gl-colour-bar");
    if (bar) bar.valueAtCursor = () => this.numberAtCursor()?.value;
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
    const number = this.numberAtCursor();
    const isBlock = number !== undefined && (number.rows > 1 || number.columns > 1);
    write(
      index,
      !cell
        ? ""
        : isBlock
          ? `[${count(cell.row)}, ${count(cell.column)}] in ${number.rows} × ${number.columns}: `
          : `[${count(cell.row)}, ${count(cell.column)}] `,
    );
    write(value, number ? readable(number.value) : "");
    for (const strip of this.renderRoot.querySelectorAll<HTMLElement>(".strip")) {
      const picture = strip.querySelector<StripElement>("gl-strip");
      const output = strip.querySelector(".at");
      if (!picture || !output) continue;
      const column = channelOf(this.store.plane.value, cell);
      const at = column === undefined ? undefined : picture.numberAt(column);
      write(output, at === undefined ? this.rangeOf(picture.tensor) : readable(at));
    }
  }

  /** Limits of a strip's colours, shown while no column is chosen. */
  private rangeOf(tensor: StripName): string {
    const scale = sceneOf(this.store).scale(tensor).value;
    if (!scale || this.store.analysis.value?.summaries[tensor]?.finite === 0) return "";
    return rangeText(scale);
  }

  override render(): TemplateResult {
    const { store, tensor } = this;
    const summaries = store.analysis.value?.summaries;
    // A picture without strips of its own has those of dx: all pictures stay equally high.
    const own = stripsOf(tensor).filter((name) => summaries?.[name]);
    const strips = own.length ? own : stripsOf("dx").filter((name) => summaries?.[name]);
    const chosen = this.kind.value;
    return html`<div class=${hasChannelColumns(store.plane.value) ? "view" : "view apart"}>
      <header>
        <h3>${labelOf(tensor)}</h3>
        <span class="title" title=${titleOf(tensor)}>${titleOf(tensor)}</span>
        <gl-legend .store=${store} .tensor=${tensor}></gl-legend>
        <span class="readout"><span class="index"></span><span class="value"></span></span>
        <select
          aria-label=${`Colour scale of ${labelOf(tensor)}`}
          title="Colour scale"
          @change=${(event: Event) => {
            const kind = (event.target as HTMLSelectElement).value as ScaleKind | "auto";
            sceneOf(store).chooseColour(tensor, { kind, low: null, high: null });
          }}
        >
          ${SCALES.map(({ kind, text }) => html`<option value=${kind} .selected=${kind === chosen}>${text}</option>`)}
        </select>
      </header>
      <div class="corner" aria-hidden="true"><span class="sum">Σ</span><span>max</span></div>
      <gl-marginal along="columns" .store=${store} .tensor=${tensor}></gl-marginal>
      <gl-axis along="rows" .store=${store} .along=${"rows"}></gl-axis>
      <gl-heatmap .store=${store} .tensor=${tensor} .name=${labelOf(tensor)} .caption=${titleOf(tensor)}></gl-heatmap>
      <gl-marginal along="rows" .store=${store} .tensor=${tensor}></gl-marginal>
      <gl-colour-bar .store=${store} .tensor=${tensor}></gl-colour-bar>
      ${
        strips.length
          ? html`<div class="strips">
              ${strips.map(
                (name) =>
                  html`<div class="strip">
                    <span title=${titleOf(name)}>${labelOf(name)}</span>
                    <gl-strip .store=${store} .tensor=${name}></gl-strip>
                    <span class="at"></span>
                  </div>`,
              )}
            </div>`
          : nothing
      }
      <gl-axis along="columns" .store=${store} .along=${"columns"}></gl-axis>
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

/** A text that is written again, even the same, makes the browser lay the page out again. */
function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
