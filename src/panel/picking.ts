import * as vscode from "vscode";
import type { Result } from "../core/fault";
import type { Layout } from "../core/layout";
import { own } from "../core/own";
import type { ParameterName, Role } from "../protocol/parameters";
import { roleWord } from "../protocol/role-word";
import { plainLabel } from "./plain-text";
import type { Picked, PickItem, PickProvider } from "./source";

const PURPOSE: Readonly<Record<ParameterName, string>> = {
  gamma: "gamma",
  beta: "beta",
  eps: "eps",
  dout: "dout, the upstream gradient",
  mode: "the mode",
  runningMean: "the running mean",
  runningVar: "the running variance",
  rstd: "rstd, 1 / sqrt(v + eps)",
  norm: "the layer",
  axis: "the axis of the channels",
  groups: "the number of groups",
  normalizedShape: "the normalized shape",
  gammaOffset: "how the weight is stored",
  variance: "the variance's denominator",
  epsPlacement: "the place of eps",
  mask: "the mask of the statistics",
  split: "the parts of the batch",
  activation: "the activation",
  slope: "the slope of the leaky ReLU",
  tolerance: "the tolerance",
};

const purposeOf = (role: Role): string => own(PURPOSE, role) ?? roleWord(role);

/** Asks what to use in a role, among everything that the providers offer. undefined: the user gave up. */
export async function pickFor(
  role: Role,
  x: Layout | null,
  providers: readonly PickProvider[],
): Promise<Result<Picked> | undefined> {
  const offers = Promise.all(providers.map((provider) => provider(role, x))).then((lists) => lists.flat());
  const items = offers.then((list) =>
    list.map((item): vscode.QuickPickItem & { item: PickItem } => ({ ...plain(item), item })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Gradient Lens: use as {0}", purposeOf(role)),
    placeHolder: x ? vscode.l10n.t("x has shape {0}", x.shape.join(" x ")) : undefined,
    matchOnDescription: true,
  });
  return chosen?.item.load();
}

/** Labels are made plain by who offers them: some have an icon of their own. */
function plain({ label, description, detail }: PickItem): vscode.QuickPickItem {
  return {
    label,
    description: description === undefined ? undefined : plainLabel(description),
    detail: detail === undefined ? undefined : plainLabel(detail),
  };
}
