/** What can be taken out of a panel. The export menu, its file names and who makes the bytes follow from this table. */

interface ExportEntry {
  /** Who makes it: the worker, of the numbers (src/compute/report/exports/), or the page, of what is drawn (webview/exports/). */
  readonly by: "worker" | "page";
  readonly group: keyof typeof EXPORT_GROUPS;
  readonly text: string; // of the menu's item
  readonly act: "save" | "copy";
  /** Name of the file, of a tensor's where {0} stands for the tensor. */
  readonly file?: string;
  readonly copied?: string; // said when it was copied
  readonly inReports?: false; // not offered inside a saved report
}

/** Titles of the menu's groups, in their order; {0} is the tensor. */
export const EXPORT_GROUPS = {
  picture: "Picture of {0}",
  numbers: "Numbers of {0}",
  reproduction: "Reproduction",
  report: "Report",
} as const;

/** In the order of the menu. A row without its maker is a compile error. */
export const EXPORTS = {
  png: { by: "page", group: "picture", text: "Save as PNG...", act: "save", file: "{0}.png" },
  svg: { by: "page", group: "picture", text: "Save as SVG...", act: "save", file: "{0}.svg" },
  npy: { by: "worker", group: "numbers", text: "Save as .npy...", act: "save", file: "{0}.npy" },
  csv: { by: "worker", group: "numbers", text: "Save as CSV...", act: "save", file: "{0}.csv" },
  json: { by: "page", group: "numbers", text: "Copy as JSON", act: "copy" },
  npz: {
    by: "worker",
    group: "reproduction",
    text: "Save all tensors as .npz...",
    act: "save",
    file: "gradient-lens.npz",
  },
  "numpy-code": {
    by: "worker",
    group: "reproduction",
    text: "Copy as NumPy code",
    act: "copy",
    copied: "Copied code that reproduces this problem.",
  },
  "pytorch-code": {
    by: "worker",
    group: "reproduction",
    text: "Copy as PyTorch code",
    act: "copy",
    copied: "Copied code that reproduces this problem.",
  },
  report: {
    by: "worker",
    group: "report",
    text: "Save HTML report...",
    act: "save",
    file: "gradient-lens.html",
    inReports: false,
  },
} as const satisfies Readonly<Record<string, ExportEntry>>;

type Table = typeof EXPORTS;
/** Names of the exports that this one makes. */
export type ExportsBy<Maker extends ExportEntry["by"]> = {
  [K in keyof Table]: Table[K]["by"] extends Maker ? K : never;
}[keyof Table];

/** The rows of the table, in its order. */
export const EXPORT_LIST: readonly Listed[] = Object.entries(EXPORTS).map(
  ([name, entry]) => ({ name, ...entry }) as Listed,
);

type Listed =
  | (ExportEntry & { readonly by: "worker"; readonly name: ExportsBy<"worker"> })
  | (ExportEntry & { readonly by: "page"; readonly name: ExportsBy<"page"> });

export const WORKER_EXPORTS: readonly ExportsBy<"worker">[] = EXPORT_LIST.flatMap((entry) =>
  entry.by === "worker" ? [entry.name] : [],
);
