// The memory of a soak: how much it grew, and its curve as SVG.

const WIDTH = 560;
const HEIGHT = 260;
const MARGIN = { left: 56, right: 16, top: 44, bottom: 40 };
/** Two greys and a blue that are read on light and on dark ground. */
const LINES = [
  { key: "rss", label: "process", colour: "#8a8a8a" },
  { key: "external", label: "buffers", colour: "#c27b1d" },
  { key: "heap", label: "heap, collected", colour: "#3b82c4" },
];

const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;

/** MiB by which the heap is larger in the last third of the samples than in the second, by their medians; 0 of a few. */
export function grownBy(samples) {
  if (samples.length < 9) return 0;
  const third = Math.floor(samples.length / 3);
  const heaps = samples.map(({ heap }) => heap);
  return median(heaps.slice(2 * third)) - median(heaps.slice(third, 2 * third));
}

export function soakPicture(samples, command) {
  const longest = Math.max(...samples.map(({ seconds }) => seconds), 1);
  const most = Math.ceil(Math.max(...samples.map(({ rss }) => rss)) / 100) * 100;
  const x = (seconds) => MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * seconds) / longest;
  const y = (mebibytes) => HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * mebibytes) / most;
  const text = (at, top, words, anchor = "start", fill = "#8a8a8a") =>
    `<text x="${at}" y="${top}" text-anchor="${anchor}" fill="${fill}">${words}</text>`;
  const grid = [0, most / 2, most].map(
    (value) =>
      `<path d="M${MARGIN.left} ${y(value)}H${WIDTH - MARGIN.right}" stroke="#8a8a8a" stroke-opacity="0.3"/>` +
      text(MARGIN.left - 6, y(value) + 4, `${value} MiB`, "end"),
  );
  const curves = LINES.map(({ key, label, colour }, nth) => {
    const points = samples.map((sample) => `${x(sample.seconds).toFixed(1)},${y(sample[key]).toFixed(1)}`);
    return (
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>` +
      text(MARGIN.left + 130 * nth, 36, label, "start", colour)
    );
  });
  const { panels = 0 } = samples.at(-1) ?? {};
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<title>Memory of ${panels} panels under random use, one after the other (${command})</title>`,
    text(MARGIN.left, 18, `Memory of ${panels} panels under random use, one after the other`),
    ...grid,
    ...curves,
    text(MARGIN.left, HEIGHT - 14, "0 s"),
    text(WIDTH - MARGIN.right, HEIGHT - 14, `${longest} s`, "end"),
    "</svg>\n",
  ].join("\n");
}
