/** Where lenses stand: above a document that is a matrix or a problem as a whole, above all that is in it, or nowhere. */
export type LensScope = "root" | "all" | "off";

/** What the user has set: `show`, and the switch that was there before it. undefined: not set. */
interface LensSettings {
  readonly show: unknown;
  readonly enabled: unknown;
  /** Gradient Lens has been used in this window. */
  readonly isAsked: boolean;
}

/**
 * Where a document gets lenses. The switch of before still counts, unless the newer setting is set beside it. A file that
 * is named as a problem file is there to be looked at: all in it gets lenses, also while it is not right yet. Of any other
 * file nothing is read for a lens before the user has asked for something, by a command or by the setting.
 */
export function lensScope({ show, enabled, isAsked }: LensSettings, path: string): LensScope {
  const asked: LensScope =
    show === "all" || show === "off" || show === "root" ? show : enabled === false ? "off" : "root";
  if (asked === "root" && /\.gradlens\.jsonc?$/i.test(path)) return "all";
  return asked === "root" && show !== "root" && !isAsked ? "off" : asked;
}
