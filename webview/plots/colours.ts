import { css } from "lit";

/**
 * Two colours that stand out from the page by 3:1 in every theme. charts.orange does not: in the default themes it is
 * the translucent mark of the minimap, and in high contrast there is none.
 */
export const COLD = css`var(--vscode-charts-blue, var(--vscode-foreground))`;
export const WARM = css`color-mix(in srgb, var(--vscode-charts-yellow, var(--vscode-foreground)) 75%, var(--vscode-foreground))`;
