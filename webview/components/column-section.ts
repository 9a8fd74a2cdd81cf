import { html, nothing, type TemplateResult } from "lit";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { TensorName } from "../../src/protocol/picture";
import { viewsListed } from "../../src/views";
import type { CellLookup } from "../page/cell-lookup";
import { exact, literal } from "../page/numbers";
import { setName, setTitle } from "../page/set-words";
import { t } from "../page/strings";

/** What belongs to the set, where that is no column. */
const OF_SET: readonly TensorName[] = ["mean", "variance"];

/** What the section needs of the inspector that it stands in. */
interface Inspecting {
  readonly table: (names: readonly TensorName[], cell: CellLookup) => TemplateResult;
  readonly copy: (text: string) => void;
}

/** What belongs to the cell's column, and to the set that its mean and variance are of. */
export function columnSection(analysis: AnalysisState, cell: CellLookup, inspecting: Inspecting): TemplateResult {
  const title = t("Column {0}", cell.query.column);
  const names = viewsListed("column");
  const ofStatistics = statisticsTable(analysis, cell, inspecting);
  if (analysis.norm === "batch") {
    return html`<section aria-label=${title}>
      <h3>${title}</h3>
      ${inspecting.table(names, cell)} ${ofStatistics}
    </section>`;
  }
  const ofSet = setTitle(analysis, cell.query);
  return html`<section aria-label=${ofSet}>
      <h3>${ofSet}</h3>
      ${inspecting.table(OF_SET, cell)} ${ofStatistics}
    </section>
    <section aria-label=${title}>
      <h3>${title}</h3>
      ${inspecting.table(
        names.filter((name) => !OF_SET.includes(name)),
        cell,
      )}
    </section>`;
}

/** For a backward that is built step by step: what flows back into the mean and the variance. */
function statisticsTable(
  analysis: AnalysisState,
  { report, query }: CellLookup,
  { copy }: Inspecting,
): TemplateResult | typeof nothing {
  if (!report?.statistics) return nothing;
  const { dmu, dv } = report.statistics;
  const isCentred = analysis.norm !== "rms"; // RMS norm takes no mean off
  const weighted = analysis.setBlock.columns > 1 ? "gamma dout" : "dout";
  const front = analysis.setBlock.columns > 1 ? "" : "gamma ";
  const mean = isCentred ? [`dmu = ${literal(dmu)}`] : [];
  const text = [`# ${setName(analysis, query)}`, ...mean, `dv = ${literal(dv)}`].join("\n");
  return html`<table class="figures" aria-label=${t("Gradients of mean and variance")}>
      <tbody>
        ${
          isCentred
            ? html`<tr>
                <th
                  scope="row"
                  title=${t("Gradient of the loss by the mean: -{0}r times the sum of {1}", front, weighted)}
                >
                  dμ
                </th>
                <td data-field="dmu">${exact(dmu)}</td>
              </tr>`
            : nothing
        }
        <tr>
          <th
            scope="row"
            title=${t("Gradient of the loss by the variance: -{0}r² / 2 times the sum of {1} x̂", front, weighted)}
          >
            dv
          </th>
          <td data-field="dv">${exact(dv)}</td>
        </tr>
      </tbody>
    </table>
    <button class="link" @click=${() => copy(text)}>${isCentred ? t("Copy dμ and dv") : t("Copy dv")}</button>`;
}
