import { doutNamed } from "../../core/diagnosis";
import { failure, success, type Result } from "../../core/fault";
import type { Problem } from "../../core/problem";
import type { Fit } from "../../core/verdict";
import { apply, type SettingsAction } from "./reduce-settings";
import type { AnalysisSettings, TypedName } from "./settings";

/** Settings with what a fit says laid over the source, as if the user had typed it; a fault where a key has no place. */
export function takeFit(settings: AnalysisSettings, fit: Fit, problem: Problem): Result<AnalysisSettings> {
  let taken = settings;
  for (const [key, value] of Object.entries(fit.set)) {
    const { settings: next, fault } = apply(taken, actionOf(key, value, problem), problem.layout.shape);
    if (fault) return failure("fit", `${fit.sentence} It cannot be taken over: ${fault.text}`);
    taken = next;
  }
  return success(taken);
}

function actionOf(key: string, value: Fit["set"][string], problem: Problem): SettingsAction {
  const dout = key === "dout" ? doutNamed(String(value), problem) : undefined;
  if (dout) {
    const tensor = { shape: problem.layout.shape, values: dout, dtype: "float64" as const };
    return { do: "pick", role: "dout", title: String(value), value: tensor };
  }
  return { do: "type", name: key as TypedName, text: typeof value === "object" ? value.join(", ") : String(value) };
}
