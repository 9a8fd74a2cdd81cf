/* global window, document, requestAnimationFrame -- inside page.evaluate */
// The heatmap beside plotly.js and h5web: the same numbers, the same window, the same run, in headless Chromium.
//   npm run bench -- --only heatmap
// Drawing is by the CPU alone (software compositing; WebGL on SwiftShader), which is what a remote or virtual machine
// gives: h5web would be faster on a GPU. A change is drawn at once; its time ends with the frame that follows. What a
// frame costs with nothing to draw but one pixel is printed beside: no figure can fall below it.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PNG } from "pngjs";
import { launchChromium } from "../scripts/lib/chromium.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const CONTESTANTS = [
  { name: OURS, entry: "ours" },
  { name: "plotly.js", entry: "plotly" },
  { name: "@h5web/lib", entry: "h5web" },
];
/** ms. A new window of headless Chromium loads a tool bar of its own for a while, on the same two processors. */
const SETTLE = 1000;
export const NAMES = [
  "heatmap-first-paint",
  "heatmap-pan",
  "heatmap-recolour",
  "heatmap-inspect",
  "heatmap-outliers",
  "heatmap-rehearsal",
];

async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`bench/heatmap/${entry}.ts`],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2023",
    loader: { ".wasm": "base64" },
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfig: "webview/tsconfig.json",
    write: false,
    outdir: "build/bench",
    logLevel: "error",
  });
  return outputFiles.find(({ path }) => path.endsWith(".js")).text;
}

/** Serves one page for each contestant. */
async function servePages() {
  const files = new Map();
  for (const { entry } of CONTESTANTS) {
    files.set(`/${entry}.js`, ["text/javascript", await bundle(entry)]);
    const styles = entry === "h5web" ? readFileSync(`${root}/node_modules/@h5web/lib/dist/styles.css`, "utf8") : "";
    const html = `<!doctype html><meta charset="utf-8"><style>${styles} html, body { margin: 0; height: 800px; }</style><body><script src="/${entry}.js"></script>`;
    files.set(`/${entry}`, ["text/html", html]);
  }
  files.set("/ours.worker.js", ["text/javascript", await bundle("ours.worker")]);
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url.replace(/\?.*$/, "")) ?? ["text/plain", ""];
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const p95 = (values) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * 0.95))];

/** How many of the planted cells can be told from their surroundings within 3 px of where they are. */
async function countNeedles(page, size) {
  const image = PNG.sync.read(await page.screenshot());
  const { area, needles } = await page.evaluate(() => ({
    area: window.contestant.area(),
    needles: window.contestant.needles(),
  }));
  const at = (x, y) => image.data.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 3);
  // The commonest colours are the noise's: a needle is far from all of them.
  const middle = [0, 1, 2].map((channel) => {
    const values = [];
    for (let y = Math.ceil(area.y) + 5; y < area.y + area.height - 5; y += 9)
      for (let x = Math.ceil(area.x) + 5; x < area.x + area.width - 5; x += 9) values.push(at(x, y)[channel]);
    return median(values);
  });
  let seen = 0;
  for (const { row, column } of needles) {
    const x = Math.floor(area.x + ((column + 0.5) / size.columns) * area.width);
    const y = Math.floor(area.y + ((row + 0.5) / size.rows) * area.height);
    let found = false;
    for (let dy = -3; dy <= 3; dy++) {
      for (let dx = -3; dx <= 3; dx++) {
        const [px, py] = [x + dx, y + dy];
        if (px < area.x || py < area.y || px >= area.x + area.width || py >= area.y + area.height) continue;
        const distance = Math.hypot(...middle.map((value, channel) => at(px, py)[channel] - value));
        if (distance > 120) found = true;
      }
    }
    if (found) seen++;
  }
  return { seen, of: needles.length };
}

/** One sample for each frame in which one pixel of a canvas of its own changes: what the page's frames cost in themselves. */
function emptyFrames(page, steps) {
  return page.evaluate(async (steps) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    canvas.style.cssText = "position: fixed; left: 0; top: 0";
    document.body.append(canvas);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const times = [];
    for (let step = 0; step < steps; step++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const start = performance.now();
      context.fillStyle = step % 2 ? "red" : "blue";
      context.fillRect(0, 0, 1, 1);
      context.getImageData(0, 0, 1, 1);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - start);
    }
    canvas.remove();
    return times;
  }, steps);
}

/** Measures one contestant at one size on a fresh page. */
async function measure(browser, address, entry, size, wanted, steps, settle) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  try {
    await page.goto(`${address}/${entry}`);
    await page.evaluate(({ rows, columns }) => window.contestant.prepare(rows, columns), size);
    if (settle) await page.waitForTimeout(settle);
    const result = { firstPaint: await page.evaluate(() => window.contestant.firstPaint()) };
    if (wanted.has("heatmap-outliers")) result.needles = await countNeedles(page, size);
    if (wanted.has("heatmap-inspect"))
      result.inspect = await page.evaluate((n) => window.contestant.inspect(n), Math.min(steps, 20));
    if (wanted.has("heatmap-recolour"))
      result.recolour = await page.evaluate((n) => window.contestant.recolour(n), steps);
    if (wanted.has("heatmap-pan")) {
      result.zoom = await page.evaluate((n) => window.contestant.zoom(n), steps);
      await page.evaluate(() => window.contestant.fit());
      result.pan = await page.evaluate((n) => window.contestant.pan(n), steps);
      result.empty = await emptyFrames(page, steps);
    }
    if (problems.length) throw new Error(problems.join("; "));
    return result;
  } finally {
    await context.close();
  }
}

