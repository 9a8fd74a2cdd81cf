import type { Browser, LaunchOptions } from "playwright-core";
export function findChromium(): string | null;
export function launchChromium(options?: LaunchOptions): Promise<Browser>;
