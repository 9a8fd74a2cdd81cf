import { failure, success, type Result } from "../../core/fault";
import type { ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import { evaluate } from "../session/ask";
import { joinAlongBatch, toProblemInput, type DebugRole } from "./debug-problem";
import type { ReaderFor } from "../readers/index";
import { readRoles } from "./role-expressions";
import type { DebugSessions, FramePlace, TrackedSession } from "../session/session-tracker";
import type { ReadOptions, ReadTensor } from "../readers/reader";

export interface CollectAsk {
  readonly sessions: DebugSessions;
  readonly readerFor: ReaderFor;
  readonly tracked: TrackedSession; // the panel's own
  readonly frame: FramePlace;
  readonly expression: string;
  readonly roles: Readonly<Partial<Record<DebugRole, string>>>;
}

export interface Collected {
  readonly input: ProblemInput;
  readonly first: ReadTensor;
  readonly from: readonly string[];
  readonly notes: readonly string[];
}

interface Share {
  readonly from: string;
  readonly rank: number;
  readonly read: ReadTensor;
  readonly perRow: Readonly<Partial<Record<DebugRole, ReadTensor>>>;
  readonly tracked: TrackedSession;
  readonly frame: FramePlace;
}

/** Roles whose tensors belong to the rows of x, and so are joined with them. */
const PER_ROW: readonly DebugRole[] = ["dout", "candidate.dx"];

/**
 * Reads one expression from every stopped session of the language, in the frame of the same function, and joins the
 * tensors along the batch in the order of the ranks: the input of a synchronised batch norm over all of them.
 */
export async function readCollected(ask: CollectAsk, options: ReadOptions): Promise<Result<Collected>> {
  const { sessions, readerFor, frame, expression, roles } = ask;
  const { language } = readerFor(ask.tracked.dap.type);
  const notes: string[] = [];
  const shares: Share[] = [];
  for (const tracked of sessions.stopped) {
    const reader = readerFor(tracked.dap.type);
    if (reader.language !== language) continue;
    const frames = await sessions.frames(tracked, tracked === ask.tracked ? frame.threadId : tracked.threadId);
    const place = frames.find(({ name, file }) => name === frame.name && file === frame.file);
    if (!place) {
      notes.push(`${tracked.session.name} is left out: it is not stopped in ${frame.name}`);
      continue;
    }
    const target = { session: tracked.dap, frameId: place.frameId, expression };
    const read = await reader.read(target, options);
    if (!read.ok) return { ok: false, fault: { ...read.fault, text: `${tracked.session.name}: ${read.fault.text}` } };
    const perRow: Partial<Record<DebugRole, ReadTensor>> = {};
    for (const role of PER_ROW) {
      const text = roles[role];
      if (text === undefined) continue;
      const piece = await reader.read({ ...target, expression: text }, options);
      if (!piece.ok)
        return { ok: false, fault: { ...piece.fault, text: `${tracked.session.name}, ${role}: ${piece.fault.text}` } };
      perRow[role] = piece.value;
    }
    const rank = language === "Python" ? await rankOf(tracked, place, options) : undefined;
    const from = rank === undefined ? tracked.session.name : `rank ${rank} (${tracked.session.name})`;
    shares.push({ from, rank: rank ?? Infinity, read: read.value, perRow, tracked, frame: place });
  }
  if (shares.length < 2) {
    return failure(
      "no-sessions",
      `${expression} was found in ${shares.length === 1 ? "one session" : "no session"} that is stopped in ${frame.name}; collecting needs two.`,
    );
  }
  shares.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
  const x = joinAlongBatch(expression, shares);
  if (!x.ok) return x;
  const joined: Partial<Record<DebugRole, Tensor | number>> = {};
  for (const role of PER_ROW) {
    const pieces = shares.flatMap(({ from, perRow }) => (perRow[role] ? [{ from, read: perRow[role] }] : []));
    if (pieces.length !== shares.length) continue;
    const whole = joinAlongBatch(roles[role] ?? role, pieces);
    if (!whole.ok) return whole;
    joined[role] = whole.value;
  }
  // Parameters are the same on every rank; their gradients are not: each rank holds its own sum.
  const shared = Object.fromEntries(
    Object.entries(roles).filter(([role]) => !PER_ROW.includes(role as DebugRole) && !role.startsWith("candidate")),
  );
  const [first] = shares;
  const rest = await readRoles(
    readerFor(first.tracked.dap.type),
    { session: first.tracked.dap, frameId: first.frame.frameId, expression },
    shared,
    options,
  );
  if (!rest.ok) return rest;
  const parts = shares.map(({ from, read }) => ({ name: from, outer: read.tensor.shape[0] }));
  const input = toProblemInput({ x: x.value, roles: { ...rest.value.values, ...joined }, parts });
  return success({ input, first: first.read, from: shares.map(({ from }) => from), notes });
}

/** Rank of a process that torchrun (or any launcher that sets RANK) has started. */
async function rankOf(
  { dap }: TrackedSession,
  { frameId }: FramePlace,
  { signal }: ReadOptions,
): Promise<number | undefined> {
  const expression = `__import__("os").environ.get("RANK", "")`;
  const answer = await evaluate(
    dap,
    { expression, frameId, context: "clipboard", format: { rawString: true } },
    signal,
  );
  const match = answer.ok ? /^'?(\d+)'?$/.exec(answer.value.result) : null;
  return match ? Number(match[1]) : undefined;
}
