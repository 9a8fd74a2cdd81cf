// A complete VS Code without a download from its maker: the npm package code-server carries VS Code's server, its
// workbench for the browser and the built-in extensions. It is installed once into the cache folder.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { withLock } from "./lock.mjs";
import { cacheFolder, root } from "./paths.mjs";
import { cleanEnvironment, node24, run } from "./run.mjs";

const NEWEST = "4.139.1"; // VS Code 1.139.1
/** The VS Code of `engines.vscode` in package.json: `npm run oldest` runs the suite in it. */
export const OLDEST = "4.103.2"; // VS Code 1.103.2
/** Another version of code-server, for all that runs in VS Code. */
const CODE_SERVER = process.env.GRADIENT_LENS_CODE_SERVER || NEWEST;
/** The extension host of older ones ends where these are missing. They are compiled for the Node that runs them. */
const COMPILED = CODE_SERVER === NEWEST ? [] : ["@vscode/spdlog", "native-watchdog"];
const START_LIMIT = 60_000; // milliseconds

const serverHome = () => join(cacheFolder(), `code-server-${CODE_SERVER}`);

/** The folder that VS Code's server has, or will have. */
export function serverFolder() {
  return join(serverHome(), "node_modules", "code-server", "lib", "vscode");
}

/** The Node that runs the server: an older one wants the machine's own, 20 or 22. */
function serverNode() {
  if (!COMPILED.length) return node24();
  const ours = join(root, "node_modules");
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder && !folder.startsWith(ours));
  const own = folders.map((folder) => join(folder, "node")).find((file) => existsSync(file));
  if (!own) throw new Error(`expected Node 20 or 22 on the PATH for code-server ${CODE_SERVER}`);
  return own;
}

/** The folder of VS Code's server, installed when it is not there yet. */
export async function installServer() {
  const home = serverHome();
  const server = serverFolder();
  if (existsSync(home)) return server;
  return withLock(join(cacheFolder(), "code-server.lock"), async () => {
    if (existsSync(home)) return server;
    console.log(`Installing VS Code's server (code-server ${CODE_SERVER}) into ${home} ...`);
    // What a killed run has left. Nobody else works here: we hold the lock.
    for (const name of readdirSync(cacheFolder())) {
      if (name.startsWith("code-server-new-")) rmSync(join(cacheFolder(), name), { recursive: true, force: true });
    }
    const fresh = mkdtempSync(join(cacheFolder(), "code-server-new-"));
    const inner = join(fresh, "node_modules", "code-server", "lib", "vscode");
    const options = { env: cleanEnvironment(), shell: process.platform === "win32" };
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    writeFileSync(join(fresh, "package.json"), JSON.stringify({ private: true }));
    // Install scripts stay off: they need a compiler and -dev packages, for terminals and file watching only.
    await run("npm", ["install", `code-server@${CODE_SERVER}`, ...quiet], { ...options, cwd: fresh });
    await run("npm", ["install", "--omit=dev", ...quiet], { ...options, cwd: inner });
    if (COMPILED.length) {
      const env = { ...cleanEnvironment(), PATH: dirname(serverNode()) + delimiter + process.env.PATH };
      await run("npm", ["rebuild", ...COMPILED, "--foreground-scripts"], { ...options, env, cwd: inner });
    }
    if (!existsSync(join(inner, "out", "server-main.js"))) throw new Error("code-server holds no out/server-main.js");
    renameSync(fresh, home); // whole or not at all
    return server;
  });
}

/**
 * Starts a server on a free port of 127.0.0.1 with folders of its own, and waits until it answers.
 *
 * `extensionsDir` and `userDataDir` may be given; else they are made fresh and removed by `stop`. `extensions` are
 * folders to have installed, `settings` are the user's. `env` is seen by the extension host too. `trust`: a workspace is not
 * trusted until the user says so. `log` gets every line the server prints.
 */
export async function startServer(options = {}) {
  const { extensionsDir, userDataDir, extensions = [], settings = {}, env = {}, trust = false } = options;
  const { log = () => undefined } = options;
  const server = await installServer();
  const scratch = mkdtempSync(join(tmpdir(), "gradient-lens-server-"));
  const folders = {
    extensions: extensionsDir ?? join(scratch, "extensions"),
    userData: userDataDir ?? join(scratch, "user-data"),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  for (const path of extensions) installFolder(path, folders.extensions);
  mkdirSync(join(folders.userData, "User"), { recursive: true });
  writeFileSync(join(folders.userData, "User", "settings.json"), JSON.stringify(settings, null, 2));
  const child = spawn(
    serverNode(),
    [
      join(server, "out", "server-main.js"),
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--accept-server-license-terms"],
      ...["--user-data-dir", folders.userData, "--extensions-dir", folders.extensions],
      // Server and browser share a machine: packing their messages only costs time (a third of it for large tensors).
      "--disable-websocket-compression",
      ...["--enable-smoke-test-driver", "--disable-telemetry", "--disable-experiments"],
      ...(trust ? [] : ["--disable-workspace-trust"]),
    ],
    // A group of its own: the extension hosts go with it.
    { cwd: scratch, env: { ...cleanEnvironment(), ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  const killAtExit = () => kill("SIGKILL");
  process.once("exit", killAtExit);

  async function stop() {
    kill("SIGTERM");
    const timer = setTimeout(() => kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(timer);
    kill("SIGKILL"); // what is left of the group
    process.removeListener("exit", killAtExit);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  try {
    const port = await portOf(child, log);
    return { url: `http://127.0.0.1:${port}`, port, pid: child.pid, ...folders, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs an unpacked extension as it lies: a server that finds no list of extensions takes the folders it sees. */
function installFolder(path, extensionsDir) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  symlinkSync(path, join(extensionsDir, `${publisher}.${name}-${version}`), "junction");
}

/** The port that the server says it listens on, once it does. */
function portOf(child, log) {
  return new Promise((resolve, reject) => {
    const lines = [];
    const timer = setTimeout(() => fail(`did not start within ${START_LIMIT / 1000} s`), START_LIMIT);
    function fail(reason) {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ${reason}:\n${lines.slice(-20).join("\n")}`));
    }
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`ended with ${code ?? signal}`));
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        const parts = (rest + text).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) {
          lines.push(line);
          if (lines.length > 1000) lines.shift();
          log(line);
          const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
          if (port) {
            clearTimeout(timer);
            resolve(Number(port));
          }
        }
      });
    }
  });
}

/** A path on this machine as the workbench in the browser names it. */
export function remoteUri(server, path) {
  return `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`;
}

/** Address of a workbench on `folder`. `payload` holds pairs such as ["openFile", uri]; of equal keys the last counts. */
export function workbenchUrl(server, folder, payload = []) {
  const query = [`folder=${encodeURIComponent(folder)}`];
  if (payload.length) query.push(`payload=${encodeURIComponent(JSON.stringify(payload))}`);
  return `${server.url}/?${query.join("&")}`;
}
