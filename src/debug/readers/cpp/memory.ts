import { failure, success, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import type { Disk } from "../shared-disk";
import { LldbMemory } from "./lldb-memory";
import { ProtocolMemory } from "./protocol-memory";

export interface Memory {
  /** Bytes from an address on. Fault "memory" when the debugger cannot read them all. */
  read(address: bigint, bytes: number): Promise<Result<Uint8Array>>;
  /** How the last bytes came. */
  readonly how: string;
  close(): Promise<void>;
}

/**
 * The memory of a stopped program. readMemory is sent only to adapters that advertise it: others end the session over
 * it. LLDB's adapters without it run LLDB's own command, into a private file or in print.
 */
export async function openMemory(target: Target, options: ReadOptions, disk: Disk | null): Promise<Result<Memory>> {
  const { session } = target;
  if (session.capabilities?.supportsReadMemoryRequest) return success(new ProtocolMemory(session, options));
  if (session.type.startsWith("lldb")) {
    const folder = options.transfer === "auto" && disk ? await disk.createFolder() : null;
    return success(new LldbMemory(target, options, folder));
  }
  return failure("no-memory", `The debugger "${session.name}" (${session.type}) does not offer the program's memory.`);
}
