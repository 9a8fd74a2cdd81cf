import { TILE, type MaskName, type TensorName, type Tile } from "../../../src/protocol/picture";
import type { Camera, Cell } from "../../store";
import { levelsFor, tilesFor, type Levels } from "../levels";
import type { Scene } from "../scene";
import { coarser, type TileAddress } from "../tile-cache";
import { regionsOf, type Edge, type Regions } from "../wrong-regions";
import { isAllWrong, wrongShare } from "../wrong-share";
import { hasPrint, type PrintSize, type Rectangle } from "./details";
import { edgeOf } from "./device";
import type { Look } from "./layer";
import { drawWorst } from "./worst-cell";

/** A mark is at least so large, in CSS pixels: one wrong cell is seen however small cells are. */
const GRAIN = 3;
/** CSS pixels of height from which on a picture has room for a word. */
const WORD_FROM = 40;

/** How areas are hatched. */
interface Hatching {
  readonly apart: number; // CSS pixels from one line to the next
  readonly front: number; // opacity
  readonly back: number;
}
const HATCHED: Hatching = { apart: 8, front: 0.9, back: 0.5 };
/** Where most cells are wrong it is their values that must be seen: the outline of them all says the rest. */
const MOSTLY_WRONG: Hatching = { apart: 24, front: 0.4, back: 0 };

/** Numbers of a mask in hand for a tile: its own, or those of a coarser one that covers it. */
interface Patch {
  readonly tile: Tile;
  readonly row: number; // of the tile in its level
  readonly column: number;
  readonly down: number; // levels that it is coarser by
  readonly right: number;
}

/** A canvas that a picture stands on. */
interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly width: number; // device pixels
  readonly height: number;
}

/**
 * The cells of a picture that a verdict calls wrong: hatched and outlined in the picture's own light and dark, so that
 * they show on every colour in every theme. Where numbers are printed each cell has an outline of its own; where all
 * cells are wrong, what is shown has one as a whole. They come as tiles of a mask, in which a block of cells is wrong
 * when one of them is. The worst of them has a ring.
 */
export class WrongCells {
  private readonly patches = new Map<number, Patch | undefined>(); // by tile; of the last draw
  private font = "";

  constructor(
    private readonly scene: Scene,
    private readonly tensor: TensorName,
    /** From which size on its cells print their numbers. */
    private readonly print: PrintSize,
  ) {}

  /** The mask that is shown; read where a change must draw. */
  get mask(): MaskName | null {
    const { store } = this.scene;
    return store.wrongShown.value && store.wrongIn(this.tensor) > 0 ? (store.maskOf(this.tensor) ?? null) : null;
  }

  /** The worst cell, where it is shown; read where a change must draw. */
  get worst(): Cell | null {
    const { store } = this.scene;
    return store.wrongShown.value ? store.worstIn(this.tensor) : null;
  }

  /** Asks for what is missing if it may, and tells how many pieces are. */
  want({ plane, extent, camera }: Look, width: number, height: number, mayAsk: boolean): number {
    const { scene, mask } = this;
    if (!mask) {
      scene.tiles.forget(this);
      return 0;
    }
    const levels = this.levelsOf(camera, width, height);
    const needed = tilesFor(camera, extent, levels).map((place) => ({ tensor: mask, plane, levels, ...place }));
    const edition = scene.edition(mask);
    if (mayAsk) scene.tiles.want(this, needed, edition);
    return needed.filter((address) => !scene.tiles.isNewest(address, edition)).length;
  }

  dispose(): void {
    this.scene.tiles.forget(this);
  }

  draw(sheet: Sheet, look: Look): void {
    const { mask, worst, scene } = this;
    if (!mask && !worst) return;
    const ratio = scene.ratio.peek();
    const line = Math.max(1, Math.round(ratio));
    const isDark = scene.store.theme.peek().endsWith("dark");
    const pen = { ...sheet, ...(isDark ? { front: "#fff", back: "#000" } : { front: "#000", back: "#fff" }), line };
    if (mask && isAllWrong(scene.store, this.tensor)) outlineAll(pen, look);
    else if (mask) this.drawMask(mask, pen, look);
    if (worst) drawWorst({ ...pen, ratio, font: this.wordFont(sheet) }, boxOf(worst, look, sheet));
  }

