import type { Plane, TensorName } from "../../src/protocol/picture";
import type { ValuesQuery } from "../../src/protocol/queries";
import type { CellRange } from "../store";
import { RequestError, type Client } from "../transport";
import type { Extent } from "./camera";
import type { Scene } from "./scene";
import type { Edition } from "./tile-cache";

/** Cells along each side of a block: what one picture prints lies in a few of them. */
const SIDE = 32;
/** Blocks that are kept, of 8 kB each. */
const KEPT = 96;

interface Block extends Edition {
  readonly column0: number;
  readonly columns: number;
  readonly values: Float64Array | null; // null: the request failed; asked again only for a newer edition
}

/** What is in hand of the cells asked for. */
interface Cells {
  /** In double precision; undefined until it has come. */
  readonly at: (row: number, column: number) => number | undefined;
  readonly missing: number; // blocks
}

/**
 * The exact numbers of cells that are printed: those of the inspector, not those of the tiles, which hold single
 * precision under one exponent. Blocks of cells are asked for once each and kept while they are in use.
 */
export class ExactCells {
  private readonly blocks = new Map<string, Block>(); // in order of use: oldest first
  private readonly underWay = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly arrived: (tensor: TensorName) => void,
  ) {}

  read(tensor: TensorName, plane: Plane, extent: Extent, range: CellRange, edition: Edition): Cells {
    const found = new Map<number, Block>();
    let missing = 0;
    const across = Math.ceil(extent.columns / SIDE);
    for (let row = Math.floor(range.row0 / SIDE); row * SIDE < range.row1; row++) {
      for (let column = Math.floor(range.column0 / SIDE); column * SIDE < range.column1; column++) {
        const query = { tensor, plane, ...blockAt(row, column, extent) };
        const key = JSON.stringify(query);
        const block = this.blocks.get(key);
        if (block?.generation === edition.generation) {
          this.blocks.delete(key);
          this.blocks.set(key, block);
          found.set(row * across + column, block);
        }
        if (block?.generation === edition.generation && block.revision >= edition.revision) continue;
        missing++;
        if (!this.underWay.has(key)) void this.fetch(key, query, edition);
      }
    }
    const at = (row: number, column: number): number | undefined => {
      const block = found.get(Math.floor(row / SIDE) * across + Math.floor(column / SIDE));
      return block?.values?.[(row % SIDE) * block.columns + column - block.column0];
    };
    return { at, missing };
  }

  private async fetch(key: string, query: ValuesQuery, edition: Edition): Promise<void> {
    this.underWay.add(key);
    let values: Float64Array | null = null;
    try {
      ({ values } = await this.client.request("values", query));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
    this.underWay.delete(key);
    const { column0, column1 } = query;
    this.blocks.delete(key);
    this.blocks.set(key, { ...edition, column0, columns: column1 - column0, values });
    for (const old of this.blocks.keys()) {
      if (this.blocks.size <= KEPT) break;
      this.blocks.delete(old);
    }
    this.arrived(query.tensor);
  }
}

function blockAt(row: number, column: number, { rows, columns }: Extent): CellRange {
  return {
    row0: row * SIDE,
    row1: Math.min((row + 1) * SIDE, rows),
    column0: column * SIDE,
    column1: Math.min((column + 1) * SIDE, columns),
  };
}

const known = new WeakMap<Scene, ExactCells>();

/** The exact cells of a scene's pictures. */
export function exactCellsOf(scene: Scene): ExactCells {
  let cells = known.get(scene);
  if (!cells) {
    cells = new ExactCells(scene.store.client, (tensor) => scene.refresh(tensor));
    known.set(scene, cells);
  }
  return cells;
}
