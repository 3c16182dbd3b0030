import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CapturedOutput, captureOutput } from '../../local/captured-output.ts';

const write = process.stdout.write;
let outside: string[];
const releasing: CapturedOutput[] = [];

const capture = () => {
  const output = captureOutput();
  releasing.push(output);
  return output;
};

beforeEach(() => {
  outside = [];
  process.stdout.write = ((text: string) => outside.push(text) > 0) as typeof write;
});
afterEach(() => {
  for (const output of releasing.splice(0)) output.release();
  process.stdout.write = write;
});

test('what is written inside goes to its sink, and what is written outside where it went before', () => {
  const output = capture();
  const inside: string[] = [];
  process.stdout.write('before');
  output.run(
    (text) => inside.push(text),
    () => process.stdout.write('inside'),
  );
  process.stdout.write('after');
  expect([inside, outside]).toEqual([['inside'], ['before', 'after']]);
});

test('a sink may write to the output itself', () => {
  capture().run(
    (text) => process.stdout.write(`log: ${text}`),
    () => process.stdout.write('inside'),
  );
  expect(outside).toEqual(['log: inside']);
});

test('the output is redirected until the last one releases it', () => {
  const redirected = () => process.stdout.write;
  const before = redirected();
  const [first, second] = [capture(), capture()];
  const during = redirected();
  first?.release();
  first?.release();
  expect(redirected()).toBe(during);
  second?.release();
  expect(redirected()).toBe(before);
});
