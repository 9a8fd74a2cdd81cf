import type { Store } from "../store";

type Theme = "light" | "dark" | "hc-dark" | "hc-light";

/** The kind of theme that VS Code writes on the body; where there is none (a report), what the reader's system prefers. */
function readTheme(): Theme {
  switch (document.body.dataset.vscodeThemeKind) {
    case "vscode-light":
      return "light";
    case "vscode-dark":
      return "dark";
    case "vscode-high-contrast":
      return "hc-dark";
    case "vscode-high-contrast-light":
      return "hc-light";
    default: {
      const light = matchMedia("(prefers-color-scheme: light)").matches;
      const contrast = matchMedia("(prefers-contrast: more)").matches;
      return light ? (contrast ? "hc-light" : "light") : contrast ? "hc-dark" : "dark";
    }
  }
}

/** Follows the theme for as long as the page lives. */
export function followTheme(store: Store): void {
  const update = (): void => {
    store.theme.value = readTheme();
    store.palette.value++;
  };
  new MutationObserver(update).observe(document.body, {
    attributes: true,
    attributeFilter: ["data-vscode-theme-kind", "class"],
  });
  for (const query of ["(prefers-color-scheme: light)", "(forced-colors: active)"])
    matchMedia(query).addEventListener("change", update);
  update();
}
