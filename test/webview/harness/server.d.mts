export interface ServedEntry {
  readonly address: string;
  close(): Promise<void>;
}
export function serveEntry(entry: string): Promise<ServedEntry>;
