import { computed, effect } from "@preact/signals-core";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { available, perform, toggleView } from "./actions";
import { toAction } from "./keys";
import { ROBUST_SHARES } from "./colour-limits";
import { gridFor } from "./arrange";
import { HeatmapElement } from "./heatmap";
import { cellsPerPixel, levelsFor } from "./levels";
import { Paced } from "./paced";
import { sceneOf } from "./scene";
import { labelOf, titleOf } from "./tensor-names";
import type { ViewElement } from "./view-element";
import "./view-element";
import { Watch } from "./watch-signals";
import { linkedViewsStyles } from "./linked-views-styles";

/** ms between two writings of the level while the camera moves: each lays the page out anew. */
const PACE = 100;
/** Where letters and digits are typed, or choose something. */
const TAKES_KEYS = "input, select, textarea, dialog, [role=menu]";

/** All pictures of one analysis: the same camera, cursor and selection in each; which ones are shown, and how. */
export class LinkedViewsElement extends LitElement {
  static override properties = { store: { attribute: false }, size: { state: true } };
  static override styles = linkedViewsStyles;
  declare store: Store;
  declare size: { width: number; height: number };
  private observer: ResizeObserver | null = null;
  private readonly stops: (() => void)[] = [];
  private readonly level = new Paced(PACE, () => this.writeDensity());
  /** True while the whole plane is shown. */
  private readonly isFit = computed(() => this.store.camera.value === null);
  /** "16 x 16" when a device pixel stands for many cells. */
  private readonly density = computed(() => {
    const { camera, viewport, ratio } = sceneOf(this.store);
    const { width, height } = viewport.value;
    const pixels = (size: number): number => Math.round(size * ratio.value);
    return cellsPerPixel(levelsFor(camera.value, pixels(width), pixels(height)));
  });

