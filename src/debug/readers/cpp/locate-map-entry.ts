import { success, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { Questions } from "./debugger-questions";
import { indexingsIn, type Indexing } from "./indexings";
import type { Location } from "./location";
import { isMap, mapEntries, type MapEntry } from "./map-entries";

/** Keys that a sentence names. */
const MOST_KEYS = 8;
/** A key that is written out. */
const WRITTEN = /^("(?:[^"\\]|\\.)*"|-?\d+)$/;

/**
 * An entry of a map, by its key. undefined where the debugger may be asked for the expression: no map is indexed in it,
 * or by keys only that are there. A map's own [] would add the others to the program's map.
 */
export async function locateMapEntry(target: Target, options: ReadOptions): Promise<Result<Location> | undefined> {
  const questions = new Questions(target, options.signal);
  for (const indexing of indexingsIn(target.expression)) {
    const { owner } = indexing;
    const shown = await questions.ask(owner.replace(/^\((\*[\w.>-]+)\)$/, "$1"));
    if (!shown.ok) continue; // asked whole, it says why
    const ofOwner = { ...target, expression: owner };
    if (!(await isMap(new Questions(ofOwner, options.signal), shown.value.type))) continue;
    const entry = await entryOf(questions, ofOwner, options, indexing, shown.value.type);
    if (!entry.ok) return entry;
    if (indexing.isWhole) return locationOf(questions, entry.value, options);
  }
  return undefined;
}

async function entryOf(
  questions: Questions,
  ofOwner: Target,
  options: ReadOptions,
  { owner, key, text, isWhole }: Indexing,
  shownType: string,
): Promise<Result<MapEntry>> {
  const is = isWhole ? "" : `made of ${text}, `;
  if (!WRITTEN.test(key)) {
    return questions.refuse(
      `${is}an entry of a map, which is found by a written key only, as in cache["x"] or cache[3].`,
    );
  }
  const found = await mapEntries(ofOwner, options, shownType);
  if (!found) {
    return questions.refuse(
      `${is}an entry of ${owner}: only libstdc++'s maps of texts or whole numbers to numbers and tensors are read.`,
    );
  }
  if (!found.ok) return found;
  const { entries, cutAt } = found.value;
  const entry = entries.find((one) => one.key === key);
  if (entry) return success(entry);
  const keys = entries.map((one) => one.key);
  return questions.refuse(
    cutAt === null
      ? `${is}no entry of ${owner}, which holds ${listed(keys)}.`
      : `${is}not among the first ${cutAt} entries of ${owner} (${listed(keys)}); more are not looked at.`,
  );
}

/** Keys for a sentence. */
function listed(keys: readonly string[]): string {
  if (keys.length === 0) return "nothing";
  const more = keys.length - MOST_KEYS;
  return `${keys.slice(0, MOST_KEYS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function locationOf(questions: Questions, { value }: MapEntry, options: ReadOptions): Result<Location> {
  if (value.kind === "number") return questions.refuse(`one value, ${value.number} (${value.typeName}).`);
  const { location } = value;
  return success(location.shape === null && options.shape ? { ...location, shape: options.shape } : location);
}
