import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from './icons'
import { words } from '../words'
import './severity.css'

const ICONS = { error: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle }

/** How severe an alert is: an icon of its own shape, a word, and a colour that repeats them. */
export function Severity({ of }: { of: string }) {
  const Icon = of === 'error' || of === 'warning' ? ICONS[of] : ICONS.info
  return (
    <span className={`severity ${of}`}>
      <Icon size={17} stroke={1.9} aria-hidden />
      {words.quality.severity[of] ?? of}
    </span>
  )
}
