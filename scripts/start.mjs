// `npm start`: VS Code on examples/ with the panel showing the gradients of examples/activations.json. Desktop VS Code
// when `code` is on the PATH, else VS Code's server on 127.0.0.1 until Ctrl+C.
//   node scripts/start.mjs [--server]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./lib/paths.mjs";
import { run, which } from "./lib/run.mjs";
import { startServer, workbenchUrl } from "./lib/vscode-server.mjs";
import { quietSettings } from "./lib/workbench.mjs";

const folder = join(root, "examples");
const extensions = [root, join(root, "test", "launcher", "demo")];

async function startDesktop(code) {
  // A profile of its own: the user's extensions and windows stay out of it.
  const profile = mkdtempSync(join(tmpdir(), "gradient-lens-desktop-"));
  console.log("Opening desktop VS Code; close its window to end.");
  try {
    const own = ["--user-data-dir", join(profile, "data"), "--extensions-dir", join(profile, "extensions")];
    const developed = extensions.map((path) => `--extensionDevelopmentPath=${path}`);
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : []; // VS Code refuses to start as root otherwise
    await run(code, ["--new-window", "--wait", "--disable-workspace-trust", ...asRoot, ...own, ...developed, folder], {
      shell: process.platform === "win32",
    });
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function startInBrowser() {
  const server = await startServer({
    extensions,
    settings: {
      ...quietSettings("light"),
      // Unlike in tests, the colours follow the browser's.
      "window.autoDetectColorScheme": true,
      "window.autoDetectHighContrast": true,
    },
  });
  console.log(
    `\nGradient Lens runs in VS Code at\n\n  ${workbenchUrl(server, folder)}\n\nOpen it in a browser. Ctrl+C ends it.`,
  );
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  process.once("SIGINT", () => void stop());
  process.once("SIGTERM", () => void stop());
  await server.ended;
}

const code = process.argv.includes("--server") ? null : which("code");
await (code ? startDesktop(code) : startInBrowser());
