import { effect } from "@preact/signals-core";
import { TILE, type MaskName, type Plane, type TensorName, type Tile } from "../../../src/protocol/picture";
import type { Camera } from "../../store";
import type { Extent } from "../camera";
import type { Table } from "./colour";
import type { PrintSize } from "./details";
import { edgeOf } from "./device";
import { createInk, type Ink } from "./ink";
import { levelsFor, tilesFor, type Levels } from "../levels";
import { Painter, type Patch } from "./painter";
import { decoded, type Scale } from "../scale";
import type { Drawable, Scene } from "../scene";
import { WrongCells } from "./wrong-cells";
import { coarser, overview, type TileAddress } from "../tile-cache";

/** ms between two levels of detail that are asked for while the camera moves on. */
const PACE = 100;
const FINEST: Levels = { row: 0, column: 0 };

/** What a layer looks at: read again at each draw, so signals read here make it draw. */
export interface Look {
  readonly plane: Plane;
  readonly extent: Extent;
  readonly camera: Camera;
  /** Rows beyond which nothing is shown though there is more: all of them where nothing is said. */
  readonly part?: { readonly first: number; readonly rows: number } | undefined;
}

/** One tensor on one canvas: the picture itself and nothing else. */
export class Layer implements Drawable {
  readonly context: CanvasRenderingContext2D;
  private painter: Painter | null = null;
  private inks = new Map<string, Ink>(); // by coding
  private inkScale: Scale | null = null;
  private inkTable: Table | null = null;
  private readonly wrong: WrongCells;
  private stop: (() => void) | undefined;
  /** A canvas has some size before its first layout: nothing is asked for on the strength of that. */
  private isSized = false;
  /** The levels that were asked for last, and when. */
  private asked = { levels: "", at: -Infinity };
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** True when what stands on the canvas was drawn from the newest numbers of the right level. */
  isFinal = false;

  constructor(
    readonly scene: Scene,
    readonly tensor: TensorName,
    private readonly canvas: HTMLCanvasElement,
    private readonly look: () => Look,
    /** Draws over the picture; tells how many pieces of that are missing. */
    private readonly drawn: () => number,
    print: PrintSize,
  ) {
    // Every frame is written from the CPU: a canvas in the CPU's memory spares the way through the GPU. What lies behind
    // an opaque one is neither drawn nor mixed with it.
    const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    if (!context) throw new Error("expected a 2d context, got none");
    this.context = context;
    this.wrong = new WrongCells(scene, tensor, print);
    this.drop();
  }

  get mask(): MaskName | null {
    return this.wrong.mask;
  }

  start(): void {
    this.scene.add(this);
    this.stop = effect(() => {
      this.look();
      this.scene.edition(this.tensor);
      void this.scene.store.palette.value;
      const scale = this.scene.scale(this.tensor).value;
      if (scale) this.scene.table(scale);
      void [this.mask, this.wrong.worst];
      this.scene.schedule(this);
    });
  }

  dispose(): void {
    this.stop?.();
    this.scene.remove(this);
    this.wrong.dispose();
    this.drop();
  }

  private drop(): void {
    this.painter?.dispose();
    this.painter = null;
    this.canvas.style.visibility = "hidden"; // an opaque canvas is black where it is empty
  }

  /** Sets the size in device pixels. */
  resize(width: number, height: number): void {
    if (this.isSized && this.canvas.width === width && this.canvas.height === height) return;
    this.isSized = true;
    this.canvas.width = width;
    this.canvas.height = height;
    this.drop();
    // A resized canvas is empty: draw before the browser shows it.
    this.draw();
    this.scene.schedule(this);
  }

  draw(): number {
    const { scene, canvas, tensor } = this;
    const { width, height } = canvas;
    if (!this.isSized) return 0;
    const look = this.look();
    const { plane, extent, camera } = look;
    const scale = scene.scale(tensor).value;
    if (width === 0 || height === 0 || extent.rows === 0) return 0;
    if (!scale) {
      this.drop();
      return this.drawn();
    }
    const table = scene.table(scale);
    if (scale !== this.inkScale || table !== this.inkTable) {
      this.inks = new Map();
      this.inkScale = scale;
      this.inkTable = table;
    }
    const levels = levelsFor(camera, width, height);
    const needed = tilesFor(camera, extent, levels).map((place) => ({ tensor, plane, levels, ...place }));
    const edition = scene.edition(tensor);
    const missing = needed.filter((address) => !scene.tiles.isNewest(address, edition)).length;
    const first = overview(tensor, plane, extent);
    const mayAsk = this.mayAsk(levels);
    if (mayAsk) scene.tiles.want(this, missing > 1 ? [first, ...needed] : needed, edition);
    const marksMissing = this.wrong.want(look, width, height, mayAsk);

    // Nothing is right while nothing is in hand.
    if (!this.painter) {
      if (missing > 0 && !needed.some((address) => this.best(address, extent, scale, table)))
        return missing + marksMissing;
      this.painter = new Painter(width, height);
      canvas.style.visibility = "visible";
    }
    const { painter } = this;
    painter.paint({
      camera,
      plane: extent,
      levels,
      table,
      patch: (row, column) => this.best({ tensor, plane, levels, row, column }, extent, scale, table),
    });
    this.context.putImageData(painter.image, 0, 0);
    this.surround(look);
    this.drawWrong(this.context);
    this.isFinal = missing + marksMissing === 0;
    return missing + marksMissing + this.drawn();
  }

