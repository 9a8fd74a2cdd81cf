import { css, html, svg, type TemplateResult } from "lit";
import { COLD } from "./colours";

const WIDTH = 64;
const HEIGHT = 16;

/** A line as small as a word, of numbers in their order; the place that is shown has a dot. Gaps are not bridged. */
export function sparkline(values: readonly number[], at: number, says: string): TemplateResult {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const x = (i: number): number => 2 + (i / Math.max(1, values.length - 1)) * (WIDTH - 4);
  // Halves, because high - low may leave the range of doubles.
  const y = (value: number): number =>
    high > low ? 2 + (1 - (value / 2 - low / 2) / (high / 2 - low / 2)) * (HEIGHT - 4) : HEIGHT / 2;
  let isDown = false;
  const d = values.map((value, i) => {
    if (!Number.isFinite(value)) {
      isDown = false;
      return "";
    }
    const step = `${isDown ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
    return step;
  });
  const here = values[at] ?? NaN;
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${says}>
    <path d=${d.join("")} />
    ${Number.isFinite(here) ? svg`<circle cx=${x(at)} cy=${y(here)} r="2" />` : ""}
  </svg>`;
}

export const sparklineStyles = css`
  .spark {
    width: 64px;
    height: 16px;
    vertical-align: middle;
  }
  .spark path {
    fill: none;
    stroke: ${COLD};
    stroke-width: 1.25;
    stroke-linejoin: round;
  }
  .spark circle {
    fill: var(--vscode-foreground);
  }
`;
