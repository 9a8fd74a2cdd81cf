import { visible } from "../../encoding/visible";

/** What a self-contained report is made of. */
interface ReportParts {
  readonly title: string;
  readonly page: Uint8Array; // dist/webview/report-page.js
  readonly host: Uint8Array; // dist/webview/report.js
  readonly data: Uint8Array; // JSON of ReportData
}

/** One HTML file with the panel's own page, a host for it and the data: it works offline and asks nothing of anybody. */
export function reportHtml(parts: ReportParts): Uint8Array {
  const decoder = new TextDecoder();
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'wasm-unsafe-eval'; style-src 'nonce-${nonce}'; img-src blob: data:`;
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(visible(parts.title))} - Gradient Lens</title>
</head>
<body>
<script type="application/json" id="gradient-lens-report">${decoder.decode(parts.data).replace(/</g, "\\u003c")}</script>
<script nonce="${nonce}">${script(decoder.decode(parts.host))}</script>
<script nonce="${nonce}">${script(decoder.decode(parts.page))}</script>
</body>
</html>
`;
  return new TextEncoder().encode(html);
}

/** A script must not end its own element. */
function script(text: string): string {
  return text.replace(/<\/script/gi, "<\\/script").replace(/<!--/g, "<\\!--");
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
