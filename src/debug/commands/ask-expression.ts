import * as vscode from "vscode";
import { visible } from "../../encoding/visible";
import { plainLabel } from "../../panel/plain-text";
import type { NamedDescription } from "../readers/reader";
import { likeliestFirst } from "./likely-batch";
import { dtypeAndShape } from "./pick-tensor";

/** What is offered, or the text that is typed. */
export type Answer = NamedDescription | string;

interface Choice extends vscode.QuickPickItem {
  readonly answer: Answer;
}

export interface Question {
  readonly title: string;
  readonly placeholder: string;
  /** What the box begins with; where that was refused, why it cannot be taken. */
  readonly start?: string;
  readonly refused?: string;
  /** Tensors that are offered, the likeliest batch first; they may come later than the box. */
  readonly offers: readonly NamedDescription[] | Promise<readonly NamedDescription[]>;
  /** Whether there is a question before this one, to go back to. */
  readonly canGoBack?: boolean;
}

/** The user wants the question before this one. */
export const BACK = Symbol("back");

/** Asks for an expression: one that is offered, or one that is typed as it is, such as "x[:, 3:]". undefined: given up. */
export async function askExpression(question: Question): Promise<Answer | typeof BACK | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  let offers: readonly Choice[] = [];
  const show = (): void => {
    const typed = pick.value.trim();
    const isOffered = offers.some(({ label }) => label === typed);
    const why = typed === question.start ? question.refused : undefined;
    const own: Choice = {
      label: plainLabel(typed),
      description: vscode.l10n.t("as it is typed"),
      ...(why !== undefined && { detail: plainLabel(why) }),
      answer: typed,
      alwaysShow: true,
    };
    pick.items = typed === "" || isOffered ? offers : [own, ...offers];
  };
  pick.title = visible(question.title);
  pick.placeholder = visible(question.placeholder);
  pick.matchOnDescription = true;
  pick.value = question.start ?? "";
  if (question.canGoBack) pick.buttons = [vscode.QuickInputButtons.Back];
  pick.onDidChangeValue(show);
  show();
  const answered = new Promise<Answer | typeof BACK | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(accepted(pick.value.trim(), pick.selectedItems[0]));
    });
    pick.onDidTriggerButton(() => {
      resolve(BACK);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.show();
  pick.busy = true;
  void Promise.resolve(question.offers).then((list) => {
    offers = likeliestFirst(list).map((entry) => ({
      label: plainLabel(entry.expression),
      description: plainLabel(whatItIs(entry)),
      answer: entry,
    }));
    pick.busy = false;
    show();
  });
  const answer = await answered;
  pick.dispose();
  return answer;
}

/** "float64 8 x 4, explains xhat". */
function whatItIs({ description, isOfModule, frame, explains }: NamedDescription): string {
  const place = isOfModule ? [`of the module${frame ? ` ${frame.file}` : ""}`] : frame ? [`in ${frame.name}`] : [];
  return [dtypeAndShape(description), ...place, ...(explains === undefined ? [] : [`explains ${explains}`])].join(", ");
}

/** What Enter takes. New offers may make VS Code select one that has nothing of what is typed: then it is what is typed. */
function accepted(typed: string, selected: Choice | undefined): Answer | undefined {
  const isMatch = selected && `${selected.label} ${selected.description ?? ""}`.includes(typed);
  return isMatch ? selected.answer : typed || selected?.answer;
}
