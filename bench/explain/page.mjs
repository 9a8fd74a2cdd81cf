/* global window, document, requestAnimationFrame, MutationObserver, KeyboardEvent -- inside page.evaluate */
// Explain as a user has it: the page in headless Chromium with the real relay, model and worker behind it. A key goes to
// the picture of dx, and the time ends when what it asked for stands on the page. Painting is by the CPU, as in the
// heatmap's bench: with a GPU it is not the page's thread that does it.
import { launchChromium } from "../../scripts/lib/chromium.mjs";
import { serveEntry } from "../../test/webview/harness/server.mjs";

/** Opens Explain on a seeded N x D matrix, the cursor on its first cell. */
async function open(page, address, [N, D]) {
  await page.goto(address);
  await page.evaluate(
    ([rows, columns]) => {
      let state = 1;
      const values = Float64Array.from({ length: rows * columns }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (state / 2 ** 31 - 1) * 3;
      });
      window.panel.host.source.give({
        source: { kind: "input", input: { x: { shape: [rows, columns], values, dtype: "float64" } } },
        provenance: { kind: "file", title: "x.npy", details: [] },
      });
      window.panel.start();
    },
    [N, D],
  );
  await page.locator("[data-verdict]").first().waitFor(); // the check is done: the worker has nothing else to do
  await page.getByRole("tab", { name: "Explain" }).click();
  await page.getByRole("grid", { name: /^dx,/ }).focus();
  for (const key of ["Home", "Control+Home"]) await page.keyboard.press(key); // the first puts the cursor in
  await page.locator('gl-explain [data-cell="0,0"]').waitFor();
  // Looked at, as by whoever waits for it: what is out of sight is not drawn.
  await page.locator('gl-explain [data-picture="jacobian"] gl-heatmap').scrollIntoViewIfNeeded();
}

/**
 * Milliseconds from a key until Explain tells of the next cell and, where the `picture` is waited for, until that of the
 * new column's Jacobian is drawn: one for each press.
 */
function presses(page, key, count, picture) {
  return page.evaluate(
    async ([name, times, waitsForPicture]) => {
      const all = (root, selector) => [
        ...root.querySelectorAll(selector),
        ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? all(shadowRoot, selector) : [])),
      ];
      const [head] = all(document, "[data-cell]");
      const heatmap = all(document, '[data-picture="jacobian"]')[0].shadowRoot.querySelector("gl-heatmap");
      const [grid] = all(document, '[role="grid"]').filter((each) => each.ariaLabel?.startsWith("dx,"));
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const told = () =>
        new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve();
          });
          observer.observe(head, { attributeFilter: ["data-cell"] });
        });
      const found = [];
      for (let n = 0; n < times; n++) {
        await frame();
        const before = heatmap.store.analysis.value.generation;
        const next = told();
        const start = performance.now();
        grid.dispatchEvent(
          new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true, cancelable: true }),
        );
        await next;
        while (waitsForPicture && (heatmap.store.analysis.value.generation === before || !heatmap.isFinal))
          await frame();
        found.push(performance.now() - start);
      }
      return found;
    },
    [key, count, picture],
  );
}

/** What takes the page's own thread, in time of the processor: all of it, and scripts, styles and layout alone. */
async function threadTimes(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (wanted) => 1000 * metrics.find(({ name }) => name === `${wanted}Duration`).value;
  return { all: of("Task"), ours: of("Script") + of("RecalcStyle") + of("Layout") };
}

/** Times of the first picture of a column's Jacobian, and of the next row, on a page of their own. */
export async function measurePage([N, D], rows) {
  const browser = await launchChromium();
  const served = await serveEntry("test/webview/panel/page.ts");
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(240_000);
    await open(page, served.address, [N, D]);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const timed = async (...press) => {
      const before = await threadTimes(session);
      const times = await presses(page, ...press);
      const after = await threadTimes(session);
      const each = (of) => (after[of] - before[of]) / times.length;
      return { times, all: each("all"), ours: each("ours") };
    };
    await presses(page, "ArrowRight", 2, true); // what is compiled is compiled
    return {
      columns: await timed("ArrowRight", D - 3, true),
      rows: await timed("ArrowDown", rows, false),
    };
  } finally {
    await browser.close();
    await served.close();
  }
}
