import { words } from '../../words'
import { Section } from './section'

/** How the figures are defined, in two sentences each. */
export function Definitions({ boxes }: { boxes: boolean }) {
  const { always, ofBoxes, ofLabels } = words.report.definitions
  return (
    <Section title={words.report.defined}>
      <dl className="definitions">
        {[...(boxes ? ofBoxes : ofLabels), ...always].map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
