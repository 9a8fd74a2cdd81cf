import assert from "node:assert/strict";
import { THEME_CLASSES, themeFor } from "../../../src/panel/report/theme-rules";

describe("The colours of a report", () => {
  const found = (isDark: boolean, isContrast: boolean): readonly [readonly string[], string] => {
    const { classes, css } = themeFor(isDark, isContrast);
    return [classes, /--vscode-editor-background: (#\w+);/.exec(css)?.[1] ?? "none"];
  };

  it("are those of VS Code's own theme that the system's settings ask for", () => {
    assert.deepEqual(found(false, false), [["vscode-light"], "#ffffff"]);
    assert.deepEqual(found(true, false), [["vscode-dark"], "#1f1f1f"]);
    assert.deepEqual(found(true, true), [["vscode-high-contrast"], "#000000"]);
    assert.deepEqual(found(false, true), [["vscode-high-contrast", "vscode-high-contrast-light"], "#ffffff"]);
  });

  it("are set with the classes that VS Code gives, all of which are taken away before", () => {
    for (const isDark of [false, true])
      for (const isContrast of [false, true]) {
        const { classes, css } = themeFor(isDark, isContrast);
        assert.ok(classes.every((name) => THEME_CLASSES.includes(name)));
        assert.match(css, /^:root \{ (?:--vscode-[\w-]+: [^;{}]+; )+?.*\} body \{ background: var\(--vscode-editor-background\); \}$/); // prettier-ignore
      }
  });
});
