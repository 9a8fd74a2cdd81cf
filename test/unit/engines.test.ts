import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { OLDEST } from "../../scripts/lib/vscode-server.mjs";

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe("The oldest VS Code that may install the extension", () => {
  const { engines, devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const [, oldest = ""] = /^\^(\d+\.\d+)\.\d+$/.exec(engines.vscode) ?? [];

  it("is the one that npm run oldest tests", () => {
    const [, tested] = /^4\.(\d+)\./.exec(OLDEST) ?? []; // code-server 4.N carries VS Code 1.N
    assert.equal(`1.${tested}`, oldest);
  });

  it("is the one whose types are used, so that nothing newer is called unseen", () => {
    assert.ok(devDependencies["@types/vscode"]?.startsWith(`${oldest}.`), devDependencies["@types/vscode"]);
  });
});
