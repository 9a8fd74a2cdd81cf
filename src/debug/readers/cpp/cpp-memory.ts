import { failure, success, type Result } from "../../../core/fault";
import { fromBase64 } from "../../../encoding/base64";
import { ask, evaluate, PATIENCE, unreadable } from "../../session/ask";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { collect, type Disk, type PrivateFolder } from "../transfer";

export interface Memory {
  /** Bytes from an address on. Fault "memory" when the debugger cannot read them all. */
  read(address: bigint, bytes: number): Promise<Result<Uint8Array>>;
  /** How the last bytes came. */
  readonly how: string;
  close(): Promise<void>;
}

/** Chunk of LLDB's printed memory: three characters of text for each byte. */
const PRINTED = 2 ** 16;

/**
 * The memory of a stopped program. readMemory is sent only to adapters that advertise it: others end the session over
 * it. LLDB's adapters without it run LLDB's own command, into a private file or in print.
 */
export async function openMemory(target: Target, options: ReadOptions, disk: Disk | null): Promise<Result<Memory>> {
  const { session } = target;
  if (session.capabilities?.supportsReadMemoryRequest) return success(protocolMemory(target, options));
  if (session.type.startsWith("lldb")) {
    const folder = options.transfer === "auto" && disk ? await disk.createFolder() : null;
    return success(lldbMemory(target, options, folder));
  }
  return failure("no-memory", `The debugger "${session.name}" (${session.type}) does not offer the program's memory.`);
}

function protocolMemory({ session }: Target, options: ReadOptions): Memory {
  const fetch = async (address: bigint, start: number, stop: number): Promise<Result<Uint8Array>> => {
    const args = { memoryReference: `0x${address.toString(16)}`, offset: start, count: stop - start };
    const answer = await ask(session, "readMemory", args, options.signal);
    if (!answer.ok) return answer;
    const { data } = (answer.value ?? {}) as { data?: unknown };
    if (typeof data !== "string") return unreadable(answer.value);
    const bytes = fromBase64(data);
    if (bytes.length === stop - start) return success(bytes);
    return failure(
      "memory",
      `Expected ${stop - start} bytes at ${args.memoryReference} + ${start}, the debugger could read ${bytes.length}.`,
    );
  };
  const memory = {
    how: "readMemory",
    async read(address: bigint, bytes: number): Promise<Result<Uint8Array>> {
      const pieces = await collect(
        bytes,
        1,
        (start, stop) => fetch(address, start, stop),
        options.signal,
        options.progress,
      );
      if (!pieces.ok) return pieces;
      memory.how = `readMemory, ${pieces.value.chunks} ${pieces.value.chunks === 1 ? "chunk" : "chunks"}`;
      return success(pieces.value.bytes);
    },
    close: (): Promise<void> => Promise.resolve(),
  };
  return memory;
}

function lldbMemory({ session, frameId }: Target, options: ReadOptions, folder: PrivateFolder | null): Memory {
  let files = 0;
  // The backtick marks a command of LLDB's in every version of its adapter.
  const command = (text: string, patience?: number): ReturnType<typeof evaluate> =>
    evaluate(session, { expression: `\`${text}`, frameId, context: "repl" }, options.signal, patience);

  const byFile = async (address: bigint, bytes: number, inside: PrivateFolder): Promise<Result<Uint8Array>> => {
    const name = `data${files++}`;
    const place = `--outfile "${inside.path}/${name}" --count ${bytes} 0x${address.toString(16)}`;
    const answer = await command(`memory read --force --binary ${place}`, PATIENCE.file);
    return answer.ok ? await inside.read(bytes, name) : answer;
  };
  const printed = async (address: bigint, start: number, stop: number): Promise<Result<Uint8Array>> => {
    const at = address + BigInt(start);
    const words = Math.floor((stop - start) / 8);
    const bytes = new Uint8Array(stop - start);
    for (const [size, count, from] of [
      [8, words, 0],
      [1, stop - start - 8 * words, 8 * words],
    ]) {
      if (count === 0) continue;
      const where = `0x${(at + BigInt(from)).toString(16)}`;
      const answer = await command(`memory read --force --format x --size ${size} --count ${count} ${where}`);
      if (!answer.ok) return answer;
      // Lines such as "0x7ffe10: 0x3ff0000000000000 0x4000000000000000".
      const cells = Array.from(answer.value.result.matchAll(/^0x[0-9a-f]+:((?: 0x[0-9a-f]+)+)/gm), (line) =>
        line[1].trim().split(" "),
      ).flat();
      if (cells.length !== count) {
        return failure(
          "memory",
          `Expected ${size * count} bytes at ${where}, the debugger could read ${size * cells.length}.`,
        );
      }
      const view = new DataView(bytes.buffer);
      cells.forEach((cell, n) => {
        if (size === 8) view.setBigUint64(from + 8 * n, BigInt(cell), true);
        else bytes[from + n] = Number(cell);
      });
    }
    return success(bytes);
  };
  const printAll = async (address: bigint, bytes: number): Promise<Result<{ bytes: Uint8Array; chunks: number }>> =>
    await collect(bytes, 1, (start, stop) => printed(address, start, stop), options.signal, options.progress, PRINTED);

  /** The file has the right size already; its beginning, middle and end must be what the debugger prints. */
  const agrees = async (address: bigint, bytes: Uint8Array): Promise<boolean> => {
    const sample = Math.min(32, bytes.length);
    for (const start of new Set([0, (bytes.length - sample) >> 1, bytes.length - sample])) {
      const check = await printed(address, start, start + sample);
      if (!check.ok || check.value.some((byte, n) => byte !== bytes[start + n])) return false;
    }
    return true;
  };

  const memory = {
    how: "",
    async read(address: bigint, bytes: number): Promise<Result<Uint8Array>> {
      if (bytes === 0) return success(new Uint8Array(0));
      // A few bytes are printed faster than a file is made.
      if (folder && bytes > 1024) {
        const content = await byFile(address, bytes, folder);
        if (content.ok && (await agrees(address, content.value))) {
          memory.how = "LLDB's memory command, private temporary file";
          return content;
        }
        if (!content.ok && content.fault.code !== "short-file" && content.fault.code !== "refused") return content;
      }
      const pieces = await printAll(address, bytes);
      if (!pieces.ok) return pieces;
      memory.how = `LLDB's memory command, ${pieces.value.chunks} printed ${pieces.value.chunks === 1 ? "chunk" : "chunks"}`;
      return success(pieces.value.bytes);
    },
    close: async (): Promise<void> => await folder?.remove(),
  };
  return memory;
}
