import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { artifactUri } from "../../src/cli/artifact-uri";
import { BundledCli } from "./bundled-cli";
import { RIGHT_AND_WRONG } from "./second-candidate";

const WRONG = "examples/wrong-gradient.gradlens.json";
const RIGHT = "examples/activations.json";

interface Sarif {
  readonly version: string;
  readonly runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: { ruleId: string; level: string; message: { text: string }; locations: unknown[] }[];
  }[];
}

describe("the command line in a review", () => {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });
  const sarif = (file: string): { status: number | null; log: Sarif } => {
    const { status, stdout } = cli.run([file, "--output", "sarif"]);
    return { status, log: JSON.parse(stdout) as Sarif };
  };

  it("annotates the file with the mistake of each gradient, and fails", () => {
    const { status, stdout } = cli.run([WRONG, "--output", "github"]);
    assert.equal(status, 1);
    const lines = stdout.trimEnd().split("\n");
    assert.match(
      lines[0] ?? "",
      /^::error file=[\w./-]+,title=dx%3A variance path left out::Your dx and dbeta are wrong: /,
    );
    assert.match(lines[1] ?? "", /^::error file=[\w./-]+,title=dbeta%3A mean for sum::/);
    assert.equal(lines.length, 2);
  });

  it("annotates what is wrong with a second set of gradients, beside a first that is right", () => {
    const file = cli.file("second.json");
    writeFileSync(file, JSON.stringify(RIGHT_AND_WRONG));
    const { status, stdout } = cli.run([file, "--output", "github"]);
    assert.equal(status, 1);
    assert.match(stdout, /::error file=[^:]*::Your second dx is wrong: /);
    assert.ok(!/::error [^\n]*Your dx is/.test(stdout), stdout);
    const [result] = sarif(file).log.runs[0]?.results ?? [];
    assert.match(result?.message.text ?? "", /Your second dx is wrong/);
  });

  it("is read by the problem matcher of the docs", () => {
    const [, source = ""] = /"regexp": ("[^\n]+"),/.exec(readFileSync("docs/command-line.md", "utf8")) ?? [];
    const [line = ""] = cli.run([WRONG, "--output", "github"]).stdout.split("\n");
    const [, severity, file, code, message] = new RegExp(JSON.parse(source) as string).exec(line) ?? [];
    assert.deepEqual(
      { severity, file, code },
      { severity: "error", file: WRONG, code: "dx%3A variance path left out" },
    );
    assert.match(message ?? "", /^Your dx and dbeta are wrong/);
  });

  it("annotates nothing where all is right", () => {
    const { status, stdout } = cli.run([RIGHT, "--output", "github"]);
    assert.equal(status, 0);
    assert.match(stdout, /^activations\.json: [^:\n]+/);
    assert.ok(!stdout.includes("::"));
  });

  it("lets no name of a file write commands of its own", () => {
    if (process.platform === "win32") return;
    const file = cli.file("a,b::error title=x.gradlens.json");
    copyFileSync(WRONG, file);
    const { stdout } = cli.run([file, "--output", "github"]);
    const [line = ""] = stdout.split("\n");
    assert.ok(line.includes("a%2Cb%3A%3Aerror title=x"), line);
    assert.equal(line.split("::").length, 3);
  });

  it("begins no line with a command that is a file's name, right or refused", () => {
    if (process.platform === "win32") return;
    for (const [name, begin] of [
      ["::error title=hi::", "./::error title=hi::"],
      ["##[error]", "\\u0023#[error]"],
    ] as const) {
      copyFileSync(RIGHT, cli.file(`${name}.json`));
      writeFileSync(cli.file(`${name}2.json`), "[[1, 2], [3]]");
      const { stdout, stderr } = cli.shell(
        `"$NODE" "$CLI" "${name}.json" --output github; "$NODE" "$CLI" "${name}2.json"`,
      );
      assert.ok(stdout.startsWith(`${begin}.json: `), stdout);
      assert.ok(stderr.startsWith(`${begin}2.json:1:`), stderr);
      assert.ok(!(stdout + stderr).includes("##["));
    }
  });

  it("names a file to code scanning by an address that leads to it", () => {
    assert.equal(artifactUri("in/a#b?c:d e.json"), "in/a%23b%3Fc%3Ad%20e.json");
    if (process.platform === "win32") return;
    assert.equal(artifactUri("C:\\x.json"), "C%3A%5Cx.json");
    assert.equal(artifactUri("/in/a#b?c d.json"), "file:///in/a%23b%3Fc%20d.json");
  });

  it("gives code scanning what it takes: rules, results and where", () => {
    const { status, log } = sarif(WRONG);
    assert.equal(status, 1);
    assert.equal(log.version, "2.1.0");
    const [run] = log.runs;
    assert.ok(run);
    assert.deepEqual(
      run.results.map(({ ruleId }) => ruleId),
      run.tool.driver.rules.map(({ id }) => id),
    );
    assert.equal(run.results.length, 2);
    assert.ok(run.results.every(({ level, locations }) => level === "error" && locations.length === 1));
    assert.deepEqual(sarif(RIGHT).log.runs[0]?.results, []);
  });

  it("says its outputs where it gets another, and --output json is --json", () => {
    assert.match(cli.run([RIGHT, "--output", "xml"]).stderr, /expected text or json or github or sarif/);
    const both = cli.run([RIGHT, "--json", "--output", "sarif"]);
    assert.equal(both.stderr, "--json is --output json, but --output is sarif; give one of the two.\n");
    assert.equal(both.status, 2);
    assert.match(cli.run(["explain", RIGHT, "--cell", "0,0", "--output", "sarif"]).stderr, /explain takes no --output/);
    const parsed = (flag: string[]): unknown => {
      const { engine, ...rest } = JSON.parse(cli.run([RIGHT, ...flag]).stdout) as { engine: string };
      return { ...rest, engine };
    };
    assert.deepEqual(parsed(["--output", "json"]), parsed(["--json"]));
  });

  it("completes flags, choices and files in bash", () => {
    const ask = (words: string): string[] => {
      const script = `source <("$NODE" "$CLI" completion bash); COMP_WORDS=(gradient-lens ${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _gradient_lens; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return cli.shell(script).stdout.trim().split("\n");
    };
    assert.deepEqual(ask("x.json --precision e"), ["exact"]);
    assert.deepEqual(ask("x.json --eps-"), ["--eps-placement"]);
    assert.deepEqual(ask("pl"), ["placement"]);
    assert.deepEqual(ask("x.json --norm r"), ["rms"]);
    assert.deepEqual(ask("x.json --variance u"), ["unbiased"]);
    assert.deepEqual(ask("m"), ["mcp"]);
    assert.deepEqual(ask("completion z"), ["zsh"]);
    writeFileSync(cli.file("sp ace.json"), "[[1, 2]]");
    assert.deepEqual(ask("sp"), ["sp ace.json"]);
    assert.ok(ask("cl").includes("cli.js"));
  });

  it("has completions for zsh and fish, of the same flags", () => {
    for (const shell of ["zsh", "fish"]) {
      const { status, stdout } = cli.run(["completion", shell]);
      assert.equal(status, 0);
      assert.ok(stdout.includes("eps-placement") && stdout.includes("github"));
    }
    const other = cli.run(["completion", "tcsh"]);
    assert.equal(other.status, 2);
    assert.equal(other.stderr, "Expected completion bash, zsh, fish, got tcsh.\n");
    assert.equal(cli.run(["completion", "bash", "extra"]).status, 2);
  });
});
