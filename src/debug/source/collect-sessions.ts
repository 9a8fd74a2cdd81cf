import { roleWord } from "../../protocol/role-word";
import { failure, success, type Result } from "../../core/fault";
import type { Part, ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import { joinAlongBatch, toProblemInput, type DebugRole } from "./debug-problem";
import { framesOfRoles, type FramesOfRoles } from "./frames-of-roles";
import { notesOnDiffering } from "./differing-ranks";
import { endsReading, readRole, readUsed, unreadableRole, type ReadUsed } from "./read-used";
import { isCandidate, type UsedExpressions } from "./used-expressions";
import { evaluate } from "../session/ask";
import type { DapSession } from "../session/dap-session";
import { framesOf, isSameFunction, type FramePlace } from "../session/stack-frames";

import type { Reader, ReaderFor, ReadOptions, ReadTensor } from "../readers/reader";

/** A session that is stopped, and the thread of its newest stop. */
export interface StoppedSession {
  readonly dap: DapSession;
  readonly threadId: number;
}

interface CollectAsk {
  readonly stopped: readonly StoppedSession[];
  readonly readerFor: ReaderFor;
  readonly own: StoppedSession; // the panel's, whose frame is known
  readonly frame: FramePlace;
  readonly expression: string;
  readonly used: UsedExpressions;
}

interface Collected {
  readonly input: ProblemInput;
  readonly first: ReadTensor;
  readonly from: readonly string[];
  readonly lines: readonly string[]; // "gamma = bn.weight"
  readonly notes: readonly string[];
}

/** What one session has given. */
interface Share {
  readonly from: string;
  readonly rank: number;
  readonly read: ReadTensor;
  readonly perRow: Readonly<Partial<Record<DebugRole, Tensor>>>;
  readonly session: DapSession;
  readonly frameId: number;
  readonly frames: FramesOfRoles;
}

/** Roles whose tensors belong to the rows of x, and so are joined with them. */
const PER_ROW: readonly DebugRole[] = ["dout", "mask", "candidate.dx"];

/**
 * Reads one expression from every stopped session of the language, in the frame of the same function, and joins the
 * tensors along the batch in the order of the ranks: the input of a synchronised batch norm over all of them.
 */
export async function readCollected(ask: CollectAsk, options: ReadOptions): Promise<Result<Collected>> {
  const { readerFor, frame, expression, used } = ask;
  const gathered = await gatherShares(ask, options);
  if (!gathered.ok) return gathered;
  const { shares, notes } = gathered.value;
  const [first] = shares;
  if (!first || shares.length < 2) {
    return failure(
      "no-sessions",
      `${expression} was found in ${shares.length === 1 ? "one session" : "no session"} that is stopped in ${frame.name}; collecting needs two.`,
    );
  }
  const joined = joinShares(expression, used, shares);
  if (!joined.ok) return joined;
  const { x, perRow } = joined.value;
  // Parameters and the layer should be the same on every rank; their gradients are not: each rank holds its own sum.
  const shared = Object.entries(used.roles).filter(
    ([role]) => !PER_ROW.includes(role as DebugRole) && !isCandidate(role as DebugRole),
  );
  const sharedUse = { ...used, roles: Object.fromEntries(shared) };
  const readShared = ({ session, frameId, frames }: Share): Promise<Result<ReadUsed>> => {
    const target = { session, frameId, expression };
    return readUsed(readerFor(session.type), target, sharedUse, x.shape, { ...options, shape: undefined }, frames);
  };
  const parameters = await readShared(first);
  if (!parameters.ok) return parameters;
  const others: { from: string; used: Result<ReadUsed> }[] = [];
  for (const share of shares.slice(1)) others.push({ from: share.from, used: await readShared(share) });
  const differences = notesOnDiffering({ from: first.from, used: parameters.value }, others);
  if (!differences.ok) return differences;
  const { values, layer, lines } = parameters.value;
  const parts: Part[] = shares.map(({ from, read }) => ({ name: from, outer: read.tensor.shape[0] ?? 0 }));
  const input = toProblemInput({
    x,
    roles: { ...values, ...perRow },
    layer,
    parts,
    from: used.roles,
    xKept: used.xKept,
  });
  const joinedLines = Object.keys(perRow).map((role) => `${roleWord(role)} = ${used.roles[role as DebugRole] ?? ""}`);
  const from = shares.map((share) => share.from);
  const all = { lines: [...lines, ...joinedLines], notes: [...notes, ...differences.value] };
  return success({ input, first: first.read, from, ...all });
}

/** Reads every session's share, and sorts them by rank. */
async function gatherShares(
  { stopped, readerFor, own, frame, expression, used }: CollectAsk,
  options: ReadOptions,
): Promise<Result<{ readonly shares: readonly Share[]; readonly notes: readonly string[] }>> {
  const { language } = readerFor(own.dap.type);
  const notes: string[] = [];
  const shares: Share[] = [];
  for (const session of stopped) {
    const reader = readerFor(session.dap.type);
    if (reader.language !== language) continue;
    const frames = await framesOf(session.dap, session === own ? frame.threadId : session.threadId, options.signal);
    if (!frames.ok && frames.fault.code === "cancelled") return frames;
    if (!frames.ok && frames.fault.code !== "refused") {
      notes.push(`${session.dap.name} is left out: ${frames.fault.text}`);
      continue;
    }
    const place = frames.ok ? frames.value.find((other) => isSameFunction(other, frame)) : undefined;
    if (!place) {
      notes.push(`${session.dap.name} is left out: it is not stopped in ${frame.name}`);
      continue;
    }
    const share = await readShare(reader, session.dap, place, expression, used, options);
    if (!share.ok) return share;
    shares.push(share.value);
  }
  shares.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
  return success({ shares, notes });
}

async function readShare(
  reader: Reader,
  session: DapSession,
  { frameId, threadId }: FramePlace,
  expression: string,
  used: UsedExpressions,
  options: ReadOptions,
): Promise<Result<Share>> {
  const frames = await framesOfRoles(session, threadId, used);
  const read = await reader.read({ session, frameId, expression }, options);
  if (!read.ok) return { ok: false, fault: { ...read.fault, text: `${session.name}: ${read.fault.text}` } };
  const { shape } = read.value.tensor;
  const perRow: Partial<Record<DebugRole, Tensor>> = {};
  for (const role of PER_ROW) {
    const text = used.roles[role];
    if (text === undefined) continue;
    const own = frames[role] ?? success(frameId);
    const target = { session, expression: text };
    const piece = own.ok
      ? await readRole(reader, { ...target, frameId: own.value }, role, shape, { ...options, shape: undefined })
      : own;
    if (piece.ok && typeof piece.value !== "number") perRow[role] = piece.value;
    else if (!piece.ok && endsReading(piece.fault)) return piece;
    else if (!isCandidate(role)) {
      const reason = piece.ok ? "it is one number" : piece.fault.text;
      return unreadableRole(role, role, text, `${session.name}: ${reason}`);
    }
  }
  const rank = reader.language === "Python" ? await rankOf(session, frameId, options.signal) : undefined;
  const from = rank === undefined ? session.name : `rank ${rank} (${session.name})`;
  return success({ from, rank: rank ?? Infinity, read: read.value, perRow, session, frameId, frames });
}

/** x and what belongs to its rows, along the batch. */
function joinShares(
  expression: string,
  used: UsedExpressions,
  shares: readonly Share[],
): Result<{ readonly x: Tensor; readonly perRow: Readonly<Partial<Record<DebugRole, Tensor>>> }> {
  const x = joinAlongBatch(
    expression,
    shares.map(({ from, read }) => ({ from, tensor: read.tensor })),
  );
  if (!x.ok) return x;
  const perRow: Partial<Record<DebugRole, Tensor>> = {};
  for (const role of PER_ROW) {
    const pieces = shares.flatMap((share) => {
      const tensor = share.perRow[role];
      return tensor ? [{ from: share.from, tensor }] : [];
    });
    if (pieces.length !== shares.length) continue;
    const whole = joinAlongBatch(used.roles[role] ?? role, pieces);
    if (!whole.ok) return whole;
    perRow[role] = whole.value;
  }
  return success({ x: x.value, perRow });
}

/** Rank of a process that torchrun (or any launcher that sets RANK) has started. */
async function rankOf(session: DapSession, frameId: number, signal: AbortSignal): Promise<number | undefined> {
  const expression = `__import__("os").environ.get("RANK", "")`;
  const args = { expression, frameId, context: "clipboard", format: { rawString: true } };
  const answer = await evaluate(session, args, signal);
  const match = answer.ok ? /^'?(\d+)'?$/.exec(answer.value.result) : null;
  return match ? Number(match[1]) : undefined;
}
