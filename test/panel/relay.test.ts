import assert from "node:assert/strict";
import type { PanelState } from "../../src/protocol/panel-state";
import type { Tile } from "../../src/protocol/picture";
import type { ReplyMessage, RequestName } from "../../src/protocol/requests";
import { PICTURES } from "../../src/views";
import { OpenedRelay } from "./opened-relay";

const MATRIX = "[[1, 2], [3, 5], [4, 4]]";
const PLANE = { kind: "matrix" } as const;

function valueOf<T>(reply: ReplyMessage): T {
  if (!reply.ok) throw new Error(`expected a value, got ${reply.fault.code}: ${reply.fault.text}`);
  return reply.value as T;
}
function faultOf(reply: ReplyMessage): string {
  if (reply.ok) throw new Error(`expected a fault, got ${JSON.stringify(reply.value)}`);
  return reply.fault.code;
}

describe("a panel's relay", () => {
  let panel: OpenedRelay;
  let rejections: unknown[];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  beforeEach(() => {
    rejections = [];
    process.on("unhandledRejection", onRejection);
    panel = new OpenedRelay();
  });
  afterEach(async () => {
    panel.relay.dispose();
    await new Promise((resolve) => setImmediate(resolve)); // rejections are told after the microtasks
    process.off("unhandledRejection", onRejection);
    assert.deepEqual(rejections, []);
  });

  it("passes questions on to the worker that holds the numbers", async () => {
    await panel.show(MATRIX);
    const tile = { tensor: "x", plane: PLANE, levelRow: 0, levelColumn: 0, row: 0, column: 0 };
    const [x] = valueOf<(Tile | null)[]>(await panel.ask("tiles", [tile]));
    assert.deepEqual(
      Array.from(x?.values ?? [], (value) => value + (x?.origin ?? NaN)),
      [1, 2, 3, 5, 4, 4],
    );
    assert.equal(valueOf<{ values: { x: number } }>(await panel.ask("cell", { row: 1, column: 1 })).values.x, 5);
    assert.equal(faultOf(await panel.ask("cell", { row: 1, column: 1 }, 99)), "superseded");
  });

  it("tells the source what was given in the panel in place of its own, and only what can be used", async () => {
    await panel.show(MATRIX);
    valueOf(await panel.ask("setParameter", { name: "gamma", text: "[1, 2]" }));
    await panel.ask("setParameter", { name: "beta", text: "[1, 2, 3]" });
    valueOf(await panel.ask("setParameter", { name: "eps", text: "" }));
    valueOf(await panel.ask("setParameter", { name: "seed", text: "3" }));
    assert.deepEqual(panel.source.replaced, ["gamma", "dout"]);
  });

  it("answers every request that the protocol knows, before there is a source and after", async () => {
    const block = { plane: PLANE, row0: 0, row1: 1, column0: 0, column1: 1 };
    const asks: Readonly<Record<RequestName, unknown>> = {
      tiles: PICTURES.map((tensor) => ({ tensor, plane: PLANE, levelRow: 0, levelColumn: 0, row: 0, column: 0 })),
      drawn: null,
      cell: { row: 0, column: 0 },
      region: { ...block, tensors: ["x"], bins: 4 },
      marginal: { tensor: "x", plane: PLANE, along: "rows", from: 0, to: 1, bins: 1 },
      profile: { candidate: false, tensor: "dx", along: "rows", tile: 8, bins: 9 },
      sweep: { scope: "all", row: 0, column: 0 },
      ulps: { tensor: "ulp" },
      find: { tensor: "x", what: "nan", low: 0, high: 1, plane: PLANE, after: null },
      search: { tensor: "x", wanted: { what: "above", low: 1, high: 0 }, row0: 0, row1: 9, from: null, nth: 0 },
      worst: { candidate: false },
      values: { tensor: "x", ...block },
      exportBytes: { format: "csv", tensor: "x" },
      explainCell: { row: 0, column: 0, from: 0, to: 1 },
      explainColumn: { column: 0, from: 0, to: 1 },
      explainTiles: [{ picture: { kind: "term", term: "mean" }, levelRow: 0, levelColumn: 0, row: 0, column: 0 }],
      explainPicture: { kind: "jacobian", column: 0, piece: "whole" },
      placements: null,
      experiment: { seed: 1, from: 0, isNew: true },
      ready: null,
      setParameter: { name: "eps", text: "0.5" },
      setAffine: { affine: true },
      takeFit: { fit: 0 },
      pick: { role: "dout" },
      useGiven: { as: "dout", given: { name: "dout.json", content: "[[1, 2], [3, 4], [5, 7]]" } },
      clearCandidate: null,
      useSeparatingProbe: null,
      endProbe: null,
      undo: null,
      setPrecision: { precision: "exact" },
      cancelCheck: null,
      restartCheck: null,
      checkAll: null,
      refresh: null,
      cancelReading: null,
      useOffer: { role: "candidate.dx", title: "x.grad" },
      reveal: { row: 0, column: 0 },
      copyText: { text: "1" },
      findOwnLine: { diagnosis: 0 },
      showPlace: { line: 1, column: 1 },
      showOwnLine: { line: 1 },
      saveFile: { name: "dx.png", bytes: new Uint8Array(3) },
      saveExport: { format: "npy", tensor: "dx", name: "dx.npy" },
      showStop: { stop: null },
      readAs: { id: "first-column-as-data" },
      collectAll: null,
      tourTaken: null,
    };
    for (const isEmpty of [true, false]) {
      if (isEmpty) panel.source.give({ code: "none", text: "There is nothing yet." });
      else await panel.show(MATRIX, 1);
      for (const [name, ask] of Object.entries(asks)) {
        const reply = await panel.ask(name as RequestName, ask);
        if (reply.ok) continue;
        const isLacking = reply.fault.code === (name === "ulps" ? "no-tensor" : "no-fit"); // nothing is compared
        assert.ok(isEmpty || isLacking, `${name}: ${reply.fault.text}`);
        assert.notEqual(reply.fault.code, "internal", `${name}: ${reply.fault.text}`);
        assert.notEqual(reply.fault.code, "no-request", `${name}: ${reply.fault.text}`);
      }
    }
  });

  it("says the whole state to a page that is ready", async () => {
    await panel.show(MATRIX);
    const state = valueOf<PanelState>(await panel.ask("ready", null));
    assert.deepEqual(state.analysis?.shape, [3, 2]);
    assert.equal(state.provenance?.title, "x.json");
  });

  it("tells a page that is ready nothing that is older than what it is told at the same time", async () => {
    await panel.show(MATRIX);
    panel.posted.length = 0;
    const answered = panel.ask("ready", null);
    panel.source.becomeStale("The program runs on.");
    await answered;
    const told = panel.posted.map((message) => ("event" in message ? message.event : "reply"));
    assert.deepEqual(told, ["reply", "state"]);
  });

  it("brings what the user picked to the model, and says what does not fit", async () => {
    await panel.show(MATRIX);
    assert.equal(valueOf(await panel.ask("pick", { role: "gamma" })), null); // the user gave up
    assert.equal(panel.state.analysis?.parameters.gamma.from, "default");
    const text = (content: string) => ({ kind: "text" as const, content, name: "b.json" });
    panel.picked = { ok: true, value: { title: "b.json", value: text("[2, 3]") } };
    valueOf(await panel.ask("pick", { role: "gamma" }));
    assert.deepEqual(panel.state.analysis?.parameters.gamma, { from: "picked", text: "b.json" });
    panel.picked = { ok: true, value: { title: "b.json", value: text("[[1, 2], [4, 5]]") } };
    assert.equal(faultOf(await panel.ask("pick", { role: "candidate.dx" })), "candidate-dx-shape");
    panel.picked = { ok: false, fault: { code: "read-failed", text: "b.json is gone." } };
    assert.equal(faultOf(await panel.ask("pick", { role: "beta" })), "read-failed");
  });

  it("uses what was dropped or pasted in its role and says how it was read; as x it goes to a panel of its own", async () => {
    await panel.show(MATRIX);
    const given = { name: "g.csv", content: "id,a,b\n0,1,2\n1,3,4\n2,5,7\n" };
    valueOf(await panel.ask("useGiven", { as: "candidate.dx", given }));
    const { analysis } = panel.state;
    assert.equal(analysis?.comparison?.title, "g.csv");
    assert.ok(
      analysis.notes.some((note) => /^Your dx was read from g\.csv: .*3 x 2.*index/.test(note)),
      analysis.notes.join("\n"),
    );
    const flat = { name: "pasted text", content: "[1, 2, 3]" };
    assert.equal(
      faultOf(await panel.ask("useGiven", { as: "candidate.dgamma", given: flat })),
      "candidate-dgamma-shape",
    );
    assert.equal(
      faultOf(await panel.ask("useGiven", { as: "dout", given: { name: "a", uri: "file:///a" } })),
      "no-file",
    );
    valueOf(await panel.ask("useGiven", { as: "x", given }));
    assert.deepEqual(panel.shown, [given]);
    assert.deepEqual(panel.state.analysis?.shape, [3, 2]);
  });

  it("hands places, offers and collecting to the source", async () => {
    await panel.show("[[[1, 2], [3, 4]], [[5, 6], [7, 9]]]"); // N x C x L: rows are (n, l)
    valueOf(await panel.ask("reveal", { row: 3, column: 0 }));
    assert.deepEqual(panel.source.revealed, [[1, 0, 1]]);
    const offer = { role: "candidate.dx", title: "x.grad" };
    valueOf(await panel.ask("useOffer", offer));
    assert.deepEqual(panel.source.used, [offer]);
    valueOf(await panel.ask("collectAll", null));
    assert.equal(panel.source.collected, 1);
    panel.source.refusal = { code: "gone", text: "The program has ended." };
    for (const [name, ask] of [
      ["reveal", { row: 0, column: 0 }],
      ["useOffer", offer],
      ["collectAll", null],
    ] as const)
      assert.equal(faultOf(await panel.ask(name, ask)), "gone", name);
  });

  it("tells how far a reading is, also under the same words", async () => {
    panel.source.slow();
    panel.source.giveText(MATRIX);
    for (const part of [0.2, 0.9]) {
      panel.source.progress("Reading x.json ...", part);
      const isTold = (): boolean =>
        panel.posted.some((sent) => "event" in sent && sent.event === "state" && sent.state.progress === part);
      await panel.until(isTold);
    }
    panel.source.letGo();
    await panel.until(({ analysis }) => analysis !== null);
  });

  it("copies and saves", async () => {
    valueOf(await panel.ask("copyText", { text: "1, 2" }));
    assert.deepEqual(panel.copied, ["1, 2"]);
    assert.equal(valueOf(await panel.ask("saveFile", { name: "dx.png", bytes: Uint8Array.of(7) })), "dx.png");
    assert.deepEqual(panel.saved, [{ name: "dx.png", bytes: Uint8Array.of(7) }]);
  });

  it("refuses what is no request, and answers it where it has a number", async () => {
    for (const rubbish of [null, 3, "ready", [], {}, { event: "state" }, { id: "1", name: "ready" }, { id: NaN }])
      await panel.relay.receive(rubbish);
    assert.deepEqual(panel.posted, []);
    assert.equal(panel.logged.length, 8);
    for (const [name, ask] of [
      ["constructor", null],
      ["__proto__", null],
      ["cell", null],
      ["cell", { row: "0", column: 0 }],
      ["cell", { row: 0.5, column: 0 }],
      ["tiles", { length: 1 }],
      ["setParameter", { name: "valueOf", text: "1" }],
      ["setParameter", { name: "eps", text: 1 }],
      ["pick", { role: "toString" }],
      ["saveFile", { name: "a", bytes: [1, 2] }],
      ["values", { tensor: "constructor", plane: PLANE, row0: 0, row1: 1, column0: 0, column1: 1 }],
      ["ready", undefined],
    ] as const)
      assert.equal(faultOf(await panel.ask(name as RequestName, ask)), "no-request", `${name} ${JSON.stringify(ask)}`);
  });

  it("says that something failed inside, and goes on", async () => {
    panel.copyText = () => Promise.reject(new Error("no clipboard here"));
    const reply = await panel.ask("copyText", { text: "1" });
    assert.deepEqual(reply, { id: reply.id, ok: false, fault: { code: "internal", text: "no clipboard here." } });
    assert.equal(valueOf<PanelState>(await panel.ask("ready", null)).analysis, null);
  });

  it("says that an answer could not be sent, in one that can", async () => {
    panel.take = (message) => {
      if ("id" in message && message.ok) throw new Error("could not be cloned");
    };
    await panel.relay.receive({ id: 5, name: "ready", generation: 0, ask: null });
    const last = panel.posted.at(-1) as ReplyMessage;
    assert.equal(last.id, 5);
    assert.equal(faultOf(last), "not-sent");
    assert.match(panel.logged.join(), /could not be cloned/);
  });

  it("hands a window's refusal to the log, not to the process", async () => {
    panel.take = () => Promise.reject(new Error("Webview is disposed"));
    panel.source.giveText(MATRIX);
    await panel.until(({ analysis }) => analysis?.check?.status === "done");
    await panel.relay.receive({ id: 1, name: "ready", generation: 0, ask: null });
    assert.match(panel.logged.join(), /Webview is disposed/);
  });

  it("does nothing for a message that comes after it is closed", async () => {
    await panel.show(MATRIX);
    panel.relay.dispose();
    await panel.relay.receive({ id: 1, name: "copyText", generation: 0, ask: { text: "late" } });
    assert.deepEqual(panel.copied, []);
  });

  it("posts nothing after it is closed, whatever was under way", async () => {
    await panel.show(MATRIX);
    panel.take = () => Promise.reject(new Error("Webview is disposed"));
    const { generation } = panel.state.analysis ?? { generation: 0 };
    panel.source.slow();
    const under = [
      panel.relay.receive({ id: 90, name: "refresh", generation, ask: null }),
      panel.relay.receive({ id: 91, name: "cell", generation, ask: { row: 0, column: 0 } }),
      panel.relay.receive({ id: 92, name: "setParameter", generation, ask: { name: "eps", text: "1" } }),
      panel.relay.receive({
        id: 93,
        name: "saveExport",
        generation,
        ask: { format: "csv", tensor: "x", name: "x.csv" },
      }),
    ];
    panel.posted.length = 0;
    panel.logged.length = 0;
    panel.relay.dispose();
    panel.source.letGo();
    await Promise.all(under);
    await panel.relay.receive({ id: 94, name: "ready", generation, ask: null });
    panel.source.giveText("[[1, 2], [3, 4]]");
    panel.source.becomeStale("The program runs on.");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(panel.posted, []);
    assert.deepEqual(panel.logged, []);
    assert.ok(panel.source.disposed);
  });
});

