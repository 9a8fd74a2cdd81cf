import { equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import { drawn, Harness, type OpenOptions } from "../harness/browser";
import type { PanelHarness } from "./page";

declare global {
  interface Window {
    panel: PanelHarness;
  }
}

interface PanelOptions extends OpenOptions {
  readonly kept?: unknown;
  readonly strings?: Readonly<Record<string, string>>;
  /** False: not for the check, which takes long. */
  readonly waits?: boolean;
  /** The boxes of the parameters are open, which else stand behind a line of words. */
  readonly boxes?: boolean;
  /** The details are open, which else are one line until a cell is chosen. */
  readonly details?: boolean;
}

/** Starts one Chromium for a suite, and gives pages with the whole panel in it. */
export class PanelTests {
  private started: Harness | undefined;

  constructor() {
    before(async () => {
      this.started = await Harness.start("test/webview/panel/page.ts");
    });
    afterEach(() => this.started?.finish());
    after(() => this.started?.stop());
  }

  private get harness(): Harness {
    if (!this.started) throw new Error("expected a started harness");
    return this.started;
  }

  /** The panel with a problem, drawn and checked; with none, the panel of a source that has nothing yet. */
  async open(problem: string | null, options: PanelOptions = {}): Promise<Page> {
    const page = await this.harness.open(options);
    const { kept, strings } = options;
    await page.evaluate(
      ([name, start]) => {
        if (name !== null) window.panel.load(name);
        window.panel.start(start);
      },
      [problem, { kept, strings }] as const,
    );
    if (problem === null) await page.waitForFunction(() => document.body.dataset.state === "empty");
    else if (options.waits === false) await drawn(page);
    else await checked(page);
    if (options.boxes) await openBoxes(page);
    if (options.details) await page.getByRole("button", { name: "Show the details" }).click();
    return page;
  }
}

/** The panel with a problem, its Explain open and told of a cell. */
export async function openExplain(panel: PanelTests, problem: string): Promise<Page> {
  const page = await panel.open(problem);
  await page.getByRole("tab", { name: "Explain" }).click();
  await page.locator("gl-explain [data-cell]").waitFor();
  return page;
}

/** Opens the boxes of the parameters. */
export async function openBoxes(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Change the parameters" }).click();
}

/** Resolves when the check is done and what it found is drawn. */
export async function checked(page: Page): Promise<void> {
  await page.locator("[data-verdict]").first().waitFor();
  await drawn(page);
}

/** Does what gives another analysis, and waits until that is checked and drawn. */
export async function renewed(page: Page, act: () => Promise<unknown>): Promise<void> {
  const before = await page.evaluate(() => document.body.dataset.generation);
  await act();
  await page.waitForFunction((old) => document.body.dataset.generation !== old, before);
  await checked(page);
}

/** Gives the source another of the named problems, or the same at a stop, and waits until it is checked and drawn. */
export async function load(page: Page, problem: string, stop?: number): Promise<void> {
  await renewed(page, () => page.evaluate(([name, at]) => window.panel.load(name, at), [problem, stop] as const));
}

/** Stops a program so often that the panel has these stops in its history, the last of them shown. */
export async function stopAt(page: Page, ...stops: readonly number[]): Promise<void> {
  for (const stop of stops) {
    await renewed(page, () =>
      page.evaluate((at) => {
        const title = `stop ${at}, train.py:41`;
        const content = `[[1, 2], [3, 5], [4, ${at}]]`;
        window.panel.host.source.give({
          source: { kind: "text", content, name: "x" },
          provenance: { kind: "debugger", title: "x" },
          stop: { stop: at, title },
        });
      }, stop),
    );
  }
  if (stops.length < 2) return; // one alone is no history
  await page
    .getByRole("group", { name: "History of stops" })
    .getByText(`stop ${stops.at(-1)}, train.py:41`)
    .waitFor();
}

/** A newer input that cannot be used, over the picture that is shown: its third row is too long. */
export async function spoil(page: Page): Promise<void> {
  await page.evaluate(() => window.panel.host.source.giveText("[[1, 2, 3, 4],\n [5, 6, 7, 8],\n [1, 2, 3, 4, 5]]"));
  await page.getByRole("alert").filter({ hasText: "Row 3 has 5 values, expected 4" }).waitFor();
}

/** What the page asked for under this name, oldest first, as it came to the host. */
export function asked(page: Page, name: string): Promise<unknown[]> {
  return page.evaluate(
    (wanted) => window.panel.host.asked.filter((entry) => entry.name === wanted).map((entry) => entry.ask),
    name,
  );
}

/** Waits for the n-th such request. */
export async function waitAsked(page: Page, name: string, count = 1): Promise<unknown> {
  await page.waitForFunction(
    ([wanted, least]) => window.panel.host.asked.filter((entry) => entry.name === wanted).length >= least,
    [name, count] as const,
  );
  return (await asked(page, name))[count - 1];
}

/** Puts the keyboard into the picture of this tensor. */
export async function focusPicture(page: Page, label: string): Promise<void> {
  await page.getByRole("grid", { name: new RegExp(`^${label},`) }).focus();
}

/** Waits until a sentence of this form is read out, whose group is this number in full. */
export async function said(page: Page, form: RegExp, value: number): Promise<void> {
  const live = page.locator("[data-live]").filter({ hasText: form });
  await live.waitFor({ state: "attached" });
  const number = form.exec((await live.textContent()) ?? "")?.[1] ?? "";
  equal(Number(number.replace("\u2212", "-")), value);
}
