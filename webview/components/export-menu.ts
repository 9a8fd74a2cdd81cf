import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { ExportFormat, PictureName } from "../../src/protocol";
import { copyCells } from "./copy-menu";
import { exportable, pictureToPng, pictureToSvg } from "../page/picture";
import { SYMBOLS } from "../page/math";
import { t } from "../page/strings";
import { PartElement } from "../page/watching";
import "./menu";
import type { MenuGroup } from "./menu";

/** Pictures and numbers out of the panel: files through the host, text to the clipboard. */
@customElement("gl-export-menu")
export class ExportMenu extends PartElement {
  override render(): TemplateResult {
    return html`<gl-menu sign="export" .label=${t("Export")} .groups=${this.groups}></gl-menu>`;
  }

  private readonly groups = (): readonly MenuGroup[] => {
    const { store } = this.page;
    if (!store.analysis.peek()) return [];
    const tensor = this.tensor;
    const name = SYMBOLS[tensor];
    const live = store.panel.peek()?.provenance?.kind !== "report";
    const groups: MenuGroup[] = [
      {
        title: t("Picture of {0}", name),
        items: [
          { text: t("Save as PNG..."), run: () => void this.savePicture("png") },
          { text: t("Save as SVG..."), run: () => void this.savePicture("svg") },
        ],
      },
      {
        title: t("Numbers of {0}", name),
        items: [
          { text: t("Save as .npy..."), run: () => void this.save("npy", `${tensor}.npy`) },
          { text: t("Save as CSV..."), run: () => void this.save("csv", `${tensor}.csv`) },
          { text: t("Copy as JSON"), run: () => void this.copyAll() },
        ],
      },
      {
        title: t("Reproduction"),
        items: [
          { text: t("Copy as NumPy code"), run: () => void this.copyCode("numpy-code") },
          { text: t("Copy as PyTorch code"), run: () => void this.copyCode("pytorch-code") },
        ],
      },
    ];
    if (live) {
      const report = { text: t("Save HTML report..."), run: () => void this.save("report", "gradient-lens.html") };
      groups.push({ title: t("Report"), items: [report] });
    }
    return groups;
  };

  /** What is named and saved: the picture that stands there, whatever was the active one before. */
  private get tensor(): PictureName {
    const { store, pictures } = this.page;
    return exportable(store, pictures.peek())?.name ?? store.active.peek();
  }

  private async save(format: ExportFormat, name: string): Promise<void> {
    this.saved(await this.page.act("saveExport", { format, tensor: this.tensor, name }));
  }

  private async savePicture(format: "png" | "svg"): Promise<void> {
    const { store } = this.page;
    const found = exportable(store, this.page.pictures.peek());
    if (!found) return;
    const { name, view } = found;
    const bytes = format === "png" ? await pictureToPng(store, name, view) : pictureToSvg(store, name, view);
    this.saved(await this.page.act("saveFile", { name: `${name}.${format}`, bytes }));
  }

  private saved(name: string | null | undefined): void {
    if (name) this.page.notice.value = t("Saved {0}.", name);
  }

  private async copyAll(): Promise<void> {
    const { rows, columns } = this.page.store.planeSize.peek();
    const whole = { row0: 0, row1: rows, column0: 0, column1: columns };
    await copyCells(this.page, this.tensor, whole, "json", t("Everything"));
  }

  private async copyCode(format: ExportFormat): Promise<void> {
    const bytes = await this.page.act("exportBytes", { format, tensor: this.tensor });
    if (!bytes) return;
    const done = await this.page.act("copyText", { text: new TextDecoder().decode(bytes) });
    if (done !== undefined) this.page.notice.value = t("Copied code that reproduces this problem.");
  }
}
