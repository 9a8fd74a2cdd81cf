import assert from "node:assert/strict";
import type { Reread } from "../../../src/debug/source/debug-settings";
import { FollowedFrame } from "../../../src/debug/source/followed-frame";
import { RereadAtStop } from "../../../src/debug/source/reread-at-stop";
import { framesOf, type FramePlace } from "../../../src/debug/session/stack-frames";
import type { TrackedSession } from "../../../src/debug/session/tracked-session";
import { Emitter } from "../../panel/steered-source";
import { DapClient, debugpy, PYTHON } from "../dap-client";
import { lineOf, must, program } from "../support";
import { itemAt } from "../../../src/core/item-at";

const path = program("ranks.py");

/** A session as its messages show it, without VS Code between. */
class Followed {
  state: TrackedSession["state"] = "stopped";
  generation = 1;
  constructor(readonly dap: DapClient) {}
  get threadId(): number {
    return this.dap.threadId;
  }
  isStopped(): boolean {
    return this.state === "stopped";
  }
  get tracked(): TrackedSession {
    return this as unknown as TrackedSession; // but for VS Code's own session, which nothing here asks
  }
}

/** Follows x of train() in a real program, and keeps what it is told. */
describe("A panel from stop to stop", () => {
  let client: DapClient;
  let session: Followed;
  let place: FramePlace;
  let frame: FollowedFrame;
  let rereading: RereadAtStop;
  let setting: Reread = "whenVisible";
  let warning: string | undefined;
  let told: string[];
  let onTold: () => void;
  const stops = new Emitter<TrackedSession>();
  const runs = new Emitter<TrackedSession>();

  const start = async (): Promise<void> => {
    client = await DapClient.start(debugpy);
    const launch = { python: PYTHON, console: "internalConsole", program: path };
    await client.launchTo(path, lineOf(path, "# stop before"), launch);
    session = new Followed(client);
  };
  const follow = (tracked: TrackedSession | undefined): void => {
    told = [];
    const tell = (what: string): void => {
      told.push(what);
      onTold();
    };
    frame = new FollowedFrame({
      tracked,
      sessionName: client.name,
      debugType: "debugpy",
      frame: place,
      expression: "x",
    });
    rereading = new RereadAtStop({ onDidStop: stops.event, onDidRun: runs.event }, frame, {
      title: "x",
      reread: () => setting,
      warning: () => warning,
      readsAllSessions: () => false,
      readAgain: () => tell("read"),
      becomeStale: tell,
    });
  };
  /** The n-th thing that the panel is told, from 1 on. */
  const toldAs = async (n: number): Promise<string> => {
    while (told.length < n) await new Promise<void>((resolve) => (onTold = resolve));
    return itemAt(told, n - 1);
  };
  const step = async (): Promise<void> => {
    session.state = "running";
    session.generation++;
    runs.fire(session.tracked);
    const before = client.events.length;
    await client.customRequest("next", { threadId: client.threadId });
    await client.stopped(before);
    session.state = "stopped";
    session.generation++;
    stops.fire(session.tracked);
  };

  beforeEach(async () => {
    onTold = () => undefined;
    setting = "whenVisible";
    warning = undefined;
    await start();
    place = itemAt(must(await framesOf(client, client.threadId)), 0);
    follow(session.tracked);
    frame.mark(session.generation);
  });
  afterEach(async () => {
    rereading.dispose();
    await client.stop();
  });

  it("a step makes it stale and then read again, in the same function's frame on its new line", async () => {
    const { line } = place;
    const { signal } = rereading;
    await step();
    const stale = `The program runs on; this is x as it was at stop 1, ranks.py:${line}.`;
    assert.equal(await toldAs(1), stale);
    assert.ok(signal.aborted, "what is being read is dropped");
    assert.equal(await toldAs(2), "read");
    assert.ok(!rereading.signal.aborted);
    const found = must(await frame.find());
    assert.deepEqual([found.name, found.line], ["train", line + 1]);
    assert.deepEqual(frame.mark(session.generation), { stop: 2, title: `stop 2, ranks.py:${line + 1}` });
    assert.equal(frame.mark(session.generation).stop, 2, "the same stop is read again");
  });

  it("with the setting never it only says so", async () => {
    setting = "never";
    await step();
    assert.equal(await toldAs(2), "The program has stopped again; refresh to read x there.");
    rereading.setVisible(false);
    rereading.setVisible(true);
    assert.equal(told.length, 2, "nothing was missed");
  });

  it("what would run code of the program once more is not read unasked", async () => {
    warning = "self.bn(x) runs code of the program.";
    await step();
    assert.equal(await toldAs(2), warning);
    rereading.setVisible(false);
    rereading.setVisible(true);
    assert.equal(told.length, 2, "nothing was missed");
    warning = undefined;
    await step();
    assert.equal(await toldAs(4), "read");
  });

  it("the next session of the name and type takes the place of one that has ended", async () => {
    const ended = session;
    ended.state = "ended";
    runs.fire(ended.tracked);
    assert.match(told.at(-1) ?? "", /^The session "debugpy \d+" has ended; this is x/);
    const first = client;
    await start();
    try {
      const other = Object.assign(Object.create(client) as DapClient, { name: "another name" });
      stops.fire(new Followed(other).tracked);
      assert.equal(frame.session, ended.tracked);
      Object.assign(client, { name: first.name });
      stops.fire(session.tracked);
      assert.equal(frame.session, session.tracked);
      assert.equal(await toldAs(2), "read");
      assert.equal(must(await frame.find()).name, "train");
    } finally {
      await first.stop();
    }
  });
});
