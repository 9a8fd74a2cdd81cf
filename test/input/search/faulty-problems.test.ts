import assert from "node:assert/strict";
import { matricesIn, type Located } from "../../../src/input/search/locate-matrices";
import { meantKey } from "../../../src/input/search/meant-key";
import { QueriedText } from "../../../src/input/search/text-queries";
import { readHead } from "../../../src/input/search/head";
import { refuse } from "../support";

const X = "[[1,2],[3,4]]";
type Found = Pick<Located, "start" | "end" | "kind" | "shape">;
const plain = (located: Located | null | undefined): Found | undefined =>
  located ? { start: located.start, end: located.end, kind: located.kind, shape: located.shape } : undefined;

/** Problems, each with one mistake that the reader names: it must not be passed over to a matrix inside. */
const MISTAKES: Readonly<Record<string, { text: string; code: string; says: RegExp }>> = {
  "a key misspelt": {
    text: `{"x":${X},"gamma":[2,2],"mode":"eval","gama":2}`,
    code: "unknown-key",
    says: /Unknown key "gama" \(did you mean "gamma"\?/,
  },
  "x in a capital": {
    text: `{"X":${X},"gamma":[2,2]}`,
    code: "unknown-key",
    says: /Unknown key "X" \(did you mean "x"/,
  },
  "a gradient beside x": {
    text: `{"x":${X},"gamma":[2,2],"dx":${X}}`,
    code: "unknown-key",
    says: /Unknown key "dx" \(a dx of your own stands in "candidate": \{"dx": \.\.\.\}\. Known keys/,
  },
  "a longer name": { text: `{"x":${X},"beta":1,"epsilon":1}`, code: "unknown-key", says: /Unknown key "epsilon"/ },
  "capitals within": { text: `{"x":${X},"dOut":${X}}`, code: "unknown-key", says: /"dOut" \(did you mean "dout"/ },
  "a key misspelt before x": { text: `{"gama":[1,2],"x":${X}}`, code: "unknown-key", says: /"gama"/ },
  "a note": { text: `{"x":\n${X},"gamma":[2,2],"note":2}`, code: "unknown-key", says: /"note"/ },
  "a note before all": { text: `{"note":null,"x":${X},"gamma":[2,2]}`, code: "unknown-key", says: /"note"/ },
  "words in a list": { text: `{"x":${X},"gamma":[2,2],"tags":["a","b"]}`, code: "unknown-key", says: /"tags"/ },
  "an object within": { text: `{"x":${X},"eps":1,"meta":{"by":{"a":[{"b":1}]}}}`, code: "unknown-key", says: /"meta"/ },
  "a matrix within": { text: `{"x":${X},"eps":1,"weight":[[5,6],[7,8]]}`, code: "unknown-key", says: /"weight"/ },
  "a key of the candidate": {
    text: `{"x":${X},"gamma":1,"candidate":{"dX":${X}}}`,
    code: "unknown-key",
    says: /"candidate.dX" \(did you mean "dx"/,
  },
  "a choice": { text: `{"x":${X},"gamma":[2,2],"mode":"evl"}`, code: "mode", says: /mode is "evl"/ },
  "a word": { text: `{"x":${X},"gamma":"valueOf"}`, code: "string", says: /for gamma/ },
  null: { text: `{"x":${X},"gamma":null}`, code: "null", says: /for gamma/ },
  "a list with a word": { text: `{"x":${X},"gamma":[1,"a"]}`, code: "string", says: /"a" in value 2 of gamma/ },
  "a list for a batch": { text: `{"x":${X},"dout":[1,2]}`, code: "rank", says: /Expected dout to be a matrix/ },
  "a ragged batch": { text: `{"x":${X},"dout":[[1,2],[3]]}`, code: "ragged-row", says: /Row 2/ },
};

describe("a problem with a mistake", () => {
  for (const [what, { text, code, says }] of Object.entries(MISTAKES)) {
    it(`stays a problem, and the reader names it: ${what}`, () => {
      const around = `${text}\n`;
      const whole = { start: 0, end: text.length, kind: "problem", shape: [2, 2] };
      const queried = new QueriedText(around);
      for (const scope of ["root", "all"] as const) {
        const lenses = queried.answer("lenses", { scope }).map(plain);
        assert.deepEqual(lenses, what === "a note before all" && scope === "root" ? lenses : [whole], scope);
      }
      for (const offset of [0, text.indexOf("2],"), text.indexOf("gamma") + 1 || 3]) {
        assert.deepEqual(plain(queried.answer("around", { offset })), whole, `at ${offset}`);
        const choice = queried.answer("choose", { start: offset, end: offset });
        assert.deepEqual([choice?.place.start, choice?.place.end], [0, text.length], `at ${offset}`);
      }
      const fault = refuse(around, { range: [0, text.length] });
      assert.equal(fault.code, code, fault.text);
      assert.match(fault.text, says);
    });
  }

  it("stays one while a member is typed behind those that it has", () => {
    const added = ',"note":2}';
    for (let typed = 0; typed < added.length; typed++) {
      const text = `{"x":\n${X},"gamma":[2,2]${added.slice(0, typed)}}`;
      const found = new QueriedText(text).answer("around", { offset: 0 });
      assert.deepEqual([found?.start, found?.kind], [0, "problem"], text);
    }
  });
});

describe("what is no problem", () => {
  const within = (text: string): unknown[] =>
    matricesIn(text).map(({ start, end, kind }) => [kind, text.slice(start, end)]);

  it("is an object with other keys beside an x, whose matrices are found by themselves", () => {
    assert.deepEqual(within(`{"x":${X},"y":[[5,6],[7,8]]}`), [
      ["matrix", X],
      ["matrix", "[[5,6],[7,8]]"],
    ]);
    assert.deepEqual(within(`{"name":"a","x":${X},"model":"resnet","meta":{"date":1}}`), [["matrix", X]]);
    assert.deepEqual(within(`{"X":${X},"y":[0,1]}`), [["matrix", X]]);
  });

  it("is one whose x is a list, as plots have it", () => {
    assert.deepEqual(within(`{"x":[1,2],"y":[3,4],"mode":"lines","z":${X}}`), [["matrix", X]]);
  });

  it("is a piece of a program", () => {
    const taken = (text: string, offset: number): string | undefined => {
      const found = new QueriedText(text).answer("around", { offset });
      return found ? text.slice(found.start, found.end) : undefined;
    };
    const struct = 'Case cases[] = {{"small", {{1, 2}, {3, 4}}}};';
    assert.equal(taken(struct, struct.indexOf("3,")), "{{1, 2}, {3, 4}}");
    const python = `f({"x": np.array(${X}), "gamma": 2, "names": g(1)})`;
    assert.equal(taken(python, python.indexOf("3,4")), X);
  });

  it("shows by its first key to be some other document", () => {
    for (const text of [`{"type": "F", "of": {`, `{"images": [`, `{"note": 2, "list": [`]) {
      assert.equal(readHead(text, false).is, "none", text);
    }
  });
});

describe("the key that was meant by one that no problem has", () => {
  for (const [given, meant] of Object.entries({
    gama: "gamma",
    gammma: "gamma",
    ganma: "gamma",
    agmma: "gamma",
    Gamma: "gamma",
    epsilon: "eps",
    dOut: "dout",
    running_mean: "runningMean",
    runningvar: "runningVar",
    amma: "gamma",
  })) {
    it(`${given}: ${meant}`, () => {
      assert.equal(meantKey(given), meant);
    });
  }

  it("is none for a key of another kind", () => {
    for (const given of ["y", "X", "id", "name", "note", "type", "data", "label", "gm", "aamm", "weights"]) {
      assert.equal(meantKey(given), undefined, given);
    }
  });
});
