// How a setting is written down: what it means, its unit, where it comes from, an example.
//
// Everything that describes the configuration (the JSON Schema, `sitrep config explain`, the reference page, the file that
// `init` commits) is made from these, so a setting is described once, beside what reads it.

import * as z from 'zod';

export interface About {
  /** What it does, in one sentence. */
  readonly description: string;
  /** Of the number, or of each number in a list. */
  readonly unit?: 'minutes' | 'working days';
  /** The demands of the guideline that it serves: their numbers, with commas. */
  readonly source?: string;
  /** A value that works, where the default does not show one. */
  readonly example?: unknown;
}

/** Describes a setting; `about` goes into the JSON Schema, key by key. */
export function described<S extends z.ZodType>(schema: S, about: About): S {
  return schema.meta({ ...about });
}

/** A whole number of minutes, at least 1 and at most a year: more is a slip of the finger. */
export const Minutes = z.int().positive().max(525_600);

/** A whole number of minutes with its default. */
export function minutes(fallback: number, description: string, source?: string): z.ZodDefault<z.ZodInt> {
  return described(Minutes.default(fallback), { description, unit: 'minutes', ...(source ? { source } : {}) });
}

/** Moments, in minutes from when something began; at least one, each later than the one before. */
export function moments(fallback: number[], description: string, source?: string) {
  const rising = z
    .array(Minutes)
    .min(1)
    .refine((all) => all.every((one, index) => index === 0 || one > (all[index - 1] ?? 0)), {
      message: 'expected minutes in rising order, as in [5, 10, 15]',
    });
  return described(rising.default(fallback), { description, unit: 'minutes', ...(source ? { source } : {}) });
}

/** What each mode of a rule means to people. */
const MODES = {
  off: 'nobody is told',
  remind: 'people are told what they owe',
  enforce: 'and what follows happens by itself where nobody answers',
} as const;
type Mode = keyof typeof MODES;

/** The mode of a rule: those that the rule has, the first of them unless `fallback` says another. */
export function mode<const M extends readonly [Mode, ...Mode[]]>(modes: M, fallback: M[number]) {
  const meanings = modes.map((one) => `${one}: ${MODES[one]}`).join('; ');
  return described(z.enum(modes).default(fallback), {
    description: `How strict the rule is (${meanings}).`,
    source: 'R4',
  });
}
