import { failure, type Result } from "../core/fault";
import { chooseEngine } from "./choose";
import type { WorkerEvent, WorkerRequest } from "./messages";
import { Session } from "./session";

/** What a worker's own end of the line looks like. */
export interface WorkerPort {
  post(message: object, transfer: ArrayBuffer[]): void;
  listen(listener: (message: WorkerRequest) => void): void;
}

/** Runs a session behind a port. Every request is answered, with a value or with a fault. */
export async function serve(port: WorkerPort): Promise<void> {
  const emit = (event: WorkerEvent): void => {
    port.post(event, []);
  };
  const waiting: WorkerRequest[] = [];
  let session: Session | undefined;
  const answer = (message: WorkerRequest): void => {
    if (!session) {
      waiting.push(message);
      return;
    }
    const { id, name, generation, ask } = message;
    let reply: Result<unknown>;
    try {
      reply = session.answer(name, generation, ask);
    } catch (error) {
      reply = failure(
        "internal",
        `The analysis failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    if (reply.ok) port.post({ id, ok: true, value: reply.value }, buffersOf(name, reply.value));
    else port.post({ id, ok: false, fault: reply.fault }, []);
  };
  port.listen(answer);
  const { engine, log } = await chooseEngine();
  session = new Session(engine, emit);
  emit({ event: "started", engine: engine.name, log });
  for (const message of waiting.splice(0)) answer(message);
}

/** Buffers that a reply can give away instead of copying: those that were made for it alone. */
function buffersOf(name: WorkerRequest["name"], value: unknown): ArrayBuffer[] {
  if (name !== "tile" && name !== "values") return [];
  const { buffer } = (value as { values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> }).values;
  return buffer.byteLength === 0 ? [] : [buffer];
}
