/** A workbench on a copy of examples/ with the product in it, and what the specs ask of the panel. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ConsoleMessage, FrameLocator, Locator } from "playwright-core";
import { root } from "../../scripts/lib/paths.mjs";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "../../scripts/lib/workbench.mjs";

export const COMMAND = "Gradient Lens: Show Batch-Norm Gradients";
export const MENU_ENTRY = "Show Batch-Norm Gradients";

/** What `node dist/cli.js FILE --json` prints. */
interface CliReport {
  readonly headline: string;
  readonly shape: readonly number[];
  readonly out: unknown;
  readonly dx: unknown;
  readonly dgamma: unknown;
  readonly dbeta: unknown;
  readonly check: { readonly verdict: string; readonly reason: string };
  /** Of the user's own gradients, where the file holds some. */
  readonly comparison?: { readonly verdict: string; readonly diagnoses: readonly { readonly text: string }[] };
}

export class Session {
  /** What our page wrote to the browser's console, or threw at nobody: nothing is expected there. */
  readonly complaints: string[] = [];

  private constructor(
    readonly workbench: Workbench,
    readonly folder: string,
  ) {
    workbench.page.on("console", (message) => this.listen(message));
    workbench.page.on("pageerror", (error) => {
      const text = error.stack ?? error.message;
      if (text.includes("/dist/webview/")) this.complaints.push(text);
    });
  }

  /**
   * `files` are written into the workspace beside the examples. `virtual`: all of them are seen through the file system in
   * memory of test/launcher/guest, which must be among the extensions.
   */
  static async open(
    options: Partial<WorkbenchOptions> & { files?: Record<string, string | Uint8Array>; virtual?: true } = {},
  ): Promise<Session> {
    const { files = {}, virtual, ...rest } = options;
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-workspace-"));
    cpSync(join(root, "examples"), folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const seen = virtual && { folder: "vscode-vfs://memory/", env: { GRADIENT_LENS_MEMORY_FILES: folder } };
    return new Session(await openWorkbench({ folder, ...rest, ...seen }), folder);
  }

  /** Ends the workbench. Throws what our page has complained of. */
  async close(): Promise<void> {
    await this.workbench.close();
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.complaints, []);
  }

  private listen(message: ConsoleMessage): void {
    const { url } = message.location();
    const isOurs = url.includes("/dist/webview/") || url.includes("fake.html");
    if (isOurs && ["error", "warning"].includes(message.type())) this.complaints.push(`${url}: ${message.text()}`);
  }

  /**
   * Opens a panel and closes it. A workbench that starts does not know yet what extensions add: once its palette has our
   * command, its menus have our entries and its files our editor, too.
   */
  async awaitEntries(): Promise<void> {
    await this.workbench.openFile("activations.json");
    await this.workbench.runCommand(COMMAND);
    await this.settled(); // without an editor the command would ask for a file: it is done when its panel stands
    await this.closeEditors();
  }

