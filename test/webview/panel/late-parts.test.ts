import { deepEqual, equal } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { bundles, shared } from "../../../scripts/build.mjs";
import { launchChromium } from "../../../scripts/lib/chromium.mjs";

const NONCE = "abc";

/** The page as a panel has it: a script with a nonce, and from another origin, from which it loads its parts. */
const html = (scripts: string): string => `<!doctype html><html lang="en"><head><title>Panel</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'; style-src 'nonce-${NONCE}'">
<link rel="modulepreload" nonce="${NONCE}" href="${scripts}chunk.js"></head><body>
<script nonce="${NONCE}">globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });</script>
<script nonce="${NONCE}" type="module" src="${scripts}main.js"></script></body></html>`;

describe("parts of the page that load later", () => {
  let browser: Browser;
  const servers: Server[] = [];
  const fetched: string[] = [];

  const serve = async (
    answer: (name: string) => { type: string; body: string | Uint8Array } | undefined,
  ): Promise<string> => {
    const server = createServer(({ url = "" }, response) => {
      const found = answer(basename(url));
      response.writeHead(
        found ? 200 : 204,
        found && { "content-type": found.type, "access-control-allow-origin": "*" },
      );
      response.end(found?.body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    for (const server of servers) server.close();
  });

  it("come when they are first opened, under the policy of a panel and from its scripts' origin", async () => {
    const page = bundles.find(({ outdir }) => outdir === "dist/webview");
    const { outputFiles = [] } = await build({
      ...{ ...shared, ...page, absWorkingDir: process.cwd() },
      ...{ sourcemap: false, write: false },
    });
    const scripts = await serve((name) => {
      const file = outputFiles.find(({ path }) => basename(path) === name);
      if (file) fetched.push(name);
      return file && { type: "text/javascript", body: file.contents };
    });
    const address = await serve((name) => (name === "" ? { type: "text/html", body: html(scripts) } : undefined));
    const opened = await browser.newPage();
    const said: string[] = [];
    opened.on("console", (message) => said.push(message.text()));
    opened.on("pageerror", (error) => said.push(error.message));
    await opened.goto(address);
    await opened.waitForFunction(() => customElements.get("gl-app") !== undefined);
    equal(await opened.evaluate(() => customElements.get("gl-explain") === undefined), true);
    deepEqual([...fetched].sort(), ["chunk.js", "main.js"]);
    await opened.evaluate(() => {
      const { page } = document.querySelector("gl-app") ?? {};
      document.body.append(Object.assign(document.createElement("gl-explain-tab"), { page }));
    });
    await opened.getByText("There is no cell to explain.").waitFor({ state: "attached" });
    deepEqual([...fetched].sort(), ["chunk.js", "explain-part.js", "main.js"]);
    deepEqual(said, []);
  });
});
