import assert from "node:assert/strict";
import { serialize } from "node:v8";
import { ComputeClient, type SpawnWorker } from "../../../src/compute/worker/client";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/worker/messages";
import { ReceivedPicks, SentPicks } from "../../../src/compute/worker/picks";
import { spawnNode } from "../../../src/compute/worker/node/spawn-thread";
import type { ProblemSource } from "../../../src/compute/source/problem-source";
import { toLayout } from "../../../src/core/layout";
import { textAsk, workerFile } from "./opened-worker";

const ROWS = 200;
const matrix = (value: string): string => `[\n${`[${value}, 2.5],\n`.repeat(ROWS - 1)}[4, 5]\n]`;
const X = matrix("1");
const LAYOUT = (() => {
  const layout = toLayout([ROWS, 2]);
  assert.ok(layout.ok);
  return layout.value;
})();

describe("things that were picked", () => {
  let file: string;
  let client: ComputeClient;
  let sizes: number[]; // bytes of each message to the worker
  let die: () => void;
  let generation: number;

  /** The real worker, with a scale in front of it. */
  const weighed: SpawnWorker = () => {
    const thread = spawnNode(file)();
    let died: (reason: string) => void = () => undefined;
    die = () => {
      thread.terminate();
      died("it was ended");
    };
    return {
      ...thread,
      post: (message, transfer) => {
        sizes.push(serialize(message).length);
        thread.post(message, transfer);
      },
      onExit: (listener) => {
        died = listener;
      },
    };
  };

  before(async () => {
    file = await workerFile();
  });
  beforeEach(() => {
    sizes = [];
    generation = 0;
    client = new ComputeClient(
      weighed,
      () => undefined,
      () => undefined,
    );
  });
  afterEach(() => {
    client.dispose();
  });

  const text = (content: string): ProblemSource => ({ kind: "text", content, name: "dout.json" });
  const withDout = (value: ProblemSource): AnalysisSettings => ({
    ...DEFAULT_SETTINGS,
    parameters: { dout: { from: "picked", title: "dout.json", value } },
  });

  async function load(settings: AnalysisSettings): Promise<void> {
    const ask = textAsk(++generation, X, { settings });
    const made = await client.request("load", generation, ask);
    assert.ok(made.ok, made.ok ? "" : made.fault.text);
    assert.equal(made.value.state.parameters.dout.fault, undefined);
  }
  async function configure(settings: AnalysisSettings): Promise<void> {
    const made = await client.request("configure", ++generation, { generation, settings });
    assert.ok(made.ok, made.ok ? "" : made.fault.text);
  }
  /** dout in the first cell, as the analysis has it. */
  async function dout(): Promise<number> {
    const cell = await client.request("cell", generation, { row: 0, column: 0 });
    assert.ok(cell.ok, cell.ok ? "" : cell.fault.text);
    return Number(cell.value.values.dout);
  }
  /** Messages since the last call that held as much as a pick. */
  const large = (): number => sizes.splice(0).filter((size) => size > matrix("1").length).length;

  it("cross to a worker once, however often they are judged, named and configured", async () => {
    const picked = text(matrix("7"));
    await load(DEFAULT_SETTINGS);
    assert.equal(large(), 1, "x");
    const action = { do: "pick", role: "dout", title: "dout.json", value: picked } as const;
    assert.ok((await client.request("judge", 0, { action, x: LAYOUT })).ok);
    await configure(withDout(picked));
    for (const eps of ["1e-4", "1e-3", "1e-2"]) {
      const { parameters } = withDout(picked);
      await configure({ ...DEFAULT_SETTINGS, parameters: { ...parameters, eps: { from: "typed", text: eps } } });
    }
    assert.equal(await dout(), 7);
    assert.equal(large(), 1, "dout");
    await load(withDout(picked));
    assert.equal(await dout(), 7);
    assert.equal(large(), 1, "x alone");
  });

  it("are forgotten when no settings name them, and cross again when some do", async () => {
    const [first, second] = [text(matrix("7")), text(matrix("8"))];
    await load(withDout(first));
    await configure(withDout(second));
    assert.equal(await dout(), 8);
    await configure(DEFAULT_SETTINGS);
    await configure(withDout(second));
    assert.equal(await dout(), 8);
    await configure(withDout(first));
    assert.equal(await dout(), 7);
    assert.equal(large(), 4);
  });

  it("cross again to a worker that is started after a crash", async () => {
    const picked = text(matrix("7"));
    await load(withDout(picked));
    await configure(withDout(picked));
    large();
    die();
    await load(withDout(picked));
    assert.equal(await dout(), 7);
    assert.equal(sizes.filter((size) => size > 2 * X.length).length, 1, "x and dout in one message");
  });

  it("as a candidate cross once too, each of its gradients", async () => {
    const dx = text(matrix("3"));
    const dgamma: ProblemSource = { kind: "text", content: "[1, 2]", name: "dgamma.json" };
    await load(DEFAULT_SETTINGS);
    large();
    const settings = (title: string): AnalysisSettings => ({ ...DEFAULT_SETTINGS, candidate: { title, dx, dgamma } });
    await configure(settings("a"));
    await configure(settings("b"));
    const cell = await client.request("cell", generation, { row: 0, column: 0 });
    assert.equal(cell.ok && cell.value.values.candidate, 3);
    assert.equal(large(), 1);
  });

  it("that were judged and not used go when another is judged", async () => {
    await load(DEFAULT_SETTINGS);
    large();
    const [first, second] = [text(matrix("7")), text(matrix("8"))];
    for (const value of [first, first, second, second, first]) {
      const action = { do: "pick", role: "dout", title: "dout.json", value } as const;
      assert.ok((await client.request("judge", 0, { action, x: LAYOUT })).ok);
    }
    assert.equal(large(), 3);
  });

  it("are let go by the worker's end as soon as they are not kept", () => {
    const held = new ReceivedPicks();
    const sent = new SentPicks();
    const ask = (settings: AnalysisSettings) => ({ id: 1, name: "configure", generation: 1, ask: { generation: 1, settings } }) as const; // prettier-ignore
    const picked = text(matrix("7"));
    const first = sent.pack(ask(withDout(picked)));
    first.posted();
    const unpacked = held.unpack(first.message);
    assert.deepEqual(unpacked.name === "configure" && unpacked.ask.settings, withDout(picked));
    const again = sent.pack(ask(withDout(picked)));
    assert.deepEqual(again.message.picks?.brings, []);
    held.unpack(sent.pack(ask(DEFAULT_SETTINGS)).message);
    assert.throws(() => held.unpack(again.message), /expected a pick that is held/);
  });
});
