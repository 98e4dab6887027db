import type { Schema } from '../../api/client'

type Key = Pick<Schema<'KeyAnswer'>, 'revoked_at' | 'expires_at'>
export type State = 'valid' | 'revoked' | 'expired'

/** Whether a key still opens anything; one that is void from a time to come on does until then. */
export function stateOf(key: Key, now: number): State {
  if (key.revoked_at !== null && Date.parse(key.revoked_at) <= now) return 'revoked'
  return Date.parse(key.expires_at) <= now ? 'expired' : 'valid'
}
