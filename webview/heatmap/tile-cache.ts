import { TILE, type Plane, type Tile, type TileName } from "../../src/protocol/picture";
import type { Client } from "../transport";
import { RequestError } from "../transport";
import { topLevel, type Levels } from "./levels";
import type { Extent } from "./camera";

/** One tile of one tensor. */
export interface TileAddress {
  readonly tensor: TileName;
  readonly plane: Plane;
  readonly levels: Levels;
  readonly row: number;
  readonly column: number;
}

/** Which numbers count as the newest. */
export interface Edition {
  readonly generation: number;
  readonly revision: number;
}

interface Wish {
  readonly address: TileAddress;
  readonly edition: Edition;
}

interface Entry extends Edition {
  readonly tile: Tile | null; // null: the request failed; asked again only for a newer edition
}

const BUDGET = 64 * 2 ** 20; // bytes of numbers kept, more where the pictures on a large screen need more
const PARALLEL = 12; // tiles under way: enough to hide a remote's latency, few enough to change one's mind
/** Tiles in one message: each message has a price of its own on its way through page, host and worker. */
const TOGETHER = 4;

/**
 * The page's tiles. Views say what they need now; the cache asks for what is missing, the most urgent first, each tile
 * once, and keeps the least recently used ones only while they fit. A tile of an older edition stays visible until the
 * newer one has come.
 */
export class TileCache {
  private readonly entries = new Map<string, Entry>(); // in order of use: oldest first
  private readonly underWay = new Set<string>();
  private readonly wanted = new Map<object, readonly Wish[]>();
  private bytes = 0;

  constructor(
    private readonly client: Client,
    private readonly arrived: (tensor: TileName) => void,
  ) {}

  /** The tile in hand, newest or not. */
  read(address: TileAddress): Tile | undefined {
    const key = toKey(address);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.tile ?? undefined;
  }

  /** True when the tile in hand is of this edition or a newer one, or when asking for it has failed. */
  isNewest(address: TileAddress, edition: Edition): boolean {
    return isOf(this.entries.get(toKey(address)), edition);
  }

  /** Takes a tile that nobody asked for. */
  take(address: TileAddress, tile: Tile, edition: Edition): void {
    this.keep(toKey(address), { tile, ...edition });
    this.arrived(address.tensor);
  }

  /** Replaces what a view needs, the most urgent first; tiles that nobody needs any more are not asked for. */
  want(view: object, addresses: readonly TileAddress[], edition: Edition): void {
    this.wanted.set(
      view,
      addresses.map((address) => ({ address, edition })),
    );
    this.pump();
  }

  /** True while tiles are on their way. */
  get isBusy(): boolean {
    return this.underWay.size > 0;
  }

  forget(view: object): void {
    this.wanted.delete(view);
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  /** Asks for one tile of each view in turn, so that all of them fill together. */
  private pump(): void {
    const next: Wish[] = [];
    for (let rank = 0, isLeft = true; isLeft; rank++) {
      isLeft = false;
      for (const { [rank]: wish } of this.wanted.values()) {
        if (!wish || this.underWay.size === PARALLEL) continue;
        isLeft = true;
        const key = toKey(wish.address);
        if (this.underWay.has(key) || isOf(this.entries.get(key), wish.edition)) continue;
        this.underWay.add(key);
        next.push(wish);
      }
      // The most urgent ones do not wait for the others.
      if (rank === 0 || !isLeft) while (next.length) void this.fetch(next.splice(0, TOGETHER));
    }
  }

  private async fetch(wishes: readonly Wish[]): Promise<void> {
    let tiles: readonly (Tile | null)[] = [];
    try {
      const asks = wishes.map(({ address: { tensor, plane, levels, row, column } }) => ({
        ...{ tensor, plane, row, column },
        ...{ levelRow: levels.row, levelColumn: levels.column },
      }));
      tiles = await this.client.request("tiles", asks);
    } catch (error) {
      // "superseded" ends here: the state of the newer analysis makes the views ask again.
      if (!(error instanceof RequestError)) throw error;
    }
    wishes.forEach(({ address, edition }, i) => {
      const key = toKey(address);
      this.underWay.delete(key);
      this.keep(key, { tile: tiles[i] ?? this.entries.get(key)?.tile ?? null, ...edition });
    });
    for (const tensor of new Set(wishes.map(({ address }) => address.tensor))) this.arrived(tensor);
    this.pump();
  }

  private keep(key: string, entry: Entry): void {
    this.bytes += (entry.tile?.values.byteLength ?? 0) - (this.entries.get(key)?.tile?.values.byteLength ?? 0);
    this.entries.delete(key);
    this.entries.set(key, entry);
    let needed = 0;
    for (const { length } of this.wanted.values()) needed += length;
    for (const [old, { tile }] of this.entries) {
      // Twice the need: what was read in this frame is among the newer half.
      if (this.bytes <= Math.max(BUDGET, 8 * TILE * TILE * needed)) return;
      this.entries.delete(old);
      this.bytes -= tile?.values.byteLength ?? 0;
    }
  }
}

function isOf(entry: Entry | undefined, edition: Edition): boolean {
  if (!entry) return false;
  const newer = entry.generation - edition.generation;
  return newer > 0 || (newer === 0 && entry.revision >= edition.revision);
}

function toKey({ tensor, plane, levels, row, column }: TileAddress): string {
  const where = plane.kind !== "axes" ? plane.kind : `${plane.rows},${plane.columns},${plane.at.join(",")}`;
  return `${tensor}|${where}|${levels.row}|${levels.column}|${row}|${column}`;
}

/** A tile and the ever coarser ones that cover the same cells, the nearest levels first, up to the one of the whole plane. */
export function* coarser(address: TileAddress, plane: Extent): Generator<TileAddress> {
  const { levels, row, column } = address;
  const rows = Math.max(topLevel(plane.rows) - levels.row, 0);
  const columns = Math.max(topLevel(plane.columns) - levels.column, 0);
  for (let sum = 0; sum <= rows + columns; sum++) {
    for (let r = Math.max(sum - columns, 0); r <= Math.min(sum, rows); r++) {
      const c = sum - r;
      yield {
        ...address,
        levels: { row: levels.row + r, column: levels.column + c },
        row: row >> r,
        column: column >> c,
      };
    }
  }
}

/** The one tile that shows the whole plane: asked for first, so that there is something to see at once. */
export function overview(tensor: TileName, plane: Plane, extent: Extent): TileAddress {
  return { tensor, plane, levels: { row: topLevel(extent.rows), column: topLevel(extent.columns) }, row: 0, column: 0 };
}