  /** Draws the marks of wrong cells over a picture of this size. */
  drawWrong(context: CanvasRenderingContext2D | null): void {
    const { width, height } = this.canvas;
    if (context) this.wrong.draw({ context, width, height }, this.look());
  }

  get image(): ImageData | undefined {
    return this.painter?.image;
  }

  /** Gives what lies outside the plane the colour of the page. */
  private surround({ camera, extent, part = { first: 0, rows: extent.rows } }: Look): void {
    const { context, canvas } = this;
    const { width, height } = canvas;
    const x = (column: number): number => edgeOf(column, camera.column, camera.columns, width);
    const y = (row: number): number => edgeOf(row, camera.row, camera.rows, height);
    const [left, right] = [x(0), x(extent.columns)];
    const [top, bottom] = [y(part.first), y(part.first + part.rows)];
    if (left <= 0 && right >= width && top <= 0 && bottom >= height) return;
    context.fillStyle = getComputedStyle(canvas).backgroundColor;
    context.fillRect(0, 0, left, height);
    context.fillRect(right, 0, width, height);
    context.fillRect(0, 0, width, top);
    context.fillRect(0, bottom, width, height);
  }

  /** A camera that flies through levels asks for one now and then, a camera that has come to a level at once. */
  private mayAsk({ row, column }: Levels): boolean {
    const now = performance.now();
    const key = `${row} ${column}`;
    if (key !== this.asked.levels) {
      const wait = this.asked.at + PACE - now;
      if (wait > 0 && this.painter) {
        this.scene.tiles.forget(this);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.scene.schedule(this), wait);
        return false;
      }
      this.asked = { levels: key, at: now };
    }
    return true;
  }

  /** The tile itself, or the finest coarser one in hand that covers it. */
  private best(address: TileAddress, extent: Extent, scale: Scale, table: Table): Patch | undefined {
    for (const candidate of coarser(address, extent)) {
      const tile = this.scene.tiles.read(candidate);
      if (!tile) continue;
      const { row, column, levels } = candidate;
      return { tile, row, column, levels, ink: this.ink(tile, scale, table) };
    }
    return undefined;
  }

  private ink(tile: Tile, scale: Scale, table: Table): Ink {
    const coding = `${tile.origin} ${tile.exponent}`;
    let ink = this.inks.get(coding);
    if (!ink) {
      ink = createInk(scale, table, tile);
      this.inks.set(coding, ink);
    }
    return ink;
  }

  /** Reads the numbers of single cells, one after the other: neighbours are mostly in one tile. */
  reader(): (row: number, column: number) => number | undefined {
    const { plane } = this.look();
    const { tensor } = this;
    let tile: Tile | undefined;
    let at = { row: -1, column: -1 };
    return (row, column) => {
      const place = { row: Math.floor(row / TILE), column: Math.floor(column / TILE) };
      if (place.row !== at.row || place.column !== at.column)
        tile = this.scene.tiles.read({ tensor, plane, levels: FINEST, ...place });
      at = place;
      return tile && numberIn(tile, row % TILE, column % TILE);
    };
  }

  /**
   * The number that stands at a cell, in single precision, and the cells it stands for: one when the finest level is in
   * hand, else a block, as small as there is one. undefined while there is none.
   */
  numberAt(row: number, column: number): { value: number; rows: number; columns: number } | undefined {
    const { plane, extent } = this.look();
    const cell = {
      tensor: this.tensor,
      plane,
      levels: FINEST,
      row: Math.floor(row / TILE),
      column: Math.floor(column / TILE),
    };
    for (const address of coarser(cell, extent)) {
      const tile = this.scene.tiles.read(address);
      if (!tile) continue;
      const { levels } = address;
      const value = numberIn(tile, (row >> levels.row) % TILE, (column >> levels.column) % TILE);
      return value === undefined ? undefined : { value, rows: 2 ** levels.row, columns: 2 ** levels.column };
    }
    return undefined;
  }
}

/** A tile's number at a row and column of the tile; undefined outside it. */
function numberIn(tile: Tile, row: number, column: number): number | undefined {
  const number = tile.values[row * tile.columns + column];
  return number === undefined ? undefined : decoded(number, tile);
}
