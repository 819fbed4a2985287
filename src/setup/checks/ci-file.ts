// The project's `.gitlab-ci.yml` as far as sitrep is concerned: the inputs of its header, and the include of the
// component. People edit that file, so everything in it is looked at before it is believed.

import { parseAllDocuments } from 'yaml';
import { OURS } from '../ci-file/merge.ts';

export interface CiFile {
  readonly text: string;
  /** Why it is no YAML that GitLab could read. */
  readonly broken: string | undefined;
  /** Names of the inputs that its header declares. */
  readonly inputs: readonly string[];
  readonly includes: readonly Include[];
  /** Includes of the component `listen`. */
  readonly listeners: readonly Include[];
  /** Tags of runners that `default:` asks for, which sitrep's jobs inherit. */
  readonly tags: readonly string[];
}

export interface Include {
  /** Its address or path, as it stands there. */
  readonly what: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export function readCiFile(text: string): CiFile {
  const documents = [...parseAllDocuments(text)];
  const errors = documents.flatMap((document) => document.errors.map(({ message }) => message.split('\n')[0] ?? ''));
  const [header, body] = documents.length > 1 ? documents : [undefined, documents[0]];
  const content = map(plain(body));
  const includes = list(content['include']).flatMap(includeOf);
  return {
    text,
    broken: errors[0],
    inputs: Object.keys(map(map(map(plain(header))['spec'])['inputs'])),
    includes: includes.filter(({ what }) => OURS.test(what)),
    listeners: includes.filter(({ what }) => LISTENER.test(what)),
    tags: list(map(content['default'])['tags']).map(String),
  };
}

/** The images of the jobs that are ours, in a configuration with all that it includes. */
export function imagesIn(text: string, isOwn: (name: string) => boolean): readonly unknown[] {
  return parseAllDocuments(text).flatMap((document) =>
    Object.entries(map(plain(document))).flatMap(([name, job]) => {
      const { image } = map(job);
      return isOwn(name) ? [typeof image === 'string' ? image : map(image)['name']] : [];
    }),
  );
}

function includeOf(entry: unknown): Include[] {
  const given = typeof entry === 'string' ? { local: entry } : map(entry);
  const address = given['component'] ?? given['local'] ?? given['file'] ?? given['remote'];
  const inputs = map(given['inputs']);
  return list(address).flatMap((what) => (typeof what === 'string' ? [{ what: what.trim(), inputs }] : []));
}

const LISTENER = /(^|\/)listen(@|\.ya?ml$|\/template\.ya?ml$)/;

function plain(document: ReturnType<typeof parseAllDocuments>[number] | undefined): unknown {
  try {
    return document?.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined; // too many aliases: GitLab says of it what it has to say
  }
}

function map(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
