import type { Offer } from "../../protocol/provenance";
import type { Reader, ReadOptions } from "../readers/reader";
import { ROLES_OF_LAYER, type DebugRole } from "../source/debug-problem";
import type { ProblemAsk } from "../source/read-problem";
import { EPS_NAMES, findByName } from "./usual-names";

/** What is assumed where nobody says it. */
const ASSUMED = ["gamma", "beta", "eps", "dout"] as const;

/**
 * Variables of the frame that are called as gamma, beta, eps or dout is, and fit x: offered where the panel would assume
 * these. Nothing is looked at where each variable of a frame costs requests of its own.
 */
export async function namedParts(
  reader: Reader,
  { session, frame, expression, used }: ProblemAsk,
  shape: readonly number[],
  options: ReadOptions,
): Promise<readonly (Offer & { readonly role: DebugRole })[]> {
  const isUnsaid = (role: DebugRole): boolean =>
    used.roles[role] === undefined && !(used.layer !== undefined && ROLES_OF_LAYER.includes(role));
  const open = ASSUMED.filter(isUnsaid);
  if (open.length === 0 || reader.asksOneByOne) return [];
  const listed = await reader.listTensors(session.dap, frame.frameId, { ...options, numbers: EPS_NAMES });
  if (!listed.ok) return []; // what cannot be listed is not offered; x was read
  const others = listed.value.filter((entry) => entry.expression !== expression);
  return open.flatMap((role) => {
    const title = findByName(role, others, shape);
    return title === undefined ? [] : [{ role, title }];
  });
}
