import { html, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { EXPORT_GROUPS, EXPORT_LIST } from "../../src/exports";
import type { PictureName } from "../../src/protocol/picture";
import { PAGE_EXPORTS } from "../exports";
import { saySaved } from "../exports/page-export";
import { exportable } from "../exports/exported-picture";
import { SYMBOLS } from "../page/math";
import { t } from "../page/strings";
import { PartElement } from "../page/watching-element";
import "./menu";
import type { Menu, MenuGroup } from "./menu";

type Entry = (typeof EXPORT_LIST)[number];

/** Pictures and numbers out of the panel: files through the host, text to the clipboard. */
@customElement("gl-export-menu")
export class ExportMenu extends PartElement {
  @query("gl-menu") private readonly menu!: Menu;

  override render(): TemplateResult {
    void this.page.view.exportAsked.value; // answered in updated()
    return html`<gl-menu sign="export" .label=${t("Export")} .groups=${this.groups}></gl-menu>`;
  }

  override updated(): void {
    const { exportAsked } = this.page.view;
    if (!exportAsked.peek()) return;
    exportAsked.value = false;
    void this.menu.updateComplete.then(() => this.menu.show());
  }

  private readonly groups = (): readonly MenuGroup[] => {
    const { store } = this.page;
    if (!store.analysis.peek()) return [];
    const inReport = store.panel.peek()?.provenance?.kind === "report";
    const offered = EXPORT_LIST.filter(({ inReports }) => !inReport || inReports !== false);
    const symbol = SYMBOLS[this.tensor];
    return Object.entries(EXPORT_GROUPS).flatMap(([group, title]): MenuGroup[] => {
      const entries = offered.filter((entry) => entry.group === group);
      const items = entries.map((entry) => ({ text: t(entry.text), run: () => void this.export(entry) }));
      return items.length ? [{ title: t(title, symbol), items }] : [];
    });
  };

  /** What is named and saved: the picture that stands there, whatever was the active one before. */
  private get tensor(): PictureName {
    const { store, pictures } = this.page;
    return exportable(store, pictures.peek())?.name ?? store.active.peek();
  }

  private async export(entry: Entry): Promise<void> {
    const { page, tensor } = this;
    if (entry.by === "page") await PAGE_EXPORTS[entry.name](page, tensor);
    else if (entry.act === "save") {
      const name = (entry.file ?? "{0}").replace("{0}", tensor);
      saySaved(page, await page.act("saveExport", { format: entry.name, tensor, name }));
    } else {
      const bytes = await page.act("exportBytes", { format: entry.name, tensor });
      if (!bytes) return;
      const done = await page.act("copyText", { text: new TextDecoder().decode(bytes) });
      if (done !== undefined) page.notice.value = t(entry.copied ?? "Copied.");
    }
  }
}
