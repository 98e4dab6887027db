import { Link } from '@tanstack/react-router'

import { useProjectId } from '../../app/project'
import { Empty } from '../../parts/states'
import { words } from '../../words'

/** Nothing was answered twice yet, and the way to what should be. */
export function NoOverlap() {
  const project = useProjectId()
  return (
    <Empty
      title={words.overview.noOverlap}
      action={
        <Link to="/p/$project/plan" params={{ project }}>
          {words.overview.toPlan}
        </Link>
      }
    >
      {words.overview.noOverlapAbout}
    </Empty>
  )
}
