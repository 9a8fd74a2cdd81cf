import * as vscode from "vscode";
import { failure, success, type Result } from "../../core/fault";
import type { Description, NamedDescription } from "../readers/reader";
import { isCandidate } from "../source/used-expressions";
import type { FramePlace } from "../session/stack-frames";
import { askExpression, BACK, type Question } from "./ask-expression";
import { commandOptions, type DebugServices, type Place } from "./debug-services";
import { dtypeAndShape } from "./pick-tensor";
import { batchOf, fits, isBatch, isNamed, sizeWanted, type BackwardRole, type Matches } from "./usual-names";

/** What stands for which part, in which frame, out of which tensors. */
export interface Guess {
  readonly place: Place;
  readonly parts: Matches;
  readonly list: readonly NamedDescription[];
}

function askedFor(role: BackwardRole): string {
  switch (role) {
    case "x":
      return vscode.l10n.t("x, the input of the batch norm (or xhat, where no x is kept)");
    case "xhat":
      return vscode.l10n.t("xhat, kept in the place of x");
    case "rstd":
      return vscode.l10n.t("rstd, 1 / sqrt(v + eps) (Escape: it is not among these)");
    case "gamma":
      return vscode.l10n.t("gamma (Escape: there is none, so 1)");
    case "beta":
      return vscode.l10n.t("beta (Escape: there is none, so 0)");
    case "dout":
      return vscode.l10n.t("dout, the upstream gradient");
    case "eps":
      return vscode.l10n.t("eps (Escape: it is not among these)");
    case "candidate.dx":
      return vscode.l10n.t("dx, as the program computed it");
    case "candidate.dgamma":
      return vscode.l10n.t("dgamma, as the program computed it (Escape: leave it out)");
    case "candidate.dbeta":
      return vscode.l10n.t("dbeta, as the program computed it (Escape: leave it out)");
  }
}

/** Tensors that can be a part, by their shape; those that stand for another part are left out. */
export function offersFor(role: BackwardRole, { parts, list }: Guess): readonly NamedDescription[] {
  const taken = Object.entries(parts).flatMap(([of, entry]) => (of === role ? [] : [entry]));
  const x = isBatch(role) ? undefined : shapeOfX(parts);
  return list.filter((entry) => {
    const { expression, description } = entry;
    if (taken.includes(entry)) return false;
    // Any number might be eps: those count that are called so.
    if (role === "eps") return isNamed(role, expression) && (description.number ?? 0) >= 0;
    // What was saved for a backward is none of its results.
    if (isUnknown(entry)) return !isCandidate(role);
    return description.sizesAsked || fits(role, description.shape, x);
  });
}

/** A tensor whose sizes are known only when somebody asks for it, such as ctx.saved_tensors[0]. */
function isUnknown({ description }: NamedDescription): boolean {
  return description.kind === "tensor" && description.shape === null && !description.sizesAsked;
}

/**
 * Asks which expression is a part: a tensor of the frame, or what is typed, such as cache["x"]. Of what cannot be the part
 * it is said why, and the question stays. undefined: given up.
 */
export async function askPart(
  services: DebugServices,
  guess: Guess,
  role: BackwardRole,
  canGoBack = false,
): Promise<NamedDescription | typeof BACK | undefined> {
  const { frame } = guess.place;
  const offers = offersFor(role, guess);
  const title = vscode.l10n.t("Check my backward: {0}", askedFor(role));
  const placeholder = vscode.l10n.t('A tensor of {0}, or an expression such as cache["x"]', frame.name);
  let again: Pick<Question, "start" | "refused"> = {};
  for (;;) {
    const answer = await askExpression({ title, placeholder, offers, canGoBack, ...again });
    if (answer === undefined || answer === BACK) return answer;
    const isTyped = typeof answer === "string";
    const offered = isTyped ? offers.find(({ expression, frame: of }) => expression === answer && !of) : answer;
    const expression = isTyped ? answer : answer.expression;
    const found =
      offered && !isUnknown(offered)
        ? success(offered)
        : await describeTyped(services, guess, role, expression, offered?.frame);
    if (found.ok) return found.value;
    again = { start: expression, refused: found.fault.text };
  }
}

/** What a typed expression holds, if that can be the part. */
export async function describeTyped(
  { readerFor }: DebugServices,
  guess: Guess,
  role: BackwardRole,
  expression: string,
  caller?: FramePlace,
): Promise<Result<NamedDescription>> {
  const { tracked, frame } = guess.place;
  const target = { session: tracked.dap, frameId: (caller ?? frame).frameId, expression };
  const described = await readerFor(tracked.dap.type).describe(target, commandOptions());
  if (!described.ok) return described;
  const refused = refusal(expression, described.value, role, isBatch(role) ? undefined : shapeOfX(guess.parts));
  return refused === undefined
    ? success({ expression, description: described.value, ...(caller && { frame: caller }) })
    : failure("no-tensor", refused);
}

function refusal(
  expression: string,
  description: Description,
  role: BackwardRole,
  x: { readonly shape: readonly number[] } | undefined,
): string | undefined {
  const { obstacle, shape, number } = description;
  if (number !== null && role === "eps") return undefined;
  if (obstacle !== null) return `${expression} is ${obstacle}`;
  // What has no sizes of its own, such as a pointer, takes them from x; x's own are asked for.
  if (fits(role, shape, x) || shape === null || (isBatch(role) && shape.length === 1)) return undefined;
  const wanted = role === "x" || role === "xhat" || !x ? "2 to 5 dimensions" : sizeWanted(role, x);
  return `${expression} is ${dtypeAndShape(description)}, expected ${wanted}.`;
}

function shapeOfX(parts: Matches): { readonly shape: readonly number[] } | undefined {
  const shape = batchOf(parts)?.description.shape;
  return shape ? { shape } : undefined;
}