/** What the rehearsal (webview/heatmap/rehearse.ts) gains: with and without it in turns, on fresh pages. */
async function measureRehearsal(browser, address, size, report) {
  const turns = 3;
  const found = { ours: [], "ours?unrehearsed": [] };
  for (let turn = 0; turn < turns; turn++)
    for (const [entry, results] of Object.entries(found))
      results.push(await measure(browser, address, entry, size, new Set(["heatmap-pan"]), 8));
  const label = `${size.rows} x ${size.columns}`;
  for (const [entry, contestant] of [
    ["ours", OURS],
    ["ours?unrehearsed", "without rehearsal"],
  ]) {
    const row = (value, note) =>
      report({ name: "heatmap-rehearsal", size: label, contestant, value: median(value), unit: "ms", note });
    row(
      found[entry].map(({ firstPaint }) => firstPaint),
      `from data to picture, median of ${turns}`,
    );
    row(
      found[entry].map(({ zoom }) => Math.max(...zoom)),
      `the slowest of the first 8 moves, median of ${turns}`,
    );
  }
}

const FIRST_PAINT_AIMS = new Map([
  [1024, 60],
  [4096, 120],
]);
/** What is moved, by the key of its frames. */
const PANNING = new Map([
  ["empty", "one pixel changed"],
  ["pan", "pan"],
  ["zoom", "zoom"],
]);
const p95Note = (times) => `p95 ${p95(times).toFixed(1)}`;

/** The rows of one contestant at one size, of what was asked. */
function reportRuns(report, { size, contestant, asked }, runs) {
  const label = `${size.rows} x ${size.columns}`;
  const all = (key) => runs.flatMap((result) => result[key] ?? []);
  const row = (name, value, { what, unit = "ms", note = "", aim } = {}) =>
    report({ name, size: what ? `${label}, ${what}` : label, contestant, value, unit, note, aim });
  const aim = (milliseconds) => (size.columns === 4096 ? milliseconds : undefined);
  if (asked.has("heatmap-first-paint")) {
    const value = median(runs.map(({ firstPaint }) => firstPaint));
    row("heatmap-first-paint", value, { note: "from data to picture", aim: FIRST_PAINT_AIMS.get(size.columns) });
  }
  if (asked.has("heatmap-pan")) {
    for (const [key, what] of PANNING) {
      row("heatmap-pan", median(all(key)), { what: `${what}, median of a frame` });
      row("heatmap-pan", p95(all(key)), { what: `${what}, p95`, aim: key === "empty" ? undefined : aim(5) });
    }
  }
  if (asked.has("heatmap-recolour"))
    row("heatmap-recolour", median(all("recolour")), {
      what: "median",
      note: p95Note(all("recolour")),
      aim: aim(5),
    });
  if (asked.has("heatmap-inspect"))
    row("heatmap-inspect", median(all("inspect")), {
      what: "median",
      note: p95Note(all("inspect")),
      aim: aim(2),
    });
  if (asked.has("heatmap-outliers")) {
    const { seen, of } = runs[0].needles;
    row("heatmap-outliers", seen, { unit: `of ${of}`, note: "single cells visible at fit", aim: of });
  }
}

/**
 * Runs the comparison. `report(row)` is called for each figure: { name, size, contestant, value, unit, note, aim }.
 * `quick`: small sizes and few steps, to see that everything runs.
 */
export async function run({ quick = false, only, report = console.log } = {}) {
  const wanted = new Set(chosen(NAMES, only));
  if (wanted.size === 0) return;
  const server = await servePages();
  const address = `http://127.0.0.1:${server.address().port}`;
  const browser = await launchChromium({
    args: ["--enable-unsafe-swiftshader", "--disable-frame-rate-limit", "--disable-gpu-vsync"],
  });
  const sizes = quick
    ? [{ rows: 512, columns: 512 }]
    : [
        { rows: 1024, columns: 1024 },
        { rows: 4096, columns: 4096 },
        // How fast 64 million cells open is for us alone to say: the others would take minutes.
        { rows: 8192, columns: 8192, isOurs: true, only: ["heatmap-first-paint", "heatmap-outliers"] },
      ];
  try {
    if (wanted.delete("heatmap-rehearsal")) await measureRehearsal(browser, address, sizes.at(1) ?? sizes[0], report);
    for (const size of sizes) {
      const asked = new Set([...wanted].filter((name) => !size.only || size.only.includes(name)));
      if (asked.size === 0) continue;
      for (const { name: contestant, entry } of CONTESTANTS) {
        if (size.isOurs && entry !== "ours") continue;
        // Slow frames are seen as well in fewer steps, and ours are cheap.
        const steps = quick ? 4 : entry === "ours" ? 60 : entry === "h5web" ? 40 : 6;
        const runs = [];
        for (let i = 0; i < (quick || entry === "plotly" ? 1 : 3); i++)
          runs.push(await measure(browser, address, entry, size, asked, steps, quick ? 0 : SETTLE));
        reportRuns(report, { size, contestant, asked }, runs);
      }
    }
  } finally {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  }
}
