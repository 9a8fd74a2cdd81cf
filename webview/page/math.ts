import { VIEWS, type TensorName } from "../../src/views";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { html, type TemplateResult } from "lit";

/**
 * The formulas on screen. Numbers in circles are those of the terms in core/batchnorm/batchnorm.ts and in the cell's bars:
 * (1) direct, (2) mean path, (3) variance path.
 */
const v = (name: string, sub?: string): TemplateResult =>
  html`<var>${name}</var>${sub ? html`<sub>${sub}</sub>` : null}`;

export const X = v("x");
export const GAMMA = v("\u03b3");
export const BETA = v("\u03b2");
export const EPS = v("\u03b5");
export const MU = v("\u03bc");
export const VARIANCE = v("v");
export const R = v("r");
export const OUT = v("out");
export const DOUT = v("dout");
export const XHAT = html`<var>x̂</var>`;
const DX = v("dx");
export const DGAMMA = html`<var>dγ</var>`;
export const DBETA = html`<var>dβ</var>`;
export const GBAR = html`<var>ḡ</var>`;
const UBAR = html`<var>ū</var>`;
export const C = v("c");

/**
 * dx = gamma r ( (1) dout - (2) gbar - (3) xhat c ), or what is left of it when the statistics are constants. Where gamma
 * varies in a set, r ( (1) gamma dout - (2) ubar - (3) xhat c ); RMS norm has no (2).
 */
export function dxFormula({ mode, norm }: Pick<AnalysisState, "mode" | "norm">): TemplateResult {
  if (mode === "eval") return html`${DX} = ${GAMMA} ${R} · ${DOUT}`;
  const last = html`<span class="t3">${XHAT} ${C}</span>`;
  if (norm === "batch" || norm === "instance") {
    return html`${DX} = ${GAMMA} ${R} (<span class="t1">${DOUT}</span> − <span class="t2">${GBAR}</span> − ${last})`;
  }
  const first = html`<span class="t1">${GAMMA} ${DOUT}</span>`;
  if (norm === "rms") return html`${DX} = ${R} (${first} − ${last})`;
  return html`${DX} = ${R} (${first} − <span class="t2">${UBAR}</span> − ${last})`;
}

/** Name of a tensor as it is written in formulas, in plain text for labels and titles. */
export const SYMBOLS = Object.fromEntries(VIEWS.map(({ name, symbol }) => [name, symbol])) as Readonly<
  Record<TensorName, string>
>;
