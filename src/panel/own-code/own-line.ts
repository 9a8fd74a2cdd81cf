import type { OwnLine } from "../../protocol/requests";
import type { PanelModel } from "../model";
import { findLine } from "./find-line";

/** The line of the source's program that a diagnosis is about: only one that is certain. */
export async function ownLine(model: Pick<PanelModel, "state" | "source">, place: number): Promise<OwnLine | null> {
  const diagnosis = model.state.analysis?.comparison?.diagnoses[place];
  const code = diagnosis && (await model.source.code?.());
  const found = code && findLine(code.text, code.name, diagnosis);
  return found ? { title: `${code.name}:${found.line}`, ...found } : null;
}
