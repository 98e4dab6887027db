/** Calls of the API, typed by its OpenAPI document (`schema.d.ts`, made by `make dashboard-client`). */

import createFetcher, { type Middleware } from 'openapi-fetch'
import createApi from 'openapi-react-query'

import { prefix } from './place'
import { OFFLINE, Problem, problemOf } from './problem'
import type { components, paths } from './schema'
import { signedInAgain } from './signing'

/** An answer or a body by the name it has in the OpenAPI document. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

type Wide<T> = T extends [number, number] ? number[] : T extends object ? { [K in keyof T]: Wide<T[K]> } : T
/** An answer as a query gives it: intervals have lost on the way that they are of two numbers. */
export type Given<Name extends keyof components['schemas']> = Wide<Schema<Name>>

/** A step that a browser takes out of an address: `.` or `..`. */
const RESOLVED = /(^|\/)\.{1,2}(\/|$)/

/**
 * Ids of images hold slashes, which stay as they are: many proxies refuse an escaped one. Beside a step of dots they are
 * escaped all the same, or the browser would ask for something else.
 */
function encoded(value: unknown): string {
  const text = String(value)
  const safe = encodeURIComponent(text)
  return RESOLVED.test(text) ? safe : safe.replaceAll('%2F', '/')
}

/** What a path template becomes with these values. */
export const pathOf = (template: string, values: Record<string, unknown>): string =>
  template.replace(/\{([^}:]+)(?::path)?\}/g, (_, name: string) => encoded(values[name]))

const WRITES = new Set(['POST', 'PATCH', 'PUT', 'DELETE'])

const courtesy: Middleware = {
  onRequest({ request }) {
    // no other site can send this header, so a write that carries it comes from this page
    if (WRITES.has(request.method)) request.headers.set('X-Labelqa', '1')
    return request
  },
}

/** One request; asks to sign in when there is no session, and then tries again. Throws Problem. */
export async function call(request: Request): Promise<Response> {
  const again = request.clone()
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(OFFLINE, 'offline', '', null)
  }
  if (response.status === 401 && !request.url.endsWith('/v1/session')) {
    await signedInAgain()
    return call(again)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

/** `fetcher.GET('/v1/projects/{project_id}', …)`: one call. Throws Problem for every answer that is not a success. */
export const fetcher = createFetcher<paths>({ baseUrl: prefix || '/', fetch: call, pathSerializer: pathOf })
fetcher.use(courtesy)

/** `api.useQuery('get', '/v1/projects/{project_id}', …)`: the same for components, kept by TanStack Query. */
export const api = createApi(fetcher)

/** The address of something the browser itself asks for: a picture, a file, a stream. */
export function address(template: keyof paths, values: Record<string, string>, query: Record<string, unknown> = {}) {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) asked.set(name, String(value))
  const text = asked.toString()
  return prefix + pathOf(template, values) + (text ? `?${text}` : '')
}
