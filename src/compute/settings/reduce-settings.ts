import { failure, type Fault } from "../../core/fault";
import type { Layout } from "../../core/layout";
import type { Tensor } from "../../core/tensor";
import type { Role, TypedName } from "../../protocol/parameters";
import type { Precision } from "../engine/engine";
import type { ProblemSource } from "../source/problem-source";
import { gradientOf, GRADIENTS, isGradient, judge, layoutUnder, type GradientRole } from "./fit";
import { canBePicked } from "./fit-statement";
import type { AnalysisSettings, ParameterOverride, Slot } from "./settings";

/** Everything that changes settings, whoever asks for it: the panel's page, a report's, the command line, a debugger. */
export type SettingsAction =
  /** A text in a parameter's box. An empty one takes back what was typed or picked there. */
  | { readonly do: "type"; readonly name: TypedName; readonly text: string }
  | { readonly do: "pick"; readonly role: Role; readonly title: string; readonly value: ProblemSource | Tensor }
  /** Puts all gradients of the user's own away: those that were picked, and those that the source brings along. */
  | { readonly do: "clearCandidate" }
  /** A probe, another one each time. It takes back what the user said of gamma, beta, dout and eps, and the candidate. */
  | { readonly do: "useProbe" }
  /** What was said in these slots stands again as it was in the settings before, and so does a probe over them. */
  | { readonly do: "bringBack"; readonly slots: readonly Slot[]; readonly before: AnalysisSettings }
  /** The source has been given something of its own for these roles: what was said of them before gives way to it. */
  | { readonly do: "useFromSource"; readonly roles: readonly Role[] }
  | { readonly do: "setPrecision"; readonly precision: Precision };

/** The settings after an action, and what is wrong with it. An action that is refused changes nothing that is in force. */
interface Reduced {
  readonly settings: AnalysisSettings;
  readonly fault: Fault | null;
}

/** What a probe stands in for: a word of the user's there would hide it. */
export const PROBED: readonly Slot[] = ["gamma", "beta", "eps", "dout", "candidate"];

/** Takes an action for an x of this layout (null: none is known yet), judging whether its thing fits. */
export function apply(settings: AnalysisSettings, action: SettingsAction, x: Layout | null): Reduced {
  const layout = layoutUnder(settings, x);
  return reduce(settings, action, judge(action, layout), layout);
}

/** Takes an action that has been judged already, for an x of this layout. */
export function reduce(
  settings: AnalysisSettings,
  action: SettingsAction,
  verdict: Fault | null,
  x: Layout | null,
): Reduced {
  const fault = verdict ?? unusable(action);
  if (!fault) return { settings: taken(settings, action), fault };
  if (action.do !== "type") return { settings, fault };
  const names = namesOf(slotOf(action.name));
  const { parameters, refused } = names.reduce((before, name) => withFitting(before, name, x), settings);
  return {
    settings: { ...settings, parameters, refused: { ...without(refused, names), [action.name]: action.text } },
    fault,
  };
}

/**
 * Takes an action from before there was an x, judged by the x that has come. A pick that does not fit stays where nothing
 * else was said of its parameter: a default in its place would be a value that nobody gave.
 */
export function reduceEarly(
  settings: AnalysisSettings,
  action: SettingsAction,
  verdict: Fault | null,
  x: Layout | null,
): Reduced {
  const isAlone =
    action.do === "pick" &&
    !isGradient(action.role) &&
    namesOf(slotOfRole(action.role)).every((name) => !settings.parameters[name]);
  return reduce(settings, action, isAlone ? null : verdict, x);
}

/** A text that was refused and fits an x of this layout is in force, and stays so when something newer is refused. */
function withFitting(settings: AnalysisSettings, name: TypedName, x: Layout | null): AnalysisSettings {
  const text = settings.refused[name];
  const isInForce = text !== undefined && x !== null && judge({ do: "type", name, text }, x) === null;
  return isInForce ? withWord(settings, name, { from: "typed", text }) : settings;
}

/** The slots whose earlier word an action replaces. */
export function slotsOf(action: SettingsAction): readonly Slot[] {
  switch (action.do) {
    case "type":
      return [slotOf(action.name)];
    case "pick":
      return [slotOfRole(action.role)];
    case "clearCandidate":
      return ["candidate"];
    case "useProbe":
      return PROBED;
    case "bringBack":
      return action.slots;
    case "useFromSource":
      return action.roles.map(slotOfRole);
    case "setPrecision":
      return [];
  }
}

