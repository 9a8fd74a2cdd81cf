// Keeps src/core/diagnosis/catalogue/listing.ts, which gathers the files of its folder. Lines that stand keep their
// place, which is the order of preference; new ones come last of their family, and those of lost files go.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const OTHERS = new Set(["catalogue.ts", "listing.ts"]);
const LINE = /^import \{ mistake as \w+ \} from "\.\/([\w-]+)";$/gm;

/** "gamma-omitted" -> "gammaOmitted". */
const variable = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Ids of the mistakes in a catalogue folder, in the order of the listing that it has. */
function orderedIds(folder) {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !OTHERS.has(name))
    .map((name) => name.slice(0, -3))
    .sort();
  const listing = `${folder}/listing.ts`;
  const listed = existsSync(listing) ? [...readFileSync(listing, "utf8").matchAll(LINE)].map(([, id]) => id) : [];
  const order = listed.filter((id) => found.includes(id));
  const familyOf = (id) => /^ {2}family: "(\w+)",$/m.exec(readFileSync(`${folder}/${id}.ts`, "utf8"))?.[1];
  for (const id of found) {
    if (order.includes(id)) continue;
    const family = familyOf(id);
    const last = order.findLastIndex((other) => familyOf(other) === family);
    order.splice(last < 0 ? order.length : last + 1, 0, id);
  }
  return order;
}

/** What listing.ts of a catalogue folder should hold. */
export function listingOf(folder) {
  const ids = orderedIds(folder);
  return `// Written by node scripts/mistakes.mjs from the files of this folder. The order is that of preference, and yours to
// change: of two explanations that fit equally well the earlier one is named first.
import type { Mistake } from "./contract/mistake";
${ids.map((id) => `import { mistake as ${variable(id)} } from "./${id}";`).join("\n")}

export const listing: readonly Mistake[] = [
${ids.map((id) => `  ${variable(id)},`).join("\n")}
];
`;
}
