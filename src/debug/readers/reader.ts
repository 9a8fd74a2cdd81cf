import { failure, type Result } from "../../core/fault";
import type { LayerKeys } from "../../core/normalization-layer";
import type { ProblemInput } from "../../core/problem";
import { sizeOf } from "../../core/tensor";
import type { Tensor, Values } from "../../core/tensor";
import type { DapSession, Target } from "../session/dap-session";
import type { FramePlace } from "../session/stack-frames";

/** Chooses the reader of a debug type; any type has one. */
export type ReaderFor = (debugType: string) => Reader;

/** What an expression of a stopped program holds, before any of its numbers is read. */
export interface Description {
  /** "module": a normalization layer. "other": no tensor; `obstacle` says what was found. */
  readonly kind: "tensor" | "module" | "other";
  readonly typeName: string; // as the program calls it: "torch.Tensor"
  readonly dtype: string; // as the program calls it: "bfloat16", ">f4", "Float32Array"
  /** Null when it is known only after reading, or not at all. */
  readonly shape: readonly number[] | null;
  /** The program does not know its extent, as behind a `float *`: sizes must be given. */
  readonly sizesAsked: boolean;
  readonly strides: readonly number[] | null; // in elements; null when there are none, as in nested lists
  readonly device: string; // "cpu", "cuda:0"
  readonly bytes: number; // in the program
  /** Why it cannot be read, and what can be read instead. Null when it can. */
  readonly obstacle: string | null;
  /** The value of a plain number, which is no tensor but may be eps. */
  readonly number: number | null;
  readonly notes: readonly string[]; // "3 masked values are shown as NaN"
  readonly extras: Extras;
}

interface Extras {
  /** Expression of its gradient, which the program has computed. */
  readonly grad: string | null;
  readonly module: NormalizationModule | null;
}

/** A normalization layer: expressions of its tensors, null where it has none, and its numbers. */
export interface NormalizationModule {
  /** Which layer it is, and what it does that no number of its tensors says. */
  readonly says: Pick<ProblemInput, keyof LayerKeys | "gammaOffset" | "variance" | "epsPlacement">;
  readonly gamma: string | null;
  readonly beta: string | null;
  readonly runningMean: string | null;
  readonly runningVar: string | null;
  readonly eps: number | null; // null: the smallest step of x's own type, as torch's RMSNorm has it
  readonly training: boolean | null; // null: the layer does not say
  /** Of gamma's and beta's gradients, when the program has computed them. */
  readonly gammaGrad: string | null;
  readonly betaGrad: string | null;
}

/** Of what has neither. */
export const NO_EXTRAS: Extras = { grad: null, module: null };

/** What is no tensor, and why. */
export function describeOther(
  obstacle: string,
  { typeName = "", number = null }: Partial<Pick<Description, "typeName" | "number">> = {},
): Description {
  return {
    kind: "other",
    typeName,
    dtype: "",
    shape: null,
    sizesAsked: false,
    strides: null,
    device: "cpu",
    bytes: 0,
    obstacle,
    number,
    notes: [],
    extras: NO_EXTRAS,
  };
}

export interface ReadTensor {
  readonly tensor: Tensor;
  readonly sourceDtype: string;
  readonly shape: readonly number[];
  readonly strides: readonly number[] | null;
  readonly device: string;
  readonly bytes: number; // in the program
  readonly how: string; // "debug protocol, 3 chunks", "private temporary file", "readMemory"
  readonly whole: boolean;
  readonly notes: readonly string[];
  readonly extras: Extras;
}

export type Transfer = "auto" | "protocolOnly";

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly transfer: Transfer;
  /** Sizes of what has none of its own (a pointer), or another shape for a flat array. */
  readonly shape?: readonly number[];
  /** Asked before more than LIMITS.device bytes are copied from a GPU; without it they are not. */
  readonly confirm?: (description: Description) => Promise<boolean>;
  /** Names of plain numbers that a list of tensors holds as well, such as eps. */
  readonly numbers?: readonly string[];
  /** How long a list may take where each variable is asked for by itself; LIST_MILLISECONDS where nothing is said. */
  readonly listMilliseconds?: number;
  /** Called with a sentence where a list is not whole. */
  readonly tell?: (sentence: string) => void;
  /** Called with bytes that have come and bytes in all. */
  readonly progress?: (done: number, total: number) => void;
}

/** A list ends itself after so long: what was seen by then was seen. */
export const LIST_MILLISECONDS = 2000;

export interface NamedDescription {
  readonly expression: string;
  readonly description: Description;
  /** It is a variable of the frame's module, seen by every function in it. */
  readonly isOfModule?: true;
  /** The frame that it stands in, where that is one of a caller. */
  readonly frame?: FramePlace;
  /** The tensor, such as xhat, that is this one scaled and shifted in each channel. */
  readonly explains?: string;
}

/** Reads tensors of one language's debuggers. No method leaves anything behind in the program. */
export interface Reader {
  readonly language: string;
  describe(target: Target, options: ReadOptions): Promise<Result<Description>>;
  read(target: Target, options: ReadOptions): Promise<Result<ReadTensor>>;
  /** The tensors of a frame, its own variables first. Fault "no-list" where the language has no way to ask. */
  listTensors(session: DapSession, frameId: number, options: ReadOptions): Promise<Result<readonly NamedDescription[]>>;
  /** Each variable of a frame costs requests of its own. */
  readonly asksOneByOne?: true;
  /** The first numbers of several tensors of a frame in C order, `bytes` of each at most; null of what is not read unasked. Without it names alone rank what is picked. */
  readBeginnings?(
    frame: Omit<Target, "expression">,
    expressions: readonly string[],
    bytes: number,
    options: ReadOptions,
  ): Promise<Result<readonly (Values | null)[]>>;
}

/** Bytes of one tensor that are read at most, by the way that they take. */
export const LIMITS = { file: 2 ** 30, protocol: 2 ** 28, device: 2 ** 26 } as const;

/** The fault of a tensor that cannot have the shape that was asked for. */
export function wrongSize(expression: string, size: number, asked: readonly number[]): Result<never> {
  return failure("shape", `${expression} has ${size} values, ${asked.join(" x ")} needs ${sizeOf(asked)}.`);
}

/** "1.5 GiB", "16 MiB", "400 bytes". */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[step]}`;
}
