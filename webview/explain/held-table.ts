import { css, html, type TemplateResult } from "lit";
import type { HeldReport, HeldRows } from "../../src/protocol/explain";
import { toNumeric } from "../../src/protocol/json-number";
import { icon } from "../page/icons";
import { exactUnsignedZero, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { SIGNS, TONES, wordOf } from "./verdict-signs";

/** A derivative with what it is and what it is held against. */
export interface HeldLine {
  readonly name: string; // in files and tests: "dmu"
  readonly formula: TemplateResult;
  readonly held: HeldReport;
}

/** Derivatives, each beside its numeric counterpart and with the verdict. */
export function heldTable(caption: string, lines: readonly HeldLine[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">${t("derivative")}</th>
          <th scope="col">${t("value, and numerically")}</th>
          <th scope="col">${t("error")}</th>
          <th scope="col"><span class="unseen">${t("verdict")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ name, formula, held }) =>
            html`<tr data-held=${name}>
              <td>${formula}</td>
              <td>
                <span data-value>${exactUnsignedZero(held.value)}</span><br /><span class="muted" data-numeric
                  >${exactUnsignedZero(held.numeric)}</span
                >
              </td>
              <td>${tiny(held.error)}</td>
              <td class=${TONES[held.verdict]} title=${wordOf(held.verdict)}>
                ${icon(SIGNS[held.verdict])}<span class="unseen">${wordOf(held.verdict)}</span>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One row of many. */
export function heldAt(rows: HeldRows, at: number): HeldReport {
  const of = (values: Float64Array): HeldReport["value"] => toNumeric(values[at] ?? NaN);
  return { value: of(rows.value), numeric: of(rows.numeric), error: of(rows.error), verdict: rows.verdict };
}

export const heldStyles = css`
  .scroll {
    max-width: 860px;
    overflow-x: auto;
  }
  .scroll td:first-child {
    padding-inline-start: 0;
    text-align: start;
  }
  .scroll td math {
    font-size: 1.05em;
  }
  .scroll table.figures td,
  .scroll table.figures th {
    padding-block: 2px;
  }
`;
