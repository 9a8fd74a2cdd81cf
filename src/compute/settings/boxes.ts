import { DEFAULT_SLOPE } from "../../core/conventions";
import { DEFAULT_AXIS } from "../../core/layout";
import { DEFAULT_EPS, DEFAULT_SEED, type ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import { toleranceText } from "../../core/tolerance";
import { PARAMETERS, type ParameterName, type ParameterState } from "../../protocol/parameters";
import { extentsText } from "./said-layer";
import type { Statements } from "./statements";

/** What the panel's boxes show of an input, and of the statements that have made it. Nobody has said what is assumed. */
export function boxes(
  input: ProblemInput,
  statements: Statements,
  assumed: readonly ParameterName[],
): Readonly<Record<ParameterName, ParameterState>> {
  const states = PARAMETERS.map((name) => {
    const { box, fault } = statements.get(name) ?? {};
    const from = isGiven(name, input) && !assumed.includes(name) ? ("given" as const) : ("default" as const);
    const shown = box ?? { from, text: textOf(name, input) };
    return [name, fault ? { ...shown, fault } : shown];
  });
  return Object.fromEntries(states) as Record<ParameterName, ParameterState>;
}

/** Whether somebody has given a parameter; the extents that are normalized may be given by their axes. */
export function isGiven(name: ParameterName, input: ProblemInput): boolean {
  return input[name] !== undefined || (name === "normalizedShape" && input.axes !== undefined);
}

function textOf(name: ParameterName, input: ProblemInput): string {
  const { dout, doutSeed = DEFAULT_SEED, mask, split } = input;
  switch (name) {
    case "gamma":
      return describe(input.gamma, "1");
    case "beta":
      return describe(input.beta, "0");
    case "dout":
      return describe(dout, `standard normal, seed ${doutSeed}`);
    case "runningMean":
    case "runningVar":
    case "rstd":
      return describe(input[name], "");
    case "mask":
      return mask ? describeMask(mask) : "";
    case "split":
      return split?.join(", ") ?? "";
    case "eps":
      return String(input.eps ?? DEFAULT_EPS);
    case "slope":
      return String(input.slope ?? DEFAULT_SLOPE);
    case "tolerance":
      return input.tolerance ? toleranceText(input.tolerance) : "";
    case "norm":
      return input.norm ?? "batch";
    case "groups":
      return input.norm === "group" ? String(input.groups) : "";
    case "normalizedShape":
      return extentsText(input);
    case "gammaOffset":
      return String(input.gammaOffset ?? 0);
    case "axis":
      return String(input.axis ?? DEFAULT_AXIS);
    case "mode":
      return input.mode ?? "train";
    case "variance":
      return input.variance ?? "biased";
    case "epsPlacement":
      return input.epsPlacement ?? "inside";
    case "activation":
      return input.activation ?? "none";
  }
}

function describe(value: Tensor | number | undefined, standard: string): string {
  if (value === undefined) return standard;
  if (typeof value === "number") return String(value);
  if (value.values.length <= 8) return `[${Array.from(value.values).join(", ")}]`;
  return `${value.shape.join(" x ")} values`;
}

function describeMask(mask: Tensor): string {
  const kept = Array.from(mask.values).filter((value) => value !== 0).length;
  return mask.values.length <= 8 ? describe(mask, "") : `${kept} of ${mask.values.length} rows`;
}
