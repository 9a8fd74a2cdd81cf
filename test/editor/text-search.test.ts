import assert from "node:assert/strict";
import type { SpawnWorker } from "../../src/compute/worker/client";
import { spawnNode } from "../../src/compute/worker/node/spawn-thread";
import { SMALL_TEXT, TextSearch } from "../../src/editor/text-search";
import type { TextQueries, TextQueryName } from "../../src/input/search/text-queries";
import { workerFile } from "../compute/worker/opened-worker";
import { OpenDocument } from "./lines";
import { itemAt } from "../../src/core/item-at";

/** What crosses to the worker: each piece of a text, and each question. */
interface Crossing {
  readonly do: string;
  readonly piece?: string;
  readonly text?: string;
}

describe("the search in open documents", () => {
  let file: string;
  let crossings: Crossing[];
  let threads: (() => void)[]; // ends a thread as if it had died
  let search: TextSearch;

  /** The real worker, with an eye on what is sent to it. */
  const watched: SpawnWorker = () => {
    const thread = spawnNode(file)();
    let died: (reason: string) => void = () => undefined;
    threads.push(() => {
      thread.terminate();
      died("it was ended");
    });
    return {
      ...thread,
      post: (message, transfer) => {
        crossings.push((message as { ask: Crossing }).ask);
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
    crossings = [];
    threads = [];
    search = new TextSearch(watched);
  });
  afterEach(() => {
    search.dispose();
  });

  async function ask<K extends TextQueryName>(
    document: OpenDocument,
    query: K,
    what: TextQueries[K]["ask"],
  ): Promise<TextQueries[K]["reply"]> {
    const answer = await search.ask(document, query, what);
    assert.ok(answer.ok, answer.ok ? "" : answer.fault.text);
    return answer.value;
  }

  const rows = (count: number): string => `[\n${Array.from({ length: count }, (_, i) => `[${i}, 2.5]`).join(",\n")}\n]`;

  it("says that the worker ended, and not that somebody edited, when it ended while a text was handed over", async () => {
    const document = new OpenDocument(`w = ${rows(20)}\n${" ".repeat(4 * SMALL_TEXT)}`);
    const asked = search.ask(document, "lenses", { scope: "all" });
    while (threads.length === 0) await new Promise((resolve) => setImmediate(resolve));
    threads[0]?.();
    const answer = await asked;
    assert.equal(answer.ok ? "" : answer.fault.code, "worker-died");
    assert.equal((await ask(document, "lenses", { scope: "all" })).length, 1);
  });

  it("answers the same here and in the worker", async () => {
    const small = new OpenDocument(`w = ${rows(20)}`);
    const large = new OpenDocument(`w = ${rows(20)}\n${" ".repeat(SMALL_TEXT)}`, "file:///large");
    const stretch = { start: 4, end: small.getText().length, kind: "matrix" as const };
    const offset = small.getText().indexOf("7, 2.5") + 3;
    for (const document of [small, large]) {
      const around = await ask(document, "around", { offset });
      assert.deepEqual(around, { ...stretch, dialect: "json", shape: [20, 2] });
      assert.deepEqual(await ask(document, "choose", { start: 0, end: 0 }), { place: around, part: false });
      assert.deepEqual(await ask(document, "indexAt", { stretch, offset }), [7, 1]);
      const range = await ask(document, "rangeOf", { stretch, index: [7, 1] });
      assert.equal(range && small.getText().slice(range.start, range.end), "2.5");
      assert.deepEqual(await ask(document, "lenses", { scope: "root" }), []);
      assert.equal((await ask(document, "lenses", { scope: "all" })).length, 1);
      assert.deepEqual(await ask(document, "whole", { name: "a.csv" }), {
        start: 0,
        end: document.getText().length,
        kind: "table",
      });
    }
    assert.equal(threads.length, 1, "small texts need no thread");
  });

  /** Characters that have crossed to the worker. */
  const all = (): number => crossings.reduce((sum, { piece, text }) => sum + (piece ?? text ?? "").length, 0);

  it("hands a text over once, however often it is asked for, and anew when it was not told of an edit", async () => {
    const document = new OpenDocument(rows(100_000));
    const stretch = { start: 0, end: document.getText().length };
    await Promise.all([ask(document, "lenses", { scope: "root" }), ask(document, "around", { offset: 0 })]);
    for (let offset = 0; offset < 500_000; offset += 9000) await ask(document, "indexAt", { stretch, offset });
    assert.equal(all(), document.getText().length);
    const before = all();
    document.edit(rows(100_001));
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [100_001, 2]);
    assert.equal(all() - before, document.getText().length);
  });

  it("sends of an edit what has changed", async () => {
    const document = new OpenDocument(rows(100_000));
    await ask(document, "around", { offset: 0 });
    const before = all();
    search.edited(document, [document.replace(3, 4, "7, 8],\n[9")]);
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [100_001, 2]);
    search.edited(document, []); // it was saved
    const bytes = await search.bytes(document);
    assert.equal(bytes.ok && new TextDecoder().decode(bytes.value), document.getText());
    assert.equal(all() - before, "7, 8],\n[9".length);
  });

  it("hands a text over anew when an edit brings as much as a piece of it", async () => {
    const document = new OpenDocument(rows(100_000));
    await ask(document, "around", { offset: 0 });
    const before = all();
    search.edited(document, [document.replace(0, document.getText().length, rows(100_001))]);
    assert.equal(all(), before);
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [100_001, 2]);
    assert.equal(all() - before, document.getText().length);
  });

  it("hands a text over anew when the worker's has another length", async () => {
    const document = new OpenDocument(rows(100_000));
    await ask(document, "around", { offset: 0 });
    const { rangeOffset, rangeLength, range } = document.replace(3, 4, "12");
    search.edited(document, [{ rangeOffset, rangeLength, range, text: "123" }]);
    const bytes = await search.bytes(document);
    assert.equal(bytes.ok && new TextDecoder().decode(bytes.value), document.getText());
  });

  it("gives the bytes of UTF-8, with no character cut in half where a piece ends", async () => {
    const document = new OpenDocument(`a${"😀".repeat(600_000)}`);
    const bytes = await search.bytes(document);
    assert.equal(bytes.ok && new TextDecoder().decode(bytes.value), document.getText());
  });

  it("ends a question with a fault when the text is edited before the worker has it", async () => {
    const document = new OpenDocument(rows(100_000));
    const asked = search.ask(document, "around", { offset: 0 });
    document.edit(rows(3));
    const answer = await asked;
    assert.equal(answer.ok ? "" : answer.fault.code, "superseded");
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [3, 2]);
  });

  it("begins again with a new worker when one has died, also in the middle of a text", async () => {
    const document = new OpenDocument(rows(100_000));
    await ask(document, "lenses", { scope: "root" });
    itemAt(threads, 0)();
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [100_000, 2]);
    document.edit(rows(100_001));
    const asked = search.ask(document, "around", { offset: 0 });
    itemAt(threads, 1)(); // whatever has gone over is lost
    assert.equal((await asked).ok, false);
    assert.deepEqual((await ask(document, "around", { offset: 0 }))?.shape, [100_001, 2]);
  });

  it("holds a few texts at a time, and drops those of documents that are closed", async () => {
    const documents = [1, 2, 3, 4, 5].map((i) => new OpenDocument(rows(10_000 + i), `file:///${i}`));
    for (const document of documents) await ask(document, "around", { offset: 0 });
    const dropped = (): number => crossings.filter((crossing) => crossing.do === "drop").length;
    assert.equal(dropped(), 2);
    search.forget(itemAt(documents, 4));
    assert.deepEqual((await ask(itemAt(documents, 3), "around", { offset: 0 }))?.shape, [10_004, 2]);
    assert.equal(dropped(), 3);
  });
});
