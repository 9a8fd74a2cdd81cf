import type { ReadonlySignal } from "@preact/signals-core";
import type { ExplainTileQuery } from "../../src/protocol/explain";
import { TILE, type Tile, type TileQuery } from "../../src/protocol/picture";
import type { ValuesQuery, ValuesReport } from "../../src/protocol/queries";
import type { ReplyMessage } from "../../src/protocol/requests";
import { itemAt } from "../../src/core/item-at";
import { decoded } from "../heatmap/scale";
import type { Page } from "../page/page-context";
import { RequestError, type Port } from "../transport";
import type { Shown } from "./picture-store";

/** Digits of single precision, which is all that tiles hold. */
const SINGLE_DIGITS = 7;

/** Answers the engine's requests from the worker's explanation. */
export function portTo(page: Page, shown: ReadonlySignal<Shown | null>, again: () => void): Port {
  let answer: (message: ReplyMessage) => void = () => undefined;
  const tilesOf = (places: readonly Omit<ExplainTileQuery, "picture">[]): Promise<readonly Tile[]> => {
    const picture = shown.peek()?.picture;
    if (!picture) return Promise.reject(new RequestError({ code: "superseded", text: "Nothing is shown yet." }));
    return page.store.client.request(
      "explainTiles",
      places.map(({ levelRow, levelColumn, row, column }) => ({ picture, levelRow, levelColumn, row, column })),
    );
  };
  const answers = {
    async tiles(ask: readonly TileQuery[]): Promise<readonly Tile[]> {
      const tiles = await tilesOf(ask);
      if (tiles.some(({ whole }) => !whole)) setTimeout(again); // when these have been taken in
      return tiles;
    },
    /** Cells to be printed. The engine asks for blocks that lie in one tile. */
    async values({ row0, row1, column0, column1 }: ValuesQuery): Promise<ValuesReport> {
      const [row, column] = [Math.floor(row0 / TILE), Math.floor(column0 / TILE)];
      const [tile] = await tilesOf([{ levelRow: 0, levelColumn: 0, row, column }]);
      if (!tile?.whole) throw new RequestError({ code: "not-there", text: "These cells have not come yet." });
      const [rows, columns] = [row1 - row0, column1 - column0];
      const at = (n: number): number =>
        (row0 - row * TILE + Math.floor(n / columns)) * tile.columns + column0 - column * TILE + (n % columns);
      const values = Float64Array.from({ length: rows * columns }, (_, n) =>
        Number(decoded(itemAt(tile.values, at(n)), tile).toPrecision(SINGLE_DIGITS)),
      );
      return { rows, columns, values };
    },
  };
  return {
    post: ({ id, name, ask }) => {
      const answered =
        name === "tiles" ? answers.tiles(ask as readonly TileQuery[]) : answers.values(ask as ValuesQuery);
      answered.then(
        (value) => answer({ id, ok: true, value }),
        (error: unknown) => {
          if (!(error instanceof RequestError)) throw error;
          answer({ id, ok: false, fault: error.fault });
        },
      );
    },
    listen: (listener) => {
      answer = listener;
    },
    getState: () => null,
    setState: () => undefined,
  };
}
