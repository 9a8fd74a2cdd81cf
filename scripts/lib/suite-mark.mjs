// How a suite inside VS Code marks its own lines among VS Code's log.
export const SUITE = "[suite] ";
