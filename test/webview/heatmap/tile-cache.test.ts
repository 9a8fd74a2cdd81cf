import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { PanelEvent } from "../../../src/protocol/events";
import type { TileName, Tile, TileQuery } from "../../../src/protocol/picture";
import type { PanelRequest, ReplyMessage } from "../../../src/protocol/requests";
import { coarser, overview, TileCache, type TileAddress } from "../../../webview/heatmap/tile-cache";
import { Client } from "../../../webview/transport";
import { itemAt } from "../../../src/core/item-at";

/** A port that holds every request until the test answers it. */
class HeldPort {
  readonly asked: PanelRequest<"tiles">[] = [];
  private listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  post(message: PanelRequest): void {
    this.asked.push(message as PanelRequest<"tiles">);
  }
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void {
    this.listener = listener;
  }
  getState(): unknown {
    return null;
  }
  setState(): void {
    // Nothing is kept.
  }
  async answer(index: number, size = 4): Promise<void> {
    const value = itemAt(this.asked, index).ask.map(({ tensor }): Tile | null =>
      tensor === "candidate"
        ? null
        : { rows: 1, columns: size, values: new Float32Array(size).fill(index), origin: 0, exponent: 0, whole: true },
    );
    this.listener({ id: itemAt(this.asked, index).id, ok: true, value });
    await nextTurn(); // what follows from an answer follows in microtasks
  }
  async fail(index: number): Promise<void> {
    this.listener({ id: itemAt(this.asked, index).id, ok: false, fault: { code: "superseded", text: "newer" } });
    await nextTurn();
  }
}

function setUp(): { port: HeldPort; cache: TileCache; arrived: TileName[] } {
  const port = new HeldPort();
  const arrived: TileName[] = [];
  const client = new Client(
    port,
    () => 1,
    () => undefined,
  );
  return { port, cache: new TileCache(client, (tensor) => arrived.push(tensor)), arrived };
}
const at = (row: number, column: number, tensor: TileName = "dx", level = 0): TileAddress => ({
  tensor,
  plane: { kind: "matrix" },
  levels: { row: level, column: level },
  row,
  column,
});
const first = { generation: 1, revision: 0 };
const askedOf = (port: HeldPort): TileQuery[] => port.asked.flatMap(({ ask }) => ask);

describe("tiles", () => {
  it("are asked for once, however often they are wanted", async () => {
    const { port, cache, arrived } = setUp();
    cache.want({}, [at(0, 0)], first);
    cache.want({}, [at(0, 0)], first);
    assert.equal(port.asked.length, 1);
    await port.answer(0);
    assert.deepEqual(arrived, ["dx"]);
    cache.want({}, [at(0, 0)], first);
    assert.equal(port.asked.length, 1);
    assert.equal(cache.read(at(0, 0))?.values[0], 0);
  });

  it("come for all views in turn, the most urgent of each first, a few at a time", async () => {
    const { port, cache } = setUp();
    const other = {};
    cache.want(
      other,
      [...Array(20).keys()].map((i) => at(0, i, "x")),
      first,
    );
    assert.deepEqual(
      port.asked.map(({ ask }) => ask.length),
      [1, 4, 4, 3],
    );
    cache.want({}, [at(0, 0)], first);
    assert.equal(port.asked.length, 4);
    await port.answer(1);
    // One for each view in turn: the second view's only tile is not kept waiting by the first one's many.
    assert.deepEqual(
      port.asked.slice(4).map(({ ask }) => ask.map(({ tensor, column }) => `${tensor} ${column}`)),
      [["dx 0"], ["x 12", "x 13", "x 14"]],
    );
    cache.forget(other);
  });

  it("that nobody wants any more are not asked for", async () => {
    const { port, cache } = setUp();
    const view = {};
    cache.want(
      view,
      [...Array(30).keys()].map((i) => at(0, i)),
      first,
    );
    cache.want(view, [at(9, 9, "x")], first);
    await port.answer(0);
    assert.deepEqual(
      askedOf(port)
        .slice(12)
        .map(({ tensor }) => tensor),
      ["x"],
    );
    await port.answer(1);
    assert.equal(askedOf(port).length, 13);
  });

  it("of an older edition stay visible until the newer one has come", async () => {
    const { port, cache } = setUp();
    cache.want({}, [at(0, 0)], first);
    await port.answer(0);
    const second = { generation: 2, revision: 0 };
    assert.ok(cache.isNewest(at(0, 0), first) && !cache.isNewest(at(0, 0), second));
    cache.want({}, [at(0, 0)], second);
    assert.equal(cache.read(at(0, 0))?.values[0], 0);
    await port.answer(1);
    assert.equal(cache.read(at(0, 0))?.values[0], 1);
    assert.ok(cache.isNewest(at(0, 0), second));
  });

  it("that failed are not asked for again in the same edition, and the old numbers stay", async () => {
    const { port, cache } = setUp();
    cache.want({}, [at(0, 0)], first);
    await port.answer(0);
    const second = { generation: 1, revision: 1 };
    cache.want({}, [at(0, 0)], second);
    await port.fail(1);
    cache.want({}, [at(0, 0)], second);
    assert.equal(port.asked.length, 2);
    assert.equal(cache.read(at(0, 0))?.values[0], 0);
  });

  it("of a tensor that there is not fail alone, not with those they were asked for with", async () => {
    const { port, cache, arrived } = setUp();
    cache.want({}, [at(0, 0, "x"), at(0, 0, "candidate"), at(0, 0)], first);
    await port.answer(1);
    assert.deepEqual(arrived, ["candidate", "dx"]);
    assert.equal(cache.read(at(0, 0, "candidate")), undefined);
    assert.ok(cache.isNewest(at(0, 0, "candidate"), first), "it is not asked for again");
    assert.ok(cache.read(at(0, 0)));
  });

  it("keep within a bound, the least recently read ones leaving first", async () => {
    const { port, cache } = setUp();
    const cells = 2 ** 20; // 4 MiB each: sixteen fill the cache
    const view = {};
    for (let i = 0; i < 24; i++) {
      cache.want(view, [at(0, i)], first);
      await port.answer(i, cells);
      cache.read(at(0, 0));
    }
    const kept = [...Array(24).keys()].filter((i) => cache.read(at(0, i)));
    assert.ok(kept.length <= 16, `kept ${kept.length}`);
    assert.ok(kept.includes(0) && kept.includes(23), `kept ${kept.join(", ")}`);
  });

  it("have coarser ones over them, up to the one that holds everything", () => {
    const plane = { rows: 5000, columns: 300 };
    const chain = [...coarser(at(13, 1), plane)];
    const last = chain[chain.length - 1];
    assert.deepEqual(last, overview("dx", { kind: "matrix" }, plane));
    for (const { levels, row, column } of chain) {
      // Each covers the first cell of the tile asked for.
      assert.equal(Math.floor((13 * 256) / 2 ** levels.row / 256), row);
      assert.equal(Math.floor(256 / 2 ** levels.column / 256), column);
    }
  });
});
