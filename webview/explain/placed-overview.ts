import { html, type TemplateResult } from "lit";
import { PLACEMENT_TITLES } from "../../src/core/explained-words";
import type { PlacedReport } from "../../src/protocol/explain";
import { toNumeric, type Numeric } from "../../src/protocol/json-number";
import { icon } from "../page/icons";
import { exact, short } from "../page/numbers";
import { t } from "../page/strings";
import { percent } from "./percent";
import { SIGNS, TONES, wordOf } from "./verdict-signs";

/** The placements in one table: dead cells, what leaves them, |dx|, and what their own check says. */
export function placedOverview(placements: readonly PlacedReport[]): TemplateResult {
  const heads = [t("dead cells"), t("out: mean"), t("out: sd"), "|dx|", t("check")];
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t("The three placements")}>
    <table class="figures">
      <thead>
        <tr>
          <td></td>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${placements.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row({ name, dead, dxNorm, out, verdict }: PlacedReport): TemplateResult {
  const cell = (of: string, value: Numeric | undefined, text?: string): TemplateResult =>
    value === undefined
      ? html`<td>–</td>`
      : html`<td data-number=${`${name} ${of}`} title=${exact(value)}>${text ?? short(value)}</td>`;
  return html`<tr>
    <th scope="row">${t(PLACEMENT_TITLES[name])}</th>
    ${cell("dead", toNumeric(dead), percent(dead))} ${cell("mean", out?.mean)} ${cell("sd", out?.sd)}
    ${cell("dxNorm", dxNorm)}
    <td class=${TONES[verdict]} data-verdict=${`${name} ${verdict}`} title=${wordOf(verdict)}>
      ${icon(SIGNS[verdict])}<span class="unseen">${wordOf(verdict)}</span>
    </td>
  </tr>`;
}
