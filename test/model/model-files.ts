import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the model, absolute. */
export const MODEL = fileURLToPath(new URL('../../docs/model/', import.meta.url));

/** The Promela files of the model, by name, in order. */
export const modelFiles = (): { name: string; text: string }[] =>
  readdirSync(MODEL)
    .filter((name) => name.endsWith('.pml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(`${MODEL}${name}`, 'utf8') }));

/** What the protocol promises, as promises.pml has it: each name with its sentence. */
export const promises = (): Map<string, string> => {
  const text = readFileSync(`${MODEL}promises.pml`, 'utf8');
  const found = text.matchAll(/\/\* ([^*]+) \*\/\nhidden byte (\w+);/g);
  return new Map([...found].map(([, sentence, name]) => [name as string, sentence as string]));
};
