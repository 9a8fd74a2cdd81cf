import * as vscode from "vscode";
import type { SpawnWorker } from "../../compute/worker/client";
import type { Result } from "../../core/fault";
import { own } from "../../core/own";
import { analysed } from "../../panel/analysed";
import { answerOf, refuseOthers, registerTool, type Asked } from "../../panel/language-tool";
import { plainSentence } from "../../panel/plain-text";
import { visible } from "../../encoding/visible";
import { roleWord } from "../../protocol/role-word";
import { placeOf } from "../session/stack-frames";
import { callIn } from "../source/calls";
import type { DebugRole } from "../source/debug-problem";
import { debugSettings, forbidden } from "../source/debug-settings";
import { toReading, type ReadProblem } from "../source/describe-reading";
import { readFromFrame } from "../source/read-problem";
import { listUsed, type UsedExpressions } from "../source/used-expressions";
import type { DebugServices, Place } from "./debug-services";

/** As package.json names it. */
const CHECK_TENSOR = "gradientLens_check_tensor";

/** What stands beside x, each an expression of the program: the names of a problem file. */
const ROLES: Readonly<Record<string, DebugRole>> = {
  gamma: "gamma",
  beta: "beta",
  dout: "dout",
  eps: "eps",
  runningMean: "runningMean",
  runningVar: "runningVar",
  rstd: "rstd",
  mask: "mask",
  dx: "candidate.dx",
  dgamma: "candidate.dgamma",
  dbeta: "candidate.dbeta",
};

/** What a tool reads of the stopped program. */
interface Wanted {
  readonly expression: string;
  readonly used: UsedExpressions;
  readonly shape?: readonly number[];
}

/** The tool for agents that checks a tensor of the stopped program. It evaluates what the user has agreed to, and no more. */
export function registerCheckTensor(services: DebugServices, spawn: SpawnWorker): vscode.Disposable {
  return registerTool(CHECK_TENSOR, {
    prepareInvocation: async ({ input }) => {
      const wanted = wantedIn(input);
      const invocationMessage = plainSentence(vscode.l10n.t("Checking {0}", wanted.expression));
      if (!debugSettings().evaluate) return { invocationMessage };
      const place = await services.sessions.selectedFrame();
      const title = vscode.l10n.t("Evaluate in the stopped program?");
      const message = confirmation(wanted, place.ok ? place.value : undefined);
      return { invocationMessage, confirmationMessages: { title, message } };
    },
    invoke: async ({ input }, token) => {
      const wanted = wantedIn(input);
      const read = await readWanted(services, wanted, token);
      const { source, provenance } = toReading(wanted.expression, read.frame, read);
      if (source.kind === "file") throw new Error("expected tensors of the program, got a file");
      const report = await analysed(source, spawn, token);
      return answerOf({ ...report, read: [provenance.title, ...provenance.details], offers: offered(read) });
    },
  });
}

/** Which expressions will be evaluated, and where; and what may change the program. */
function confirmation({ expression, used }: Wanted, place: Place | undefined): vscode.MarkdownString {
  const all = [{ role: "x", expression }, ...listUsed(used)];
  const text = new vscode.MarkdownString();
  const where = place && `${place.frame.name} (${placeOf(place.frame)}, ${place.tracked.dap.name})`;
  text.appendText(
    where
      ? vscode.l10n.t("In {0} of the stopped program:", visible(where))
      : vscode.l10n.t("In the selected frame of the stopped program:"),
  );
  text.appendCodeblock(all.map((one) => `${roleWord(one.role)} = ${visible(one.expression)}`).join("\n"), "text");
  for (const call of new Set(all.map((one) => callIn(one.expression))))
    if (call !== undefined)
      text.appendText(vscode.l10n.t("{0} calls code of the program, which may change it.", visible(call)));
  return text;
}

/** Reads all that is wanted at this stop. Rejects with one sentence. */
async function readWanted(
  { sessions, readerFor }: DebugServices,
  { expression, used, shape }: Wanted,
  token: vscode.CancellationToken,
): Promise<ReadProblem & Pick<Place, "frame">> {
  if (!debugSettings().evaluate) valueOf(forbidden(expression));
  const { tracked, frame } = valueOf(await sessions.selectedFrame());
  const cancel = new AbortController();
  const listener = token.onCancellationRequested(() => {
    cancel.abort();
  });
  const { transfer } = debugSettings();
  const options = { signal: cancel.signal, transfer, ...(shape && { shape }) };
  const reader = readerFor(tracked.dap.type);
  const read = await readFromFrame(reader, { session: tracked, frame, expression, used }, options);
  listener.dispose();
  if (token.isCancellationRequested) throw new vscode.CancellationError();
  return { ...valueOf(read), frame };
}

/** What a tool rejects with is an Error. */
function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.fault.text);
}

function wantedIn(asked: Asked): Wanted {
  refuseOthers(asked, ["expression", "layer", ...Object.keys(ROLES), "shape"]);
  const { expression, layer, shape } = asked;
  const x = textIn("expression", expression);
  if (x === undefined) throw new Error("Expected expression, what is x in the stopped program.");
  const roles = Object.entries(ROLES).flatMap(([name, role]) => {
    const text = textIn(name, own(asked, name));
    return text === undefined ? [] : [[role, text]];
  });
  const used = { roles: Object.fromEntries(roles) as UsedExpressions["roles"], layer: textIn("layer", layer) };
  return { expression: x, used, ...(shape !== undefined && { shape: sizesIn(shape) }) };
}

function textIn(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw new Error(`Expected an expression of the program for ${name}, got ${JSON.stringify(value)}.`);
}

function sizesIn(shape: unknown): readonly number[] {
  const isSizes = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!isSizes) throw new Error(`Expected shape, a list of whole numbers above 0, got ${JSON.stringify(shape)}.`);
  return shape as number[];
}

/** Expressions that the program has for more of it, by the names that they are asked for with. */
function offered({ offers = [] }: ReadProblem): Readonly<Record<string, string>> {
  const names = Object.entries(ROLES);
  return Object.fromEntries(
    offers.flatMap(({ role, title }) => {
      const [name] = names.find(([, other]) => other === role) ?? [];
      return name === undefined ? [] : [[name, title]];
    }),
  );
}
