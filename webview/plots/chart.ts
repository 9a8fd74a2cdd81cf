import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { apart } from "./distinct-number";
import { COLD, WARM } from "./colours";
import { roundTicks } from "./round-ticks";

/** Charts of one size: a viewBox in CSS pixels that shrinks and grows with the column. */
const WIDTH = 300;
const HEIGHT = 120;
const LEFT = 44;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 18;
/** As wide as a character of a tick's number gets. */
const DIGIT = 8;

export interface Axis {
  readonly domain: readonly [number, number];
  readonly log?: boolean;
  readonly whole?: boolean; // ticks at whole numbers only
  readonly names?: readonly { readonly at: number; readonly text: string }[]; // ticks in place of the scale's own
}
interface Point {
  readonly x: number;
  readonly y: number;
}
type Project = (value: number) => number;

/** Bounds of a chart's domain that are never empty. */
export function domainOf(values: Iterable<number>): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  return [low, high];
}

function scaleOf(axis: Axis, from: number, to: number): { at: Project; ticks: number[] } {
  if (axis.log) {
    const project = projection(axis.domain.map(Math.log10), from, to);
    const powers: number[] = [];
    const low = Math.ceil(Math.log10(axis.domain[0]) - 1e-9);
    const high = Math.floor(Math.log10(axis.domain[1]) + 1e-9);
    const every = Math.max(1, Math.ceil((high - low) / 4));
    for (let power = low; power <= high; power += every) powers.push(10 ** power);
    return { at: (value) => project(Math.log10(value)), ticks: axis.names?.map(({ at }) => at) ?? powers };
  }
  const unit = unitOf(axis.domain);
  const [low = 0, high = 0] = axis.domain.map((value) => value / unit);
  const project = projection([low, high], from, to);
  const ticks = axis.names?.map(({ at }) => at) ?? roundTicks(low, high, 4).map((tick) => tick * unit);
  return {
    at: (value) => project(value / unit),
    ticks: ticks.filter((tick) => !axis.whole || Number.isInteger(tick)),
  };
}

/** The straight line from a domain to places; an empty domain lies in their middle. */
function projection([low = 0, high = 0]: readonly number[], from: number, to: number): Project {
  return (value) => {
    const part = high === low ? 1 / 2 : (value - low) / (high - low);
    return from * (1 - part) + to * part;
  };
}

/** 1, or a power of ten where the domain is so large or small that lengths and ticks would leave the range of doubles. */
function unitOf([low, high]: Axis["domain"]): number {
  const power = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  return Math.abs(power) > 290 ? 10 ** Math.max(power, -300) : 1; // 10^-324 is no double
}

function tickText(value: number, axis: Axis): string {
  const name = axis.names?.find(({ at }) => at === value);
  if (name) return name.text;
  const [low, high] = axis.domain;
  return axis.log ? `1e${Math.round(Math.log10(value))}` : apart(value, 10 * (high - low)); // ticks are round numbers
}

