import { CloseButton } from '@mantine/core'

import { Problem } from '../../api/problem'
import { sentenceOf } from '../../parts/failed'
import { words } from '../../words'
import type { Notice } from './verdicts'

type Props = { notice: Notice; changed: readonly string[]; onClose: () => void }

/** What became of the last verdict on this image, where it is not what was wanted. */
export function NoticeBar({ notice, changed, onClose }: Props) {
  const { kind, error } = notice
  const problem = error instanceof Problem ? error : null
  return (
    <div className={`notice ${kind}`} role={kind === 'undone' ? 'status' : 'alert'}>
      <div className="wrap">
        <p>
          <b>{textOf(notice, changed)}</b>
        </p>
        {kind !== 'undone' && kind !== 'revised' && <p dir="auto">{sentenceOf(error)}</p>}
        {kind !== 'undone' && problem?.requestId && (
          <p className="small">
            {words.states.request} <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      <CloseButton size="sm" onClick={onClose} aria-label={words.review.dismiss} />
    </div>
  )
}

function textOf({ kind, decision }: Notice, changed: readonly string[]): string {
  const verdict = words.review.verdicts[decision.verdict] ?? decision.verdict
  switch (kind) {
    case 'failed':
      return words.review.failed(verdict)
    case 'revised':
      return words.review.revised(changed)
    case 'undone':
      return words.review.undone(verdict, decision.annotators.length, decision.reason)
    case 'kept':
      return words.review.kept
  }
}
