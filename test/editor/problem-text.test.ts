import assert from "node:assert/strict";
import { problemText } from "../../src/editor/problem-text";

describe("A problem that another extension gives", () => {
  it("may hold typed arrays, NaN and the infinities", () => {
    const given = { x: [new Float64Array([1, NaN]), new Float32Array([-Infinity, 0.5])], gamma: new Int8Array([1, 2]) };
    assert.equal(problemText(given), '{"x":[[1,"NaN"],["-Infinity",0.5]],"gamma":[1,2]}');
    assert.equal(problemText("as it is"), "as it is");
  });

  it("is refused in one sentence where no file could hold it", () => {
    const circular: Record<string, unknown> = {};
    circular.x = [circular];
    assert.throws(() => problemText(circular), /^Error: The problem cannot be written as JSON: [^\n]+\.$/);
    assert.throws(
      () => problemText({ x: [[2n]] }),
      /^Error: The problem cannot be written as JSON: 2n is no double\.$/,
    );
    assert.throws(() => problemText(null as never), /^Error: Expected an object with x, or the text of one\.$/);
  });
});
