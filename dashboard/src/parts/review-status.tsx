import { words } from '../words'
import { Tag, type Tone } from './tags'

const TONES: Readonly<Record<string, Tone>> = { approved: 'ok', rejected: 'bad', mixed: 'warn' }

/** How far the review of an image is. */
export const ReviewStatus = ({ status }: { status: string }) => (
  <Tag tone={TONES[status] ?? 'mute'}>{words.quality.status[status] ?? status}</Tag>
)
