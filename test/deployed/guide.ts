import { readFileSync } from 'node:fs';

/** A block of shell commands of a page, and the chapter that its fence names after `sh`. */
export type GuideBlock = { chapter: string; commands: string };

/** The pages whose commands are followed, in docs/. */
export type Page = 'deploy' | 'integrate';

/** All blocks of a page, in their order. A fence without a chapter has the chapter ''. */
export const blocksOf = (page: string): GuideBlock[] =>
  [...page.matchAll(/^```(?:sh)? ?([a-z-]*)\n(.*?)^```$/gms)].map(([, chapter = '', commands = '']) => ({
    chapter,
    commands,
  }));

/** The blocks of a page of docs/, the deployment guide unless told. */
export const guide = (page: Page = 'deploy'): GuideBlock[] =>
  blocksOf(readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8'));

/** The commands of one chapter as one script. Throws where the page has no such chapter. */
export const commandsOf = (chapter: string, page: Page = 'deploy'): string => {
  const blocks = guide(page).filter((block) => block.chapter === chapter);
  if (blocks.length === 0) throw new Error(`docs/${page}.md has no chapter ${chapter}.`);
  return blocks.map(({ commands }) => commands).join('\n');
};
