#!/usr/bin/env node
// Stands in for the executable of desktop VS Code behind @vscode/test-electron's runTests(): takes the same flags, runs
// the suite in the extension host of VS Code's server with its workbench in Chromium, passes the suite's console
// through, and ends with 0 when the suite's run() resolved, else 1.
//   run-vscode.mjs --extensionDevelopmentPath=DIR ... --extensionTestsPath=FILE [--extensionDevelopmentKind=web] [FOLDER]
// VS Code writes its own log to the same channel: only lines that begin with SUITE are the suite's. The rest goes to
// build/logs/vscode.log. GRADIENT_LENS_VERBOSE=1 prints everything.
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./lib/paths.mjs";
import { SUITE } from "./lib/suite-mark.mjs";
import { remoteUri } from "./lib/vscode-server.mjs";
import { stageWebExtension } from "./lib/web-extension.mjs";
import { openWorkbench } from "./lib/workbench.mjs";

const LIMIT = Number(process.env.GRADIENT_LENS_SUITE_LIMIT ?? 900_000); // milliseconds: a hung suite must end
const verbose = Boolean(process.env.GRADIENT_LENS_VERBOSE);

const { values, positionals } = parseArgs({
  strict: false, // desktop VS Code takes many more flags; they mean nothing here
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string", multiple: true },
    extensionTestsPath: { type: "string" },
    extensionDevelopmentKind: { type: "string" },
  },
});
if (!values.extensionTestsPath || !values.extensionDevelopmentPath) {
  console.error("expected --extensionDevelopmentPath and --extensionTestsPath");
  process.exit(2);
}
const isWeb = values.extensionDevelopmentKind === "web";
// The workbench takes one extension under development; the others are installed.
const [first, ...others] = values.extensionDevelopmentPath;
const extension = isWeb ? stageWebExtension(first) : first;

mkdirSync(join(root, "build", "logs"), { recursive: true });
const log = createWriteStream(join(root, "build", "logs", "vscode.log"));
let end;
const ended = new Promise((resolve) => (end = resolve));

/** Console calls of the extension host, and VS Code's log, come as lists of arguments. */
function print(type, args) {
  const text = args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" ");
  if (text.startsWith(SUITE)) console.log(text.slice(SUITE.length));
  else if (verbose) console.error(`[${type}] ${text}`);
  log.write(`[${type}] ${text}\n`);
}

const workbench = await openWorkbench({
  folder: resolve(positionals[0] ?? join(root, "examples")),
  extensions: others,
  waitForExplorer: false,
  log: (line) => print("server", [line]),
  beforeOpen: async (page) => {
    await page.exposeFunction("codeAutomationLog", print);
    await page.exposeFunction("codeAutomationExit", (code) => end(code === 0 ? null : "its run() was rejected"));
    page.on("crash", () => end("the browser's page crashed"));
    page.on("console", (message) => print("page", [message.text()]));
  },
  payload: (server) => [
    ["extensionDevelopmentPath", remoteUri(server, extension)],
    ["extensionTestsPath", remoteUri(server, values.extensionTestsPath)],
  ],
});
const timer = setTimeout(() => end(`no end within ${LIMIT / 1000} s`), LIMIT);
const failure = await ended;
clearTimeout(timer);
if (failure) {
  const picture = join(root, "build", "logs", "vscode.png");
  await workbench.page.screenshot({ path: picture }).catch(() => undefined);
  console.error(`The suite in VS Code failed: ${failure}. See build/logs/vscode.log and vscode.png.`);
}
await workbench.close();
if (isWeb) rmSync(extension, { recursive: true, force: true });
process.exit(failure ? 1 : 0);
