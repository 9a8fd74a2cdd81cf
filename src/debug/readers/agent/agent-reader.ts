import { failure, success, type Fault, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { cancelled, evaluate, PATIENCE, unreadable } from "../../session/ask";
import { crc32 } from "../../../encoding/crc32";
import { decode, isWire, WIRES, type Wire } from "../wire-types";
import { parsePayload, type Payload } from "./payload";
import type { DapSession, Target } from "../../session/dap-session";
import {
  LIMITS,
  sizeText,
  type BatchNormModule,
  type Description,
  type NamedDescription,
  type Reader,
  type ReadOptions,
  type ReadTensor,
} from "../reader";
import { CHUNK, collect, type Disk, type PrivateFolder } from "../transfer";

export type AgentAsk =
  | { readonly op: "describe" }
  | { readonly op: "list" }
  | { readonly op: "chunk"; readonly start: number; readonly stop: number }
  | {
      readonly op: "read";
      readonly inline: number; // bytes that come in the answer itself
      readonly folder: string | null; // where to write more than that
      readonly nonce: string; // content of the folder's probe
      readonly most: number; // bytes that are written at most
      readonly unasked: number; // bytes that are copied from a device without asking
    };

/** A language whose debugger evaluates expressions that are whole programs: they look at the tensor from inside. */
export interface AgentLanguage {
  readonly language: string;
  canRead(debugType: string): boolean;
  /** The expression that answers `ask` about the user's expression. */
  express(expression: string, ask: AgentAsk): string;
  /** The user's expression in a form that ".grad" can follow. */
  operand(expression: string): string;
  /** Whether expressions of this debug type can write files. */
  hasFiles(debugType: string): boolean;
  /** Words for faults of this language that say what to do. */
  explain?(fault: Fault): Fault;
  /** What stands for the expression when the frame's tensors are asked for, where the language cannot list them itself. */
  names?(session: DapSession, frameId: number, signal: AbortSignal): Promise<Result<string>>;
}

/** Reads by an agent: small tensors in one answer, larger ones by a private file or in chunks. */
export function createAgentReader(language: AgentLanguage, disk: Disk | null): Reader {
  const query = async (
    target: Target,
    ask: AgentAsk,
    options: ReadOptions,
    patience?: number,
  ): Promise<Result<Payload>> => {
    const expression = language.express(target.expression, ask);
    const args = { expression, frameId: target.frameId, context: "clipboard", format: { rawString: true } };
    const answer = await evaluate(target.session, args, options.signal, patience);
    if (!answer.ok) return answer;
    const payload = parsePayload(answer.value.result);
    return payload.ok || !language.explain ? payload : { ok: false, fault: language.explain(payload.fault) };
  };
  const toDescription = (target: Target, head: Payload["head"]): Description =>
    describeHead(head, language.operand(target.expression));

  const describe = async (target: Target, options: ReadOptions): Promise<Result<Description>> => {
    const answer = await query(target, { op: "describe" }, options);
    return answer.ok ? success(toDescription(target, answer.value.head)) : answer;
  };

  const read = async (target: Target, options: ReadOptions): Promise<Result<ReadTensor>> => {
    const withFile = options.transfer === "auto" && disk !== null && language.hasFiles(target.session.type);
    const folder = withFile ? await disk.createFolder() : null;
    try {
      return await readThrough(target, options, folder);
    } finally {
      await folder?.remove();
    }
  };

  const readThrough = async (
    target: Target,
    options: ReadOptions,
    folder: PrivateFolder | null,
  ): Promise<Result<ReadTensor>> => {
    const first = (unasked: number): Promise<Result<Payload>> => {
      const place = { folder: folder?.path ?? null, nonce: folder?.nonce ?? "", most: LIMITS.file };
      return query(target, { op: "read", inline: CHUNK, unasked, ...place }, options, PATIENCE.file);
    };
    let answer = await first(LIMITS.device);
    if (!answer.ok) return answer;
    let description = toDescription(target, answer.value.head);
    if (description.obstacle) return failure("no-tensor", `${target.expression} is ${description.obstacle}`);
    if (description.kind === "module") {
      return failure(
        "no-tensor",
        `${target.expression} is a batch-norm layer (${description.typeName}), not a tensor.`,
      );
    }
    const { head } = answer.value;
    const total = typeof head.total === "number" ? head.total : NaN;
    const wire = typeof head.wire === "string" && isWire(head.wire) ? head.wire : undefined;
    if (!wire || !description.shape || total !== sizeOf(description.shape) * WIRES[wire]) return unreadable(head);
    if (options.shape && sizeOf(options.shape) !== sizeOf(description.shape)) {
      return failure(
        "shape",
        `${target.expression} has ${sizeOf(description.shape)} values, ${options.shape.join(" x ")} needs ${sizeOf(options.shape)}.`,
      );
    }
    const limit = folder ? LIMITS.file : LIMITS.protocol;
    if (total > limit) return tooLarge(target.expression, description, total, limit, folder !== null);
    if (total > LIMITS.device && !description.device.toLowerCase().startsWith("cpu")) {
      if (!(await options.confirm?.(description))) return cancelled();
      if (folder) {
        answer = await first(total);
        if (!answer.ok) return answer;
        description = toDescription(target, answer.value.head);
      }
    }
    return await finish(target, options, folder, answer.value, description, wire, total);
  };

  /** Brings the bytes that the first answer announced, wherever they are. */
  const finish = async (
    target: Target,
    options: ReadOptions,
    folder: PrivateFolder | null,
    { head, body }: Payload,
    description: Description,
    wire: Wire,
    total: number,
  ): Promise<Result<ReadTensor>> => {
    const done = (bytes: Uint8Array, how: string): Result<ReadTensor> =>
      success(toRead({ ...description, shape: options.shape ?? description.shape }, bytes, wire, how, head));
    if (body.length === total) return done(body, "debug protocol, 1 message");
    let aside = "";
    if (folder && head.file === "written") {
      const bytes = await folder.read(total);
      if (options.signal.aborted) return cancelled();
      if (bytes.ok && crc32(bytes.value) === head.crc) return done(bytes.value, "private temporary file");
      aside = " (the temporary file was damaged)";
    } else if (folder) {
      const why = typeof head.why === "string" ? `: ${head.why}` : "";
      aside = head.file === "not written" ? ` (the temporary file could not be written${why})` : " (no disk in common)";
      if (total > LIMITS.protocol) return tooLarge(target.expression, description, total, LIMITS.protocol, false);
    }
    const shape = JSON.stringify(head.shape);
    const pieces = await collect(
      total,
      WIRES[wire],
      async (start, stop) => {
        const piece = await query(target, { op: "chunk", start, stop }, options);
        if (!piece.ok) return piece;
        if (JSON.stringify(piece.value.head.shape) === shape) return success(piece.value.body);
        return failure("damaged", `${target.expression} changed its shape while it was read.`);
      },
      options.signal,
      options.progress,
    );
    return pieces.ok ? done(pieces.value.bytes, `debug protocol, ${pieces.value.chunks} chunks${aside}`) : pieces;
  };

  const listTensors = async (
    session: DapSession,
    frameId: number,
    options: ReadOptions,
  ): Promise<Result<readonly NamedDescription[]>> => {
    const names = language.names ? await language.names(session, frameId, options.signal) : success("");
    if (!names.ok) return names;
    const answer = await query({ session, frameId, expression: names.value }, { op: "list" }, options);
    if (!answer.ok) return answer;
    const { tensors } = answer.value.head;
    if (!Array.isArray(tensors)) return unreadable(answer.value.head);
    return success(
      tensors.map((entry: [string, Payload["head"]]) => ({
        expression: entry[0],
        description: describeHead(entry[1], language.operand(entry[0])),
      })),
    );
  };

  return { language: language.language, canRead: (type) => language.canRead(type), describe, read, listTensors };
}

function tooLarge(
  expression: string,
  description: Description,
  total: number,
  limit: number,
  file: boolean,
): Result<never> {
  const shape = description.shape?.join(" x ") ?? "?";
  const way = file ? "" : " through the debug protocol";
  const text = `${expression} (${shape}, ${description.dtype}) holds ${sizeText(total)}; at most ${sizeText(limit)} are read${way}. Read a part of it, such as its first rows.`;
  return failure("too-large", text);
}

function toRead(
  description: Description,
  bytes: Uint8Array,
  wire: Wire,
  how: string,
  head: Payload["head"],
): ReadTensor {
  const shape = description.shape ?? [];
  const decoded = decode(bytes, wire, shape);
  const imported = Array.isArray(head.imported)
    ? [`the program had not loaded ${head.imported.join(", ")}; reading did`]
    : [];
  return {
    tensor: decoded.tensor,
    sourceDtype: description.dtype,
    shape,
    strides: description.strides,
    device: description.device,
    bytes: description.bytes,
    how,
    whole: true,
    notes: [...description.notes, ...decoded.notes, ...imported],
    extras: description.extras,
  };
}

/** The agent's head as a description. `operand` replaces "%s" in the expressions that it names. */
function describeHead(head: Payload["head"], operand: string): Description {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const numbers = (value: unknown): readonly number[] | null => (Array.isArray(value) ? value.map(Number) : null);
  const expression = (value: unknown): string | null =>
    typeof value === "string" ? value.replace("%s", operand) : null;
  const module = (value: unknown): BatchNormModule | null => {
    if (typeof value !== "object" || value === null) return null;
    const fields = value as Readonly<Record<string, unknown>>; // each is checked below
    return {
      gamma: expression(fields.weight),
      beta: expression(fields.bias),
      runningMean: expression(fields.running_mean),
      runningVar: expression(fields.running_var),
      eps: Number(fields.eps),
      training: fields.training === true,
      gammaGrad: expression(fields.weight_grad),
      betaGrad: expression(fields.bias_grad),
    };
  };
  const kind = head.kind === "tensor" || head.kind === "module" ? head.kind : "other";
  return {
    kind,
    typeName: text(head.type),
    dtype: text(head.dtype),
    shape: numbers(head.shape),
    sizesAsked: false,
    strides: numbers(head.strides),
    device: text(head.device) || "cpu",
    bytes: typeof head.bytes === "number" ? head.bytes : 0,
    obstacle: typeof head.obstacle === "string" ? head.obstacle : null,
    number: typeof head.number === "number" ? head.number : null,
    notes: Array.isArray(head.notes) ? head.notes.map(String) : [],
    extras: { grad: expression(head.grad), module: module(head.module) },
  };
}
