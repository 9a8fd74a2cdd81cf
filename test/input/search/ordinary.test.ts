import assert from "node:assert/strict";
import fc from "fast-check";
import { readHead } from "../../../src/input/search/head";
import {
  enclosingMatrix,
  firstMatrix,
  matricesIn,
  rootMatrix,
  type Located,
} from "../../../src/input/search/locate-matrices";
import { widenSelection } from "../../../src/input/search/widen-selection";
import { nest, SEED, tensors, type Drawn } from "../support";

/** A JSON document as a tree: what it holds is known before it is written. */
type Node =
  | { readonly is: "word"; readonly text: string }
  | { readonly is: "matrix"; readonly drawn: Drawn }
  | {
      readonly is: "problem";
      readonly x: Drawn;
      readonly gamma: number;
      readonly title: string;
      readonly foreign: string;
    }
  | { readonly is: "list"; readonly items: readonly Node[] }
  | { readonly is: "object"; readonly members: readonly (readonly [string, Node])[] };

const numbers = fc.oneof(fc.integer({ min: -99, max: 99 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const words = fc.constantFrom(
  '"a word"',
  '"[[1, 2], [3, 4]]"',
  '"{"',
  '"\\"["',
  "null",
  "true",
  "12",
  "-0.5e3",
  "[]",
  "[1, 2, 3]",
);
const keys = fc.constantFrom("name", "points", "type", "coordinates", "x", "w [a.u.]", "scale");
const foreign = fc.constantFrom("", "note", "gama", "epsilon");

const { document } = fc.letrec<{ document: Node }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    words.map((text): Node => ({ is: "word", text })),
    tensors(numbers).map((drawn): Node => ({ is: "matrix", drawn })),
    fc
      .tuple(tensors(numbers), fc.integer({ min: -3, max: 3 }), fc.constantFrom("t", "[[5"), foreign)
      .map(([x, gamma, title, foreign]): Node => ({ is: "problem", x, gamma, title, foreign })),
    fc.array(tie("document"), { maxLength: 4 }).map((items): Node => ({ is: "list", items })),
    fc
      .array(fc.tuple(keys, tie("document")), { maxLength: 4 })
      .map((members): Node => ({ is: "object", members: [["id", { is: "word", text: "7" }], ...members] })),
  ),
}));
const separators = fc.constantFrom(", ", ",", ",\n", " ,\n  ", ", // of a kind\n", ", /* none */ ");

type Found = Pick<Located, "start" | "end" | "kind" | "shape">;

/** Writes a document; the matrices and problems in it, outermost ones only, with the places where they were written. */
function write(node: Node, separator: string, at: number, found: Found[]): string {
  const keep = (kind: Found["kind"], text: string, { shape }: Drawn): string => {
    found.push({ start: at, end: at + text.length, kind, shape });
    return text;
  };
  const tensor = ({ values, shape }: Drawn): string => nest(values.map(String), shape, separator);
  switch (node.is) {
    case "word":
      return node.text;
    case "matrix":
      return keep("matrix", tensor(node.drawn), node.drawn);
    case "problem": {
      const { x, gamma, title, foreign } = node;
      const members = [`"title": "${title}"`, `"gamma": ${gamma}`, `"x": ${tensor(x)}`];
      // A key that no problem has is for the reader to name.
      if (foreign !== "") members.push(`"${foreign}": 2`);
      return keep("problem", `{${members.join(separator)}}`, x);
    }
    case "list":
    case "object": {
      const [open, close] = node.is === "list" ? ["[", "]"] : ["{", "}"];
      let text = open;
      // A list of matrices alone might be one matrix: a word stands first.
      if (node.is === "list") text += '"list"';
      const members = node.is === "list" ? node.items.map((item) => ["", item] as const) : node.members;
      members.forEach(([key, member], i) => {
        if (i > 0 || node.is === "list") text += separator;
        if (node.is === "object") text += `"${key}": `;
        text += write(member, separator, at + text.length, found);
      });
      return text + close;
    }
  }
}

const plain = (located: Located | undefined): Found | undefined =>
  located && { start: located.start, end: located.end, kind: located.kind, shape: located.shape };

/** Writes documents and hands each over with what it is known to hold. */
function eachDocument(check: (text: string, found: readonly Found[]) => void): void {
  fc.assert(
    fc.property(document, separators, (root, separator) => {
      const found: Found[] = [];
      check(write(root, separator, 0, found), found);
    }),
    { ...SEED, numRuns: 1500 },
  );
}

describe("in ordinary documents the search finds what was written into them:", () => {
  it("all matrices and problems, with their shapes", () => {
    eachDocument((text, found) => {
      assert.deepEqual(matricesIn(text).map(plain), found, text);
    });
  });

  it("the first one, the one around any place in it, and the root", () => {
    eachDocument((text, found) => {
      assert.deepEqual(plain(firstMatrix(text)), found.at(0), text);
      const root = found.find(({ start, end }) => start === 0 && end === text.length);
      assert.deepEqual(plain(rootMatrix(text)), root, text);
      for (const one of found) {
        for (const offset of [one.start, one.start + 1, (one.start + one.end) >> 1, one.end - 1]) {
          assert.deepEqual(plain(enclosingMatrix(text, offset)), one, `${offset} in ${text}`);
          const { start, end } = widenSelection(text, offset, offset);
          assert.deepEqual([start, end], [one.start, one.end], `${offset} in ${text}`);
        }
        const { start, end } = widenSelection(text, one.start, one.end);
        assert.deepEqual([start, end], [one.start, one.end], `selected in ${text}`);
      }
    });
  });

  it("the root by the head alone, as far as that can be told", () => {
    eachDocument((text, found) => {
      const root = found.find(({ start, end }) => start === 0 && end === text.length);
      const whole = readHead(text, true);
      assert.equal(whole.is, root ? "found" : "none", text);
      for (const length of [1, 5, text.length >> 1, text.length - 1]) {
        const finding = readHead(text.slice(0, length), false);
        if (root) assert.equal(finding.is, "open", `${length} of ${text}`);
        else assert.notEqual(finding.is, "found", `${length} of ${text}`);
      }
    });
  });
});

describe("the head of a document", () => {
  const tell = (text: string): string => readHead(text, false).is;

  it("shows records, GeoJSON and COCO to be no matrix", () => {
    assert.equal(tell('[\n  {"id": 1, "box": [[1, 2], [3, 4]]},\n  {"id"'), "none");
    assert.equal(tell('{"type": "FeatureCollection", "features": [{"type": "Fea'), "none");
    assert.equal(tell('{"info": {"year": 2017}, "images": [{"id": 1'), "none");
    assert.equal(tell('["a", [[1, 2'), "none");
    assert.equal(tell("[[[[[[[1, 2"), "none");
    assert.equal(tell("[1, 2]\n[3, 4]\n"), "none");
  });

  it("leaves open what more must tell, and says where rows of numbers begin", () => {
    assert.deepEqual(readHead(" // of a layer\n [[1, 2], [3, ", false), { is: "open", matrixStart: 16 });
    for (const text of [
      "",
      "   ",
      "[",
      "[[",
      '{"x',
      '{"title": "long',
      '{"gamma": [1, 2], "x": [[1, 2]',
      "/* never closed",
    ]) {
      assert.deepEqual(readHead(text, false), { is: "open" }, text);
    }
  });

  it("is all there is of a short text", () => {
    assert.equal(readHead("", true).is, "none");
    assert.equal(readHead("[1, 2, 3]", true).is, "none");
    const faulty = readHead("[[1, 2], [3", true);
    assert.equal(faulty.is === "found" && faulty.root.shape, null);
  });
});
