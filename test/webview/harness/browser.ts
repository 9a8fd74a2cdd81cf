import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../../scripts/lib/chromium.mjs";
import { serveEntry, type ServedEntry } from "./server.mjs";
import type { ThemeName } from "./themes";

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly ratio?: number; // devicePixelRatio
  readonly width?: number; // CSS pixels
  readonly height?: number;
}

/** A real Chromium with a page bundled from an entry point. Any console output fails the test. */
export class Harness {
  private readonly browsers = new Map<number, Promise<Browser>>(); // by devicePixelRatio
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly output: string[] = [];

  private constructor(private readonly served: ServedEntry) {}

  static async start(entry = "test/webview/harness/page.ts"): Promise<Harness> {
    const harness = new Harness(await serveEntry(entry));
    await harness.browser(1);
    return harness;
  }

  /** A ratio is the browser's own: one that is emulated leaves boxes in device pixels as they are in CSS pixels. */
  private browser(ratio: number): Promise<Browser> {
    let browser = this.browsers.get(ratio);
    if (!browser) {
      // Sub-pixel text differs between machines: pictures are compared with grey text.
      browser = launchChromium({ args: ["--disable-lcd-text", `--force-device-scale-factor=${ratio}`] });
      this.browsers.set(ratio, browser);
    }
    return browser;
  }

  /** A fresh page. It is closed by `finish`. */
  async open(options: OpenOptions = {}): Promise<Page> {
    const { theme, ratio = 1, width = 1200, height = 800 } = options;
    const browser = await this.browser(ratio);
    const context = await browser.newContext({ viewport: ratio === 1 ? { width, height } : null });
    const page = await context.newPage();
    if (ratio !== 1) await resize(page, width, height);
    page.on("console", (message) => this.output.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.output.push(`error: ${error.stack ?? error.message}`));
    this.closers.push(() => context.close());
    await page.goto(this.served.address);
    if (theme) await page.evaluate((name) => window.harness.setTheme(name), theme);
    return page;
  }

  /** Closes the pages of one test. Throws what they have printed. */
  async finish(): Promise<void> {
    for (const close of this.closers.splice(0)) await close();
    const printed = this.output.splice(0);
    if (printed.length) throw new Error(`expected no console output, got:\n${printed.join("\n")}`);
  }

  async stop(): Promise<void> {
    for (const browser of this.browsers.values()) await (await browser).close();
    await this.served.close();
  }
}

/** Gives the page this size in CSS pixels by way of its window, which has a frame of its own. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { windowId } = await session.send("Browser.getWindowForTarget");
  const bounds = { width, height };
  for (let attempt = 0; attempt < 20; attempt++) {
    await session.send("Browser.setWindowBounds", { windowId, bounds });
    const now = await page.evaluate(
      () =>
        new Promise<{ width: number; height: number }>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve({ width: innerWidth, height: innerHeight })));
        }),
    );
    if (now.width === width && now.height === height) return;
    // The window follows a little later than it is told: only what is still wrong after that is corrected.
    if (attempt % 4 !== 3) continue;
    bounds.width += width - now.width;
    bounds.height += height - now.height;
  }
  throw new Error(`expected a page of ${width} x ${height}, got none from the window`);
}

/** Gives a page of ratio 1 another size, and waits until it is laid out and drawn anew. */
export async function resized(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  // What follows the new size begins in the frame that lays it out: before that, "drawn" is said of the old one.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  );
  await drawn(page);
}

/** Resolves when everything visible is drawn from final numbers. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => document.body.dataset.state === "drawn");
}
