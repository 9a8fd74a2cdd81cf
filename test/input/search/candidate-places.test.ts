import assert from "node:assert/strict";
import { candidateRange } from "../../../src/input/search/candidate-places";

const TEXT = `// a problem
{
  "candidate": { "dbeta": [3, -9e1], "dx": [[1, 2.5], [3, "NaN"]], "dgamma": 7 },
  "x": [[10, 20], [30, 40]]
}`;
const at = { start: TEXT.indexOf("{"), end: TEXT.length };

describe("numbers of a candidate", () => {
  const number = (tensor: "dx" | "dgamma" | "dbeta", ...index: number[]): string | undefined => {
    const found = candidateRange(TEXT, at, { tensor, index });
    return found && TEXT.slice(found.start, found.end);
  };

  it("are found by tensor and index, in their own array and not in x", () => {
    assert.equal(number("dx", 0, 1), "2.5");
    assert.equal(number("dx", 1, 1), '"NaN"');
    assert.equal(number("dbeta", 1), "-9e1");
  });

  it("are not found where there is no such number", () => {
    assert.equal(number("dx", 2, 0), undefined);
    assert.equal(number("dbeta", 2), undefined);
    assert.equal(number("dgamma", 0), undefined); // one number, in no array
    const bare = "[[1, 2], [3, 4]]";
    assert.equal(candidateRange(bare, { start: 0, end: bare.length }, { tensor: "dx", index: [0, 0] }), undefined);
    const alone = '{"x": [[1, 2]]}';
    assert.equal(candidateRange(alone, { start: 0, end: alone.length }, { tensor: "dx", index: [0, 0] }), undefined);
  });
});