describe("an export from a panel", () => {
  let panel: OpenedRelay;
  beforeEach(() => {
    panel = new OpenedRelay();
  });
  afterEach(() => {
    panel.relay.dispose();
  });
  const csv = { format: "csv", tensor: "x", name: "x.csv" };
  const savedText = (): string => new TextDecoder().decode(panel.saved.at(-1)?.bytes);

  it("saves what is shown", async () => {
    await panel.show(MATRIX);
    assert.equal(valueOf(await panel.ask("saveExport", csv)), "x.csv");
    assert.equal(savedText(), "1,2\n3,5\n4,4\n");
  });

  it("says that there is nothing yet", async () => {
    assert.equal(faultOf(await panel.ask("saveExport", csv)), "nothing-to-export");
    assert.deepEqual(panel.saved, []);
  });

  it("saves the last good picture after a run that failed", async () => {
    await panel.show(MATRIX);
    panel.source.giveText("[[1, 2], [3]]");
    await panel.until(({ fault }) => fault !== null);
    assert.equal(valueOf(await panel.ask("saveExport", csv)), "x.csv");
    assert.equal(savedText(), "1,2\n3,5\n4,4\n");
    await panel.ask("setParameter", { name: "mode", text: "eval" }); // without running statistics
    assert.equal(valueOf(await panel.ask("saveExport", csv)), "x.csv");
  });

  it("saves what the user sees by now, when a newer run has come while the page asked", async () => {
    await panel.show(MATRIX);
    const { generation } = panel.state.analysis ?? { generation: 0 };
    panel.source.giveText("[[9, 8], [7, 6], [5, 5]]");
    const reply = panel.ask("saveExport", csv, generation);
    assert.equal(valueOf(await reply), "x.csv");
    assert.match(savedText(), /^(1,2\n3,5\n4,4|9,8\n7,6\n5,5)\n$/);
  });

  it("puts a report together under the title of its source", async () => {
    await panel.show(MATRIX);
    valueOf(await panel.ask("saveExport", { format: "report", tensor: "dx", name: "gradient-lens.html" }));
    assert.equal(savedText(), "x.json true");
  });
});
