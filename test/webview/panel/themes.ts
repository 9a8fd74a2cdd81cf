import themes from "../../../src/panel/report/themes.json";
import { BODY_CLASS, type ThemeName } from "../harness/themes";

const KINDS: Readonly<Record<ThemeName, string>> = {
  dark: "vscode-dark",
  light: "vscode-light",
  "hc-dark": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light",
};

/** Makes the document look as a webview does in one of VS Code's four default themes, with colours taken from there. */
export function applyTheme(theme: ThemeName): void {
  const { style } = document.documentElement;
  style.cssText = "";
  const variables: Readonly<Record<string, string>> = themes[theme];
  for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  style.setProperty("color-scheme", theme.endsWith("light") ? "light" : "dark");
  document.body.className = BODY_CLASS[theme];
  document.body.dataset.vscodeThemeKind = KINDS[theme];
}
