/** One figure of one contestant. */
export interface Row {
  readonly name: string;
  readonly size: string;
  readonly contestant: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
  readonly p10?: number;
  /** What the value is to be at most, or at least where more is better. */
  readonly aim?: number;
}
export interface BenchOptions {
  readonly quick: boolean;
  /** What is to be measured, out of NAMES; never empty. */
  readonly only: readonly string[];
  readonly report: (row: Row) => void;
}
export interface Bench {
  readonly file: string;
  readonly NAMES?: readonly string[];
  readonly run: (options: BenchOptions) => Promise<void>;
}
export function runBenches(
  benches: readonly Bench[],
  options?: { readonly quick?: boolean; readonly only?: readonly string[] },
): Promise<{ rows: Row[]; failures: string[] }>;
