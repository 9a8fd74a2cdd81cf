import { failure, reasonOf, success, type Result } from "../../core/fault";
import { selectEngine } from "../engine/select-engine";
import type { SpawnWorker } from "./client";
import type { OpenDisk } from "../source/disk";
import type { Engine } from "../engine/engine";
import { checkPart, createPartChecker } from "./part-checker";
import type { WorkerEvent, WorkerRequest, WorkerRequestName, WorkerRequestOf, WorkerRequests } from "./messages";
import { ReceivedPicks } from "./picks";
import { Session, type SessionRequestName } from "./session";
import { EditorTexts, type TextReply } from "./editor-texts";

/** What a worker's own end of the line looks like. */
interface WorkerPort {
  post(message: object, transfer: ArrayBuffer[]): void;
  listen(listener: (message: WorkerRequest) => void): void;
}

/** What a worker can do where it runs. */
interface Surroundings {
  /** Starts a worker like this one, for checks that are worth two. */
  readonly spawnSecond?: SpawnWorker;
  readonly openFile?: OpenDisk;
}

/** Runs a session behind a port. Every request is answered, with a value or with a fault. */
export async function serve(port: WorkerPort, { spawnSecond, openFile }: Surroundings = {}): Promise<void> {
  const emit: Emit = (event) => {
    port.post(event, []);
  };
  const choice = selectEngine();
  const ready = choice.then(({ engine }) => ({
    engine,
    session: new Session(engine, emit, spawnSecond && createPartChecker(spawnSecond), openFile),
  }));
  // Requests are answered one after the other, in the order in which they came.
  let last: Promise<unknown> = ready;
  const texts = new EditorTexts();
  const picks = new ReceivedPicks();
  port.listen((posted) => {
    const message = picks.unpack(posted);
    const send = (reply: Result<unknown>): void => {
      if (reply.ok) port.post({ id: message.id, ok: true, value: reply.value }, buffersOf(message.name, reply.value));
      else port.post({ id: message.id, ok: false, fault: reply.fault }, []);
    };
    if (message.name === "text") {
      send(answerText(texts, message.ask, emit)); // waits for no analysis: an editor's own worker has none
      return;
    }
    last = last.then(async () => {
      const { engine, session } = await ready;
      if (message.name === "checkPart") void answerPart(engine, message.ask, emit).then(send);
      else send(answer(session, message, emit));
    });
  });
  const { engine, log } = await choice;
  emit({ event: "started", engine: engine.name, log });
}

type Emit = (event: WorkerEvent) => void;

function answer<K extends SessionRequestName>(
  session: Session,
  { name, generation, ask }: WorkerRequestOf<K>,
  emit: Emit,
): Result<WorkerRequests[K]["reply"]> {
  try {
    return session.answer(name, generation, ask);
  } catch (error) {
    return internal(error, emit);
  }
}

function answerText(texts: EditorTexts, ask: WorkerRequests["text"]["ask"], emit: Emit): Result<TextReply> {
  try {
    return texts.answer(ask);
  } catch (error) {
    return internal(error, emit);
  }
}

function answerPart(engine: Engine, ask: WorkerRequests["checkPart"]["ask"], emit: Emit): Promise<Result<unknown>> {
  const checked = checkPart(engine, ask, (part) => {
    emit({ event: "part", part });
  });
  return checked.then(success, (error: unknown) => internal(error, emit));
}

function internal(error: unknown, emit: Emit): Result<never> {
  emit({ event: "log", text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return failure(
    "internal",
    `The analysis failed: ${reasonOf(error)} The log "Gradient Lens" in the output view tells where.`,
  );
}

/** Buffers that a reply can give away instead of copying: those that were made for it alone. */
function buffersOf(name: WorkerRequestName, value: unknown): ArrayBuffer[] {
  if (name === "text") return value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [];
  if (name !== "tiles" && name !== "explainTiles" && name !== "values") return [];
  const made = (name === "values" ? [value] : value) as readonly ({ values: Float32Array | Float64Array } | null)[];
  return made.flatMap((part) => (part?.values.length ? [part.values.buffer as ArrayBuffer] : []));
}
