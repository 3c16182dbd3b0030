import { readFileSync } from 'node:fs';

/** A block of shell commands of docs/deploy.md, and the chapter that its fence names after `sh`. */
export type GuideBlock = { chapter: string; commands: string };

const GUIDE = new URL('../../docs/deploy.md', import.meta.url);

/** All blocks of a page, in their order. A fence without a chapter has the chapter ''. */
export const blocksOf = (page: string): GuideBlock[] =>
  [...page.matchAll(/^```(?:sh)? ?([a-z-]*)\n(.*?)^```$/gms)].map(([, chapter = '', commands = '']) => ({
    chapter,
    commands,
  }));

/** The deployment guide. */
export const guide = (): GuideBlock[] => blocksOf(readFileSync(GUIDE, 'utf8'));

/** The commands of one chapter as one script. Throws where the guide has no such chapter. */
export const commandsOf = (chapter: string): string => {
  const blocks = guide().filter((block) => block.chapter === chapter);
  if (blocks.length === 0) throw new Error(`docs/deploy.md has no chapter ${chapter}.`);
  return blocks.map(({ commands }) => commands).join('\n');
};
