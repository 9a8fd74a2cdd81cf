import { failure, success, type Result } from "../../../core/fault";
import { fromBase64 } from "../../../encoding/base64";
import { ask, unreadable } from "../../session/ask";
import type { DapSession } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { collect } from "../chunks";
import type { Memory } from "./memory";

/** The program's memory through the protocol's own request. */
export class ProtocolMemory implements Memory {
  how = "readMemory";

  constructor(
    private readonly session: DapSession,
    private readonly options: ReadOptions,
  ) {}

  async read(address: bigint, bytes: number): Promise<Result<Uint8Array>> {
    const { signal, progress } = this.options;
    const fetch = (start: number, stop: number): Promise<Result<Uint8Array>> => this.fetch(address, start, stop);
    const pieces = await collect(bytes, 1, fetch, signal, progress);
    if (!pieces.ok) return pieces;
    const { chunks } = pieces.value;
    this.how = `readMemory, ${chunks} ${chunks === 1 ? "chunk" : "chunks"}`;
    return success(pieces.value.bytes);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async fetch(address: bigint, start: number, stop: number): Promise<Result<Uint8Array>> {
    const args = { memoryReference: `0x${address.toString(16)}`, offset: start, count: stop - start };
    const answer = await ask(this.session, "readMemory", args, this.options.signal);
    if (!answer.ok) return answer;
    const { data } = (answer.value ?? {}) as { data?: unknown };
    if (typeof data !== "string") return unreadable(answer.value);
    const bytes = fromBase64(data);
    if (bytes.length === stop - start) return success(bytes);
    const text = `Expected ${stop - start} bytes at ${args.memoryReference} + ${start}, the debugger could read ${bytes.length}.`;
    return failure("memory", text);
  }
}
