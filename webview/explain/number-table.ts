import { html, type TemplateResult } from "lit";
import type { Numeric } from "../../src/protocol/json-number";
import { exact, short } from "../page/numbers";

/** A number of a table. */
export interface TableCell {
  readonly name: string; // in tests
  readonly value: Numeric | null; // null: it has not come
  readonly text?: string; // in place of three digits
}

/** The numbers of a chart beside it: three digits of each, and all of them under the pointer. */
export function numberTable(
  caption: string,
  head: readonly string[],
  rows: readonly { readonly label: string; readonly cells: readonly TableCell[] }[],
): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
    <table class="figures">
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ label, cells }) =>
            html`<tr>
              <th scope="row">${label}</th>
              ${cells.map(({ name, value, text }) =>
                value === null
                  ? html`<td>…</td>`
                  : html`<td data-number=${name} title=${exact(value)}>${text ?? short(value)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
