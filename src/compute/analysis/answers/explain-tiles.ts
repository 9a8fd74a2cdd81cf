import { success } from "../../../core/fault";
import type { Tile } from "../../../protocol/picture";
import type { Answer } from "./answer";
import { withinProblem } from "./within-problem";

/** Tiles of pictures that explain; those that are not whole go on with every ask. */
export const explainTiles: Answer<"explainTiles"> = ({ problem, explaining }, queries) => {
  const tiles: Tile[] = [];
  for (const query of queries) {
    const { picture } = query;
    const isThere = withinProblem(problem.layout, picture.kind === "jacobian" ? picture.column : 0);
    if (!isThere.ok) return isThere;
    const tile = explaining.tile(query);
    if (!tile.ok) return tile;
    tiles.push(tile.value);
  }
  return success(tiles);
};
