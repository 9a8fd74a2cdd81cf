// VS Code's workbench, open in a browser with the extension under development in it, and the clicks that every script
// and test needs. What to wait for is always something on the screen, never time.
import { launchChromium } from "./chromium.mjs";
import { root } from "./paths.mjs";
import { startServer, workbenchUrl } from "./vscode-server.mjs";

/** Settings of VS Code's own themes by the short names of our scripts. */
export const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-dark": "Default High Contrast",
  "hc-light": "Default High Contrast Light",
};

/** A quiet workbench: nothing that opens, blinks or asks by itself. */
export function quietSettings(theme = "dark") {
  const colorTheme = THEMES[theme];
  if (!colorTheme) throw new Error(`expected a theme out of ${Object.keys(THEMES).join(", ")}, got ${theme}`);
  return {
    "workbench.colorTheme": colorTheme,
    "workbench.preferredLightColorTheme": THEMES.light,
    "workbench.preferredDarkColorTheme": THEMES.dark,
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": false,
    "workbench.enableExperiments": false,
    "workbench.reduceMotion": "on",
    "window.autoDetectHighContrast": false,
    "window.autoDetectColorScheme": false,
    "chat.disableAIFeatures": true,
    "editor.cursorBlinking": "solid",
    "editor.hover.enabled": "off",
    "files.autoSave": "off",
    "security.workspace.trust.startupPrompt": "never",
    "telemetry.telemetryLevel": "off",
    "extensions.ignoreRecommendations": true,
    "git.enabled": false,
    "remote.autoForwardPorts": false,
    "debug.internalConsoleOptions": "neverOpen",
    "extensions.autoUpdate": false,
    "extensions.autoCheckUpdates": false,
  };
}

/** Starts a server and a browser, and opens a workbench on `folder`. Close it with `close()`. */
export async function openWorkbench(options) {
  const {
    folder,
    theme = "dark",
    settings = {},
    env = {},
    extensionsDir,
    trust = false,
    size = { width: 1600, height: 1000 },
  } = options;
  const { extensions = [root], payload = () => [], scale = 1, log } = options;
  const server = await startServer({
    extensions,
    settings: { ...quietSettings(theme), "security.workspace.trust.enabled": trust, ...settings },
    env,
    trust,
    extensionsDir,
    log,
  });
  let browser;
  try {
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(40_000);
    await options.beforeOpen?.(page);
    await page.goto(workbenchUrl(server, folder, payload(server)));
    const workbench = new Workbench(page, server, browser);
    if (options.waitForExplorer !== false) await workbench.explorer().waitFor();
    return workbench;
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

export class Workbench {
  constructor(page, server, browser) {
    this.page = page;
    this.server = server;
    this.browser = browser;
  }

  async close() {
    await this.browser.close();
    await this.server.stop();
  }

  explorer() {
    return this.page.locator(".explorer-folders-view");
  }

  /** A row of the explorer by the name of its file. */
  file(name) {
    return this.explorer().locator(`.monaco-list-row[aria-label^="${name}"]`).first();
  }

  /** Opens a file by a double click in the explorer, and waits for its editor. */
  async openFile(name) {
    await this.file(name).dblclick();
    await this.editor(name).waitFor();
  }

  /** The text editor of a file. */
  editor(name) {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`).first();
  }

  /** The tab of an editor. */
  tab(name) {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`).first();
  }

  /**
   * Runs a command from the palette by its whole title, such as "Gradient Lens: Show Batch-Norm Gradients". The palette
   * lists what there is when it opens: of a workbench that has only just started it is opened again.
   */
  async runCommand(title) {
    const row = this.page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${title}"]`).first();
    const box = this.page.locator(".quick-input-widget:visible input[type=text]");
    const isListed = async () => {
      await this.page.keyboard.press("F1");
      await box.fill(`>${title}`, { timeout: 3000 });
      await row.waitFor({ timeout: 3000 });
      return true;
    };
    for (let attempt = 0; attempt < 20; attempt++) {
      // Something else that takes the focus at this moment closes the palette.
      if (await isListed().catch(() => false)) {
        await row.click();
        await row.waitFor({ state: "hidden" }); // the widget itself may already hold what the command asks
        return;
      }
      await this.page.keyboard.press("Escape");
    }
    throw new Error(`the palette has no command ${title}`);
  }

  /**
   * Clicks an entry of the context menu that is open. Menus live in a shadow root, which locators look into. A menu
   * takes no click in its first moments, so that the click that opened it does not choose: then it is clicked again.
   */
  async pickFromMenu(label) {
    const entry = this.page.locator(".monaco-menu .action-item:visible", { hasText: label }).first();
    await entry.waitFor();
    for (let attempt = 0; attempt < 20; attempt++) {
      await entry.click().catch(() => undefined); // gone in the same moment: chosen
      if (
        await entry.waitFor({ state: "hidden", timeout: 500 }).then(
          () => true,
          () => false,
        )
      )
        return;
    }
    throw new Error(`the menu's entry ${label} takes no click`);
  }

  /**
   * Runs the workspace's first launch configuration, and waits until its program stands still in a frame. The key does
   * nothing in a workbench whose debuggers are not known yet: then it is pressed again.
   */
  async debugUntilStop() {
    const toolbar = this.page.locator(".debug-toolbar");
    for (let attempt = 0; attempt < 20 && !(await toolbar.isVisible()); attempt++) {
      await this.page.keyboard.press("F5");
      await toolbar.waitFor({ timeout: 4000 }).catch(() => undefined);
    }
    await this.page.locator(".debug-variables .monaco-list-row").first().waitFor();
  }

  /** A row of the Variables view by the variable's name, its scope unfolded. */
  variable(name) {
    return this.page.locator(`.debug-variables .monaco-list-row[aria-label^="${name},"]`).first();
  }

  /** The document of our page inside the two frames that VS Code puts around it; the panel in front. Notebooks have frames, too. */
  panelFrame() {
    return this.page.frameLocator('iframe.webview.ready[src*="gradient-lens"]').frameLocator("#active-frame");
  }

  /** Waits until the panel has drawn all that it shows, of a generation above `after`. Gives the generation drawn. */
  async drawn(after = 0) {
    const frame = this.panelFrame();
    await frame.locator('body[data-state="drawn"]').waitFor();
    for (;;) {
      const body = frame.locator("body");
      const generation = Number(await body.getAttribute("data-generation"));
      if (generation > after && (await body.getAttribute("data-state")) === "drawn") return generation;
      await this.page.evaluate(() => new Promise((resolve) => globalThis.requestAnimationFrame(resolve)));
    }
  }
}
