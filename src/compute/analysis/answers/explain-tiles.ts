import { success } from "../../../core/fault";
import type { Tile } from "../../../protocol/picture";
import type { Answer } from "./answer";
import { explainablePicture } from "./explainable";

/** Tiles of pictures that explain; those that are not whole go on with every ask. */
export const explainTiles: Answer<"explainTiles"> = ({ problem, explaining }, queries) => {
  const tiles: Tile[] = [];
  for (const query of queries) {
    const { picture } = query;
    const isExplainable = explainablePicture(problem, picture);
    if (!isExplainable.ok) return isExplainable;
    const tile = explaining.tile(query);
    if (!tile.ok) return tile;
    tiles.push(tile.value);
  }
  return success(tiles);
};
