import assert from "node:assert/strict";
import { BundledCli } from "./bundled-cli";
import { sentencesOf } from "./sentences";

/** A sentence may begin with the name of what it speaks of: a key of a problem file, a flag, a thing that is filled in. */
const BEGINS =
  /^(?:[A-Z"…]|--|(?:axis|axes|norm|normalizedShape|groups|gammaOffset|mask|split|dout|gamma|beta|eps|slope|mode|rstd|x)\b)/;

/** What has a code and a text, and is no fault: words for a token, and what is said of mistakes in gradients. */
const NO_FAULTS = /describe-token|src\/core\/diagnosis\//;

describe("the sentences of faults", () => {
  const sentences = sentencesOf("src/**/*.ts").filter(({ where }) => !NO_FAULTS.test(where));

  it("are found", () => {
    assert.ok(sentences.length > 120, `${sentences.length} sentences`);
    assert.ok(sentences.some(({ text }) => text === "axis is …, expected a whole number from … to … (x is …)."));
    assert.ok(sentences.some(({ text }) => text.startsWith("Nothing was saved: ")));
  });

  it("begin with a capital or a name, and end with one full stop", () => {
    const isWhole = (text: string): boolean => BEGINS.test(text) && /[^.]\.$/.test(text);
    const odd = sentences.filter(({ text }) => text !== "" && !isWhole(text));
    assert.deepEqual(odd, []);
  });

  it("that name a place themselves leave it out where it stands in front", () => {
    const twice = sentences.filter(({ text, hasPlace }) => hasPlace && /\b(?:line|byte) …/.test(text));
    assert.deepEqual(twice, []);
  });
});

describe("a fault on the command line", () => {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });
  const said = (args: readonly string[], input: string): string => {
    const { status, stderr } = cli.run(args, input);
    assert.equal(status, 2, stderr);
    return stderr.trim();
  };

  it("names its place once", () => {
    const texts = [
      "[[1, 2], [3]]",
      "[[1, 2], [3, x]]",
      "1 2\n3 4\n5",
      '{"x": [[1, 2], [3, 4]], "eps": "a"}',
      "[[1, 2]",
      "<html>",
    ];
    for (const text of texts) {
      const sentence = said(["-"], text);
      assert.match(sentence, /^standard input:\d+:\d+: [A-Z].*[^.]\.$/, text);
      assert.doesNotMatch(sentence, /, line \d/, text);
    }
  });

  it("speaks of the file that it is in", async () => {
    const { writeFileSync } = await import("node:fs");
    const x = cli.file("x.json");
    writeFileSync(x, "[[1, 2], [3, 5]]");
    for (const content of ["[[1, 2], [3, 5]", "[[1, 2], [3]]", "[[1, [2]], [3, 5]]", "[[1, 2], 3]"]) {
      const dx = cli.file("dx.json");
      writeFileSync(dx, content);
      const sentence = said([x, "--dx", dx], "");
      assert.ok(sentence.startsWith(`--dx: ${dx}:1:`), sentence);
      assert.doesNotMatch(sentence, /\bx\b(?!\.json)/, "x is another file");
    }
  });
});
