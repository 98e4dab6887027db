/** Files as the body of a request, with how much of it has gone: `fetch` does not say that, XMLHttpRequest does. */

import { OFFLINE, Problem, problemOf } from './problem'
import { signedInAgain } from './signing'

export type Watch = (sent: number, total: number) => void

const answerOf = (request: XMLHttpRequest): Response =>
  new Response(request.responseText || null, {
    status: request.status,
    statusText: request.statusText,
    headers: { 'x-request-id': request.getResponseHeader('x-request-id') ?? '' },
  })

function sent(url: string, file: Blob, watch: Watch, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => {
      request.abort()
    }
    request.open('POST', url)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('X-Labelqa', '1') // no other site can send this header
    request.upload.onprogress = (event) => {
      watch(event.loaded, file.size)
    }
    request.onload = () => {
      resolve(answerOf(request))
    }
    request.onerror = () => {
      reject(new Problem(OFFLINE, 'offline', '', null))
    }
    request.onabort = () => {
      reject(new DOMException('stopped', 'AbortError'))
    }
    request.onloadend = () => {
      signal.removeEventListener('abort', stop)
    }
    signal.addEventListener('abort', stop)
    request.send(file)
  })
}

/** Sends a file; asks to sign in when there is no session, and then sends it again. Throws Problem, or AbortError. */
export async function upload<T>(url: string, file: Blob, watch: Watch, signal: AbortSignal): Promise<T> {
  const response = await sent(url, file, watch, signal)
  if (response.status === 401) {
    await signedInAgain()
    return upload(url, file, watch, signal)
  }
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}
