/** The normalization layers by their names, and what divides them into kinds. */

export type Norm = "batch" | "layer" | "rms" | "group" | "instance";
export const NORMS: readonly Norm[] = ["batch", "layer", "rms", "group", "instance"];

interface Named {
  readonly norm?: Norm | undefined;
}

/** Whether a layer takes the mean off its sets. */
export function isCentred({ norm }: Named): boolean {
  return norm !== "rms";
}

/** Whether a layer's sets run along axes that are named, and gamma has an entry for each place on these. */
export function normalizesAxes({ norm }: Named): boolean {
  return norm === "layer" || norm === "rms";
}

/** Whether a layer's sets are parts of single samples, by their channels. */
export function normalizesSamples({ norm }: Named): boolean {
  return norm === "group" || norm === "instance";
}
