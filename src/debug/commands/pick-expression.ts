import * as vscode from "vscode";
import { plainLabel } from "../../panel/plain-text";
import { debugSettings } from "../source/debug-settings";
import { commandOptions, type DebugServices, type Place } from "./debug-services";
import { likeliestFirst } from "./likely-batch";
import { dtypeAndShape } from "./pick-tensor";

interface Choice extends vscode.QuickPickItem {
  readonly expression: string;
}

/**
 * Asks for an expression of a frame: typed as it is, such as "x[:, 3:]", or one of the frame's tensors, the likeliest
 * batch first. `start` is what the box begins with. undefined: the user gave up.
 */
export async function pickExpression(
  { readerFor }: DebugServices,
  { tracked, frame }: Place,
  start: string,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  let offers: readonly Choice[] = [];
  const show = (): void => {
    const typed = pick.value.trim();
    const isOffered = offers.some(({ expression }) => expression === typed);
    const own: Choice[] =
      typed === "" || isOffered
        ? []
        : [{ label: plainLabel(typed), description: "as it is typed", expression: typed, alwaysShow: true }];
    pick.items = [...own, ...offers];
  };
  pick.title = "Show batch-norm gradients of an expression";
  pick.placeholder = `An expression or a slice in ${frame.name}, such as x[:, 3:]`;
  pick.matchOnDescription = true;
  pick.value = start;
  pick.onDidChangeValue(show);
  show();
  const answered = new Promise<string | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(accepted(pick.value.trim(), pick.selectedItems[0]));
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.show();
  if (debugSettings().evaluate) {
    pick.busy = true;
    void readerFor(tracked.dap.type)
      .listTensors(tracked.dap, frame.frameId, commandOptions())
      .then((listed) => {
        // A language that cannot list its tensors takes what is typed.
        offers = likeliestFirst(listed.ok ? listed.value : []).map(({ expression, description }) => ({
          label: plainLabel(expression),
          description: plainLabel(dtypeAndShape(description)),
          expression,
        }));
        pick.busy = false;
        show();
      });
  }
  const expression = await answered;
  pick.dispose();
  return expression;
}

/** What Enter takes. New offers may make VS Code select one that has nothing of what is typed: then it is what is typed. */
function accepted(typed: string, selected: Choice | undefined): string | undefined {
  const isMatch = selected && `${selected.label} ${selected.description ?? ""}`.includes(typed);
  return isMatch ? selected.expression : typed || selected?.expression;
}
