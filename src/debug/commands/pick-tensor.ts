import * as vscode from "vscode";
import { success } from "../../core/fault";
import type { Description, NamedDescription } from "../readers/reader";
import { likeliestFirst } from "./likely-batch";
import { commandOptions, say, type DebugServices, type Place } from "./debug-services";
import { plainLabel } from "../../panel/plain-text";

/** Lists the tensors of a frame with their shape and type. undefined: the user gave up. */
export async function pickTensor(
  { readerFor }: DebugServices,
  { tracked, frame }: Place,
  title: string,
  known?: readonly NamedDescription[],
): Promise<NamedDescription | undefined> {
  const listed = known
    ? success(known)
    : await readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, commandOptions());
  if (!listed.ok) {
    say(listed.fault);
    return undefined;
  }
  const entries = likeliestFirst(listed.value);
  if (entries.length === 0) {
    say({ code: "no-tensor", text: vscode.l10n.t("{0} has no tensor to show.", frame.name) });
    return undefined;
  }
  const items = entries.map((entry) => ({
    label: plainLabel(entry.expression),
    description: plainLabel(dtypeAndShape(entry.description)),
    entry,
  }));
  const placeHolder = `${frame.name}, ${tracked.dap.name}`;
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, placeHolder });
  return chosen?.entry;
}

/** "float32 64 x 64"; of a plain number its value. */
export function dtypeAndShape({ dtype, shape, typeName, number }: Description): string {
  if (number !== null) return String(number);
  return `${dtype || typeName} ${shape ? shape.join(" x ") : ""}`.trim();
}
