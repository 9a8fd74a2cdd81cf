import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure, reasonOf, success, type Result } from "../../core/fault";
import type { Disk, PrivateFolder } from "./shared-disk";

/** Private folders under the system's temporary one (or `parent`). */
export function createDisk(parent: string = tmpdir()): Disk {
  return {
    async createFolder(): Promise<PrivateFolder | null> {
      let path: string;
      try {
        path = await mkdtemp(join(parent, "gradient-lens-")); // mode 0700
      } catch {
        return null;
      }
      const remove = async (): Promise<void> => {
        await rm(path, { recursive: true, force: true, maxRetries: 3 });
      };
      try {
        await chmod(path, 0o700);
        const nonce = randomBytes(24).toString("hex");
        await writeFile(join(path, "probe"), nonce, { flag: "wx", mode: 0o600 });
        return {
          path: path.replaceAll("\\", "/"),
          nonce,
          read: (bytes, name = "data") => readWhole(join(path, name), bytes),
          remove,
        };
      } catch {
        await remove();
        return null;
      }
    },
  };
}

async function readWhole(path: string, bytes: number): Promise<Result<Uint8Array>> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size !== bytes) return failure("short-file", `Expected a file of ${bytes} bytes, got ${size}.`);
      const content = new Uint8Array(bytes);
      let done = 0;
      while (done < bytes) {
        const { bytesRead } = await file.read(content, done, bytes - done, done);
        if (bytesRead === 0) return failure("short-file", `Expected a file of ${bytes} bytes, got ${done}.`);
        done += bytesRead;
      }
      return success(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    return failure("short-file", reasonOf(error));
  }
}
