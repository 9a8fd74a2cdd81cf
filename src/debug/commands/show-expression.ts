import * as vscode from "vscode";
import { success } from "../../core/fault";
import type { Description } from "../readers/reader";
import { debugSettings, forbidden } from "../source/debug-settings";
import { DebugSource } from "../source/debug-source";
import { elsewhereOf } from "../source/used-expressions";
import { askSizes } from "./ask-sizes";
import { commandOptions, createSource, currentSource, say, type DebugServices, type Place } from "./debug-services";
import { layerName } from "./layer-of-parts";
import { plainSentence } from "../../panel/plain-text";

/** Opens a panel on an expression, or says what was found instead of a tensor. */
export async function showExpression(
  services: DebugServices,
  place: Place,
  expression: string,
): Promise<DebugSource | undefined> {
  const target = { session: place.tracked.dap, frameId: place.frame.frameId, expression };
  const reader = services.readerFor(place.tracked.dap.type);
  const described = debugSettings().evaluate ? await reader.describe(target, commandOptions()) : forbidden(expression);
  if (!described.ok) {
    const { fault } = described;
    const unread = fault.code === "forbidden" ? "" : `${vscode.l10n.t("{0} could not be read.", expression)} `;
    say({ ...fault, text: unread + fault.text });
    return undefined;
  }
  const { value } = described;
  if (value.kind === "module" && value.obstacle === null) {
    await offerLayer(services, place, expression, value);
    return undefined;
  }
  if (value.obstacle !== null) {
    say({ code: "no-tensor", text: `${expression} is ${value.obstacle}` });
    return undefined;
  }
  const sizes = value.kind === "tensor" ? await askSizes(expression, value) : success(null);
  if (!sizes.ok) {
    say(sizes.fault);
    return undefined;
  }
  const source = createSource(services, place, { expression, ...(sizes.value && { shape: sizes.value }) });
  const panel = await services.panels.show(source);
  return panel.model.source instanceof DebugSource ? panel.model.source : undefined;
}

/** A normalization layer is no x; it fills in all that it gives in the open panel. */
async function offerLayer(
  services: DebugServices,
  { frame }: Place,
  expression: string,
  description: Description,
): Promise<void> {
  const current = currentSource(services);
  const name = layerName(description);
  if (!current) {
    void vscode.window.showInformationMessage(
      plainSentence(
        vscode.l10n.t(
          "{0} is a {1} layer. Show its input first; then show the layer again, to use its parameters.",
          expression,
          name,
        ),
      ),
    );
    return;
  }
  const use = vscode.l10n.t("Use for {0}", current.title);
  const answer = await vscode.window.showInformationMessage(
    plainSentence(
      vscode.l10n.t("{0} is a {1} layer: use what it says and holds for {2}?", expression, name, current.title),
    ),
    use,
  );
  if (answer === use) current.setLayer(expression, elsewhereOf(["layer"], frame, current.anchor.frame));
}
