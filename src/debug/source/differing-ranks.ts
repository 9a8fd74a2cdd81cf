import { success, type Result } from "../../core/fault";
import type { Tensor } from "../../core/tensor";
import { endsReading, type ReadUsed } from "./read-used";

/** What one session holds in the roles and the layer that all of them are thought to share. */
interface Held {
  readonly from: string;
  readonly used: Result<ReadUsed>;
}

/**
 * A note for each session that holds other parameters than the first, whose are used: the ranks of one layer hold the
 * same, so that a difference is a mistake of the program, or of the lines at which the sessions stand.
 */
export function notesOnDiffering(
  first: { readonly from: string; readonly used: ReadUsed },
  others: readonly Held[],
): Result<readonly string[]> {
  const notes: string[] = [];
  for (const { from, used } of others) {
    if (!used.ok && endsReading(used.fault)) return used;
    if (!used.ok) {
      notes.push(`${from} was not compared with ${first.from}, whose parameters are used: ${used.fault.text}`);
      continue;
    }
    const names = differing(first.used, used.value);
    if (names.length > 0)
      notes.push(`${from} holds other values of ${names.join(", ")}: those of ${first.from} are used`);
  }
  return success(notes);
}

function differing(one: ReadUsed, other: ReadUsed): string[] {
  const roles = new Set([...Object.keys(one.values), ...Object.keys(other.values)]) as Set<keyof ReadUsed["values"]>;
  // A layer in training does not use them, and without a broadcast each rank keeps its own.
  const isInUse = (role: string): boolean => !(role.startsWith("running") && one.layer?.training);
  const names: string[] = [...roles].filter((role) => isInUse(role) && !isSame(one.values[role], other.values[role]));
  const isEpsOfLayer = one.values.eps === undefined; // what is given for eps hides the layer's
  if (isEpsOfLayer && one.layer?.eps !== other.layer?.eps) names.push("eps");
  if (one.layer?.training !== other.layer?.training) names.push("mode");
  return names;
}

function isSame(one: Tensor | number | undefined, other: Tensor | number | undefined): boolean {
  if (one === undefined || other === undefined || typeof one === "number" || typeof other === "number")
    return Object.is(one, other);
  return one.values.length === other.values.length && one.values.every((value, i) => Object.is(value, other.values[i]));
}
