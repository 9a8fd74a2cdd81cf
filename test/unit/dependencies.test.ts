import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

interface Package {
  readonly bin?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** The packages that a text names as imports do: in quotes, whole or with a path behind, or by their folder. */
function namedIn(text: string): ReadonlySet<string> {
  return new Set(
    Array.from(text.matchAll(/(?:["'`]|node_modules\/)+((?:@[\w.-]+\/)?[\w.-]+)(?=["'`/])/g), ([, name = ""]) => name),
  );
}

describe("Dependencies", () => {
  const manifest = read("package.json") as {
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  };
  const { packages } = read("package-lock.json") as { readonly packages: Readonly<Record<string, Package>> };
  const declared = Object.keys(manifest.devDependencies);
  const lockOf = (name: string): Package => packages[`node_modules/${name}`] ?? {};

  it("are each imported, run by a script, or asked for by another", () => {
    const files = globSync(["{src,webview,test,scripts,bench}/**/*.{ts,mts,mjs,cjs}", "eslint.config.mjs"], {
      exclude: ["test/unit/dependencies.test.ts"],
    });
    assert.ok(files.length > 500, "the sources are not read");
    const named = namedIn([...files, "tsconfig.json"].map((file) => readFileSync(file, "utf8")).join("\n"));
    const commands = Object.values(manifest.scripts).flatMap((script) => script.split(" "));
    const peers = declared.flatMap((name) => Object.keys(lockOf(name).peerDependencies ?? {}));
    const isRun = (name: string): boolean => Object.keys(lockOf(name).bin ?? {}).some((bin) => commands.includes(bin));
    const isUsed = (name: string): boolean => named.has(name) || peers.includes(name) || isRun(name);
    // Types of a package are used where it is; "node", "vscode" and "mocha" stand in tsconfig.json.
    const unused = declared.filter((name) => !isUsed(name.replace(/^@types\//, "")));
    assert.deepEqual(unused, []);
  });

  it("are in the lock file as the manifest has them, from no registry in particular", () => {
    assert.deepEqual(packages[""]?.devDependencies, manifest.devDependencies);
    const placed = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
    assert.deepEqual(placed, []);
  });

  it("that a text names are told from names that begin alike", () => {
    const text = 'import "lit-html/x.js"; import("@a/b"); run("node_modules/c8/bin/c8.js"); const lit = "split on";';
    assert.deepEqual([...namedIn(text)], ["lit-html", "@a/b", "c8"]);
  });
});
