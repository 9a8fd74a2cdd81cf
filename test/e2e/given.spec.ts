import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, COMMAND, keepFailures, Session } from "./session";

const X = "[[1, 2, 4], [3, 5, 8], [2, 7, 1]]";

describe("Giving the panel a file or a text", () => {
  let session: Session;
  before(async () => {
    // What the product itself says of x is what a user would paste to be compared.
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-given-"));
    writeFileSync(join(folder, "x.json"), X);
    const mine = JSON.stringify(cli(join(folder, "x.json")).dx);
    rmSync(folder, { recursive: true });
    session = await Session.open({ files: { "x.json": X, "mine.json": mine, "other.csv": "0.5,1\n2,7\n1,3\n4,4\n" } });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  it("by copying in an editor and pasting on the panel: as my dx, and as x in a panel of its own", async () => {
    const { workbench, panel } = session;
    const { page } = workbench;
    await workbench.openFile("x.json");
    await workbench.runCommand(COMMAND);
    const generation = await session.settled();
    await workbench.openFile("mine.json");
    await workbench.editor("mine.json").locator(".view-line").first().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    await panel.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("Control+v");
    const dialog = panel.getByRole("dialog", { name: "Use it as" });
    await dialog.getByRole("button", { name: "my dx" }).click();
    await session.settled(generation);
    await panel.getByText(/^Your dx was read from pasted text: a list of numbers, 3 x 3, float64\./).waitFor();
    await panel.getByRole("tab", { name: "Compare" }).click();
    assert.match(await panel.locator("gl-compare .title").innerText(), /Your dx is right\.\s+\(pasted text\)/);

    await page.keyboard.press("Control+v");
    await dialog.getByRole("button", { name: "x, in a panel of its own" }).click();
    await page.getByRole("tab", { name: "Gradients: pasted text" }).waitFor();
  });

  it("by dragging a file from the explorer with Shift held", async () => {
    const { workbench, panel } = session;
    const { page } = workbench;
    await workbench.openFile("x.json");
    await workbench.runCommand(COMMAND);
    await session.settled();
    await workbench.file("other.csv").hover();
    await page.mouse.down();
    await page.keyboard.down("Shift");
    const box = await page.locator("iframe.webview.ready").boundingBox();
    assert.ok(box);
    for (const part of [0.3, 0.4, 0.5]) await page.mouse.move(box.x + part * box.width, box.y + part * box.height);
    await page.mouse.up();
    await page.keyboard.up("Shift");
    const dialog = panel.getByRole("dialog", { name: "Use it as" });
    await dialog.getByText("other.csv").waitFor();
    await dialog.getByRole("button", { name: "x, in a panel of its own" }).click();
    await page.getByRole("tab", { name: "Gradients: other.csv" }).waitFor();
  });
});
