import { Link } from '@tanstack/react-router'

import { useMay } from '../../api/session'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { words } from '../../words'

/** Nobody has labelled anything yet: three ways in. */
export function EmptyProject() {
  const project = useProjectId()
  const administers = useMay('admin')
  const said = words.overview.empty
  return (
    <>
      <p className="empty-lead">{said.lead}</p>
      <div className="grid twelve">
        <Card className="span-4" title={said.import.title}>
          <p className="way">{said.import.about}</p>
          <Link to="/p/$project/import" params={{ project }}>
            {said.import.action}
          </Link>
        </Card>
        <Card className="span-4" title={said.connect.title}>
          <p className="way">{said.connect.about}</p>
          {administers ? (
            <Link to="/p/$project/import" params={{ project }}>
              {said.connect.action}
            </Link>
          ) : (
            <p className="small">{said.connect.admin}</p>
          )}
        </Card>
        <Card className="span-4" title={said.demo.title}>
          <p className="way">{said.demo.about}</p>
          <code>{said.demo.command}</code>
        </Card>
      </div>
    </>
  )
}
