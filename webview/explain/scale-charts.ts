import { html, type TemplateResult } from "lit";
import { PLACEMENT_TITLES } from "../../src/core/explained-words";
import type { PlacedReport, PlacementsReport } from "../../src/protocol/explain";
import { fromNumeric } from "../../src/protocol/json-number";
import { t } from "../page/strings";
import { logAxis } from "../plots/log-axis";
import { legend, seriesChart, type Series } from "../plots/series";
import { numberTable } from "./number-table";
import { percent } from "./percent";

type Measure = Exclude<keyof PlacedReport["byScale"][number], "scale">;

const MEASURES = ["dxNorm", "dead", "dsNorm"] as const satisfies readonly Measure[];
const SHARES = {
  domain: [0, 1] as const,
  names: [0, 0.5, 1].map((at) => ({ at, text: percent(at, 0) })),
};

/** How each placement takes x = s z: a chart against the scale s for each measure, its numbers and what is seen. */
export function scaleCharts(placements: readonly PlacedReport[], said: PlacementsReport["said"]): TemplateResult {
  const keys = placements.map(({ name }) => ({ name: t(PLACEMENT_TITLES[name]), kind: name }));
  return html`${legend(keys)}
  ${MEASURES.map(
    (measure) =>
      html`<figure class="beside" data-measure=${measure}>
        <figcaption>
          <h4>${t("{0} against the scale s", nameOf(measure))}</h4>
          <p>${said?.[measure]}</p>
        </figcaption>
        ${chartOf(placements, measure)} ${tableOf(placements, measure)}
      </figure>`,
  )}`;
}

function chartOf(placements: readonly PlacedReport[], measure: Measure): TemplateResult {
  const series: readonly Series[] = placements.map(({ name, byScale }) => ({
    name,
    kind: name,
    points: byScale.map((each) => ({ x: fromNumeric(each.scale), y: fromNumeric(each[measure]) })),
  }));
  const scales = (series[0]?.points ?? []).map(({ x }) => x);
  const names = scales.map((at) => ({ at, text: String(at) }));
  const across = { domain: [Math.min(...scales), Math.max(...scales)] as const, log: true, names };
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const says = t("{0} against the scale of x; the table has its numbers", nameOf(measure));
  return seriesChart(across, measure === "dead" ? SHARES : logAxis(values), says, series, true);
}

function tableOf(placements: readonly PlacedReport[], measure: Measure): TemplateResult {
  const head = [t("scale"), ...placements.map(({ name }) => t(PLACEMENT_TITLES[name]))];
  const rows = (placements[0]?.byScale ?? []).map(({ scale }, at) => ({
    label: String(scale),
    cells: placements.map(({ name, byScale }) => {
      const value = byScale[at]?.[measure] ?? null;
      return {
        name: `${name} ${scale} ${measure}`,
        value,
        ...(measure === "dead" && value !== null && { text: percent(fromNumeric(value)) }),
      };
    }),
  }));
  return numberTable(t("{0} by scale", nameOf(measure)), head, rows);
}

function nameOf(measure: Measure): string {
  switch (measure) {
    case "dxNorm":
      return "|dx|";
    case "dead":
      return t("share of dead cells");
    case "dsNorm":
      return "|dL/ds|";
  }
}
