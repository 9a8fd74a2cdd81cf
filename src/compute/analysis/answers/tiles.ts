import { success } from "../../../core/fault";
import type { Answer } from "./answer";

export const tiles: Answer<"tiles"> = (analysis, queries) => success(queries.map((query) => analysis.tile(query)));
