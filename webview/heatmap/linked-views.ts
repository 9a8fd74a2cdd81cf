import { computed, effect } from "@preact/signals-core";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { available, perform, toggleView } from "./actions";
import "./drop-down";
import { toAction } from "./keys";
import { ROBUST_SHARES } from "./colour-limits";
import { areCompared, arrangementFor, largeOne } from "./arrange";
import { HeatmapElement } from "./heatmap";
import { cellsPerPixel, levelsFor } from "./levels";
import { Paced } from "./paced";
import { sceneOf } from "./scene";
import { labelOf, titleOf } from "./tensor-names";
import type { ViewElement } from "./view-element";
import "./view-element";
import { Watch } from "./watch-signals";
import { writeText } from "./write-text";
import { itemAt } from "../../src/core/item-at";
import { linkedViewsStyles } from "./linked-views-styles";

/** CSS pixels that the bar over the views takes. */
const TOOLS = 28;
/** ms between two writings of the level while the camera moves: each lays the page out anew. */
const PACE = 100;
/** CSS pixels of width from which on sums and maxima stand at the pictures' edges by themselves. */
const EDGES_FROM = 700;
const EDGES =
  "Sum and largest magnitude of each row and column at the pictures' edges, where a picture is large enough";
const NO_EDGES = "No picture is large enough for sums at its edges: widen the panel, or show fewer pictures";
/** From which on the switches stand side by side; narrower they are in a menu. */
const SWITCHES_FROM = 780;
/** What the switch of wrong cells, which is not always there, takes of that. */
const WRONG_SWITCH = 40;
/** Where letters and digits are typed, or choose something. */
const TAKES_KEYS = "input, select, textarea, dialog, [role=menu]";

