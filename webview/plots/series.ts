import { css, html, svg, type TemplateResult } from "lit";
import { chart, line, type Axis } from "./chart";
import { COLD, WARM } from "./colours";

/** A line among others of a chart. */
export interface Series {
  readonly name: string;
  readonly kind: string; // its class: what tells its colour and its dashes
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Lines of one chart; with dots where their numbers are few. `says` is the chart in one sentence for who cannot see it. */
export function seriesChart(x: Axis, y: Axis, says: string, series: readonly Series[], dots = false): TemplateResult {
  return chart(
    x,
    y,
    says,
    (toX, toY) =>
      svg`${series.map(({ kind, points }) => {
        const shown = dots ? points.filter((point) => Number.isFinite(toY(point.y))) : [];
        return svg`${line(points, toX, toY, `series ${kind}`)}
          ${shown.map((point) => svg`<circle class=${`spot ${kind}`} cx=${toX(point.x)} cy=${toY(point.y)} r="2.2" />`)}`;
      })}`,
  );
}

/** Which line is which. */
export function legend(series: readonly Pick<Series, "name" | "kind">[]): TemplateResult {
  return html`<ul class="keys">
    ${series.map(
      ({ name, kind }) =>
        html`<li>
          <svg viewBox="0 0 24 8" aria-hidden="true">${svg`<path class=${`series ${kind}`} d="M0 4H24" />`}</svg>
          ${name}
        </li>`,
    )}
  </ul>`;
}

export const seriesStyles = css`
  .series {
    fill: none;
    stroke: var(--series);
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .spot {
    fill: var(--series);
  }
  .bn-relu {
    --series: ${COLD};
  }
  .relu-bn {
    --series: ${WARM};
    stroke-dasharray: 7 3;
  }
  .none {
    --series: var(--vscode-foreground);
    stroke-dasharray: 2 3;
  }
  .step0 {
    --series: ${COLD};
    stroke-dasharray: 1.5 2.5;
  }
  .step1 {
    --series: color-mix(in srgb, ${WARM} 25%, ${COLD});
    stroke-dasharray: 4 2;
  }
  .step2 {
    --series: var(--vscode-foreground);
  }
  .step3 {
    --series: color-mix(in srgb, ${WARM} 75%, ${COLD});
    stroke-dasharray: 9 3;
  }
  .step4 {
    --series: ${WARM};
    stroke-dasharray: 9 2 2 2;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .keys svg {
    width: 24px;
    height: 8px;
    vertical-align: middle;
  }
`;
