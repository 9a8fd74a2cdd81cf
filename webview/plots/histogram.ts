import { html, nothing, svg, type TemplateResult } from "lit";
import { fromNumeric, type RegionReport } from "../../src/protocol";
import { SYMBOLS } from "../page/math";
import { count, short } from "../page/numbers";
import { t } from "../page/strings";
import { chart, column, line, type Point } from "./chart";

/** Counts between min and max; over xhat the unit Gaussian of as many values, which a normalised column should resemble. */
export function histogram(report: RegionReport, gaussian: boolean): TemplateResult | typeof nothing {
  const name = SYMBOLS[report.tensor];
  const finite = report.count - report.nan - report.infinite;
  if (finite <= 0) return html`<p class="muted">${t("No finite value.")}</p>`;
  let low = fromNumeric(report.min);
  let high = fromNumeric(report.max);
  const bins = report.histogram.length;
  const flat = low === high;
  if (flat) {
    const room = Math.abs(low) / 2 || 1;
    low -= room;
    high += room;
  }
  const width = (high - low) / bins;
  // A flat tensor has all its counts at one value: show them there.
  const counts = flat
    ? Float64Array.from({ length: bins }, (_, i) => (i === bins >> 1 ? finite : 0))
    : report.histogram;
  const curve: Point[] = [];
  if (gaussian && !flat) {
    for (let i = 0; i <= 100; i++) {
      const x = low + ((high - low) * i) / 100;
      curve.push({ x, y: (finite * width * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI) });
    }
  }
  const top = Math.max(1, ...counts, ...curve.map(({ y }) => y));
  const says = t(
    "Histogram of {0}: {1} values from {2} to {3}, mean {4}, standard deviation {5}",
    name,
    count(finite),
    short(report.min),
    short(report.max),
    short(report.mean),
    short(report.sd),
  );
  return chart(
    { domain: [low, high] },
    { domain: [0, top * 1.04] },
    says,
    (toX, toY) =>
      svg`${Array.from(counts, (value, i) => column(toX, toY, low + i * width, low + (i + 1) * width, value))}
      ${curve.length ? line(curve, toX, toY, "curve") : nothing}`,
  );
}
