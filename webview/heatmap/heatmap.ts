import { effect, signal } from "@preact/signals-core";
import { css, html, LitElement, type TemplateResult } from "lit";
import type { PictureName } from "../../src/protocol/picture";
import type { Cell, Store } from "../store";
import { CELL_PRINT, cellsInView, drawDetails, hasDetails, hasPrint, type View } from "./painting/details";
import { observeBox, type Box } from "./painting/device";
import { exactCellsOf } from "./exact-cells";
import { exactValue } from "./exact-value";
import { readable, shortest } from "./number-format";
import { blockSize, imageSize } from "./channel";
import { attachGestures } from "./gestures";
import { Layer, type Look } from "./painting/layer";
import { sceneOf, type Scene } from "./scene";
import { drawMarks } from "./painting/marks";
import { partRows } from "./batch-parts";
import { writeText } from "./write-text";

/**
 * One picture: the canvas of the numbers, and the canvas of what large cells show. Cursor and selection are drawn on the
 * numbers, which are soon written again, and on a canvas of their own over large cells: each one that is as large as
 * the picture costs the browser as much as the picture.
 */
export class HeatmapElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {}, name: {}, caption: {} };
  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      font-family: var(--vscode-editor-font-family, monospace);
    }
    .stage,
    canvas {
      position: absolute;
      inset: 0;
    }
    .stage {
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
      width: 100%;
      height: 100%;
      image-rendering: pixelated;
      pointer-events: none;
    }
    .picture {
      background: var(--vscode-editor-background);
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
  /** What the tensor is called, and one phrase about it, for those who hear the picture. */
  declare name: string;
  declare caption: string;
  /** How the numbers in its cells are rounded: "3 digits"; empty where none is. */
  readonly rounding = signal("");
  private layer: Layer | null = null;
  private box: Box | null = null;
  private fontFamily = "";
  private readonly canvases = new Map<string, HTMLCanvasElement>();
  private readonly cleanups: (() => void)[] = [];

  /** The number that stands at a cell, and the cells it stands for. */
  numberAt(row: number, column: number): { value: number; rows: number; columns: number } | undefined {
    return this.layer?.numberAt(row, column);
  }

  /** The picture's pixels without any marks, transparent outside the plane. */
  get image(): ImageData | undefined {
    return this.layer?.image;
  }

  /** Draws the marks of wrong cells as they stand over the picture. */
  drawWrong(context: CanvasRenderingContext2D | null): void {
    this.layer?.drawWrong(context);
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
      aria-label=${`${this.name}, ${this.caption}, ${rows} rows, ${columns} columns`}
      aria-rowcount=${rows}
      aria-colcount=${columns}
      aria-readonly="true"
      aria-activedescendant="cell"
      @focus=${this.onFocus}
    >
      <canvas class="picture"></canvas>
      <canvas class="details"></canvas>
      <canvas class="marks"></canvas>
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

  override updated(): void {
    // For the first tensor or another one in the same place: a layer of its own on the same canvas.
    if (!this.isConnected || this.layer?.tensor === this.tensor) return;
    this.stop();
    this.start();
  }

  private start(): void {
    const { store } = this;
    const scene = sceneOf(store);
    const picture = this.canvas("picture");
    const look = (): Look => ({
      plane: store.plane.value,
      extent: store.planeSize.value,
      camera: scene.camera.value,
    });
    const layer = new Layer(scene, this.tensor, picture, look, () => this.drawOver(scene), CELL_PRINT);
    this.layer = layer;
    layer.start();
    if (this.box) this.resize(scene, this.box);
    const stage = picture.parentElement ?? this;
    this.cleanups.push(
      () => layer.dispose(),
      () => scene.resized(this, null),
      attachGestures(stage, scene),
      observeBox(picture, (box) => this.resize(scene, box)),
      effect(() => {
        void [store.cursor.value, store.hover.value, store.selection.value];
        // Numbers in print stay as they are.
        if (this.canvas("details").hidden) scene.schedule(layer);
        else this.drawMarks(scene);
      }),
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
    scene.resized(this, { width: box.width, height: box.height });
    scene.ratio.value = box.width > 0 ? box.deviceWidth / box.width : 1;
    this.layer?.resize(box.deviceWidth, box.deviceHeight);
  }

  private view(scene: Scene, box: Box): View & { readonly font: string } {
    this.fontFamily ||= getComputedStyle(this).fontFamily;
    return {
      ...{ width: box.deviceWidth, height: box.deviceHeight, ratio: scene.ratio.peek() },
      ...{ camera: scene.camera.peek(), font: this.fontFamily },
    };
  }

  /** What goes over a new picture. Tells how much of it is missing. */
  private drawOver(scene: Scene): number {
    const { layer, box, tensor } = this;
    const scale = scene.scale(tensor).peek();
    if (!layer || !box || !scale) return 0;
    const view = this.view(scene, box);
    const context = this.shown("details", hasDetails(view));
    let missing = 0;
    let rounding = "";
    if (context) {
      const extent = this.store.planeSize.peek();
      const exact = hasPrint(view, CELL_PRINT)
        ? exactCellsOf(scene).read(
            tensor,
            this.store.plane.peek(),
            extent,
            cellsInView(view.camera, extent),
            scene.edition(tensor),
          )
        : null;
      const numbers = { numberAt: layer.reader(), exactAt: exact?.at ?? null, size: CELL_PRINT };
      rounding = drawDetails({ ...view, ...numbers, context, plane: extent, scale, table: scene.table(scale) });
      missing = exact?.missing ?? 0;
    }
    this.rounding.value = rounding;
    this.drawMarks(scene);
    return missing;
  }

  private drawMarks(scene: Scene): void {
    const { layer, box, store } = this;
    if (!layer || !box) return;
    const analysis = store.analysis.peek();
    const isDark = store.theme.peek().endsWith("dark");
    drawMarks({
      ...this.view(scene, box),
      context: this.shown("marks", !this.canvas("details").hidden) ?? layer.context,
      ...{ cursor: store.cursor.peek(), hover: store.hover.peek(), selection: store.selection.peek() },
      parts: analysis ? partRows(analysis, store.plane.peek()) : [],
      image: imageSize(store),
      block: blockSize(store),
      ...(isDark ? { front: "#fff", back: "#000" } : { front: "#000", back: "#fff" }),
    });
  }

  /** What to draw with. An empty canvas is taken out of the page: the browser would blend its pixels in every frame. */
  private shown(name: string, isShown: boolean): CanvasRenderingContext2D | null {
    const canvas = this.canvas(name);
    const { box } = this;
    if (canvas.hidden === isShown) canvas.hidden = !isShown;
    if (!isShown || !box) return null;
    const { deviceWidth: width, deviceHeight: height } = box;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context?.clearRect(0, 0, width, height);
    return context;
  }

  /** The cell at the cursor, for a screen reader that walks the grid. */
  private speak(): void {
    const cell = this.store.cursor.value;
    const element = this.renderRoot.querySelector("#cell");
    if (!element) return;
    const number = cell && this.layer?.numberAt(cell.row, cell.column);
    const single = number?.rows === 1 && number.columns === 1 ? readable(number.value) : undefined;
    const exact = exactValue(this.store, this.tensor, cell);
    // Exact numbers that differ are never read alike; what the tiles know is said until one has come.
    const value = exact === undefined ? single : shortest(exact);
    const spoken = (at: Cell): string =>
      `${this.name} row ${at.row}, column ${at.column}${value === undefined ? "" : `: ${value}`}${this.judged(at)}`;
    writeText(element, cell ? spoken(cell) : "no cell chosen");
    if (cell) {
      element.setAttribute("aria-colindex", String(cell.column + 1));
      element.parentElement?.setAttribute("aria-rowindex", String(cell.row + 1));
    }
  }

  /** ", wrong", and of the worst of all that it is. */
  private judged(cell: Cell): string {
    const worst = this.store.worstIn(this.tensor);
    const isWorst = worst?.row === cell.row && worst.column === cell.column;
    return `${this.isWrong(cell) ? ", wrong" : ""}${isWorst ? ", the worst cell" : ""}`;
  }

  private isWrong({ row, column }: Cell): boolean {
    const { exact, wrongIn, maskOf } = this.store;
    const known = exact.value;
    const mask = maskOf(this.tensor);
    if (known?.row !== row || known.column !== column || mask === undefined) return false;
    return wrongIn(this.tensor) > 0 && known.wrong.includes(mask);
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
