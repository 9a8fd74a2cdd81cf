import assert from "node:assert/strict";
import { join } from "node:path";
import { at, cli, COMMAND, keepFailures, Session } from "./session";
import { itemAt } from "../../src/core/item-at";

/** Every kind of problem file whose numbers the panel and the command line must agree on, to the last bit. */
const FILES = {
  "bare.json": "[[0.5, -1.25, 3], [2, 7, 1e-3], [1, 1.5, -4.75], [0.1, 0.2, 0.3]]",
  "given.json": JSON.stringify({
    x: [
      [1, 2],
      [3, 5],
      [4, 4.5],
    ],
    gamma: [2, -0.5],
    beta: [0.25, 1],
    eps: 1e-3,
    dout: [
      [1, -2],
      [0.5, 0.25],
      [-1, 3],
    ],
  }),
  "eval.json": JSON.stringify({
    x: [
      [1, 2],
      [3, 5],
      [4, 4.5],
    ],
    mode: "eval",
    runningMean: [2, 3],
    runningVar: [1.5, 0.5],
  }),
  "images.json": JSON.stringify(
    Array.from({ length: 2 }, (_, n) =>
      Array.from({ length: 3 }, (_, c) =>
        Array.from({ length: 2 }, (_, h) =>
          Array.from({ length: 2 }, (_, w) => Math.sin(1 + 17 * n + 5 * c + 3 * h + w)),
        ),
      ),
    ),
  ),
  "constant.json": "[[1, 5], [1, 6], [1, 9]]",
} as const;

describe("Numbers on screen", () => {
  let session: Session;
  before(async () => {
    session = await Session.open({ files: FILES });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  for (const name of Object.keys(FILES)) {
    it(`equal the command line's in every cell: ${name}`, async () => {
      await session.workbench.openFile(name);
      await session.workbench.runCommand(COMMAND);
      await session.settled();
      const report = cli(join(session.folder, name));
      const { word } = await session.verdict();
      assert.equal(word, report.check.verdict);

      await session.picture("dx").focus();
      const [rows, columns] = await extent();
      const visited = new Set<string>();
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          for (const key of keysTo(row, column)) await session.workbench.page.keyboard.press(key);
          const index = await session.index();
          visited.add(index.join());
          const where = `${name}, cell ${index.join(", ")}`;
          assert.equal(await session.inspected("out"), at(report.out, index), `out, ${where}`);
          assert.equal(await session.value(), at(report.dx, index), `dx, ${where}`);
          const channel = [itemAt(index, 1)];
          assert.equal(await session.inspected("dgamma"), at(report.dgamma, channel), `dgamma, ${where}`);
          assert.equal(await session.inspected("dbeta"), at(report.dbeta, channel), `dbeta, ${where}`);
        }
      }
      const cells = report.shape.reduce((product, extent) => product * extent, 1);
      assert.equal(visited.size, cells, "every cell was visited once");
    });
  }

  /** Rows and columns as the picture of dx tells them to a screen reader. */
  async function extent(): Promise<[number, number]> {
    const label = (await session.picture("dx").getAttribute("aria-label")) ?? "";
    const found = /(\d+) rows, (\d+) columns/.exec(label);
    assert.ok(found, label);
    return [Number(found[1]), Number(found[2])];
  }

  /** From the cell before it in reading order. The first arrow puts in a cursor where there is none. */
  function keysTo(row: number, column: number): string[] {
    if (row === 0 && column === 0) return ["ArrowRight", "Control+Home"];
    return column === 0 ? ["Home", "ArrowDown"] : ["ArrowRight"];
  }
});
