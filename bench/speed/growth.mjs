// How time grows: the slope of its logarithm, and a plot of it as SVG.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
const WIDTH = 560;
const HEIGHT = 340;
const MARGIN = { left: 64, right: 24, top: 40, bottom: 52 };

/** Least squares through (log x, log y). */
function slopeOf(points) {
  const xs = points.map(({ at }) => Math.log(at));
  const ys = points.map(({ microseconds }) => Math.log(microseconds));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

function duration(microseconds) {
  if (microseconds < 1e3) return `${microseconds} µs`;
  return microseconds < 1e6 ? `${microseconds / 1e3} ms` : `${microseconds / 1e6} s`;
}

/** A plot with logarithmic axes: measured points and the fitted line. */
function plot({ title, along, fixed, points, slope }) {
  const xs = points.map(({ at }) => Math.log2(at));
  const ys = points.map(({ microseconds }) => Math.log10(microseconds));
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))];
  const toX = (x) => MARGIN.left + ((x - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right);
  const toY = (y) => HEIGHT - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const parts = [];
  for (let decade = y0; decade <= y1; decade++) {
    const y = toY(decade).toFixed(1);
    parts.push(`<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}" class="grid"/>`);
    parts.push(`<text x="${MARGIN.left - 8}" y="${y}" dy="0.35em" text-anchor="end">${duration(10 ** decade)}</text>`);
  }
  for (let power = Math.ceil(x0); power <= x1; power += x1 - x0 > 8 ? 2 : 1) {
    const label = (2 ** power).toLocaleString("en-US");
    parts.push(
      `<text x="${toX(power).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${label}</text>`,
    );
  }
  const line = xs.map((x, i) => `${toX(x).toFixed(1)},${toY(ys[i]).toFixed(1)}`);
  parts.push(`<polyline points="${line.join(" ")}"/>`);
  for (const point of line) {
    const [x, y] = point.split(",");
    parts.push(`<circle cx="${x}" cy="${y}" r="3.5"/>`);
  }
  const middle = (MARGIN.left + WIDTH - MARGIN.right) / 2;
  parts.push(`<text x="${middle}" y="${HEIGHT - 12}" text-anchor="middle">${along} (${fixed})</text>`);
  parts.push(
    `<text x="${MARGIN.left}" y="22" class="title">${title}: slope ${slope.toFixed(2)} in the upper half</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title} against ${along}">
<style>text{font:12px sans-serif;fill:#444}.title{font-weight:600;fill:#222}.grid{stroke:#ddd}polyline{fill:none;stroke:#1f5fa8;stroke-width:1.5}circle{fill:#1f5fa8}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join("\n")}
</svg>
`;
}

/** Fits the slope over the upper half of the range, where fixed costs no longer count; writes the plot when asked. */
export function writeGrowth({ kind, along, fixed, points, write }) {
  const slope = slopeOf(points.slice(-Math.max(2, Math.ceil(points.length / 2))));
  if (write) {
    const title = kind === "gradcheck" ? "Full gradient check" : "Forward and backward";
    writeFileSync(`${docs}/growth-${kind}-${along}.svg`, plot({ title, along, fixed, points, slope }));
  }
  return slope;
}
