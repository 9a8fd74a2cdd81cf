import type { Plugin } from "esbuild";
export const chunkNames: string;
/** Turns an ES module, as esbuild writes it, into a script for `require`. */
export function toCommonJs(text: string): string;
export const commonParts: Plugin;
