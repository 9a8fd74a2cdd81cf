import * as vscode from "vscode";

/** The page of a panel: nothing but its bundle may run, which loads its own later parts, and nothing else may be fetched. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, nonce: string): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`, // compiles the painting kernel; evaluates no text
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} blob: data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradient Lens</title>
<link rel="modulepreload" nonce="${nonce}" href="${file("chunk.js")}">
</head>
<body>
<script nonce="${nonce}" type="module" src="${file("main.js")}"></script>
</body>
</html>`;
}

/** A fresh nonce of 128 random bits. */
export function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
