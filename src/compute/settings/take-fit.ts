import { PARAMETERS, type TypedName } from "../../protocol/parameters";
import { failure, success, type Result } from "../../core/fault";
import type { Layout } from "../../core/layout";
import type { Fit } from "../../core/verdict";
import { isGradient, SHORT_TEXT, type GradientRole } from "./fit";
import { apply, type SettingsAction } from "./reduce-settings";
import type { AnalysisSettings } from "./settings";

/**
 * What a fit says, as if the user had said it: typed, or picked where a text would be too long for its box, or a gradient
 * is said. The layer and its axis come first: what is said of columns is judged by them.
 */
export function actionsOf(fit: Fit): SettingsAction[] {
  const place = (key: string): number => FIRST.indexOf(key) + 1 || Infinity;
  const set = Object.entries(fit.set).map(([key, value]) => ({ key, value, at: place(key) }));
  return set.sort((one, other) => Math.sign(one.at - other.at) || 0).map(({ key, value }) => actionOf(key, value));
}
const FIRST = ["norm", "axis", "axes"];

/** Whether all of it can be said in the panel. */
export function canBeTaken({ set }: Fit): boolean {
  return Object.keys(set).every(
    (key) =>
      key === "seed" || key === "axes" || isGradient(key as GradientRole) || PARAMETERS.some((name) => name === key),
  );
}

function actionOf(key: string, value: Fit["set"][string]): SettingsAction {
  const name = key as TypedName | GradientRole;
  // The box of the normalized extents takes axes, too.
  if (key === "axes") return { do: "type", name: "normalizedShape", text: `axes ${[value].flat().join(", ")}` };
  const text = typeof value === "object" ? value.join(", ") : String(value);
  const isTyped = name === "seed" || (text.length <= SHORT_TEXT && !isGradient(name));
  if (typeof value !== "object" || isTyped) return { do: "type", name: name as TypedName, text };
  const tensor = { shape: [value.length], values: Float64Array.from(value), dtype: "float64" as const };
  return { do: "pick", role: name, title: "the fit", value: tensor };
}

/** Settings with what a fit says laid over the source; a fault where it cannot be. */
export function takeFit(settings: AnalysisSettings, fit: Fit, x: Layout): Result<AnalysisSettings> {
  let taken = settings;
  for (const action of actionsOf(fit)) {
    const { settings: next, fault } = apply(taken, action, x);
    if (fault) return failure("fit", `${fit.sentence} It cannot be taken over: ${fault.text}`);
    taken = next;
  }
  return success(taken);
}
