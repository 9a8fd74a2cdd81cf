import type { Result } from "../../core/fault";

/** A folder that only this user can enter, for one reading. */
export interface PrivateFolder {
  readonly path: string;
  /** Content of the file "probe" in it: a program that can tell it sees the same disk. */
  readonly nonce: string;
  /** Bytes of the file "data" (or `name`). Fault "short-file" unless there are exactly `bytes` of them. */
  read(bytes: number, name?: string): Promise<Result<Uint8Array>>;
  remove(): Promise<void>;
}

/** The extension host's disk; absent in the browser. */
export interface Disk {
  /** Null when none can be made here: an unwritable temporary folder is no reason not to read by the protocol. */
  createFolder(): Promise<PrivateFolder | null>;
}
