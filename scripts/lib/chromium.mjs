// The browser that shows VS Code's workbench in tests.
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { which } from "./run.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const MAC = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The fonts that scripts/lib/fonts.conf keeps to, where they are. */
const FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/** Path of a Chromium or Chrome on this machine, or null. GRADIENT_LENS_CHROMIUM names another one. */
export function findChromium() {
  return process.env.GRADIENT_LENS_CHROMIUM || which(...NAMES) || MAC.find((path) => existsSync(path)) || null;
}

/** Starts Chromium without a window. Nothing of it asks the network for anything of its own. */
export async function launchChromium(options = {}) {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error(`no Chromium found: expected one of ${NAMES.join(", ")} on the PATH (apt-get install chromium)`);
  const { args = [], env = {}, ...rest } = options;
  const fonts = existsSync(FONTS) ? { FONTCONFIG_FILE: join(root, "scripts", "lib", "fonts.conf") } : {};
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...fonts, ...env },
    args: [
      ...["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none"],
      ...args,
    ],
    ...rest,
  });
}
