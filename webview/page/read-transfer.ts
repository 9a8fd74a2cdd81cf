import type { Given } from "../../src/protocol/given";

/** The largest file that comes to the host through the page, which hands over some 50 MB a second. */
const LARGEST = 256 * 2 ** 20; // bytes

/** What was dropped or pasted, or a sentence that says why it cannot be used. */
export type Taken = { readonly given: Given } | { readonly trouble: string };

/** Of a drop or a clipboard: what a page may look at before the event is over. */
type Transfer = Pick<DataTransfer, "items" | "files" | "getData">;

/**
 * Takes the one thing out of a drop or a clipboard. VS Code's explorer hands over addresses, the system's files, and
 * everything else text. What is asked of the transfer must be asked at once: afterwards it is empty.
 */
export async function takeGiven(transfer: Transfer, textName: string): Promise<Taken> {
  const lines = transfer.getData("text/uri-list").split(/\r?\n/);
  const addresses = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const files = [...transfer.files];
  const folder = [...transfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory);
  const text = transfer.getData("text/plain");
  const count = Math.max(addresses.length, files.length);
  if (count > 1) return { trouble: `${count} files came at once. Drop them one by one.` };
  const [address] = addresses;
  if (address !== undefined) return { given: { name: nameOf(address), uri: address } };
  const [file] = files;
  if (file) return folder ? { trouble: `${file.name} is a folder. Drop one file.` } : takeFile(file);
  if (text.trim() === "") return { trouble: "There is no text and no file in what came. Copy numbers as text first." };
  return { given: { name: textName, content: text } };
}

/** The bytes of a file of the system. */
export async function takeFile(file: File): Promise<Taken> {
  const { name, size } = file;
  if (size > LARGEST) {
    const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
    const why = `${name} has ${mebibytes(size)} MiB, more than the ${mebibytes(LARGEST)} MiB that can be dropped.`;
    return { trouble: `${why} Open it from VS Code's explorer.` };
  }
  try {
    return { given: { name, content: new Uint8Array(await file.arrayBuffer()) } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { trouble: `${name} could not be read: ${reason}` };
  }
}

/** The last part of an address, as people read it. */
function nameOf(address: string): string {
  const last = address.slice(address.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a lone percent sign
  }
}
