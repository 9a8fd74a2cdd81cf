/** What goes out: a head in JSON and a body in base64, with a checksum. */

let table;

export function crc32(bytes, before) {
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
}

function toBase64(bytes) {
  const NodeBuffer = globalThis.Buffer;
  if (typeof NodeBuffer === "function" && NodeBuffer.from) {
    return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  }
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + 32768));
  }
  return btoa(binary);
}

export function pack(head, body) {
  const text = JSON.stringify(head);
  const crc = crc32(body, 0).toString(16).padStart(8, "0");
  return `gradient-lens/1 ${crc} ${text.length} ${text}${toBase64(body)}`;
}

export function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
