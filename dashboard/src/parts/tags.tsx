import type { ReactNode } from 'react'

export type Tone = 'ok' | 'warn' | 'bad' | 'mute'

/** A state in a word or two. Colour repeats what the word says. */
export const Tag = ({ tone = 'mute', title, children }: { tone?: Tone; title?: string; children: ReactNode }) => (
  <span className={`tag ${tone}`} title={title}>
    {children}
  </span>
)

/** The worst of several in words and "+n" for the rest, all of them in the title and the accessible name. */
export function Tags({
  kinds,
  tone = 'warn',
  plain = false,
}: {
  kinds: readonly string[]
  tone?: Tone
  plain?: boolean
}) {
  const [worst, ...rest] = kinds
  if (worst === undefined) return <span className="small">–</span>
  return (
    <span className="tags" title={kinds.join(', ')}>
      {plain ? <span className="small line">{worst}</span> : <Tag tone={tone}>{worst}</Tag>}
      {rest.length > 0 && (
        <span className="tag mute">
          <span aria-hidden="true">+{rest.length}</span>
          <span className="hidden">, {rest.join(', ')}</span>
        </span>
      )}
    </span>
  )
}
