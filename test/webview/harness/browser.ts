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
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly output: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly served: ServedEntry,
  ) {}

  static async start(entry = "test/webview/harness/page.ts"): Promise<Harness> {
    const served = await serveEntry(entry);
    // Sub-pixel text differs between machines: pictures are compared with grey text.
    return new Harness(await launchChromium({ args: ["--disable-lcd-text"] }), served);
  }

  /** A fresh page. It is closed by `finish`. */
  async open(options: OpenOptions = {}): Promise<Page> {
    const { theme, ratio = 1, width = 1200, height = 800 } = options;
    const context = await this.browser.newContext({ viewport: { width, height }, deviceScaleFactor: ratio });
    const page = await context.newPage();
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
    await this.browser.close();
    await this.served.close();
  }
}

/** Resolves when everything visible is drawn from final numbers. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => document.body.dataset.state === "drawn");
}
