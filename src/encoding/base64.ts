// What hosts have under one name everywhere: core's and input's rooms see the types of neither Node nor DOM.
declare const atob: (base64: string) => string;
declare const btoa: (binary: string) => string;

/** Newer hosts do it themselves, ten times as fast. */
interface Native {
  readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/** Bytes of a text in base64. Throws where it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const decoded = (Uint8Array as Native).fromBase64?.(text);
  if (decoded) return decoded;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Bytes that are turned into a text at a time: a multiple of 3, so that the pieces can be joined. */
const PIECE = 3 * 8192;

/** A text in base64 for the bytes of an array, whatever its elements. */
export function toBase64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (let start = 0; start < byteLength; start += PIECE) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
  }
  return text;
}
