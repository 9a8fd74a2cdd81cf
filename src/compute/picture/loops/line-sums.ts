import type { MarginalReport } from "../../../protocol/queries";

/** Sum and largest magnitude of every row, or of every column. */
export interface Lines {
  readonly sums: Float64Array;
  readonly peaks: Float64Array;
}

export function emptyLines(length: number): Lines {
  return { sums: new Float64Array(length), peaks: new Float64Array(length) };
}

/** Puts sum and peak of one row where the rows' are. */
export function foldRow(line: Float64Array, { sums, peaks }: Lines, row: number): void {
  let sum = 0;
  let peak = 0;
  for (let i = 0; i < line.length; i++) {
    sum += line[i];
    peak = Math.max(peak, Math.abs(line[i])); // NaN from either side stays
  }
  sums[row] = sum;
  peaks[row] = peak;
}

/** Adds one row's cells to the columns. */
export function addToColumns(line: Float64Array, { sums, peaks }: Lines): void {
  for (let i = 0; i < line.length; i++) {
    sums[i] += line[i];
    peaks[i] = Math.max(peaks[i], Math.abs(line[i]));
  }
}

/** Sum and peak that stand for each of so many bins of neighbouring lines. */
export function inBins({ sums, peaks }: Lines, bins: number): MarginalReport {
  const sum = new Float64Array(bins);
  const max = new Float64Array(bins);
  for (let line = 0; line < sums.length; line++) {
    const bin = Math.floor((line * bins) / sums.length);
    if (outranks(sums[line], sum[bin])) sum[bin] = sums[line];
    if (outranks(peaks[line], max[bin])) max[bin] = peaks[line];
  }
  return { sum, max };
}

/** True when `value` is the one to keep: NaN wins over everything, then the larger magnitude. */
function outranks(value: number, kept: number): boolean {
  return !Number.isNaN(kept) && (Number.isNaN(value) || Math.abs(value) > Math.abs(kept));
}
