import { css, html, svg, type TemplateResult } from "lit";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import { COLD, WARM } from "./colours";

/** A small bar from zero to the left or right; its length is the share of the largest term. */
export function signedBar(term: Numeric | null, largest: number): TemplateResult {
  const value = term === null ? 0 : fromNumeric(term);
  const share = largest > 0 && Number.isFinite(value) ? (value / largest) * 50 : 0;
  return html`<svg class="signed" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class=${share < 0 ? "minus" : "plus"} x=${Math.min(50, 50 + share)} y="2" width=${Math.abs(share)} height="8" />
    <line class="axis" x1="50" y1="0" x2="50" y2="12" />`}
  </svg>`;
}

export const signedBarStyles = css`
  svg.signed {
    display: block;
    width: 100%;
    height: 12px;
  }
  .axis {
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .plus {
    fill: ${WARM};
  }
  .minus {
    fill: ${COLD};
  }
`;
