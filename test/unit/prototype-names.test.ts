import assert from "node:assert/strict";
import fc from "fast-check";
import { zipSync } from "fflate";
import { readInput } from "../../src/cli/analyse";
import { readOptions } from "../../src/cli/options";
import { createProblem } from "../../src/core/problem";
import { parseType } from "../../src/debug/readers/cpp/cpp-types";
import { formatOfName, TEXT_FORMATS } from "../../src/input/formats/index";
import { readProblem, readTensor, type FormatName } from "../../src/input/read";
import { readParameter } from "../../src/input/vector";
import { writeNpy } from "../../src/input/write-npy";

/** What every object is thought to have: "constructor", "toString", "__proto__" and the rest. */
const WORDS = Object.getOwnPropertyNames(Object.prototype);
const word = fc.constantFrom(...WORDS);
const RUNS = { seed: 1412, numRuns: 1500 };

const FORMATS: readonly (FormatName | undefined)[] = [undefined, ...TEXT_FORMATS.map(({ name }) => name)];
/** Texts with a word in each place that a reader looks at. */
const TEXTS: readonly ((word: string) => string)[] = [
  (word) => `[[1, "${word}"], [3, 5]]`,
  (word) => `[[1, ${word}], [3, 5]]`,
  (word) => `[["${word}", 2.5], [3, NaN]]`,
  (word) => `{"x": [[1, 2], [3, 5]], "gamma": "${word}"}`,
  (word) => `{"x": [[1, 2], [3, 5]], "beta": [1, "${word}"]}`,
  (word) => `{"x": [[1, 2], [3, 5]], "eps": "${word}"}`,
  (word) => `{"x": [[1, 2], [3, 5]], "doutSeed": "${word}"}`,
  (word) => `{"x": [[1, 2], [3, 5]], "mode": "${word}"}`,
  (word) => `{"x": [[1, 2], [3, 5]], "activation": "${word}"}`,
  (word) => `{"x": [[1, 2], [3, 5]], "${word}": 1}`,
  (word) => `{"x": [[1, 2], [3, 5]], "candidate": {"${word}": [[1, 2], [3, 5]]}}`,
  (word) => `{"${word}": [[1, 2], [3, 5]]}`,
  (word) => `array([[1., ${word}], [3., 5.]])`,
  (word) => `tensor([[1., 2.], [3., 5.]], dtype=torch.${word})`,
  (word) => `1,2\n3,${word}\n`,
];

const BYTES = new Uint8Array(Float64Array.of(1, 2, 3, 5).buffer);

function npy(descr: string): Uint8Array {
  const header = new TextEncoder().encode(`{'descr': '${descr}', 'fortran_order': False, 'shape': (2, 2), }\n`);
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0, ...header, ...BYTES]);
}

function safetensors(name: string, dtype: unknown): Uint8Array {
  const entry = (at: number): string => JSON.stringify({ dtype, shape: [2, 2], data_offsets: [at, at + 32] });
  const text = new TextEncoder().encode(`{${JSON.stringify(name)}: ${entry(0)}, "x": ${entry(32)}}`);
  return Uint8Array.from([text.length & 255, text.length >> 8, 0, 0, 0, 0, 0, 0, ...text, ...BYTES, ...BYTES]);
}

/** Files whose dtype is a word, or an object with one as a key. */
const FILES: readonly ((word: string) => Uint8Array)[] = [
  (word) => npy(word),
  (word) => npy(`<${word}`),
  (word) => zipSync({ "x.npy": npy(word) }),
  (word) => safetensors("y", word),
  (word) => safetensors("y", JSON.parse(`{"${word}": 1}`)),
  (word) => safetensors("y", JSON.parse(`[{"${word}": null}]`)),
];

describe("words that every JavaScript object knows", () => {
  it("are read or refused in a text like any other word", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), word, fc.constantFrom(...FORMATS), (text, word, format) => {
        const source = text(word);
        const result = readProblem(source, { format });
        // As with a word that nobody knows: the same fault, or the same numbers where it stands beside what is read.
        const other = readProblem(text("q".repeat(word.length)), { format });
        if (result.ok) {
          assert.ok(other.ok, `read ${JSON.stringify([...result.value.x.values])} from ${source}`);
          assert.deepEqual(result.value.x, other.value.x, source);
        } else {
          assert.match(result.fault.text, /^[^\n]+\.$/);
          assert.equal(result.fault.code, other.ok ? "none" : other.fault.code, `${source}: ${result.fault.text}`);
        }
      }),
      RUNS,
    );
  });

  it("are no dtype of a binary file", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), word, (file, word) => {
        const result = readProblem(file(word));
        assert.ok(!result.ok, word);
        assert.match(result.fault.code, /^(npy|safetensors)-dtype$/, result.fault.text);
      }),
      RUNS,
    );
  });

  it("name arrays of a file like any other name: nobody's, or x where there is one alone", () => {
    for (const word of WORDS) {
      const values = { shape: [2, 2], values: Float64Array.of(1, 2, 3, 5), dtype: "float64" as const };
      const pairs: readonly Uint8Array[] = [
        zipSync({ "x.npy": writeNpy(values), [`a.${word}.npy`]: writeNpy(values) }),
        safetensors(word, "F64"),
      ];
      for (const file of pairs) {
        const result = readProblem(file);
        assert.ok(result.ok, word);
        assert.ok(createProblem(result.value).ok, word);
        assert.match(result.value.notes?.join() ?? "", new RegExp(`Arrays not read: (a\\.)?${word}`));
      }
      assert.ok(readProblem(zipSync({ [`a.${word}.npy`]: writeNpy(values) })).ok, word);
    }
  });

  it("are no number in a box, no file's format and no type of C++", () => {
    for (const word of WORDS) {
      for (const text of [word, `"${word}"`, `[1, ${word}]`, `1, '${word}'`]) {
        assert.equal(readParameter(text).ok, false, text);
      }
      assert.equal(formatOfName(`file.${word}`), undefined);
      assert.equal(readTensor(`[[1, "${word}"]]`, { name: `file.${word}` }).ok, false);
      assert.notEqual(parseType(word).kind, "scalar", word);
    }
  });

  it("are refused by every flag of the command line, in one sentence", () => {
    const flags = ["gamma", "beta", "dout", "seed", "eps", "mode", "activation", "dx", "dgamma", "dbeta"];
    for (const flag of [...flags, "precision", "format", "code"]) {
      for (const word of WORDS) {
        const options = readOptions(["examples/activations.json", `--${flag}`, word]);
        const result = !options.ok || typeof options.value === "string" ? options : readInput(options.value);
        if (result.ok) assert.fail(`--${flag} ${word} was taken`);
        assert.match(result.fault.text, /^[^\n]+\.$/, `--${flag} ${word}`);
      }
    }
    for (const word of WORDS) {
      const options = readOptions(["examples/activations.json", `--${word}`, "1"]);
      assert.ok(!options.ok, word);
      assert.equal(options.fault.code, "usage");
    }
  });
});