function unusable(action: SettingsAction): Fault | null {
  if (action.do !== "pick" || isGradient(action.role) || canBePicked(action.role)) return null;
  const refusal = failure("not-a-tensor", `${action.role} is typed, not picked.`);
  return refusal.ok ? null : refusal.fault;
}

function taken(settings: AnalysisSettings, action: SettingsAction): AnalysisSettings {
  switch (action.do) {
    case "type": {
      const { name, text } = action;
      return withWord(settings, name, text.trim() === "" ? null : { from: "typed", text });
    }
    case "pick": {
      const { role, title, value } = action;
      if (!isGradient(role)) return withWord(settings, role, { from: "picked", title, value });
      const which = ofSecond(role) ? "candidate2" : "candidate";
      const name = gradientOf(role);
      const titles = { ...settings[which]?.titles, [name]: title };
      return { ...settings, [which]: { ...settings[which], title, titles, [name]: value } };
    }
    case "clearCandidate":
      return { ...settings, candidate: null, candidate2: null, putAway: true };
    case "useProbe": {
      const probed = PROBED.flatMap(namesOf);
      return {
        ...settings,
        parameters: without(settings.parameters, probed),
        refused: without(settings.refused, probed),
        candidate: null,
        candidate2: null,
        probeSeed: (settings.probeSeed ?? 0) + 1,
      };
    }
    case "bringBack":
      return withEarlier(settings, action.slots, action.before);
    case "useFromSource":
      return action.roles.reduce(withSourceIn, settings);
    case "setPrecision":
      return { ...settings, precision: action.precision };
  }
}

/** The settings with what was said in these slots before; a probe comes and goes with what it stands in for. */
function withEarlier(settings: AnalysisSettings, slots: readonly Slot[], before: AnalysisSettings): AnalysisSettings {
  const names = slots.flatMap(namesOf);
  const { candidate, candidate2, putAway } = slots.includes("candidate") ? before : settings;
  return {
    ...settings,
    parameters: { ...without(settings.parameters, names), ...only(before.parameters, names) },
    refused: { ...without(settings.refused, names), ...only(before.refused, names) },
    candidate,
    candidate2,
    putAway,
    probeSeed: slots.some((slot) => PROBED.includes(slot)) ? before.probeSeed : settings.probeSeed,
  };
}

/** Takes back what would hide the source's own word for a role: the user's, and a probe that stands in for it. */
function withSourceIn(settings: AnalysisSettings, role: Role): AnalysisSettings {
  const probeSeed = PROBED.includes(slotOfRole(role)) ? null : settings.probeSeed;
  if (!isGradient(role)) return { ...withWord(settings, role, null), probeSeed };
  if (!settings.candidate) return { ...settings, probeSeed, putAway: false };
  const candidate = { ...settings.candidate, [gradientOf(role)]: undefined };
  const isLeft = GRADIENTS.some((name) => candidate[name] !== undefined);
  return { ...settings, candidate: isLeft ? candidate : null, probeSeed, putAway: false };
}

function withWord(settings: AnalysisSettings, name: TypedName, word: ParameterOverride | null): AnalysisSettings {
  const names = namesOf(slotOf(name));
  const parameters = without(settings.parameters, names);
  return {
    ...settings,
    parameters: word ? { ...parameters, [name]: word } : parameters,
    refused: without(settings.refused, names),
  };
}

export function slotOf(name: TypedName): Exclude<Slot, "candidate"> {
  return name === "seed" ? "dout" : name;
}

/** Under which names a slot's words stand. dout is either given or drawn from a seed: the newest word counts. */
export function namesOf(slot: Slot): readonly TypedName[] {
  if (slot === "candidate") return [];
  return slot === "dout" ? ["seed", "dout"] : [slot];
}

export function slotOfRole(role: Role): Slot {
  return isGradient(role) ? "candidate" : role;
}

function ofSecond(role: GradientRole): boolean {
  return role.startsWith("candidate2");
}

function without<T>(
  words: Readonly<Partial<Record<TypedName, T>>>,
  names: readonly TypedName[],
): Partial<Record<TypedName, T>> {
  return Object.fromEntries(Object.entries(words).filter(([name]) => !names.includes(name as TypedName)));
}

function only<T>(
  words: Readonly<Partial<Record<TypedName, T>>>,
  names: readonly TypedName[],
): Partial<Record<TypedName, T>> {
  return Object.fromEntries(Object.entries(words).filter(([name]) => names.includes(name as TypedName)));
}
