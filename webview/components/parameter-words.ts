import { html, type TemplateResult } from "lit";
import { belongsTo } from "../../src/core/layer-parameters";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { PanelState } from "../../src/protocol/panel-state";
import type { ParameterName, ParameterState } from "../../src/protocol/parameters";
import { t } from "../page/strings";
import { isPlain } from "./affine-choice";
import { CHOICES, chosenIn, rareShown, TEXTS, type ChoiceName, type RareName } from "./parameter-boxes";

/** A parameter in the line that stands for all of them. */
interface ParameterWord {
  readonly name: ParameterName | "affine"; // whose box it opens
  readonly shown: TemplateResult | string;
  readonly said: string; // the same without symbols: "gamma 1"
  readonly hint: string;
}

const LONG = 24; // characters; a longer list is told by its length

/** The parameters in the order of the line: the usual ones, then what is another than usual. */
export function parameterWords(analysis: AnalysisState, panel: PanelState | null): ParameterWord[] {
  const used = usedExpressions(panel);
  const affine = isPlain(analysis)
    ? [plainWord()]
    : (["gamma", "beta"] as const).map((name) => valueWord(analysis, name, used));
  const rare = rareShown(analysis, false);
  const isOfSets = (name: RareName): boolean => name === "groups" || name === "normalizedShape";
  return [
    ...rare.filter(isOfSets).map((name) => rareWord(analysis, name, used)),
    ...affine,
    valueWord(analysis, "eps", used),
    doutWord(analysis, used),
    ...(hasMode(analysis) ? [modeWord(analysis)] : []),
    ...rare.filter((name) => !isOfSets(name)).map((name) => rareWord(analysis, name, used)),
  ];
}

/** Whether a layer is another in evaluation: one that has running statistics. */
export function hasMode({ norm, parameters }: AnalysisState): boolean {
  return belongsTo(norm, "mode") || parameters.mode.fault !== undefined;
}

/** What x is in a stopped program, and where it stands: nothing for a file, whose name the head has. */
export function stoppedAt(panel: PanelState | null): { readonly x: string; readonly stop: string } | null {
  const source = panel?.provenance;
  if (!panel || source?.kind !== "debugger") return null;
  const [, x = source.title, place = ""] = /^(.*) in (.*)$/.exec(source.title) ?? [];
  const shown = panel.history.find(({ stop }) => stop === panel.historyShown) ?? panel.history.at(-1);
  return { x, stop: shown?.title ?? place };
}

/** Expressions of the program that stand for a parameter: "gamma = bn.weight" among the details. */
function usedExpressions(panel: PanelState | null): ReadonlyMap<string, string> | null {
  const source = panel?.provenance;
  if (source?.kind !== "debugger") return null;
  return new Map(
    source.details.flatMap((line) => {
      const [, name, expression] = /^(\w+) = (.+)$/.exec(line) ?? [];
      return name !== undefined && expression !== undefined ? [[name, expression] as const] : [];
    }),
  );
}

/** The expression that counts for a parameter: what is typed or picked in the panel counts instead of it. */
function expressionOf(
  name: ParameterName,
  { from }: ParameterState,
  used: ReadonlyMap<string, string> | null,
): string | undefined {
  return from === "typed" || from === "picked" ? undefined : used?.get(name);
}

function valueWord(
  { parameters }: AnalysisState,
  name: "gamma" | "beta" | "eps",
  used: ReadonlyMap<string, string> | null,
): ParameterWord {
  const state = parameters[name];
  const expression = expressionOf(name, state, used);
  const value = expression ?? brief(state);
  const assumed = used !== null && expression === undefined && state.from === "default" ? ` ${t("assumed")}` : "";
  const { symbol, hint } = TEXTS[name];
  const shown = used
    ? `${name}${expression === undefined ? "" : " ="} ${value}${assumed}`
    : html`${spoken(name, symbol)} ${value}`;
  return { name, shown, said: `${name} ${value}${assumed}`, hint: `${t(hint)}. ${originOf(state)}` };
}

function plainWord(): ParameterWord {
  const said = t("not affine");
  return { name: "affine", shown: said, said, hint: `${t("The layer has no gamma and no beta")}. ${t("Typed here.")}` };
}

