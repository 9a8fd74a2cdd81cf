import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of half a MiB, which is full as a real one is. */
interface SmallDisk {
  readonly folder: string;
  remove(): void;
}

/** Null where it cannot be mounted: that takes root, and a kernel that allows it. */
export function mountSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder]);
  if (status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    remove() {
      const unmounted = spawnSync("umount", [folder], { encoding: "utf8" });
      if (unmounted.status !== 0) throw new Error(`umount ${folder}: ${unmounted.stderr}`);
      rmSync(folder, { recursive: true });
    },
  };
}
