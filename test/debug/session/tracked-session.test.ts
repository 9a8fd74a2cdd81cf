import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DebugSession } from "vscode";
import { framesOf, type FramePlace } from "../../../src/debug/session/stack-frames";
import { Tracked } from "../../../src/debug/session/tracked-session";
import { FollowedFrame } from "../../../src/debug/source/followed-frame";
import { Clock } from "../../panel/interleavings/clock";

const PLACE: FramePlace = { threadId: 1, frameId: 7, name: "train", file: "train.py", line: 3 };

/** A session whose messages a test writes down, and what it has told. */
class Session {
  readonly told: string[] = [];
  readonly tracked: Tracked;
  private seq = 0;

  constructor(answer: (command: string) => Promise<unknown> = () => Promise.resolve({ stackFrames: [] })) {
    const session = { id: "1", type: "test", name: "train", configuration: { type: "test" }, customRequest: answer };
    this.tracked = new Tracked(session as unknown as DebugSession, {
      onStop: () => this.told.push("stop"),
      onRun: () => this.told.push("run"),
    });
  }

  event(event: string, body?: object): void {
    const message: DebugProtocol.Event = { seq: 0, type: "event", event, body };
    this.tracked.onMessage(message);
  }
  request(command: string, args?: object): number {
    this.tracked.onRequest({ seq: ++this.seq, type: "request", command, arguments: args } as DebugProtocol.Request);
    return this.seq;
  }
  answer(request_seq: number, command: string, success: boolean, body?: object): void {
    const answer = { seq: 0, type: "response", request_seq, command, success, body };
    this.tracked.onMessage(answer);
  }
  get frame(): FollowedFrame {
    const anchor = { tracked: this.tracked, sessionName: "train", debugType: "test", frame: PLACE, expression: "x" };
    return new FollowedFrame(anchor);
  }
}

const fault = async (result: Promise<{ ok: boolean; fault?: { text: string } }>): Promise<string> =>
  (await result).fault?.text ?? "none";

describe("What messages of a session say, with what they leave out", () => {
  it("a stop without a body or a thread is a stop of all, and its thread is the first that is named after it", () => {
    const session = new Session();
    session.event("stopped");
    assert.equal(session.tracked.state, "stopped");
    session.answer(session.request("threads"), "threads", true, { threads: [{ id: 5, name: "main" }] });
    assert.equal(session.tracked.threadId, 5);
    session.answer(session.request("threads"), "threads", true, { threads: [{ id: 6, name: "other" }] });
    assert.equal(session.tracked.threadId, 5, "what is asked later says nothing of the stop");
    for (const event of ["continued", "stopped", "output", "capabilities"]) session.event(event);
    for (const command of ["stackTrace", "threads", "initialize"])
      session.answer(session.request(command), command, true);
    assert.deepEqual(session.told, ["stop", "run", "stop"]);
  });

  it("frames are heard page by page, and known by their depth until the next stop", () => {
    const session = new Session();
    session.event("stopped", { threadId: 1 });
    const page = session.request("stackTrace", { threadId: 1, startFrame: 1, levels: 2 });
    const top = session.request("stackTrace", { threadId: 1, startFrame: 0, levels: 1 });
    session.answer(top, "stackTrace", true, { stackFrames: [{ id: 7, source: { path: "/train.py" } }] });
    session.answer(page, "stackTrace", true, { stackFrames: [{ id: 8 }, { id: 9 }] });
    const { frames } = session.tracked;
    assert.deepEqual(frames.get(7), { path: "/train.py", depth: 0 });
    assert.equal(frames.get(9)?.depth, 2);
    session.event("stopped", { threadId: 1 });
    assert.equal(frames.get(9), undefined);
  });

  it("a request to run that is refused takes nothing away", () => {
    const session = new Session();
    session.event("stopped", { threadId: 1, allThreadsStopped: true });
    const { generation } = session.tracked;
    const next = session.request("next", { threadId: 1 });
    assert.equal(session.tracked.state, "running");
    session.answer(next, "next", false);
    assert.deepEqual([session.tracked.state, session.tracked.generation], ["stopped", generation]);
    assert.deepEqual(session.told, ["stop", "run", "stop"]);
  });

  it("one thread runs on alone, and what was read of another stays today's", async () => {
    const session = new Session();
    session.event("stopped", { threadId: 1, allThreadsStopped: true });
    const { frame } = session;
    const read = frame.read(new AbortController().signal, () => {
      session.event("continued", { threadId: 2, allThreadsContinued: false });
      return Promise.resolve("x");
    });
    assert.equal((await read).ok, true);
    session.event("continued", { threadId: 1, allThreadsContinued: false });
    assert.equal(await fault(frame.find()), "x cannot be read: the program is running.");
  });

  it("an item that VS Code shows of a session that runs is no stop; of one from before it is all that is known", () => {
    const running = new Session();
    running.event("stopped", { threadId: 1 });
    running.request("continue", { threadId: 1 });
    running.tracked.adopt(1);
    assert.equal(running.tracked.state, "running");
    const begun = new Session();
    begun.request("initialize");
    begun.tracked.adopt(1);
    assert.equal(begun.tracked.state, "running", "it has not stopped yet");
    const { tracked } = new Session();
    assert.ok(tracked.isUnheard);
    tracked.adopt(1);
    assert.deepEqual([tracked.state, tracked.isStopped(1)], ["stopped", true]);
  });

  it("frames that do not come, and answers without frames, are sentences", async () => {
    const clock = new Clock();
    clock.install();
    try {
      const silent = new Session(() => new Promise(() => undefined));
      silent.event("stopped");
      const { frame } = silent;
      silent.event("stopped"); // so that it is to be found again
      const found = fault(frame.find());
      clock.pass(15_000);
      assert.match(await found, /^The debugger "train" did not answer "stackTrace" within 15 s\. /);
    } finally {
      clock.uninstall();
    }
    const empty = new Session(() => Promise.resolve(undefined));
    assert.match(await fault(framesOf(empty.tracked.dap, 1)), /^The debugger gave an answer that cannot be read: /);
    const other = new Session();
    const { frame } = other;
    other.event("stopped", { threadId: 1 });
    assert.equal(await fault(frame.find()), "train is not on the stack at this stop, so that x cannot be read.");
  });
});
