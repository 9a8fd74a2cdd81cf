// A file system that is on no disk: a folder's files, copied into memory. Nothing of the folder's path is told to anybody.
const { readdirSync, readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { Disposable, EventEmitter, FileSystemError, FileType } = require("vscode");

exports.MemoryFiles = class {
  /** By path from "/": bytes of a file, null of a folder. */
  #entries = new Map([["/", null]]);
  #changed = new EventEmitter();
  onDidChangeFile = this.#changed.event;

  constructor(folder) {
    for (const name of folder ? readdirSync(folder, { recursive: true }) : []) {
      const path = join(folder, name);
      this.#entries.set(`/${name}`, statSync(path).isFile() ? new Uint8Array(readFileSync(path)) : null);
    }
  }

  watch() {
    return new Disposable(() => undefined);
  }

  stat(uri) {
    const bytes = this.#entry(uri);
    return { type: bytes ? FileType.File : FileType.Directory, ctime: 0, mtime: 0, size: bytes?.length ?? 0 };
  }

  readDirectory(uri) {
    const start = uri.path === "/" ? "/" : `${uri.path}/`;
    const inside = [...this.#entries].filter(([path]) => path !== "/" && path.startsWith(start));
    return inside
      .map(([path, bytes]) => [path.slice(start.length), bytes ? FileType.File : FileType.Directory])
      .filter(([name]) => !name.includes("/"));
  }

  readFile(uri) {
    const bytes = this.#entry(uri);
    if (!bytes) throw FileSystemError.FileIsADirectory(uri);
    return bytes;
  }

  writeFile(uri, bytes) {
    this.#entries.set(uri.path, bytes);
    this.#changed.fire([{ type: 1, uri }]);
  }

  createDirectory(uri) {
    this.#entries.set(uri.path, null);
  }

  delete(uri) {
    this.#entries.delete(uri.path);
  }

  rename(from, to) {
    this.#entries.set(to.path, this.#entry(from));
    this.#entries.delete(from.path);
  }

  #entry(uri) {
    const bytes = this.#entries.get(uri.path);
    if (bytes === undefined) throw FileSystemError.FileNotFound(uri);
    return bytes;
  }
};
