import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { CellQuery } from "../../src/protocol/queries";
import { t } from "./strings";

type Known = Pick<AnalysisState, "norm" | "setBlock">;

/** The set that a cell of the matrix plane is in, as people call it: "column 3", "row 3", "group 2 of sample 0". */
export function setName({ norm, setBlock }: Known, { row, column }: CellQuery): string {
  const place = Math.floor(column / setBlock.columns);
  const sample = Math.floor(row / setBlock.rows);
  switch (norm) {
    case "batch":
      return t("column {0}", column);
    case "layer":
    case "rms":
      return t("row {0}", row);
    case "group":
      return t("group {0} of sample {1}", place, sample);
    case "instance":
      return t("channel {0} of sample {1}", place, sample);
  }
}

/** The same where it begins a sentence or stands over figures. */
export function setTitle(known: Known, cell: CellQuery): string {
  const name = setName(known, cell);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
