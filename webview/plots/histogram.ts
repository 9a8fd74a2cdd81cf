import { html, nothing, svg, type TemplateResult } from "lit";
import { fromNumeric } from "../../src/protocol/json-number";
import type { Distribution } from "../../src/protocol/queries";
import { count, short } from "../page/numbers";
import { t } from "../page/strings";
import { apart } from "./distinct-number";
import { chart, column, line } from "./chart";
import { gaussianCounts } from "./gaussian";

/**
 * Counts between min and max, and what the unit Gaussian would count in each bin: of xhat, which should resemble it, at any
 * rate; beside others where at least half of it lies between min and max. Elsewhere it would be a line at 0.
 */
export function histogram(
  report: Distribution,
  name: string,
  gaussian: boolean | "where near",
): TemplateResult | typeof nothing {
  const finite = report.count - report.nan - report.infinite;
  if (finite <= 0) return html`<p class="muted">${t("No finite value.")}</p>`;
  let low = fromNumeric(report.min);
  let high = fromNumeric(report.max);
  const bins = report.histogram.length;
  const range = high - low;
  const flat = low === high;
  if (flat) {
    const size = Math.abs(low);
    const room = Math.min(size / 2 || 1, Number.MAX_VALUE - size);
    low -= room;
    high += room;
  }
  // Neither high - low nor an edge leaves the range of doubles.
  const edge = (i: number): number => low * (1 - i / bins) + high * (i / bins);
  const edges = Array.from({ length: bins + 1 }, (_, i) => edge(i));
  // A flat tensor has all its counts at one value: show them there.
  const counts = flat
    ? Float64Array.from({ length: bins }, (_, i) => (i === bins >> 1 ? finite : 0))
    : report.histogram;
  const unit = gaussian === false || flat ? [] : gaussianCounts(edges, finite);
  const isSeen = gaussian === true || unit.reduce((sum, y) => sum + y, 0) >= finite / 2;
  const curve = isSeen ? unit.map((y, i) => ({ x: edge(i) / 2 + edge(i + 1) / 2, y })) : [];
  const top = Math.max(1, ...counts, ...curve.map(({ y }) => y));
  const says = t(
    "Histogram of {0}: {1} values from {2} to {3}, mean {4}, standard deviation {5}",
    name,
    count(finite),
    apart(report.min, range),
    apart(report.max, range),
    apart(report.mean, range),
    short(report.sd),
  );
  return chart(
    { domain: [low, high] },
    { domain: [0, top * 1.04], whole: true },
    curve.length ? t("{0}; the curve is what the unit Gaussian would count in each bin", says) : says,
    (toX, toY) =>
      svg`${Array.from(counts, (value, i) => column(toX, toY, edge(i), edge(i + 1), value))}
      ${curve.length ? line(curve, toX, toY, "curve") : nothing}`,
  );
}
