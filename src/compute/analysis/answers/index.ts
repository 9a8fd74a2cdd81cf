import type { AnalysisRequests } from "../../../protocol/analysis-requests";
import type { Answer } from "./answer";
import { cell } from "./cell";
import { drawn } from "./drawn";
import { experiment } from "./experiment-losses";
import { explainCell } from "./explain-cell";
import { explainColumn } from "./explain-column";
import { explainPicture } from "./explain-picture";
import { explainTiles } from "./explain-tiles";
import { exportBytes } from "./export-bytes";
import { find } from "./find";
import { marginal } from "./marginal";
import { placements } from "./placements";
import { profile } from "./profile";
import { region } from "./region";
import { search } from "./search";
import { sweep } from "./sweep";
import { tiles } from "./tiles";
import { ulps } from "./ulps";
import { values } from "./values";
import { worst } from "./worst";

/** The answer to each request of the page that is about an analysis. One that is forgotten is a compile error. */
export const ANSWERS: { readonly [K in keyof AnalysisRequests]: Answer<K> } = {
  tiles,
  drawn,
  cell,
  region,
  marginal,
  profile,
  sweep,
  ulps,
  find,
  search,
  worst,
  values,
  exportBytes,
  explainCell,
  explainColumn,
  explainTiles,
  explainPicture,
  placements,
  experiment,
};
