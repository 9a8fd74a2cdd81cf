import assert from "node:assert/strict";
import { readRequest } from "../../src/panel/requests";
import type { Ask, RequestName } from "../../src/protocol/requests";

const plane = { kind: "axes", rows: 2, columns: 3, at: [0, 1] } as const;
const block = { row0: 0, row1: 4, column0: 1, column1: 2 };

/** What a page asks, by name. */
const ASKED: { readonly [K in RequestName]?: Ask<K> } = {
  tiles: [{ tensor: "dx", plane, levelRow: 1, levelColumn: 0, row: 2, column: 3 }],
  cell: { row: 1, column: 2 },
  region: { plane: { kind: "matrix" }, ...block, tensors: ["x", "dgamma"], bins: 10 },
  marginal: { tensor: "x", plane, along: "rows", from: 0, to: 9, bins: 10 },
  profile: { candidate: true, tensor: "dx", along: "rows", tile: 32, bins: 200 },
  sweep: { scope: "column", row: 1, column: 2 },
  ulps: { tensor: "ulp" },
  find: { tensor: "x", what: "beyond", low: -Infinity, high: 2.5, plane, after: null },
  search: { tensor: "x", wanted: { what: "above", low: 2, high: 0 }, row0: 0, row1: 9, from: null, nth: -1 },
  findOwnLine: { diagnosis: 1 },
  showPlace: { line: 3, column: 7 },
  showOwnLine: { line: 41 },
  worst: { candidate: true },
  values: { tensor: "dbeta", plane: { kind: "images" }, ...block },
  exportBytes: { format: "csv", tensor: "out" },
  explainCell: { row: 1, column: 2, from: 0, to: 64 },
  explainColumn: { column: 2, from: 0, to: 64 },
  explainTiles: [
    { picture: { kind: "jacobian", column: 1, piece: "error" }, levelRow: 1, levelColumn: 0, row: 2, column: 3 },
  ],
  explainPicture: { kind: "placement", placement: "relu-bn", of: "dx" },
  experiment: { seed: 1, from: 40, isNew: false },
  setParameter: { name: "seed", text: "7" },
  setAffine: { affine: false },
  takeFit: { fit: 0 },
  pick: { role: "candidate.dx" },
  useGiven: { as: "candidate.dgamma", given: { name: "a.csv", content: "1,2" } },
  setPrecision: { precision: "exact" },
  useOffer: { role: "gamma", title: "bn.weight" },
  reveal: { row: 0, column: 0 },
  copyText: { text: "" },
  saveFile: { name: "dx.npy", bytes: new Uint8Array(2) },
  saveExport: { format: "npy", tensor: "dx", name: "dx.npy" },
  showStop: { stop: null },
  readAs: { id: "rows" },
};
const SILENT: readonly RequestName[] = [
  "drawn",
  "placements",
  "ready",
  "clearCandidate",
  "useSeparatingProbe",
  "endProbe",
  "undo",
  "refresh",
];

const read = (name: string, ask: unknown): ReturnType<typeof readRequest> =>
  readRequest({ id: 7, name, generation: 1, ask });

/** Things that no field of a request may be. */
const WRONG: readonly unknown[] = [undefined, {}, [{}], Symbol("x"), NaN, "no such name", () => 1];

describe("A message of the page", () => {
  for (const [name, ask] of Object.entries(ASKED)) {
    it(`is let through as it came: ${name}`, () => {
      const request = read(name, ask);
      assert.ok(request.ok, name);
      assert.deepEqual(request.value, { id: 7, name, generation: 1, ask });
    });

    it(`is refused when a field of it is left out or something else: ${name}`, () => {
      const [one, wrap] = Array.isArray(ask)
        ? [ask[0] as object, (it: object): unknown => [it]]
        : [ask as object, (it: object): unknown => it];
      for (const field of Object.keys(one)) {
        const left: Record<string, unknown> = { ...one };
        delete left[field];
        assert.ok(!read(name, wrap(left)).ok, `without ${field}`);
        // A text may hold anything, and a number that is searched for may be NaN.
        const isText = ["text", "title", "id"].includes(field) || (field === "name" && name !== "setParameter");
        const mayBe = (value: unknown): boolean =>
          (isText && typeof value === "string") || (["low", "high"].includes(field) && Number.isNaN(value));
        for (const value of WRONG.filter((each) => !mayBe(each))) {
          const { ok, id } = read(name, wrap({ ...one, [field]: value }));
          assert.deepEqual([ok, id], [false, 7], `${field} is ${String(value)}`);
        }
      }
      assert.ok(!read(name, null).ok);
      assert.ok(!read(name, "text").ok);
    });
  }

  it("is let through with null, where nothing is asked, and refused with anything else", () => {
    for (const name of SILENT) {
      assert.ok(read(name, null).ok, name);
      for (const ask of WRONG) assert.ok(!read(name, ask).ok, name);
    }
  });

  it("is refused under a name that is none, or that every object knows", () => {
    for (const name of ["", "nothing", "constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const request = read(name, null);
      assert.equal(request.ok ? "" : request.fault.text, `Expected the name of a request, got "${name}".`);
    }
  });

  it("is refused when it takes a field from its prototype", () => {
    assert.ok(!read("cell", Object.create({ row: 1, column: 2 })).ok);
    assert.ok(!readRequest(Object.create({ id: 1, name: "ready", generation: 0, ask: null })).ok);
  });

  it("is refused when it has not the form of a request; it is answered where it has a number", () => {
    for (const [message, id] of [
      [undefined, null],
      [null, null],
      ["ready", null],
      [{}, null],
      [{ id: 3 }, 3],
      [{ id: 3.5, name: "ready", generation: 0, ask: null }, null],
      [{ id: 3, name: 4, generation: 0, ask: null }, 3],
      [{ id: 3, name: "ready", ask: null }, 3],
      [{ id: 3, name: "ready", generation: 0 }, 3],
    ] as const) {
      const request = readRequest(message);
      assert.deepEqual([request.ok, request.id], [false, id], JSON.stringify(message));
    }
  });
});
