import type { Row } from "./run-benches.mjs";

/** A row that may be one of several runs of the same bench. */
export interface RunRow extends Row {
  readonly run?: number;
}
/** A contestant's row over all runs. */
export interface FigureRow extends RunRow {
  readonly low: number;
  readonly high: number;
}
export function group(rows: readonly RunRow[]): FigureRow[][];
export function toText(figure: readonly FigureRow[]): string;
export function toTable(figures: readonly (readonly FigureRow[])[]): string;
