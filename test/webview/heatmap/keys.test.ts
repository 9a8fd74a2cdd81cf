import assert from "node:assert/strict";
import { gridFor } from "../../../webview/heatmap/arrange";
import { KEY_HELP, toAction } from "../../../webview/heatmap/keys";
import { rangeBetween } from "../../../webview/heatmap/cell-range";

const press = (key: string, held: Partial<Record<"shiftKey" | "ctrlKey" | "metaKey" | "altKey", boolean>> = {}) =>
  toAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe("keys", () => {
  it("move, extend and step", () => {
    assert.deepEqual(press("ArrowLeft"), { kind: "move", rows: 0, columns: -1, extend: false });
    assert.deepEqual(press("ArrowDown", { shiftKey: true }), { kind: "move", rows: 1, columns: 0, extend: true });
    assert.deepEqual(press("ArrowUp", { ctrlKey: true }), { kind: "step", rows: -1, columns: 0, extend: false });
    assert.deepEqual(press("End", { metaKey: true }), { kind: "edge", to: "last", extend: false });
    assert.deepEqual(press("PageUp"), { kind: "page", direction: -1, extend: false });
  });

  it("choose views 1 to 9", () => {
    for (let i = 1; i <= 9; i++) assert.deepEqual(press(String(i)), { kind: "view", index: i - 1 });
    assert.deepEqual(press("0"), { kind: "fit" });
  });

  it("leave the editor's and the browser's own keys alone", () => {
    for (const key of ["s", "q", "1", "0", "+", "-"])
      assert.equal(press(key, { ctrlKey: true }), undefined, `Ctrl+${key}`);
    for (const key of ["ArrowLeft", "1"]) assert.equal(press(key, { altKey: true }), undefined, `Alt+${key}`);
    for (const key of ["Tab", "Enter", "F1", "x"]) assert.equal(press(key), undefined, key);
  });

  it("are all in the help", () => {
    const help = KEY_HELP.map(({ keys }) => keys).join(" ");
    for (const key of [
      "Arrow keys",
      "Home",
      "End",
      "Page Up",
      "Page Down",
      "Ctrl+A",
      "Escape",
      "+",
      "−",
      "0",
      "Q",
      "S",
      "1 to 9",
    ])
      assert.ok(help.includes(key), key);
  });
});

describe("selection", () => {
  it("holds both corners, whichever way it is drawn", () => {
    const expected = { row0: 2, row1: 6, column0: 1, column1: 8 };
    assert.deepEqual(rangeBetween({ row: 5, column: 1 }, { row: 2, column: 7 }), expected);
    assert.deepEqual(rangeBetween({ row: 2, column: 7 }, { row: 5, column: 1 }), expected);
  });
});

describe("arrangement", () => {
  it("gives every view a place, and no view less than it needs", () => {
    for (let views = 1; views <= 10; views++) {
      for (const [width, height] of [
        [1200, 800],
        [420, 900],
        [600, 400],
        [2500, 1300],
        [300, 200],
      ] as const) {
        const { columns, rows } = gridFor(views, width, height);
        assert.ok(columns * rows >= views, `${views} views in ${columns} x ${rows}`);
        assert.ok((columns - 1) * rows < views && columns * (rows - 1) < views, "no empty row or column");
        if (columns > 1) assert.ok(width / columns >= 300);
      }
    }
  });

  it("stands views beside each other in a wide window and below each other in a narrow one", () => {
    assert.deepEqual(gridFor(4, 1200, 800), { columns: 2, rows: 2 });
    assert.deepEqual(gridFor(2, 1600, 500), { columns: 2, rows: 1 });
    assert.deepEqual(gridFor(3, 420, 900), { columns: 1, rows: 3 });
  });
});
