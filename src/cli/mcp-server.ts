import { serveMcp } from "./mcp";

// What VS Code starts where it takes servers from extensions: its arguments are the folders whose files may be read.
void serveMcp(process.stdin, (line) => process.stdout.write(line), process.argv.slice(2));
