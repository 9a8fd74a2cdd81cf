import type { GradientName } from "../core/verdict";

/** A mask: which cells of a gradient a verdict counts as wrong. It lies over the views that name it. */
interface Mask {
  readonly by: "check" | "comparison"; // whose verdict
  readonly of: GradientName;
}

export const MASKS = {
  dxWrong: { by: "check", of: "dx" },
  dgammaWrong: { by: "check", of: "dgamma" },
  dbetaWrong: { by: "check", of: "dbeta" },
  candidateWrong: { by: "comparison", of: "dx" },
  candidateDgammaWrong: { by: "comparison", of: "dgamma" },
  candidateDbetaWrong: { by: "comparison", of: "dbeta" },
} as const satisfies Readonly<Record<string, Mask>>;
export type MaskName = keyof typeof MASKS;

const NAMES = Object.keys(MASKS) as readonly MaskName[];

/** Names of the masks, all of them or those of one verdict. */
export function masksBy(by?: Mask["by"]): readonly MaskName[] {
  return NAMES.filter((name) => by === undefined || MASKS[name].by === by);
}

export function isMask(name: unknown): name is MaskName {
  return (NAMES as readonly unknown[]).includes(name);
}
