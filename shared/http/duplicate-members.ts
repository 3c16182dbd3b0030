// A string may lack its end, so that no text is looked at twice: what is not JSON is the parser's to refuse.
const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\]:]/gs;

/** The names of the objects that are open where the scan stands, the innermost last; an array has none. */
type Open = (Set<string> | undefined)[];

const nest = (open: Open, token: string): void => {
  if (token === '{') open.push(new Set());
  else if (token === '[') open.push(undefined);
  else if (token === '}' || token === ']') open.pop();
};

const nameOf = (token: string): string => {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
};

/** Notes a member of the innermost object; its name where the object has it already. */
const repeated = (open: Open, token: string): string | undefined => {
  const names = open.at(-1);
  if (names === undefined) return undefined;
  const name = nameOf(token);
  if (names.has(name)) return name;
  names.add(name);
  return undefined;
};

/**
 * The first member name that an object of this JSON text has twice (RFC 8259 4 leaves its meaning open, and JSON.parse
 * keeps the last); undefined where there is none. Of a text that is not JSON the answer means nothing.
 */
export const duplicateMember = (text: string): string | undefined => {
  const open: Open = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    nest(open, token);
    const name = token === ':' ? repeated(open, previous) : undefined;
    if (name !== undefined) return name;
    previous = token;
  }
  return undefined;
};
