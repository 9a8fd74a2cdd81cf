import type { MarginalReport } from "../../../protocol/queries";

/** Sum, sum of magnitudes and largest magnitude of every row, or of every column. */
export interface Lines {
  readonly sums: Float64Array;
  readonly sizes: Float64Array; // sums of magnitudes
  readonly peaks: Float64Array;
}

export function emptyLines(length: number): Lines {
  return { sums: new Float64Array(length), sizes: new Float64Array(length), peaks: new Float64Array(length) };
}

/** Puts what is known of one row where the rows' are. */
export function foldRow(line: Float64Array, { sums, sizes, peaks }: Lines, row: number): void {
  let sum = 0;
  let size = 0;
  let peak = 0;
  for (let i = 0; i < line.length; i++) {
    const magnitude = Math.abs(line[i]);
    sum += line[i];
    size += magnitude;
    peak = Math.max(peak, magnitude); // NaN from either side stays
  }
  sums[row] = sum;
  sizes[row] = size;
  peaks[row] = peak;
}

/** Adds one row's cells to the columns. */
export function addToColumns(line: Float64Array, { sums, sizes, peaks }: Lines): void {
  for (let i = 0; i < line.length; i++) {
    const magnitude = Math.abs(line[i]);
    sums[i] += line[i];
    sizes[i] += magnitude;
    peaks[i] = Math.max(peaks[i], magnitude);
  }
}

/** What stands for each of so many bins of neighbouring lines. */
export function inBins({ sums, sizes, peaks }: Lines, bins: number): MarginalReport {
  const sum = new Float64Array(bins);
  const size = new Float64Array(bins);
  const max = new Float64Array(bins);
  for (let line = 0; line < sums.length; line++) {
    const bin = Math.floor((line * bins) / sums.length);
    if (size[bin] === 0 || outranks(sums[line], sum[bin])) {
      sum[bin] = sums[line];
      size[bin] = sizes[line];
    }
    if (outranks(peaks[line], max[bin])) max[bin] = peaks[line];
  }
  return { sum, size, max };
}

/** True when `value` is the one to keep: NaN wins over everything, then the larger magnitude. */
function outranks(value: number, kept: number): boolean {
  return !Number.isNaN(kept) && (Number.isNaN(value) || Math.abs(value) > Math.abs(kept));
}
