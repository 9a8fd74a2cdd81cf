import type { BuildOptions } from "esbuild";
/** Options that all bundles share, and those of each. */
export const shared: BuildOptions;
export const bundles: readonly BuildOptions[];
