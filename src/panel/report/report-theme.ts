import { THEME_CLASSES, themeFor } from "./theme-rules";

/** Gives a page outside VS Code the colours of VS Code's own themes, as the system's settings ask for, now and later. */
export function applyTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const apply = (): void => {
    const { classes, css } = themeFor(dark.matches, contrast.matches);
    sheet.replaceSync(css);
    document.body.classList.remove(...THEME_CLASSES);
    document.body.classList.add(...classes);
  };
  apply();
  dark.addEventListener("change", apply);
  contrast.addEventListener("change", apply);
}
