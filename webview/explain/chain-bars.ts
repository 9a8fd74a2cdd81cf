import { svg, html, type TemplateResult } from "lit";
import { numberAt } from "../../src/core/item-at";
import { short } from "../page/numbers";
import { t } from "../page/strings";
import type { Camera } from "../store";

/** Bars at most: of more rows some share one, whose sum it is. */
const MOST = 128;

/** What each row of the chain rule adds to dx, at the height of its row in the picture. Together they are dx. */
export function chainBars(chain: Float64Array, from: number, camera: Camera): TemplateResult {
  const first = Math.max(from, Math.floor(camera.row));
  const last = Math.min(from + chain.length, Math.ceil(camera.row + camera.rows));
  const rows = Math.max(0, last - first);
  const each = Math.max(1, Math.ceil(rows / MOST));
  const sums = Array.from({ length: Math.ceil(rows / each) }, (_, n) => {
    let sum = 0;
    for (let i = first + n * each; i < Math.min(last, first + (n + 1) * each); i++) sum += numberAt(chain, i - from);
    return { sum, row: first + n * each };
  });
  const largest = sums.reduce((most, { sum }) => (Number.isFinite(sum) ? Math.max(most, Math.abs(sum)) : most), 0);
  const says = t("What output rows {0} to {1} add to dx, up to {2} a bar", first, last - 1, short(largest));
  const unit = 100 / camera.rows;
  const thick = Math.max(0.3, unit * each * 0.86);
  // One path a sign, not an element a bar: it changes with every step of the cursor.
  const side = (of: (sum: number) => boolean): string =>
    sums
      .filter(({ sum }) => of(sum) && Number.isFinite(sum) && largest > 0)
      .map(({ sum, row }) => {
        const width = (sum / largest) * 49;
        const y = (row - camera.row) * unit + unit * each * 0.07;
        return `M50 ${y.toFixed(3)}h${width.toFixed(3)}v${thick.toFixed(3)}h${(-width).toFixed(3)}z`;
      })
      .join("");
  return html`<svg
    class="chain"
    viewBox="0 0 100 100"
    preserveAspectRatio="none"
    role="img"
    aria-label=${says}
    data-sums=${sums.map(({ sum }) => sum).join(" ")}
  >
    ${svg`<path class="plus" d=${side((sum) => sum > 0)} /><path class="minus" d=${side((sum) => sum < 0)} />
    <line class="axis" x1="50" y1="0" x2="50" y2="100" />`}
  </svg>`;
}
