import { success, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { Questions } from "./debugger-questions";
import type { Location } from "./location";
import { mapEntries } from "./map-entries";

/** cache["x"], cache.at("x"), steps[3]: what is indexed, and with what. */
const ENTRY = /^(.+?)(?:\[\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*\]|(?:\.|->)at\(\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*\))$/s;

/** An entry of a map, by its key. undefined for what is no entry of one. */
export async function locateMapEntry(target: Target, options: ReadOptions): Promise<Result<Location> | undefined> {
  const [, owner = "", inBrackets, given] = ENTRY.exec(target.expression) ?? [];
  const key = inBrackets ?? given;
  if (key === undefined) return undefined;
  const questions = new Questions(target, options.signal);
  const shown = await questions.ask(owner.replace(/^\((\*[\w.>-]+)\)$/, "$1"));
  if (!shown.ok) return undefined; // asked whole, it says why
  const found = await mapEntries({ ...target, expression: owner }, options, shown.value.type);
  if (!found?.ok) return found;
  const entry = found.value.find((one) => one.key === key);
  if (!entry) {
    const keys = found.value.map((one) => one.key).join(", ");
    return questions.refuse(`no entry of ${owner}, which holds ${keys || "nothing"}.`);
  }
  const { value } = entry;
  if (value.kind === "number") return questions.refuse(`one value, ${value.number} (${value.typeName}).`);
  const { location } = value;
  return success(location.shape === null && options.shape ? { ...location, shape: options.shape } : location);
}
