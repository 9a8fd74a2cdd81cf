import { effect } from "@preact/signals-core";
import { css, html, LitElement, type TemplateResult } from "lit";
import type { StripName } from "../../src/protocol/picture";
import type { Cell, Store } from "../store";
import { channelOf, columnsPerChannel } from "./channel";
import { exactCellsOf } from "./exact-cells";
import { cellsInView, drawDetails, hasDetails, hasPrint, STRIP_PRINT } from "./painting/details";
import { edgeOf, observeBox, type Box } from "./painting/device";
import { count } from "./number-format";
import { Layer, type Look } from "./painting/layer";
import { sceneOf, type Scene } from "./scene";
import { labelOf, titleOf } from "./tensor-names";
import { Watch } from "./watch-signals";
import { areRows, blockAt, blocksInView, blocksOf, cellIn, isOfBlocks, rowsInStep } from "./set-blocks";
import { isAllWrong } from "./wrong-share";

/** CSS pixels of a block from which on it is set off from its neighbours. */
const BLOCK_FROM = 5;

/** One number for each column or each set, under the picture or beside it: it follows the same camera. */
export class StripElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {} };
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
      overflow: hidden;
      font-family: var(--vscode-editor-font-family, monospace);
    }
    div,
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      image-rendering: pixelated;
    }
    canvas {
      pointer-events: none;
    }
    .picture {
      background: var(--vscode-editor-background);
    }
  `;

  declare store: Store;
  declare tensor: StripName;
  private layer: Layer | null = null;
  private box: Box | null = null;
  private fontFamily = "";
  private readonly cleanups: (() => void)[] = [];

  override render(): TemplateResult {
    const name = `${labelOf(this.tensor)}, ${titleOf(this.tensor)}`;
    return html`<div
      role="img"
      aria-label=${`${name}, one value for each ${this.isOfBlocks ? (areRows(this.store) ? "row" : "block") : "column"}`}
      title=${name + this.oddities()}
      @pointermove=${this.onMove}
      @pointerleave=${this.onLeave}
      @click=${this.onClick}
    >
      <canvas class="picture"></canvas><canvas class="details" hidden></canvas><canvas class="cursor"></canvas>
    </div>`;
  }

  /** A strip has no room for a legend: what is no number in it is said in its tooltip. */
  private oddities(): string {
    const summary = this.store.analysis.value?.summaries[this.tensor];
    if (!summary) return "";
    const { nan, positiveInfinite, negativeInfinite } = summary;
    const wrong = this.store.wrongShown.value ? this.store.wrongIn(this.tensor) : 0;
    const all = wrong > 0 && isAllWrong(this.store, this.tensor);
    const counts = Object.entries({ wrong: all ? 0 : wrong, NaN: nan, "+∞": positiveInfinite, "−∞": negativeInfinite });
    const odd = counts.filter(([, cells]) => cells > 0).map(([text, cells]) => `${text} ${count(cells)}`);
    if (all) odd.unshift("all cells wrong");
    return odd.length ? `: ${odd.join(", ")}` : "";
  }

  constructor() {
    super();
    new Watch(this, () => {
      const { analysis, wrongShown, wrongIn } = this.store;
      void [analysis.value, wrongShown.value, wrongIn(this.tensor)];
    });
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
    if (!this.isConnected || this.layer?.tensor === this.tensor) return;
    this.stop();
    this.start();
  }

  private canvas(name: string): HTMLCanvasElement {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`canvas.${name}`);
    if (!canvas) throw new Error(`expected a canvas .${name} after the first render`);
    return canvas;
  }

  private get isOfBlocks(): boolean {
    return isOfBlocks(this.tensor, this.store.analysis.value);
  }

  /** Under a plane whose columns are of the channels the strip has its columns; under any other it shows all channels. */
  private look(scene: Scene): Look {
    if (this.isOfBlocks) {
      const camera = blocksInView(this.store, scene.camera.value);
      const part = rowsInStep(this.store) ?? undefined;
      return { plane: { kind: "matrix" }, extent: blocksOf(this.store), camera, part };
    }
    const columns = this.store.analysis.value?.columns ?? 0;
    const { column, columns: shown } = scene.camera.value;
    const width = columnsPerChannel(this.store);
    const camera =
      width === null
        ? { row: 0, rows: 1, column: 0, columns }
        : { row: 0, rows: 1, column: column / width, columns: shown / width };
    return { plane: { kind: "matrix" }, extent: { rows: columns > 0 ? 1 : 0, columns }, camera };
  }

  private start(): void {
    const scene = sceneOf(this.store);
    const picture = this.canvas("picture");
    const layer = new Layer(
      scene,
      this.tensor,
      picture,
      () => this.look(scene),
      () => this.drawNumbers(scene),
      STRIP_PRINT,
    );
    this.layer = layer;
    layer.start();
    if (this.box) this.resize(this.box);
    this.cleanups.push(
      () => layer.dispose(),
      observeBox(picture, (box) => this.resize(box)),
      effect(() => this.drawCursor(scene)),
    );
  }

  private stop(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.layer = null;
  }

  private resize(box: Box): void {
    this.box = box;
    const cursor = this.canvas("cursor");
    cursor.width = box.deviceWidth;
    cursor.height = box.deviceHeight;
    this.layer?.resize(box.deviceWidth, box.deviceHeight);
    this.drawCursor(sceneOf(this.store));
  }

  /** What large columns show over their colours. Tells how much of it is missing. */
  private drawNumbers(scene: Scene): number {
    const { layer, box, tensor } = this;
    const scale = scene.scale(tensor).peek();
    if (!layer || !box || !scale) return 0;
    const { plane, extent, camera } = this.look(scene);
    const view = { width: box.deviceWidth, height: box.deviceHeight, ratio: box.deviceWidth / box.width, camera };
    const canvas = this.canvas("details");
    const isShown = hasDetails(view);
    if (canvas.hidden === isShown) canvas.hidden = !isShown;
    const context = canvas.getContext("2d");
    if (!isShown || !context) return 0;
    if (canvas.width !== box.deviceWidth) canvas.width = box.deviceWidth;
    if (canvas.height !== box.deviceHeight) canvas.height = box.deviceHeight;
    context.clearRect(0, 0, box.deviceWidth, box.deviceHeight);
    this.fontFamily ||= getComputedStyle(this).fontFamily;
    const exact = hasPrint(view, STRIP_PRINT)
      ? exactCellsOf(scene).read(tensor, plane, extent, cellsInView(camera, extent), scene.edition(tensor))
      : null;
    const numbers = { numberAt: layer.reader(), exactAt: exact?.at ?? null, size: STRIP_PRINT };
    const look = { scale, table: scene.table(scale), plane: extent, font: this.fontFamily };
    drawDetails({ ...view, ...look, ...numbers, context });
    return exact?.missing ?? 0;
  }

  private drawCursor(scene: Scene): void {
    const place = this.placeOf(this.store.inspected.value);
    const { camera, extent } = this.look(scene);
    const theme = this.store.theme.value;
    const isDark = theme === "dark" || theme === "hc-dark";
    const context = this.canvas("cursor").getContext("2d");
    const { box } = this;
    if (!context || !box) return;
    const { deviceWidth: width, deviceHeight: height } = box;
    context.clearRect(0, 0, width, height);
    const line = Math.max(1, Math.round(scene.ratio.value));
    const [front, back] = isDark ? ["#fff", "#000"] : ["#000", "#fff"];
    const x = (column: number): number => edgeOf(column, camera.column, camera.columns, width);
    const y = (row: number): number => edgeOf(row, camera.row, camera.rows, height);
    if (this.isOfBlocks) {
      context.fillStyle = front;
      const least = BLOCK_FROM * scene.ratio.value;
      const seen = cellsInView(camera, extent);
      if (height / camera.rows >= least)
        for (let row = Math.max(1, seen.row0); row < seen.row1; row++) context.fillRect(0, y(row), width, line);
      if (width / camera.columns >= least)
        for (let column = Math.max(1, seen.column0); column < seen.column1; column++)
          context.fillRect(x(column), 0, line, height);
    }
    if (!place) return;
    const [left, top] = [x(place.column), y(place.row)];
    const right = Math.max(x(place.column + 1), left + line);
    const bottom = Math.max(y(place.row + 1), top + line);
    // Along a side that it has whole there is nothing to be marked off.
    for (const [colour, by] of [
      [back, 2 * line],
      [front, line],
    ] as const) {
      // prettier-ignore
      context.fillStyle = colour;
      if (extent.columns > 1 || !this.isOfBlocks)
        for (const at of [left - by, right + by - line]) context.fillRect(at, top - by, line, bottom - top + 2 * by);
      if (extent.rows > 1)
        for (const at of [top - by, bottom + by - line]) context.fillRect(left - by, at, right - left + 2 * by, line);
    }
  }

  /** Where the number stands that belongs to a cell of the plane. */
  private placeOf(cell: Cell | null): Cell | undefined {
    if (this.isOfBlocks) return blockAt(this.store, cell);
    const column = channelOf(this.store, cell);
    return column === undefined ? undefined : { row: 0, column };
  }

  /** The number that belongs to a cell of the plane. */
  numberAt(cell: Cell | null): number | undefined {
    const place = this.placeOf(cell);
    const number = place && this.layer?.numberAt(place.row, place.column);
    return number?.columns === 1 && number.rows === 1 ? number.value : undefined;
  }

  /** The plane's cell that is meant by the place under the pointer. */
  private cellUnder(event: MouseEvent): Cell | undefined {
    const { store } = this;
    const box = this.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const scene = sceneOf(store);
    const at = store.cursor.value ?? { row: 0, column: 0 };
    if (this.isOfBlocks) {
      const { row, rows, column, columns } = blocksInView(store, scene.camera.value);
      const block = { row: Math.floor(row + down * rows), column: Math.floor(column + across * columns) };
      const { rows: most, columns: last } = blocksOf(store);
      if (block.row < 0 || block.column < 0 || block.row >= most || block.column >= last) return undefined;
      const here = blockAt(store, store.cursor.value);
      return here?.row === block.row && here.column === block.column ? at : cellIn(store, block);
    }
    if (columnsPerChannel(store) === null) return undefined;
    const { column: start, columns } = scene.camera.value;
    const column = Math.floor(start + across * columns);
    return column >= 0 && column < store.planeSize.value.columns ? { row: at.row, column } : undefined;
  }

  private readonly onMove = (event: MouseEvent): void => {
    this.store.hover.value = this.cellUnder(event) ?? null;
  };
  private readonly onLeave = (): void => {
    this.store.hover.value = null;
  };
  private readonly onClick = (event: MouseEvent): void => {
    const cell = this.cellUnder(event);
    if (cell) this.store.cursor.value = cell;
  };
}
customElements.define("gl-strip", StripElement);

declare global {
  interface HTMLElementTagNameMap {
    "gl-strip": StripElement;
  }
}
