import { failure, success, type Fault, type Result } from "../../core/fault";
import { affineShapeOf, channelAxis, DEFAULT_AXIS, layoutOn, type Layout } from "../../core/layout";
import { normalizesAxes, toLayerLayout } from "../../core/normalization-layer";
import type { Candidate } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import type { ParameterName, Role, TypedName } from "../../protocol/parameters";
import { readPicked, type ProblemSource } from "../source/problem-source";
import { fitParameter, stands, type Said } from "./fit-statement";
import type { SettingsAction } from "./reduce-settings";
import type { LayerName, SaidLayout } from "./said-layer";
import type { AnalysisSettings } from "./settings";

export const GRADIENTS = ["dx", "dgamma", "dbeta"] as const;

/**
 * The fault of an action whose thing cannot be used with an x of this layout; null when it can. Without one only what
 * needs none is judged. A large thing is read whole for this: the panel asks its worker.
 */
export function judge(action: SettingsAction, x: SaidLayout | null): Fault | null {
  const judged = fitOf(action, x);
  return judged.ok ? null : judged.fault;
}

/**
 * The layout of x when these settings are laid over it: what is said of columns is judged by it. The places of cells tell
 * a layer whose sets run along axes that are named from one that has an axis of channels.
 */
export function layoutUnder({ parameters }: AnalysisSettings, x: SaidLayout | null): SaidLayout | null {
  if (!x) return x;
  const said = (name: LayerName): Said | undefined => {
    const word = parameters[name];
    const fits = word && fitParameter(name, word, x);
    return fits?.ok ? fits.value : undefined;
  };
  const chosen = said("norm")?.norm;
  const norm = chosen ?? x.norm;
  const of = (layout: Layout): SaidLayout => (norm ? { ...layout, norm } : layout);
  if (chosen ? normalizesAxes({ norm: chosen }) : x.cells) {
    const over = said("normalizedShape");
    if (!over && x.cells) return of(x);
    const layout = toLayerLayout(x.shape, { ...over, norm: "layer" });
    return of(layout.ok ? layout.value : x);
  }
  const axis = channelAxis(x.shape, said("axis")?.axis ?? (x.cells ? DEFAULT_AXIS : x.axis));
  return of(axis.ok ? layoutOn(axis.value, x.shape) : x);
}

/** Up to so many characters a text is read in no time. */
export const SHORT_TEXT = 4096;

/** Whether judging an action takes no time: a short text, or numbers that have been read already. */
export function isReadAtOnce(action: SettingsAction): boolean {
  if (action.do === "type") return action.text.length <= SHORT_TEXT;
  return action.do !== "pick" || !("kind" in action.value) || action.value.kind === "input";
}

function fitOf(action: SettingsAction, x: SaidLayout | null): Result<unknown> {
  if (action.do === "type") {
    if (action.text.trim() === "") return success(null);
    return fitParameter(action.name, { from: "typed", text: action.text }, x);
  }
  if (action.do !== "pick") return success(null);
  const { role, value } = action;
  switch (role) {
    case "candidate":
    case "candidate.dx":
      return fitGradient("dx", value, x);
    case "candidate.dgamma":
      return fitGradient("dgamma", value, x);
    case "candidate.dbeta":
      return fitGradient("dbeta", value, x);
    case "candidate2.dx":
    case "candidate2.dgamma":
    case "candidate2.dbeta":
      return fitGradient(gradientOf(role), value, x);
    default:
      return fitParameter(role, { from: "picked", title: action.title, value }, x);
  }
}

/** The gradient that a role is for. */
export function gradientOf(role: GradientRole): (typeof GRADIENTS)[number] {
  return GRADIENTS.find((name) => role.endsWith(`.${name}`)) ?? "dx";
}
export type GradientRole = Exclude<Role, ParameterName>;

export function isGradient(role: Role | TypedName): role is GradientRole {
  return role.startsWith("candidate");
}

/** One gradient of the user's own, in the shape that it has beside an x of this layout. */
export function fitGradient(
  name: (typeof GRADIENTS)[number],
  value: ProblemSource | Tensor,
  x: Layout | null,
): Result<Candidate> {
  const read = readPicked(value);
  if (!read.ok) return read;
  if (!x) return success({});
  const shape = name === "dx" ? x.shape : affineShapeOf(x);
  if (stands(read.value, shape, name === "dx")) return success({ [name]: { ...read.value, shape } });
  const got = read.value.shape.join(" x ");
  return failure(`candidate-${name}-shape`, `Your ${name} has shape ${got}, expected ${shape.join(" x ")}.`);
}
