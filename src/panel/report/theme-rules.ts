import themes from "./themes.json";

/** Body classes that VS Code gives a page in each kind of theme. */
const BODY_CLASSES = {
  light: ["vscode-light"],
  dark: ["vscode-dark"],
  "hc-dark": ["vscode-high-contrast"],
  "hc-light": ["vscode-high-contrast", "vscode-high-contrast-light"],
} as const;
type Theme = keyof typeof BODY_CLASSES;

/** Every class that a theme may give the body. */
export const THEME_CLASSES: readonly string[] = Object.values(BODY_CLASSES).flat();

/** The theme of VS Code's own that the system's settings ask for: its classes on the body, and its colours as CSS. */
export function themeFor(
  isDark: boolean,
  isContrast: boolean,
): { readonly classes: readonly string[]; readonly css: string } {
  const tone = isDark ? "dark" : "light";
  const theme: Theme = isContrast ? `hc-${tone}` : tone;
  const colours: Readonly<Record<string, string>> = themes[theme];
  const rules = Object.entries(colours).map(([name, value]) => `${name}: ${value};`);
  const css = `:root { ${rules.join(" ")} } body { background: var(--vscode-editor-background); }`;
  return { classes: BODY_CLASSES[theme], css };
}