function doutWord(analysis: AnalysisState, used: ReadonlyMap<string, string> | null): ParameterWord {
  const state = analysis.parameters.dout;
  const { doutSeed } = analysis;
  const expression = expressionOf("dout", state, used);
  const value = expression ?? (doutSeed === null ? brief(state) : t("standard normal, seed {0}", doutSeed));
  const said = `dout ${value}`;
  const hint = `${t(TEXTS.dout.hint)}. ${originOf(state)}`;
  return {
    name: "dout",
    shown: expression === undefined ? html`<var>dout</var> ${value}` : `dout = ${value}`,
    said,
    hint,
  };
}

function modeWord({ mode, parameters }: AnalysisState): ParameterWord {
  const text = optionText("mode", mode);
  return {
    name: "mode",
    shown: html`<span class="unseen">${t("mode")}</span> ${text}`,
    said: `${t("mode")} ${text}`,
    hint: `${t(CHOICES.mode.hint)}. ${originOf(parameters.mode)}`,
  };
}

function rareWord(analysis: AnalysisState, name: RareName, used: ReadonlyMap<string, string> | null): ParameterWord {
  const state = analysis.parameters[name];
  if (Object.hasOwn(CHOICES, name)) {
    const choice = name as ChoiceName;
    const { label, hint } = CHOICES[choice];
    const text = optionText(choice, chosenIn(analysis, choice));
    const said = `${t(label)} ${text}`;
    return { name, shown: said, said, hint: `${t(hint)}. ${originOf(state)}` };
  }
  const { hint } = TEXTS[name as Exclude<RareName, ChoiceName>];
  const expression = expressionOf(name, state, used);
  const sets = setsText(analysis, name);
  const said =
    sets ?? (expression === undefined ? `${name} ${brief(state) || t("unknown")}` : `${name} = ${expression}`);
  return { name, shown: said, said, hint: `${t(hint)}. ${originOf(state)}` };
}

/** Which elements make a set: "over the last axis (8)", "2 groups". */
function setsText({ layer, parameters }: AnalysisState, name: RareName): string | undefined {
  if (name === "groups") return t(parameters.groups.text === "1" ? "{0} group" : "{0} groups", parameters.groups.text);
  return name === "normalizedShape" ? layer.replace(/^.*?(?=over )/, "") : undefined;
}

/** What stands in the place of x, and the expression that it is in a stopped program; null where x itself stands there. */
export function keptWord(
  { kept }: AnalysisState,
  expression: string | undefined,
): Pick<ParameterWord, "shown" | "hint"> | null {
  if (!kept) return null;
  const xhat = html`<span class="unseen">xhat</span><var aria-hidden="true">x̂</var>`;
  const name = kept.what === "xhat" ? xhat : html`<var>x</var> − <var>μ</var>`;
  const hint = t("An x that has what is given of it stands in its place: it has the same gradients");
  const from = expression === undefined ? "" : ` = ${expression}`;
  return { shown: html`${name}${from} ${t("(x is not given)")}`, hint };
}

function optionText(name: ChoiceName, value: string): string {
  const found = CHOICES[name].options.find(([option]) => option === value);
  return t(found?.[1] ?? value);
}

/** A symbol with its word for those who cannot see it. */
function spoken(word: string, symbol: TemplateResult): TemplateResult {
  return html`<span class="unseen">${word}</span><span aria-hidden="true">${symbol}</span>`;
}

/** "1e-5" for 0.00001, "16 values" for a list that has no room. */
function brief({ text }: ParameterState): string {
  if (text.length > LONG && text.includes(",")) return t("{0} values", text.split(",").length);
  const number = Number(text);
  return text !== "" && number !== 0 && Math.abs(number) < 1e-3 ? number.toExponential().replace("e+", "e") : text;
}

/** Who has said it. */
export function originOf(state: ParameterState): string {
  switch (state.from) {
    case "default":
      return t("Default.");
    case "given":
      return t("Given by the source.");
    case "typed":
      return t("Typed here.");
    case "picked":
      return t("Picked.");
  }
}