/** Sums at the pictures' edges: whether they are wanted, and whether any picture has room for them. */
interface Edges {
  readonly isOn: boolean;
  readonly fit: boolean;
}

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
  /** "16 × 16" when a device pixel stands for many cells, "8 × 8 to 16 × 16" when in small pictures for more. */
  private readonly density = computed(() => {
    const { camera, sizes, ratio } = sceneOf(this.store);
    const pixels = (size: number): number => Math.round(size * ratio.value);
    const all = [...sizes.value.values()]
      .sort((one, other) => other.width * other.height - one.width * one.height)
      .map(({ width, height }) => cellsPerPixel(levelsFor(camera.value, pixels(width), pixels(height))));
    const [large, small] = [all[0] ?? null, all.at(-1) ?? null];
    return large === small ? large : `${large ?? "1 × 1"} to ${small ?? "1 × 1"}`;
  });

  constructor() {
    super();
    this.size = { width: 1200, height: 800 };
    new Watch(this, () => {
      const { analysis, views, single, active, sharedRange, robust, square, edges } = this.store;
      const scene = sceneOf(this.store);
      void [analysis.value, views.value, single.value, active.value, sharedRange.value, robust.value, square.value];
      void [edges.value, scene.dragSelects.value, this.store.wrongShown.value, this.isAnyWrong()];
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
    if (status) writeText(status, text);
  }

  /** Pictures on screen now. */
  private shown(): readonly PictureName[] {
    const { views, single, active } = this.store;
    const there = available(this.store);
    if (single.value) return there.includes(active.value) ? [active.value] : there.slice(0, 1);
    const chosen = views.value.filter((name) => there.includes(name));
    return chosen.length ? chosen : there.slice(0, 1);
  }

  private isAnyWrong(): boolean {
    const { store } = this;
    return this.shown().some((name) => [name, ...store.stripsOf(name)].some((tensor) => store.wrongIn(tensor) > 0));
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
    const { width, height } = this.size;
    const { template, places } = arrangementFor(
      shown.length,
      largeOne(shown, store.square.value),
      width,
      height - TOOLS,
      areCompared(shown),
    );
    const edges = this.hasEdges();
    // By property, not by attribute: the page's policy forbids style attributes, and styleMap writes one at first.
    return html`${this.tools(there, shown, { isOn: edges, fit: places.some(({ fitsEdges }) => fitsEdges) })}
      <div class="views" .style=${`grid-template: ${template}`}>
        ${repeat(
          shown,
          (name) => name,
          (name, i) => {
            const place = itemAt(places, i);
            return html`<gl-view
              .store=${store}
              .tensor=${name}
              .bar=${place.bar}
              .edges=${edges && place.fitsEdges}
              .alone=${place.isAlone}
              .style=${`grid-area: ${place.area}`}
              role="group"
              aria-label=${labelOf(name)}
            ></gl-view>`;
          },
        )}
      </div>`;
  }

  private hasEdges(): boolean {
    return this.store.edges.value ?? this.size.width >= EDGES_FROM;
  }

  private tools(there: readonly PictureName[], shown: readonly PictureName[], edges: Edges): TemplateResult {
    return html`<div class="tools" role="toolbar" aria-label="Pictures">
      <gl-drop-down label="Views" hint="What is shown (keys 1 to 9)" .menu=${true}>
        ${there.map((name, index) => this.viewItem(name, index, shown.includes(name)))}
      </gl-drop-down>
      <gl-drop-down
        class="switches"
        label="Display"
        hint="How pictures are shown"
        .inline=${this.size.width >= SWITCHES_FROM + (this.isAnyWrong() ? WRONG_SWITCH : 0)}
      >
        ${this.switches(edges)}
      </gl-drop-down>
      <button class="fit" title="Show the whole matrix (0)" @click=${() => (this.store.camera.value = null)}>
        Fit
      </button>
      <span
        class="density"
        role="status"
        title="Of the cells behind a pixel, the one furthest from 0; where nearly all values lie to one side of 0, the one furthest from their median. NaN and infinity come first."
      ></span>
    </div>`;
  }

  private viewItem(name: PictureName, index: number, isShown: boolean): TemplateResult {
    return html`<button
      class="view-item"
      role="menuitemcheckbox"
      aria-checked=${isShown}
      aria-label=${`${labelOf(name)}: ${titleOf(name)}`}
      @click=${() => toggleView(this.store, name)}
    >
      <span aria-hidden="true">${isShown ? "✓" : ""}</span
      ><kbd aria-hidden="true">${index < 9 ? index + 1 : nothing}</kbd><span class="view-name">${labelOf(name)}</span
      ><span class="view-title">${titleOf(name)}</span>
    </button>`;
  }

  private switches(edges: Edges): TemplateResult {
    const { store } = this;
    const { dragSelects } = sceneOf(store);
    return html`<div class="group" role="group" aria-label="Display">
      ${this.toggle("One at a time", "Show one view at a time (S)", store.single)}
      ${this.toggle("Shared colours", "One colour range for the gradients that are shown and compared, and one for x and its change", store.sharedRange)}
      ${
        this.isAnyWrong()
          ? this.toggle("Wrong cells", "Hatch and outline the cells that the verdict calls wrong", store.wrongShown)
          : nothing
      }
      ${this.toggle("Square cells", "Cells as wide as they are high (Q)", store.square, () => (store.camera.value = null))}
      <button
        ?disabled=${!edges.fit}
        aria-pressed=${edges.isOn && edges.fit}
        title=${edges.fit ? EDGES : NO_EDGES}
        @click=${() => (store.edges.value = !edges.isOn)}
      >
        Sums at the edges
      </button>
      ${this.toggle("Select", "Dragging selects a rectangle (Shift does so at any time)", dragSelects)}
      <label
        >Clip colours
        <select
          aria-label="Clip colours: share of the cells inside automatic limits"
          title="Share of the cells inside automatic colour limits; the rest is marked as clipped"
          @change=${(event: Event) => (store.robust.value = Number((event.target as HTMLSelectElement).value))}
        >
          ${ROBUST_SHARES.map(
            (share) =>
              html`<option value=${share} ?selected=${share === store.robust.value}>
                ${share === 1 ? "never" : `beyond the middle ${Math.round(share * 1000) / 10} %`}
              </option>`,
          )}
        </select>
      </label>
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
