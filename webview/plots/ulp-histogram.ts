import { html, svg, type TemplateResult } from "lit";
import type { UlpReport } from "../../src/protocol/queries";
import { count, short, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { chart, column } from "./chart";

const TICKS = 8;

/** How many cells are off by how many units of the last place: a bar for each doubling, the first up to 1/2. */
export function ulpHistogram({ counts, odd, most }: UlpReport): TemplateResult {
  const bars = counts.length;
  if (bars === 0) return html`<p class="muted">${t("No finite value.")}</p>`;
  const total = counts.reduce((sum, cells) => sum + cells, 0);
  const [within = 0] = counts;
  const says = t(
    "Error in units of the last place: {0} of {1} cells within 1/2, the largest {2}",
    count(within),
    count(total + odd),
    tiny(most),
  );
  const every = Math.ceil(bars / TICKS);
  // A bar ends at its number.
  const names = Array.from(counts, (_, i) => ({ at: i + 1, text: i === 0 ? "½" : short(2 ** (i - 1)) }));
  return chart(
    { domain: [0, bars], names: names.filter((_, i) => i % every === 0) },
    { domain: [0, Math.max(1, ...counts) * 1.04] },
    odd > 0 ? t("{0}; {1} hold no finite number", says, count(odd)) : says,
    (toX, toY) => svg`${Array.from(counts, (cells, i) => column(toX, toY, i, i + 1, cells))}`,
  );
}
