import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { BundledCli } from "./bundled-cli";

const RIGHT = "examples/activations.json";
const WRONG = "examples/wrong-gradient.gradlens.json";

/** Nothing is left open. */
const STATED = { gamma: 2, beta: 0, eps: 1e-5, mode: "train", activation: "none" };

describe("what the command line writes", function () {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  it("keeps its verdict when the reader of its output leaves", () => {
    const x = Array.from({ length: 3000 }, (_, i) => [i % 7, (i * i) % 11]);
    writeFileSync(cli.file("large.json"), JSON.stringify({ ...STATED, x, dout: x, candidate: { dx: x } }));
    const { stdout } = cli.shell('"$NODE" "$CLI" large.json --json | head -c 5 > /dev/null; echo "${PIPESTATUS[0]}"');
    assert.equal(stdout, "1\n");
  });

  it("ends with a code of its own, and one sentence, when its output cannot be written", function () {
    if (!existsSync("/dev/full")) return; // Linux has it
    writeFileSync(cli.file("right.json"), readFileSync(RIGHT));
    const { status, stderr } = cli.shell('"$NODE" "$CLI" right.json > /dev/full');
    assert.equal(status, 74);
    assert.match(stderr, /^The result cannot be written to standard output: [^\n]*\.\n$/);
  });

  it("refuses to write a report over what it reads, under whatever name", () => {
    const content = readFileSync(WRONG);
    writeFileSync(cli.file("mine.json"), content);
    mkdirSync(cli.file("within"), { recursive: true });
    for (const report of ["mine.json", "within/../mine.json"]) {
      const { status, stderr } = cli.run([cli.file("mine.json"), "--report", cli.file(report)]);
      assert.equal(status, 2);
      assert.match(stderr, /^--report would overwrite .*mine\.json, which is read: expected another name[^\n]*\n$/);
      assert.deepEqual(readFileSync(cli.file("mine.json")), content);
    }
    writeFileSync(cli.file("dx.json"), "[[1, 2], [3, 4], [5, 6]]");
    const { status } = cli.run([RIGHT, "--dx", cli.file("dx.json"), "--report", cli.file("dx.json")]);
    assert.equal(status, 2);
    assert.equal(readFileSync(cli.file("dx.json"), "utf8"), "[[1, 2], [3, 4], [5, 6]]");
  });

  it("leaves the old report whole, and nothing beside it, when the new one cannot be written", () => {
    if (!existsSync("/dev/full")) return;
    const { status, stderr } = cli.run([RIGHT, "--report", "/dev/full"]);
    assert.equal(status, 2);
    assert.match(stderr, /^\/dev\/full is no regular file, expected the name of a file for the report\.\n$/);
    mkdirSync(cli.file("reports"), { recursive: true });
    writeFileSync(cli.file("reports/old.html"), "old");
    mkdirSync(cli.file("webview"), { recursive: true });
    for (const part of ["webview/main.js", "report.js"]) writeFileSync(cli.file(part), "0;".repeat(20_000));
    // A limit on the size of files stands in for a full disk.
    const limited = cli.shell(
      `cp ${process.cwd()}/${RIGHT} right.json; ` +
        'trap "" XFSZ; ulimit -f 10; "$NODE" "$CLI" right.json --report reports/old.html',
    );
    assert.equal(limited.status, 74, limited.stderr);
    assert.match(limited.stderr, /^reports\/old\.html cannot be written, and is as it was: [^\n]*\n$/);
    assert.equal(readFileSync(cli.file("reports/old.html"), "utf8"), "old");
    assert.deepEqual(readdirSync(cli.file("reports")), ["old.html"]);
  });

  it("reads regular files alone, and at once: no devices, no named pipes, no folders", () => {
    if (process.platform === "win32") return;
    cli.shell("mkfifo x.npy");
    for (const file of ["/dev/zero", cli.file("x.npy")]) {
      const { status, stderr } = cli.run([file]);
      assert.equal(status, 2, file);
      assert.equal(stderr, `${file} is no regular file, expected one (a pipe is read from standard input: -).\n`);
    }
    assert.match(cli.run([cli.folder]).stderr, /is a folder, expected a file\.\n$/);
  });

  it("refuses a file that is too large before it reads any of it, with the limit and what to do", () => {
    // Files of holes: they have their size and take no room.
    for (const [name, mebibytes, says] of [
      ["large.json", 300, /300 MiB, more than the limit of 256 MiB for text \(save the array as \.npy/],
      ["large.npy", 1100, /1100 MiB, more than the limit of 1024 MiB for binary files \(select a part/],
    ] as const) {
      writeFileSync(cli.file(name), "");
      truncateSync(cli.file(name), mebibytes * 2 ** 20);
      const { status, stderr } = cli.run([cli.file(name)]);
      assert.equal(status, 2, name);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split("\n").length, 1);
      rmSync(cli.file(name));
    }
  });

  // eslint-disable-next-line no-control-regex
  const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
  const HOSTILE = "\u001b[31mred\u001b]8;;http://x\u0007\u009b2J\u202egnp\r\b";

  it("shows what steers a terminal as text, wherever it comes from", () => {
    const text = (value: unknown): string => JSON.stringify(value);
    const inputs: readonly (readonly [what: string, args: readonly string[], input: string])[] = [
      ["an unknown key", ["-"], text({ x: [[1, 2]], [HOSTILE]: 1 })],
      ["a string for a number", ["-"], text([[1, HOSTILE]])],
      ["a mode", ["-"], text({ x: [[1, 2]], mode: HOSTILE })],
      ["a header of a table", ["-"], `${HOSTILE.replace("\r", "")},b\n1,2\n3,5\n`],
      ["a field of a table", ["-"], `1,2\n3,${HOSTILE.replace("\r", "")}\n`],
      ["a printed value", ["-"], `tensor([[1., 2.], [3., ${HOSTILE}]])`],
      ["a dtype", ["-"], "tensor([[1., 2.]], dtype=torch.\u001b[31m)"],
      ["a file that is not there", [`${HOSTILE}.json`], ""],
      ["a flag", [`--${HOSTILE}`], ""],
      ["a flag's value", ["-", "--gamma", HOSTILE], "[[1, 2], [3, 5]]"],
      ["a format", ["-", "--format", HOSTILE], "[[1, 2], [3, 5]]"],
    ];
    for (const [what, args, input] of inputs) {
      for (const more of [[], ["--json"]]) {
        const { stdout, stderr } = cli.run([...args, ...more], input);
        assert.ok(stdout + stderr !== "", what);
        assert.doesNotMatch(stdout, RAW, what);
        assert.doesNotMatch(stderr, RAW, what);
      }
    }
    const name = `${HOSTILE.replace(/\//g, "_")}.json`;
    writeFileSync(cli.file(name), "[[1, 2], [3, 5]]");
    const { status, stdout } = cli.run([cli.file(name), "--report", cli.file(`${name}.html`)]);
    assert.equal(status, 0);
    assert.match(stdout, /\\u001b\[31mred/);
    assert.doesNotMatch(stdout, RAW);
  });
});
