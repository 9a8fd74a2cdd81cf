import { effect } from "@preact/signals-core";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PictureName } from "../../src/protocol";
import type { Store } from "../store";
import { drawCursor, drawDetails, hasDetails } from "./details";
import { observeBox, type Box } from "./device";
import { readable } from "./format";
import { attachGestures } from "./gestures";
import { Layer } from "./layer";
import { sceneOf, type Scene } from "./scene";
import { partRows } from "./parts";
import { labelOf, titleOf } from "./tensors";

/** One picture: the canvas of the numbers, the canvas of what large cells show, and the canvas of cursor and selection. */
export class HeatmapElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {} };
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
      min-height: 0;
      overflow: hidden;
      font-family: var(--vscode-editor-font-family, monospace);
    }
    .stage {
      position: absolute;
      inset: 0;
      outline: none;
      cursor: crosshair;
      touch-action: none;
    }
    .stage:focus-visible {
      outline: 2px solid var(--vscode-focusBorder);
      outline-offset: -2px;
      z-index: 1;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      image-rendering: pixelated;
      pointer-events: none;
    }
    canvas[hidden] {
      display: none;
    }
    .spoken {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `;

  declare store: Store;
  declare tensor: PictureName;
  private layer: Layer | null = null;
  private box: Box | null = null;
  private fontFamily = "";
  private readonly canvases = new Map<string, HTMLCanvasElement>();
  private readonly cleanups: (() => void)[] = [];

  /** The number that stands at a cell, and the cells it stands for. */
  numberAt(row: number, column: number): { value: number; rows: number; columns: number } | undefined {
    return this.layer?.numberAt(row, column);
  }

  /** The picture's canvas, for export. */
  get picture(): HTMLCanvasElement {
    return this.canvas("picture");
  }

  /** True when the picture is drawn from the newest numbers of the right level. */
  get isFinal(): boolean {
    return this.layer?.isFinal ?? false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".stage")?.focus();
  }

  private canvas(name: string): HTMLCanvasElement {
    const known = this.canvases.get(name);
    if (known) return known;
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`canvas.${name}`);
    if (!canvas) throw new Error(`expected a canvas .${name}, got none`);
    this.canvases.set(name, canvas);
    return canvas;
  }

  override render(): TemplateResult {
    const { rows, columns } = this.store.planeSize.value;
    return html`<div
      class="stage"
      role="grid"
      tabindex="0"
      aria-label=${`${labelOf(this.tensor)}, ${titleOf(this.tensor)}, ${rows} rows, ${columns} columns`}
      aria-rowcount=${rows}
      aria-colcount=${columns}
      aria-readonly="true"
      aria-activedescendant="cell"
      @focus=${this.onFocus}
    >
      <canvas class="picture"></canvas>
      <canvas class="details"></canvas>
      <canvas class="cursor"></canvas>
      <div class="spoken" role="row"><span role="gridcell" id="cell"></span></div>
    </div>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override firstUpdated(): void {
    this.start();
  }

  override updated(changed: PropertyValues): void {
    // Another tensor in the same place: a new layer on the same canvas.
    if (this.layer && (changed.has("tensor") || changed.has("store")) && this.layer.tensor !== this.tensor) {
      this.stop();
      this.start();
    }
  }

  private start(): void {
    const { store } = this;
    const scene = sceneOf(store);
    const picture = this.canvas("picture");
    const look = (): {
      plane: typeof store.plane.value;
      extent: typeof store.planeSize.value;
      camera: typeof scene.camera.value;
    } => ({
      plane: store.plane.value,
      extent: store.planeSize.value,
      camera: scene.camera.value,
    });
    const layer = new Layer(scene, this.tensor, picture, look, () => this.drawDetails(scene));
    this.layer = layer;
    layer.start();
    if (this.box) this.resize(scene, this.box);
    const stage = picture.parentElement ?? this;
    this.cleanups.push(
      () => layer.dispose(),
      attachGestures(stage, scene),
      observeBox(picture, (box) => this.resize(scene, box)),
      effect(() => this.drawCursor(scene)),
      effect(() => this.speak()),
      effect(() => {
        void store.planeSize.value;
        this.requestUpdate();
      }),
    );
  }

  private stop(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.layer = null;
  }

  private resize(scene: Scene, box: Box): void {
    this.box = box;
    const { width, height } = scene.viewport.value;
    if (width !== box.width || height !== box.height) scene.viewport.value = { width: box.width, height: box.height };
    scene.ratio.value = box.width > 0 ? box.deviceWidth / box.width : 1;
    this.layer?.resize(box.deviceWidth, box.deviceHeight);
    this.drawDetails(scene);
    this.drawCursor(scene);
  }

  private drawDetails(scene: Scene): void {
    const { layer, box } = this;
    const scale = scene.scale(this.tensor).value;
    if (!layer || !box || !scale) return;
    const view = { width: box.deviceWidth, height: box.deviceHeight, ratio: scene.ratio.value };
    const camera = scene.camera.value;
    const context = this.shown("details", hasDetails({ ...view, camera }));
    if (!context) return;
    drawDetails({
      ...view,
      context,
      camera,
      plane: this.store.planeSize.value,
      scale,
      table: scene.table(scale),
      numberAt: layer.reader(),
      font: this.font(),
    });
  }

  private drawCursor(scene: Scene): void {
    const { cursor, hover, selection, theme } = this.store;
    const marks = { cursor: cursor.value, hover: hover.value, selection: selection.value };
    const analysis = this.store.analysis.value;
    const parts = analysis ? partRows(analysis, this.store.plane.value) : [];
    const { box } = this;
    const isMarked = marks.cursor !== null || marks.hover !== null || marks.selection !== null || parts.length > 0;
    const context = this.shown("cursor", isMarked);
    if (!box || !context) return;
    const isDark = theme.value === "dark" || theme.value === "hc-dark";
    drawCursor({
      ...marks,
      parts,
      camera: scene.camera.value,
      font: this.font(),
      context,
      width: box.deviceWidth,
      height: box.deviceHeight,
      ratio: scene.ratio.value,
      front: isDark ? "#fff" : "#000",
      back: isDark ? "#000" : "#fff",
    });
  }

  private font(): string {
    this.fontFamily ||= getComputedStyle(this).fontFamily;
    return this.fontFamily;
  }

  /** What to draw with. An empty canvas is taken out of the page: the browser would blend its pixels in every frame. */
  private shown(name: string, isShown: boolean): CanvasRenderingContext2D | null {
    const canvas = this.canvas(name);
    const { box } = this;
    if (canvas.hidden === isShown) canvas.hidden = !isShown;
    if (!isShown || !box) return null;
    if (canvas.width !== box.deviceWidth) canvas.width = box.deviceWidth;
    if (canvas.height !== box.deviceHeight) canvas.height = box.deviceHeight;
    return canvas.getContext("2d");
  }

  /** The cell at the cursor, for a screen reader that walks the grid. */
  private speak(): void {
    const cell = this.store.cursor.value;
    const element = this.renderRoot.querySelector("#cell");
    if (!element) return;
    const number = cell && this.layer?.numberAt(cell.row, cell.column);
    element.textContent = cell
      ? `${labelOf(this.tensor)} row ${cell.row}, column ${cell.column}${number?.rows === 1 && number.columns === 1 ? `: ${readable(number.value)}` : ""}`
      : "no cell chosen";
    if (cell) {
      element.setAttribute("aria-colindex", String(cell.column + 1));
      element.parentElement?.setAttribute("aria-rowindex", String(cell.row + 1));
    }
  }

  private readonly onFocus = (): void => {
    this.store.active.value = this.tensor;
  };
}
customElements.define("gl-heatmap", HeatmapElement);

declare global {
  interface HTMLElementTagNameMap {
    "gl-heatmap": HeatmapElement;
  }
}
