/** What the server wrote into the page under this name; empty where there is no page. */
const written = (name: string): string =>
  typeof document === 'undefined'
    ? ''
    : (document.querySelector<HTMLMetaElement>(`meta[name="labelqa-${name}"]`)?.content ?? '')

/** The path under which the server stands behind a proxy; empty at the root. */
export const prefix = written('prefix')

/** The version of labelqa that serves the page. */
export const version = written('version')