/** A small chart with its axes; `draw` gets the two projections. `says` is the chart in one sentence for who cannot see it. */
export function chart(
  x: Axis,
  y: Axis,
  says: string,
  draw: (toX: Project, toY: Project) => SVGTemplateResult,
  yTicks = true,
): TemplateResult {
  const across = scaleOf(x, LEFT, WIDTH - RIGHT);
  const up = scaleOf(y, HEIGHT - BOTTOM, TOP);
  const every = everyWithRoom(across.ticks.map((tick) => ({ at: across.at(tick), text: tickText(tick, x) })));
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${says}>
    ${up.ticks.map(
      (tick) =>
        svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${up.at(tick)} y2=${up.at(tick)} />
        ${yTicks ? svg`<text class="tick" x=${LEFT - 5} y=${up.at(tick) + 3.5} text-anchor="end">${tickText(tick, y)}</text>` : nothing}`,
    )}
    ${across.ticks
      .filter((_, i) => i % every === 0)
      .map(
        (tick) =>
          svg`<line class="grid" y1=${HEIGHT - BOTTOM} y2=${HEIGHT - BOTTOM + 3} x1=${across.at(tick)} x2=${across.at(tick)} />
        <text class="tick" x=${across.at(tick)} y=${HEIGHT - 4} text-anchor=${anchor(across.at(tick))}>${tickText(tick, x)}</text>`,
      )}
    <line class="base" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${HEIGHT - BOTTOM} y2=${HEIGHT - BOTTOM} />
    ${draw(across.at, up.at)}
  </svg>`;
}

/** Every how many-th tick can have its number without touching the next one's. */
function everyWithRoom(ticks: readonly { readonly at: number; readonly text: string }[]): number {
  for (let every = 1; every < ticks.length; every++) {
    let end = -Infinity;
    const isFree = ticks
      .filter((_, i) => i % every === 0)
      .every(({ at, text }) => {
        const width = text.length * DIGIT;
        const from = anchor(at) === "end" ? at - width : at - width / 2;
        const hasRoom = from >= end;
        end = from + width;
        return hasRoom;
      });
    if (isFree) return every;
  }
  return Math.max(1, ticks.length);
}

/** The last label must not be cut by the edge. */
function anchor(x: number): string {
  return x > WIDTH - RIGHT - 14 ? "end" : "middle";
}

export function line(points: readonly Point[], toX: Project, toY: Project, kind: string): SVGTemplateResult {
  const shown = points.filter(({ x, y }) => Number.isFinite(toX(x)) && Number.isFinite(toY(y)));
  const d = shown.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${toX(x).toFixed(2)} ${toY(y).toFixed(2)}`).join("");
  return svg`<path class=${kind} d=${d} />`;
}

/** A column as high as the chart, for what no height can tell. */
export function fullColumn(toX: Project, from: number, to: number, colour: string): SVGTemplateResult {
  const left = toX(from);
  const width = Math.max(1, toX(to) - left - 0.4); // one alone is seen among many
  return svg`<rect class="full" fill=${colour} x=${left} y=${TOP} width=${width} height=${HEIGHT - BOTTOM - TOP} />`;
}

/** One column of a histogram or a bar chart. */
export function column(
  toX: Project,
  toY: Project,
  from: number,
  to: number,
  value: number,
  kind = "bar",
): SVGTemplateResult | typeof nothing {
  if (!(value > 0 && value < Infinity)) return nothing;
  const left = toX(from);
  const foot = HEIGHT - BOTTOM;
  const top = Math.min(toY(value), foot - 1); // what is there is seen, however small
  return svg`<rect class=${kind} x=${left} y=${top} width=${Math.max(0.5, toX(to) - left - 0.4)} height=${foot - top} />`;
}

export const chartStyles = css`
  .chart {
    display: block;
    width: 100%;
    max-width: 400px;
    height: auto;
  }
  .grid {
    stroke: var(--vscode-descriptionForeground);
    stroke-opacity: 0.2;
  }
  .base {
    stroke: var(--vscode-descriptionForeground);
    stroke-opacity: 0.6;
  }
  .tick {
    fill: var(--vscode-descriptionForeground);
    font-size: 10px;
    font-variant-numeric: tabular-nums;
  }
  /* The drawing shrinks with its figure; its numbers must not. */
  @container (max-width: 270px) {
    .tick {
      font-size: 13px;
    }
  }
  .bar {
    fill: ${COLD};
    fill-opacity: 0.75;
  }
  .bar.wrong {
    fill: ${WARM};
    fill-opacity: 1;
  }
  .swatch.wrong {
    background: ${WARM};
  }
  .curve {
    fill: none;
    stroke: ${WARM};
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .line {
    fill: none;
    stroke: ${COLD};
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .mark {
    stroke: var(--vscode-descriptionForeground);
    stroke-dasharray: 3 2;
  }
  .dot {
    fill: ${WARM};
  }
`;
