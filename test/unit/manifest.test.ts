import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

interface MenuItem {
  readonly command?: string;
  readonly group?: string;
  readonly when?: string;
}
interface Setting {
  readonly type?: string;
  readonly default?: unknown;
  readonly scope?: string;
  readonly order?: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: unknown;
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
  };
}

describe("The manifest", () => {
  // Its texts stand apart, by keys in percent signs: those in English here.
  const english = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, string>>;
  const { activationEvents, contributes } = JSON.parse(readFileSync("package.json", "utf8"), (_, value: unknown) =>
    typeof value === "string" ? value.replace(/^%(.+)%$/, (all, key: string) => english[key] ?? all) : value,
  ) as Manifest;
  const { commands, menus, configuration } = contributes;

  it("names commands by verb and noun, and takes no key", () => {
    assert.deepEqual(
      commands.filter(({ command }) => !/^gradientLens\.[a-z]+([A-Z][a-z]+)+$/.test(command)),
      [],
    );
    assert.equal(contributes.keybindings, undefined);
  });

  it("shows what debugging is for in its menus while a program is stopped, and not else", () => {
    const items = Object.entries(menus).flatMap(([menu, all]) => (menu.startsWith("debug/") ? all : []));
    assert.ok(items.length > 4);
    for (const { when = "" } of items) assert.match(when, /^inDebugMode && debugState == 'stopped' && /);
  });

  it("hides from the palette what wants a row of a view", () => {
    const hidden = (menus.commandPalette ?? []).filter(({ when }) => when === "false").map(({ command }) => command);
    const named = commands.map(({ command }) => command);
    const onCells = (menus["webview/context"] ?? []).map(({ command }) => command);
    const wanting = named.filter(
      (command) => /\.(show(Kernel)?Variable$|useAs)/.test(command) || onCells.includes(command),
    );
    assert.deepEqual(hidden.toSorted(), wanting.toSorted());
  });

  it("has a panel's actions in its own title alone, and what is for a cell over cells alone", () => {
    for (const { when } of menus["editor/title"] ?? [])
      assert.equal(
        when,
        "activeWebviewPanelId == 'gradientLens.panel' || activeCustomEditorId == 'gradientLens.tensorFile'",
      );
    for (const { when } of menus["webview/context"] ?? [])
      assert.equal(when, "webviewId =~ /^gradientLens\\./ && webviewSection == 'cell'");
    assert.deepEqual([menus["editor/title"]?.length, menus["webview/context"]?.length], [4, 4]);
  });

  it("says of each setting, by sections, what it is, with its scope, its place and its bounds", () => {
    const settings = configuration.flatMap(({ properties }) => Object.entries(properties));
    assert.ok(configuration.length > 1 && settings.length > 6);
    for (const [name, setting] of settings) {
      assert.match(name, /^gradientLens\.[\w.]+$/);
      assert.match(setting.markdownDescription ?? "", /\.$/, name);
      assert.ok(setting.default !== undefined && setting.scope && setting.order, name);
      assert.equal(setting.enumDescriptions?.length, setting.enum?.length, name);
      const isNumber = setting.type === "integer" || setting.type === "number";
      assert.equal(setting.minimum !== undefined && setting.maximum !== undefined, isNumber, name);
    }
  });

  it("starts the extension for nothing that VS Code starts it for by itself, and never for everything", () => {
    assert.deepEqual(
      activationEvents.filter((event) => event === "*" || /^on(Startup|Command|CustomEditor)/.test(event)),
      [],
    );
  });
});

describe("The extension", () => {
  /** Words by which a program reaches a network, or tells somebody what was done. */
  const REACHING =
    /\b(XMLHttpRequest|WebSocket|EventSource|sendBeacon|createTelemetryLogger)\b|"node:(https?|http2|net|tls|dgram|dns)"/;

  it("opens no connection of Node or of a browser, and has no telemetry", () => {
    const files = globSync("{src,webview}/**/*.{ts,mjs}");
    assert.ok(files.length > 500, "the sources are not read");
    assert.deepEqual(
      files.filter((file) => REACHING.test(readFileSync(file, "utf8"))),
      [],
    );
    assert.match('import { get } from "node:https";', REACHING);
  });
});
