import { failure, type Result } from "../core/fault";
import type { Ask } from "../protocol/requests";
import type { PanelModel } from "./model";

/** What an export needs of the place where the panel is open. */
export interface ExportHost {
  /** Writes a file where the user says. The value is the file's name, null when the user declined. */
  saveFile(name: string, bytes: Uint8Array): Promise<Result<string | null>>;
  /** The panel as one HTML file, from the data of a report. */
  reportOf(title: string, data: Uint8Array): Promise<Result<Uint8Array>>;
}

/** How often an export begins anew because its picture has given way, or is being made again. */
const ATTEMPTS = 5;

/**
 * Saves an export of the picture that is shown. That is not always the newest run: one that failed leaves the last good
 * picture standing, and it is this that the user exports.
 */
export async function exportAnalysis(
  model: Pick<PanelModel, "state" | "query" | "untilAskable">,
  host: ExportHost,
  { format, tensor, name }: Ask<"saveExport">,
): Promise<Result<string | null>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { analysis, provenance } = model.state;
    if (!analysis) return failure("nothing-to-export", "There is nothing to export: no matrix has been analysed yet.");
    const { generation } = analysis;
    const made = await model.query("exportBytes", generation, { format, tensor });
    if (made.ok) {
      if (format !== "report") return host.saveFile(name, made.value);
      const report = await host.reportOf(provenance?.title ?? "Gradient Lens", made.value);
      return report.ok ? host.saveFile(name, report.value) : report;
    }
    if (made.fault.code !== "superseded") return made;
    await model.untilAskable();
  }
  // The page keeps quiet about what was superseded. Somebody who saves a file must hear that there is none.
  return failure(
    "export-superseded",
    "Nothing was saved: the numbers of this picture have given way to a newer run. Export again when it is drawn.",
  );
}
