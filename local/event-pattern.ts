import { BlockList, isIP } from 'node:net';

/** Tells whether one event (any JSON value) fits a pattern. */
export type EventMatcher = (event: unknown) => boolean;

type Json = Record<string, unknown>;
/** Judges all values found at one place of the event: none where it is absent, several where it is an array. */
type LeafTest = (leaves: readonly unknown[]) => boolean;
type ValueTest = (value: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern, which is also the language of Lambda's FilterCriteria. Throws an Error
 * that names the place where the pattern uses something unknown or malformed, so that a rule never silently
 * matches nothing. Source: the EventBridge user guide, "comparison operators in event patterns".
 */
export const eventPattern = (pattern: unknown): EventMatcher => objectTest(pattern, '$');

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (place: string, what: string): never => {
  throw new Error(`Event pattern at ${place}: ${what}.`);
};

/** A missing or scalar value counts as an empty object: what is asked not to exist below it does not exist. */
const objectTest = (pattern: unknown, place: string): ValueTest => {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    return refuse(place, 'expected a filled object');
  const fields = Object.entries(pattern).map(([name, rule]) => fieldTest(name, rule, place));
  const fits = (value: unknown) => fields.every((test) => test(isObject(value) ? value : {}));
  return (value) => (Array.isArray(value) && value.length > 0 ? value.flat(Infinity) : [value]).some(fits);
};

const fieldTest = (name: string, rule: unknown, place: string): ((event: Json) => boolean) => {
  const here = `${place}.${name}`;
  if (name === '$or' && Array.isArray(rule)) {
    const choices = rule.map((choice, index) => objectTest(choice, `${here}[${index}]`));
    return (event) => choices.some((test) => test(event));
  }
  if (!Array.isArray(rule)) {
    const test = objectTest(rule, here);
    return (event) => test(event[name]);
  }
  if (rule.length === 0) return refuse(here, 'an empty list matches nothing');
  const tests = rule.map((entry, index) => leafTest(entry, `${here}[${index}]`));
  return (event) => {
    const leaves = leavesOf(event[name]);
    return tests.some((test) => test(leaves));
  };
};

const leavesOf = (value: unknown): unknown[] =>
  [value].flat(Infinity).filter((leaf) => leaf !== undefined && !isObject(leaf));

const leafTest = (entry: unknown, place: string): LeafTest => {
  if (isObject(entry) && 'exists' in entry) {
    if (typeof entry.exists !== 'boolean') return refuse(place, 'exists takes true or false');
    return (leaves) => leaves.length > 0 === entry.exists;
  }
  const test = isObject(entry) ? operatorTest(entry, place) : literalTest(entry, place);
  return (leaves) => leaves.some(test);
};

const literalTest = (literal: unknown, place: string): ValueTest => {
  if (Array.isArray(literal) || literal === undefined) return refuse(place, 'a list inside a list');
  return (value) => value === literal;
};

const operatorTest = (operator: Json, place: string): ValueTest => {
  const [[name, operand] = ['', undefined], ...others] = Object.entries(operator);
  const compile = OPERATORS[name];
  if (compile === undefined || others.length > 0) {
    return refuse(place, `unknown operator ${JSON.stringify(operator)}`);
  }
  return compile(operand, `${place}.${name}`);
};

const text = (operand: unknown, place: string): string =>
  typeof operand === 'string' ? operand : refuse(place, 'expected text');

const onText =
  (test: (value: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' && test(value);

/** Prefix and suffix take a text, or `{"equals-ignore-case": text}`. */
const affixTest =
  (fits: (value: string, affix: string) => boolean) =>
  (operand: unknown, place: string): ValueTest => {
    if (!isObject(operand)) {
      const affix = text(operand, place);
      return onText((value) => fits(value, affix));
    }
    const affix = text(operand['equals-ignore-case'], place).toLowerCase();
    return onText((value) => fits(value.toLowerCase(), affix));
  };

const ignoreCaseTest = (operand: unknown, place: string): ValueTest => {
  const wanted = text(operand, place).toLowerCase();
  return onText((value) => value.toLowerCase() === wanted);
};

const wildcardTest = (operand: unknown, place: string): ValueTest => {
  const pieces = text(operand, place).match(/\\[\\*]|\*|[^\\*]+|\\/g) ?? [];
  const source = pieces.map((piece) => (piece === '*' ? '.*' : plain(piece.replace(/^\\(?=.)/, ''))));
  const shape = new RegExp(`^${source.join('')}$`, 's');
  return onText((value) => shape.test(value));
};

const plain = (piece: string): string => piece.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const numericTest = (operand: unknown, place: string): ValueTest => {
  const parts = Array.isArray(operand) ? operand : refuse(place, 'expected comparisons');
  if (parts.length === 0 || parts.length % 2 === 1) return refuse(place, 'expected pairs of sign and number');
  const bounds = Array.from({ length: parts.length / 2 }, (_, pair) => {
    const [sign, bound] = parts.slice(2 * pair, 2 * pair + 2);
    const compare = COMPARISONS[String(sign)] ?? refuse(place, `unknown sign ${String(sign)}`);
    return (value: number) => compare(value, Number(bound));
  });
  return (value) => typeof value === 'number' && bounds.every((holds) => holds(value));
};

const cidrTest = (operand: unknown, place: string): ValueTest => {
  const [net = '', bits = ''] = text(operand, place).split('/');
  if (isIP(net) === 0 || !/^\d+$/.test(bits)) return refuse(place, 'expected address/length');
  const block = new BlockList();
  block.addSubnet(net, Number(bits), familyOf(net));
  return onText((value) => isIP(value) !== 0 && block.check(value, familyOf(value)));
};

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Takes a literal, a list of literals, or a text operator over a text or a list of texts. */
const anythingButTest = (operand: unknown, place: string): ValueTest => {
  const excluded = isObject(operand)
    ? Object.entries(operand).flatMap(([name, nested]) =>
        [nested].flat().map((one) => operatorTest({ [name]: one }, place)),
      )
    : [operand].flat().map((one) => literalTest(one, place));
  return (value) => !excluded.some((test) => test(value));
};

const OPERATORS: Record<string, (operand: unknown, place: string) => ValueTest> = {
  prefix: affixTest((value, affix) => value.startsWith(affix)),
  suffix: affixTest((value, affix) => value.endsWith(affix)),
  'equals-ignore-case': ignoreCaseTest,
  wildcard: wildcardTest,
  numeric: numericTest,
  cidr: cidrTest,
  'anything-but': anythingButTest,
};
