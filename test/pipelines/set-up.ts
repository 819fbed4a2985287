// What `sitrep init` writes into a project, so that the tests try exactly that.

import { sample } from '../../src/setup/ci-file/merge.ts';
import { type CiFile, parseCi } from './ci-yaml.ts';

/** A new `.gitlab-ci.yml`. The program is the one that is committed in the project. */
export function sampleText(): string {
  const component = '$CI_SERVER_FQDN/sitrep/sitrep/incident-response@0.1.0';
  return sample({ bot: 'sitrep-bot', source: { component }, from: 'bundle', hasInputs: true });
}

export function sampleConfig(): CiFile {
  return parseCi(sampleText());
}
