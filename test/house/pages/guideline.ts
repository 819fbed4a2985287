// docs/guideline.md: where each requirement of the guideline lives, and which test proves it. From the comments of the source
// and the names of the tests.

import { readFileSync } from 'node:fs';
import { requirements } from '../requirements.ts';
import { sourceFiles } from '../sources.ts';
import { GENERATED, table } from './markdown.ts';

export interface Proof {
  readonly requirement: number;
  readonly partly: boolean;
  readonly file: string;
}

export function guidelinePage(): string {
  const proofs = provenBy();
  const lives = livesIn();
  const of = (partly: boolean, number: number): Proof[] =>
    proofs.filter((proof) => proof.requirement === number && proof.partly === partly);
  const state = (number: number): string =>
    of(false, number).length > 0 ? 'yes' : of(true, number).length > 0 ? 'partly' : '';
  const numbers = requirements.map((_words, index) => index + 1);
  const count = (wanted: string): number => numbers.filter((number) => state(number) === wanted).length;
  return `${GENERATED}

# The guideline, requirement by requirement

sitrep puts an incident management guideline into practice. Its demands are numbered; a test that proves one has the number in its name
(\`R65: …\`, or \`R65 (partly): …\` for a part of it).

**${count('yes')}** of ${numbers.length} are proven, **${count('partly')}** partly, ${count('')} not yet.

${table(
  ['', 'about', 'proven', 'lives in', 'proven by'],
  numbers.map((number) => [
    `R${number}`,
    requirements[number - 1] ?? '',
    state(number),
    links(lives.get(number) ?? []),
    links([...of(false, number), ...of(true, number)].map(({ file }) => file)),
  ]),
)}
`;
}

/** What the names of all tests say that they prove. */
export function provenBy(): Proof[] {
  return sourceFiles('test').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(TITLE)].flatMap(([, title]) =>
      numbersIn(title ?? '').map((one) => ({ ...one, file })),
    ),
  );
}

/** The numbers that a list as `R85–R87 (partly), R96` names. */
export function numbersIn(list: string): { readonly requirement: number; readonly partly: boolean }[] {
  return [...list.matchAll(ITEM)].flatMap(([, from, to, partly]) => {
    const [first, last] = [Number(from), Number(to ?? from)];
    return Array.from({ length: last - first + 1 }, (_none, index) => ({
      requirement: first + index,
      partly: partly !== undefined,
    }));
  });
}

const ITEM = /\bR(\d{1,3})(?:\s*[–-]\s*R(\d{1,3}))?(\s*\(partly\))?/g;

/** A test's name that begins with numbers and a colon. */
const TITLE = /['"`]((?:R\d{1,3}(?:\s*[–-]\s*R\d{1,3})?(?:\s*\(partly\))?(?:, | and )?)+):/g;

function livesIn(): Map<number, string[]> {
  const places = new Map<number, string[]>();
  for (const file of sourceFiles()) {
    const comments = readFileSync(file, 'utf8').match(/\/\/.*|\/\*[\s\S]*?\*\/|\(R\d.*?\)|'R\d[R\d, ]*'/g) ?? [];
    for (const { requirement } of numbersIn(comments.join(' ')))
      places.set(requirement, [...(places.get(requirement) ?? []), file]);
  }
  return places;
}

function links(files: readonly string[]): string {
  return [...new Set(files)]
    .map((file) => `[${file.replace(/^(src|test)\//, '').replace(/(\.test)?\.ts$/, '')}](../${file})`)
    .join(', ');
}
