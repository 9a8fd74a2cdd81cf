import type { Metafile } from "esbuild";
/** Folders of the packages that bundles are made of, from the root, AssemblyScript among them where there are kernels. */
export function bundledPackages(metafiles: readonly Pick<Metafile, "inputs">[]): string[];
/** A package's part of the notices. Throws where its licence is none of those allowed, or has no text. */
export function noticeOf(folder: string): string;
/** The whole text, from what esbuild says that it has put into bundles. */
export function thirdPartyNotices(root: string, metafiles: readonly Pick<Metafile, "inputs">[]): string;
