import { success, type Result } from "../../core/fault";
import type { Offer } from "../../protocol/provenance";
import type { NormalizationModule, Reader, ReaderFor, ReadOptions, ReadTensor } from "../readers/reader";

import { readTree, type ValueRow } from "../readers/variables/value-tree";
import type { TrackedSession } from "../session/tracked-session";
import { placeOf, type FramePlace } from "../session/stack-frames";
import { readCollected, type StoppedSession } from "./collect-sessions";
import { toProblemInput, type DebugRole } from "./debug-problem";
import { describeFrame, describeTensor, type ReadProblem } from "./describe-reading";
import { framesOfRoles } from "./frames-of-roles";
import { readUsed } from "./read-used";
import type { UsedExpressions } from "./used-expressions";

/** What is read, and where. */
export interface ProblemAsk {
  readonly session: Pick<TrackedSession, "dap" | "threadId">;
  readonly frame: FramePlace;
  readonly expression: string;
  readonly used: UsedExpressions;
}

/** Reads x and the expressions in use from one frame. */
export async function readFromFrame(
  reader: Reader,
  { session, frame, expression, used }: ProblemAsk,
  options: ReadOptions,
): Promise<Result<ReadProblem>> {
  const target = { session: session.dap, frameId: frame.frameId, expression };
  const x = await reader.read(target, options);
  if (!x.ok) return x;
  const frames = await framesOfRoles(session.dap, frame.threadId, used);
  const read = await readUsed(reader, target, used, x.value.tensor.shape, { ...options, shape: undefined }, frames);
  if (!read.ok) return read;
  const { values, layer, lines, notes } = read.value;
  const offers = gradientsOf(x.value, layer).filter(({ role }) => used.roles[role] === undefined);
  const details = [
    describeFrame(session, frame),
    describeTensor(expression, x.value),
    ...lines,
    ...x.value.notes,
    ...notes,
  ];
  const input = toProblemInput({ x: x.value.tensor, roles: values, layer, from: used.roles, xKept: used.xKept });
  return success({ input, x: x.value, how: x.value.how, details, offers });
}

/** Reads x from every stopped session, joined along the batch. */
export async function readFromAll(
  readerFor: ReaderFor,
  stopped: readonly StoppedSession[],
  { session: own, frame, expression, used }: ProblemAsk,
  options: ReadOptions,
): Promise<Result<ReadProblem>> {
  const collected = await readCollected({ stopped, readerFor, own, frame, expression, used }, options);
  if (!collected.ok) return collected;
  const { input, first, from, lines, notes } = collected.value;
  const details = [
    `${from.length} sessions: ${from.join(", ")}`,
    `${frame.name} at ${placeOf(frame)}`,
    describeTensor(expression, first),
    ...lines,
    ...notes,
  ];
  return success({ input, x: first, how: `${first.how}, from ${from.length} sessions`, details });
}

/** Reads a row of the Variables view, value by value. */
export async function readFromRow(
  row: ValueRow,
  { session, frame, expression }: ProblemAsk,
  options: ReadOptions,
): Promise<Result<ReadProblem>> {
  const x = await readTree(session.dap, expression, row, options);
  if (!x.ok) return x;
  const details = [
    describeFrame(session, frame),
    describeTensor(expression, x.value),
    "nothing was evaluated in the program",
  ];
  return success({ input: { x: x.value.tensor }, x: x.value, how: x.value.how, details });
}

/** Gradients that the program itself has computed: of x, and of its layer's gamma and beta. */
function gradientsOf(x: ReadTensor, layer: NormalizationModule | undefined): readonly (Offer & { role: DebugRole })[] {
  const known = [
    { role: "candidate.dx", title: x.extras.grad },
    { role: "candidate.dgamma", title: layer?.gammaGrad },
    { role: "candidate.dbeta", title: layer?.betaGrad },
  ] as const;
  return known.flatMap(({ role, title }) => (title ? [{ role, title }] : []));
}
