import assert from "node:assert/strict";
import { keep } from "../pictures";
import { keepFailures, type Session } from "../session";
import {
  assertNoTensor,
  breakAt,
  buildCpp,
  buildGo,
  openDebugging,
  showByMenu,
  start,
  stopDebugging,
  variable,
} from "./debugging";

describe("A tensor of a stopped program", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging();
    buildCpp(session.folder);
    buildGo(session.folder);
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(async () => {
    await stopDebugging(session);
    await session.closeEditors();
  });

  const heading = (): Promise<string> => session.panel.getByRole("heading", { level: 1 }).innerText();
  const label = async (): Promise<string> => (await session.picture("x").getAttribute("aria-label")) ?? "";

  /** With the pointer away from the row, whose tip would cover the program. */
  const keepBare = async (name: string): Promise<void> => {
    await session.panel.getByRole("heading", { level: 1 }).hover();
    await session.workbench.page.locator(".workbench-hover:visible").waitFor({ state: "hidden" });
    keep(name, await session.workbench.page.screenshot());
  };

  it("of Python, by the menu of its row in the Variables view", async () => {
    const line = await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
    await showByMenu(session, "x");
    await session.settled();
    assert.equal(await heading(), `x in train.py:${line}`);
    assert.match(await label(), /64 rows, 64 columns/);
    assert.equal((await session.verdict()).word, "correct");
    assert.deepEqual(session.complaints, []);
    await keepBare("debug-python");
  });

  it("of Python: a variable that is no tensor is named, and the program goes on", async () => {
    await start(session, "Python");
    await assertNoTensor(session, "word", "word is text of 12 characters.");
    await showByMenu(session, "x");
    await session.settled();
  });

  it("of JavaScript, through js-debug: an object with a shape, and nested arrays by the inline icon", async () => {
    const line = await breakAt(session, "train.mjs");
    await start(session, "JavaScript");
    await showByMenu(session, "batch");
    await session.settled();
    assert.equal(await heading(), `batch in train.mjs:${line}`);
    assert.match(await label(), /64 rows, 64 columns/);
    await keepBare("debug-javascript");
    await session.closeEditors();
    const row = await variable(session, "rows");
    await row.hover();
    await row.getByRole("button", { name: "Show Batch-Norm Gradients" }).click();
    await session.settled();
    assert.match(await label(), /6 rows, 3 columns/);
    await assertNoTensor(session, "word", "word is text of 12 characters.");
  });

  it("of C++, through LLDB: an array, and vectors of vectors", async () => {
    const line = await breakAt(session, "train.cpp");
    await start(session, "C++");
    await showByMenu(session, "local");
    await session.settled();
    await keepBare("debug-cpp");
    assert.equal(await heading(), `local in train.cpp:${line}`);
    assert.match(await label(), /16 rows, 8 columns/);
    await session.closeEditors();
    await showByMenu(session, "batch");
    await session.settled();
    assert.match(await label(), /12 rows, 5 columns/);
    await assertNoTensor(session, "rate", "rate is one value, 0.5 (double).");
  });

  it("of Go, through Delve: an array, and a slice of slices", async () => {
    const line = await breakAt(session, "train.go");
    await start(session, "Go");
    await showByMenu(session, "x");
    await session.settled();
    await keepBare("debug-go");
    assert.equal(await heading(), `x in train.go:${line}`);
    assert.match(await label(), /16 rows, 8 columns/);
    assert.equal((await session.verdict()).word, "correct");
    await session.closeEditors();
    await showByMenu(session, "batch");
    await session.settled();
    assert.match(await label(), /12 rows, 5 columns/);
    await assertNoTensor(session, "word", 'word is "not a tensor" (string), no list of numbers.');
  });
});
