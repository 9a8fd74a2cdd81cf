/** CRC-32 (ISO-HDLC, as in zip files and in Python's binascii), in pieces: crc32(b, crc32(a)) is that of a then b. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let i = 0;
  // Eight bytes a turn, each through the table of its distance from the end.
  for (; i + 8 <= bytes.length; i += 8) {
    const low = crc ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    crc =
      TABLES[7 * 256 + (low & 255)] ^
      TABLES[6 * 256 + ((low >>> 8) & 255)] ^
      TABLES[5 * 256 + ((low >>> 16) & 255)] ^
      TABLES[4 * 256 + (low >>> 24)] ^
      TABLES[3 * 256 + bytes[i + 4]] ^
      TABLES[2 * 256 + bytes[i + 5]] ^
      TABLES[256 + bytes[i + 6]] ^
      TABLES[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) crc = TABLES[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLES = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  TABLES[byte] = crc;
}
for (let i = 256; i < TABLES.length; i++) TABLES[i] = TABLES[TABLES[i - 256] & 255] ^ (TABLES[i - 256] >>> 8);
