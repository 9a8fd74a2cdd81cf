import { success, type Result } from "../../core/fault";
import type { Tensor } from "../../core/tensor";
import type { DebugRole } from "./debug-problem";
import type { Target } from "../session/dap-session";
import type { Reader, ReadOptions } from "../readers/reader";

export interface ReadRoles {
  readonly values: Partial<Record<DebugRole, Tensor | number>>;
  readonly notes: readonly string[];
}

/**
 * Reads the expressions that stand in roles. A candidate that is not there at this stop is left out and named in the
 * notes (a backward defines it late); anything else that cannot be read is a fault, since the problem would be another.
 */
export async function readRoles(
  reader: Reader,
  target: Target,
  wanted: Readonly<Partial<Record<DebugRole, string>>>,
  options: ReadOptions,
): Promise<Result<ReadRoles>> {
  const values: Partial<Record<DebugRole, Tensor | number>> = {};
  const notes: string[] = [];
  for (const [role, expression] of Object.entries(wanted) as [DebugRole, string][]) {
    const place = { ...target, expression };
    const read = await reader.read(place, options);
    if (read.ok) {
      values[role] = read.value.tensor;
      continue;
    }
    if (read.fault.code === "no-tensor" && !role.startsWith("candidate")) {
      const described = await reader.describe(place, options);
      if (described.ok && described.value.number !== null) {
        values[role] = described.value.number;
        continue;
      }
    }
    if (!role.startsWith("candidate") || read.fault.code === "cancelled" || read.fault.code === "time-out") {
      return { ok: false, fault: { ...read.fault, text: `${role}: ${read.fault.text}` } };
    }
    notes.push(`${role} is missing: ${read.fault.text}`);
  }
  return success({ values, notes });
}
