// Writes what follows from the table of debuggers (src/debug/readers/debuggers.ts): the when-clauses of package.json and
// the table of docs/debugging.md.
//   node scripts/debuggers.mjs [--check]      --check writes nothing; exit code 1 says that something is out of date
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { format } from "prettier";
import { shared } from "./build.mjs";
import { root } from "./lib/paths.mjs";

/** The table, from its TypeScript. */
async function loadDebuggers() {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: ["src/debug/readers/debuggers.ts"],
    platform: "node",
    format: "esm",
    write: false,
    sourcemap: false,
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return module.DEBUGGERS;
}

/** Every clause on debug types, in a manifest's text, for these debuggers. */
function withClauses(manifest, debuggers) {
  const types = debuggers.flatMap((row) => row.types).map((type) => type.replace(/\*$/, ".*"));
  return manifest.replaceAll(/debugType =~ \/\^\([^)]*\)\$\//g, `debugType =~ /^(${types.join("|")})$/`);
}

/** The table that follows its heading's row, for these debuggers. */
async function withTable(markdown, debuggers) {
  const heading = /^\| adapter \(debug type\) .*\n(\|.*\n)+/m;
  if (!heading.test(markdown)) throw new Error('expected a table with the column "adapter (debug type)"');
  const cells = debuggers.map(({ name, types, languages, reads, testedWith }) => {
    const codes = types.map((type) => `\`${type}\``).join(", ");
    return `| ${name} (${codes}) | ${languages} | ${reads} | ${testedWith} |`;
  });
  const table = ["| adapter (debug type) | language | types | tested with |", "|-|-|-|-|", ...cells].join("\n");
  return await format(
    markdown.replace(heading, () => `${table}\n`),
    { parser: "markdown", printWidth: 120 },
  );
}

const debuggers = await loadDebuggers();
const isCheck = process.argv.includes("--check");
for (const [name, change] of [
  ["package.json", withClauses],
  ["docs/debugging.md", withTable],
]) {
  const path = join(root, name);
  const before = readFileSync(path, "utf8");
  const after = await change(before, debuggers);
  if (before === after) continue;
  if (!isCheck) writeFileSync(path, after);
  console.log(`${name} ${isCheck ? "is out of date: run node scripts/debuggers.mjs" : "is written"}`);
  if (isCheck) process.exitCode = 1;
}
