import { parentPort } from "node:worker_threads";
import { openNode } from "./node-disk";
import { serve } from "../serve";
import { spawnNode } from "./spawn-thread";

const port = parentPort;
if (!port) throw new Error("expected to run as a worker thread");
void serve(
  {
    post: (message, transfer) => {
      port.postMessage(message, transfer);
    },
    listen: (listener) => port.on("message", listener),
  },
  { spawnSecond: spawnNode(__filename), openFile: openNode },
);
