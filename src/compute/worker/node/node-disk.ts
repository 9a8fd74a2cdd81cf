import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { OpenDisk } from "../disk";

/** Reads where the caller is: in a worker thread. */
export const openNode: OpenDisk = (path) => {
  const descriptor = openSync(path, "r");
  return {
    size: fstatSync(descriptor).size,
    read: (offset, target) => {
      // The system may give less than was asked for, and never more than 2 GB.
      for (let done = 0; done < target.byteLength;) {
        const count = readSync(descriptor, target, done, Math.min(target.byteLength - done, 2 ** 30), offset + done);
        if (count === 0) throw new Error(`the file ended after ${offset + done} bytes`);
        done += count;
      }
    },
    close: () => {
      closeSync(descriptor);
    },
  };
};
