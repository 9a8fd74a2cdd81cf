import { failure, success, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { crc32 } from "../../../encoding/loops/crc32";
import { cancelled, PATIENCE, unreadable } from "../../session/ask";
import type { Target } from "../../session/dap-session";
import { LIMITS, sizeText, wrongSize, type Description, type ReadOptions, type ReadTensor } from "../reader";
import { CHUNK, collect } from "../chunks";
import type { PrivateFolder } from "../shared-disk";
import { decode, isWire, WIRES, type Wire } from "../wire-types";
import type { AgentLanguage } from "./agent-language";
import { askAgent } from "./ask-agent";
import { describeHead } from "./describe-head";
import type { Payload } from "./payload";

/** A tensor that the agent has announced: it can be read, and this many bytes are to come. */
interface Announced {
  readonly description: Description;
  readonly shape: readonly number[];
  readonly wire: Wire;
  readonly total: number;
  readonly payload: Payload;
}

/** One reading: what it asks about, how, and where the program may write. */
interface AgentReading {
  readonly language: AgentLanguage;
  readonly target: Target;
  readonly options: ReadOptions;
  readonly folder: PrivateFolder | null;
}

export async function readByAgent(
  language: AgentLanguage,
  target: Target,
  options: ReadOptions,
  folder: PrivateFolder | null,
): Promise<Result<ReadTensor>> {
  const reading = { language, target, options, folder };
  let announced = await announce(reading, LIMITS.device);
  if (!announced.ok) return announced;
  const { description, total } = announced.value;
  const limit = folder ? LIMITS.file : LIMITS.protocol;
  if (total > limit) return tooLarge(target.expression, announced.value, limit, folder !== null);
  if (total > LIMITS.device && !description.device.toLowerCase().startsWith("cpu")) {
    if (!(await options.confirm?.(description))) return cancelled();
    if (folder) announced = await announce(reading, total);
    if (!announced.ok) return announced;
  }
  const fetched = await fetchBytes(reading, announced.value);
  return fetched.ok ? success(toRead(announced.value, options.shape, fetched.value)) : fetched;
}

/** Asks for the tensor. Its bytes come along when they are few, and are in the folder when they are many. */
async function announce(
  { language, target, options, folder }: AgentReading,
  unasked: number,
): Promise<Result<Announced>> {
  const place = { folder: folder?.path ?? null, nonce: folder?.nonce ?? "", most: LIMITS.file };
  const ask = { op: "read", inline: CHUNK, unasked, ...place } as const;
  const answer = await askAgent(language, target, ask, options.signal, PATIENCE.file);
  if (!answer.ok) return answer;
  const { head } = answer.value;
  const { expression } = target;
  const description = describeHead(head, language.operand(expression));
  if (description.obstacle) return failure("no-tensor", `${expression} is ${description.obstacle}`);
  if (description.kind === "module") {
    return failure("no-tensor", `${expression} is a normalization layer (${description.typeName}), not a tensor.`);
  }
  const { shape } = description;
  const total = typeof head.total === "number" ? head.total : NaN;
  const wire = typeof head.wire === "string" && isWire(head.wire) ? head.wire : undefined;
  if (!wire || !shape || total !== sizeOf(shape) * WIRES[wire]) return unreadable(head);
  const asked = options.shape;
  if (asked && sizeOf(asked) !== sizeOf(shape)) return wrongSize(expression, sizeOf(shape), asked);
  return success({ description, shape, wire, total, payload: answer.value });
}

interface Fetched {
  readonly bytes: Uint8Array;
  readonly how: string;
}

/** Brings the bytes that were announced, wherever they are. */
async function fetchBytes(reading: AgentReading, announced: Announced): Promise<Result<Fetched>> {
  const { target, options, folder } = reading;
  const { total } = announced;
  const { head, body } = announced.payload;
  if (body.length === total) return success({ bytes: body, how: "debug protocol, 1 message" });
  if (!folder) return await fetchChunks(reading, announced, "");
  if (head.file === "written") {
    const bytes = await folder.read(total);
    if (options.signal.aborted) return cancelled();
    if (bytes.ok && crc32(bytes.value) === head.crc) {
      return success({ bytes: bytes.value, how: "private temporary file" });
    }
    return await fetchChunks(reading, announced, " (the temporary file was damaged)");
  }
  if (total > LIMITS.protocol) return tooLarge(target.expression, announced, LIMITS.protocol, false);
  const why = typeof head.why === "string" ? `: ${head.why}` : "";
  const isUnwritten = head.file === "not written";
  const aside = isUnwritten ? ` (the temporary file could not be written${why})` : " (no disk in common)";
  return await fetchChunks(reading, announced, aside);
}

/** Through the debug protocol alone. */
async function fetchChunks(
  { language, target, options }: AgentReading,
  { wire, total, payload }: Announced,
  aside: string,
): Promise<Result<Fetched>> {
  const shape = JSON.stringify(payload.head.shape);
  const fetch = async (start: number, stop: number): Promise<Result<Uint8Array>> => {
    const piece = await askAgent(language, target, { op: "chunk", start, stop }, options.signal);
    if (!piece.ok) return piece;
    if (JSON.stringify(piece.value.head.shape) === shape) return success(piece.value.body);
    return failure("damaged", `${target.expression} changed its shape while it was read.`);
  };
  const pieces = await collect(total, WIRES[wire], fetch, options.signal, options.progress);
  if (!pieces.ok) return pieces;
  const { bytes, chunks } = pieces.value;
  return success({ bytes, how: `debug protocol, ${chunks} chunks${aside}` });
}

function tooLarge(
  expression: string,
  { shape, total, description }: Announced,
  limit: number,
  byFile: boolean,
): Result<never> {
  const way = byFile ? "" : " through the debug protocol";
  const text = `${expression} (${shape.join(" x ")}, ${description.dtype}) holds ${sizeText(total)}; at most ${sizeText(limit)} are read${way}. Read a part of it, such as its first rows.`;
  return failure("too-large", text);
}

function toRead(
  { description, shape: own, wire, payload }: Announced,
  asked: readonly number[] | undefined,
  { bytes, how }: Fetched,
): ReadTensor {
  const shape = asked ?? own;
  const decoded = decode(bytes, wire, shape);
  const { imported } = payload.head;
  const loaded = Array.isArray(imported) ? [`the program had not loaded ${imported.join(", ")}; reading did`] : [];
  const { dtype: sourceDtype, strides, device, extras } = description;
  const notes = [...description.notes, ...decoded.notes, ...loaded];
  const { tensor } = decoded;
  return { tensor, sourceDtype, shape, strides, device, bytes: description.bytes, how, whole: true, notes, extras };
}
