import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { sceneOf } from "../heatmap";
import { perform } from "../heatmap/actions";
import { toAction } from "../heatmap/keys";
import { cssOf, STEPS, tableOf } from "../heatmap/painting/colour";
import type { Scale } from "../heatmap/scale";
import { itemAt } from "../../src/core/item-at";
import { short } from "../page/numbers";
import { base } from "../page/styles";
import { WatchingElement } from "../page/watching-element";
import { SHOWN, type PictureStore } from "./picture-store";

/** Colours of the bar under the picture. */
const BAR_STEPS = 16;

/** One picture of the explanation: the heatmap, its name, its colours with their limits. */
@customElement("gl-explain-picture")
export class ExplainPictureElement extends WatchingElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figure {
        margin: 0;
      }
      figcaption {
        display: flex;
        gap: 8px;
        align-items: baseline;
        justify-content: space-between;
        margin-bottom: 3px;
      }
      .name {
        font-weight: 600;
      }
      gl-heatmap {
        width: 100%;
        height: var(--picture-height, 110px);
        aspect-ratio: var(--picture-ratio, auto);
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .colours {
        display: flex;
        align-items: center;
        gap: 6px;
        margin-top: 3px;
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .bar {
        flex: 1;
        height: 8px;
        border-radius: 2px;
      }
    `,
  ];

  @property({ attribute: false }) picture!: PictureStore;
  @property() name = "";
  @property() caption = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.keyed);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.keyed);
  }

  override render(): TemplateResult {
    const { store, fault } = this.picture;
    const scale = sceneOf(store).scale(SHOWN).value;
    return html`<figure>
      <figcaption><span class="name">${this.name}</span><span class="muted">${this.caption}</span></figcaption>
      ${fault.value === null ? nothing : html`<p class="bad" role="alert">${fault.value}</p>`}
      ${
        store.analysis.value === null
          ? nothing
          : html`<gl-heatmap .store=${store} .tensor=${SHOWN} .name=${this.name} .caption=${this.caption}></gl-heatmap>`
      }
      ${scale ? this.colours(scale) : nothing}
    </figure>`;
  }

  private colours(scale: Scale): TemplateResult {
    const table = tableOf(scale.family, this.picture.store.theme.value);
    const stops = Array.from({ length: BAR_STEPS + 1 }, (_, i) =>
      cssOf(itemAt(table, Math.round((i / BAR_STEPS) * (STEPS - 1)))),
    );
    return html`<div class="colours">
      <span>${short(scale.low)}</span>
      <span class="bar" .style=${`background: linear-gradient(to right, ${stops.join(", ")})`}></span>
      <span>${short(scale.high)}</span>
    </div>`;
  }

  /** The keys of a picture. They stay here: the page's own pictures have the same. */
  private readonly keyed = (event: KeyboardEvent): void => {
    const action = toAction(event);
    if (!action || action.kind === "view" || action.kind === "single") return;
    event.preventDefault();
    event.stopPropagation();
    perform(sceneOf(this.picture.store), action);
  };
}
