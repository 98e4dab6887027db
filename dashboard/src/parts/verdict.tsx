import { words } from '../words'
import { Tag, type Tone } from './tags'

const TONES: Readonly<Record<string, Tone>> = { excellent: 'ok', healthy: 'ok', reliable: 'ok', low: 'bad' }

/** What the server says of a figure: healthy, low, too few to judge. */
export const Verdict = ({ verdict }: { verdict: string | null }) =>
  verdict === null ? null : <Tag tone={TONES[verdict] ?? 'mute'}>{words.quality.verdict[verdict] ?? verdict}</Tag>
