import assert from "node:assert/strict";
import * as vscode from "vscode";
import { createNonce, pageHtml } from "../../../src/panel/html";
import { closeAll } from "../support";
import { extensionFolder } from "../watched-worker";

describe("The page of a panel", () => {
  afterEach(closeAll);

  /** What the policy of a page allows, by kind. */
  function policyOf(html: string): Map<string, string[]> {
    const text = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    return new Map(
      text.split("; ").map((line) => {
        const [kind = "", ...allowed] = line.split(" ");
        return [kind, allowed];
      }),
    );
  }

  it("lets nothing run but its bundle, and fetches nothing", () => {
    const { webview } = vscode.window.createWebviewPanel("gradientLens.test", "Test", vscode.ViewColumn.One);
    const nonce = createNonce();
    const html = pageHtml(webview, extensionFolder(), nonce);
    const policy = policyOf(html);
    assert.deepEqual([...policy.keys()], ["default-src", "script-src", "style-src", "img-src"]);
    assert.deepEqual(policy.get("default-src"), ["'none'"]);
    assert.deepEqual(policy.get("script-src"), [`'nonce-${nonce}'`, "'wasm-unsafe-eval'"]);
    assert.ok(!html.includes("'unsafe-inline'") && !html.includes("'unsafe-eval'"));
    const bundle = webview.asWebviewUri(vscode.Uri.joinPath(extensionFolder(), "dist", "webview", "main.js"));
    assert.deepEqual(
      [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag),
      [`<script nonce="${nonce}" type="module" src="${bundle.toString()}">`],
    );
    assert.doesNotMatch(html, /\son[a-z]+=/i, "a handler in a tag");
  });

  it("has a nonce of 128 bits that is another each time", () => {
    const nonces = Array.from({ length: 100 }, createNonce);
    for (const nonce of nonces) assert.match(nonce, /^[0-9a-f]{32}$/);
    assert.equal(new Set(nonces).size, nonces.length);
  });
});
