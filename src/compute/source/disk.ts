import type { ByteFile } from "../../input/read";

/** A file of this machine that can be closed again. */
export interface OpenFile extends ByteFile {
  close(): void;
}

/** Opens a file for reading. Throws what the system says when there is none. */
export type OpenDisk = (path: string) => OpenFile;
