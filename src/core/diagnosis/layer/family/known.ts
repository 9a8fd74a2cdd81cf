import { findMistake } from "../../catalogue/catalogue";
import type { LayerMistake } from "./layer-mistake";

type Own = Omit<LayerMistake, "id" | "tensor" | "title" | "sentence" | "cause" | "code"> & Partial<LayerMistake>;

/** A mistake that batch norm has too: its words are those of its entry in the catalogue, its formula that of any layer. */
export function known(id: string, own: Own): LayerMistake {
  const entry = findMistake(id);
  if (!entry) throw new Error(`expected an id of the catalogue, got ${id}`);
  const { tensor, title, sentence, cause, code } = entry;
  return { id, tensor, title, sentence, cause, code, ...own };
}
