import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count } from '../../format/numbers'
import { Severity } from '../../parts/severity'
import { words } from '../../words'
import { plural } from '../../words/plural'
import { severities, type Fold } from './folding'
import { AlertItem, type Ways } from './row'

/** Alerts shown at once when a row is unfolded. */
const STEP = 12
/** Rules whose images have a flag of the same name. */
const FLAGGED = new Set(['suggestion_outlier'])

/** Many alerts of one type about an image each, as one row that can be unfolded. */
export function FoldItem({ fold, ways, more }: { fold: Fold; ways: Ways; more: boolean }) {
  const project = useProjectId()
  const [shown, setShown] = useState(0)
  const { alerts, type } = fold
  const title = plural(alerts.length, words.alerts.fold[type] ?? words.alerts.fold['other'] ?? { other: '#' })
  const left = alerts.length - shown
  return (
    <div className="alert-fold">
      <article className={`card alert-row ${alerts[0].severity}`}>
        <header>
          <Severity of={alerts[0].severity} />
          <span className="small">{words.alerts.types[type] ?? type}</span>
        </header>
        <h2>{more ? words.alerts.foldMore(title) : title}</h2>
        <p className="alert-action">
          {severities(alerts)
            .map(([severity, n]) => words.alerts.foldMix(count(n), words.quality.severity[severity] ?? severity))
            .join(', ')}
        </p>
        <div className="alert-ways">
          {FLAGGED.has(type) && <Link {...toImages(project, { flag: type })}>{words.alerts.images}</Link>}
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={shown > 0}
            onClick={() => {
              setShown(shown > 0 ? 0 : STEP)
            }}
          >
            {shown > 0 ? words.alerts.foldAgain : words.alerts.unfold}
          </Button>
        </div>
      </article>
      {shown > 0 && (
        <ul className="alert-list within">
          {alerts.slice(0, shown).map((alert) => (
            <li key={alert.alert_id}>
              <AlertItem alert={alert} ways={ways} />
            </li>
          ))}
          {left > 0 && (
            <li>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  setShown(shown + STEP)
                }}
              >
                {words.alerts.each(Math.min(left, STEP))}
              </Button>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
