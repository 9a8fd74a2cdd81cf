import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { getLanguageService, TextDocument, type Diagnostic, type JSONSchema } from "vscode-json-languageservice";
import { CANDIDATE_KEYS, PROBLEM_KEYS } from "../../src/input/problem-keys";
import { read, refuse } from "./support";

const schema = JSON.parse(readFileSync("media/problem.schema.json", "utf8")) as JSONSchema;

/** Keys that a schema lists. */
function keysOf(part: JSONSchema | boolean | undefined): string[] {
  return typeof part === "object" ? Object.keys(part.properties ?? {}) : [];
}

/** What VS Code's own JSON service says about a text under the schema. */
async function complaints(text: string): Promise<Diagnostic[]> {
  const service = getLanguageService({});
  service.configure({ schemas: [{ uri: "test://problem", fileMatch: ["*"], schema }] });
  const document = TextDocument.create("file:///a.gradlens.json", "json", 1, text);
  return service.doValidation(document, service.parseJSONDocument(document));
}

describe("the schema of problem files", () => {
  it("knows the keys that the reader knows", () => {
    const silent = ["$schema", "$comment", "title", "description"];
    assert.deepEqual(keysOf(schema).sort(), [...PROBLEM_KEYS, ...silent].sort());
    assert.deepEqual(keysOf(schema.definitions?.candidate), [...CANDIDATE_KEYS]);
  });

  it("is content with every example, and so is the reader", async () => {
    const names = readdirSync("examples").filter((name) => name.endsWith(".json"));
    assert.ok(names.length >= 5);
    for (const name of names) {
      const text = readFileSync(`examples/${name}`, "utf8");
      assert.deepEqual(await complaints(text), [], name);
      read(text, { name });
    }
  });

  it("and the reader accept what docs/problem-file.md shows", async () => {
    const shown = [...readFileSync("docs/problem-file.md", "utf8").matchAll(/```json\n(.*?)```/gs)].map(
      ([, text = ""]) => text,
    );
    assert.ok(shown.length >= 2);
    for (const text of shown) {
      assert.deepEqual(await complaints(text), []);
      read(text, { format: "json" });
    }
  });

  const good = [
    '{"x": [[1, "NaN"], ["-Infinity", 2]], "gamma": 2, "beta": [0, 1]}',
    '{"x": [[[[[1]]]]], "eps": 0, "doutSeed": 3, "activation": "relu"}',
    '{"title": "t", "x": [[1]], "mode": "eval", "runningMean": [0], "runningVar": [1]}',
    '{"x": [[1, 2], [3, 4]], "axis": -1, "variance": "unbiased", "epsPlacement": "outside", "mask": [1, 1]}',
    '{"x": [[[1]], [[2]]], "mask": [[1], [0]], "split": [1, 1], "activation": "leaky-relu", "slope": 0.2}',
    '{"x": [[1, 2], [3, 4]], "mask": [true, false]}',
    '{"x": [[1, 2], [3, 4]], "tolerance": 1e-3, "candidate": {"dbeta": [0, 1]}}',
    '{"x": [[1, 2], [3, 4]], "tolerance": {"float32": 1e-3, "float16": 0}}',
    '{"x": [[1, 2], [3, 4]], "candidate": {"dbeta": [0, 1]}, "candidate2": {"dbeta": [0, 2]}}',
    '{"xhat": [[1, -1], [-1, 1]], "rstd": [2, 0.5], "dout": [[1, 2], [3, 4]]}',
    '{"xmu": [[1, 2], [-1, -2]], "rstd": 0.5, "mode": "eval"}',
    '{"xhat": [[1], [-1]], "mode": "eval"}',
    '{"norm": "layer", "x": [1, 2], "dout": [1, -1], "candidate": {"dx": [0, 0]}}',
    '{"norm": "group", "groups": 2, "x": [[1, 2]], "axis": -1}',
    '{"norm": "rms", "normalizedShape": [1, 2], "x": [[[1, 2]]], "gamma": [[0, 1]], "gammaOffset": 1}',
    '{"norm": "layer", "axes": [-2], "x": [[1, 2], [3, 4]]}',
    "[[1, 2]]",
  ];
  for (const text of good) {
    it(`and the reader accept ${text}`, async () => {
      assert.deepEqual(await complaints(text), []);
      read(text, { format: "json" });
    });
  }

  const bad = [
    '{"gamma": 1}',
    '{"rstd": [1], "dout": [[1]]}',
    '{"x": [[1]], "xhat": [[0]]}',
    '{"xhat": [1, 2], "rstd": 1}',
    '{"x": [1, 2]}',
    '{"x": []}',
    '{"x": [[]]}',
    '{"x": [["one"]]}',
    '{"x": [[true]]}',
    '{"x": [[null]]}',
    '{"x": [[1]], "gama": 1}',
    '{"x": [[1]], "mode": "training"}',
    '{"x": [[1]], "doutSeed": -1}',
    '{"x": [[1]], "axis": 0.5}',
    '{"x": [[1]], "variance": "N"}',
    '{"x": [[1]], "epsPlacement": 1}',
    '{"x": [[1]], "mask": ["true"]}',
    '{"x": [[1]], "split": [[1]]}',
    '{"x": [[1]], "activation": "mish"}',
    '{"x": [[1]], "candidate": {"dy": [1]}}',
    '{"x": [[1]], "candidate": {}}',
    '{"x": [[1]], "norm": "weight"}',
    '{"x": [[1]], "norm": "rms", "gammaOffset": 2}',
    '{"x": [[1]], "norm": "layer", "axes": [[0]]}',
    '{"x": [1, 2], "norm": "instance"}',
    "[1, 2]",
    '"x"',
  ];
  for (const text of bad) {
    it(`and the reader refuse ${text}`, async () => {
      assert.notEqual((await complaints(text)).length, 0);
      refuse(text, { format: "json" });
    });
  }
});
