import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Action, LIFECYCLE } from '../shared/domain/lifecycle.ts';

const HELP = `Usage: node tools/lifecycle-diagram.ts [--write]

Prints the diagram of the lifecycle table (shared/domain/lifecycle.ts) as Mermaid text.

  --write  puts it into ARCHITECTURE.md, between its two markers, instead
  --help   this text
`;

const USAGE_ERROR = 64;
const PAGE = new URL('../ARCHITECTURE.md', import.meta.url);
const BEGIN = '<!-- lifecycle:begin -->';
const END = '<!-- lifecycle:end -->';

type Edge = { from: string; to: string; action: Action };

const edges = (): Edge[] => [
  { from: '[*]', to: LIFECYCLE.beginAllocation.to, action: 'beginAllocation' },
  ...(Object.keys(LIFECYCLE) as Action[]).flatMap((action) => {
    const { from, to } = LIFECYCLE[action];
    return from.map((state) => ({ from: state, to: to === 'gone' ? '[*]' : to, action }));
  }),
];

/** The lifecycle table as a Mermaid stateDiagram-v2: one arrow for each pair of states, named by its actions. */
export const lifecycleDiagram = (): string => {
  const arrows = Map.groupBy(edges(), ({ from, to }) => `${from} --> ${to}`);
  const lines = [...arrows].map(
    ([arrow, of]) => `  ${arrow}: ${of.map(({ action }) => action).join(', ')}\n`,
  );
  return `stateDiagram-v2\n${lines.join('')}`;
};

/** A page with the diagram between its two markers. Throws where the page lacks one of them. */
export const withDiagram = (page: string): string => {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`ARCHITECTURE.md needs the markers ${BEGIN} and ${END}, in this order.`);
  }
  return `${before}${BEGIN}\n\`\`\`mermaid\n${lifecycleDiagram()}\`\`\`\n${END}${after}`;
};

const readArguments = (): { write?: boolean; help?: boolean; fault?: string } => {
  try {
    return parseArgs({ options: { write: { type: 'boolean' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const main = (): number => {
  const { write, help, fault } = readArguments();
  if (fault !== undefined) {
    console.error(`${fault}\n\n${HELP}`);
    return USAGE_ERROR;
  }
  if (write) writeFileSync(PAGE, withDiagram(readFileSync(PAGE, 'utf8')));
  else console.log(help ? HELP : lifecycleDiagram());
  return 0;
};

if (import.meta.main) process.exitCode = main();
