import type { AgentAsk } from "../agent/agent-reader";

/**
 * What runs inside a stopped JavaScript program: one function expression, called at once. It declares nothing outside
 * itself, loads no module and catches whatever the user's expression throws.
 *
 * plan(o) answers { wire, item, shape, ... pieces }, where pieces(i, j) gives elements i to j in C order as a typed
 * array: a view where the program's own memory is in that order, else a copy of just those elements.
 */
const AGENT = String.raw`(get, ask) => {
  const WIRES = {
    Float64Array: ["float64", 8], Float32Array: ["float32", 4], Float16Array: ["float16", 2],
    Int8Array: ["int8", 1], Int16Array: ["int16", 2], Int32Array: ["int32", 4], BigInt64Array: ["int64", 8],
    Uint8Array: ["uint8", 1], Uint8ClampedArray: ["uint8", 1], Uint16Array: ["uint16", 2], Uint32Array: ["uint32", 4],
    BigUint64Array: ["uint64", 8],
  };
  const tagOf = (o) => (ArrayBuffer.isView(o) ? o[Symbol.toStringTag] : undefined);
  const product = (shape) => shape.reduce((size, extent) => size * extent, 1);
  const article = (word) => (/^[aeiou]/i.test(word) ? "an " : "a ") + word;
  const nameOf = (o) => {
    if (o === null || typeof o !== "object") return o === null ? "null" : typeof o;
    return (o.constructor && o.constructor.name) || "object";
  };
  const isList = (o) => Array.isArray(o) || tagOf(o) in WIRES;
  const isShape = (o) => isList(o) && Array.from(o).every((n) => Number.isInteger(Number(n)) && Number(n) >= 0);

  const plan = (o) => {
    if (o === undefined || o === null) return { obstacle: String(o) + "." };
    if (typeof o === "string") return { obstacle: "text of " + o.length + " characters." };
    if (typeof o === "number" || typeof o === "bigint" || typeof o === "boolean") {
      return { obstacle: "one value, " + String(o) + ".", ...(Number.isFinite(o) ? { number: o } : {}) };
    }
    if (typeof o !== "object") return { obstacle: article(typeof o) + "." };
    if (tagOf(o) in WIRES) return strided(o, [o.length], undefined, 0, tagOf(o), o);
    if (Array.isArray(o)) return nested(o);
    const shape = isShape(o.shape) ? o.shape : isShape(o.dims) ? o.dims : undefined;
    if (shape) {
      const data = typeof o.dataSync === "function" ? o.dataSync() : o.data;
      const size = Array.from(shape, Number);
      if (Array.isArray(data) && data.every((value) => typeof value === "string")) return { obstacle: "a tensor of text.", shape: size };
      if (isList(data)) return strided(data, size, o.stride ?? o.strides, Number(o.offset ?? 0), o.dtype ?? o.type ?? tagOf(data) ?? "number", o);
    }
    if (Array.isArray(o._data) && isShape(o._size)) return nested(o._data); // math.js
    if (Array.isArray(o.data) && Number.isInteger(o.rows) && Number.isInteger(o.columns)) return nested(o.data); // ml-matrix
    return { obstacle: article(nameOf(o)) + " without a shape and data, no tensor." };
  };

  const strided = (data, shape, given, offset, dtype, o) => {
    const size = product(shape);
    const dense = shape.map((_, axis) => product(shape.slice(axis + 1)));
    const strides = isList(given) && given.length === shape.length ? Array.from(given, Number) : dense;
    const inOrder = size === 0 || strides.every((stride, axis) => shape[axis] < 2 || stride === dense[axis]);
    const low = strides.reduce((at, stride, axis) => at + Math.min(0, stride * (shape[axis] - 1)), offset);
    const high = strides.reduce((at, stride, axis) => at + Math.max(0, stride * (shape[axis] - 1)), offset);
    const tag = tagOf(data);
    const half = dtype === "float16" && tag === "Uint16Array";
    const [wire, item] = half ? ["float16", 2] : tag ? WIRES[tag] : ["float64", 8];
    const p = { dtype: String(dtype), shape, strides, device: "cpu", wire, item, bytes: size * item, notes: [] };
    if (size > 0 && (low < 0 || high >= data.length)) {
      p.obstacle = article(nameOf(o)) + " of shape " + shape.join(" x ") + " with data for " + data.length + " values only.";
      return p;
    }
    const Kind = tag ? Object.getPrototypeOf(data.subarray(0, 0)).constructor : Float64Array;
    p.pieces = (i, j) => {
      if (inOrder && tag) return data.subarray(offset + i, offset + j);
      const copy = new Kind(j - i);
      const index = shape.map((extent, axis) => Math.floor(i / dense[axis]) % extent);
      let at = strides.reduce((sum, stride, axis) => sum + stride * index[axis], offset);
      for (let n = 0; n < copy.length; n++) {
        copy[n] = tag ? data[at] : toNumber(data[at], [at]);
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          at += strides[axis];
          if (++index[axis] < shape[axis]) break;
          at -= strides[axis] * shape[axis];
          index[axis] = 0;
        }
      }
      return copy;
    };
    return p;
  };

  const nested = (o) => {
    const shape = [];
    let level = o;
    for (; isList(level); level = level[0]) {
      shape.push(level.length);
      if (level.length === 0 || shape.length > 16) break;
    }
    if (shape.length > 16) return { obstacle: "an array that is nested more than 16 deep." };
    const single = shape.length === 2 && o.every((row) => tagOf(row) === "Float32Array");
    const [wire, item, Kind] = single ? ["float32", 4, Float32Array] : ["float64", 8, Float64Array];
    const inner = shape.length > 1 && tagOf(o[0]);
    const p = { dtype: inner ? "array of " + inner : "array of " + (shape.at(-1) ? typeof level : "nothing"), shape, strides: null,
      device: "cpu", wire, item, bytes: product(shape) * item, notes: [] };
    if (shape.at(-1) && !["number", "bigint", "boolean"].includes(typeof level)) {
      p.obstacle = article(nameOf(level)) + " at [" + shape.map(() => 0).join("][") + "], expected a number.";
      return p;
    }
    const row = product(shape.slice(1));
    p.pieces = (i, j) => {
      const first = Math.floor(i / row);
      const copy = new Kind((Math.ceil(j / row) - first) * row);
      let at = 0;
      const gather = (part, depth, path) => {
        if (!isList(part)) throw new TypeError(article(nameOf(part)) + " at [" + path.join("][") + "], expected an array of " + shape[depth] + ".");
        if (part.length !== shape[depth]) throw new TypeError("[" + path.join("][") + "] has " + part.length + " values, expected " + shape[depth] + ".");
        if (depth < shape.length - 1) part.forEach((next, n) => gather(next, depth + 1, path.concat(n)));
        else for (let n = 0; n < part.length; n++) copy[at++] = toNumber(part[n], path, n);
      };
      for (let n = first; n * row < j; n++) {
        if (shape.length === 1) copy[at++] = toNumber(o[n], [n]);
        else gather(o[n], 1, [n]);
      }
      return copy.subarray(i - first * row, j - first * row);
    };
    return p;
  };

  const toNumber = (value, path, n) => {
    if (typeof value === "number") return value;
    if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
    throw new TypeError(article(nameOf(value)) + " at [" + (n === undefined ? path : path.concat(n)).join("][") + "], expected a number.");
  };

  const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const totalOf = (p) => product(p.shape) * p.item;
  const headOf = (o, p) => {
    const { pieces, ...head } = p;
    return { kind: "obstacle" in p && !p.shape ? "other" : "tensor", type: nameOf(o), ...head, ...(pieces ? { total: totalOf(p) } : {}) };
  };

  let table;
  const crc32 = (bytes, before) => {
    if (!table) {
      table = new Int32Array(256);
      for (let n = 0; n < 256; n++) {
        let c = n;
        for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
        table[n] = c;
      }
    }
    let crc = ~before;
    for (let n = 0; n < bytes.length; n++) crc = table[(crc ^ bytes[n]) & 255] ^ (crc >>> 8);
    return ~crc >>> 0;
  };
  const base64 = (bytes) => {
    const NodeBuffer = globalThis.Buffer;
    if (typeof NodeBuffer === "function" && NodeBuffer.from) return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    let binary = "";
    for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode.apply(null, bytes.subarray(at, at + 32768));
    return btoa(binary);
  };
  const pack = (head, body) => {
    const text = JSON.stringify(head);
    return "gradient-lens/1 " + crc32(body, 0).toString(16).padStart(8, "0") + " " + text.length + " " + text + base64(body);
  };
  const none = new Uint8Array(0);

  const toFile = (p, folder, nonce) => {
    const builtin = globalThis.process && process.getBuiltinModule;
    const fs = builtin ? builtin("fs") : typeof require === "function" ? require("fs") : undefined;
    try {
      if (fs.readFileSync(folder + "/probe", "latin1") !== nonce) return { file: "another disk" };
    } catch {
      return { file: "another disk" };
    }
    let crc = 0;
    try {
      const out = fs.openSync(folder + "/data", "wx", 0o600);
      try {
        const size = product(p.shape);
        const step = Math.ceil(4194304 / p.item);
        for (let i = 0; i < size; i += step) {
          const bytes = bytesOf(p.pieces(i, Math.min(size, i + step)));
          for (let done = 0; done < bytes.length; ) done += fs.writeSync(out, bytes, done, bytes.length - done);
          crc = crc32(bytes, crc);
        }
      } finally {
        fs.closeSync(out);
      }
    } catch (error) {
      if (error instanceof TypeError) throw error;
      return { file: "not written", why: String(error && error.message) };
    }
    return { file: "written", crc };
  };

  try {
    if (ask.op === "list") {
      const tensors = [];
      for (const [name, value] of get()) {
        try {
          const o = value();
          const head = headOf(o, plan(o));
          if (head.kind !== "other" && !head.obstacle) tensors.push([name, head]);
        } catch {}
      }
      return pack({ tensors }, none);
    }
    const o = get();
    const p = plan(o);
    const head = headOf(o, p);
    if (ask.op === "describe" || p.obstacle || !p.pieces) return pack(head, none);
    if (ask.op === "chunk") return pack(head, bytesOf(p.pieces(ask.start / p.item, ask.stop / p.item)));
    if (head.total === 0) return pack(head, none);
    if (head.total <= ask.inline) return pack(head, bytesOf(p.pieces(0, product(p.shape))));
    if (ask.folder !== null && head.total <= ask.most) Object.assign(head, toFile(p, ask.folder, ask.nonce));
    return pack(head, none);
  } catch (error) {
    const named = error && typeof error === "object";
    return pack({ error: named && error.name ? String(error.name) : "thrown", text: String(named ? error.message : error).slice(0, 2000) }, none);
  }
}`;

/** One JavaScript expression that asks the agent about a user's expression, or about a list of names. */
export function javascriptExpression(expression: string, ask: AgentAsk): string {
  const names = ask.op === "list" ? (JSON.parse(expression) as string[]) : [];
  const get =
    ask.op === "list"
      ? `[${names.map((name) => `[${JSON.stringify(name)},()=>(${name})]`).join(",")}]`
      : `(${expression}\n)`;
  return `(${AGENT})(()=>${get},${JSON.stringify(ask)})`;
}