  constructor() {
    super();
    this.size = { width: 1200, height: 800 };
    new Watch(this, () => {
      const { analysis, views, single, active, sharedRange, robust, square } = this.store;
      const scene = sceneOf(this.store);
      void [analysis.value, views.value, single.value, active.value, sharedRange.value, robust.value, square.value];
      void scene.dragSelects.value;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.onKey);
    this.observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentBoxSize[0];
      if (box) this.size = { width: box.inlineSize, height: box.blockSize };
    });
    this.observer.observe(this);
    this.stops.push(
      effect(() => {
        void this.density.value;
        this.level.due();
      }),
      () => this.level.stop(),
      effect(() => this.writeFit()),
    );
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onKey);
    this.observer?.disconnect();
    for (const stop of this.stops.splice(0)) stop();
  }
  override updated(): void {
    this.writeDensity();
    this.writeFit();
  }

  /** Straight into the page, as the level: the camera's first move does not render the tools. */
  private writeFit(): void {
    const isFit = this.isFit.value;
    const button = this.renderRoot.querySelector<HTMLButtonElement>("button.fit");
    if (button) button.disabled = isFit;
  }

  /** The level changes while the camera moves. */
  private writeDensity(): void {
    const density = this.density.value;
    const status = this.renderRoot.querySelector<HTMLElement>(".density");
    const text = density === null ? "" : `1 pixel = ${density} cells, most extreme one shown`;
    if (status && status.textContent !== text) status.textContent = text;
  }

  /** Pictures on screen now. */
  private shown(): readonly PictureName[] {
    const { views, single, active } = this.store;
    const there = available(this.store);
    if (single.value) return there.includes(active.value) ? [active.value] : there.slice(0, 1);
    const chosen = views.value.filter((name) => there.includes(name));
    return chosen.length ? chosen : there.slice(0, 1);
  }

  /** The view of a picture that is on screen, for export. */
  viewOf(name: PictureName): ViewElement | null {
    return [...this.renderRoot.querySelectorAll<ViewElement>("gl-view")].find((view) => view.tensor === name) ?? null;
  }

  /** Puts the keyboard's focus on the active picture. */
  focusPicture(): void {
    (this.viewOf(this.store.active.value) ?? this.renderRoot.querySelector<ViewElement>("gl-view"))?.heatmap?.focus();
  }

  override render(): TemplateResult {
    const { store } = this;
    const there = available(store);
    if (there.length === 0) return html`<div class="empty">Nothing to show yet.</div>`;
    const shown = this.shown();
    const { columns, rows } = gridFor(shown.length, this.size.width, this.size.height);
    // By property, not by attribute: the page's policy forbids style attributes, and styleMap writes one at first.
    const layout = `grid-template: repeat(${rows}, minmax(190px, 1fr)) / repeat(${columns}, minmax(0, 1fr))`;
    return html`${this.tools(there, shown)}
      <div class="views" .style=${layout}>
        ${repeat(
          shown,
          (name) => name,
          (name) => html`<gl-view .store=${store} .tensor=${name} role="group" aria-label=${labelOf(name)}></gl-view>`,
        )}
      </div>`;
  }

  private tools(there: readonly PictureName[], shown: readonly PictureName[]): TemplateResult {
    const { store } = this;
    const scene = sceneOf(store);
    return html`<div class="tools" role="toolbar" aria-label="Pictures">
      <span class="group" role="group" aria-label="Views">
        ${there.map(
          (name, index) =>
            html`<button
              aria-pressed=${shown.includes(name)}
              title=${`${titleOf(name)} (${index + 1})`}
              @click=${() => toggleView(store, name)}
            >
              <kbd aria-hidden="true">${index < 9 ? index + 1 : nothing}</kbd
              ><span class="view-name">${labelOf(name)}</span>
            </button>`,
        )}
      </span>
      <span class="group">
        ${this.toggle("One at a time", "Show one view at a time (S)", store.single)}
        ${this.toggle("Shared colours", "One colour range for the gradients that are shown and compared, and one for x and its change", store.sharedRange)}
        ${this.toggle("Square cells", "Cells as wide as they are high (Q)", store.square, () => (store.camera.value = null))}
        ${this.toggle("Select", "Dragging selects a rectangle (Shift does so at any time)", scene.dragSelects)}
      </span>
      <label
        >Limits
        <select
          aria-label="Share of the cells inside automatic colour limits"
          title="Share of the cells inside automatic colour limits; the rest is marked as clipped"
          @change=${(event: Event) => (store.robust.value = Number((event.target as HTMLSelectElement).value))}
        >
          ${ROBUST_SHARES.map(
            (share) =>
              html`<option value=${share} ?selected=${share === store.robust.value}>
                ${share === 1 ? "all cells" : `middle ${Math.round(share * 1000) / 10} %`}
              </option>`,
          )}
        </select>
      </label>
      <button class="fit" title="Show the whole matrix (0)" @click=${() => (store.camera.value = null)}>Fit</button>
      <span
        class="density"
        role="status"
        title="Of the cells behind a pixel, the one furthest from 0; where nearly all values lie to one side of 0, the one furthest from their median. NaN and infinity come first."
      ></span>
    </div>`;
  }

  private toggle(
    text: string,
    title: string,
    state: { value: boolean },
    then: () => void = () => undefined,
  ): TemplateResult {
    return html`<button
      aria-pressed=${state.value}
      title=${title}
      @click=${() => {
        state.value = !state.value;
        then();
      }}
    >
      ${text}
    </button>`;
  }

  /** Keys of the whole set work wherever the focus is on the page, unless it takes keys itself; others on a picture. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    if (path.some((node) => node instanceof Element && node.matches(TAKES_KEYS))) return;
    const action = toAction(event);
    if (!action) return;
    const isOfAll = action.kind === "view" || action.kind === "single";
    if (!isOfAll && !path.some((node) => node instanceof HeatmapElement)) return;
    event.preventDefault();
    perform(sceneOf(this.store), action);
  };
}
customElements.define("gl-linked-views", LinkedViewsElement);

declare global {
  interface HTMLElementTagNameMap {
    "gl-linked-views": LinkedViewsElement;
    "gl-view": ViewElement;
  }
}
