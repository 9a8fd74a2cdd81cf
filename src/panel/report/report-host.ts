import type { ReportData } from "../../compute/report/report-data";
import { failure, success, type Result } from "../../core/fault";
import { openReport, type ReportPort } from "./report-port";
import { applyTheme } from "./report-theme";

/** A browser may refuse: the page is not in front, or its reader has forbidden it. */
async function copyText(text: string): Promise<Result<null>> {
  try {
    await navigator.clipboard.writeText(text);
    return success(null);
  } catch {
    return failure("clipboard", "The browser did not let this report write to the clipboard.");
  }
}

function download(name: string, bytes: Uint8Array): string {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return name;
}

const element = document.getElementById("gradient-lens-report");
if (element?.textContent) {
  applyTheme();
  const title = document.title.replace(/ - Gradient Lens$/, "");
  (globalThis as { gradientLensReportPort?: ReportPort }).gradientLensReportPort = openReport(
    JSON.parse(element.textContent) as ReportData,
    { copyText, download, title },
  );
}
