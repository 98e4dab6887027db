import { Link } from '@tanstack/react-router'

import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { words } from '../../words'
import type { Row } from './asked'

const w = words.benchmark.findings
const MOST = 40

/** What stands out about each, in sentences with their figures. */
export function Findings({ rows, people }: { rows: readonly Row[]; people: People }) {
  const project = useProjectId()
  const said = rows.filter((r) => r.findings.length > 0)
  return (
    <Card className="span-6" title={w.title} about={w.about}>
      {said.length === 0 ? (
        <p className="small">{w.none}</p>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <div className="findings" role="region" aria-label={w.title} tabIndex={0}>
          {said.slice(0, MOST).map((r) => (
            <div key={r.annotator_id} className="finding">
              <Link className="line" title={people.name(r.annotator_id)} {...toAnnotator(project, r.annotator_id)}>
                <bdi>{people.name(r.annotator_id)}</bdi>
              </Link>
              <ul>
                {r.findings.map((text) => (
                  <li key={text} className="wrap">
                    {text}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}