  private drawMask(mask: MaskName, pen: Pen, look: Look): void {
    const { scene } = this;
    const { camera, extent } = look;
    const { width, height } = pen;
    const levels = this.levelsOf(camera, width, height);
    const regions = this.regions(mask, look, levels);
    if (regions.areas.length === 0) return;
    const ratio = scene.ratio.peek();
    const job = {
      ...pen,
      x: boundary(camera.column, camera.columns, width, extent.columns, levels.column, GRAIN * ratio),
      y: boundary(camera.row, camera.rows, height, extent.rows, levels.row, GRAIN * ratio),
    };
    if (hasPrint({ width, height, ratio, camera }, this.print)) outlineCells(job, regions);
    else {
      const { wrong, cells } = wrongShare(scene.store, this.tensor);
      hatch(job, regions, wrong > cells / 2 ? MOSTLY_WRONG : HATCHED);
      outline(job, regions);
    }
  }

  /** A strip is too low for a word, and a pointer must see the cells beside the ring. */
  private wordFont({ context, height }: Sheet): string {
    const { scene } = this;
    if (height < WORD_FROM * scene.ratio.peek() || scene.store.hover.peek()) return "";
    this.font ||= getComputedStyle(context.canvas).fontFamily;
    return this.font;
  }

  private levelsOf(camera: Camera, width: number, height: number): Levels {
    const grain = GRAIN * this.scene.ratio.peek();
    return levelsFor(camera, Math.max(1, Math.floor(width / grain)), Math.max(1, Math.floor(height / grain)));
  }

  private regions(mask: MaskName, { plane, extent, camera }: Look, levels: Levels): Regions {
    this.patches.clear();
    const span = (start: number, shown: number, cells: number, level: number): [number, number] => [
      Math.floor(Math.max(0, start)) >> level,
      ((Math.min(cells, Math.ceil(start + shown)) - 1) >> level) + 1,
    ];
    const [row0, row1] = span(camera.row, camera.rows, extent.rows, levels.row);
    const [column0, column1] = span(camera.column, camera.columns, extent.columns, levels.column);
    const patchAt = (row: number, column: number): Patch | undefined => {
      const key = row * 2 ** 26 + column;
      if (!this.patches.has(key))
        this.patches.set(key, this.patch({ tensor: mask, plane, levels, row, column }, extent));
      return this.patches.get(key);
    };
    return regionsOf(row0, row1, (row) => {
      const ends: number[] = [];
      let isIn = false;
      for (let start = column0; start < column1; start = (Math.floor(start / TILE) + 1) * TILE) {
        const patch = patchAt(Math.floor(row / TILE), Math.floor(start / TILE));
        const end = Math.min(column1, (Math.floor(start / TILE) + 1) * TILE);
        if (!patch) {
          if (isIn) ends.push(start);
          isIn = false;
          continue;
        }
        const { tile, right } = patch;
        const first = ((row >> patch.down) - patch.row * TILE) * tile.columns - patch.column * TILE;
        for (let column = start; column < end; column++) {
          if ((tile.values[first + (column >> right)] === 1) === isIn) continue;
          ends.push(column);
          isIn = !isIn;
        }
      }
      if (isIn) ends.push(column1);
      return ends;
    });
  }

  private patch(address: TileAddress, extent: Look["extent"]): Patch | undefined {
    for (const { levels, row, column } of coarser(address, extent)) {
      const tile = this.scene.tiles.read({ ...address, levels, row, column });
      if (tile) {
        const [down, right] = [levels.row - address.levels.row, levels.column - address.levels.column];
        return { tile, row, column, down, right };
      }
    }
    return undefined;
  }
}

/** Device pixel where a number of a level begins. The last one, which may stand for few cells, is as large as a mark. */
function boundary(
  start: number,
  extent: number,
  pixels: number,
  cells: number,
  level: number,
  grain: number,
): (entry: number) => number {
  const end = edgeOf(cells, start, extent, pixels);
  const last = (cells - 1) >> level;
  return (entry) => {
    if (entry > last) return end;
    const edge = edgeOf(entry << level, start, extent, pixels);
    return level > 0 && entry === last ? Math.min(edge, end - Math.ceil(grain)) : edge;
  };
}

