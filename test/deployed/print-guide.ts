import { commandsOf } from './guide.ts';

/** Prints the commands of a chapter of docs/deploy.md, as a script: `node test/deployed/print-guide.ts CHAPTER`. */
process.stdout.write(commandsOf(process.argv[2] ?? ''));
