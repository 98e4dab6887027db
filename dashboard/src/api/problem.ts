/** What the server says when it refuses: RFC 9457, and the id under which its log knows more. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly errors: readonly { pointer?: string; detail: string }[] = [],
  ) {
    super(detail || title)
    this.name = 'Problem'
  }
}

/** The server was not reached at all. */
export const OFFLINE = 0

/** The problem of an answer, also of one that a proxy gave in its own words. */
export async function problemOf(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id')
  const said: unknown = await response.json().catch(() => null)
  const fields = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
  const errors = Array.isArray(fields['errors']) ? (fields['errors'] as { pointer?: string; detail: string }[]) : []
  return new Problem(response.status, text('title') || response.statusText, text('detail'), requestId, errors)
}

/** True for a failure that may be over at the next try. */
export const passing = (error: unknown): boolean =>
  error instanceof Problem && (error.status === OFFLINE || error.status === 429 || error.status >= 502)