/** On what and in which colours it is drawn. */
interface Pen extends Sheet {
  readonly line: number; // device pixels
  readonly front: string;
  readonly back: string;
}

/** Where it is drawn, too. */
interface Job extends Pen {
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
}

/** Device pixels of a cell. */
function boxOf({ row, column }: Cell, { camera }: Look, { width, height }: Sheet): Rectangle {
  const x = (at: number): number => edgeOf(at, camera.column, camera.columns, width);
  const y = (at: number): number => edgeOf(at, camera.row, camera.rows, height);
  return { x: x(column), y: y(row), width: x(column + 1) - x(column), height: y(row + 1) - y(row) };
}

/** One outline within what is shown of the plane: at every zoom it is seen that all of it is wrong. */
function outlineAll({ context, width, height, line, front, back }: Pen, { camera, extent }: Look): void {
  const left = Math.max(0, edgeOf(0, camera.column, camera.columns, width));
  const right = Math.min(width, edgeOf(extent.columns, camera.column, camera.columns, width));
  const top = Math.max(0, edgeOf(0, camera.row, camera.rows, height));
  const bottom = Math.min(height, edgeOf(extent.rows, camera.row, camera.rows, height));
  context.lineWidth = line;
  for (const [colour, inset] of [
    [front, 0.5 * line],
    [front, 1.5 * line],
    [back, 2.5 * line],
  ] as const) {
    context.strokeStyle = colour;
    context.strokeRect(left + inset, top + inset, right - left - 2 * inset, bottom - top - 2 * inset);
  }
}

/** Lines over all areas that move with the plane; they fall to the right, where those of NaN rise. */
function hatch({ context, line, x, y, front, back }: Job, { areas }: Regions, look: Hatching): void {
  const size = look.apart * line;
  const stripes = new OffscreenCanvas(size, size);
  const ink = stripes.getContext("2d");
  if (!ink) throw new Error("expected a 2d context, got none");
  for (const [colour, alpha, shift] of [
    [back, look.back, line],
    [front, look.front, 0],
  ] as const) {
    ink.fillStyle = colour;
    ink.globalAlpha = alpha;
    for (let i = 0; i < size; i++) for (let k = shift; k < shift + line; k++) ink.fillRect((i + k) % size, i, 1, 1);
  }
  const pattern = context.createPattern(stripes, "repeat");
  if (!pattern) throw new Error("expected a pattern, got none");
  pattern.setTransform(new DOMMatrix().translate(x(0) % size, y(0) % size));
  context.fillStyle = pattern;
  for (const { row0, row1, column0, column1 } of areas)
    context.fillRect(x(column0), y(row0), x(column1) - x(column0), y(row1) - y(row0));
}

/** A line around the areas on their own cells, and one in the other colour on their neighbours'. */
function outline({ context, line, x, y, front, back }: Job, { across, down }: Regions): void {
  const draw = (isInside: boolean): void => {
    const over = isInside ? 0 : line;
    const start = (at: number, { isAfter }: Edge): number => (isAfter === isInside ? at : at - line);
    for (const edge of across) {
      const left = x(edge.from) - over;
      context.fillRect(left, start(y(edge.at), edge), x(edge.to) + over - left, line);
    }
    for (const edge of down) {
      const top = y(edge.from) - over;
      context.fillRect(start(x(edge.at), edge), top, line, y(edge.to) + over - top);
    }
  };
  context.fillStyle = back;
  draw(false);
  context.fillStyle = front;
  draw(true);
}

/** Each cell within its own edges, so that the number in it stays free. */
function outlineCells({ context, line, x, y, front, back }: Job, { areas }: Regions): void {
  context.lineWidth = line;
  for (const { row0, row1, column0, column1 } of areas) {
    for (let row = row0; row < row1; row++) {
      for (let column = column0; column < column1; column++) {
        for (const [colour, inset] of [
          [front, 1.5 * line],
          [back, 2.5 * line],
        ] as const) {
          context.strokeStyle = colour;
          const [left, top] = [x(column) + inset, y(row) + inset];
          context.strokeRect(left, top, x(column + 1) - inset - left, y(row + 1) - inset - top);
        }
      }
    }
  }
}
