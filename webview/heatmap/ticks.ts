import { toPosition, type Scale } from "./scale";

/** Whole numbers in [from, to) at steps of 1, 2 or 5 times a power of ten, at most `most` of them. */
export function wholeTicks(from: number, to: number, most: number): number[] {
  const step = Math.max(1, niceStep((to - from) / Math.max(1, most)));
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick < to; tick += step) ticks.push(tick);
  return ticks;
}

/** The smallest of 1, 2, 5, 10, 20, ... that is not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

/** Values worth a mark on a colour bar that has room for `most` labels, limits left out. */
export function scaleTicks(scale: Scale, most: number): number[] {
  if (!Number.isFinite(scale.low) || !Number.isFinite(scale.high)) return [];
  const position = toPosition(scale);
  const gap = 1 / (most + 1);
  const isFree = (value: number): boolean => position(value) > gap * 0.7 && position(value) < 1 - gap * 0.7;
  if (scale.kind === "linear") {
    const span = scale.high - scale.low;
    const step = niceStep(span / most);
    if (!Number.isFinite(span) || !(step > 0)) return scale.family === "diverging" ? [0] : [];
    const ticks: number[] = [];
    const first = Math.ceil(scale.low / step);
    // Limits a few units in the last place apart have no round numbers between them, and may not be countable at all.
    if (Math.abs(first) > Number.MAX_SAFE_INTEGER / 2) return [];
    for (let i = first; i * step <= scale.high && ticks.length <= 2 * most; i++) ticks.push(i * step);
    return ticks.filter(isFree);
  }
  const decades = (low: number, high: number): number[] => {
    const from = Math.ceil(Math.log10(Math.max(low, Number.MIN_VALUE)));
    const to = Math.floor(Math.log10(high));
    const every = Math.max(1, niceWhole((to - from) / Math.max(1, most)));
    const result: number[] = [];
    for (let power = Math.ceil(from / every) * every; power <= to; power += every) result.push(10 ** power);
    return result;
  };
  if (scale.kind === "log") return decades(scale.low, scale.high).filter(isFree);
  const top = Math.max(Math.abs(scale.low), Math.abs(scale.high));
  const above = decades(top * 1e-3, top);
  const ticks = [...above.map((value) => -value), 0, ...above].filter(
    (value) => value >= scale.low && value <= scale.high && isFree(value),
  );
  return thinned(ticks, position, gap);
}

function niceWhole(least: number): number {
  for (const step of [1, 2, 3, 5, 10, 20, 50, 100]) if (step >= least) return step;
  return 200;
}

/** Leaves out marks that would stand closer than a label is high, those near 0 first. */
function thinned(ticks: readonly number[], position: (value: number) => number, gap: number): number[] {
  const kept: number[] = [];
  for (const tick of [...ticks].sort((a, b) => (a === 0 ? -1 : b === 0 ? 1 : Math.abs(b) - Math.abs(a)))) {
    if (kept.every((other) => Math.abs(position(other) - position(tick)) >= gap * 0.8)) kept.push(tick);
  }
  return kept;
}
