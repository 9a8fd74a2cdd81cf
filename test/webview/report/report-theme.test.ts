import assert from "node:assert/strict";
import { applyTheme } from "../../../src/panel/report/report-theme";

/** One of the system's settings, as a browser tells of it. */
class Setting {
  matches = false;
  private readonly listeners: (() => void)[] = [];
  addEventListener(_: "change", listener: () => void): void {
    this.listeners.push(listener);
  }
  change(matches: boolean): void {
    this.matches = matches;
    for (const listener of this.listeners) listener();
  }
}

class Sheet {
  css = "";
  replaceSync(css: string): void {
    this.css = css;
  }
}

/** What of a document the colours of a report are set in. */
class Body {
  readonly classes = new Set(["own"]);
  readonly classList = {
    add: (...names: string[]) => {
      for (const name of names) this.classes.add(name);
    },
    remove: (...names: string[]) => {
      for (const name of names) this.classes.delete(name);
    },
  };
}

const STANDINS = ["document", "matchMedia", "CSSStyleSheet"] as const;

describe("A report takes on the system's colours", () => {
  const own = Object.fromEntries(STANDINS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  const before = new Sheet(); // of the page itself
  let settings: Readonly<Record<string, Setting>>;
  let body: Body;
  let sheets: Sheet[];

  beforeEach(() => {
    body = new Body();
    settings = { "(prefers-color-scheme: dark)": new Setting(), "(prefers-contrast: more)": new Setting() };
    const page = { body, adoptedStyleSheets: [before] };
    Object.assign(globalThis, { document: page, matchMedia: (query: string) => settings[query], CSSStyleSheet: Sheet });
    applyTheme();
    sheets = page.adoptedStyleSheets;
  });
  afterEach(() => {
    for (const name of STANDINS) {
      const descriptor = own[name];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  });
  const background = (): string | undefined => /--vscode-editor-background: (#\w+);/.exec(sheets[1]?.css ?? "")?.[1];

  it("when it is opened, beside the page's own rules and classes", () => {
    assert.deepEqual([sheets.length, sheets[0], background()], [2, before, "#ffffff"]);
    assert.deepEqual([...body.classes], ["own", "vscode-light"]);
  });

  it("and whenever they change: no class of the theme before is left", () => {
    settings["(prefers-contrast: more)"]?.change(true);
    assert.deepEqual([...body.classes], ["own", "vscode-high-contrast", "vscode-high-contrast-light"]);
    settings["(prefers-color-scheme: dark)"]?.change(true);
    assert.deepEqual([[...body.classes], background()], [["own", "vscode-high-contrast"], "#000000"]);
    settings["(prefers-contrast: more)"]?.change(false);
    assert.deepEqual([[...body.classes], background(), sheets.length], [["own", "vscode-dark"], "#1f1f1f", 2]);
  });
});
