/** The path under which the server stands behind a proxy; empty at the root. The server writes it into the page. */
export const prefix: string =
  typeof document === 'undefined'
    ? ''
    : (document.querySelector<HTMLMetaElement>('meta[name="labelqa-prefix"]')?.content ?? '')
