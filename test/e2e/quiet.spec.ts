/** Whoever has the product installed and does other work never notices it: what appears and what runs is counted. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { breakAt, openDebugging, start, stopDebugging, variable } from "./debug/debugging";
import { keepFailures, MENU_ENTRY, type Session } from "./session";

const NOTEBOOK = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });
const GEOJSON = '{"type": "LineString", "coordinates": [[1, 2], [3, 4], [5, 6]]}';

/** Ordinary files of ordinary projects; some hold matrices that nobody has asked about. */
const OTHERS: Readonly<Record<string, string>> = {
  "readme-other.md": "# A project\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
  "main.py": "import os\n\nnames = [[1, 2], [3, 4]]\nprint(os.getcwd(), names)\n",
  "app.ts": "export const table = [[1, 2], [3, 4]];\n",
  "util.js": "export const half = (x) => x / 2;\n",
  "style.css": "body { margin: 0; }\n",
  "index.html": "<table><tr><td>1</td><td>2</td></tr></table>\n",
  "prices.csv": "a,b\n1,2\n3,4\n",
  "notes.txt": "1 2 3\n4 5 6\n",
  "yarn.lock": "# yarn lockfile v1\n",
  "Cargo.toml": '[package]\nname = "a"\n',
  "config.yaml": "a: [1, 2]\n",
  "run.sh": "echo 1\n",
  "query.sql": "select 1;\n",
  Makefile: "all:\n\techo 1\n",
  "empty.ipynb": NOTEBOOK,
};
const JSONS: Readonly<Record<string, string>> = {
  "package.json": '{"name": "a", "version": "1.0.0"}',
  "package-lock.json": '{"name": "a", "lockfileVersion": 3}',
  "tsconfig.json": '{"compilerOptions": {"strict": true}}',
  "points.json": "[[1, 2], [3, 4], [5, 7]]",
  "map.geojson": GEOJSON,
};
const OURS = "Gradient Lens"; // among the extensions that run
const FOR_JSON = "NPM support for VS Code"; // loaded with the first JSON file, as ours
/** Nothing of it is a tensor, and nothing a backward. */
const PROGRAM = `import math

def area(radius):
    name = "circle"
    result = math.pi * radius ** 2
    return result  # stop here

for i in range(3):
    print(area(float(i)))
`;

