import { failure, success, type Result } from "../../../core/fault";
import { evaluate, PATIENCE } from "../../session/ask";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { collect } from "../chunks";
import type { PrivateFolder } from "../shared-disk";
import type { Memory } from "./memory";

/** Chunk of LLDB's printed memory: three characters of text for each byte. */
const PRINTED = 2 ** 16;
/** A few bytes are printed faster than a file is made. */
const FEW = 1024;
/** Bytes at the beginning, middle and end of a file that must be what LLDB prints. */
const SAMPLE = 32;

/** The program's memory through LLDB's own command, into a private file or in print. */
export class LldbMemory implements Memory {
  how = "";
  private files = 0;

  constructor(
    private readonly target: Target,
    private readonly options: ReadOptions,
    private readonly folder: PrivateFolder | null,
  ) {}

  async read(address: bigint, bytes: number): Promise<Result<Uint8Array>> {
    if (bytes === 0) return success(new Uint8Array(0));
    if (this.folder && bytes > FEW) {
      const content = await this.writeFile(address, bytes, this.folder);
      if (content.ok && (await this.agrees(address, content.value))) {
        this.how = "LLDB's memory command, private temporary file";
        return content;
      }
      if (!content.ok && content.fault.code !== "short-file" && content.fault.code !== "refused") return content;
    }
    const { signal, progress } = this.options;
    const fetch = (start: number, stop: number): Promise<Result<Uint8Array>> => this.print(address, start, stop);
    const pieces = await collect(bytes, 1, fetch, signal, progress, PRINTED);
    if (!pieces.ok) return pieces;
    const { chunks } = pieces.value;
    this.how = `LLDB's memory command, ${chunks} printed ${chunks === 1 ? "chunk" : "chunks"}`;
    return success(pieces.value.bytes);
  }

  async close(): Promise<void> {
    await this.folder?.remove();
  }

  /** The backtick marks a command of LLDB's in every version of its adapter. */
  private command(text: string, patience?: number): ReturnType<typeof evaluate> {
    const { session, frameId } = this.target;
    return evaluate(session, { expression: `\`${text}`, frameId, context: "repl" }, this.options.signal, patience);
  }

  private async writeFile(address: bigint, bytes: number, folder: PrivateFolder): Promise<Result<Uint8Array>> {
    const name = `data${this.files++}`;
    const place = `--outfile "${folder.path}/${name}" --count ${bytes} 0x${address.toString(16)}`;
    const answer = await this.command(`memory read --force --binary ${place}`, PATIENCE.file);
    return answer.ok ? await folder.read(bytes, name) : answer;
  }

  /** The file has the right size already; samples of it must be what the debugger prints. */
  private async agrees(address: bigint, bytes: Uint8Array): Promise<boolean> {
    const sample = Math.min(SAMPLE, bytes.length);
    for (const start of new Set([0, (bytes.length - sample) >> 1, bytes.length - sample])) {
      const check = await this.print(address, start, start + sample);
      if (!check.ok || check.value.some((byte, n) => byte !== bytes[start + n])) return false;
    }
    return true;
  }

  /** Eight bytes at a time, and what is left one by one. */
  private async print(address: bigint, start: number, stop: number): Promise<Result<Uint8Array>> {
    const eights = Math.floor((stop - start) / 8);
    const bytes = new Uint8Array(stop - start);
    const view = new DataView(bytes.buffer);
    for (const { size, count, from } of [
      { size: 8, count: eights, from: 0 },
      { size: 1, count: stop - start - 8 * eights, from: 8 * eights },
    ]) {
      if (count === 0) continue;
      const cells = await this.printCells(address + BigInt(start + from), size, count);
      if (!cells.ok) return cells;
      cells.value.forEach((cell, n) => {
        if (size === 8) view.setBigUint64(from + 8 * n, BigInt(cell), true);
        else bytes[from + n] = Number(cell);
      });
    }
    return success(bytes);
  }

  private async printCells(address: bigint, size: number, count: number): Promise<Result<readonly string[]>> {
    const where = `0x${address.toString(16)}`;
    const answer = await this.command(`memory read --force --format x --size ${size} --count ${count} ${where}`);
    if (!answer.ok) return answer;
    // Lines such as "0x7ffe10: 0x3ff0000000000000 0x4000000000000000".
    const lines = Array.from(answer.value.result.matchAll(/^0x[0-9a-f]+:((?: 0x[0-9a-f]+)+)/gm));
    const cells = lines.flatMap(([, line = ""]) => line.trim().split(" "));
    if (cells.length === count) return success(cells);
    const got = size * cells.length;
    return failure("memory", `Expected ${size * count} bytes at ${where}, the debugger could read ${got}.`);
  }
}
