import { Link } from '@tanstack/react-router'

import { useSession } from '../../api/session'
import { Empty } from '../../parts/states'
import { words } from '../../words'

/** The projects that an annotator's own key names: each leads to what they did there. */
export function OwnProjects() {
  const named = useSession().data?.projects ?? []
  if (named.length === 0) return <Empty title={words.projects.empty}>{words.projects.ownUnnamed}</Empty>
  return (
    <ul className="project-cards">
      {named.map((id) => (
        <li key={id} className="card">
          <Link to="/p/$project/me" params={{ project: id }} className="line" dir="auto">
            {id}
          </Link>
        </li>
      ))}
    </ul>
  )
}
