import type { Locator, Page } from "playwright-core";
import { drawn, Harness, type OpenOptions } from "../harness/browser";

/** Starts one Chromium for a suite, and gives pages with linked views in it: found by role and label, as their users find them. */
export class ViewsTests {
  private started: Harness | undefined;

  constructor() {
    before(async () => {
      this.started = await Harness.start();
    });
    afterEach(() => this.started?.finish());
    after(() => this.started?.stop());
  }

  /** A page without numbers yet. */
  open(options: OpenOptions = {}): Promise<Page> {
    if (!this.started) throw new Error("expected a started harness");
    return this.started.open({ theme: "dark", ...options });
  }

  /** A page that shows one of the named scenarios, drawn. */
  async show(scenario: string, options: OpenOptions = {}): Promise<Page> {
    const page = await this.open(options);
    await page.evaluate((name) => window.harness.showNamed(name), scenario);
    await drawn(page);
    return page;
  }
}

export function grid(page: Page, name: string): Locator {
  return page.getByRole("grid", { name: new RegExp(`^${name},`) });
}

/** The store's cursor, camera or selection. */
export const cursor = (page: Page) => page.evaluate(() => window.harness.store.cursor.value);
export const camera = (page: Page) => page.evaluate(() => window.harness.store.camera.value);
export const selection = (page: Page) => page.evaluate(() => window.harness.store.selection.value);

/** A picture's pixels as they stand in its canvas. */
export const pixelsOf = (page: Page, name: string) =>
  page.evaluate((wanted) => {
    const canvas = window.harness.views.viewOf(wanted as "dx")?.heatmap?.renderRoot.querySelector("canvas");
    const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
    return {
      width: image?.width ?? 0,
      height: image?.height ?? 0,
      data: [...new Uint32Array(image?.data.buffer ?? [])],
    };
  }, name);
