export function applyTheme(): void {
  document.body.classList.add("vscode-dark");
}
