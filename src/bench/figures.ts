// What the benchmark finds, as data: numbers with their unit, and what each aims at.

import { cpus } from 'node:os';

export interface Figure {
  /** What was run. */
  readonly of: string;
  readonly what: string;
  readonly value: number;
  /** `min`, `s`, `ms`, `MB` (a million bytes), `×`; absent for a plain count. */
  readonly unit?: 'min' | 's' | 'ms' | 'MB' | '×';
  /** The most that it should be; absent where the number is only shown. */
  readonly aim?: number;
}

export interface Report {
  readonly machine: { readonly node: string; readonly platform: string; readonly cores: number; readonly cpu: string };
  readonly size: {
    readonly incidents: number;
    readonly overdue: number;
    readonly eventsPerIncident: number;
    readonly latencyMs: number;
  };
  readonly figures: readonly (Figure & { readonly met?: boolean })[];
}

export function report(size: Report['size'], figures: readonly Figure[]): Report {
  return {
    machine: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: cpus().length,
      cpu: cpus()[0]?.model ?? 'unknown',
    },
    size,
    figures: figures.map((figure) => {
      const value = Number(figure.value.toFixed(2));
      return { ...figure, value, ...(figure.aim === undefined ? {} : { met: value <= figure.aim }) };
    }),
  };
}

/** The report as a table for people, without a line end. */
export function printed({ machine, size, figures }: Report): string {
  const lines = [
    `Node ${machine.node}, ${machine.platform}, ${machine.cores} cores (${machine.cpu})`,
    `${size.incidents} open incidents of ${size.eventsPerIncident} events each; where latency is named, the server lets every request wait ${size.latencyMs} ms`,
  ];
  let of = '';
  for (const figure of figures) {
    if (figure.of !== of) lines.push('', figure.of);
    of = figure.of;
    lines.push(`  ${figure.what.padEnd(60)}${shown(figure).padStart(12)}   ${verdict(figure)}`.trimEnd());
  }
  return lines.join('\n');
}

function shown({ value, unit }: Figure): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

function verdict({ aim, met }: Figure & { readonly met?: boolean }): string {
  return aim === undefined ? '' : `aim ≤ ${aim}  ${met ? 'met' : 'MISSED'}`;
}

/** The middle value; of an even number the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
