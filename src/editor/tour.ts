import * as vscode from "vscode";
import type { GradientPanel } from "../panel/panel";
import type { PanelManager } from "../panel/manager";
import { FileSource } from "./file-source";
import type { TextSearch } from "./text-search";

/** What the guided tour needs of the window. */
interface TourServices {
  readonly panels: Pick<PanelManager, "show" | "current">;
  readonly search: TextSearch;
  readonly onDisk: boolean; // files of this machine can be read by a panel's worker itself
  readonly extensionUri: vscode.Uri;
}

/**
 * The guided tour of Explain, as a command and as links: `vscode://gradient-lens.gradient-lens/tour?step=3`, which a
 * Markdown preview lets through where it stops links of commands.
 */
export function registerTour(services: TourServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("gradientLens.explainSteps", (step?: unknown) => startTour(services, step)),
    vscode.window.registerUriHandler({
      handleUri: async ({ path, query }) => {
        if (path === "/tour") await startTour(services, Number(new URLSearchParams(query).get("step") ?? 1));
      },
    }),
  );
}

/** Shows a step, from 1; what is no step begins at the first. */
async function startTour(services: TourServices, step: unknown): Promise<void> {
  const wanted = typeof step === "number" && Number.isInteger(step) && step >= 1 ? step - 1 : 0;
  const panel = await panelOf(services);
  panel.webviewPanel.reveal(undefined, false); // its keys lead through the tour
  panel.model.startTour(wanted);
}

/** The panel that the user works with, where it shows something; else one of the example that the article's numbers are from. */
async function panelOf({ panels, search, onDisk, extensionUri }: TourServices): Promise<GradientPanel> {
  const { current } = panels;
  await current?.model.untilAskable();
  if (current?.model.shape) return current;
  const example = vscode.Uri.joinPath(extensionUri, "examples", "activations.json");
  return panels.show(new FileSource(example, onDisk, search));
}
