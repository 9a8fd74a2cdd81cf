import { html, nothing, type TemplateResult } from "lit";
import { PLACEMENT_TITLES } from "../../src/core/explained-words";
import { itemAt } from "../../src/core/item-at";
import { MOST_PLACED, type PlacedReport } from "../../src/protocol/explain";
import { fromNumeric, toNumeric } from "../../src/protocol/json-number";
import type { Distribution } from "../../src/protocol/queries";
import { count, short } from "../page/numbers";
import { t } from "../page/strings";
import { histogram } from "../plots/histogram";
import "./explained-picture";
import { numberTable } from "./number-table";
import type { PictureStore } from "./picture-store";

/** The placements side by side: what leaves each as a histogram, and its dx as a picture. */
export function placedFigures(
  placements: readonly PlacedReport[],
  stores: Readonly<Record<PlacedReport["name"], PictureStore>>,
): TemplateResult {
  if (placements.some(({ out }) => out === null))
    return html`<p class="muted">${t("Histograms and pictures are drawn of up to {0} cells.", count(MOST_PLACED))}</p>`;
  return html`<div class="placed">${placements.map((each) => figure(each, stores[each.name]))}</div>
    <p class="muted">${t("dx in one range of colours.")}</p>`;
}

function figure({ name, out }: PlacedReport, picture: PictureStore): TemplateResult | typeof nothing {
  if (!out) return nothing;
  const title = t(PLACEMENT_TITLES[name]);
  return html`<figure data-placed=${name}>
    <figcaption><h4>${title}</h4></figcaption>
    ${histogram(out, t("out, {0}", title), false)}
    <details>
      <summary>${t("Numbers of the histogram")}</summary>
      ${binTable(title, out)}
    </details>
    <gl-explain-picture data-picture=${name} .picture=${picture} .name=${t("{0}: dx", title)}></gl-explain-picture>
  </figure>`;
}

function binTable(title: string, { min, max, histogram: counts }: Distribution): TemplateResult {
  const [low, high] = [fromNumeric(min), fromNumeric(max)];
  const edge = (i: number): number => low * (1 - i / counts.length) + high * (i / counts.length);
  const rows = Array.from(counts, (_, i) => ({
    label: short(toNumeric(edge(i))),
    cells: [
      { name: `to ${i}`, value: toNumeric(edge(i + 1)) },
      { name: `cells ${i}`, value: itemAt(counts, i), text: count(itemAt(counts, i)) },
    ],
  }));
  return numberTable(t("Histogram of out, {0}", title), [t("from"), t("to"), t("cells")], rows);
}
