import type { ProblemInput } from "../../core/problem";
import type { Reading } from "../../panel/source";
import type { Offer } from "../../protocol/provenance";
import { sizeText, type ReadTensor } from "../readers/reader";
import type { TrackedSession } from "../session/tracked-session";
import { placeOf, type FramePlace } from "../session/stack-frames";
import { buffersOf } from "./debug-problem";

/** What was read, before it becomes a panel's reading. */
export interface ReadProblem {
  readonly input: ProblemInput;
  readonly x: ReadTensor;
  readonly how: string;
  readonly details: readonly string[];
  readonly offers?: readonly Offer[];
}

export function toReading(expression: string, frame: FramePlace, read: ReadProblem): Reading {
  const { input, x, how, details, offers = [] } = read;
  return {
    source: { kind: "input", input },
    transfer: buffersOf(input),
    provenance: {
      kind: "debugger",
      title: `${expression} in ${placeOf(frame)}`,
      details,
      dtype: x.sourceDtype,
      shape: input.x.shape,
      how,
      whole: x.whole,
      canReveal: false,
      offers,
    },
  };
}

/** "Python: train (debugpy), thread 1, step at train.py:12". */
export function describeFrame({ dap }: Pick<TrackedSession, "dap">, frame: FramePlace): string {
  return `${dap.name} (${dap.type}), thread ${frame.threadId}, ${frame.name} at ${placeOf(frame)}`;
}

/** "x: float32 64 x 64, strides 64, 1, cpu, 16 KiB". */
export function describeTensor(expression: string, read: ReadTensor): string {
  const strides = read.strides ? `, strides ${read.strides.join(", ")}` : "";
  return `${expression}: ${read.sourceDtype} ${read.shape.join(" x ")}${strides}, ${read.device}, ${sizeText(read.bytes)}`;
}