  /** Back to a workbench without editors; changes are thrown away. */
  async closeEditors(): Promise<void> {
    const { page } = this.workbench;
    const tabs = page.locator(".tabs-container .tab");
    const refuse = page.getByRole("button", { name: "Don't Save" });
    await page.keyboard.press("Escape"); // a menu or an input that a failed test has left
    await this.workbench.runCommand("View: Close All Editors");
    for (;;) {
      if ((await tabs.count()) === 0) return;
      if (await refuse.isVisible()) await refuse.click();
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
  }

  get panel(): FrameLocator {
    return this.workbench.panelFrame();
  }

  /** The picture of a tensor by its accessible name. */
  picture(tensor: string): Locator {
    return this.panel.getByRole("grid", { name: new RegExp(`^${tensor},`) });
  }

  /** The verdict of the check, once it is done. */
  async verdict(): Promise<{ word: string; sentence: string }> {
    const line = this.panel.locator("[data-verdict]");
    await line.waitFor();
    return {
      word: (await line.getAttribute("data-verdict")) ?? "",
      sentence: (await line.locator("p").innerText()).trim(),
    };
  }

  /** Opens the boxes of the parameters, which stand behind a line of words. */
  async openBoxes(): Promise<void> {
    const edit = this.panel.getByRole("button", { name: "Change the parameters" });
    const fold = this.panel.getByRole("button", { name: "Fold the parameters into one line" });
    await edit.or(fold).first().waitFor();
    if ((await fold.count()) === 0) await edit.click();
  }

  /** Opens the numbers of the cell under the cursor or the pointer: a cell that is chosen opens them by itself. */
  async openCell(): Promise<void> {
    const tab = this.panel.getByRole("tab", { name: "Cell" });
    if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
    await this.panel.locator("gl-inspector").waitFor();
  }

  /** Waits until all is drawn and checked. Gives the generation. */
  async settled(after = 0): Promise<number> {
    const generation = await this.workbench.drawn(after);
    await this.verdict();
    await this.panel.locator("gl-header .busy").waitFor({ state: "detached" });
    return this.workbench.drawn(generation - 1);
  }

  /** The number that the inspector shows for a tensor at the cursor, once it is exact. */
  async inspected(tensor: string): Promise<number> {
    const cell = this.panel.locator(`gl-inspector tr[data-tensor="${tensor}"] td`);
    return toNumber(await exactText(cell));
  }

  /** The large number of the inspector: the tensor of the picture under the cursor. */
  async value(): Promise<number> {
    return toNumber(await exactText(this.panel.locator('gl-inspector [data-field="value"]')));
  }

  /** The index in the inspector's head, such as [3, 5]. */
  async index(): Promise<number[]> {
    const text = await this.panel.locator("gl-inspector .head h2").innerText();
    const list = /\[([\d, ]+)\]/.exec(text)?.[1];
    assert.ok(list, `expected an index in the inspector's head, got ${text}`);
    return list.split(",").map(Number);
  }

  /** Moves the pointer over the cell of a picture that shows the whole matrix of `shape`. */
  async hover(
    tensor: string,
    [row, column]: readonly [number, number],
    [rows, columns]: readonly [number, number],
  ): Promise<void> {
    const box = await this.picture(tensor).boundingBox();
    assert.ok(box, `expected a picture of ${tensor}`);
    await this.picture(tensor).hover({
      position: { x: ((column + 0.5) * box.width) / columns, y: ((row + 0.5) * box.height) / rows },
    });
  }

  /** Keeps a picture of the workbench for the reader of a failed run. */
  async keepPicture(name: string): Promise<void> {
    const folder = join(root, "build", "logs");
    mkdirSync(folder, { recursive: true });
    await this.workbench.page.screenshot({ path: join(folder, `${name.replace(/[^\w-]+/g, "-")}.png`) });
  }
}

/** Waits until the text is a full-precision number, not the near one from a tile. */
async function exactText(locator: Locator): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const text = (await locator.innerText()).trim();
    if (text !== "" && !text.startsWith("≈") && text !== "…") return text;
    await locator.page().evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
  }
  throw new Error(`the number never became exact: ${await locator.innerText()}`);
}

/** Reads back what the page prints: a true minus sign, "+∞". */
function toNumber(text: string): number {
  const plain = text.replaceAll("\u2212", "-").replace("∞", "Infinity");
  const value = Number(plain);
  assert.ok(plain === "NaN" || !Number.isNaN(value), `expected a number, got ${text}`);
  return value;
}

/** Runs the product's command line on a file. */
export function cli(file: string): CliReport {
  const run = spawnSync(process.execPath, [join(root, "dist", "cli.js"), file, "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  assert.ok(run.stdout, `the command line printed nothing: ${run.stderr}`);
  return JSON.parse(run.stdout) as CliReport;
}

/** The number at an index of nested arrays, where NaN and the infinities stand as strings. */
export function at(nested: unknown, index: readonly number[]): number {
  let value = nested;
  for (const i of index) value = (value as readonly unknown[])[i];
  return Number(value);
}

/** Keeps a picture of every failed test of the suite. */
export function keepFailures(session: () => Session | undefined): Mocha.AsyncFunc {
  return async function (this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === "failed") await session()?.keepPicture(`e2e-${test.title}`);
  };
}
