// Development only: real debuggers for the tests, without the marketplace, under the types that the real extensions
// use, so that menus and readers see what they see at a user's.
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { pathToFileURL } = require("node:url");
const vscode = require("vscode");

const PYTHON = "/usr/bin/python3"; // Debian's: it has python3-debugpy

/** LLDB's debug adapter was renamed in version 18. Without its own Python package version 14 reads std::vector wrongly. */
const LLDB = [
  { command: "/usr/bin/lldb-dap", env: {} },
  { command: "/usr/bin/lldb-vscode-14", env: { PYTHONPATH: "/usr/lib/llvm-14/lib/python3.11/dist-packages" } },
  { command: "/usr/bin/lldb-vscode", env: {} },
];

/** Processes that a program starts are debugged too: their adapter's server is there already. */
function python({ configuration: { request, connect } }) {
  if (request === "attach" && connect) return new vscode.DebugAdapterServer(connect.port, connect.host);
  return new vscode.DebugAdapterExecutable(PYTHON, ["-m", "debugpy.adapter"]);
}

/** A notebook's kernel, of the Python that the configuration names: it needs ipykernel and its client. */
function kernel({ configuration }) {
  const bridge = require.resolve("../../stack/fixtures/kernel_bridge.py");
  return new vscode.DebugAdapterExecutable(configuration.python, [bridge]);
}

function lldb() {
  const found = LLDB.find(({ command }) => existsSync(command));
  if (!found) throw new Error(`expected one of ${LLDB.map(({ command }) => command).join(", ")}, found none`);
  return new vscode.DebugAdapterExecutable(found.command, [], { env: { ...process.env, ...found.env } });
}

/** Delve serves on a port that it prints. */
async function delve(context) {
  const script = require.resolve("../../../scripts/lib/delve.mjs");
  const { installDelve } = await import(pathToFileURL(script).href);
  const server = spawn(await installDelve(), ["dap", "--listen=127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  context.subscriptions.push({ dispose: () => server.kill() });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`dlv ended with ${code}`)));
    server.stdout.on("data", (data) => {
      const port = /listening at: 127\.0\.0\.1:(\d+)/.exec(String(data))?.[1];
      if (port) resolve(new vscode.DebugAdapterServer(Number(port), "127.0.0.1"));
    });
  });
}

exports.activate = (context) => {
  const kinds = {
    debugpy: python,
    "Python Kernel Debug Adapter": kernel,
    "lldb-dap": lldb,
    go: () => delve(context),
  };
  for (const [type, create] of Object.entries(kinds)) {
    const factory = { createDebugAdapterDescriptor: (session) => create(session) };
    context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory(type, factory));
  }
  // debugpy says by an event of its own that a process was started; its extension answers with a session.
  const listener = vscode.debug.onDidReceiveDebugSessionCustomEvent(({ event, body, session }) => {
    if (event === "debugpyAttach") void vscode.debug.startDebugging(session.workspaceFolder, body, session);
  });
  context.subscriptions.push(listener);
};
