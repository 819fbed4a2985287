// Which jobs of a project are sitrep's: by the names that the components give them, which begin as the include says.

/** What the names begin with where the include does not say (the components' input `job-prefix`). */
const PREFIX = 'sitrep-';

/** Whether a job of that name is ours, in a project whose pipeline file includes us with such inputs. */
export function ownJobs(
  includes: readonly { readonly inputs: Readonly<Record<string, unknown>> }[],
): (name: string) => boolean {
  const said = includes.map(({ inputs }) => inputs['job-prefix'] ?? PREFIX).filter((one) => typeof one === 'string');
  const prefixes = said.length === 0 ? [PREFIX] : said;
  return (name) =>
    prefixes.some((prefix) => {
      const bare = name.replace(/^\./, '');
      return bare.startsWith(prefix) && /^(react|sweep|review)(-check|-from-[a-z]+)?$/.test(bare.slice(prefix.length));
    });
}
