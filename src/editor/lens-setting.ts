/** Where lenses stand: above a document that is a matrix or a problem as a whole, above all that is in it, or nowhere. */
export type LensScope = "root" | "all" | "off";

/** What the user has set: `show`, and the switch that was there before it. undefined: not set. */
interface LensSettings {
  readonly show: unknown;
  readonly enabled: unknown;
}

/**
 * Where a document gets lenses. The switch of before still counts, unless the newer setting is set beside it. A file that
 * is named as a problem file is there to be looked at: all in it gets lenses, also while it is not right yet.
 */
export function lensScope({ show, enabled }: LensSettings, path: string): LensScope {
  const asked: LensScope =
    show === "all" || show === "off" || show === "root" ? show : enabled === false ? "off" : "root";
  return asked === "root" && /\.gradlens\.jsonc?$/i.test(path) ? "all" : asked;
}