describe("A guest that nobody has asked", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({}, { ...OTHERS, "debug/train.py": PROGRAM });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  async function open(name: string): Promise<void> {
    const { page } = session.workbench;
    await page.keyboard.press("Control+p");
    await page.locator(".quick-input-widget:visible input[type=text]").fill(name);
    await page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${name}"]`).first().waitFor();
    await page.keyboard.press("Enter");
    await session.workbench.tab(name).waitFor();
  }

  /** What of ours is to be seen in the window, by its kind. */
  async function seen(): Promise<Record<string, number>> {
    const { page } = session.workbench;
    const ours = /gradient lens|batch-norm|check my backward/i;
    return {
      lenses: await page.locator(".codelens-decoration a", { hasText: ours }).count(),
      status: await page.locator('.statusbar-item[id*="gradient-lens" i]').count(),
      notifications: await page.locator(".notification-list-item", { hasText: ours }).count(),
      buttons: await page.locator('.action-label[aria-label*="Batch-Norm"]:visible, .action-label[aria-label*="Check My Backward"]:visible').count(), // prettier-ignore
    };
  }
  const NOTHING = { lenses: 0, status: 0, notifications: 0, buttons: 0 };

  /** How many of our entries the menu has that a right click opens. */
  async function entries(on: Locator): Promise<number> {
    const { page } = session.workbench;
    // The tip of the row before would lie over this one.
    await page.mouse.move(1, 1);
    await page.locator(".workbench-hover:visible").waitFor({ state: "hidden" });
    await on.click({ button: "right" });
    const items = page.locator(".monaco-menu .action-item:visible");
    await items.first().waitFor();
    const count = await items.filter({ hasText: /Batch-Norm|Check My Backward|Gradient Lens/ }).count();
    await page.keyboard.press("Escape");
    await items.first().waitFor({ state: "hidden" });
    return count;
  }

  /** The extensions that run, as VS Code itself lists them. */
  async function running(): Promise<readonly string[]> {
    const { page } = session.workbench;
    await session.workbench.runCommand("Developer: Show Running Extensions");
    const rows = page.locator(".runtime-extensions-editor .monaco-list-row");
    await rows.first().waitFor();
    const count = Number(await rows.first().getAttribute("aria-setsize"));
    // A list has only the rows that are in sight: it is scrolled through.
    const names = new Map<string | null, string>();
    await rows.first().hover();
    for (let turn = 0; names.size < count && turn < 200; turn++) {
      for (const row of await rows.all()) {
        names.set(await row.getAttribute("data-index"), (await row.locator(".name").innerText()).trim());
      }
      await page.mouse.wheel(0, 100);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
    assert.equal(names.size, count, "extensions that run");
    await page.keyboard.press("Control+w");
    await rows.first().waitFor({ state: "hidden" });
    return [...names.values()];
  }

  it("shows nothing while 15 files of others are opened, and runs only with what else is for JSON", async () => {
    for (const name of Object.keys(OTHERS)) {
      await open(name);
      assert.deepEqual(await seen(), NOTHING, name);
    }
    for (const name of ["main.py", "app.ts", "readme-other.md", "style.css"]) {
      await session.workbench.openFile(name);
      const line = session.workbench.editor(name).locator(".view-line").first();
      assert.equal(await entries(line), 0, `the editor's menu in ${name}`);
    }
    // VS Code may read a JSON file of its own: then every extension for JSON is loaded, its own too, and else none.
    const names = await running();
    assert.equal(names.includes(OURS), names.includes(FOR_JSON), names.join());
  });

  it("shows nothing for 5 JSON files, and has entries only where a matrix can be", async () => {
    // Not before: VS Code's own extensions open a package.json by themselves.
    for (const [name, text] of Object.entries(JSONS)) writeFileSync(join(session.folder, name), text);
    for (const name of Object.keys(JSONS)) {
      await session.workbench.openFile(name);
      assert.deepEqual(await seen(), NOTHING, name);
    }
    for (const [name, count] of [
      ["package.json", 0],
      ["tsconfig.json", 0],
      ["main.py", 0],
      ["points.json", 1],
      ["prices.csv", 1],
    ] as const)
      // prettier-ignore
      assert.equal(await entries(session.workbench.file(name)), count, `the explorer's menu on ${name}`);
    // Lenses may be wanted on any JSON file; that none is read for them is counted in test/vscode/quiet.node.test.ts.
    const names = await running();
    assert.ok(names.includes(OURS) && names.includes(FOR_JSON), names.join());
    await session.workbench.openFile("package.json");
    assert.equal(await entries(session.workbench.editor("package.json").locator(".view-line").first()), 0);
    await session.workbench.openFile("points.json");
    assert.equal(await entries(session.workbench.editor("points.json").locator(".view-line").first()), 1);
  });

  it("shows nothing while an ordinary program is debugged, and no button on its scalars", async () => {
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
    for (const name of ["radius", "name", "result"]) {
      const row = await variable(session, name);
      await row.hover();
      assert.deepEqual(await seen(), NOTHING, name);
      await row.click({ button: "right" });
      const items = session.workbench.page.locator(".monaco-menu .action-item:visible");
      await items.first().waitFor();
      assert.equal(await items.filter({ hasText: MENU_ENTRY }).count(), 0, name);
      await session.workbench.page.keyboard.press("Escape");
    }
    await session.workbench.page.keyboard.press("F10");
    await variable(session, "i");
    assert.deepEqual(await seen(), NOTHING);
    await stopDebugging(session);
    assert.deepEqual(await seen(), NOTHING);
  });
});
