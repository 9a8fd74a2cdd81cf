import type { Result } from "../core/fault";
import type { ExportsBy } from "../exports";
import type { TensorName } from "../views";
import type {
  ExperimentQuery,
  ExperimentReport,
  ExplainCellQuery,
  ExplainCellReport,
  ExplainColumnQuery,
  ExplainColumnReport,
  ExplainPicture,
  ExplainTileQuery,
  PlacementsReport,
} from "./explain";
import type { TensorSummary, Tile, TileQuery } from "./picture";
import type {
  CellQuery,
  CellReport,
  FindQuery,
  FindReport,
  MarginalQuery,
  MarginalReport,
  ProfileQuery,
  ProfileReport,
  RegionQuery,
  RegionReport,
  SearchQuery,
  SearchReport,
  SweepQuery,
  SweepReport,
  UlpReport,
  ValuesQuery,
  ValuesReport,
  WorstCell,
} from "./queries";

/** Exports that the worker makes (src/exports.ts). */
export type ExportFormat = ExportsBy<"worker">;

/** What the worker answers; the host passes these on unread. */
export interface AnalysisRequests {
  /** Several at once, in the order asked for; null where there is no such tensor. */
  tiles: { ask: readonly TileQuery[]; reply: readonly (Tile | null)[] };
  /** The pictures of this analysis stand: the check of a large problem, which waits for them, may begin. */
  drawn: { ask: null; reply: null };
  cell: { ask: CellQuery; reply: CellReport };
  region: { ask: RegionQuery; reply: readonly RegionReport[] };
  marginal: { ask: MarginalQuery; reply: MarginalReport };
  profile: { ask: ProfileQuery; reply: ProfileReport | null };
  sweep: { ask: SweepQuery; reply: SweepReport };
  ulps: { ask: { readonly tensor: "ulp" | "dgammaUlp" | "dbetaUlp" }; reply: UlpReport };
  find: { ask: FindQuery; reply: FindReport | null };
  /** Cells of a kind in some rows of the matrix plane. */
  search: { ask: SearchQuery; reply: SearchReport };
  /** The worst cells, at most ten: of the candidate when `candidate`, else of the check. */
  worst: { ask: { readonly candidate: boolean }; reply: readonly WorstCell[] };
  values: { ask: ValuesQuery; reply: ValuesReport };
  /** Bytes of a file: a tensor as .npy or CSV, a report's data, or code that reproduces the problem. */
  exportBytes: { ask: { readonly format: ExportFormat; readonly tensor: TensorName }; reply: Uint8Array };
  /** Where dx of one cell comes from. */
  explainCell: { ask: ExplainCellQuery; reply: ExplainCellReport };
  explainColumn: { ask: ExplainColumnQuery; reply: ExplainColumnReport };
  /** Tiles of pictures that explain, in the order asked for. One that is not whole goes on when it is asked for again. */
  explainTiles: { ask: readonly ExplainTileQuery[]; reply: readonly Tile[] };
  explainPicture: { ask: ExplainPicture; reply: TensorSummary };
  /** Goes on with the placements of batch norm and the ReLU for some milliseconds. */
  placements: { ask: null; reply: PlacementsReport };
  /** Goes on with the experiment for some milliseconds. */
  experiment: { ask: ExperimentQuery; reply: ExperimentReport };
}

/** Their names; one that is left out is a compile error. */
const ANALYSIS_REQUESTS: Readonly<Record<keyof AnalysisRequests, true>> = {
  tiles: true,
  drawn: true,
  cell: true,
  region: true,
  marginal: true,
  profile: true,
  sweep: true,
  ulps: true,
  find: true,
  search: true,
  worst: true,
  values: true,
  exportBytes: true,
  explainCell: true,
  explainColumn: true,
  explainTiles: true,
  explainPicture: true,
  placements: true,
  experiment: true,
};

/** How one of them is answered, at once or later. */
type AnalysisAnswer<K extends keyof AnalysisRequests, When extends "at once" | "later"> = (
  ask: AnalysisRequests[K]["ask"],
  generation: number,
) => When extends "later" ? Promise<Result<AnalysisRequests[K]["reply"]>> : Result<AnalysisRequests[K]["reply"]>;

type AnalysisAnswers<When extends "at once" | "later"> = {
  readonly [K in keyof AnalysisRequests]: AnalysisAnswer<K, When>;
};

/** What `make` makes for each of these requests, by its name: relays pass them on without naming them one by one. */
export function forAnalysisRequests<When extends "at once" | "later">(
  make: <K extends keyof AnalysisRequests>(name: K) => AnalysisAnswer<K, When>,
): AnalysisAnswers<When> {
  const names = Object.keys(ANALYSIS_REQUESTS) as readonly (keyof AnalysisRequests)[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as AnalysisAnswers<When>;
}
