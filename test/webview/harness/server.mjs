// What a test page comes from: one entry point bundled for the browser, behind the panel's content security policy.
import { createServer } from "node:http";
import { build } from "esbuild";

// What breaks the panel's policy, breaks here.
const POLICY = [
  "default-src 'none'",
  "script-src 'nonce-harness' 'wasm-unsafe-eval'",
  "style-src 'nonce-harness'",
  "font-src 'self'",
  "worker-src blob:", // the host's, which in these tests lives in the page's document
  "img-src data: blob:",
].join("; ");

/** `worker`: script of the compute worker, as data that is not run here. */
const html = (worker) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harness</title>
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<style nonce="harness">html, body { margin: 0; padding: 0; height: 100%; overflow: hidden; }</style>
</head><body><script type="text/plain" id="compute-worker">${worker}</script>
<script nonce="harness" src="/page.js"></script></body></html>`;

/** Bundles an entry point and serves its page on a free local port. */
export async function serveEntry(entry) {
  const page = await bundle({ entryPoints: [entry], tsconfig: "webview/tsconfig.json" });
  const worker = await bundle({ entryPoints: ["src/compute/worker/web/web-worker.ts"], minify: true });
  const files = {
    "/": ["text/html; charset=utf-8", html(worker)],
    "/page.js": ["text/javascript; charset=utf-8", page],
  };
  const server = createServer((request, response) => {
    const file = files[request.url];
    response.writeHead(file ? 200 : 204, file ? { "content-type": file[0] } : {});
    response.end(file?.[1]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** One script for the browser. What would end its element is written so that it does not (esbuild). */
async function bundle(options) {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(), // the runners start in the root of the project
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2023",
    loader: { ".wasm": "base64" },
    logLevel: "warning",
    write: false,
    outdir: "build/harness",
    ...options,
  });
  return outputFiles.find(({ path }) => path.endsWith(".js")).text;
}
