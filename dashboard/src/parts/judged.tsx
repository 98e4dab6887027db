import { TOO_FEW } from '../charts/bars'
import { count } from '../format/numbers'
import { words } from '../words'

type Props = {
  text: string
  n: number
  /** Fewer than this are too few to judge. */
  least?: number
  /** Why there is no figure, where the text is a dash. */
  reason?: string | undefined
}

/** A figure with its n in the title; in grey where there are too few to judge. */
export const Judged = ({ text, n, least = TOO_FEW, reason }: Props) =>
  n < least ? (
    <span className="small" title={n === 0 && reason !== undefined ? reason : words.states.tooFew(count(n))}>
      {text}
    </span>
  ) : (
    <span title={words.states.n(count(n))}>{text}</span>
  )
