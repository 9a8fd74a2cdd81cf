// Desktop VS Code for the suite in the extension host, where it can be had.
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { which } from "./run.mjs";

/**
 * The executable behind `code` on the PATH, or null: then the server with Chromium stands in. Null too on a Linux
 * without a screen. GRADIENT_LENS_VSCODE is a path that goes first, or "server" to keep to the server.
 */
export function findDesktopVSCode() {
  const chosen = process.env.GRADIENT_LENS_VSCODE;
  if (chosen) return chosen === "server" ? null : chosen;
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const script = which("code");
  if (!script) return null;
  const folder = dirname(dirname(realpathSync(script))); // .../bin/code
  const places = [
    join(folder, "code"),
    join(folder, "..", "..", "MacOS", "Electron"),
    join(folder, "..", "..", "MacOS", "Code"),
  ];
  return places.find((place) => existsSync(place)) ?? null;
}
