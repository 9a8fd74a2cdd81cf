import themes from "./themes.json";

/** Body classes that VS Code gives a page in each kind of theme. */
const BODY_CLASSES = {
  light: ["vscode-light"],
  dark: ["vscode-dark"],
  "hc-dark": ["vscode-high-contrast"],
  "hc-light": ["vscode-high-contrast", "vscode-high-contrast-light"],
} as const;
type Theme = keyof typeof BODY_CLASSES;

const DARK = matchMedia("(prefers-color-scheme: dark)");
const CONTRAST = matchMedia("(prefers-contrast: more)");

/** Gives a page outside VS Code the colours of VS Code's own themes, as the system's settings ask for. */
export function applyTheme(): void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const apply = (): void => {
    const tone = DARK.matches ? "dark" : "light";
    const theme: Theme = CONTRAST.matches ? `hc-${tone}` : tone;
    const colours: Readonly<Record<string, string>> = themes[theme];
    const rules = Object.entries(colours).map(([name, value]) => `${name}: ${value};`);
    sheet.replaceSync(`:root { ${rules.join(" ")} } body { background: var(--vscode-editor-background); }`);
    document.body.classList.remove(...Object.values(BODY_CLASSES).flat());
    document.body.classList.add(...BODY_CLASSES[theme]);
  };
  apply();
  DARK.addEventListener("change", apply);
  CONTRAST.addEventListener("change", apply);
}
