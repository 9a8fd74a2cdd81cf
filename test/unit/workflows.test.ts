import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const { load } = createRequire(import.meta.url)("js-yaml") as { load: (text: string) => unknown };

interface Step {
  readonly run?: string;
  readonly uses?: string;
}
interface Job {
  readonly steps: readonly Step[];
  readonly strategy?: { readonly matrix: { readonly os: readonly string[]; readonly vscode: readonly string[] } };
}
interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id?: string; readonly attributes: { label?: string } }[];
}

const workflow = (name: string): Workflow => load(readFileSync(`.github/workflows/${name}.yml`, "utf8")) as Workflow;
const commandsOf = ({ jobs }: Workflow): readonly string[] =>
  Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run?.split("\n") ?? []));

const { engines, scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a command of a workflow starts that is not there: a script, a file, or tests by pieces of their paths. */
function absentIn(command: string): readonly string[] {
  const [, script] = /\bnpm run ([\w:]+)/.exec(command) ?? [];
  const [, file] = /\b(?:node|bash) ((?:scripts|\.ci)\/[\w./-]+)/.exec(command) ?? [];
  const [, parts = ""] = /(?:run unit --|vscode-suite\.mjs) (.*)$/.exec(command) ?? [];
  const tests = globSync("test/**/*.test.ts");
  return [
    ...(script !== undefined && !(script in scripts) ? [script] : []),
    ...(file !== undefined && !existsSync(file) ? [file] : []),
    ...parts.split(" ").filter((part) => !tests.some((test) => test.includes(part))),
  ];
}

describe("The workflows", () => {
  for (const file of globSync(".github/workflows/*.yml")) {
    it(`start what there is, with no right but to read: ${basename(file)}`, () => {
      const { name, permissions, jobs, on } = workflow(basename(file, ".yml"));
      assert.equal(name, basename(file, ".yml"));
      assert.deepEqual(permissions, { contents: "read" });
      assert.ok(Object.keys(on).length > 0);
      for (const step of Object.values(jobs).flatMap(({ steps }) => steps))
        assert.ok((step.run === undefined) !== (step.uses === undefined), JSON.stringify(step));
      assert.deepEqual(commandsOf(workflow(name)).flatMap(absentIn), []);
    });
  }

  it("are seen to start what is not there", () => {
    const commands = ["npm run none", "node scripts/none.mjs", "xvfb-run node scripts/vscode-suite.mjs editor no-such"];
    assert.deepEqual(commands.flatMap(absentIn), ["none", "scripts/none.mjs", "no-such"]);
  });

  it("run the suite on three systems, in the oldest VS Code that may install it and in the newest", () => {
    const { os, vscode } = workflow("ci").jobs.editors?.strategy?.matrix ?? { os: [], vscode: [] };
    assert.deepEqual([...os].sort(), ["macos-latest", "ubuntu-latest", "windows-latest"]);
    assert.equal(vscode.length, 2);
    const [, oldest = "?"] = /^\^(\d+\.\d+)\.\d+$/.exec(engines.vscode) ?? [];
    assert.ok(vscode[0]?.startsWith(`${oldest}.`), vscode[0]);
    assert.equal(vscode[1], "stable");
  });

  it("publish a tag to both stores, after the tests, by secrets that CONTRIBUTING.md names", () => {
    const release = workflow("release");
    assert.deepEqual(release.on, { push: { tags: ["v*"] } });
    const commands = commandsOf(release);
    const places = [/\.ci\/run$/, /^npm run package$/, /\bvsce publish\b/, /\bovsx@[\d.]+ publish\b/].map((pattern) =>
      commands.findIndex((command) => pattern.test(command)),
    );
    assert.ok(!places.includes(-1), String(places));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    const text = readFileSync(".github/workflows/release.yml", "utf8");
    const secrets = new Set(Array.from(text.matchAll(/secrets\.(\w+)/g), ([, name = ""]) => name));
    const contributing = readFileSync("CONTRIBUTING.md", "utf8");
    assert.deepEqual(
      [...secrets].filter((name) => !contributing.includes(`\`${name}\``)),
      [],
    );
    assert.equal(secrets.size, 2);
  });
});

describe("The forms for issues", () => {
  const forms = globSync(".github/ISSUE_TEMPLATE/*.yml").filter((file) => basename(file) !== "config.yml");
  const read = (file: string): Form => load(readFileSync(file, "utf8")) as Form;

  for (const file of forms) {
    it(`ask by fields that GitHub knows: ${basename(file)}`, () => {
      const { name, description, body } = read(file);
      assert.ok(name && description);
      for (const { type, id, attributes } of body) {
        assert.ok(["markdown", "textarea", "input", "dropdown", "checkboxes"].includes(type), type);
        if (type !== "markdown") assert.ok(id && attributes.label, JSON.stringify(attributes));
      }
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length);
    });
  }

  it("are the ones that SUPPORT.md sends to", () => {
    const support = readFileSync("SUPPORT.md", "utf8");
    const named = Array.from(support.matchAll(/of the kind "([^"]+)"/g), ([, name = ""]) => name);
    assert.deepEqual(named.sort(), forms.map((file) => read(file).name).sort());
  });
});
