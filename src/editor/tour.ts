import * as vscode from "vscode";
import { reasonOf } from "../core/fault";
import type { GradientPanel } from "../panel/panel";
import type { PanelManager } from "../panel/manager";
import { plainSentence } from "../panel/plain-text";
import { FileSource } from "./file-source";
import { linkedFile, SHOW_PATH } from "./panel-link";
import type { TextSearch } from "./text-search";

/** What the guided tour needs of the window. */
interface TourServices {
  readonly panels: Pick<PanelManager, "show" | "current">;
  readonly search: TextSearch;
  readonly onDisk: boolean; // files of this machine can be read by a panel's worker itself
  readonly extensionUri: vscode.Uri;
}

/**
 * What a beginner starts with: a sample, and the guided tour of Explain, as a command and as links, beside those that open
 * a panel: `vscode://gradient-lens.gradient-lens/tour?step=3`, which a
 * Markdown preview lets through where it stops links of commands.
 */
export function registerTour(services: TourServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("gradientLens.explainSteps", (step?: unknown) => startTour(services, step)),
    vscode.commands.registerCommand("gradientLens.openSample", () =>
      openExample(services, "wrong-gradient.gradlens.json"),
    ),
    vscode.window.registerUriHandler({
      handleUri: async ({ path, query }) => {
        if (path === "/tour") await startTour(services, Number(new URLSearchParams(query).get("step") ?? 1));
        else if (path === SHOW_PATH) await showLinked(services, query);
      },
    }),
  );
}

/** Shows what a link leads to. */
async function showLinked({ panels, search, onDisk }: TourServices, query: string): Promise<void> {
  try {
    await panels.show(new FileSource(linkedFile(query), onDisk, search));
  } catch (error) {
    void vscode.window.showErrorMessage(plainSentence(reasonOf(error)));
  }
}

/** Shows a step, from 1; what is no step begins at the first. */
async function startTour(services: TourServices, step: unknown): Promise<void> {
  const wanted = typeof step === "number" && Number.isInteger(step) && step >= 1 ? step - 1 : 0;
  const panel = await panelOf(services);
  panel.webviewPanel.reveal(undefined, false); // its keys lead through the tour
  panel.model.startTour(wanted);
}

/** The panel that the user works with, where it shows something; else one of the example that the article's numbers are from. */
async function panelOf(services: TourServices): Promise<GradientPanel> {
  const { current } = services.panels;
  await current?.model.untilAskable();
  return current?.model.shape ? current : openExample(services, "activations.json");
}

/** A panel on a file that comes with the extension. */
function openExample({ panels, search, onDisk, extensionUri }: TourServices, name: string): Promise<GradientPanel> {
  return panels.show(new FileSource(vscode.Uri.joinPath(extensionUri, "examples", name), onDisk, search));
}
