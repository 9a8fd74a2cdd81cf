import { html, type TemplateResult } from "lit";
import type { GradientName } from "../../src/core/verdict";
import { goToIndex } from "../page/go-to-index";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";

/** A way to an element of a gradient, given by its index in that tensor's own shape. */
export function cellLink(
  page: Page,
  tensor: GradientName,
  index: readonly number[],
  words: { readonly text?: string; readonly title?: string } = {},
): TemplateResult {
  const { text = `[${index.join(", ")}]`, title = t("Go to this cell") } = words;
  return html`<button class="link mono" title=${title} @click=${() => goToIndex(page, tensor, index)}>${text}</button>`;
}
