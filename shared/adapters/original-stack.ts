import { readFileSync } from 'node:fs';

/** A place in a bundle, as V8 writes it: `file:///var/task/index.mjs:1:4711`. */
const PLACE = /(?:file:\/\/)?(\/[^\s():]+\.mjs):(\d+):(\d+)/g;

/** Asked for when it is needed: most processes never log an error. */
const moduleApi = () => process.getBuiltinModule('node:module');

type SourceMap = InstanceType<ReturnType<typeof moduleApi>['SourceMap']>;

const maps = new Map<string, SourceMap | undefined>();

const readMap = (file: string): SourceMap | undefined => {
  try {
    const { SourceMap: Reader } = moduleApi();
    return new Reader(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
};

const mapOf = (file: string): SourceMap | undefined => {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
};

/**
 * A stack with the places of a bundle told as those of the sources that it was made from, where a source map lies
 * beside it. Node would do the same by `--enable-source-maps`, and read every map at every start for it; here they are
 * read when a first error is logged.
 */
export const originalStack = (stack: string): string =>
  stack.replace(PLACE, (place: string, ...parts: string[]) => {
    const [file = '', line, column] = parts;
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !('fileName' in origin)) return place;
    return `${origin.fileName.replace(/^(\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
  });
