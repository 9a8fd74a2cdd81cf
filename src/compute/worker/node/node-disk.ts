import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { OpenDisk } from "../../source/disk";

/** Reads where the caller is: in a worker thread. */
export const openNode: OpenDisk = (path) => {
  // Opened without waiting: a named pipe that nobody writes to would hold this thread for ever.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw new Error("it is no regular file");
  }
  return {
    size: status.size,
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
