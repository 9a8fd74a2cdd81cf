import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../scripts/lib/chromium.mjs";
import { root } from "../../scripts/lib/paths.mjs";

describe("npm start without desktop VS Code", () => {
  let child: ChildProcess;
  let browser: Browser | undefined;
  after(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
  });

  it("prints an address that shows examples/ and the panel of activations.json", async () => {
    child = spawn(process.execPath, [join(root, "scripts", "start.mjs"), "--server"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${text}`)));
      child.stdout?.on("data", (data: Buffer) => {
        text += data.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(text);
        if (found) resolve(found[0]);
      });
    });
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(url);
    const panel = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await panel.locator('body[data-state="drawn"]').waitFor({ timeout: 60_000 });
    assert.equal(await panel.getByRole("heading", { level: 1 }).innerText(), "activations.json");
    await panel.getByRole("grid", { name: /^dx,/ }).waitFor();
    await panel.locator("[data-verdict=correct]").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "activations.json" }).waitFor();
  });
});
