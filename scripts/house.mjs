// Draws the house from its imports: docs/house.svg, and the table of docs/architecture.md.
//   node scripts/house.mjs [--check] [--root DIR]
// --check writes nothing and fails where they are not what the imports say. It fails as well, with the files, where rooms
// import one another: then an arrow would point upwards.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { readHouse } from "./lib/house.mjs";
import { drawHouse } from "./lib/house-picture.mjs";
import { root } from "./lib/paths.mjs";

const OPEN = "<!-- rooms: written by scripts/house.mjs -->";
const CLOSE = "<!-- /rooms -->";
const { values } = parseArgs({ options: { check: { type: "boolean" }, root: { type: "string", default: root } } });

/** The table of rooms, between the marks of a document. */
async function withTable(file, house) {
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(OPEN), text.indexOf(CLOSE)];
  if (from < 0 || to < from) throw new Error(`expected ${OPEN} and ${CLOSE} in ${file}, found not both`);
  const rows = house.map(({ name, imports }) => `| ${name} | ${[...imports.keys()].sort().join(", ") || "nothing"} |`);
  const table = ["| room | imports |", "| --- | --- |", ...rows].join("\n");
  const whole = `${text.slice(0, from + OPEN.length)}\n\n${table}\n\n${text.slice(to)}`;
  return format(whole, { ...(await resolveConfig(file)), filepath: file });
}

try {
  const house = readHouse(values.root);
  const document = join(values.root, "docs", "architecture.md");
  const wanted = new Map([
    [join(values.root, "docs", "house.svg"), drawHouse(house)],
    [document, await withTable(document, house)],
  ]);
  for (const [file, text] of wanted) {
    if (!values.check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, "utf8") !== text)
      throw new Error(`${file} is not what the imports say. Run: node scripts/house.mjs`);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
