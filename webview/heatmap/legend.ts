import { computed, effect } from "@preact/signals-core";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { FindQuery, PictureName, TensorSummary } from "../../src/protocol";
import type { Cell, Store } from "../store";
import { RequestError } from "../transport";
import { cssOf, SLOT } from "./colour";
import { goTo } from "./cursor";
import { count, short } from "./format";
import { isFlat } from "./limits";
import type { Scale } from "./scale";
import { sceneOf } from "./scene";
import { labelOf } from "./tensors";
import { Watch } from "./watch";

type What = FindQuery["what"];

const SETTLE = 150; // ms without a change of limits before clipped cells are counted

/** What in a picture is no ordinary colour: NaN, infinities, clipped, not checked yet, flat; with counts and "go to". */
export class LegendElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {}, clipped: { state: true } };
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: center;
      font-size: 11px;
      color: var(--vscode-descriptionForeground);
    }
    button {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      padding: 0 4px;
      height: 18px;
      border: 1px solid transparent;
      border-radius: 3px;
      background: transparent;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    button:hover {
      background: var(--vscode-toolbar-hoverBackground, rgb(128 128 128 / 20%));
      color: var(--vscode-foreground);
      border-color: var(--vscode-contrastActiveBorder, transparent);
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    i {
      display: inline-block;
      width: 10px;
      height: 10px;
      border-radius: 2px;
      outline: 1px solid var(--gl-line);
    }
    .go {
      opacity: 0.7;
    }
  `;
  declare store: Store;
  declare tensor: PictureName;
  declare clipped: number;
  private readonly last = new Map<What, Cell>();
  /** What the swatches are taken from; limits change in every frame of a drag and do not show here. */
  private readonly table = computed(() => {
    const scale = sceneOf(this.store).scale(this.tensor).value;
    return scale && sceneOf(this.store).table(scale);
  });
  private stop: () => void = () => undefined;
  private timer = 0;
  private asked = 0;

  constructor() {
    super();
    this.clipped = 0;
    new Watch(this, () => {
      void [this.store.analysis.value, this.table.value];
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = effect(() => {
      const { analysis, plane } = this.store;
      const scale = sceneOf(this.store).scale(this.tensor).value;
      const summary = analysis.value?.summaries[this.tensor];
      void plane.value;
      window.clearTimeout(this.timer);
      this.last.clear();
      const asked = ++this.asked;
      if (!scale || !summary || !isClipping(scale, summary)) {
        this.clipped = 0;
        return;
      }
      this.timer = window.setTimeout(() => void this.countClipped(asked), SETTLE);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
    window.clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const summary = this.store.analysis.value?.summaries[this.tensor];
    const scale = sceneOf(this.store).scale(this.tensor).value;
    if (!summary || !scale) return html``;
    const infinite = summary.positiveInfinite + summary.negativeInfinite;
    return html`${summary.nan ? this.chip("nan", ["nan"], "NaN", summary.nan) : nothing}
    ${infinite ? this.chip("infinite", infiniteSlots(summary), infiniteText(summary), infinite) : nothing}
    ${this.clipped ? this.chip("beyond", ["below", "above"], "clipped", this.clipped) : nothing}
    ${
      this.store.check.value?.status === "running" && scale.negativeIsAbsent
        ? html`<span>${this.swatch("absent")} not checked yet</span>`
        : nothing
    }
    ${summary.finite === 0 && summary.nan + infinite > 0 ? html`<span>no finite value</span>` : nothing}
    ${isFlat(summary) ? html`<span>flat: every ${summary.nan + infinite ? "finite " : ""}value is ${short(summary.min)}</span>` : nothing}`;
  }

  private swatch(slot: keyof typeof SLOT): TemplateResult {
    const table = this.table.value;
    const colour = table ? cssOf(table[SLOT[slot]]) : "transparent";
    return html`<i .style=${`background: ${colour}`}></i>`;
  }

  private chip(what: What, slots: readonly (keyof typeof SLOT)[], text: string, cells: number): TemplateResult {
    return html`<button
      aria-label=${`${text} ${count(cells)} in ${labelOf(this.tensor)}: go to the next`}
      title="Go to the next"
      @click=${() => void this.goToNext(what)}
    >
      ${slots.map((slot) => this.swatch(slot))}<span>${text} ${count(cells)}</span
      ><span class="go" aria-hidden="true">→</span>
    </button>`;
  }

  private query(what: What, after: Cell | null): FindQuery {
    const scale = sceneOf(this.store).scale(this.tensor).value;
    const { tensor } = this;
    const plane = this.store.plane.value;
    // A logarithmic map shows magnitudes, and everything small in its lowest colour.
    const low = scale?.kind === "log" ? -scale.high : (scale?.low ?? 0);
    return { tensor, what, low, high: scale?.high ?? 0, plane, after };
  }

  private async countClipped(asked: number): Promise<void> {
    const found = await this.find(this.query("beyond", null));
    if (asked === this.asked) this.clipped = found?.count ?? 0;
  }

  private async goToNext(what: What): Promise<void> {
    const after = this.last.get(what) ?? null;
    const found = (await this.find(this.query(what, after))) ?? (await this.find(this.query(what, null)));
    if (!found) return;
    const cell = { row: found.row, column: found.column };
    this.last.set(what, cell);
    this.store.active.value = this.tensor;
    goTo(sceneOf(this.store), cell);
  }

  private async find(query: FindQuery): Promise<{ row: number; column: number; count: number } | null> {
    try {
      return await this.store.client.request("find", query);
    } catch (error) {
      if (error instanceof RequestError) return null;
      throw error;
    }
  }
}
customElements.define("gl-legend", LegendElement);

function isClipping(scale: Scale, summary: TensorSummary): boolean {
  const slack = 1e-6 * Math.max(Math.abs(scale.low), Math.abs(scale.high));
  if (scale.kind === "log") return Math.max(Math.abs(summary.min), Math.abs(summary.max)) > scale.high + slack;
  return summary.min < scale.low - slack || summary.max > scale.high + slack;
}

function infiniteSlots(summary: TensorSummary): (keyof typeof SLOT)[] {
  return [
    ...(summary.positiveInfinite ? (["positiveInfinite"] as const) : []),
    ...(summary.negativeInfinite ? (["negativeInfinite"] as const) : []),
  ];
}
function infiniteText(summary: TensorSummary): string {
  if (!summary.negativeInfinite) return "+∞";
  return summary.positiveInfinite ? "±∞" : "−∞";
}
