import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { FileSource, sizeOnDisk } from "../../src/editor/file-source";
import { TextSearch } from "../../src/editor/text-search";
import { WatchedWorker } from "./watched-worker";

/** More than any memory has: it takes no room on the disk, and reading it would end in another fault. */
const TEBIBYTE = 2 ** 40;

describe("A file that is larger than any that is read", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-size-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const sparse = (name: string): vscode.Uri => {
    const path = join(folder, name);
    writeFileSync(path, "1,2\n");
    truncateSync(path, TEBIBYTE);
    return vscode.Uri.file(path);
  };

  for (const [name, limit] of [
    ["rows.csv", "256 MiB"],
    ["x.npz", "1024 MiB"],
  ] as const) {
    it(`is refused by its size, before any of it is read: ${name}`, async () => {
      const uri = sparse(name);
      const size = await sizeOnDisk(uri);
      assert.equal(size.ok ? "read" : size.fault.code, "file-limit");
      for (const onDisk of [false, true]) {
        const search = new TextSearch(new WatchedWorker().spawn);
        const source = new FileSource(uri, onDisk, search);
        const read = await source.read(new AbortController().signal);
        assert.ok(!read.ok);
        assert.equal(read.fault.code, "file-limit", read.fault.text);
        assert.ok(read.fault.text.includes(limit), read.fault.text);
        source.dispose();
        search.dispose();
      }
    });
  }
});
