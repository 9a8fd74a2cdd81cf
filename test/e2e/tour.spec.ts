import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { keepFailures, Session } from "./session";

/**
 * Runs in the workbench's page, before it starts. A workbench in a browser follows links of its own maker's product alone:
 * it is told to be Visual Studio Code, whose links those of the docs are.
 */
const TAKE_CODE_LINKS = `
  const find = document.getElementById.bind(document);
  document.getElementById = (id) => {
    const element = find(id);
    if (id !== "vscode-workbench-web-configuration" || !element) return element;
    const settings = JSON.parse(element.getAttribute("data-settings"));
    settings.productConfiguration = { ...settings.productConfiguration, urlProtocol: "vscode" };
    element.setAttribute("data-settings", JSON.stringify(settings));
    return element;
  };
`;

describe("The guided tour", () => {
  let session: Session;
  before(async () => {
    const article = readFileSync(join(root, "docs", "article.md"));
    session = await Session.open({
      files: { "article.md": article },
      beforeOpen: async (page) => {
        await page.addInitScript({ content: TAKE_CODE_LINKS });
      },
    });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  it("opens on the example from the palette, and goes on by a click", async () => {
    await session.workbench.runCommand("Gradient Lens: Explain, Step by Step");
    const tour = session.panel.locator("gl-explain-tour");
    await tour.locator('[data-step="1"]').waitFor();
    assert.equal(await session.panel.getByRole("heading", { level: 1 }).innerText(), "activations.json");
    await tour.getByRole("button", { name: "Next" }).click();
    await tour.locator('[data-step="2"]').waitFor();
    await session.workbench.page.keyboard.press("ArrowRight");
    await tour.locator('[data-step="3"]').waitFor();
  });

  it("comes to its steps from the article's links, in the panel that is open", async () => {
    const { workbench } = session;
    await session.closeEditors();
    await workbench.openFile("article.md");
    await workbench.runCommand("Markdown: Open Preview");
    const preview = workbench.page
      .frameLocator('iframe.webview.ready[src*="markdown-language-features"]')
      .frameLocator("#active-frame");
    for (const step of [5, 7]) {
      await preview
        .getByRole("link", { name: String(step), exact: true })
        .first()
        .click();
      await session.panel.locator(`gl-explain-tour [data-step="${step}"]`).waitFor();
    }
    assert.equal(await workbench.page.locator(".tabs-container .tab", { hasText: "Gradients:" }).count(), 1);
  });

  it("comes after a sample in the walkthrough, whose steps are ticked as they are done", async () => {
    const { workbench, panel } = session;
    const { page } = workbench;
    await session.closeEditors();
    await workbench.runCommand("Welcome: Open Walkthrough...");
    await page.locator('.quick-input-widget .monaco-list-row[aria-label^="Gradient Lens"]').first().click();
    const steps = page.locator(".getting-started-step");
    await steps.nth(3).waitFor();
    assert.equal(await steps.count(), 4);
    await steps.first().getByRole("button", { name: "Open the Sample" }).click();
    await panel.getByRole("heading", { level: 1, name: "wrong-gradient.gradlens.json" }).waitFor();
    await session.settled();
    await steps.first().locator(".codicon-getting-started-step-checked").waitFor();
  });
});
